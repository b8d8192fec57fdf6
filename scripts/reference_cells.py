"""Make the figures of the reference bundle from the open award list.

    python scripts/reference_cells.py AWARDS.csv.gz

Municipality × three-digit industry × period, from awards to organisations with a real
number. Farming, forestry and fishing (divisions 01–03) are left out, since most
recipients there are persons. Counts of one or two are written 1–2, and amounts are
given only where three organisations or more share them. No totals are written: whoever
wants one makes it from these cells, so that nothing can be found by subtraction.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from omstilling.register import place_keys, resolve_places
from omstilling.sources import awards

TARGET = Path(__file__).parents[1] / "src/omstilling/reference/cells.csv"
PERIODS = {
    "2010–12": (2010, 2012),
    "2013–14": (2013, 2014),
    "2015–16": (2015, 2016),
    "2017–18": (2017, 2018),
}
#: Farming, forestry and fishing, and two ways to say that the industry is unknown.
LEFT_OUT = ["00", "01", "02", "03", "99"]
FEWEST = 3
FEW = "1–2"


def cells(listed: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of an award list, `tables.Cell` without its row."""
    placed = resolve_places(
        listed, name="municipality", county="county", keys=place_keys()
    )
    counted = placed.filter(
        pl.col("organisation").str.contains(r"^\d{9}$")
        & pl.col("activity").is_not_null()
        & ~pl.col("activity").str.slice(0, 2).is_in(LEFT_OUT)
        # An award in a municipality that was split would be counted in halves.
        & (pl.col("basis") == "whole")
    ).select(
        "place",
        "organisation",
        "amount",
        activity=pl.col("activity").str.slice(0, 4),
        year=pl.col("date").dt.year(),
    )
    periods = pl.DataFrame(
        [
            {"period": period, "year": year, "first_year": first, "last_year": last}
            for period, (first, last) in PERIODS.items()
            for year in range(first, last + 1)
        ]
    )
    by = ["place", "activity", "period", "first_year", "last_year"]
    return (
        counted.join(periods, on="year")
        .group_by(by)
        .agg(
            awards=pl.len(),
            organisations=pl.col("organisation").n_unique(),
            amount=pl.col("amount").sum().round(0),
        )
        .sort(by)
        .with_columns(
            amount=pl.when(pl.col("organisations") >= FEWEST).then("amount"),
            awards=_rounded("awards"),
            organisations=_rounded("organisations"),
        )
    )


def _rounded(column: str) -> pl.Expr:
    return (
        pl.when(pl.col(column) < FEWEST)
        .then(pl.lit(FEW))
        .otherwise(pl.col(column).cast(pl.String))
    )


def main() -> None:
    """Write the cells and say how many."""
    reading = awards.read(Path(sys.argv[1]), "awards")
    table = cells(reading.table)
    table.write_csv(TARGET)
    print(f"{table.height} cells written to {TARGET.name}")


if __name__ == "__main__":
    main()
