"""How well a score finds what came, with intervals from resampled places.

A pair belongs to two places, and both are drawn: its weight in a resample is the
product of how often each was drawn (Owen 2007, doi:10.1214/07-AOAS122).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from omstilling.strengths import Flags, Index, Matrix

RESAMPLES = 200


@dataclass(frozen=True, eq=False)
class Scored:
    """A score of some pairs, ordered once so that a resample only sums weights.

    Attributes
    ----------
    order
        Pairs, the highest score first.
    ends
        Positions in that order where a run of equal scores ends.
    """

    order: Index
    ends: Index

    @staticmethod
    def of(score: Matrix) -> Scored:
        """Order the pairs by a score."""
        order = np.argsort(-score, kind="stable")
        changes = np.diff(score[order]) != 0
        ends = np.append(np.flatnonzero(changes), len(score) - 1)
        return Scored(order, ends)

    def measures(self, came: Flags, weights: Matrix) -> tuple[float, float]:
        """Return average precision and ROC-AUC; NaN where nothing or all came.

        Pairs with the same score are one step, so that their order decides nothing.
        """
        weight, hit = weights[self.order], came[self.order]
        hits = np.cumsum(weight * hit)[self.ends]
        misses = np.cumsum(weight * ~hit)[self.ends]
        if hits[-1] == 0 or misses[-1] == 0:
            return float("nan"), float("nan")
        step, wrong = np.diff(hits, prepend=0.0), np.diff(misses, prepend=0.0)
        drawn = hits + misses
        precision = np.divide(hits, drawn, out=np.zeros_like(hits), where=drawn > 0)
        area = (wrong * (hits - step / 2)).sum() / (hits[-1] * misses[-1])
        return float((step * precision).sum() / hits[-1]), float(area)


def measured(
    score: Matrix, came: Flags, weights: Matrix, strata: Index
) -> dict[str, dict[str, float]]:
    """Return the measures of a score with their intervals.

    Parameters
    ----------
    score, came
        Pairs: the score, and whether what it is to foretell came.
    weights
        (1 + resamples) × pairs; row 0 is the sample itself, all ones.
    strata
        Pairs: number of the class of pairs of like size that each belongs to.

    Returns
    -------
    `average_precision`, `roc_auc` and `auc_among_like_size` (the mean over the strata,
    weighed by what came in each), each with `value`, `low` and `high` (95 %).
    """
    whole = Scored.of(score)
    parts = [
        (rows, Scored.of(score[rows]))
        for rows in (np.flatnonzero(strata == one) for one in np.unique(strata))
        if 0 < came[rows].sum() < len(rows)
    ]
    found = np.array(
        [(*whole.measures(came, row), _among_like(parts, came, row)) for row in weights]
    )
    names = ("average_precision", "roc_auc", "auc_among_like_size")
    return {name: interval(found[:, at]) for at, name in enumerate(names)}


def _among_like(
    parts: list[tuple[Index, Scored]], came: Flags, weights: Matrix
) -> float:
    total = share = 0.0
    for rows, scored in parts:
        _, area = scored.measures(came[rows], weights[rows])
        if not np.isnan(area):
            many = float(weights[rows][came[rows]].sum())
            total, share = total + many * area, share + many
    return total / share if share else float("nan")


def interval(found: Matrix) -> dict[str, float]:
    """Return the value of the sample and the middle 95 % of its resamples."""
    drawn = found[1:][~np.isnan(found[1:])]
    low, high = np.quantile(drawn, [0.025, 0.975]) if drawn.size else (np.nan, np.nan)
    named = {"value": found[0], "low": low, "high": high}
    return {name: round(float(one), 10) for name, one in named.items()}


def draws(places: int, *, seed: int, count: int = RESAMPLES) -> Matrix:
    """Return (1 + count) × places: how often each is drawn; row 0 is all ones."""
    generator = np.random.default_rng(seed)
    weights = np.ones((count + 1, places))
    for row in range(1, count + 1):
        weights[row] = np.bincount(
            generator.integers(0, places, size=places), minlength=places
        )
    return weights
