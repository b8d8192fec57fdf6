"""What the headings of a list mean, and the cells of its rows by their meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import dataframely as dy
import polars as pl
import stdnum.no.orgnr

from omstilling.errors import InputError
from omstilling.sources.lists.sheets import PERSONAL, Sheet, key, read_sheet, tidy
from omstilling.tables import Reject

NOT_USED = "not used"

_PSEUDONYM = re.compile(r"P[0-9a-f]{10}")

Headings = Mapping[str, str]
"""Meaning → the headings that stand for it, separated by spaces."""


@dataclass(frozen=True)
class ListReading:
    """A list, read.

    Attributes
    ----------
    table
        The good rows, as the table of the list declares them.
    rejects
        Every row or value that was set aside, and why.
    understood
        Heading as written → the column it was taken for, `not used`, or `personal data,
        not kept`. A column without a heading is called by its place: `column 3`.
    sheet
        Name of the sheet that was read; None for a text file.
    other_sheets
        Names of the sheets that were not.
    """

    table: pl.DataFrame
    rejects: dy.DataFrame[Reject]
    understood: dict[str, str]
    sheet: str | None
    other_sheets: tuple[str, ...]


@dataclass
class Aside:
    """Collects what is set aside."""

    source: str
    file: str
    headings: Mapping[str, str]
    lines: list[dict[str, object]] = field(default_factory=list)

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
                "source": self.source,
                "file": self.file,
                "row": row,
                "column": self.headings.get(column),
                "value": value,
                "reason": reason,
                "dropped": dropped,
            }
        )


@dataclass(frozen=True)
class OpenList:
    """A list whose headings are understood.

    Attributes
    ----------
    rows
        Row number and cells by meaning, of each row that has content; a meaning without
        a column has an empty cell.
    aside
        What has been set aside; readers add to it.
    """

    sheet: Sheet
    rows: list[tuple[int, dict[str, str]]]
    aside: Aside
    understood: dict[str, str]

    def reading(
        self, kept: list[dict[str, object]], schema: type[dy.Schema]
    ) -> ListReading:
        """Put together what a reader gives back."""
        rows = pl.DataFrame(kept, schema=schema.create_empty().schema)
        rejects = pl.DataFrame(self.aside.lines, schema=Reject.create_empty().schema)
        return ListReading(
            table=schema.validate(rows, cast=True),
            rejects=Reject.validate(rejects, cast=True),
            understood=self.understood,
            sheet=self.sheet.name,
            other_sheets=self.sheet.others,
        )


def open_list(
    path: Path,
    *,
    source: str,
    headings: Headings,
    essential: Iterable[str],
    personal: str = "",
) -> OpenList:
    """Read a list and understand its headings.

    Parameters
    ----------
    path
        The file.
    source
        Key of the list in its rejects.
    headings
        The meanings, and the headings that stand for them.
    essential
        Meanings without which it is no such list.
    personal
        Headings of columns that are known and left out, separated by spaces.

    Raises
    ------
    InputError
        The file cannot be read, has no rows, lacks an essential column, or has two
        columns for the same thing.
    """
    meanings = {key(one): PERSONAL for one in personal.split()}
    meanings |= {
        key(heading): meaning
        for meaning, written in headings.items()
        for heading in written.split()
    }
    sheet = read_sheet(path, meanings)
    used, understood = _understand(sheet, meanings)
    _require(sheet, headings, used, understood, essential)
    aside = Aside(source, path.name, {name: at.heading for name, at in used.items()})
    for row, value, reason in sheet.broken:
        aside.drop(row, "", value, reason)
    return OpenList(sheet, _cells(sheet, headings, used, aside), aside, understood)


@dataclass(frozen=True)
class _Column:
    heading: str
    index: int


def _understand(
    sheet: Sheet, meanings: Mapping[str, str]
) -> tuple[dict[str, _Column], dict[str, str]]:
    """Return the column of each meaning, and the meaning of each heading."""
    used: dict[str, _Column] = {}
    understood: dict[str, str] = {}
    for index, written in enumerate(map(tidy, sheet.headings)):
        heading = written or f"column {index + 1}"
        meaning = meanings.get(key(written), NOT_USED)
        if meaning in used:
            raise InputError(
                f"{sheet.file} has two columns for the same thing: "
                f"'{used[meaning].heading}' and '{heading}' both mean {meaning}.",
                hint="Rename or remove one of them.",
            )
        understood[heading] = meaning
        if meaning not in {NOT_USED, PERSONAL}:
            used[meaning] = _Column(heading, index)
    return used, understood


def _require(
    sheet: Sheet,
    headings: Headings,
    used: Mapping[str, _Column],
    understood: Mapping[str, str],
    essential: Iterable[str],
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


def _cells(
    sheet: Sheet, headings: Headings, used: Mapping[str, _Column], aside: Aside
) -> list[tuple[int, dict[str, str]]]:
    width = len(sheet.headings)
    found: list[tuple[int, dict[str, str]]] = []
    for number, row in sheet.rows:
        cells = [tidy(cell) for cell in row]
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


# -- What cells of several lists hold --------------------------------------------------


def split(cell: str, separators: str) -> list[str]:
    """Return the parts of a cell, each once, in order."""
    parts = (tidy(part) for part in re.split(separators, cell))
    return list(dict.fromkeys(part for part in parts if part))


def organisation_number(cell: str) -> str | None:
    """Return the number or pseudonym that a cell holds; None if it holds none."""
    text = re.sub(r"[\s.]", "", cell)
    if _PSEUDONYM.fullmatch(text):
        return text
    match = re.fullmatch(r"(?:NO)?(\d{9})(?:MVA)?", text, re.IGNORECASE)
    return match[1] if match and stdnum.no.orgnr.is_valid(match[1]) else None


def wrong_number(cell: str) -> str:
    """Return why a cell holds no organisation number."""
    if not cell:
        return "there is no organisation number"
    if len(re.sub(r"\D", "", cell)) == 9:
        return "the check digit of the organisation number is wrong"
    return "an organisation number has nine digits"


def municipalities(cell: str) -> list[str]:
    """Return the names or numbers of a cell; `301` gets the zero that it lost."""
    whole = re.sub(r"(?<!\w)\d{3}(?!\w)", lambda number: f"0{number[0]}", cell)
    return split(whole, "[;,\n]")


def activities(row: int, column: str, cell: str, aside: Aside) -> list[str]:
    """Return the codes or names of a cell, unless a comma in it may mean two things."""
    if re.search(r"(?<![\d.])\d\d,\d{1,3}(?![\d.])", cell):
        reason = "25,62 may be one code or two: write 25.62 or 25; 62"
        aside.clear(row, column, cell, reason)
        return []
    return split(cell, "[;,\n]")
