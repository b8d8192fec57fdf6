"""How parts become one number: a weighted geometric mean of those that are known.

    score = (Π partᵂ) ^ (1 / (Σ W + R))        R = Σ weight · degree of those that raise

over the parts that are known and have a weight above nought. A part that is near 0
makes the score small whatever the others are, which a sum would hide. A part that
raises, a need or an offer, counts as a part of 1 with its weight times its degree: it
never lowers, and one that is not known or of degree 0 changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from omstilling.strengths import Matrix

#: Parts that only raise: whatever is not asked for or offered is none the worse.
RAISING = ("need", "offer")


def joined(parts: Mapping[str, Matrix], weights: Mapping[str, float]) -> Matrix:
    """Return the score of each row.

    Parameters
    ----------
    parts
        Name → values in [0, 1], all of one shape; NaN where a part is not known.
    weights
        Name → weight, at least 0; a part without one does not count.

    Returns
    -------
    Scores in [0, 1]; 0.5 where nothing that counts is known.
    """
    shape = next(iter(parts.values())).shape
    logs, total, raised = (np.zeros(shape) for _ in range(3))
    for name, part in parts.items():
        weight = weights.get(name, 0.0)
        if weight == 0.0:
            continue
        known = ~np.isnan(part)
        if name in RAISING:
            raised += weight * np.where(known, part, 0.0)
            continue
        # A part of 0 makes the score 0: the logarithm of it is minus infinity.
        with np.errstate(divide="ignore"):
            logs += np.where(known, weight * np.log(np.where(known, part, 1.0)), 0.0)
        total += np.where(known, weight, 0.0)
    middle = np.full(shape, np.log(0.5))
    mean = np.divide(logs, total, out=middle, where=total > 0)
    own = np.where(total > 0, total, 1.0)
    result: Matrix = np.exp(mean * (own / (own + raised)))
    return result


def mean_of_known(*ranks: Matrix) -> Matrix:
    """Return the mean of several ranks, cell by cell, over those that are known."""
    stacked = np.stack(np.broadcast_arrays(*ranks))
    known = ~np.isnan(stacked)
    count = known.sum(axis=0)
    total = np.where(known, stacked, 0.0).sum(axis=0)
    result: Matrix = np.divide(
        total, count, out=np.full(total.shape, np.nan), where=count > 0
    )
    return result
