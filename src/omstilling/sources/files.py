"""Opens the files that registers publish: gzip, encodings, CSV tables and JSON arrays.

What is broken as a whole (gzip, encoding, header, JSON array) raises `InputError` and
names the file; a single broken row is set aside with its number and stops nothing.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import product
from pathlib import Path
from typing import IO, Any, Literal

import polars as pl

from omstilling.errors import InputError

Encoding = Literal["utf-8", "cp1252", "either"]

_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31
_PACKED = 1 << 20
_BOM = b"\xef\xbb\xbf"
_BLOCK = 1 << 26
_TEXT = 1 << 20
_ELEMENT = 1 << 24
_SEPARATORS = ";,\t|"
_BROKEN = {"row": pl.Int64, "value": pl.String, "reason": pl.String}
_SHOWN = 200
_BATCH = 20_000


@dataclass(frozen=True)
class Form:
    """How a CSV file is published.

    Attributes
    ----------
    columns
        Headings that must be there.
    optional
        Headings that are read where they are there, and are null where they are not.
    separators
        Characters that may stand between columns; the first is the usual one.
    encoding
        `either`: the publisher serves both; then UTF-8 is recognised by its bytes.
    short_rows
        True where the publisher leaves out empty columns at the end of a row.
    """

    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    separators: str = ","
    encoding: Encoding = "utf-8"
    short_rows: bool = False


@dataclass(frozen=True)
class Rows:
    """Rows of a file, all as text, and those that are no rows of it.

    Attributes
    ----------
    form
        The form that the header was recognised as.
    frame
        `row` (as a spreadsheet numbers it) and the columns of the form, as text without
        spaces around it, null where empty.
    broken
        `row`, `value`, `reason` of rows with too many or too few fields.
    """

    form: Form
    frame: pl.DataFrame
    broken: pl.DataFrame


def sha256(path: Path) -> str:
    """Return the checksum of the file as it lies on disk."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def read_text(path: Path, encoding: Encoding = "utf-8") -> str:
    """Return the whole content as text in a declared encoding."""
    content = b"".join(_blocks(path, _BLOCK))
    return _utf8(content, path, encoding).decode().removeprefix("\ufeff")


def read_json(path: Path) -> Any:
    """Return a JSON file that fits in memory."""
    text = read_text(path)
    try:
        return json.loads(text)
    except ValueError as error:
        raise _no_json(path, str(error)) from error


def read_csv(path: Path, *forms: Form) -> Rows:
    """Read a CSV file whole; see `csv_batches`."""
    batches = list(csv_batches(path, *forms))
    if len(batches) == 1:
        return batches[0]
    return Rows(
        batches[0].form,
        pl.concat([batch.frame for batch in batches]),
        pl.concat([batch.broken for batch in batches]),
    )


def csv_batches(path: Path, *forms: Form) -> Iterator[Rows]:
    """Read a CSV file in batches of some 64 MB, so that its size does not matter.

    Parameters
    ----------
    path
        The file, plain or packed with gzip.
    forms
        The forms that the register is published in; the header decides which it is.

    Raises
    ------
    InputError
        The file is empty or broken, in another encoding, has other separators, lacks a
        column or has one twice.
    """
    form, separator, names = forms[0], "", list[str]()
    first_row = 2
    for raw in _record_blocks(path):
        block, header = raw, 0
        if not names:
            block = raw.removeprefix(_BOM)
            form, separator, names = _recognise(block, path, forms)
            # The parser skips the header, so its encoding is checked here.
            _utf8(block[: block.find(b"\n") + 1] or block, path, form.encoding)
            header = 1
        # UTF-8 is checked while it is parsed, which is quicker than to check it first.
        text = block if form.encoding == "utf-8" else _utf8(block, path, form.encoding)
        part = _Part(path, text, form, separator, names, header, first_row)
        frame, broken, records = _parse(part)
        first_row += records
        yield Rows(form, _clean(frame, form), broken)


def json_elements(path: Path) -> Iterator[Any]:
    """Give the elements of one JSON array, one by one, in bounded memory.

    Raises
    ------
    InputError
        The file is empty or broken, holds no array, or the array is cut short.
    """
    decode = json.JSONDecoder().raw_decode
    buffer, at, number = "", -1, 0
    for text in _texts(path):
        buffer, at = buffer[max(at, 0) :] + text, min(at, 0)
        if at < 0:
            at = _array_start(buffer, path)
        while True:
            at = _skip(buffer, at)
            if buffer[at : at + 1] == "]":
                _check_end(buffer[at + 1 :], path)
                return
            try:
                element, end = decode(buffer, at)
            except ValueError:
                break
            # A number or a word at the end of the text may go on in the next one.
            if end >= len(buffer):
                break
            number, at = number + 1, end
            yield element
        if len(buffer) - at > _ELEMENT:
            break
    raise _no_json(path, f"the array breaks off after element {number}")


def json_batches(
    path: Path, columns: Sequence[str]
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Give the objects of one JSON array as columns of text, in batches.

    Parameters
    ----------
    path
        The file; elements that are arrays themselves are read as if laid end to end.
    columns
        Fields wanted, with dots between the levels: `organisasjonsform.kode`.

    Yields
    ------
    tuple
        `row` (1 is the first element) and `columns`, null where absent; and `row`,
        `value`, `reason` of elements that are no objects.
    """
    paths = [name.split(".") for name in columns]
    schema = {"row": pl.Int64, **dict.fromkeys(columns, pl.String)}
    elements = enumerate(_end_to_end(json_elements(path)), start=1)
    good, bad = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    # Only text is kept of each element: the collector would go through whole objects.
    for row, element in elements:
        if isinstance(element, dict):
            good.append(_row(row, element, paths))
        else:
            bad.append((row, json.dumps(element)[:_SHOWN], "is no object with fields"))
        if row % _BATCH == 0:
            yield _frame(good, schema), _frame(bad, _BROKEN)
            good, bad = [], []
    yield _frame(good, schema), _frame(bad, _BROKEN)


def text_frame(items: Sequence[dict[str, Any]], columns: Sequence[str]) -> pl.DataFrame:
    """Return fields of JSON objects as text: `row` from 1, then `columns`."""
    paths = [name.split(".") for name in columns]
    schema = {"row": pl.Int64, **dict.fromkeys(columns, pl.String)}
    rows = [_row(row, item, paths) for row, item in enumerate(items, start=1)]
    return _frame(rows, schema)


def _frame(rows: list[tuple[Any, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def _row(row: int, item: Any, paths: Sequence[list[str]]) -> tuple[Any, ...]:
    return (row, *[_text(item, path) for path in paths])


def _end_to_end(elements: Iterator[Any]) -> Iterator[Any]:
    for element in elements:
        if isinstance(element, list):
            yield from element
        else:
            yield element


def _text(item: Any, path: Sequence[str]) -> str | None:
    for key in path:
        item = item.get(key) if isinstance(item, dict) else None
    if item is None or item == {}:
        return None
    return str(item).strip() or None


# -- Bytes and encodings ---------------------------------------------------------------


def _blocks(path: Path, size: int) -> Iterator[bytes]:
    """Give the unpacked content in blocks of `size` bytes, the last one shorter."""
    empty = True
    try:
        with path.open("rb") as file:
            for block in _unpacked(file, size) if _packed(path) else _plain(file, size):
                empty = False
                yield block
    except (EOFError, zlib.error) as error:
        raise InputError(
            f"The file {path.name} is packed with gzip and is damaged or cut short "
            f"({error}).",
            hint="Download it again.",
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    if empty:
        raise InputError(
            f"The file {path.name} is empty.", hint="Download it again, or remove it."
        )


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(2)
    return bool(start) and (start == _GZIP or path.suffix == ".gz")


def _plain(file: IO[bytes], size: int) -> Iterator[bytes]:
    while block := file.read(size):
        yield block


def _unpacked(file: IO[bytes], size: int) -> Iterator[bytes]:
    """Unpack gzip (RFC 1952), which may be several members one after the other."""
    pieces, length, packed = list[bytes](), 0, b""
    unpack = zlib.decompressobj(_GZIP_WINDOW)
    while True:
        packed = packed or file.read(_PACKED)
        if not packed and not unpack.eof:
            raise EOFError("it ends before its end mark")
        if unpack.eof:
            packed = packed.lstrip(b"\0")
            if not packed and not (packed := file.read(_PACKED).lstrip(b"\0")):
                break
            unpack = zlib.decompressobj(_GZIP_WINDOW)
        pieces.append(unpack.decompress(packed, size - length))
        packed = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
        length += len(pieces[-1])
        if length == size:
            yield b"".join(pieces)
            pieces, length = [], 0
    if length:
        yield b"".join(pieces)


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"The file {path.name} cannot be read: {error.strerror or error}.",
        hint="Check that it exists and that you may read it.",
    )


def _utf8(block: bytes, path: Path, encoding: Encoding) -> bytes:
    """Return the same text in UTF-8, or say which encoding it seems to be in."""
    if block.isascii():
        return block
    utf8 = _decodes(block, "utf-8")
    if encoding == "utf-8" and not utf8:
        raise InputError(
            f"The file {path.name} is not UTF-8, as this register is published.",
            hint="It looks like cp1252 (Latin-1): download it anew, or convert it to "
            "UTF-8 without opening it in a spreadsheet.",
        )
    if encoding == "cp1252" and utf8:
        raise InputError(
            f"The file {path.name} is UTF-8; this register is published as cp1252.",
            hint="Download it anew, or convert it to cp1252 (Windows-1252).",
        )
    if utf8:
        return block
    if not _decodes(block, "cp1252"):
        raise InputError(
            f"The file {path.name} is neither cp1252 nor UTF-8.",
            hint="Download it again.",
        )
    return block.decode("cp1252").encode()


def _decodes(block: bytes, encoding: str) -> bool:
    try:
        block.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


# -- CSV -------------------------------------------------------------------------------


def _record_blocks(path: Path) -> Iterator[bytes]:
    """Give blocks that end where a record ends: at a line end outside quotes."""
    rest = b""
    for block in _blocks(path, _BLOCK):
        rest += block
        end = len(rest)
        if len(block) == _BLOCK:
            end = rest.rfind(b"\n") + 1
            while end and rest.count(b'"', 0, end) % 2:
                end = rest.rfind(b"\n", 0, end - 1) + 1
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def _recognise(
    block: bytes, path: Path, forms: Sequence[Form]
) -> tuple[Form, str, list[str]]:
    """Return the form that the header fits best, its separator and its headings."""
    newline = block.find(b"\n")
    line = block[: newline if newline >= 0 else len(block)].strip()
    text = line.decode("utf-8" if _decodes(line, "utf-8") else "cp1252", "replace")
    split = {
        separator: [
            name.strip() for name in next(csv.reader([text], delimiter=separator))
        ]
        for separator in (_SEPARATORS if text else "")
    }

    def misfit(choice: tuple[Form, str]) -> tuple[int, bool]:
        form, separator = choice
        missing = set(form.columns) - set(split.get(separator, []))
        return len(missing), separator not in form.separators

    form, separator = min(product(forms, _SEPARATORS), key=misfit)
    if separator not in form.separators:
        raise InputError(
            f"The file {path.name} has {separator!r} between its columns; this "
            f"register is published with {form.separators[0]!r}.",
            hint="Save it with the separator that the publisher uses.",
        )
    names = split.get(separator, [])
    _check_header(path, form, names)
    return form, separator, names


def _fields(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator))


def _check_header(path: Path, form: Form, names: list[str]) -> None:
    known = {*form.columns, *form.optional}
    missing = [name for name in form.columns if name not in names]
    if missing:
        raise InputError(
            f"The file {path.name} lacks {_quoted(missing)} among its columns, which "
            f"are {_quoted(names) or 'none'}.",
            hint=_renamed(missing, [name for name in names if name not in known]),
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise InputError(
            f"The file {path.name} has the column {_quoted(twice)} more than once.",
            hint="Remove the column that does not belong there.",
        )


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _renamed(missing: Sequence[str], spare: Sequence[str]) -> str:
    lower = {name.lower(): name for name in spare}
    pairs = [
        f"'{lower[close[0]]}' for '{name}'"
        for name in missing
        if (close := get_close_matches(name.lower(), lower, n=1))
    ]
    if pairs:
        return f"It may have been renamed: the file has {'; '.join(pairs)}."
    return "Check that it is the file of this register, as the publisher serves it."


@dataclass(frozen=True)
class _Part:
    """A block of text, UTF-8, that begins and ends with a record."""

    path: Path
    text: bytes
    form: Form
    separator: str
    names: list[str]
    header: int
    first_row: int

    @property
    def columns(self) -> list[str]:
        return [name or f" {index}" for index, name in enumerate(self.names)]


def _parse(part: _Part) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Return good rows, broken rows, and how many records there were."""
    frame = _parse_fast(part)
    if frame is None:
        _utf8(part.text, part.path, "utf-8")
        return _parse_slow(part)
    return frame, pl.DataFrame(schema=_BROKEN), frame.height


def _parse_fast(part: _Part) -> pl.DataFrame | None:
    """Return the rows, or None when any of them has too many or too few fields."""
    try:
        frame = pl.read_csv(
            part.text,
            has_header=False,
            skip_lines=part.header,
            separator=part.separator,
            schema=dict.fromkeys(part.columns, pl.String),
        )
    except pl.exceptions.PolarsError:
        return None
    if not part.form.short_rows and _any_short(part, frame):
        return None
    return frame.with_row_index("row", offset=part.first_row)


def _any_short(part: _Part, frame: pl.DataFrame) -> bool:
    """Whether a row has too few fields: Polars fills them with nulls without a word."""
    if not frame[:, -1].null_count():
        return False
    separator = part.separator.encode()
    found = part.text.count(separator)
    if part.header:
        found -= part.text.count(separator, 0, part.text.find(b"\n") + 1)
    if b'"' in part.text:
        inside = pl.all().str.count_matches(part.separator, literal=True).sum()
        found -= sum(frame.select(inside).row(0))
    return found != frame.height * (len(part.names) - 1)


def _parse_slow(part: _Part) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    width = len(part.names)
    good, bad = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    row = part.first_row - 1
    lines = list(io.StringIO(part.text.decode(), newline="\n"))[part.header :]
    records = _records(lines, part.separator)
    for row, (fields, line) in enumerate(records, start=part.first_row):
        short = part.form.short_rows and fields and len(fields) < width
        if fields is None:
            bad.append((row, line.strip()[:_SHOWN], "has a quote that is never closed"))
        elif short or len(fields) == width:
            good.append((row, *fields, *[""] * (width - len(fields))))
        elif fields:
            reason = f"has {len(fields)} fields where the header has {width}"
            bad.append((row, line.strip()[:_SHOWN], reason))
    schema = {"row": pl.UInt32, **dict.fromkeys(part.columns, pl.String)}
    return _frame(good, schema), _frame(bad, _BROKEN), row - part.first_row + 1


def _records(
    lines: list[str], separator: str
) -> Iterator[tuple[list[str] | None, str]]:
    """Give the fields of each record, none for a blank line, and its first line.

    A quote that is never closed would swallow the rest of the file. So where quotes do
    not add up, one line is taken for itself; fields are None if that does not help.
    """
    at = 0
    while at < len(lines):
        line = lines[at]
        rest = map(lines.__getitem__, range(at, len(lines)))
        reader = csv.reader(rest, delimiter=separator, strict=True)
        try:
            yield next(reader), line
            at += reader.line_num
        except csv.Error:
            closed = line.count('"') % 2 == 0 and len(line) < csv.field_size_limit()
            yield _fields(line, separator) if closed else None, line
            at += 1


def _clean(frame: pl.DataFrame, form: Form) -> pl.DataFrame:
    present = [name for name in form.optional if name in frame.columns]
    absent = [name for name in form.optional if name not in frame.columns]
    names = [*form.columns, *present]
    filled = frame.lazy().filter(~pl.all_horizontal(pl.exclude("row").is_null()))
    texts = [pl.col(name).str.strip_chars() for name in names]
    return (
        filled.select(pl.col("row").cast(pl.Int64), *texts)
        .with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in names)
        .with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
        .collect()
    )


# -- JSON ------------------------------------------------------------------------------


def _texts(path: Path) -> Iterator[str]:
    """Give the content as text, in pieces that end between two characters."""
    rest = b""
    for block in _blocks(path, _TEXT):
        rest += block
        end = len(rest)
        while end and rest[end - 1] & 0xC0 == 0x80:
            end -= 1
        cut = end - 1 if end and rest[end - 1] >= 0xC0 else len(rest)
        yield _utf8(rest[:cut], path, "utf-8").decode()
        rest = rest[cut:]
    if rest:
        yield _utf8(rest, path, "utf-8").decode()


def _array_start(buffer: str, path: Path) -> int:
    start = buffer.removeprefix("\ufeff").lstrip()
    if not start.startswith("["):
        raise _no_json(path, "it does not begin with '['")
    return buffer.index("[") + 1


def _skip(buffer: str, at: int) -> int:
    while at < len(buffer) and buffer[at] in " \t\r\n,":
        at += 1
    return at


def _check_end(rest: str, path: Path) -> None:
    if rest.strip():
        raise _no_json(path, "something follows the array")


def _no_json(path: Path, what: str) -> InputError:
    return InputError(
        f"The file {path.name} is no whole JSON document of this register: {what}.",
        hint="It may have been cut short: download it again.",
    )
