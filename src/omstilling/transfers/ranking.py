"""The ranking of transfers.

The score is a weighted geometric mean of the parts that are known (`parts.joining`),
each a percentile rank among its own kind or a mean of such, so that each stays visible:

- *take-up*: the learned probability that the receiver takes the activity up, among all
  receivers of its kind and all they lack; it does not depend on the source;
- *relatedness*: the density of related activities that the receiver holds (Hidalgo et
  al. 2007), among the same; it joins only where no probability could be learned, since
  both answer whether the receiver could take it in;
- *fit* of source and receiver, among all pairs with the same kind of receiver;
- *strength*: the lower end of the interval of the source's specialisation, among all
  that clusters can give;
- *proof*: pieces of evidence and organisations behind it, among the same;
- *worth*: complexity, outlook gained and productivity;
- *proximity*: how near the activity is to what the receiver does, the opposite of
  cognitive distance, among all receivers of its kind and all they lack;
- *need* and *offer*: how well the object answers what is asked for at the receiver, and
  how well it is what is offered at the source. These two are no ranks and only raise.

A transfer is listed only if the receiver lacks the object and holds something near it
and, unless asked otherwise, if it crosses a sector boundary: its section differs from
the sections of the receiver's three nearest held activities (a sector: from its own).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from omstilling.strengths import Flags, Index, Landscape, Matrix, Texts, density
from omstilling.transfers.diversity import Likeness, likeness
from omstilling.transfers.fit.pairs import Fit, fit
from omstilling.transfers.objects import Objects, Offers, objects, offers
from omstilling.transfers.parts.asked import Asked, asked
from omstilling.transfers.parts.distance import cognitive_distance
from omstilling.transfers.parts.joining import RAISING, joined, mean_of_known
from omstilling.transfers.parts.proof import Proof, proof
from omstilling.transfers.parts.takeup import TakeUp, take_up
from omstilling.transfers.parts.worth import outlook_gained, productivity
from omstilling.transfers.percentile import percentile
from omstilling.transfers.receivers import Receivers, receivers
from omstilling.transfers.related import NEAREST, nearest_held

#: Parts in the order in which they are shown.
PARTS = (
    "takeup",
    "relatedness",
    "fit",
    "strength",
    "proof",
    "worth",
    "proximity",
    "need",
    "offer",
)
Ranks = dict[str, Matrix]


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything that ranking needs and that no question changes.

    Attributes
    ----------
    objects, offers, receivers
        What can go, who can give it, who can take it in.
    lacks
        Receivers × objects: whether the receiver lacks the object.
    nearest
        Receivers × objects × 3: the nearest held activities, −1 where there are fewer.
    density, distance, outlook
        Receivers × objects: what stands behind relatedness, proximity and worth.
    productivity
        Objects: NOK per employee, NaN where it is not known.
    takeup, fit, proof, asked
        What stands behind these parts, and behind needs and offers.
    by_taker
        Part → receivers × objects: its rank, NaN where it is not known.
    by_giver
        Part → clusters × objects.
    alike
        How alike objects and receivers are, which keeps a list diverse.
    scales
        Part → kind of receiver (`""` for all) → values that ranks are shares of.
    """

    objects: Objects
    offers: Offers
    receivers: Receivers
    lacks: Flags
    nearest: Index
    density: Matrix
    distance: Matrix
    outlook: Matrix
    productivity: Matrix
    takeup: TakeUp
    fit: Fit
    proof: Proof
    asked: Asked
    by_taker: Ranks
    by_giver: Ranks
    alike: Likeness
    scales: dict[str, dict[str, Matrix]]


@lru_cache(maxsize=4)
def ground(landscape: Landscape) -> Ground:
    """Compute the ground of a landscape once."""
    with threadpool_limits(1):
        return _ground(landscape)


def _ground(landscape: Landscape) -> Ground:
    things = objects(landscape)
    takers = receivers(landscape)
    stated = asked(landscape, things, takers)
    giving = offers(landscape, things, stated.offers.carried(things.methods_from))
    lacks = np.hstack([takers.lacks, _without_method(landscape, takers, things)])
    dense = density(takers.holds.astype(np.float64), things.near.T)
    nearest = nearest_held(takers.holds, things.near)
    distance = cognitive_distance(nearest, things.near)
    outlook = outlook_gained(landscape, takers, things)
    takeup = take_up(landscape, takers, things)
    productive = productivity(landscape, things)
    behind = proof(landscape)
    low, pieces, effective = given_by(giving, behind)
    of_taker = {
        "takeup": takeup.probability,
        "relatedness": dense,
        "proximity": -distance,
        "outlook": outlook,
    }
    scales = {
        **{name: _scale(takers, values, lacks) for name, values in of_taker.items()},
        "strength": {"": low[giving.gives]},
        "pieces": {"": pieces[giving.gives]},
        "organisations": {"": _known(effective[giving.gives])},
        "complexity": {"": landscape.complexity},
        "productivity": {"": _known(productive[: things.methods_from])},
    }
    ranks = {
        name: ranked_by_kind(takers.kinds, values, scales[name])
        for name, values in of_taker.items()
    }
    worth = worth_rank(scales, things.complexity, ranks.pop("outlook"), productive)
    return Ground(
        objects=things,
        offers=giving,
        receivers=takers,
        lacks=lacks,
        nearest=nearest,
        density=dense,
        distance=distance,
        outlook=outlook,
        productivity=productive,
        takeup=takeup,
        fit=fit(landscape, takers),
        proof=behind,
        asked=stated,
        by_taker={**ranks, "worth": worth, "need": stated.needs.part},
        by_giver={
            "strength": ranked(low, scales["strength"][""]),
            "proof": proof_rank(scales, pieces, effective),
            "offer": stated.offers.part,
        },
        alike=likeness(things, takers),
        scales=scales,
    )


def given_by(giving: Offers, behind: Proof) -> tuple[Matrix, Matrix, Matrix]:
    """Return, clusters × objects: low end, pieces, and organisations behind each."""
    rows = np.arange(len(giving.clusters))[:, None]
    return (
        giving.shrunken.low[rows, giving.carrier],
        giving.counts[rows, giving.carrier],
        behind.effective[rows, giving.carrier],
    )


def _known(values: Matrix) -> Matrix:
    return values[~np.isnan(values)]


def _scale(takers: Receivers, values: Matrix, lacks: Flags) -> dict[str, Matrix]:
    """Return by kind of receiver, in order, the values of all that they lack."""
    scale = {}
    for kind in np.unique(takers.kinds):
        rows = takers.kinds == kind
        scale[str(kind)] = np.sort(_known(values[rows][lacks[rows]]))
    return scale


def ranked(values: Matrix, among: Matrix) -> Matrix:
    """Return percentile ranks, NaN where a value is not known."""
    known = ~np.isnan(values)
    result = np.full(values.shape, np.nan)
    result[known] = percentile(values[known], among)
    return result


def ranked_by_kind(kinds: Texts, values: Matrix, scale: Mapping[str, Matrix]) -> Matrix:
    """Return the rank of each row's values among those of its kind of receiver."""
    result = np.empty_like(values)
    for kind in np.unique(kinds):
        rows = kinds == kind
        result[rows] = ranked(values[rows], scale[str(kind)])
    return result


def proof_rank(
    scales: Mapping[str, Mapping[str, Matrix]], pieces: Matrix, effective: Matrix
) -> Matrix:
    """Return the mean of the ranks of pieces and of organisations."""
    return mean_of_known(
        ranked(pieces, scales["pieces"][""]),
        ranked(effective, scales["organisations"][""]),
    )


def worth_rank(
    scales: Mapping[str, Mapping[str, Matrix]],
    complexity: Matrix,
    outlook: Matrix,
    productive: Matrix,
) -> Matrix:
    """Return the mean of the ranks of complexity, of outlook and of productivity."""
    return mean_of_known(
        ranked(complexity, scales["complexity"][""]),
        outlook,
        ranked(productive, scales["productivity"][""]),
    )


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


def candidates(
    landscape: Landscape,
    source: str,
    wanted: Sequence[int],
    *,
    any_sector: bool,
    weights: Mapping[str, float],
    least_probability: float = 0.0,
) -> pl.DataFrame:
    """Return all transfers from one cluster to the receivers in rows `wanted`.

    Those whose probability is known and below the least are left out.

    Returns
    -------
    One row per receiver and object with the positions of both, the parts (NaN where one
    is not known or does not join) and the score; unordered.
    """
    base = ground(landscape)
    giver = base.offers.clusters.index(source)
    given = np.flatnonzero(base.offers.gives[giver])
    rows = np.array(
        [row for row in wanted if _is_other(base.receivers, row, giver)], dtype=np.intp
    )
    carrier = base.offers.carrier[giver, given]
    nearest = base.nearest[np.ix_(rows, given)]
    crosses = _crosses(base, rows, carrier, nearest)
    listed = base.lacks[np.ix_(rows, given)] & (nearest[:, :, 0] >= 0)
    if not any_sector:
        listed &= crosses
    listed &= ~(base.takeup.probability[np.ix_(rows, given)] < least_probability)
    i, j = np.nonzero(listed)
    parts = parts_of(base, np.full(len(i), giver), rows[i], given[j])
    return pl.DataFrame(
        {
            "giver": np.full(len(i), giver),
            "taker": rows[i],
            "thing": given[j],
            "carrier": carrier[j],
            "score": joined(that_join(parts), weights),
            **parts,
            "crosses": crosses[i, j],
            **{f"near{k}": nearest[i, j, k] for k in range(NEAREST)},
        }
    )


def parts_of(base: Ground, giver: Index, taker: Index, thing: Index) -> Ranks:
    """Return the parts of some transfers by name, in the order of `PARTS`."""
    found = {name: ranks[taker, thing] for name, ranks in base.by_taker.items()}
    found |= {name: ranks[giver, thing] for name, ranks in base.by_giver.items()}
    found["fit"] = base.fit.rank[giver, taker]
    return {name: found[name] for name in PARTS}


def that_join(parts: Ranks) -> Ranks:
    """Leave out what does not count in a transfer.

    Relatedness where take-up is known, since both answer the same question, and needs
    and offers that are about something else.
    """
    stands_in = np.isnan(parts["takeup"])
    relatedness = np.where(stands_in, parts["relatedness"], np.nan)
    met = {name: np.where(parts[name] > 0, parts[name], np.nan) for name in RAISING}
    return {**parts, "relatedness": relatedness, **met}


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
    section = base.objects.sections[carrier]
    held = np.where(nearest >= 0, base.objects.sections[nearest], "")
    crosses: Flags = (held != section[None, :, None]).all(axis=2)
    sectors = np.flatnonzero(base.receivers.kinds[rows] == "sector")
    of_division = dict(
        zip(
            [name[:2] for name in base.objects.names[: base.objects.methods_from]],
            base.objects.sections.tolist(),
            strict=True,
        )
    )
    for row in sectors:
        crosses[row] = section != of_division.get(base.receivers.ids[rows[row]], "")
    return crosses
