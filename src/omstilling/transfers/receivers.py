"""Who could take something in, what each has already, and what each lacks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from omstilling.strengths import (
    Flags,
    Landscape,
    Matrix,
    Texts,
    cluster_counts,
    expected,
    location_quotient,
    shrunken_mean,
)
from omstilling.transfers.sectors import ENOUGH, sector_counts

#: A receiver lacks an activity with no evidence at all, or with clearly less than its
#: size would give: a shrunken location quotient below this.
LACKS_BELOW = 0.5


@dataclass(frozen=True, eq=False)
class Receivers:
    """Receivers of all kinds, one row each.

    Attributes
    ----------
    kinds, ids
        Kind of receiver, and its short name or number.
    territories
        Municipalities of each; empty for sectors and for clusters with a member list.
    counts
        Receivers × activities: pieces of evidence (a sector: organisations).
    holds
        Receivers × activities: whether it is specialised in the activity (a sector:
        whether enough of its organisations show evidence).
    lacks
        Receivers × activities: whether the activity would be new or is clearly weak.
    """

    kinds: Texts
    ids: Texts
    territories: list[frozenset[str]]
    counts: Matrix
    holds: Flags
    lacks: Flags


def receivers(landscape: Landscape) -> Receivers:
    """Collect clusters, municipalities, counties and sectors, in that order."""
    clusters = cluster_counts(landscape)
    counties = landscape.places.select("county").unique().sort("county")["county"]
    county_places = [
        landscape.places.filter(pl.col("county") == county)["place"].to_list()
        for county in counties
    ]
    county_counts = np.array(
        [
            landscape.counts[[landscape.place_index[place] for place in places]].sum(0)
            for places in county_places
        ]
    )
    divisions, organisations = sector_counts(landscape)
    placed = np.vstack([clusters.counts, landscape.counts, county_counts])
    totals = np.concatenate(
        [clusters.totals, landscape.counts.sum(axis=1), county_counts.sum(axis=1)]
    )
    enough = organisations >= ENOUGH
    return Receivers(
        kinds=np.repeat(
            ["cluster", "municipality", "county", "sector"],
            [
                len(clusters.clusters),
                len(landscape.place_numbers),
                len(counties),
                len(divisions),
            ],
        ),
        ids=np.array(
            [cluster["cluster"] for cluster in clusters.clusters]
            + landscape.place_numbers
            + counties.to_list()
            + divisions
        ),
        territories=[
            frozenset(c["territory"] if c["membership"] == "rule" else ())
            for c in clusters.clusters
        ]
        + [frozenset([place]) for place in landscape.place_numbers]
        + [frozenset(places) for places in county_places]
        + [frozenset()] * len(divisions),
        counts=np.vstack([placed, organisations]),
        holds=np.vstack([_specialised(landscape, placed), enough]),
        lacks=np.vstack([_lacking(landscape, placed, totals), ~enough]),
    )


def _specialised(landscape: Landscape, counts: Matrix) -> Flags:
    held: Flags = location_quotient(counts, landscape.national) >= 1.0
    return held


def _lacking(landscape: Landscape, counts: Matrix, totals: Matrix) -> Flags:
    expectation = expected(totals, landscape.national)
    weak = shrunken_mean(counts, expectation, landscape.prior)
    lacking: Flags = (counts == 0) | (weak < LACKS_BELOW)
    return lacking
