"""What a cluster or a territory is really best at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import numpy as np
import polars as pl

from omstilling.language import Language
from omstilling.strengths.frontier import frontier
from omstilling.strengths.holdings import Landscape
from omstilling.strengths.measures import expected, shrink
from omstilling.strengths.units import compared_with, evidence_of_cluster, unit_counts
from omstilling.tables import SN2007, Strength

#: One award is an anecdote; a strength needs at least this many pieces of evidence.
LEAST_PIECES = 2.0


def strengths_of_cluster(
    landscape: Landscape,
    cluster: Mapping[str, Any],
    *,
    language: Language = "nb",
    least_pieces: float = LEAST_PIECES,
) -> dy.DataFrame[Strength]:
    """Return the strengths of a cluster, a row of `tables.Cluster`; see `strengths`."""
    return strengths(
        landscape,
        evidence_of_cluster(landscape, cluster),
        compared_with(landscape, cluster),
        language=language,
        least_pieces=least_pieces,
    )


def strengths(
    landscape: Landscape,
    evidence: pl.DataFrame,
    total: pl.DataFrame,
    *,
    language: Language = "nb",
    least_pieces: float = LEAST_PIECES,
) -> dy.DataFrame[Strength]:
    """Return activities by shrunken specialisation, the highest first.

    Parameters
    ----------
    landscape
        What the nation holds, and the prior.
    evidence
        The rows that count, from `units`.
    total
        The rows that the shares are taken of.
    language
        Language of the names.
    least_pieces
        Activities with fewer pieces of evidence are left out.
    """
    counts = unit_counts(landscape, evidence)[None, :]
    totals = np.array([unit_counts(landscape, total).sum()])
    expectation = expected(totals, landscape.national)
    shrunken = shrink(counts, expectation, landscape.prior)
    ratio = np.divide(
        counts, expectation, out=np.zeros_like(counts), where=expectation > 0
    )
    table = pl.DataFrame(
        {
            "code": landscape.activity_codes,
            "value": ratio[0],
            "shrunken": shrunken.mean[0],
            "low": shrunken.low[0],
            "high": shrunken.high[0],
            "pieces": counts[0],
            "expected": expectation[0],
            "complexity": landscape.complexity,
        }
    ).filter(pl.col("pieces") >= max(least_pieces, 1e-9))
    named = (
        table.join(activity_names(landscape, language), on="code", how="left")
        .join(_behind(landscape, evidence), on="code", how="left")
        .join(_gaps(landscape, evidence), on="code", how="left")
        .sort("shrunken", "code", descending=[True, False])
        .with_row_index("rank", offset=1)
        .rename({"code": "activity"})
        .with_columns(version=pl.lit(SN2007), name=pl.coalesce("name", "activity"))
    )
    return Strength.validate(named, cast=True)


def activity_names(landscape: Landscape, language: Language) -> pl.DataFrame:
    """Return `code, name` of SN2007; where a language has no name, the nearest one.

    A five-digit code without an English name takes that of its class, four digits.
    """
    codes = landscape.activities.filter(pl.col("version") == SN2007)
    name = pl.coalesce(f"name_{language}", pl.lit(None, pl.String))
    own = codes.select("code", "name_nb", "parent", name=name)
    above = own.select(parent="code", parent_name="name")
    return (
        own.join(above, on="parent", how="left")
        .select("code", name=pl.coalesce("name", "parent_name", "name_nb"))
        .sort("code")
    )


def _behind(landscape: Landscape, evidence: pl.DataFrame) -> pl.DataFrame:
    """Return, by activity, the organisations, most evidence first, and the rows."""
    organisations = (
        evidence.filter(pl.col("organisation").is_not_null())
        .group_by("code", "organisation")
        .agg(pl.col("pieces").sum().round(9))
        .join(
            landscape.organisations.select("organisation", "name"),
            on="organisation",
            how="left",
        )
        .sort("code", "pieces", "organisation", descending=[False, True, False])
        .group_by("code", maintain_order=True)
        .agg(organisations=pl.struct("organisation", "name", "pieces"))
    )
    rows = (
        evidence.sort("code", "source", "row")
        .group_by("code", maintain_order=True)
        .agg(evidence=pl.col("id").unique(maintain_order=True))
    )
    return rows.join(organisations, on="code", how="left").with_columns(
        pl.col("organisations").fill_null([])
    )


def _gaps(landscape: Landscape, evidence: pl.DataFrame) -> pl.DataFrame:
    """Return, by activity, the median gap to the productivity frontier."""
    measured = frontier(landscape.accounts, landscape.organisations)
    here = evidence.select("organisation", "code").unique()
    return (
        here.join(measured.select("organisation", "gap"), on="organisation")
        .group_by("code")
        .agg(frontier_gap=pl.col("gap").median())
    )
