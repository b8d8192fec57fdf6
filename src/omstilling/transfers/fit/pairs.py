"""The fit of every cluster with every receiver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from omstilling.strengths import Flags, Index, Landscape, Matrix, cluster_counts
from omstilling.strengths.units import has_prefix
from omstilling.transfers.fit.ingredients import (
    kilometres,
    likeness,
    shared_projects,
)
from omstilling.transfers.fit.joined import fit_of
from omstilling.transfers.receivers import Receivers
from omstilling.transfers.sectors import main_divisions


@dataclass(frozen=True, eq=False)
class Fit:
    """Clusters × receivers: the ingredients and the rank made of them.

    Attributes
    ----------
    shared
        Projects that join an organisation of each; NaN where no project is known.
    distance
        Kilometres between their middles; NaN where one lies nowhere.
    likeness
        How alike their activities are, from 0 to 1.
    rank
        From 0 to 1 among all pairs with the same kind of receiver.
    """

    shared: Matrix
    distance: Matrix
    likeness: Matrix
    rank: Matrix


def fit(landscape: Landscape, takers: Receivers) -> Fit:
    """Measure how well every cluster fits every receiver."""
    giving = cluster_counts(landscape)
    size = len(giving.clusters)
    middles = _middles(landscape, takers.territories)
    parts = taking_part(landscape)
    whose = _whose(landscape, takers, parts)
    shared = shared_projects(whose[:size], whose, numbered(parts))
    if parts.is_empty():
        shared = np.full(shared.shape, np.nan)
    distance = kilometres(middles[:size], middles)
    alike = likeness(giving.counts, takers.counts)
    return Fit(shared, distance, alike, rank(takers, shared, distance, alike))


def rank(takers: Receivers, shared: Matrix, distance: Matrix, alike: Matrix) -> Matrix:
    """Return the rank of fit, among pairs with the same kind of receiver."""
    result = np.empty(alike.shape)
    for kind in np.unique(takers.kinds):
        of_kind = takers.kinds == kind
        others = np.ones((alike.shape[0], int(of_kind.sum())), dtype=np.bool_)
        if kind == "cluster":
            np.fill_diagonal(others, val=False)
        result[:, of_kind] = fit_of(
            {
                "shared": shared[:, of_kind],
                "likeness": alike[:, of_kind],
                "near": -distance[:, of_kind],
            },
            others,
        )
    return result


@lru_cache(maxsize=4)
def taking_part(landscape: Landscape) -> pl.DataFrame:
    """Return who took part in which project: `project, organisation, place, year`.

    Parts count whatever their industry is; the year is that of the signature, or else
    of the start.
    """
    # Already checked when the landscape was made of it.
    told = ("project", "organisation", "place", "year", "activity")
    evidence = landscape.snapshot.frame("evidence", columns=("kind", *told))
    return (
        evidence.filter(
            (pl.col("kind") == "project")
            & pl.col("project").is_not_null()
            & pl.col("organisation").is_not_null()
        )
        .select(told)
        .unique()
        .sort(told)
    )


def numbered(parts: pl.DataFrame) -> Index:
    """Return the number of the project of each part, from 0."""
    numbers = parts["project"].rank("dense").cast(pl.Int64) - 1
    return np.asarray(numbers.to_numpy(), dtype=np.intp)


def _middles(landscape: Landscape, territories: Sequence[frozenset[str]]) -> Matrix:
    """Return latitude and longitude of the middle of each territory."""
    points = {
        place: (latitude, longitude)
        for place, latitude, longitude in landscape.places.select(
            "place", "latitude", "longitude"
        ).iter_rows()
        if latitude is not None and longitude is not None
    }
    middles = np.full((len(territories), 2), np.nan)
    for row, territory in enumerate(territories):
        known = [points[place] for place in sorted(territory) if place in points]
        if known:
            middles[row] = np.mean(known, axis=0)
    return middles


def _whose(landscape: Landscape, takers: Receivers, parts: pl.DataFrame) -> Flags:
    """Tell which parts in projects belong to each receiver."""
    at = landscape.place_index
    places = np.zeros((len(takers.ids), len(landscape.place_numbers)), dtype=np.bool_)
    for row, territory in enumerate(takers.territories):
        places[row, [at[place] for place in territory]] = True
    column = np.array([at.get(place, -1) for place in parts["place"]], dtype=np.intp)
    result: Flags = places[:, column] & (column >= 0)
    clusters = cluster_counts(landscape).clusters
    for row, cluster in enumerate(clusters):
        if cluster["membership"] == "list":
            members = landscape.members.filter(pl.col("cluster") == cluster["cluster"])
            named = members["organisation"].to_list()
            result[row] = parts["organisation"].is_in(named).to_numpy()
        elif cluster["activities"]:
            counted = has_prefix(pl.col("activity"), cluster["activities"])
            inside = parts.select(counted.fill_null(value=False)).to_series()
            result[row] &= inside.to_numpy()
    division = parts.select("organisation").join(
        main_divisions(landscape), on="organisation", how="left", maintain_order="left"
    )["division"]
    for sector in np.flatnonzero(takers.kinds == "sector"):
        inside = (division == takers.ids[sector]).fill_null(value=False)
        result[sector] = inside.to_numpy()
    return result
