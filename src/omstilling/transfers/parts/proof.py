"""How proven a source is: pieces of evidence, and how many organisations are behind.

Ten awards to one firm show that firm. What counts is the effective number of
organisations, 1 / Σ s², where s is the share of each in the pieces (the inverse of the
index of Herfindahl and Hirschman; Hill 1973, doi:10.2307/1934352): ten organisations
with a piece each are ten, nine pieces with one of two organisations are 1.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from omstilling.strengths import Landscape, Matrix, cluster_counts


@dataclass(frozen=True, eq=False)
class Proof:
    """What stands behind each activity of each cluster.

    Attributes
    ----------
    organisations
        Clusters × activities: how many organisations; NaN where evidence bears none.
    effective
        The same, as the effective number.
    squares
        Clusters × activities: Σ pieces² over organisations.
    """

    organisations: Matrix
    effective: Matrix
    squares: Matrix


@lru_cache(maxsize=4)
def proof(landscape: Landscape) -> Proof:
    """Count the organisations behind what every cluster holds."""
    held = cluster_counts(landscape)
    behind = (
        _by_organisation(landscape)
        .group_by("i", "code", "organisation")
        .agg(pl.col("pieces").sum())
        .sort("i", "code", "organisation")
        .group_by("i", "code", maintain_order=True)
        .agg(
            n=pl.len(),
            pieces=pl.col("pieces").sum(),
            squares=pl.col("pieces").pow(2).sum(),
        )
    )
    columns = pl.DataFrame({"code": landscape.activity_codes}).with_row_index("j")
    placed = behind.join(columns, on="code", maintain_order="left")
    at = placed["i"].to_numpy(), placed["j"].to_numpy()
    count, pieces, squares = (np.zeros(held.counts.shape) for _ in range(3))
    for table, name in ((count, "n"), (pieces, "pieces"), (squares, "squares")):
        # What a rule does not count is no evidence of the cluster.
        table[at] = placed[name].to_numpy()
        table[held.counts == 0] = 0.0
    known = count > 0
    return Proof(
        organisations=np.where(known, count, np.nan),
        effective=effective_number(pieces, squares),
        squares=squares,
    )


def _by_organisation(landscape: Landscape) -> pl.DataFrame:
    """Return `i, code, organisation, pieces` of every cluster, the i-th of all."""
    named = landscape.evidence.filter(pl.col("organisation").is_not_null()).select(
        "place", "code", "organisation", "pieces"
    )
    clusters = cluster_counts(landscape).clusters
    order = pl.DataFrame({"cluster": [c["cluster"] for c in clusters]}).with_row_index(
        "i"
    )
    rules = [c for c in clusters if c["membership"] == "rule"]
    lists = [c["cluster"] for c in clusters if c["membership"] == "list"]
    places = pl.DataFrame(
        [(c["cluster"], place) for c in rules for place in c["territory"]],
        schema={"cluster": pl.String, "place": pl.String},
        orient="row",
    )
    members = landscape.members.filter(pl.col("cluster").is_in(lists)).select(
        "cluster", "organisation"
    )
    found = pl.concat(
        [
            named.join(places, on="place"),
            named.join(members.unique(), on="organisation"),
        ],
        how="diagonal",
    )
    return found.join(order, on="cluster")


def effective_number(pieces: Matrix, squares: Matrix) -> Matrix:
    """Return (Σ pieces)² / Σ pieces²; NaN where either is nought or not known.

    >>> effective_number(np.array([10.0, 10.0]), np.array([10.0, 82.0])).round(2)
    array([10.  ,  1.22])
    """
    result: Matrix = np.divide(
        pieces**2, squares, out=np.full(pieces.shape, np.nan), where=squares > 0
    )
    return result
