"""Density: how near a unit is to an activity, by what it holds that is related to it.

Hidalgo et al. (2007), doi:10.1126/science.1144581. Three forms of one share: over all
related activities, over them weighed, and over the k nearest.
"""

from __future__ import annotations

import numpy as np

from omstilling.errors import UsageError
from omstilling.strengths.measures.arrays import Matrix, Table, is_sparse, row_blocks
from omstilling.strengths.measures.proximity import over_proximity


def density(holds: Table, near: Matrix, *, of: Table | None = None) -> Matrix:
    """Return how much of what is related to each activity a unit holds.

    Parameters
    ----------
    holds
        Units × activities: 1 where held, else 0, or degrees of holding in [0, 1];
        dense or sparse.
    near
        Activities × activities or other objects: the proximity, at least 0.
    of
        The presence whose proximity of the kind `minimum` this is: where it is told,
        many activities of few units are faster.

    Returns
    -------
    Units × columns of `near`, in [0, 1]; 0 for an activity that is related to none and
    for a unit that holds nothing. Whether an activity counts for itself is decided by
    the diagonal of `near`.
    """
    if is_sparse(holds):
        result: Matrix = np.asarray(holds @ near)
    else:
        result = np.empty((holds.shape[0], near.shape[1]))
        for block in row_blocks(holds):
            result[block] = over_proximity(holds[block].astype(np.float64), of, near)
    all_near = near.sum(axis=0)
    np.divide(result, all_near, out=result, where=all_near > 0)
    return result


def weighted_density(holds: Table, near: Matrix, weights: Matrix) -> Matrix:
    """Return the density in which a held activity counts by its weight.

    Parameters
    ----------
    holds, near
        As for `density`.
    weights
        Activities: size, or any other weight, at least 0.

    Returns
    -------
    As `density`; with equal weights it is the same. An activity whose related ones all
    weigh nothing has 0.

    Raises
    ------
    UsageError
        A weight is negative or missing.
    """
    if not (weights >= 0).all():
        raise UsageError(
            "The 'weights' parameter of weighted_density must be at least 0.",
            hint="Ranks or sizes serve; z-scores do not.",
        )
    return density(holds, near * weights[:, None])


def nearest_density(holds: Table, near: Matrix, k: int) -> Matrix:
    """Return the density over the k activities that are nearest to each.

    Parameters
    ----------
    holds, near
        As for `density`. The diagonal of `near` is 0 if an activity is not to be among
        the nearest to itself.
    k
        How many, at least 1. All that are as near as the k-th are taken in, so that
        the order of the activities decides nothing; unrelated ones never are.

    Returns
    -------
    As `density`, the held ones weighed by their proximity.

    Raises
    ------
    UsageError
        `k` is below 1.
    """
    if k < 1:
        raise UsageError(
            f"The 'k' parameter of nearest_density must be at least 1. Got {k} "
            "instead.",
            hint="Thirty is usual.",
        )
    if k >= near.shape[0]:
        return density(holds, near)
    last = near.shape[0] - k
    least = np.partition(near, last, axis=0)[last]
    return density(holds, np.where(near >= least, near, 0.0))
