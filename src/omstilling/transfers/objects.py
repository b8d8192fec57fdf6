"""What can be transferred from each cluster: its proven strengths and its methods.

An activity can be given by a cluster whose specialisation is above the nation's with 95
% certainty (the lower end of the 90 % interval is above 1). A method can be given by a
cluster that is documented to share it, or that offers it; where it is practised, its
carriers, decide how near it is to a receiver, how complex it is and how strong the
cluster is in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from omstilling.strengths import (
    LEAST_PIECES,
    Flags,
    Index,
    Landscape,
    Matrix,
    Shrunken,
    Texts,
    cluster_counts,
    expected,
    shrink,
)
from omstilling.tables import SN2007
from omstilling.transfers.nearness import kinds_of_pairs, nearness

PROVEN = 1.0


@dataclass(frozen=True, eq=False)
class Objects:
    """Everything that could go somewhere: activities first, then methods.

    Attributes
    ----------
    names
        SN2007 code of an activity, short name of a method.
    near
        Objects × activities: how near each activity is; a method is as near as the mean
        of its carriers, and a carrier is wholly near.
    complexity
        Objects: that of the activity, or the mean over the carriers of a method.
    carriers
        Columns of the activities that carry each object; an activity carries itself.
    sections
        Activities: the section of each.
    """

    names: list[str]
    near: Matrix
    complexity: Matrix
    carriers: list[list[int]]
    sections: Texts

    @property
    def methods_from(self) -> int:
        """Index of the first method."""
        return int(self.near.shape[1])


@dataclass(frozen=True, eq=False)
class Offers:
    """What each cluster can give.

    Attributes
    ----------
    clusters
        Short names, as in `ClusterCounts`.
    gives
        Clusters × objects: whether the cluster can give the object.
    offer_only
        Clusters × objects: whether an offer alone says so.
    carrier
        Clusters × objects: column of the activity that proves it, the strongest
        carrier.
    counts
        Clusters × activities: pieces of evidence.
    shrunken
        Clusters × activities: specialisation with its interval.
    """

    clusters: list[str]
    gives: Flags
    offer_only: Flags
    carrier: Index
    counts: Matrix
    shrunken: Shrunken


def objects(landscape: Landscape) -> Objects:
    """Collect the activities of the landscape and the methods with a carrier in it."""
    index = landscape.activity_index
    size = len(index)
    near = nearness(
        np.asarray(landscape.presence, dtype=np.float64), kinds_of(landscape)
    )
    wholly_near = near + np.eye(size)
    names, carriers = (
        list(landscape.activity_codes),
        [[column] for column in range(size)],
    )
    for method in landscape.methods.sort("method").iter_rows(named=True):
        columns = carrier_columns(landscape, method["carriers"])
        if columns:
            names.append(method["method"])
            carriers.append(columns)
    means = [wholly_near[columns].mean(axis=0) for columns in carriers[size:]]
    return Objects(
        names=names,
        near=np.vstack([near, *means]),
        complexity=np.array([landscape.complexity[c].mean() for c in carriers]),
        carriers=carriers,
        sections=sections_of(landscape),
    )


def kinds_of(landscape: Landscape) -> Index:
    """Return of what kind each pair of activities is; see `nearness`."""
    codes = np.array(landscape.activity_codes)
    return kinds_of_pairs(codes, sections_of(landscape))


def sections_of(landscape: Landscape) -> Texts:
    """Return the section of each activity."""
    section = dict(
        landscape.activities.filter(pl.col("version") == SN2007)
        .select("code", "section")
        .iter_rows()
    )
    return np.array([section[code] for code in landscape.activity_codes])


def carrier_columns(landscape: Landscape, carriers: list[str]) -> list[int]:
    """Return the columns of the carriers: finer codes under them, or coarser above."""
    return [
        column
        for column, code in enumerate(landscape.activity_codes)
        if any(
            code.startswith(carrier) or carrier.startswith(code) for carrier in carriers
        )
    ]


def offers(landscape: Landscape, things: Objects, carried: Flags) -> Offers:
    """Find out what each cluster can give.

    Parameters
    ----------
    carried
        Clusters × objects: the methods that an open offer of the cluster carries.
    """
    held = cluster_counts(landscape)
    shrunken = shrink(
        held.counts, expected(held.totals, landscape.national), landscape.prior
    )
    low = np.where(held.counts > 0, shrunken.low, 0.0)
    names = [cluster["cluster"] for cluster in held.clusters]
    carrier = np.array(
        [low[:, columns].argmax(axis=1) for columns in things.carriers], dtype=np.intp
    ).T
    for column, columns in enumerate(things.carriers):
        carrier[:, column] = np.array(columns)[carrier[:, column]]
    proven = (low > PROVEN) & (held.counts >= LEAST_PIECES)
    shares = _documented(landscape, names, things.names[things.methods_from :])
    shown = np.hstack([proven, shares])
    return Offers(
        names, shown | carried, carried & ~shown, carrier, held.counts, shrunken
    )


def _documented(landscape: Landscape, clusters: list[str], methods: list[str]) -> Flags:
    gives = landscape.method_facts.filter(pl.col("relation") == "gives")
    pairs = set(gives.select("cluster", "method").iter_rows())
    flags = [[(cluster, method) in pairs for method in methods] for cluster in clusters]
    return np.array(flags, dtype=np.bool_).reshape(len(clusters), len(methods))
