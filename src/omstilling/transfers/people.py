"""Who holds it at the source and who could take it in, with the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from omstilling.strengths import (
    Landscape,
    evidence_of_cluster,
    evidence_of_territory,
)
from omstilling.transfers.objects import carrier_columns
from omstilling.transfers.sectors import main_divisions

MOST = 5


def givers(
    landscape: Landscape, transfer: Mapping[str, Any], *, most: int = MOST
) -> pl.DataFrame:
    """Return the organisations that hold the object at the source.

    Parameters
    ----------
    transfer
        A row of `tables.Transfer`.
    most
        How many at most.

    Returns
    -------
    `organisation, name, pieces, evidence` (ids), most evidence first.
    """
    cluster = landscape.clusters.row(
        by_predicate=pl.col("cluster") == transfer["source"], named=True
    )
    evidence = evidence_of_cluster(landscape, cluster)
    codes = object_codes(landscape, transfer)
    return _people(landscape, evidence.filter(pl.col("code").is_in(codes)), most)


def takers(
    landscape: Landscape, transfer: Mapping[str, Any], *, most: int = MOST
) -> pl.DataFrame:
    """Return the organisations at the receiver that work in the nearest activities."""
    evidence = receiver_evidence(landscape, transfer).filter(
        pl.col("code").is_in(transfer["related"])
    )
    return _people(landscape, evidence, most)


def object_codes(landscape: Landscape, transfer: Mapping[str, Any]) -> list[str]:
    """Return the activity that goes, or the carriers of the method that goes."""
    if transfer["object_kind"] == "activity":
        return [transfer["object"]]
    method = landscape.methods.row(
        by_predicate=pl.col("method") == transfer["object"], named=True
    )
    columns = carrier_columns(landscape, method["carriers"])
    return [landscape.activity_codes[column] for column in columns]


def receiver_evidence(
    landscape: Landscape, transfer: Mapping[str, Any]
) -> pl.DataFrame:
    """Return all evidence that counts for the receiver of a transfer."""
    kind, receiver = transfer["receiver_kind"], transfer["receiver"]
    if kind == "cluster":
        cluster = landscape.clusters.row(
            by_predicate=pl.col("cluster") == receiver, named=True
        )
        return evidence_of_cluster(landscape, cluster)
    if kind == "municipality":
        return evidence_of_territory(landscape, [receiver])
    if kind == "county":
        inside = landscape.places.filter(pl.col("county") == receiver)
        return evidence_of_territory(landscape, inside["place"].to_list())
    return landscape.evidence.join(
        main_divisions(landscape).filter(pl.col("division") == receiver),
        on="organisation",
        how="semi",
    )


def _people(landscape: Landscape, evidence: pl.DataFrame, most: int) -> pl.DataFrame:
    best = (
        evidence.filter(pl.col("organisation").is_not_null())
        .sort("source", "row")
        .group_by("organisation", maintain_order=True)
        .agg(
            pieces=pl.col("pieces").sum().round(9),
            evidence=pl.col("id").unique(maintain_order=True),
        )
        .sort("pieces", "organisation", descending=[True, False])
        .head(most)
    )
    # Few rows first: a join would go through all organisations for each transfer.
    called = landscape.organisations.filter(
        pl.col("organisation").is_in(best["organisation"].implode())
    )
    return best.join(
        called.select("organisation", "name"),
        on="organisation",
        how="left",
        maintain_order="left",
    ).select("organisation", "name", "pieces", "evidence")
