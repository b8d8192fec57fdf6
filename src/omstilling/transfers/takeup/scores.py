"""How good a ranking is: the usual measures, each with a bootstrap interval.

Everything is computed from the ranking's order and a weight for each candidate, so a
resample of the places is a new set of weights and nothing is sorted again. Candidates
with the same score are one step: no measure depends on their order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from omstilling.strengths import Flags, Index, Matrix

MEASURES = (
    "average_precision",
    "roc_auc",
    "precision_at_100",
    "precision_at_1000",
    "precision_at_10_per_place",
    "best_f1",
    "brier",
    "calibration_error",
)
RESAMPLES = 200
_BINS = 10
_PER_PLACE = 10


@dataclass(frozen=True)
class Interval:
    """A value with the middle 95 % of its resamples."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """Return it as JSON has it, with ten digits after the point."""
        return {name: round(one, 10) for name, one in vars(self).items()}


@dataclass(frozen=True, eq=False)
class Resamples:
    """Resampled weights of clusters of candidates: row 0 is the sample itself.

    Attributes
    ----------
    weights
        (1 + resamples) × clusters: how often each was drawn.
    cluster
        The cluster of each candidate.
    """

    weights: Matrix
    cluster: Index

    def sums(self, values: Matrix) -> Matrix:
        """Return the weighted sum of the candidates' values in each resample."""
        clusters = self.weights.shape[1]
        return np.asarray(
            self.weights @ np.bincount(self.cluster, values, minlength=clusters)
        )

    def mean(self, values: Matrix) -> Matrix:
        """Return their weighted mean in each resample."""
        return np.asarray(self.sums(values) / self.sums(np.ones(len(values))))


def resamples(cluster: Index, *, seed: int, count: int = RESAMPLES) -> Resamples:
    """Draw clusters with replacement, as many as there are (Efron 1979).

    Parameters
    ----------
    cluster
        The cluster of each candidate, from 0; doi:10.1214/aos/1176344552.
    seed, count
        Of the draw.
    """
    number = int(cluster.max()) + 1
    drawn = np.random.default_rng(seed).integers(0, number, size=(count, number))
    weights = np.ones((count + 1, number))
    for at, row in enumerate(drawn, 1):
        weights[at] = np.bincount(row, minlength=number)
    return Resamples(weights, cluster)


def all_scores(
    score: Matrix,
    probability: Matrix,
    taken: Flags,
    place: Index,
    drawn: Resamples,
) -> dict[str, Matrix]:
    """Return each measure for the sample and each resample.

    Parameters
    ----------
    score, probability
        Of each candidate: what it is ranked by, and the probability of a take-up.
    taken
        Whether each was taken up.
    place
        The place of each, from 0; for the precision per place.
    drawn
        The resamples.

    Returns
    -------
    Measure → 1 + resamples values; NaN where a resample has no take-up.
    """
    ranking = Ranking.of(score, taken)
    order = drawn.cluster[ranking.order]
    found: dict[str, list[float]] = {name: [] for name in _OF_STEPS}
    for row in drawn.weights:
        steps = ranking.steps(row[order])
        for name, function in _OF_STEPS.items():
            found[name].append(function(*steps))
    return {
        **{name: np.array(values) for name, values in found.items()},
        "precision_at_10_per_place": _by_place(score, taken, place, drawn),
        "brier": drawn.mean((probability - taken) ** 2),
        "calibration_error": _errors(probability, taken, drawn),
    }


def interval(values: Matrix) -> Interval:
    """Return the first value, with the 2.5 and 97.5 % quantiles of the others."""
    rest = values[1:][~np.isnan(values[1:])]
    if not len(rest):
        return Interval(float(values[0]), float("nan"), float("nan"))
    low, high = np.quantile(rest, [0.025, 0.975])
    return Interval(float(values[0]), float(low), float(high))


# -- Measures of the order -------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Ranking:
    """Candidates from the highest score down, and where each step of ties ends."""

    order: Index
    ends: Index
    taken: Matrix

    @classmethod
    def of(cls, score: Matrix, taken: Flags) -> Ranking:
        """Sort once."""
        order = np.argsort(-score, kind="stable")
        falls = np.flatnonzero(np.diff(score[order]) != 0)
        ends = np.append(falls, len(score) - 1)
        return cls(order, ends, taken[order].astype(float))

    def steps(self, weight: Matrix) -> tuple[Matrix, Matrix]:
        """Return candidates and take-ups down to the end of each step.

        `weight` is in the order of the ranking.
        """
        count = np.cumsum(weight)[self.ends]
        found = np.cumsum(weight * self.taken)[self.ends]
        return count, found


def average_precision(count: Matrix, found: Matrix) -> float:
    """Return the precision at each step, weighed by the take-ups it adds."""
    if not found[-1]:
        return float("nan")
    added = np.diff(found, prepend=0.0)
    precision = found / np.maximum(count, 1e-300)
    return float(precision @ added / found[-1])


def roc_auc(count: Matrix, found: Matrix) -> float:
    """Return how often a take-up ranks above a candidate without; ties are half."""
    taken, not_taken = found[-1], count[-1] - found[-1]
    if not taken or not not_taken:
        return float("nan")
    missed = count - found
    before = np.concatenate([[0.0], missed[:-1]])
    below = not_taken - (before + missed) / 2
    return float(np.diff(found, prepend=0.0) @ below / (taken * not_taken))


def precision_at(count: Matrix, found: Matrix, top: int) -> float:
    """Return the share of take-ups among the first; what is expected inside a tie."""
    reach = min(float(top), float(count[-1]))
    inside = np.interp(reach, np.append(0.0, count), np.append(0.0, found))
    return float(inside / reach) if reach else float("nan")


def best_f1(count: Matrix, found: Matrix) -> float:
    """Return the largest harmonic mean of precision and recall over all steps."""
    if not found[-1]:
        return float("nan")
    return float((2 * found / (count + found[-1])).max())


_OF_STEPS: dict[str, Callable[[Matrix, Matrix], float]] = {
    "average_precision": average_precision,
    "roc_auc": roc_auc,
    "precision_at_100": lambda count, found: precision_at(count, found, 100),
    "precision_at_1000": lambda count, found: precision_at(count, found, 1000),
    "best_f1": best_f1,
}


def _by_place(score: Matrix, taken: Flags, place: Index, drawn: Resamples) -> Matrix:
    """Return the mean over places of the precision at 10; each place counts once."""
    value, leads = np.zeros(len(score)), np.zeros(len(score))
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    for rows in np.split(order, starts[1:]):
        steps = Ranking.of(score[rows], taken[rows]).steps(np.ones(len(rows)))
        value[rows[0]] = precision_at(*steps, _PER_PLACE)
        leads[rows[0]] = 1.0
    return np.asarray(drawn.sums(value) / drawn.sums(leads))


# -- Measures of the probability -------------------------------------------------------


def _bins(probability: Matrix) -> Index:
    """Return which tenth of the candidates each is in, by its probability."""
    edges = np.quantile(probability, np.linspace(0, 1, _BINS + 1)[1:-1])
    return np.searchsorted(edges, probability, side="left")


def _sums(values: Matrix, bins: Index) -> Matrix:
    return np.bincount(bins, weights=values, minlength=_BINS).astype(float)


def _errors(probability: Matrix, taken: Flags, drawn: Resamples) -> Matrix:
    """Return the mean distance of expected and observed over tenths of candidates."""
    bins = _bins(probability)
    off = [drawn.sums((probability - taken) * (bins == one)) for one in range(_BINS)]
    return np.asarray(np.abs(off).sum(axis=0) / drawn.sums(np.ones(len(bins))))


@dataclass(frozen=True)
class Bin:
    """A tenth of the candidates: what was expected of it, and what came."""

    expected: float
    observed: float
    candidates: int


def reliability(probability: Matrix, taken: Flags) -> list[Bin]:
    """Return the tenths of the candidates by probability, lowest first."""
    bins = _bins(probability)
    count = _sums(np.ones(len(bins)), bins)
    expected, observed = _sums(probability, bins), _sums(taken.astype(float), bins)
    return [
        Bin(float(one / n), float(other / n), int(n))
        for one, other, n in zip(expected, observed, count, strict=True)
        if n
    ]
