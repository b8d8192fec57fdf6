"""The ranking of transfers.

The score is the geometric mean of three percentile ranks, so that a transfer needs all
three, and each stays visible:

- *strength*: the lower end of the interval of the source's specialisation, among all
  that clusters can give;
- *relatedness*: the density of related activities that the receiver holds (Hidalgo et
  al. 2007), among all receivers of its kind and all they lack;
- *worth*: the complexity of the activity, among all activities (Hidalgo and Hausmann
  2009).

A transfer is listed only if the receiver lacks the object and holds something near it
and, unless asked otherwise, if it crosses a sector boundary: its section differs from
the sections of the receiver's three nearest held activities (a sector: from its own).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from omstilling.strengths import Flags, Index, Landscape, Matrix, Texts, density
from omstilling.transfers.objects import Objects, Offers, objects, offers
from omstilling.transfers.percentile import percentile
from omstilling.transfers.receivers import Receivers, receivers
from omstilling.transfers.related import NEAREST, nearest_held


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything that ranking needs and that no question changes."""

    objects: Objects
    offers: Offers
    receivers: Receivers
    density: Matrix
    lacks: Flags
    strength_rank: Matrix
    relatedness_rank: Matrix
    worth_rank: Matrix
    sections: Texts


@lru_cache(maxsize=4)
def ground(landscape: Landscape) -> Ground:
    """Compute the ground of a landscape once."""
    with threadpool_limits(1):
        things = objects(landscape)
        giving = offers(landscape, things)
        takers = receivers(landscape)
        dense = _density(takers, things)
    lacks = np.hstack([takers.lacks, _without_method(landscape, takers, things)])
    rows = np.arange(len(giving.clusters))[:, None]
    low = giving.shrunken.low[rows, giving.carrier]
    return Ground(
        objects=things,
        offers=giving,
        receivers=takers,
        density=dense,
        lacks=lacks,
        strength_rank=percentile(low, low[giving.gives]),
        relatedness_rank=_by_kind(takers, dense, lacks),
        worth_rank=percentile(things.complexity, landscape.complexity),
        sections=_sections(landscape),
    )


def _density(takers: Receivers, things: Objects) -> Matrix:
    return density(takers.holds.astype(np.float64), things.near.T)


def _by_kind(takers: Receivers, dense: Matrix, lacks: Flags) -> Matrix:
    result = np.zeros_like(dense)
    for kind in np.unique(takers.kinds):
        rows = takers.kinds == kind
        result[rows] = percentile(dense[rows], dense[rows][lacks[rows]])
    return result


def _without_method(landscape: Landscape, takers: Receivers, things: Objects) -> Flags:
    """Tell who lacks a method: all but its documented holders and their territories."""
    methods = things.names[things.methods_from :]
    known = landscape.method_facts.select("cluster", "method").unique()
    territory = dict(landscape.clusters.select("cluster", "territory").iter_rows())
    lacks = np.ones((len(takers.ids), len(methods)), dtype=np.bool_)
    for cluster, method in known.iter_rows():
        if method not in methods:
            continue
        column, places = methods.index(method), set(territory.get(cluster, ()))
        for row, (kind, name) in enumerate(zip(takers.kinds, takers.ids, strict=True)):
            same = kind == "cluster" and name == cluster
            inside = kind == "municipality" and name in places
            if same or inside:
                lacks[row, column] = False
    return lacks


def _sections(landscape: Landscape) -> Texts:
    section = dict(
        landscape.activities.filter(pl.col("version") == "SN2007")
        .select("code", "section")
        .iter_rows()
    )
    return np.array([section[code] for code in landscape.activity_codes])


def candidates(
    landscape: Landscape,
    source: str,
    wanted: Sequence[int],
    *,
    any_sector: bool,
) -> pl.DataFrame:
    """Return all transfers from one cluster to the receivers in rows `wanted`.

    Returns
    -------
    One row per receiver and object with the positions of both, the parts and the score;
    unordered.
    """
    base = ground(landscape)
    giver = base.offers.clusters.index(source)
    given = np.flatnonzero(base.offers.gives[giver])
    rows = np.array(
        [row for row in wanted if _is_other(base.receivers, row, giver)], dtype=np.intp
    )
    carrier = base.offers.carrier[giver, given]
    nearest = nearest_held(base.receivers.holds[rows], base.objects.near[given])
    crosses = _crosses(base, rows, carrier, nearest)
    listed = base.lacks[np.ix_(rows, given)] & (nearest[:, :, 0] >= 0)
    if not any_sector:
        listed &= crosses
    i, j = np.nonzero(listed)
    related = base.relatedness_rank[rows[i], given[j]]
    strength = base.strength_rank[giver, given[j]]
    worth = base.worth_rank[given[j]]
    return pl.DataFrame(
        {
            "giver": np.full(len(i), giver),
            "taker": rows[i],
            "thing": given[j],
            "carrier": carrier[j],
            "score": np.cbrt(strength * related * worth),
            "strength": strength,
            "relatedness": related,
            "worth": worth,
            "density": base.density[rows[i], given[j]],
            "crosses": crosses[i, j],
            **{f"near{k}": nearest[i, j, k] for k in range(NEAREST)},
        }
    )


def _is_other(takers: Receivers, row: int, giver: int) -> bool:
    """Whether a receiver is neither the source itself nor a place inside it."""
    # Clusters come first among the receivers and in the order of the sources.
    if row == giver:
        return False
    territory, own = takers.territories[row], takers.territories[giver]
    return not territory or not territory <= own


def _crosses(
    base: Ground,
    rows: Index,
    carrier: Index,
    nearest: Index,
) -> Flags:
    section = base.sections[carrier]
    held = np.where(nearest >= 0, base.sections[nearest], "")
    crosses: Flags = (held != section[None, :, None]).all(axis=2)
    sectors = np.flatnonzero(base.receivers.kinds[rows] == "sector")
    for row in sectors:
        own = _own_section(base, base.receivers.ids[rows[row]])
        crosses[row] = section != own
    return crosses


def _own_section(base: Ground, division: str) -> str:
    for name, section in zip(base.objects.names, base.sections, strict=False):
        if name.startswith(division):
            return str(section)
    return ""
