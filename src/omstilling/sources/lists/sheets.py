"""From a file to the cells of a list, as text."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fastexcel

from omstilling.errors import InputError

SHEETS = frozenset({".xlsx", ".xlsm"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
JSON_LINES = frozenset({".jsonl", ".ndjson"})
PERSONAL = "personal data, not kept"

_SEPARATORS = ";,\t"
# A text may be long; what is too long for a table is for its reader to say.
_LONGEST_CELL = 1 << 27

# What æ, ø, å and their like turn into when UTF-8 is read as Windows-1252, what takes
# the place of bytes that mean nothing, and control characters (UTF-16 has many).
_MISREAD = re.compile(
    "Ã[\u0080-\u00bf\u0152-\u0178\u2013-\u203a\u20ac\u2122]"
    "|\ufffd|[\u0000-\u0008\u000e-\u001f]"
)
# A text in JSON; brackets inside it open nothing.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_DEEPEST = 50
_CONTROL = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f]")
# Windows-1252 gives a meaning to nearly every byte, so it is believed only where all
# that comes out is what people here do write; old DOS and Mac text comes out
# as other signs.
_LETTERS = set("ŠšŽžŸ") | {chr(c) for c in range(0xC0, 0x100)} - set("×÷")
_SIGNS = set("\u00a0§°«»·–—‘’“”„•…€\u00ad´½¼")


@dataclass(frozen=True)
class Sheet:
    """The cells of a file as text.

    Attributes
    ----------
    file
        Name of the file.
    headings
        The cells of the first row with content; in JSON lines, the names in the order
        in which they first appear.
    rows
        Number of each row below, as a spreadsheet shows it, and its cells.
    broken
        Number, content and what is wrong, of lines that are no rows.
    name, others
        Name of the sheet that was read, and those of the sheets that were not.
    """

    file: str
    headings: list[str]
    rows: list[tuple[int, list[str]]]
    broken: tuple[tuple[int, str, str], ...] = ()
    name: str | None = None
    others: tuple[str, ...] = ()


def tidy(cell: str) -> str:
    """Return a cell in composed Unicode, without space around it.

    Control characters that JSON can hide are left out: a terminal would obey them.
    """
    plain = unicodedata.normalize("NFC", cell).replace("\u00a0", " ")
    return _CONTROL.sub("", plain).strip()


def key(heading: str) -> str:
    """Return a heading without what does not matter in it."""
    return "".join(c for c in tidy(heading).casefold() if c.isalnum())


def read_sheet(path: Path, meanings: Mapping[str, str]) -> Sheet:
    """Read the first sheet of a CSV, XLSX or JSON lines file.

    Parameters
    ----------
    path
        The file; its name says which of the three it is.
    meanings
        Heading as `key` gives it → what it means. In a CSV file, the separator is the
        one under which most headings are found; in JSON lines, names that mean the same
        are one heading, the one written first.

    Raises
    ------
    InputError
        The file cannot be read, is empty, or is in no encoding that is known.
    """
    kind = path.suffix.lower()
    if kind not in SHEETS | TEXTS | JSON_LINES:
        raise InputError(
            f"{path.name} is no CSV, XLSX or JSON lines file by its name.",
            hint="Save the list as .csv, .xlsx or .jsonl.",
        )
    data = _bytes(path)
    if kind in SHEETS:
        return _read_xlsx(path, data)
    text = _decode(path, data)
    return (
        _read_json(path, text, meanings)
        if kind in JSON_LINES
        else _read_csv(path, text, meanings)
    )


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}.",
            hint="Check its name and place.",
        ) from error
    if not data.strip():
        raise _empty(path)
    return data


def _empty(path: Path) -> InputError:
    return InputError(
        f"{path.name} is empty.", hint="Check that the list was saved whole."
    )


def _under_headings(path: Path, cells: list[list[str]], **more: Any) -> Sheet:
    """Take the first row with content for the headings."""
    for index, row in enumerate(cells):
        if any(tidy(cell) for cell in row):
            below = list(enumerate(cells[index + 1 :], index + 2))
            return Sheet(path.name, row, below, **more)
    raise _empty(path)


def _read_xlsx(path: Path, data: bytes) -> Sheet:
    try:
        book = fastexcel.read_excel(data)
        first = book.load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError as error:
        raise InputError(
            f"{path.name} is no XLSX file, or a broken one.",
            hint="Open it in a spreadsheet program and save it as .xlsx or .csv.",
        ) from error
    cells = [list(row) for row in first.to_polars().fill_null("").rows()]
    name, *others = book.sheet_names
    return _under_headings(path, cells, name=name, others=tuple(others))


# -- CSV -------------------------------------------------------------------------------


def _read_csv(path: Path, text: str, known: Mapping[str, str]) -> Sheet:
    return _under_headings(path, _parse(path, text, _separator(text, known)))


def _separator(text: str, known: Mapping[str, str]) -> str:
    """Return the separator under which most headings are known, else most are made."""
    first = [next(line for line in text.splitlines() if line.strip())]
    counts: dict[str, tuple[int, int]] = {}
    for separator in _SEPARATORS:
        cells = next(csv.reader(first, delimiter=separator))
        counts[separator] = (sum(key(cell) in known for cell in cells), len(cells))
    return max(_SEPARATORS, key=lambda separator: counts[separator])


def _parse(path: Path, text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise InputError(
            f"{path.name} is no sound CSV file: line {reader.line_num}: {error}.",
            hint="Look for a quotation mark without its twin there or before.",
        ) from error


# -- JSON lines ------------------------------------------------------------------------


def _read_json(path: Path, text: str, meanings: Mapping[str, str]) -> Sheet:
    """Take each line for an object; row n is line n."""
    first: dict[str, str] = {}
    found: list[tuple[int, dict[str, str]]] = []
    broken: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append((number, _named(_object(line), meanings, first)))
        except ValueError as error:
            broken.append((number, line.strip(), str(error)))
    headings = list(dict.fromkeys(name for _, one in found for name in one))
    rows = [(at, [one.get(name, "") for name in headings]) for at, one in found]
    if not rows:
        at, _, why = broken[0]
        raise InputError(
            f"{path.name} holds no line that is a JSON object; line {at} {why}.",
            hint='Write one object a line: {"title": "…"}.',
        )
    return Sheet(path.name, headings, rows, tuple(broken))


def _object(line: str) -> dict[str, str]:
    if _nests_deeply(line):
        raise ValueError("is nested too deeply")
    try:
        found = json.loads(line)
    except ValueError:
        raise ValueError("is not JSON") from None
    if not isinstance(found, dict):
        raise ValueError("is not a JSON object")
    return {name: _written(value) for name, value in found.items()}


def _nests_deeply(line: str) -> bool:
    """Tell what the parser, which calls itself for each level, may fall over."""
    if line.count("[") + line.count("{") <= _DEEPEST:
        return False
    depth = 0
    for sign in re.findall(r"[][{}]", _QUOTED.sub("", line)):
        depth += 1 if sign in "[{" else -1
        if depth > _DEEPEST:
            return True
    return False


def _named(
    one: dict[str, str], meanings: Mapping[str, str], first: dict[str, str]
) -> dict[str, str]:
    """Return an object under the names that were first written for what they mean.

    Each line may have names of its own, for instance ``title`` and ``tittel``.
    """
    cells: dict[str, str] = {}
    for name, value in one.items():
        meaning = meanings.get(key(name), PERSONAL)
        heading = name if meaning == PERSONAL else first.setdefault(meaning, name)
        before = cells.setdefault(heading, value)
        if before and value and before != value:
            raise ValueError(f"says twice, and not the same, what the {meaning} is")
        cells[heading] = before or value
    return cells


def _written(value: Any) -> str:
    """Return a JSON value as it would stand in a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(_written(one) for one in value)
    return json.dumps(value, ensure_ascii=False)


# -- Encodings -------------------------------------------------------------------------


def _decode(path: Path, data: bytes) -> str:
    """Return the text of a file in UTF-8 or in Windows-1252, whichever it surely is."""
    if data.startswith(b"PK\x03\x04"):
        raise InputError(
            f"{path.name} is a packed file, not text.",
            hint="If it is a workbook, give it a name that ends with .xlsx.",
        )
    try:
        text, encoding = data.decode("utf-8-sig"), "UTF-8"
        strange = _misread(text)
    except UnicodeDecodeError:
        text, encoding = data.decode("cp1252", errors="replace"), "Windows-1252"
        strange = _misread(text) or _odd(text)
    if strange:
        raise InputError(
            f"The encoding of {path.name} is neither UTF-8 nor Windows-1252: read as "
            f"{encoding}, it holds {strange!r}.",
            hint="Save the list anew as 'CSV UTF-8'.",
        )
    return text


def _misread(text: str) -> str:
    """Return something that no text of any encoding holds when read as what it is."""
    found = _MISREAD.search(text)
    return found[0] if found else ""


def _odd(text: str) -> str:
    """Return a sign that people here do not write, or nothing."""
    beyond = {character for character in text if character > "\u007f"}
    return min((c for c in beyond if c not in _LETTERS | _SIGNS), default="")
