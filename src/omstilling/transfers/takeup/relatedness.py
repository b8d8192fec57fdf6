"""How near activities and places are to each other, from who holds what.

Proximity has a diagonal of nought: an activity is no evidence for itself.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from omstilling.strengths import Matrix

Kind = Literal["minimum", "cosine", "association"]
NEAREST = 30
_TINY = 1e-12


def nearness(held: Matrix, kind: Kind) -> Matrix:
    """Return columns × columns: how often two stand in the same row.

    Parameters
    ----------
    held
        Rows × columns, 1 where it is held and 0 else.
    kind
        `minimum`: the smaller conditional probability (Hidalgo et al. 2007,
        doi:10.1126/science.1144581); `cosine`: Salton's; `association`: together over
        what chance would give (van Eck and Waltman 2009, doi:10.1002/asi.21075).
    """
    return scaled(held.T @ held, kind)


def scaled(together: Matrix, kind: Kind) -> Matrix:
    """Return the same from how many rows hold both of two columns."""
    alone = np.diag(together).copy()
    if kind == "minimum":
        scale = np.maximum.outer(alone, alone)
    elif kind == "cosine":
        scale = np.sqrt(np.outer(alone, alone))
    else:
        scale = np.outer(alone, alone) / max(alone.sum(), 1.0)
    near = np.divide(together, scale, out=np.zeros_like(together), where=scale > 0)
    np.fill_diagonal(near, 0.0)
    return near


def share_of_near(held: Matrix, near: Matrix) -> Matrix:
    """Return the density: the held share of all that is near each activity."""
    return np.asarray((held @ near) / np.maximum(near.sum(axis=0), _TINY))


def nearest_only(near: Matrix, count: int = NEAREST) -> Matrix:
    """Keep the `count` nearest of each column, ties by position; nought elsewhere."""
    order = np.argsort(-near, axis=0, kind="stable")[:count]
    kept = np.zeros_like(near)
    np.put_along_axis(kept, order, np.take_along_axis(near, order, 0), 0)
    return kept


def nearest_held(held: Matrix, near: Matrix, count: int = 5) -> tuple[Matrix, Matrix]:
    """Return how near the nearest held activity is, and the `count` nearest summed."""
    first, several = np.zeros(held.shape), np.zeros(held.shape)
    for row, mine in enumerate(held > 0):
        mine_near = near[mine]
        if len(mine_near) > count:
            mine_near = np.partition(mine_near, -count, axis=0)[-count:]
        if len(mine_near):
            first[row] = mine_near.max(axis=0)
            several[row] = np.sort(mine_near, axis=0).sum(axis=0)
    return first, several
