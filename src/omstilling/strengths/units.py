"""The evidence of a cluster or a territory, and its counts by activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from omstilling.strengths.holdings import Landscape, tabulate
from omstilling.strengths.measures import Flags, Matrix


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


@dataclass(frozen=True)
class ClusterCounts:
    """The clusters that can be ranked.

    Attributes
    ----------
    clusters
        Rows of `tables.Cluster`, ordered by short name.
    counts
        Clusters × activities: pieces of evidence.
    totals
        Clusters: all pieces that the shares are taken of.
    """

    clusters: list[dict[str, Any]]
    counts: Matrix
    totals: Matrix


@lru_cache(maxsize=4)
def cluster_counts(landscape: Landscape) -> ClusterCounts:
    """Count the evidence of every cluster that has members or a territory."""
    ranked = landscape.clusters.filter(pl.col("membership") != "none").sort("cluster")
    clusters = ranked.to_dicts()
    counts = np.zeros((len(clusters), len(landscape.activity_codes)))
    totals = np.zeros(len(clusters))
    for row, cluster in enumerate(clusters):
        if cluster["membership"] == "list":
            evidence = evidence_of_cluster(landscape, cluster)
            counts[row] = unit_counts(landscape, evidence)
            totals[row] = counts[row].sum()
        else:
            held = _held_in(landscape, cluster["territory"])
            counts[row] = np.where(_counts_in(landscape, cluster), held, 0.0)
            totals[row] = held.sum()
    return ClusterCounts(clusters, counts, totals)


def _held_in(landscape: Landscape, places: Sequence[str]) -> Matrix:
    rows = [landscape.place_index[place] for place in places]
    return np.asarray(landscape.counts[rows].sum(axis=0))


def _counts_in(landscape: Landscape, cluster: Mapping[str, Any]) -> Flags:
    """Tell which activities the rule of a cluster counts: all where it names none."""
    prefixes = cluster["activities"]
    codes = pl.DataFrame({"code": landscape.activity_codes})
    if not prefixes:
        return np.ones(codes.height, dtype=np.bool_)
    return codes.select(has_prefix(pl.col("code"), prefixes)).to_series().to_numpy()


def compared_with(landscape: Landscape, cluster: Mapping[str, Any]) -> pl.DataFrame:
    """Return the rows that a cluster's shares are taken of.

    A rule that names activities is compared with all that the territory holds: the
    question is how much of the territory is in these activities.
    """
    if cluster["membership"] == "list":
        return evidence_of_cluster(landscape, cluster)
    return evidence_of_territory(landscape, cluster["territory"])


def unit_counts(landscape: Landscape, evidence: pl.DataFrame) -> Matrix:
    """Return pieces of evidence by activity of the landscape."""
    one = evidence.with_columns(unit=pl.lit("all"))
    return np.asarray(tabulate(one, "unit", ["all"], landscape.activity_codes)[0])
