"""Statistics Norway: tables of PxWeb as JSON-stat 2, the Telemark files; our own cells.

JSON-stat 2.0 (https://json-stat.org/full/) keeps the cells of a table in one list, in
the order of its dimensions, the last one running fastest.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from omstilling.errors import InputError
from omstilling.sources import checks
from omstilling.sources.files import Form, read_csv, read_json
from omstilling.sources.reading import Reading, Register
from omstilling.tables import Cell, Statistic

_COLUMNS = {
    "region": "region",
    "activity_label": "næring (SN2007)",
    "size_class": "antall ansatte",
    "measure": "statistikkvariabel",
    "year": "år",
    "value": "value",
}
_FORM = Form(
    tuple(name for key, name in _COLUMNS.items() if key != "size_class"),
    (_COLUMNS["size_class"],),
)
_FIELDS = (
    checks.text("region", _COLUMNS["region"]),
    checks.text("activity_label", _COLUMNS["activity_label"]),
    checks.text("size_class", _COLUMNS["size_class"]),
    checks.required(checks.text("measure", _COLUMNS["measure"])),
    checks.required(checks.integer("year", _COLUMNS["year"], low=1900, high=2100)),
    checks.number("value", _COLUMNS["value"], negative=True),
)
_ROLES = {"time": "year", "geo": "region", "metric": "measure"}
_DIMENSIONS = {
    "region": ("region", "kommune"),
    "activity_label": ("nace", "næring", "naring"),
    "size_class": ("antansatte", "ansatte", "storr"),
    "measure": ("contents", "statistikkvariabel"),
    "year": ("tid", "time", "år"),
}
_BY_CODE = ("region", "activity_label", "year")
_PERSONS, _ESTABLISHMENTS = (
    "sysselsatte|person|employed",
    "bedrift|virksomhet|establish",
)


# -- Statistics Norway -----------------------------------------------------------------


def read(path: Path, source: str) -> Reading:
    """Read a statistics table in long form: one row per cell.

    Regions and industries are given by their code where the table has one. A cell that
    the table withholds is null, and that is no error.

    Raises
    ------
    InputError
        The file is neither JSON-stat 2 nor one of the known CSV files, or it is divided
        by something else than region, industry, size, measure and year.
    """
    if path.name.removesuffix(".gz").endswith(".json"):
        frame, broken = _json_stat(path), checks.no_rejects()
    else:
        rows = read_csv(path, _FORM)
        frame, broken = rows.frame, checks.broken_rows(rows.broken)
    table, rejects = checks.read_fields(frame, _FIELDS)
    named = table.with_columns(
        unit=_unit(pl.col("measure").str.to_lowercase()),
        table=pl.lit(path.name.split(".")[0]),
    )
    return checks.reading(REGISTER, path, source, named, [broken, rejects])


def _unit(measure: pl.Expr) -> pl.Expr:
    return (
        pl.when(measure.str.contains(_PERSONS))
        .then(pl.lit("persons"))
        .when(measure.str.contains(_ESTABLISHMENTS))
        .then(pl.lit("establishments"))
    )


def _json_stat(path: Path) -> pl.DataFrame:
    """Return the cells of a JSON-stat dataset with the headings of the CSV files."""
    document = read_json(path)
    if not isinstance(document, dict) or document.get("class") != "dataset":
        raise InputError(
            f"The file {path.name} is no JSON-stat 2 dataset.",
            hint="Ask PxWeb for outputFormat=json-stat2.",
        )
    values = _values(path, document)
    places = np.unravel_index(np.arange(len(values)), document["size"])
    frame = pl.DataFrame({"row": np.arange(1, len(values) + 1), "value": values})
    frame = frame.with_columns(pl.col("value").cast(pl.String))
    for name, place in zip(document["id"], places, strict=True):
        column = _column(path, document, name)
        if column:
            labels = pl.Series(_labels(document["dimension"][name], column))
            frame = frame.with_columns(labels.gather(place).alias(_COLUMNS[column]))
    absent = [name for name in _COLUMNS.values() if name not in frame.columns]
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)


def _values(path: Path, document: dict[str, Any]) -> pl.Series:
    """Return the cells in order; a table may list only those that it has."""
    cells = int(np.prod(document["size"]))
    value = document["value"]
    if isinstance(value, dict):
        value = [value.get(str(index)) for index in range(cells)]
    if len(value) != cells:
        raise InputError(
            f"The file {path.name} has {len(value)} cells where its dimensions make "
            f"{cells}.",
            hint="Download it again.",
        )
    return pl.Series("value", value, dtype=pl.Float64)


def _column(path: Path, document: dict[str, Any], name: str) -> str | None:
    """Return the column that a dimension goes to; None for one with a single value."""
    for role, column in _ROLES.items():
        if name in document.get("role", {}).get(role, []):
            return column
    for column, starts in _DIMENSIONS.items():
        if name.lower().startswith(starts):
            return column
    size = document["size"][document["id"].index(name)]
    if size == 1:
        return None
    raise InputError(
        f"The file {path.name} is divided by '{name}' ({size} values), which has no "
        "column here.",
        hint="Ask for one value of it, or leave it out so that the table sums over it.",
    )


def _labels(dimension: dict[str, Any], column: str) -> list[str]:
    """Return codes or names of a dimension in the order of its index."""
    category = dimension["category"]
    labels = category.get("label", {})
    index = category.get("index", list(labels))
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else index
    return [
        str(code if column in _BY_CODE else labels.get(code, code)) for code in codes
    ]


REGISTER = Register(
    key="statistics",
    title="Statistikkbanken",
    publisher="Statistisk sentralbyrå",
    terms="CC BY 4.0",
    url="https://data.ssb.no/api/pxwebapi/v2/tables",
    patterns=(
        "statistics/*.json",
        "statistics/*.csv",
        "statistics/*.csv.gz",
        "statistics_telemark_ssb/*.csv",
        "statistics_telemark_ssb/*.csv.gz",
    ),
    schema=Statistic,
    read=read,
)


# -- The reference bundle --------------------------------------------------------------

_COUNT = r"^(1–2|[1-9][0-9]*|0)$"
_CELL = (
    checks.required(checks.municipality_number("place", "place")),
    checks.required(
        checks.matching("activity", "activity", r"^\d{2}\.\d$", "a three-digit code")
    ),
    checks.required(checks.text("period", "period")),
    checks.required(checks.integer("first_year", "first_year", low=1900, high=2100)),
    checks.required(checks.integer("last_year", "last_year", low=1900, high=2100)),
    checks.required(checks.matching("awards", "awards", _COUNT, "a count or 1–2")),
    checks.required(
        checks.matching("organisations", "organisations", _COUNT, "a count or 1–2")
    ),
    checks.number("amount", "amount"),
)


def read_cells(path: Path, source: str) -> Reading:
    """Read the published cells of the reference bundle (`reference/cells.csv`)."""
    rows = read_csv(path, Form(tuple(field.column for field in _CELL)))
    table, rejects = checks.read_fields(rows.frame, _CELL)
    broken = checks.broken_rows(rows.broken)
    return checks.reading(CELLS, path, source, table, [broken, rejects])


CELLS = Register(
    key="cells",
    title="Awards by municipality, industry and period (counts)",
    publisher="Omstilling, computed from the award list of Innovasjon Norge",
    terms="NLOD 2.0, as users of the open list state",
    url="https://indatapublic.blob.core.windows.net/tildelingsrapport/Tildelinger.csv",
    patterns=("cells.csv", "cells/*.csv"),
    schema=Cell,
    read=read_cells,
)
