"""Rows of evidence from each register.

Every function takes a reader's table and gives rows of `tables.Evidence` without `id`:
one per row of the register, or one per share where its municipality was split or its
industry code leads to several codes of SN2007.
"""

from __future__ import annotations

import polars as pl

from omstilling.register import resolve_places, to_sn2007
from omstilling.tables import SN2007, Evidence


def from_awards(table: pl.DataFrame, keys: pl.DataFrame, source: str) -> pl.DataFrame:
    """Return one piece of evidence per award; its year is that of the award."""
    placed = resolve_places(table, name="municipality", county="county", keys=keys)
    bridged = to_sn2007(placed, code="activity", version="version")
    return _evidence(
        bridged,
        source,
        kind=pl.lit("award"),
        activity=pl.col("sn2007"),
        year=pl.col("date").dt.year(),
        amount=pl.col("amount"),
        unit=pl.lit("NOK"),
        label=pl.col("scheme"),
        place_written=pl.col("municipality"),
        activity_written=pl.col("activity"),
        version_written=pl.col("version").cast(pl.String),
    )


def from_participations(
    table: pl.DataFrame, keys: pl.DataFrame, main: pl.DataFrame, source: str
) -> pl.DataFrame:
    """Return one piece per participation; its year is that of the contract's signing.

    A participation has no industry code: it counts in the main activity of its
    organisation, and in none where that is unknown.
    """
    placed = resolve_places(
        table, number="municipality_number", name="municipality", keys=keys
    ).join(main, on="organisation", how="left", maintain_order="left")
    return _evidence(
        placed,
        source,
        kind=pl.lit("project"),
        activity=pl.col("main_activity"),
        year=pl.coalesce("signed", "start").dt.year(),
        amount=pl.col("amount"),
        unit=pl.lit("EUR"),
        project=pl.col("project"),
        label=pl.col("role"),
        place_written=pl.col("municipality"),
        activity_written=pl.col("topic"),
    )


def from_applications(
    table: pl.DataFrame, keys: pl.DataFrame, main: pl.DataFrame, source: str
) -> pl.DataFrame:
    """Return one statement per application: it says what somebody wants to do."""
    placed = resolve_places(
        table, number="municipality_number", name="municipality", keys=keys
    ).join(main, on="organisation", how="left", maintain_order="left")
    return _evidence(
        placed,
        source,
        kind=pl.lit("statement"),
        activity=pl.col("main_activity"),
        year=pl.col("date").dt.year(),
        amount=pl.col("asked"),
        unit=pl.lit("NOK"),
        project=pl.col("project"),
        label=pl.col("phase"),
        place_written=pl.col("municipality"),
        activity_written=pl.col("discipline"),
    )


def from_units(table: pl.DataFrame, keys: pl.DataFrame, source: str) -> pl.DataFrame:
    """Return one piece per industry code of an enterprise or establishment."""
    codes = pl.concat(
        [
            table.select(
                pl.exclude("activity", "activity2", "activity3"),
                code=column,
                label=pl.lit(label),
            ).filter(pl.col("code").is_not_null())
            for column, label in (
                ("activity", "first code"),
                ("activity2", "second code"),
                ("activity3", "third code"),
            )
        ]
    )
    placed = resolve_places(
        codes, number="municipality_number", name="municipality", keys=keys
    )
    bridged = to_sn2007(placed, code="code", version="version")
    return _evidence(
        bridged,
        source,
        kind=pl.lit("establishment"),
        activity=pl.col("sn2007"),
        year=pl.col("extracted").dt.year(),
        amount=pl.col("employees").cast(pl.Float64),
        unit=pl.lit("persons"),
        label=pl.col("kind").cast(pl.String) + ", " + pl.col("label"),
        place_written=pl.col("municipality"),
        activity_written=pl.col("code"),
        version_written=pl.col("version").cast(pl.String),
    )


def from_statistics(
    table: pl.DataFrame, keys: pl.DataFrame, source: str
) -> pl.DataFrame:
    """Return one piece per cell of a statistics table that has a value.

    The industry groups of these tables are wider than divisions, so they have a label
    but no activity.
    """
    known = table.filter(pl.col("value").is_not_null() & pl.col("unit").is_not_null())
    placed = resolve_places(known, name="region", keys=keys)
    persons = pl.col("unit").cast(pl.String) == "persons"
    return _evidence(
        placed,
        source,
        kind=pl.when(persons)
        .then(pl.lit("employment"))
        .otherwise(pl.lit("establishment")),
        year=pl.col("year"),
        amount=pl.col("value"),
        unit=pl.col("unit").cast(pl.String),
        label=pl.col("size_class"),
        place_written=pl.col("region"),
        activity_written=pl.col("activity_label"),
    )


def from_accounts(table: pl.DataFrame, main: pl.DataFrame, source: str) -> pl.DataFrame:
    """Return one piece per account: the value added, where it can be computed."""
    known = table.join(main, on="organisation", how="left", maintain_order="left")
    currency = pl.col("currency")
    return _evidence(
        known.with_columns(weight=pl.lit(1.0)),
        source,
        kind=pl.lit("accounts"),
        place=pl.col("main_place"),
        activity=pl.col("main_activity"),
        year=pl.col("end").dt.year(),
        amount=pl.when(currency.is_in(["NOK", "EUR", "USD"])).then(
            pl.col("operating_result") + pl.col("wages")
        ),
        unit=pl.when(currency.is_in(["NOK", "EUR", "USD"])).then(currency),
        label=currency,
    )


def from_cells(table: pl.DataFrame, source: str) -> pl.DataFrame:
    """Return one row per cell of the reference bundle.

    A count of one or two counts as one: the least it can be.
    """
    return _evidence(
        table.with_columns(weight=pl.lit(1.0)),
        source,
        kind=pl.lit("award"),
        place=pl.col("place"),
        activity=pl.col("activity"),
        year=pl.col("last_year"),
        amount=pl.col("amount"),
        unit=pl.lit("NOK"),
        count=pl.col("awards").str.extract(r"^(\d+)").cast(pl.Float64),
        label=pl.col("period"),
        place_written=pl.col("place"),
        activity_written=pl.col("activity"),
        version_written=pl.lit(SN2007),
    )


def from_methods(table: pl.DataFrame, source: str) -> pl.DataFrame:
    """Return one piece per documented fact about a cluster and a method."""
    return _evidence(
        table.with_columns(weight=pl.lit(1.0)),
        source,
        kind=pl.lit("method"),
        cluster=pl.col("cluster"),
        method=pl.col("method"),
        year=pl.col("year"),
        label=pl.col("relation").cast(pl.String),
    )


def _evidence(table: pl.DataFrame, source: str, **columns: pl.Expr) -> pl.DataFrame:
    """Put a table into the columns of evidence; those not given are unknown."""
    given: dict[str, pl.Expr] = {
        "source": pl.lit(source),
        "count": pl.lit(1.0),
        "weight": pl.col("weight"),
        "row": pl.col("row"),
        **{
            target: pl.col(column)
            for target, column in (
                ("organisation", "organisation"),
                ("place", "place"),
                ("county", "place_county"),
            )
            if column in table.columns
        },
        **columns,
    }
    kinds = Evidence.create_empty().schema
    return table.select(
        given.get(name, pl.lit(None)).cast(kind).alias(name)
        for name, kind in kinds.items()
        if name != "id"
    )
