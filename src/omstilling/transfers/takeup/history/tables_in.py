"""Long tables from files: any `unit, activity, year, value`, and exports by country."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from omstilling.errors import InputError
from omstilling.language import gettext_noop
from omstilling.transfers.takeup.history.notes import Note, note
from omstilling.transfers.takeup.history.panel import Panel, Presence, make_panel

COLUMNS = ("unit", "activity", "year", "value")
_TRADE = ("trade/*.csv", "trade/*.csv.gz", "trade_country_product/exports*.csv*")
_TRADE_COLUMNS = {
    "ReporterISO3": "unit",
    "ProductCode": "activity",
    "Year": "year",
    "export_kusd": "value",
}
MEANINGS: dict[Presence, str] = {
    "any": gettext_noop("The first value above zero of the unit in the activity."),
    "rca": gettext_noop(
        "The unit's share of the activity rises from less than half of the share of "
        "all to at least that share (revealed comparative advantage below 0.5 to 1 or "
        "more)."
    ),
}
_WRONG = gettext_noop(
    "{count} rows of {file} without a unit, an activity, a whole year and a value of "
    "at least 0; the first is row {row}: {cells}"
)
_AGAIN = gettext_noop(
    "{count} rows of {file} stand more than once, by unit, activity and year; their "
    "values are added up"
)
_FOLDS = 5


def read_table(path: Path, *, presence: Presence) -> Panel:
    """Read a long table of CSV or Parquet.

    Parameters
    ----------
    path
        Columns `unit`, `activity`, `year`, `value`, and `group` if there is one: units
        of a group are left out together by the protocol `places-out`. Codes are text.
    presence
        What holding an activity means; see `Panel`.

    Raises
    ------
    InputError
        The file cannot be read, or lacks a column.
    """
    frame = _read(path)
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise InputError(
            f"{path} has no column '{missing[0]}'.",
            hint=f"Name the columns {', '.join(COLUMNS)}.",
        )
    groups: dict[str, str] = {}
    if "group" in frame.columns:
        pairs = frame.select("unit", "group").drop_nulls().cast(pl.String)
        groups = dict(pairs.unique().sort("unit", "group").iter_rows())
    table, notes = _typed(frame.select(COLUMNS), path)
    return make_panel(
        table,
        dataset=path.name,
        label_meaning=MEANINGS[presence],
        presence=presence,
        groups=groups,
        least_history=2 if presence == "any" else 1,
        notes=notes,
    )


def read_trade(data: Path, label_meaning: str) -> Panel:
    """Read world exports, country × product × year, from a data folder.

    Countries are left out together by a hash of their code, a fifth at a time.

    Raises
    ------
    InputError
        The folder has no such file.
    """
    paths = sorted({path for pattern in _TRADE for path in data.glob(pattern)})
    if not paths:
        raise InputError(
            f"The data folder {data} has no exports: {', '.join(_TRADE)}.",
            hint="Choose another --dataset, or give a long table with --table.",
        )
    frames = [_read(path).select(list(_TRADE_COLUMNS)) for path in paths]
    table, notes = _typed(pl.concat(frames).rename(_TRADE_COLUMNS), paths[0])
    return make_panel(
        table,
        dataset="trade",
        label_meaning=label_meaning,
        presence="rca",
        least_history=1,
        notes=notes,
    )


def hashed(unit: str) -> int:
    """Return the fold of a unit by a hash of its name, the same on every machine."""
    return int(hashlib.sha256(unit.encode()).hexdigest(), 16) % _FOLDS


def _read(path: Path) -> pl.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(
            f"{path} cannot be read as a table: {error}.",
            hint="Give a CSV file in UTF-8 with a header, or a Parquet file.",
        ) from error


def _typed(frame: pl.DataFrame, path: Path) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """Return the good rows, and what is said of the rows that were set aside.

    Years are read as they are written: 2014.0 is one, 2014.5 and a date are none.
    """
    year = pl.col("year").cast(pl.String).cast(pl.Float64, strict=False)
    typed = frame.select(
        pl.col("unit", "activity").cast(pl.String).str.strip_chars(),
        pl.when(year == year.floor()).then(year).cast(pl.Int64, strict=False),
        pl.col("value").cast(pl.Float64, strict=False),
    )
    good = pl.all_horizontal(
        *(pl.col(name).is_not_null() for name in COLUMNS),
        pl.col("value").is_finite() & (pl.col("value") >= 0),
        *(pl.col(name).str.len_chars() > 0 for name in ("unit", "activity")),
    ).fill_null(value=False)
    wrong = typed.with_row_index(offset=2).filter(~good)
    kept = typed.filter(good)
    notes = _twice(kept, path)
    if wrong.is_empty():
        return kept, notes
    first = wrong["index"][0]
    told = note(
        _WRONG,
        count=wrong.height,
        file=path.name,
        row=first,
        cells=str(frame.row(first - 2, named=True)),
    )
    if kept.is_empty():
        raise InputError(
            f"{path} has no rows that count. There are {told}.",
            hint="Write years as 2014 and values with a decimal point.",
        )
    return kept, (told, *notes)


def _twice(rows: pl.DataFrame, path: Path) -> tuple[Note, ...]:
    """Return what is said of rows of the same unit, activity and year."""
    again = rows.height - rows.select("unit", "activity", "year").n_unique()
    if not again:
        return ()
    return (note(_AGAIN, count=again, file=path.name),)
