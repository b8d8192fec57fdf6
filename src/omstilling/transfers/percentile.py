"""Percentile ranks: how a value stands among all values of its kind."""

from __future__ import annotations

import numpy as np

from omstilling.strengths import Matrix


def percentile(values: Matrix, among: Matrix) -> Matrix:
    """Return the share of `among` below each value, ties counted half, in [0, 1].

    With nothing to compare with every value is in the middle, 0.5.
    """
    if among.size == 0:
        return np.full(values.shape, 0.5)
    ordered = np.sort(among, axis=None)
    # Values in order are found several times as fast as the same in disorder.
    order = np.argsort(values, axis=None)
    sought = values.ravel()[order]
    below = np.searchsorted(ordered, sought, side="left")
    upto = np.searchsorted(ordered, sought, side="right")
    result = np.empty(values.size)
    result[order] = (below + upto) / (2.0 * ordered.size)
    return result.reshape(values.shape)
