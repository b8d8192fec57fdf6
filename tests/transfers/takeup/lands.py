"""A landscape with enough history to learn from: forty municipalities, ninety firms."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from transfers.takeup.panels import table
from world import number, tables

from omstilling import store
from omstilling.store import Snapshot
from omstilling.tables import Evidence, Member, Organisation, Place

FIRMS = 90


def written(folder: Path, facts: pl.DataFrame | None = None) -> Snapshot:
    """Write the small world with the facts of `panels.table` as its awards."""
    rows = table() if facts is None else facts
    units = rows["unit"].unique().sort().to_list()
    known = tables() | {
        "places": _places(units),
        "evidence": _awards(rows),
        "organisations": _firms(rows["activity"].unique().sort().to_list()),
        "members": _members(),
    }
    known["clusters"] = known["clusters"].with_columns(
        territory=pl.when(pl.col("membership") == "rule")
        .then(pl.lit([place_of(units[0]), place_of(units[1])]))
        .otherwise(pl.col("territory"))
    )
    return store.write(folder, known, notes={"made_from": "registers", "missing": []})


def place_of(unit: str) -> str:
    """Return the number of the municipality that stands for a unit `3/u07`."""
    return f"{int(unit[0]) + 31}{unit[-2:]}"


def _places(units: list[str]) -> pl.DataFrame:
    rows = [
        (place_of(unit), unit, f"{int(unit[0]) + 31}", unit[0], 59.0 + at / 9, 10.0)
        for at, unit in enumerate(units)
    ]
    return Place.validate(pl.DataFrame(rows, Place.column_names(), orient="row"))


def _awards(rows: pl.DataFrame) -> pl.DataFrame:
    given = rows.with_row_index("row", offset=2).with_columns(
        place=pl.concat_str(
            (pl.col("unit").str.head(1).cast(pl.Int64) + 31).cast(pl.String),
            pl.col("unit").str.tail(2),
        ),
        firm=(pl.col("row") * 7) % FIRMS,
    )
    numbers = pl.Series([number(firm) for firm in range(FIRMS)])
    empty = Evidence.create_empty()
    told = given.select(
        id="awards:" + pl.col("row").cast(pl.String),
        organisation=pl.lit(numbers).gather(pl.col("firm")),
        cluster=None,
        place="place",
        county=pl.col("place").str.head(2),
        activity="activity",
        method=None,
        year="year",
        kind=pl.lit("award"),
        amount=pl.lit(1e5),
        unit=pl.lit("NOK"),
        count="value",
        weight=pl.lit(1.0),
        source=pl.lit("awards"),
        row="row",
        project=None,
        label=pl.lit("Etablerertilskudd"),
        place_written="place",
        activity_written="activity",
        version_written=pl.lit("SN2007"),
    ).cast(empty.schema)
    return Evidence.validate(told)


def _firms(activities: list[str]) -> pl.DataFrame:
    empty = Organisation.create_empty()
    return Organisation.validate(
        pl.DataFrame(
            {
                "organisation": [number(firm) for firm in range(FIRMS)],
                "size_class": ["unknown"] * FIRMS,
                "activity": [activities[f % len(activities)] for f in range(FIRMS)],
                "activity_basis": ["awards"] * FIRMS,
            }
        )
        .with_columns(
            pl.lit(None).alias(name)
            for name in empty.columns
            if name not in {"organisation", "size_class", "activity", "activity_basis"}
        )
        .select(empty.columns)
        .cast(empty.schema)
    )


def _members() -> pl.DataFrame:
    return Member.validate(
        pl.DataFrame(
            {
                "cluster": ["fisk"] * 4,
                "organisation": [number(firm) for firm in range(4)],
                "name": [f"TESTBEDRIFT {firm}" for firm in range(4)],
                "origin": ["medlemmer.csv"] * 4,
            }
        )
    )
