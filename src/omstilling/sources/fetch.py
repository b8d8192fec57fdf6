"""Downloads the open files from their publishers: resumable, checked and polite.

Files go to `<folder>/<register>/<file>`. Beside them `fetched.json` says, for each,
where it is from, when it was fetched, how long it is and what its checksum is. A
download that was cut off leaves `<file>.part` and `<file>.part.etag`; the next one goes
on from there if the publisher still has the same file (RFC 9110, sections 13.1.5 and
14: `Range` with `If-Range`), and starts over if not. Files are fetched one after the
other, so that no host sees more than one connection.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal

import httpx
import tenacity

from omstilling import __version__
from omstilling.errors import InputError
from omstilling.settings import Settings, settings
from omstilling.sources.downloads import Download, choose
from omstilling.sources.files import sha256

RECORD = "fetched.json"
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_LONGEST_WAIT = 300.0
_CONNECT_SECONDS = 10.0
_CONNECT_ATTEMPTS = 2
_CUT_OFF = "What has come so far is kept: run the same command again to go on."
_BACK_OFF = tenacity.wait_exponential_jitter(initial=1, max=60, jitter=1)


@dataclass(frozen=True)
class Fetched:
    """What `fetched.json` keeps of one file, and whether it came just now.

    The path is below the data folder; the date is a moment in UTC.
    """

    key: str
    path: str
    url: str
    date: str
    etag: str
    last_modified: str
    bytes: int
    sha256: str
    state: Literal["downloaded", "unchanged"]


Progress = Callable[[str, int, int | None], None]
"""Called with the key of a download, its bytes so far, and in all (None: not told)."""


class _TryAgain(Exception):  # noqa: N818 - a reason to try again is not yet an error
    """An attempt that failed in a way that may pass."""

    def __init__(self, error: InputError, *, wait: float = 0, silent: bool = False):
        super().__init__(error.message)
        self.error = error
        self.wait = wait
        self.silent = silent


def fetch(
    names: Iterable[str],
    folder: Path,
    *,
    on_progress: Progress | None = None,
    options: Settings | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Fetched]:
    """Download the named files to `folder` and return what is now there of each.

    Parameters
    ----------
    names
        Keys of `DOWNLOADS` or of their registers; none at all means everything.
    folder
        The data folder; made if absent.
    on_progress
        Called at the start of each file, after each block, and at its end.
    options
        Settings (addresses, attempts, timeout in seconds, size limit in bytes).
    sleep
        Waits the given seconds between two attempts.

    Raises
    ------
    UsageError
        A name that is none of the keys.
    InputError
        One or more files could not be fetched; the others have been, and are recorded.
    """
    chosen = choose(names)
    run = _Run(folder, on_progress or _quiet, options or settings(), sleep)
    done: list[Fetched] = []
    failed: list[tuple[Download, InputError]] = []
    silent: dict[str, InputError] = {}
    for download in chosen:
        host = httpx.URL(run.options.urls[download.key]).host
        try:
            if host in silent:
                raise silent[host]
            done.append(run.get(download))
        except _TryAgain as reason:
            if reason.silent:
                silent[host] = reason.error
            failed.append((download, reason.error))
        except InputError as error:
            failed.append((download, error))
    if failed:
        raise _summary(failed, len(chosen))
    return done


def _quiet(_key: str, _done: int, _total: int | None) -> None:
    """Report nothing."""


def _summary(failed: list[tuple[Download, InputError]], asked: int) -> InputError:
    if len(failed) == asked == 1:
        return failed[0][1]
    lines = [f"{len(failed)} of {asked} files could not be fetched:"]
    lines += [f"- {download.key}: {error.message}" for download, error in failed]
    hints = dict.fromkeys(error.hint for _, error in failed)
    return InputError("\n".join(lines), hint=" ".join(hints))


@dataclass(frozen=True)
class _Run:
    folder: Path
    on_progress: Progress
    options: Settings
    sleep: Callable[[float], None]

    def get(self, download: Download) -> Fetched:
        """Fetch one file, trying again where that may help."""
        try:
            (self.folder / download.register).mkdir(parents=True, exist_ok=True)
            return self._attempts(download)
        except OSError as error:
            raise InputError(
                f"{download.file} cannot be written to {self.folder}: {error}.",
                hint="Free space, or choose a folder that can be written to.",
            ) from error

    def _attempts(self, download: Download) -> Fetched:
        with httpx.Client(
            follow_redirects=True,
            max_redirects=5,
            timeout=httpx.Timeout(self.options.fetch_timeout, connect=_CONNECT_SECONDS),
            headers={
                "User-Agent": f"Omstilling/{__version__} (open data for innovation)",
                "Accept": download.accept,
                "Accept-Encoding": "identity",
            },
            event_hooks={"request": [_refuse_insecure]},
        ) as client:
            attempts = tenacity.Retrying(
                retry=tenacity.retry_if_exception_type(_TryAgain),
                stop=self._give_up,
                wait=_wait,
                sleep=self.sleep,
                reraise=True,
            )
            return attempts(_attempt, self, download, client)

    def _give_up(self, state: tenacity.RetryCallState) -> bool:
        reason = _reason(state)
        limit = self.options.fetch_attempts
        if reason.silent:
            # A host that is not there seldom comes back within seconds.
            limit = min(limit, _CONNECT_ATTEMPTS)
        return state.attempt_number >= limit or reason.wait > _LONGEST_WAIT


def _reason(state: tenacity.RetryCallState) -> _TryAgain:
    reason = state.outcome.exception() if state.outcome else None
    if not isinstance(reason, _TryAgain):
        raise AssertionError("only a _TryAgain is tried again")
    return reason


def _wait(state: tenacity.RetryCallState) -> float:
    return max(_reason(state).wait, _BACK_OFF(state))


def _refuse_insecure(request: httpx.Request) -> None:
    url = request.url
    if url.scheme == "https" or (url.scheme == "http" and url.host in _LOCAL):
        return
    raise InputError(
        f"The address {url} is not https, so what it sends could be tampered with.",
        hint="Use an address that begins with https:// (setting OMSTILLING_URLS).",
    )


# -- One attempt -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Target:
    """Where one download goes, and what is there already."""

    folder: Path
    download: Download
    url: str

    @property
    def name(self) -> str:
        return f"{self.download.register}/{self.download.file}"

    @property
    def path(self) -> Path:
        return self.folder / self.download.register / self.download.file

    @property
    def part(self) -> Path:
        return self.path.with_name(f"{self.path.name}.part")

    @property
    def note(self) -> Path:
        # Not a name that a pattern for data files, such as `*.json`, would find.
        return self.path.with_name(f"{self.path.name}.part.etag")

    def clear(self) -> None:
        self.part.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)

    def begun(self) -> tuple[int, str]:
        """Bytes of a part that can be gone on with, and the validator it came under."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            length = self.part.stat().st_size
            same, validator = note["url"] == self.url, str(note["validator"])
        except (OSError, ValueError, LookupError, TypeError):
            # Whatever is wrong with what is left here, starting over mends it.
            return 0, ""
        return (length, validator) if same and validator else (0, "")

    def kept(self) -> dict[str, Any] | None:
        """Return the record of the file, if what lies there is what was fetched."""
        record = read_record(self.folder).get(self.name)
        if record is None or record["url"] != self.url or not self.path.is_file():
            return None
        return record if record["sha256"] == sha256(self.path) else None


def _attempt(run: _Run, download: Download, client: httpx.Client) -> Fetched:
    target = _Target(run.folder, download, run.options.urls[download.key])
    length, validator = target.begun()
    kept = None if length else target.kept()
    headers = _conditions(length, validator, kept)
    host = httpx.URL(target.url).host
    try:
        with client.stream("GET", target.url, headers=headers) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED and kept:
                run.on_progress(download.key, kept["bytes"], kept["bytes"])
                return Fetched(**kept, state="unchanged")
            start = _start(response, target, length, validator)
            _save(run, target, response, start)
            return _finish(target, response)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        raise _no_answer(host, target, error) from error
    except httpx.TransportError as error:
        raise _cut(host, target, error) from error
    except httpx.TooManyRedirects as error:
        raise InputError(
            f"The address {target.url} is passed on from one to the next without end.",
            hint=_by_hand(target),
        ) from error


def _conditions(
    length: int, validator: str, kept: dict[str, Any] | None
) -> dict[str, str]:
    if length:
        return {"Range": f"bytes={length}-", "If-Range": validator}
    headers = {}
    if kept and kept["etag"]:
        headers["If-None-Match"] = kept["etag"]
    elif kept and kept["last_modified"]:
        headers["If-Modified-Since"] = kept["last_modified"]
    return headers


def _start(
    response: httpx.Response, target: _Target, length: int, validator: str
) -> int:
    """Return the byte that the answer begins at; raise where it is no file at all."""
    status = response.status_code
    if status == httpx.codes.OK:
        _refuse_encoded(response, target)
        return 0
    if status == httpx.codes.PARTIAL_CONTENT and _fits(response, length, validator):
        _refuse_encoded(response, target)
        return length
    if status in {206, 416}:
        # What lies here does not fit what the publisher has: start over.
        target.clear()
        raise _TryAgain(_answered(response, target))
    if status in {408, 429} or status >= 500:
        raise _TryAgain(_answered(response, target), wait=_retry_after(response))
    raise _answered(response, target)


def _fits(response: httpx.Response, length: int, validator: str) -> bool:
    """Tell whether a part begins where ours ends and is of the same file.

    Some servers answer a range without looking at `If-Range`.
    """
    where = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    same = _validator(response) in {"", validator}
    return where is not None and int(where[1]) == length and same


def _refuse_encoded(response: httpx.Response, target: _Target) -> None:
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding != "identity" and not target.path.name.endswith(".gz"):
        raise InputError(
            f"{response.url.host} sent {target.name} packed as '{encoding}', which was "
            "not asked for.",
            hint=_by_hand(target),
        )


def _save(run: _Run, target: _Target, response: httpx.Response, start: int) -> None:
    """Write the body to the part file, from byte `start` on."""
    told = response.headers.get("Content-Length", "")
    total = start + int(told) if told.isdigit() else None
    _refuse_large(run, target, total or 0)
    note = {"url": target.url, "validator": _validator(response)}
    if start == 0:
        # Without this order a killed run could leave an old part under a new note.
        target.clear()
        target.part.touch()
    target.note.write_text(json.dumps(note), encoding="utf-8")
    done = start
    run.on_progress(target.download.key, done, total)
    with target.part.open("r+b") as file:
        file.seek(start)
        for block in response.iter_raw():
            file.write(block)
            done += len(block)
            _refuse_large(run, target, done)
            run.on_progress(target.download.key, done, total)


def _refuse_large(run: _Run, target: _Target, length: int) -> None:
    limit = run.options.fetch_limit
    if length > limit:
        target.clear()
        raise InputError(
            f"{target.name} is larger than the limit of {limit} bytes.",
            hint="Raise the limit with OMSTILLING_FETCH_LIMIT if that is right.",
        )


def _validator(response: httpx.Response) -> str:
    """Return what `If-Range` may hold: a strong ETag, else the date, else nothing."""
    etag: str = response.headers.get("ETag", "")
    if etag and not etag.startswith("W/"):
        return etag
    return str(response.headers.get("Last-Modified", ""))


def _finish(target: _Target, response: httpx.Response) -> Fetched:
    """Put the whole file in its place and record it."""
    fetched = Fetched(
        key=target.download.key,
        path=target.name,
        url=target.url,
        date=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        etag=response.headers.get("ETag", ""),
        last_modified=response.headers.get("Last-Modified", ""),
        bytes=target.part.stat().st_size,
        sha256=sha256(target.part),
        state="downloaded",
    )
    target.part.replace(target.path)
    target.clear()
    _write_record(target.folder, fetched)
    return fetched


# -- The record ------------------------------------------------------------------------


def read_record(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what `fetched.json` says: path → the fields of `Fetched` but `state`.

    Raises
    ------
    InputError
        The file is there and cannot be read.
    """
    path = folder / RECORD
    if not path.exists():
        return {}
    try:
        record: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        for file in record.values():
            Fetched(**file, state="unchanged")
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(
            f"The record {path} cannot be read: {error}.",
            hint="Remove it; what it lists is then fetched anew.",
        ) from error
    return record


def _write_record(folder: Path, fetched: Fetched) -> None:
    line = asdict(fetched)
    del line["state"]
    record = read_record(folder) | {fetched.path: line}
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    unfinished = folder / f".{RECORD}"
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(folder / RECORD)


# -- What to say when it fails ---------------------------------------------------------


def _no_answer(host: str, target: _Target, error: Exception) -> _TryAgain:
    return _TryAgain(
        InputError(f"No answer from host {host} ({error}).", hint=_by_hand(target)),
        silent=True,
    )


def _cut(host: str, target: _Target, error: Exception) -> _TryAgain:
    length = target.part.stat().st_size if target.part.exists() else 0
    return _TryAgain(
        InputError(
            f"The connection to {host} broke off after {length} bytes of "
            f"{target.name} ({error}).",
            hint=_CUT_OFF,
        )
    )


def _answered(response: httpx.Response, target: _Target) -> InputError:
    status = f"{response.status_code} {response.reason_phrase}".strip()
    return InputError(
        f"{response.url.host} answered {status} when asked for {target.name}.",
        hint="Try again later, correct its address in OMSTILLING_URLS, or "
        f"copy the file to {target.path.parent} by hand.",
    )


def _by_hand(target: _Target) -> str:
    return f"Check the network, or copy the files into {target.folder} by hand."


def _retry_after(response: httpx.Response) -> float:
    """Return the seconds that the server asks to wait, 0 if it does not say."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
        return max(0.0, (when - dt.datetime.now(dt.UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
