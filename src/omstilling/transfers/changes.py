"""What would have to change for a transfer to rise?

Each change is one thing more: the receiver comes to hold one more activity, source and
receiver share one more project, or one more organisation with one piece of evidence
stands behind the source. The transfer is scored again with that alone, and takes its
place among those that are listed as they stand, the improbable too if it is one of
them; the scales of the ranks, the other transfers and the learned probability stay as
they are. What the learner would say of a receiver that holds one more activity is not
asked: such a change moves relatedness, worth and proximity, and nothing where these do
not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from omstilling.settings import settings
from omstilling.strengths import (
    Landscape,
    Matrix,
    cluster_counts,
    expected,
    shrink,
)
from omstilling.transfers.fit.pairs import rank as rank_of_fit
from omstilling.transfers.parts.joining import joined
from omstilling.transfers.parts.proof import effective_number
from omstilling.transfers.parts.worth import scaled_complexity
from omstilling.transfers.percentile import percentile
from omstilling.transfers.ranking import (
    Ground,
    candidates,
    ground,
    parts_of,
    proof_rank,
    ranked,
    that_join,
    worth_rank,
)
from omstilling.transfers.related import NEAREST

#: Activities that are told; the others would lift the transfer less.
MOST = 3
_Weights = tuple[tuple[str, float], ...]
_Ranks = dict[str, Matrix]


@dataclass(frozen=True)
class Change:
    """One thing more, and what it would do.

    Attributes
    ----------
    kind
        `activity`, `project` or `organisation`.
    activity
        Code of the activity that the receiver would come to hold; else None.
    score, place
        Of the transfer after the change; place 1 is the highest score.
    rises
        How many places it would rise.
    """

    kind: str
    activity: str | None
    score: float
    place: int
    rises: int


@dataclass(frozen=True)
class Changes:
    """Where a transfer stands, and what would lift it.

    Attributes
    ----------
    place, among
        Its place by score, and of how many transfers. The improbable are among them
        only if it is one, those that cross no sector boundary only if it does not.
    changes
        Those that would lift it, the one that lifts it most first.
    """

    place: int
    among: int
    changes: list[Change]


def changes(
    landscape: Landscape,
    transfer: Mapping[str, Any],
    *,
    weights: Mapping[str, float] | None = None,
) -> Changes:
    """Score a transfer again with one thing more, each in turn.

    Parameters
    ----------
    landscape
        Who holds what.
    transfer
        A row of `tables.Transfer` that was ranked with the same weights.
    weights
        How much each part counts; from the settings if not given.
    """
    weighed = dict(settings().weights if weights is None else weights)
    base = ground(landscape)
    every = _all_scores(
        landscape, tuple(weighed.items()), bool(transfer["crosses"]), _least(transfer)
    )
    at = _where(base, transfer)
    now = parts_of(base, *(np.array([one]) for one in at))
    (before,) = joined(that_join(now), weighed)
    place = _place(every, before)
    found = []
    for kind, codes, changed in (
        ("activity", *_with_activity(landscape, at)),
        ("project", [None], _with_project(base, at)),
        ("organisation", [None], _with_organisation(landscape, at)),
    ):
        parts = {name: np.repeat(one, len(codes)) for name, one in now.items()}
        scores = joined(that_join(parts | changed), weighed)
        found += [
            Change(kind, code, float(score), after, place - after)
            for code, score in zip(codes, scores, strict=True)
            if (after := _place(every, score)) < place
        ]
    order = sorted(found, key=lambda one: (-one.score, one.kind, one.activity or ""))
    activities = [one for one in order if one.kind == "activity"][:MOST]
    kept = [one for one in order if one.kind != "activity" or one in activities]
    return Changes(place, len(every), kept)


def _least(transfer: Mapping[str, Any]) -> float:
    """Return the least probability of those that are listed beside a transfer."""
    least, own = settings().least_probability, transfer["probability"]
    return 0.0 if own is not None and own < least else least


@lru_cache(maxsize=8)
def _all_scores(
    landscape: Landscape, weights: _Weights, crossing: bool, least: float
) -> Matrix:
    """Return the scores of all transfers that are listed, ascending."""
    base = ground(landscape)
    rows = range(len(base.receivers.ids))
    scores = [
        candidates(
            landscape,
            source,
            rows,
            any_sector=not crossing,
            weights=dict(weights),
            least_probability=least,
        )["score"].to_numpy()
        for source in base.offers.clusters
    ]
    return np.sort(np.concatenate(scores))


def _place(every: Matrix, score: float) -> int:
    """Return the place of a score: one more than how many are higher."""
    # A score that was computed again may differ in its last digit.
    return 1 + len(every) - int(np.searchsorted(every, score + 1e-12, side="right"))


def _where(base: Ground, transfer: Mapping[str, Any]) -> tuple[int, int, int]:
    takers = base.receivers
    found = (takers.kinds == transfer["receiver_kind"]) & (
        takers.ids == transfer["receiver"]
    )
    return (
        base.offers.clusters.index(transfer["source"]),
        int(np.flatnonzero(found)[0]),
        base.objects.names.index(transfer["object"]),
    )


def _with_activity(
    landscape: Landscape, at: tuple[int, int, int]
) -> tuple[list[str], _Ranks]:
    """Return, for each activity the receiver does not hold, the parts if it did."""
    base = ground(landscape)
    _, taker, thing = at
    near = base.objects.near[thing]
    free = ~base.receivers.holds[taker] & (near > 0)
    free[base.objects.carriers[thing]] = False
    more = np.flatnonzero(free)
    kind = str(base.receivers.kinds[taker])
    dense = base.density[taker, thing] + near[more] / near.sum()
    held = np.sort(np.where(base.receivers.holds[taker], near, 0.0))[-NEAREST:]
    three = np.sort(np.column_stack([np.tile(held, (len(more), 1)), near[more]]), 1)
    distance = 1.0 - three[:, 1:].sum(axis=1) / NEAREST
    outlook = base.outlook[taker, thing] - _outlook_of(landscape, taker, thing)[more]
    return [landscape.activity_codes[column] for column in more], {
        "relatedness": percentile(dense, base.scales["relatedness"][kind]),
        "proximity": percentile(-distance, base.scales["proximity"][kind]),
        "worth": worth_rank(
            base.scales,
            base.objects.complexity[thing],
            percentile(outlook, base.scales["outlook"][kind]),
            base.productivity[thing],
        ),
    }


def _outlook_of(landscape: Landscape, taker: int, thing: int) -> Matrix:
    """Return by activity how much outlook an object no longer gains once it is held."""
    base = ground(landscape)
    things, carriers = base.objects, base.objects.carriers[thing]
    near = things.near[: things.methods_from]
    of_all = near.sum(axis=0)
    scaled = scaled_complexity(landscape.complexity)
    worth = np.divide(scaled, of_all, out=np.zeros_like(scaled), where=of_all > 0)
    # A carrier that is held already gains nothing, with the activity or without.
    lacks = ~base.receivers.holds[taker, carriers]
    share: Matrix = ((near * worth)[carriers] * lacks[:, None]).mean(axis=0)
    return share


def _with_project(base: Ground, at: tuple[int, int, int]) -> _Ranks:
    giver, taker, _ = at
    shared = base.fit.shared.copy()
    shared[giver, taker] += 1.0
    ranks = rank_of_fit(base.receivers, shared, base.fit.distance, base.fit.likeness)
    return {"fit": ranks[giver, [taker]]}


def _with_organisation(landscape: Landscape, at: tuple[int, int, int]) -> _Ranks:
    """Return the parts if one more organisation had one piece of evidence."""
    base, counted = ground(landscape), cluster_counts(landscape)
    giver, _, thing = at
    carrier = [base.offers.carrier[giver, thing]]
    pieces = counted.counts[giver, carrier] + 1.0
    expectation = expected(counted.totals[[giver]] + 1.0, landscape.national)
    low = shrink(pieces, expectation[0, carrier], landscape.prior).low
    squares = base.proof.squares[giver, carrier]
    named = np.sqrt(base.proof.effective[giver, carrier] * squares)
    return {
        "strength": ranked(low, base.scales["strength"][""]),
        "proof": proof_rank(
            base.scales, pieces, effective_number(named + 1.0, squares + 1.0)
        ),
    }
