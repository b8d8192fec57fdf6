"""Reads and writes elections in the Pabulib format (`.pb`).

Three sections of semicolon-separated lines: META (key, value), PROJECTS and VOTES, each
with a heading. Source: Faliszewski et al. 2023, arXiv:2305.11035.
Two columns of VOTES are our own and optional: `weight` (how many voters a voter counts
as, 1 if absent) and `group` (a sector, a kind of firm).
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl

from omstilling.errors import InputError

SECTIONS = ("META", "PROJECTS", "VOTES")
#: The byte order mark of UTF-8, then what Norwegian lists are written in.
ENCODINGS = ("utf-8-sig", "cp1252")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_HINT = "See the page about Pabulib files in the documentation for what a file holds."


@dataclass(frozen=True, eq=False)
class PabulibFile:
    """A file as it is written: all values are text.

    Attributes
    ----------
    name
        Name of the file, for messages.
    meta
        The META section.
    projects, votes
        The tables, with the columns of the file and `line`, the line a row begins on.
    lines
        The line that each key of META stands on.
    """

    name: str
    meta: Mapping[str, str]
    projects: pl.DataFrame
    votes: pl.DataFrame
    lines: Mapping[str, int]

    def wrong(self, line: int, field: str, value: str, reason: str) -> InputError:
        """Return the error about one value."""
        return wrong(self.name, line, field, value, reason)


def wrong(file: str, line: int, field: str, value: str, reason: str) -> InputError:
    """Return the error about one value of a file."""
    return InputError(
        f"{file}, line {line}, field '{field}': '{value}' {reason}.", hint=_HINT
    )


def read_pabulib(path: Path) -> PabulibFile:
    """Read a file, also one packed with gzip.

    Raises
    ------
    InputError
        It is no Pabulib file: a section or a heading is missing, or a line has more or
        fewer fields than its heading.
    """
    text = _text(path)
    sections = _sections(text, path.name)
    meta, lines = _meta(sections["META"], path.name)
    return PabulibFile(
        name=path.name,
        meta=meta,
        projects=_table(sections["PROJECTS"], path.name, "PROJECTS"),
        votes=_table(sections["VOTES"], path.name, "VOTES"),
        lines=lines,
    )


def write_pabulib(file: PabulibFile, path: Path) -> None:
    """Write a file in UTF-8; read again, it gives the same tables."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerows([["META"], ["key", "value"], *file.meta.items()])
    for section, table in (("PROJECTS", file.projects), ("VOTES", file.votes)):
        shown = table.drop("line")
        writer.writerows([[section], shown.columns])
        writer.writerows(shown.iter_rows())
    path.write_text(text.getvalue(), encoding="utf-8")


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        packed = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise InputError(
            f"{path} cannot be read ({error}).", hint="Name a Pabulib file (.pb)."
        ) from error
    for encoding in ENCODINGS:
        try:
            text = packed.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n") if "\r" in text else text
    raise InputError(
        f"{path.name} is neither UTF-8 nor Windows-1252 text.",
        hint="Save it in UTF-8.",
    )


def _sections(text: str, file: str) -> dict[str, tuple[str, int]]:
    """Return each section below its name, and the line it begins on."""
    starts = [_heading(text, name) for name in SECTIONS]
    if -1 in starts or starts != sorted(starts):
        raise InputError(
            f"{file} has not the three sections {', '.join(SECTIONS)}, in this order, "
            "each under a line with its name.",
            hint=_HINT,
        )
    ends = [*starts[1:], len(text)]
    blocks = {}
    for name, start, end in zip(SECTIONS, starts, ends, strict=True):
        begins = text.find("\n", start) + 1
        blocks[name] = (text[begins:end], text.count("\n", 0, begins) + 1)
    return blocks


def _heading(text: str, name: str) -> int:
    """Return where the line with the name of a section begins, -1 if nowhere."""
    if text[: text.find("\n")].rstrip("; \t") == name:
        return 0
    start = text.find("\n" + name)
    while start >= 0:
        line = text[start + 1 : text.find("\n", start + 1)]
        if line.rstrip("; \t") == name:
            return start + 1
        start = text.find("\n" + name, start + 1)
    return -1


def _rows(section: tuple[str, int]) -> Iterator[tuple[int, list[str]]]:
    """Give each row that is not blank, and the line it begins on."""
    block, first = section
    reader = csv.reader(io.StringIO(block, newline=""), delimiter=";")
    line = first
    for row in reader:
        if any(row):
            yield line, row
        line = first + reader.line_num


def _meta(section: tuple[str, int], file: str) -> tuple[dict[str, str], dict[str, int]]:
    meta: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in _rows(section):
        if len(row) != 2:
            raise _fields(file, line, 2, len(row))
        key = row[0].strip()
        if key in meta:
            raise wrong(file, line, "key", key, "stands twice")
        meta[key], lines[key] = row[1].strip(), line
    if meta.pop("key", None) != "value":
        raise wrong(file, section[1], "META", "", "must begin with the line key;value")
    return meta, lines


def _table(section: tuple[str, int], file: str, name: str) -> pl.DataFrame:
    block, first = section
    heading, _, rest = block.partition("\n")
    columns = [column.strip() for column in next(csv.reader([heading], delimiter=";"))]
    if len(set(columns)) != len(columns) or not all(columns):
        raise wrong(file, first, name, heading, "names a column twice or not at all")
    if "line" in columns:
        raise wrong(file, first, name, "line", "cannot be the name of a column")
    rest = rest.rstrip("\n")
    if '"' in rest or "\n\n" in rest or not rest or rest[0] == "\n":
        return _slow_table((rest, first + 1), columns, file)
    return _fast_table(rest, columns, file, first + 1)


def _slow_table(
    section: tuple[str, int], columns: list[str], file: str
) -> pl.DataFrame:
    rows = []
    for line, row in _rows(section):
        if len(row) != len(columns):
            raise _fields(file, line, len(columns), len(row))
        rows.append((line, *row))
    schema = {"line": pl.Int64, **dict.fromkeys(columns, pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row").select(*columns, "line")


def _fast_table(block: str, columns: list[str], file: str, first: int) -> pl.DataFrame:
    """Read a block without quotes or blank lines, where a row is a line."""
    data = block.encode()
    rows = _check_fields(data, len(columns), file, first)
    table = pl.read_csv(
        data,
        has_header=False,
        new_columns=columns,
        separator=";",
        quote_char=None,
        infer_schema=False,
        empty_string_is_null=False,
    )
    line = pl.Series("line", np.arange(first, first + rows))
    return table.insert_column(len(columns), line)


def _check_fields(data: bytes, columns: int, file: str, first: int) -> int:
    """Return how many lines there are; each must have as many fields as columns."""
    text = np.frombuffer(data, dtype=np.uint8)
    separators = text[(text == ord(";")) | (text == ord("\n"))]
    ends = np.flatnonzero(np.append(separators == ord("\n"), True))
    fields = np.diff(ends, prepend=-1)
    wrong = np.flatnonzero(fields != columns)
    if len(wrong):
        raise _fields(file, first + int(wrong[0]), columns, int(fields[wrong[0]]))
    return len(fields)


def _fields(file: str, line: int, wanted: int, found: int) -> InputError:
    return InputError(
        f"{file}, line {line}: {found} fields where the heading has {wanted}.",
        hint="Separate fields with semicolons; put a text that holds one in quotes.",
    )


def number_of(text: str) -> Fraction | None:
    """Return a number as it is written, with a decimal point or comma, exact."""
    plain = plain_number(text)
    return None if plain is None else Fraction(plain)


def plain_number(text: str) -> str | None:
    """Return the text of a number with a decimal point, None if it is no number."""
    plain = text.strip().replace(",", ".")
    return plain if _NUMBER.fullmatch(plain) else None
