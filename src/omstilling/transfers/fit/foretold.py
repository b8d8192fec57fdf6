"""Did fit foretell who would take part in a project together?

Of every pair of municipalities with evidence, fit is measured from what was known at
the end of a year, and compared with the Horizon 2020 projects signed later that joined
an organisation of each. Fit is no probability; the test says whether its order means
something, beside plain baselines and among pairs of like size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from omstilling.errors import InputError, check_range
from omstilling.strengths import Flags, Index, Landscape, Matrix
from omstilling.strengths.holdings import tabulate
from omstilling.strengths.measures import location_quotient
from omstilling.transfers.fit.accuracy import draws, measured
from omstilling.transfers.fit.curve import curve
from omstilling.transfers.fit.ingredients import (
    kilometres,
    likeness,
    shared_projects,
)
from omstilling.transfers.fit.joined import fit_of
from omstilling.transfers.fit.pairs import numbered, taking_part
from omstilling.transfers.nearness import nearness
from omstilling.transfers.objects import kinds_of
from omstilling.transfers.parts.distance import cognitive_distance
from omstilling.transfers.percentile import percentile
from omstilling.transfers.related import nearest_held

_STRATA = 20


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of municipalities, what was known of each, and what came.

    Attributes
    ----------
    one, other
        Rows of the two municipalities of each pair.
    known
        Ingredient → pairs: `shared`, `likeness`, `near` (minus kilometres).
    size
        Pairs: product of the pieces of evidence of the two.
    taking_part
        Pairs: product of the parts in projects of the two.
    came
        Pairs: whether a later project joins an organisation of each.
    """

    one: Index
    other: Index
    known: dict[str, Matrix]
    size: Matrix
    taking_part: Matrix
    came: Flags


def foretold(
    landscape: Landscape, *, cut: int, awards_cut: int, seed: int
) -> dict[str, Any]:
    """Test fit on later projects, and the inverted U on these and on later awards.

    Parameters
    ----------
    landscape
        Who holds what; its evidence has years.
    cut
        Last year of projects and awards that is known to fit.
    awards_cut
        Last year of awards that is known when take-ups are set against distance.
    seed
        Of the resamples.

    Raises
    ------
    UsageError
        A cut is out of range.
    InputError
        No project is known before the cut or none after it.
    """
    check_range("cut", "foretold", cut, 1900, 2100)
    check_range("awards_cut", "foretold", awards_cut, 1900, 2100)
    with threadpool_limits(1):
        pairs = pairs_until(landscape, cut)
        return {
            "cut": cut,
            "awards_cut": awards_cut,
            "all_pairs": _tested(pairs, np.ones(len(pairs.came), np.bool_), seed),
            "first_time": _tested(pairs, pairs.known["shared"] == 0, seed),
            "curves": {
                "take-ups by cognitive distance": _of_takeups(
                    landscape, awards_cut, seed
                ),
                "joint projects by distance between activities": _of_pairs(pairs, seed),
            },
            "snapshot": landscape.snapshot.id,
            "seed": seed,
        }


def pairs_until(landscape: Landscape, cut: int) -> Pairs:
    """Return all pairs of municipalities with evidence until the end of a year."""
    parts = taking_part(landscape)
    before, after = pl.col("year") <= cut, pl.col("year") > cut
    if parts.filter(before).is_empty() or parts.filter(after).is_empty():
        raise InputError(
            f"Fit cannot be tested: no joint project is known before or after {cut}.",
            hint="It needs the Horizon 2020 participations, and a cut between 2014 and "
            "2021.",
        )
    counts = _counts(landscape, landscape.evidence.filter(before))
    rows = np.flatnonzero(counts.sum(axis=1) > 0)
    one, other = (rows[side] for side in np.triu_indices(len(rows), 1))
    shared, later = (_shared(landscape, parts.filter(when)) for when in (before, after))
    points = landscape.places.sort("place").select("latitude", "longitude").to_numpy()
    distance, alike = kilometres(points, points), likeness(counts, counts)
    evidence, projects = counts.sum(axis=1), _in_projects(landscape, parts, cut)
    return Pairs(
        one=one,
        other=other,
        known={
            "shared": shared[one, other],
            "likeness": alike[one, other],
            "near": -distance[one, other],
        },
        size=evidence[one] * evidence[other],
        taking_part=projects[one] * projects[other],
        came=later[one, other] > 0,
    )


def _counts(landscape: Landscape, evidence: pl.DataFrame) -> Matrix:
    return tabulate(
        evidence, "place", landscape.place_numbers, landscape.activity_codes
    )


def _here(landscape: Landscape, parts: pl.DataFrame) -> Flags:
    rows = [landscape.place_index.get(place, -1) for place in parts["place"]]
    here: Flags = np.arange(len(landscape.place_numbers))[:, None] == np.array(rows)
    return here


def _shared(landscape: Landscape, parts: pl.DataFrame) -> Matrix:
    here = _here(landscape, parts)
    return shared_projects(here, here, numbered(parts))


def _in_projects(landscape: Landscape, parts: pl.DataFrame, cut: int) -> Matrix:
    known = parts.filter(pl.col("year") <= cut)
    return np.asarray(_here(landscape, known).sum(axis=1), dtype=np.float64)


def scores(pairs: Pairs) -> dict[str, tuple[str, Matrix]]:
    """Return name → kind and score, higher for what is foretold to come."""
    everybody = np.ones(len(pairs.came), np.bool_)
    joined = fit_of(pairs.known, everybody)
    size = percentile(pairs.size, pairs.size)
    return {
        "fit, joined": ("joined", joined),
        "shared projects": ("ingredient", pairs.known["shared"]),
        "likeness of activities": ("ingredient", pairs.known["likeness"]),
        "nearness on the map": ("ingredient", pairs.known["near"]),
        "size × size": ("baseline", pairs.size),
        "parts in projects × parts in projects": ("baseline", pairs.taking_part),
        "size × size, with fit": ("with fit", size + joined),
    }


def _tested(pairs: Pairs, which: Flags, seed: int) -> dict[str, Any]:
    """Return the measures of every score over some of the pairs."""
    named = {
        name: (kind, score[which]) for name, (kind, score) in scores(pairs).items()
    }
    one, other, came = pairs.one[which], pairs.other[which], pairs.came[which]
    drawn = draws(int(max(pairs.one.max(), pairs.other.max())) + 1, seed=seed)
    weights = drawn[:, one] * drawn[:, other]
    strata = _strata(pairs.size[which])
    return {
        "pairs": int(which.sum()),
        "came": int(came.sum()),
        "scores": [
            {"name": name, "kind": kind, **measured(score, came, weights, strata)}
            for name, (kind, score) in named.items()
        ],
    }


def _strata(size: Matrix) -> Index:
    edges = np.quantile(size, np.linspace(0, 1, _STRATA + 1)[1:-1])
    return np.searchsorted(edges, size).astype(np.intp)


def _of_pairs(pairs: Pairs, seed: int) -> dict[str, Any]:
    drawn = draws(int(max(pairs.one.max(), pairs.other.max())) + 1, seed=seed)
    weights = drawn[:, pairs.one] * drawn[:, pairs.other]
    found = curve(
        1.0 - pairs.known["likeness"],
        pairs.came,
        [np.log1p(pairs.size), np.log1p(pairs.taking_part)],
        weights,
    )
    return {"candidates": len(pairs.came), "came": int(pairs.came.sum())} | found


def _of_takeups(landscape: Landscape, cut: int, seed: int) -> dict[str, Any]:
    """Set first awards after a year against how far the activity was before."""
    awards = landscape.evidence.filter(pl.col("kind") == "award")
    before = _counts(landscape, awards.filter(pl.col("year") <= cut))
    after = _counts(landscape, awards.filter(pl.col("year") > cut))
    if not (before.any() and after.any()):
        raise InputError(
            f"Take-ups cannot be set against distance: no award before or after {cut}.",
            hint="Choose an --awards-cut inside the years of the award list.",
        )
    held = location_quotient(before, before.sum(axis=0)) >= 1.0
    near = nearness(held.astype(np.float64), kinds_of(landscape))
    distance = cognitive_distance(nearest_held(held, near), near)
    size, holders = (before > 0).sum(axis=1), (before > 0).sum(axis=0)
    lacks = (before == 0) & (size > 0)[:, None] & (holders > 0)
    place, activity = np.nonzero(lacks)
    drawn = draws(len(before), seed=seed)
    came = after[lacks] > 0
    found = curve(
        distance[lacks],
        came,
        [np.log(size[place]), np.log(holders[activity])],
        drawn[:, place],
    )
    return {"candidates": len(came), "came": int(came.sum())} | found
