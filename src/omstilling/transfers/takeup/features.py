"""The evidence for each unit and activity, as it stood at the end of a year.

Every group of features is a function of a `Past`, which holds nothing later. What a
group has learned of all units (proximity, popularity, complexity) it learns of the
`fitted` ones alone; what it says of a unit stands on what that unit, its neighbours and
its organisations had done by then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from omstilling.language import gettext_noop
from omstilling.strengths import Flags, Index, Matrix
from omstilling.transfers.takeup.history.agency import from_agency
from omstilling.transfers.takeup.history.organisations import from_organisations
from omstilling.transfers.takeup.history.outcomes import from_outcomes
from omstilling.transfers.takeup.history.panel import Panel, Past, until
from omstilling.transfers.takeup.relatedness import (
    nearest_held,
    nearest_only,
    nearness,
    share_of_near,
)

Features = dict[str, Matrix]
_ALIKE = 40
_REACH_KM = 50.0
_EARTH_KM = 6371.0
_LITTLE = 0.5
HABITS = "habits of the agency"
OUTCOMES = "recorded outcomes"


@dataclass(frozen=True, eq=False)
class Evidence:
    """Features of every unit and activity of a past.

    Attributes
    ----------
    past
        What was known.
    values
        Name → units × activities.
    group_of
        Name → group of features.
    left_out
        Groups for which the data have nothing, and why.
    """

    past: Past
    values: Features
    group_of: dict[str, str]
    left_out: dict[str, str]


def evidence(panel: Panel, as_of: int, *, fitted: Flags | None = None) -> Evidence:
    """Return the evidence as of a year.

    Parameters
    ----------
    panel
        The data.
    as_of
        The last year that counts.
    fitted
        Units of the panel of which proximity, popularity and complexity are learned;
        all if not given.
    """
    past = until(panel, as_of)
    mask = np.ones(len(past.rows), dtype=bool) if fitted is None else fitted[past.rows]
    values: Features = {}
    group_of: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for name, (function, reason) in GROUPS.items():
        found = function(past, mask)
        if not found:
            left_out[name] = reason
        values |= found
        group_of |= dict.fromkeys(found, name)
    return Evidence(past, values, group_of, left_out)


def evidence_apart(panel: Panel, as_of: int, *, fitted: Flags, fold: Index) -> Evidence:
    """Return the evidence, that of each fitted unit learned without its own fold.

    What teaches is then made as what is scored: a place that helped to find out what is
    near what looks nearer to it all than a place that did not.

    Parameters
    ----------
    panel, as_of, fitted
        As for `evidence`.
    fold
        Of each unit of the panel.
    """
    whole = evidence(panel, as_of, fitted=fitted)
    if len(np.unique(fold[fitted])) < 2:
        return whole
    values = {name: np.array(one) for name, one in whole.values.items()}
    for one in np.unique(fold[fitted]):
        apart = evidence(panel, as_of, fitted=fitted & (fold != one))
        rows = ((fold == one) & fitted)[apart.past.rows]
        for name, value in values.items():
            if name in apart.values:
                value[rows] = apart.values[name][rows]
    return replace(whole, values=values)


# -- What is related -------------------------------------------------------------------


def densities(past: Past, fitted: Flags) -> Features:
    """Return densities by three kinds of proximity, all and the nearest only."""
    held = past.held.astype(float)
    found: Features = {}
    for kind in ("minimum", "cosine", "association"):
        near = nearness(held[fitted], kind)
        found[f"density, {kind}"] = share_of_near(held, near)
        found[f"near, {kind}"] = np.log1p(held @ near)
        if kind != "association":
            found[f"nearest density, {kind}"] = share_of_near(held, nearest_only(near))
            first, several = nearest_held(held, near)
            found[f"nearest held, {kind}"] = first
            found[f"five nearest held, {kind}"] = several
    near = nearness(held[fitted], "cosine")
    found["density of amounts"] = share_of_near(_logged(past.counts), near)
    return found


def places_alike(past: Past, fitted: Flags) -> Features:
    """Return the share of the units that hold alike which hold the activity."""
    held = past.held.astype(float)
    sizes = np.sqrt(held.sum(axis=1))
    together = held @ held[fitted].T
    alike = together / np.maximum(np.outer(sizes, sizes[fitted]), 1.0)
    alike[np.flatnonzero(fitted), np.arange(fitted.sum())] = 0.0
    nearest = nearest_only(alike.T, _ALIKE).T
    return {
        "held by alike": _mean(alike, held[fitted]),
        "held by most alike": _mean(nearest, held[fitted]),
    }


def latent(past: Past, fitted: Flags) -> Features:
    """Return what few factors make of the holdings (truncated singular values)."""
    held = past.held.astype(float)
    scale = np.sqrt(np.maximum(np.outer(_sums(held), held[fitted].sum(axis=0)), 1.0))
    axes = _axes_of_holdings(past, fitted.tobytes())
    found = {
        f"{count} factors": (held / scale) @ axes[:count].T @ axes[:count] * scale
        for count in (5, 20)
    }
    amounts = _logged(past.counts)
    axes = _axes(amounts[fitted])[:15]
    return {**found, "15 factors of amounts": amounts @ axes.T @ axes}


def complexities(past: Past, fitted: Flags) -> Features:
    """Return complexity of activities and units (Hidalgo and Hausmann 2009).

    It is the second axis of the normalised holdings, signed so that it falls with how
    many hold the activity.
    """
    held = past.held.astype(float)
    popular = np.maximum(held[fitted].sum(axis=0), 1.0)
    size = np.maximum(held.sum(axis=1), 1.0)
    axes = _axes_of_holdings(past, fitted.tobytes())
    if len(axes) < 2:
        return {}
    of_activity = axes[1] / np.sqrt(popular)
    if (of_activity - of_activity.mean()) @ popular > 0:
        of_activity = -of_activity
    of_activity = _scored(of_activity)
    of_unit = _scored((held @ of_activity) / size)
    return {
        "complexity of the activity": _wide(of_activity, past),
        "complexity of the unit": _tall(of_unit, past),
        "distance in complexity": np.abs(of_unit[:, None] - of_activity[None]),
        "complexity of both": of_unit[:, None] * of_activity[None],
    }


@lru_cache(maxsize=1)
def _axes_of_holdings(past: Past, fitted: bytes) -> Matrix:
    """Return the axes of the holdings over the roots of their sums, computed once."""
    held = past.held[np.frombuffer(fitted, dtype=bool)].astype(float)
    size, popular = held.sum(axis=1), held.sum(axis=0)
    return _axes(held / np.sqrt(np.maximum(np.outer(size, popular), 1.0)))


# -- How large, how many, how fast -----------------------------------------------------


def sizes(past: Past, fitted: Flags) -> Features:
    """Return how many activities a unit holds and how many units hold an activity."""
    held = past.held.astype(float)
    size, popular = held.sum(axis=1), held[fitted].sum(axis=0)
    return {
        "activities held": _tall(np.log1p(size), past),
        "holders": _wide(np.log1p(popular), past),
        "holders × activities held": np.log1p(np.outer(size, popular)),
    }


def amounts(past: Past, fitted: Flags) -> Features:
    """Return what a unit has of the activity already, beside what is expected."""
    if past.presence == "any":
        return {}
    expected = np.outer(past.counts.sum(axis=1), past.counts[fitted].sum(axis=0))
    expected /= past.counts[fitted].sum()
    return {
        "advantage": np.log(past.advantage + 0.01),
        "some advantage": np.sqrt(past.advantage),
        "has none": (past.counts == 0).astype(float),
        "amount": np.log1p(past.counts),
        "expected": np.log(expected + 1e-3),
    }


def growth(past: Past, fitted: Flags) -> Features:
    """Return how the activity and the unit grew from the earlier half to the later."""
    if past.recent is None or past.earlier is None:
        return {}
    by_activity = _grown(
        past.recent[fitted].sum(axis=0), past.earlier[fitted].sum(axis=0)
    )
    by_unit = _grown(past.recent.sum(axis=1), past.earlier.sum(axis=1))
    return {
        "growth of the activity": _wide(by_activity, past),
        "growth of the unit": _tall(by_unit, past),
        "new holders": _wide(_new_share(past, fitted), past),
    }


def _new_share(past: Past, fitted: Flags) -> Matrix:
    """Return the share of an activity's holders that had nothing of it earlier."""
    if past.recent is None or past.earlier is None:
        return np.zeros(len(past.columns))
    new = (past.recent[fitted] > 0) & (past.earlier[fitted] == 0)
    return np.asarray((new.sum(axis=0) + 1) / (past.held[fitted].sum(axis=0) + 2))


# -- Who is near -----------------------------------------------------------------------


def same_county(past: Past, fitted: Flags) -> Features:
    """Return how common the activity is among the other units of the group."""
    del fitted  # neighbours are evidence about the unit, not learned of all
    member = _indicator(past.groups)
    if member.sum(axis=1).max() < 2:
        return {}
    held = past.held.astype(float)
    others = member.T @ (member @ held) - held
    count = (member.sum(axis=1) @ member)[:, None] - 1
    amounts = member.T @ (member @ past.counts) - past.counts
    share = past.counts.sum(axis=0) / past.counts.sum()
    expected = amounts.sum(axis=1)[:, None] * share
    return {
        "share of the county": others / np.maximum(count, 1),
        "quotient of the county": np.log((amounts + 1) / (expected + 1)),
    }


def on_the_map(past: Past, fitted: Flags) -> Features:
    """Return how common the activity is nearby, weighed by exp(−distance/50 km)."""
    del fitted  # as above
    known = ~np.isnan(past.points).any(axis=1)
    if known.sum() < 2:
        return {}
    weight = np.exp(-distances_km(past.points) / _REACH_KM)
    weight[~known] = 0.0
    weight[:, ~known] = 0.0
    np.fill_diagonal(weight, 0.0)
    share = past.counts.sum(axis=0) / past.counts.sum()
    amounts = weight @ past.counts
    expected = amounts.sum(axis=1)[:, None] * share
    return {
        "share of the neighbours": _mean(weight, past.held.astype(float)),
        "quotient of the neighbours": np.log(
            (amounts + _LITTLE) / (expected + _LITTLE)
        ),
    }


def distances_km(points: Matrix) -> Matrix:
    """Return great-circle distances (haversine) of latitudes and longitudes."""
    latitude, longitude = np.radians(np.nan_to_num(points)).T
    north = np.sin((latitude[:, None] - latitude) / 2) ** 2
    east = np.sin((longitude[:, None] - longitude) / 2) ** 2
    across = np.cos(latitude)[:, None] * np.cos(latitude) * east
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(north + across, 1))))


# -- What stands above in the classification -------------------------------------------


def same_branch(past: Past, fitted: Flags) -> Features:
    """Return what the unit does in other activities of the branch, level by level."""
    found: Features = {}
    national = past.counts[fitted].sum(axis=0)
    total = past.counts.sum(axis=1)
    for level, codes in enumerate(past.hierarchy):
        member = _indicator(codes)
        if len(member) == len(codes):
            continue
        own = past.counts @ member.T @ member - past.counts
        share = (member.T @ (member @ national)) / max(national.sum(), 1e-300)
        # Quotients are of pieces; amounts in money are brought to pieces of this size.
        piece = _piece(past)
        expected = (total / piece)[:, None] * share
        held = past.held.astype(float)
        count = held @ member.T @ member - held
        found[f"others of level {level}"] = np.log1p(count)
        found[f"amount of level {level}"] = np.log1p(own / piece)
        found[f"quotient of level {level}"] = np.log(
            (own / piece + _LITTLE) / (expected + _LITTLE)
        )
    return found


def _piece(past: Past) -> float:
    """Return what counts as one piece: 1 for facts, the median of what is held else."""
    if past.presence == "any":
        return 1.0
    return float(np.median(past.counts[past.held])) if past.held.any() else 1.0


# -- Small helpers ---------------------------------------------------------------------


def _logged(counts: Matrix) -> Matrix:
    return np.asarray(np.log1p(counts))


def _sums(held: Matrix) -> Matrix:
    return np.asarray(held.sum(axis=1))


def _axes(table: Matrix) -> Matrix:
    """Return the right singular vectors, each with its largest part positive."""
    axes = np.linalg.svd(table, full_matrices=False)[2]
    largest = np.abs(axes).argmax(axis=1)
    signs = np.sign(axes[np.arange(len(axes)), largest])
    return np.asarray(axes * np.where(signs == 0, 1, signs)[:, None])


def _mean(weights: Matrix, held: Matrix) -> Matrix:
    return np.asarray(
        (weights @ held) / np.maximum(weights.sum(axis=1), 1e-12)[:, None]
    )


def _grown(later: Matrix, earlier: Matrix) -> Matrix:
    return np.asarray(np.log1p(later) - np.log1p(earlier))


def _scored(values: Matrix) -> Matrix:
    spread = values.std()
    return np.asarray((values - values.mean()) / (spread if spread > 0 else 1.0))


def _indicator(labels: list[str]) -> Matrix:
    kinds = sorted(set(labels))
    member = np.zeros((len(kinds), len(labels)))
    member[np.searchsorted(kinds, labels), np.arange(len(labels))] = 1.0
    return member


def _wide(by_activity: Matrix, past: Past) -> Matrix:
    return np.broadcast_to(by_activity, past.counts.shape)


def _tall(by_unit: Matrix, past: Past) -> Matrix:
    return np.broadcast_to(by_unit[:, None], past.counts.shape)


GROUPS: Mapping[str, tuple[Callable[[Past, Flags], Features], str]] = {
    "densities": (densities, ""),
    "places alike": (places_alike, ""),
    "latent factors": (latent, ""),
    "complexity": (
        complexities,
        gettext_noop("there are fewer than two dimensions"),
    ),
    "sizes": (sizes, ""),
    "amounts held already": (
        amounts,
        gettext_noop("what is not held is nought"),
    ),
    "growth": (
        growth,
        gettext_noop("there is one period only, or presence is of one year"),
    ),
    "same county": (same_county, gettext_noop("units have no groups")),
    "distance on the map": (
        on_the_map,
        gettext_noop("the points of the units are not known"),
    ),
    "branch of the code": (
        same_branch,
        gettext_noop("the codes have no level above"),
    ),
    "organisations": (
        from_organisations,
        gettext_noop("the data set names no organisations"),
    ),
    OUTCOMES: (from_outcomes, gettext_noop("no outcomes of transfers are recorded")),
    HABITS: (from_agency, gettext_noop("the data set is not of an agency's decisions")),
}
"""Every group: its function, and why it gives nothing where it gives nothing."""
