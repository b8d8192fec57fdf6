"""How well a method ranks: recall at k and the mean reciprocal rank, with intervals.

Intervals are 95 % percentile intervals of 2,000 bootstrap samples of the queries (Efron
and Tibshirani 1993, chapter 13).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

Ranks: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]
Table: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.float32]]
_SAMPLES = 2000


def ranks(scores: Table) -> Ranks:
    """Return the rank of text *n* for query *n*, 1 the best.

    Of texts with the same score half are counted before it, so that a method that tells
    nothing apart ranks it in the middle.

    Parameters
    ----------
    scores
        Queries × texts; the more the better.
    """
    own = np.diagonal(scores)[:, None]
    before = (scores > own).sum(axis=1)
    level = (scores == own).sum(axis=1) - 1
    return np.asarray(1 + before + level / 2, float)


def summary(found: Ranks, *, seed: int) -> dict[str, dict[str, float]]:
    """Return recall at 1, 5 and 10 and mean reciprocal rank, each with its bounds."""
    parts = {f"recall_{most}": (found <= most).astype(float) for most in (1, 5, 10)}
    parts["mrr"] = 1 / found
    return {name: interval(values, seed=seed) for name, values in parts.items()}


def interval(values: Ranks, *, seed: int) -> dict[str, float]:
    """Return the mean of one value a query, and the bounds of its interval."""
    picked = np.random.default_rng(seed).integers(
        len(values), size=(_SAMPLES, len(values))
    )
    low, high = np.quantile(values[picked].mean(axis=1), [0.025, 0.975])
    return {"value": float(values.mean()), "low": float(low), "high": float(high)}
