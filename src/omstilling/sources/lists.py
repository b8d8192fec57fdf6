"""Cluster lists and member lists of one's own, as CSV or XLSX.

Columns are recognised by their headings in bokmål, nynorsk and English; case, dots,
spaces, hyphens and underscores do not matter, nor does the order. Every reading says
what it took each heading for, so that one can see before importing what was understood.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import dataframely as dy
import fastexcel
import polars as pl
import stdnum.no.orgnr

from omstilling.errors import InputError
from omstilling.tables import CLUSTER_LEVELS, ClusterRow, MemberRow, Reject

NOT_USED = "not used"
CLUSTERS = "clusters"
MEMBERS = "members"

_SHEETS = {".xlsx", ".xlsm"}
_TEXTS = {".csv", ".tsv", ".txt"}
_SEPARATORS = ";,\t"
_PSEUDONYM = re.compile(r"P[0-9a-f]{10}")

# What æ, ø, å and their like turn into when UTF-8 is read as Windows-1252, what takes
# the place of bytes that mean nothing, and control characters (UTF-16 has many).
_MISREAD = re.compile(
    "Ã[\u0080-\u00bf\u0152-\u0178\u2013-\u203a\u20ac\u2122]"
    "|\ufffd|[\u0000-\u0008\u000e-\u001f]"
)
# Windows-1252 gives a meaning to nearly every byte, so it is believed only where all
# that comes out is what people here do write; old DOS and Mac text comes out
# as other signs.
_LETTERS = set("ŠšŽžŸ") | {chr(c) for c in range(0xC0, 0x100)} - set("×÷")
_SIGNS = set("\u00a0§°«»·–—‘’“”„•…€\u00ad´½¼")

_CLUSTER_HEADINGS = {
    "name": (
        "klynge klyngje klyngenavn klyngjenamn cluster cluster-name navn namn name"
    ),
    "aliases": (
        "alias aliaser aliases andre-navn andre-namn other-names "
        "tidligere-navn tidlegare-namn former-names"
    ),
    "level": (
        "nivå nivaa level klyngenivå klyngjenivå cluster-level programnivå status"
    ),
    "level_from": (
        "år aar year fra-år frå-år from-year nivå-fra nivå-frå level-from siden sidan "
        "since"
    ),
    "place": "sted stad place sete seat lokalisering location",
    "field": "felt field fagfelt fagområde tema theme",
    "municipalities": (
        "kommune kommuner kommunar kommune(r) municipality municipalities "
        "kommunenummer kommunenr kommunenumre municipality-number "
        "municipality-numbers territorium territory geografi"
    ),
    "activities": (
        "næringskode næringskoder næringskodar næringskode(r) naeringskode "
        "naeringskoder naeringskodar næring næringer næringar industry industries "
        "industry-code industry-codes aktivitet aktiviteter aktivitetar activity "
        "activities nace nace-kode nace-koder nace-kodar nace-code nace-codes sn2007"
    ),
}
_MEMBER_HEADINGS = {
    "cluster": "klynge klyngje klyngenavn klyngjenamn cluster cluster-name",
    "organisation": (
        "organisasjonsnummer organisasjonsnr orgnummer orgnr org.nr org-no "
        "organisation-number organization-number organisation-no organization-no "
        "organisation-id"
    ),
    "name": (
        "medlem medlemmer medlemer medlemsnavn medlemsnamn member members member-name "
        "navn namn name bedrift bedriftsnavn bedriftsnamn virksomhet verksemd foretak "
        "føretak selskap company firm organisasjon organisation organization"
    ),
}
_LEVELS = {level.casefold(): level for level in CLUSTER_LEVELS} | {
    "arenapro": "Arena Pro",
    "moden": "mature",
    "moden klynge": "mature",
    "moden klyngje": "mature",
    "ingen": "none",
    "ukjent": "unknown",
    "": "unknown",
}


@dataclass(frozen=True)
class ListReading:
    """A list, read.

    Attributes
    ----------
    table
        The good rows, as `ClusterRow` or `MemberRow` declares them.
    rejects
        Every row or value that was set aside, and why.
    understood
        Heading as written → the column it was taken for, or `not used`. A column
        without a heading is called by its place: `column 3`.
    sheet
        Name of the sheet that was read; None for a CSV file.
    other_sheets
        Names of the sheets that were not.
    """

    table: pl.DataFrame
    rejects: dy.DataFrame[Reject]
    understood: dict[str, str]
    sheet: str | None
    other_sheets: tuple[str, ...]


def read_clusters(path: Path) -> ListReading:
    """Read a list of clusters.

    A cell of municipalities holds names or numbers, separated by comma, semicolon or a
    new line; a number that a spreadsheet has shortened to three digits gets its zero
    back. Industry codes are separated likewise; other names by semicolon or a new line,
    because names may hold commas. What the texts stand for is for the register to find.
    Rows without any content are no rows.

    Raises
    ------
    InputError
        The file cannot be read, has no rows, has no column for the name of the cluster,
        or has two columns for the same thing.
    """
    sheet = _read_sheet(path, _CLUSTER_HEADINGS)
    used, understood = _understand(sheet, _CLUSTER_HEADINGS, essential=("name",))
    aside = _Aside(CLUSTERS, path.name, used)
    kept: list[dict[str, object]] = []
    first: dict[str, int] = {}
    for row, cells in _cells(sheet, _CLUSTER_HEADINGS, used, aside):
        name = cells["name"]
        if not name:
            aside.drop(row, "name", name, "there is no name")
            continue
        earlier = first.setdefault(name.casefold(), row)
        if earlier != row:
            aside.drop(row, "name", name, f"the same cluster stands in row {earlier}")
            continue
        kept.append({"row": row, "name": name} | _cluster(row, cells, aside))
    schema = ClusterRow.create_empty().schema
    table = ClusterRow.validate(pl.DataFrame(kept, schema=schema), cast=True)
    return _reading(table, aside, understood, sheet)


def read_members(path: Path) -> ListReading:
    """Read a list of members of clusters.

    Organisation numbers may be written with spaces or dots, with `NO` before and `MVA`
    after; each must have nine digits and the right check digit (modulus 11).

    Raises
    ------
    InputError
        The file cannot be read, has no rows, lacks the column of the cluster or of the
        organisation number, or has two columns for the same thing.
    """
    sheet = _read_sheet(path, _MEMBER_HEADINGS)
    essential = ("cluster", "organisation")
    used, understood = _understand(sheet, _MEMBER_HEADINGS, essential=essential)
    aside = _Aside(MEMBERS, path.name, used)
    kept: list[dict[str, object]] = []
    first: dict[tuple[str, str], int] = {}
    for row, cells in _cells(sheet, _MEMBER_HEADINGS, used, aside):
        written, number = cells["organisation"], _organisation(cells["organisation"])
        if not cells["cluster"]:
            aside.drop(row, "cluster", "", "there is no cluster")
        elif number is None:
            aside.drop(row, "organisation", written, _wrong_number(written))
        elif (
            earlier := first.setdefault((cells["cluster"].casefold(), number), row)
        ) != row:
            reason = f"the same member of the same cluster stands in row {earlier}"
            aside.drop(row, "organisation", written, reason)
        else:
            name = cells["name"] or None
            line = {"row": row, "cluster": cells["cluster"], "organisation": number}
            kept.append(line | {"name": name})
    schema = MemberRow.create_empty().schema
    table = MemberRow.validate(pl.DataFrame(kept, schema=schema), cast=True)
    return _reading(table, aside, understood, sheet)


# -- What the cells mean ---------------------------------------------------------------


class _Aside:
    """Collects what is set aside."""

    def __init__(self, source: str, file: str, used: dict[str, _Column]) -> None:
        self._source = source
        self._file = file
        self._used = used
        self.lines: list[dict[str, object]] = []

    def drop(self, row: int, column: str, value: str, reason: str) -> None:
        """Set a whole row aside."""
        self._add(row, column, value, reason, dropped=True)

    def clear(self, row: int, column: str, value: str, reason: str) -> None:
        """Set one value aside."""
        self._add(row, column, value, reason, dropped=False)

    def _add(
        self, row: int, column: str, value: str, reason: str, *, dropped: bool
    ) -> None:
        self.lines.append(
            {
                "source": self._source,
                "file": self._file,
                "row": row,
                "column": self._used[column].heading if column else None,
                "value": value,
                "reason": reason,
                "dropped": dropped,
            }
        )


@dataclass(frozen=True)
class _Column:
    heading: str
    index: int


def _cells(
    sheet: _Sheet, headings: dict[str, str], used: dict[str, _Column], aside: _Aside
) -> list[tuple[int, dict[str, str]]]:
    """Return the row number and the cells by meaning of each row that has content.

    A meaning without a column has an empty cell.
    """
    width = len(sheet.rows[sheet.header])
    found: list[tuple[int, dict[str, str]]] = []
    for number, row in enumerate(sheet.rows[sheet.header + 1 :], sheet.header + 2):
        cells = [_clean(cell) for cell in row]
        if any(cells[width:]):
            reason = f"{len(cells)} cells, but {width} headings"
            aside.drop(number, "", " | ".join(cells), reason)
        elif any(cells):
            cells += [""] * (width - len(cells))
            meant = {meaning: cells[column.index] for meaning, column in used.items()}
            found.append((number, dict.fromkeys(headings, "") | meant))
    if not found and not aside.lines:
        raise InputError(
            f"{sheet.file} has headings but no rows.",
            hint="Check that the list was saved whole.",
        )
    return found


def _cluster(row: int, cells: dict[str, str], aside: _Aside) -> dict[str, object]:
    return {
        "aliases": _split(cells["aliases"], "[;\n]"),
        "level": _level(row, cells["level"], aside),
        "level_from": _year(row, cells["level_from"], aside),
        "place": cells["place"] or None,
        "field": cells["field"] or None,
        "municipalities": _municipalities(cells["municipalities"]),
        "activities": _activities(row, cells["activities"], aside),
    }


def _split(cell: str, separators: str) -> list[str]:
    parts = (_clean(part) for part in re.split(separators, cell))
    return list(dict.fromkeys(part for part in parts if part))


def _municipalities(cell: str) -> list[str]:
    # Spreadsheets take the zero from numbers such as 0301.
    whole = re.sub(r"(?<!\w)\d{3}(?!\w)", lambda number: f"0{number[0]}", cell)
    return _split(whole, "[;,\n]")


def _level(row: int, cell: str, aside: _Aside) -> str:
    level = _LEVELS.get(cell.casefold())
    if level is None:
        reason = f"unknown level; known are {', '.join(CLUSTER_LEVELS)}"
        aside.clear(row, "level", cell, reason)
        return "unknown"
    return level


def _year(row: int, cell: str, aside: _Aside) -> int | None:
    if not cell:
        return None
    # A spreadsheet may hold a whole date where the year is meant.
    match = re.fullmatch(r"(\d{4})(-\d\d-\d\d( 00:00:00)?)?", cell)
    if match and 1900 <= int(match[1]) <= 2100:
        return int(match[1])
    aside.clear(row, "level_from", cell, "no year from 1900 to 2100")
    return None


def _activities(row: int, cell: str, aside: _Aside) -> list[str]:
    if re.search(r"(?<![\d.])\d\d,\d{1,3}(?![\d.])", cell):
        reason = "25,62 may be one code or two: write 25.62 or 25; 62"
        aside.clear(row, "activities", cell, reason)
        return []
    return _split(cell, "[;,\n]")


def _organisation(cell: str) -> str | None:
    text = re.sub(r"[\s.]", "", cell)
    if _PSEUDONYM.fullmatch(text):
        return text
    match = re.fullmatch(r"(?:NO)?(\d{9})(?:MVA)?", text, re.IGNORECASE)
    return match[1] if match and stdnum.no.orgnr.is_valid(match[1]) else None


def _wrong_number(cell: str) -> str:
    if not cell:
        return "there is no organisation number"
    if len(re.sub(r"\D", "", cell)) == 9:
        return "the check digit of the organisation number is wrong"
    return "an organisation number has nine digits"


def _reading(
    table: pl.DataFrame, aside: _Aside, understood: dict[str, str], sheet: _Sheet
) -> ListReading:
    rejects = pl.DataFrame(aside.lines, schema=Reject.create_empty().schema)
    return ListReading(
        table=table,
        rejects=Reject.validate(rejects, cast=True),
        understood=understood,
        sheet=sheet.name,
        other_sheets=sheet.others,
    )


# -- What the headings mean ------------------------------------------------------------


def _key(heading: str) -> str:
    """Return a heading without what does not matter in it."""
    return "".join(c for c in _clean(heading).casefold() if c.isalnum())


def _meanings(headings: dict[str, str]) -> dict[str, str]:
    return {
        _key(heading): meaning
        for meaning, written in headings.items()
        for heading in written.split()
    }


def _understand(
    sheet: _Sheet, headings: dict[str, str], *, essential: tuple[str, ...]
) -> tuple[dict[str, _Column], dict[str, str]]:
    """Return the column of each meaning, and the meaning of each heading."""
    meanings = _meanings(headings)
    used: dict[str, _Column] = {}
    understood: dict[str, str] = {}
    for index, written in enumerate(map(_clean, sheet.rows[sheet.header])):
        heading = written or f"column {index + 1}"
        meaning = meanings.get(_key(written), NOT_USED)
        if meaning in used:
            raise InputError(
                f"{sheet.file} has two columns for the same thing: "
                f"'{used[meaning].heading}' and '{heading}' both mean {meaning}.",
                hint="Rename or remove one of them.",
            )
        understood[heading] = meaning
        if meaning != NOT_USED:
            used[meaning] = _Column(heading, index)
    _require(sheet, headings, used, understood, essential)
    return used, understood


def _require(
    sheet: _Sheet,
    headings: dict[str, str],
    used: dict[str, _Column],
    understood: dict[str, str],
    essential: tuple[str, ...],
) -> None:
    for meaning in essential:
        if meaning not in used:
            found = ", ".join(f"'{heading}'" for heading in understood)
            raise InputError(
                f"{sheet.file} has no column for the {meaning}. "
                f"Its headings are {found}.",
                hint=f"Call one column {', '.join(headings[meaning].split())}; "
                "columns are separated by semicolon, comma or tab.",
            )


# -- From the file to cells ------------------------------------------------------------


@dataclass(frozen=True)
class _Sheet:
    """The cells of a file as text, and the index of the row with the headings."""

    file: str
    rows: list[list[str]]
    header: int
    name: str | None = None
    others: tuple[str, ...] = ()


def _clean(cell: str) -> str:
    """Return a cell in composed Unicode, without space around it."""
    return unicodedata.normalize("NFC", cell).replace("\u00a0", " ").strip()


def _read_sheet(path: Path, headings: dict[str, str]) -> _Sheet:
    kind = path.suffix.lower()
    if kind not in _SHEETS | _TEXTS:
        raise InputError(
            f"{path.name} is neither a CSV nor an XLSX file by its name.",
            hint="Save the list as .csv or .xlsx.",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}.",
            hint="Check its name and place.",
        ) from error
    if not data.strip():
        raise _empty(path)
    if kind in _SHEETS:
        return _read_xlsx(path, data)
    return _read_csv(path, data, headings)


def _empty(path: Path) -> InputError:
    return InputError(
        f"{path.name} is empty.", hint="Check that the list was saved whole."
    )


def _header(path: Path, rows: list[list[str]]) -> int:
    """Return the index of the first row with content, which holds the headings."""
    for index, row in enumerate(rows):
        if any(_clean(cell) for cell in row):
            return index
    raise _empty(path)


def _read_xlsx(path: Path, data: bytes) -> _Sheet:
    try:
        book = fastexcel.read_excel(data)
        first = book.load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError as error:
        raise InputError(
            f"{path.name} is no XLSX file, or a broken one.",
            hint="Open it in a spreadsheet program and save it as .xlsx or .csv.",
        ) from error
    cells = first.to_polars().fill_null("").rows()
    rows = [list(row) for row in cells]
    name, *others = book.sheet_names
    return _Sheet(path.name, rows, _header(path, rows), name, tuple(others))


def _read_csv(path: Path, data: bytes, headings: dict[str, str]) -> _Sheet:
    text = _decode(path, data)
    rows = _parse(path, text, _separator(text, headings))
    return _Sheet(path.name, rows, _header(path, rows))


def _separator(text: str, headings: dict[str, str]) -> str:
    """Return the separator under which most headings are known, else most are made."""
    known = _meanings(headings)
    first = [next(line for line in text.splitlines() if line.strip())]
    counts: dict[str, tuple[int, int]] = {}
    for separator in _SEPARATORS:
        cells = next(csv.reader(first, delimiter=separator))
        counts[separator] = (sum(_key(cell) in known for cell in cells), len(cells))
    return max(_SEPARATORS, key=lambda separator: counts[separator])


def _parse(path: Path, text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise InputError(
            f"{path.name} is no sound CSV file: line {reader.line_num}: {error}.",
            hint="Look for a quotation mark without its twin there or before.",
        ) from error


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
