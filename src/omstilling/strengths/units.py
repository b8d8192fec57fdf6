"""The evidence of a cluster or a territory, and its counts by activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from omstilling.strengths.landscape import Landscape, tabulate
from omstilling.strengths.specialisation import Matrix


def evidence_of_cluster(
    landscape: Landscape, cluster: Mapping[str, Any]
) -> pl.DataFrame:
    """Return the rows of evidence that count for a cluster.

    A cluster with a list counts its members wherever they are; one with a rule counts
    its territory, and there only the activities of the rule if it names any.
    """
    if cluster["membership"] == "list":
        members = landscape.members.filter(pl.col("cluster") == cluster["cluster"])
        return landscape.evidence.filter(
            pl.col("organisation").is_in(members["organisation"].to_list())
        )
    found = landscape.evidence.filter(pl.col("place").is_in(cluster["territory"]))
    if not cluster["activities"]:
        return found
    return found.filter(has_prefix(pl.col("code"), cluster["activities"]))


def evidence_of_territory(landscape: Landscape, places: Sequence[str]) -> pl.DataFrame:
    """Return the rows of evidence in some municipalities."""
    return landscape.evidence.filter(pl.col("place").is_in(list(places)))


def has_prefix(code: pl.Expr, prefixes: Sequence[str]) -> pl.Expr:
    """Whether a code lies under a prefix: 22.2 lies under 22, not under 2."""
    return pl.any_horizontal(
        (code == prefix)
        | code.str.starts_with(prefix if "." in prefix else f"{prefix}.")
        for prefix in prefixes
    )


def cluster_counts(landscape: Landscape) -> tuple[list[str], Matrix]:
    """Return the clusters that can be ranked, and their counts by activity."""
    ranked = landscape.clusters.filter(pl.col("membership") != "none").sort("cluster")
    rows = [
        unit_counts(landscape, evidence_of_cluster(landscape, cluster))
        for cluster in ranked.iter_rows(named=True)
    ]
    counts = np.array(rows).reshape(len(rows), len(landscape.activity_codes))
    return ranked["cluster"].to_list(), counts


def unit_counts(landscape: Landscape, evidence: pl.DataFrame) -> Matrix:
    """Return pieces of evidence by activity of the landscape."""
    one = evidence.with_columns(unit=pl.lit("all"))
    return np.asarray(tabulate(one, "unit", ["all"], landscape.activity_codes)[0])
