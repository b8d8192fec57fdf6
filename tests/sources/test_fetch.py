from __future__ import annotations

import hashlib
import http.server
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from omstilling import __version__
from omstilling.errors import InputError, UsageError
from omstilling.settings import URLS, Settings
from omstilling.sources.downloads import DOWNLOADS, choose
from omstilling.sources.fetch import RECORD, Fetched, fetch, read_record

BODY = "Fylkesnavn;Kommunenavn;Org-nr\nInnlandet;Gjøvik;974760673\n".encode() * 9000
NEWER = BODY.replace(b"974760673", b"971526920")


@dataclass
class Publisher:
    """A server that behaves as it is told, one behaviour an answer, and remembers."""

    url: str = ""
    body: bytes = BODY
    etag: str = '"first"'
    modified: str = ""
    ranges: bool = True
    ignores_if_range: bool = False
    script: list[Callable[[http.server.BaseHTTPRequestHandler], bool]] = field(
        default_factory=list
    )
    seen: list[dict[str, str]] = field(default_factory=list)

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        self.seen.append(dict(request.headers.items()))
        if self.script and self.script.pop(0)(request):
            return
        self.send(request)

    def send(
        self, request: http.server.BaseHTTPRequestHandler, *, cut: int | None = None
    ) -> None:
        if (self.etag and request.headers.get("If-None-Match") == self.etag) or (
            self.modified and request.headers.get("If-Modified-Since") == self.modified
        ):
            self.head(request, 304, 0)
        else:
            self.whole_or_part(request, cut)

    def whole_or_part(
        self, request: http.server.BaseHTTPRequestHandler, cut: int | None
    ) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        valid = request.headers.get("If-Range") in {self.etag, self.modified}
        if asked and self.ranges and (valid or self.ignores_if_range):
            start = int(asked[1])
            if start >= len(self.body):
                self.head(
                    request, 416, 0, ("Content-Range", f"bytes */{len(self.body)}")
                )
                return
            rest = self.body[start:]
            where = f"bytes {start}-{len(self.body) - 1}/{len(self.body)}"
            self.head(request, 206, len(rest), ("Content-Range", where))
        else:
            rest = self.body
            self.head(request, 200, len(rest))
        request.wfile.write(rest[:cut])

    def head(
        self,
        request: http.server.BaseHTTPRequestHandler,
        status: int,
        length: int,
        *more: tuple[str, str],
    ) -> None:
        request.send_response(status)
        if status != 304:
            request.send_header("Content-Length", str(length))
        for name, value in (("ETag", self.etag), ("Last-Modified", self.modified)):
            if value:
                request.send_header(name, value)
        for name, value in more:
            request.send_header(name, value)
        request.end_headers()


def cut_after(publisher: Publisher, length: int) -> Callable[..., bool]:
    def behave(request: http.server.BaseHTTPRequestHandler) -> bool:
        publisher.send(request, cut=length)
        return True

    return behave


def status(
    publisher: Publisher, code: int, *headers: tuple[str, str]
) -> Callable[..., bool]:
    def behave(request: http.server.BaseHTTPRequestHandler) -> bool:
        publisher.head(request, code, 0, *headers)
        return True

    return behave


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    made = Publisher()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/file"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Client:
    """Fetches one file from the publisher, without waiting between attempts."""

    publisher: Publisher
    folder: Path
    slept: list[float] = field(default_factory=list)
    progress: list[tuple[int, int | None]] = field(default_factory=list)

    def get(self, key: str = "awards", **options: object) -> Fetched:
        return self.all([key], urls={key: self.publisher.url}, **options)[0]

    def all(self, keys: list[str], **options: object) -> list[Fetched]:
        return fetch(
            keys,
            self.folder,
            on_progress=lambda _, done, total: self.progress.append((done, total)),
            options=Settings.model_validate(options),
            sleep=self.slept.append,
        )

    @property
    def path(self) -> Path:
        return self.folder / "awards" / "Tildelinger.csv"

    @property
    def part(self) -> Path:
        return self.folder / "awards" / "Tildelinger.csv.part"


@pytest.fixture
def client(publisher: Publisher, tmp_path: Path) -> Client:
    return Client(publisher, tmp_path / "data")


def test_a_file_comes_whole_with_its_record_and_progress(client: Client) -> None:
    fetched = client.get()

    assert client.path.read_bytes() == BODY
    assert fetched.state == "downloaded"
    assert fetched.sha256 == hashlib.sha256(BODY).hexdigest()
    record = json.loads((client.folder / RECORD).read_text(encoding="utf-8"))
    line = record["awards/Tildelinger.csv"]
    assert line["url"] == client.publisher.url
    assert line["etag"] == '"first"'
    assert line["bytes"] == len(BODY)
    assert line["sha256"] == fetched.sha256
    assert client.progress[0] == (0, len(BODY))
    assert client.progress[-1] == (len(BODY), len(BODY))
    assert client.progress == sorted(client.progress)
    assert sorted(p.name for p in client.path.parent.iterdir()) == ["Tildelinger.csv"]


def test_the_request_names_the_project_and_asks_for_plain_bytes(client: Client) -> None:
    client.get()
    assert client.publisher.seen[0]["User-Agent"].startswith(
        f"Omstilling/{__version__}"
    )
    assert client.publisher.seen[0]["Accept-Encoding"] == "identity"


def test_code_lists_are_asked_for_as_json(client: Client) -> None:
    client.get("sn2025_nb")
    assert client.publisher.seen[0]["Accept"] == "application/json"


@pytest.mark.parametrize("by", ["etag", "modified"])
def test_an_unchanged_file_is_not_downloaded_again(client: Client, by: str) -> None:
    if by == "modified":
        client.publisher.etag = ""
        client.publisher.modified = "Fri, 20 Nov 2026 02:00:00 GMT"
    first = client.get()
    second = client.get()
    assert second.state == "unchanged"
    assert second.date == first.date
    assert second.sha256 == first.sha256


def test_a_changed_file_replaces_the_old_one(client: Client) -> None:
    client.get()
    client.publisher.body, client.publisher.etag = NEWER, '"second"'
    assert client.get().state == "downloaded"
    assert client.path.read_bytes() == NEWER
    assert read_record(client.folder)["awards/Tildelinger.csv"]["etag"] == '"second"'


def test_a_file_that_was_tampered_with_is_fetched_anew(client: Client) -> None:
    client.get()
    client.path.write_bytes(BODY[:-1] + b"x")
    assert client.get().state == "downloaded"
    assert client.path.read_bytes() == BODY


def test_a_cut_connection_is_gone_on_with_where_it_broke_off(client: Client) -> None:
    client.publisher.script = [cut_after(client.publisher, 200_000)]
    client.get()
    assert client.path.read_bytes() == BODY
    assert "Range" not in client.publisher.seen[0]
    assert client.publisher.seen[1]["Range"] == "bytes=200000-"
    assert client.publisher.seen[1]["If-Range"] == '"first"'
    assert len(client.slept) == 1


def test_a_later_run_goes_on_where_the_earlier_gave_up(client: Client) -> None:
    client.publisher.script = [cut_after(client.publisher, 150_000)]
    with pytest.raises(InputError, match="broke off after 150000 bytes") as caught:
        client.get(fetch_attempts=1)
    assert "run the same command again" in caught.value.hint
    assert not client.path.exists()
    assert client.part.stat().st_size == 150_000

    client.get()
    assert client.path.read_bytes() == BODY
    assert client.publisher.seen[1]["Range"] == "bytes=150000-"


def test_a_weak_etag_is_no_ground_to_go_on_from(client: Client) -> None:
    client.publisher.etag = 'W/"first"'
    client.publisher.script = [cut_after(client.publisher, 1000)]
    client.get()
    assert "Range" not in client.publisher.seen[1]
    assert client.path.read_bytes() == BODY


def test_the_date_serves_where_there_is_no_etag(client: Client) -> None:
    client.publisher.etag = ""
    client.publisher.modified = "Fri, 20 Nov 2026 02:00:00 GMT"
    client.publisher.script = [cut_after(client.publisher, 1000)]
    client.get()
    assert client.publisher.seen[1]["If-Range"] == client.publisher.modified
    assert client.path.read_bytes() == BODY


def test_a_server_without_ranges_is_started_over(client: Client) -> None:
    client.publisher.ranges = False
    client.publisher.script = [cut_after(client.publisher, 100_000)]
    client.get()
    assert client.path.read_bytes() == BODY


@pytest.mark.parametrize("ignores_if_range", [False, True])
def test_a_file_that_changed_between_attempts_is_never_mixed(
    client: Client, ignores_if_range: bool
) -> None:
    client.publisher.ignores_if_range = ignores_if_range
    client.publisher.script = [cut_after(client.publisher, 100_000)]
    with pytest.raises(InputError, match="broke off"):
        client.get(fetch_attempts=1)
    client.publisher.body, client.publisher.etag = NEWER, '"second"'
    client.get()
    assert client.path.read_bytes() == NEWER


def test_a_part_longer_than_the_file_is_started_over(client: Client) -> None:
    client.publisher.script = [cut_after(client.publisher, 100_000)]
    with pytest.raises(InputError, match="broke off"):
        client.get(fetch_attempts=1)
    client.part.write_bytes(BODY + b"more")
    client.get()
    assert client.path.read_bytes() == BODY


def test_a_part_from_another_address_or_a_broken_note_is_not_used(
    client: Client,
) -> None:
    client.part.parent.mkdir(parents=True)
    client.part.write_bytes(b"something else")
    note = client.part.with_name("Tildelinger.csv.part.etag")
    note.write_text('{"url": "https://example.org/", "validator": "\\"first\\""}')
    client.get()
    client.part.write_bytes(b"something else")
    note.write_text('["broken"')
    client.get()
    assert client.path.read_bytes() == BODY
    assert all("Range" not in headers for headers in client.publisher.seen)


def test_a_content_length_that_is_never_reached_is_an_error(client: Client) -> None:
    def promise_more(request: http.server.BaseHTTPRequestHandler) -> bool:
        client.publisher.head(request, 200, len(BODY) + 5)
        request.wfile.write(BODY)
        return True

    client.publisher.script = [promise_more] * 3
    client.publisher.ranges = False
    with pytest.raises(
        InputError, match=f"broke off after {len(BODY)} bytes of awards/"
    ):
        client.get(fetch_attempts=3)
    assert not client.path.exists()


def test_too_many_requests_waits_as_long_as_the_server_asks(client: Client) -> None:
    client.publisher.script = [
        status(client.publisher, 429, ("Retry-After", "120")),
        status(client.publisher, 503, ("Retry-After", "soon")),
    ]
    client.get()
    assert client.path.read_bytes() == BODY
    assert client.slept[0] == 120
    assert 2 <= client.slept[1] <= 4


def test_retry_after_may_be_a_date(client: Client) -> None:
    client.publisher.script = [
        status(client.publisher, 429, ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"))
    ]
    client.get()
    assert 1 <= client.slept[0] <= 2


def test_a_server_that_asks_for_an_hour_is_left_alone(client: Client) -> None:
    client.publisher.script = [status(client.publisher, 429, ("Retry-After", "3600"))]
    with pytest.raises(InputError, match="answered 429 Too Many Requests"):
        client.get()
    assert client.slept == []


def test_server_errors_are_tried_again_with_growing_pauses(client: Client) -> None:
    client.publisher.script = [status(client.publisher, 500)] * 4
    client.get(fetch_attempts=5)
    assert len(client.slept) == 4
    for pause, least in zip(client.slept, (1, 2, 4, 8), strict=True):
        assert least <= pause <= least + 1


def test_server_errors_end_after_the_attempts_that_are_set(client: Client) -> None:
    client.publisher.script = [status(client.publisher, 502)] * 9
    with pytest.raises(
        InputError, match="answered 502 Bad Gateway when asked"
    ) as caught:
        client.get(fetch_attempts=3)
    assert len(client.publisher.seen) == 3
    assert str(client.folder / "awards") in caught.value.hint


def test_a_missing_file_is_not_asked_for_twice(client: Client) -> None:
    client.publisher.script = [status(client.publisher, 404)]
    with pytest.raises(InputError, match="answered 404 Not Found"):
        client.get()
    assert len(client.publisher.seen) == 1


def nobody() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/file"


def test_no_server_is_said_in_one_clear_sentence(client: Client) -> None:
    with pytest.raises(InputError, match=r"No answer from host 127\.0\.0\.1") as caught:
        client.all(["awards"], urls={"awards": nobody()})
    assert "Check the network, or copy the files into" in caught.value.hint
    assert str(client.folder) in caught.value.hint
    assert len(client.slept) == 1


def test_a_host_that_is_not_there_is_asked_for_one_file_only(client: Client) -> None:
    address = nobody()
    with pytest.raises(InputError, match="4 of 4 files could not be fetched") as caught:
        client.all(
            ["codes"],
            urls={k: address for k in URLS if k.startswith("sn20")},
        )
    assert len(client.slept) == 1
    assert caught.value.message.count("No answer from host") == 4
    assert caught.value.hint.count("Check the network") == 1


def test_one_missing_file_does_not_keep_the_others_back(client: Client) -> None:
    client.publisher.script = [status(client.publisher, 404)]
    with pytest.raises(InputError, match="1 of 2 files could not be fetched") as caught:
        client.all(
            ["awards", "rates"],
            urls={"awards": client.publisher.url, "rates": client.publisher.url},
        )
    assert "- awards: 127.0.0.1 answered 404" in caught.value.message
    assert list(read_record(client.folder)) == ["rates/EXR_A.EUR.NOK.SP.csv"]


def test_a_redirect_is_followed_on_this_machine(client: Client) -> None:
    def move(request: http.server.BaseHTTPRequestHandler) -> bool:
        client.publisher.head(
            request, 302, 0, ("Location", f"{client.publisher.url}/moved")
        )
        return True

    client.publisher.script = [move]
    client.get()
    assert client.path.read_bytes() == BODY


@pytest.mark.parametrize("to", ["http://example.org/file", "ftp://127.0.0.1/file"])
def test_a_redirect_to_another_scheme_is_refused(client: Client, to: str) -> None:
    client.publisher.script = [status(client.publisher, 302, ("Location", to))]
    with pytest.raises(InputError, match="is not https"):
        client.get()
    assert not client.path.exists()


def test_an_address_without_https_is_refused(client: Client) -> None:
    with pytest.raises(InputError, match=r"http://example\.org/a is not https"):
        client.all(["awards"], urls={"awards": "http://example.org/a"})


def test_redirects_without_end_are_an_error(client: Client) -> None:
    url = client.publisher.url
    client.publisher.script = [status(client.publisher, 302, ("Location", url))] * 9
    with pytest.raises(InputError, match="without end"):
        client.get()


@pytest.mark.parametrize("told", [True, False])
def test_a_file_over_the_limit_is_refused(client: Client, told: bool) -> None:
    def send_untold(request: http.server.BaseHTTPRequestHandler) -> bool:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(BODY)
        return True

    client.publisher.script = [] if told else [send_untold]
    with pytest.raises(
        InputError, match="larger than the limit of 1000 bytes"
    ) as caught:
        client.get(fetch_limit=1000)
    assert "OMSTILLING_FETCH_LIMIT" in caught.value.hint
    assert list(client.path.parent.iterdir()) == []


def test_a_file_of_untold_length_comes_whole(client: Client) -> None:
    def send_untold(request: http.server.BaseHTTPRequestHandler) -> bool:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(BODY)
        return True

    client.publisher.script = [send_untold]
    client.get()
    assert client.path.read_bytes() == BODY
    assert client.progress[0] == (0, None)


def test_packed_bytes_that_were_not_asked_for_are_refused(client: Client) -> None:
    client.publisher.script = [
        status(client.publisher, 200, ("Content-Encoding", "gzip"))
    ]
    with pytest.raises(InputError, match="packed as 'gzip'"):
        client.get()


def test_a_folder_that_cannot_be_written_is_an_error(client: Client) -> None:
    client.folder.write_text("a file, no folder")
    with pytest.raises(
        InputError, match=r"Tildelinger\.csv cannot be written"
    ) as caught:
        client.get()
    assert "Free space" in caught.value.hint


def test_a_broken_record_is_an_error_that_names_it(client: Client) -> None:
    client.get()
    (client.folder / RECORD).write_text('{"awards/Tildelinger.csv": {"key"')
    with pytest.raises(InputError, match=r"fetched\.json cannot be read") as caught:
        client.get()
    assert "Remove it" in caught.value.hint


def test_an_unknown_name_is_an_error_that_lists_the_names() -> None:
    with pytest.raises(UsageError, match="called 'award'") as caught:
        choose(["award", "rates"])
    assert "awards, participations" in caught.value.hint


def test_names_are_keys_or_registers_and_none_means_all() -> None:
    assert choose([]) == list(DOWNLOADS)
    assert [d.key for d in choose(["rates", "awards"])] == ["awards", "rates"]
    assert {d.register for d in choose(["codes"])} == {"codes"}
    assert len(choose(["codes"])) == 4


def test_every_download_has_an_address_and_a_place_of_its_own() -> None:
    assert {d.key for d in DOWNLOADS} == URLS.keys()
    assert len({(d.register, d.file) for d in DOWNLOADS}) == len(DOWNLOADS)
    for url in URLS.values():
        assert urlsplit(url).scheme == "https"
        assert len(url) < 2000


def test_an_address_can_be_replaced_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMSTILLING_URLS", '{"awards": "https://example.org/t.csv"}')
    urls = Settings().urls
    assert urls["awards"] == "https://example.org/t.csv"
    assert urls["rates"] == URLS["rates"]


@pytest.mark.parametrize(
    ("urls", "message"),
    [
        ('{"award": "https://example.org"}', "no such source: award"),
        ('{"awards": "file:///etc/passwd"}', "should match pattern"),
    ],
)
def test_a_wrong_address_setting_is_refused(
    monkeypatch: pytest.MonkeyPatch, urls: str, message: str
) -> None:
    monkeypatch.setenv("OMSTILLING_URLS", urls)
    with pytest.raises(ValueError, match=message):
        Settings()
