"""What of a receiver's activities is nearest to the one that would come."""

from __future__ import annotations

import numpy as np

from omstilling.strengths import Flags, Index, Matrix

NEAREST = 3
#: Most receivers hold three among this many of the nearest; the others are looked at
#: again, in all.
_OFTEN_ENOUGH = 48


def nearest_held(holds: Flags, near: Matrix) -> Index:
    """Return the held activities nearest to each object.

    Parameters
    ----------
    holds
        Receivers × activities.
    near
        Objects × activities, in [0, 1]: how near each activity is to each object.

    Returns
    -------
    Receivers × objects × 3: columns of the activities, nearest first, ties in the order
    of the columns; −1 where the receiver holds fewer that are near at all.
    """
    result = np.full((holds.shape[0], near.shape[0], NEAREST), -1, dtype=np.intp)
    for column, nearness in enumerate(near):
        order = np.argsort(-nearness, kind="stable")
        order = order[nearness[order] > 0]
        found = _first_held(holds[:, order[:_OFTEN_ENOUGH]])
        few = np.flatnonzero(found[:, -1] < 0)
        if few.size and order.size > _OFTEN_ENOUGH:
            found[few] = _first_held(holds[few][:, order])
        result[:, column] = np.where(found >= 0, order[found], -1) if order.size else -1
    return result


def _first_held(held: Flags) -> Index:
    """Return the positions of the first held activities of each receiver, or −1."""
    result = np.full((held.shape[0], NEAREST), -1, dtype=np.intp)
    if not held.size:
        return result
    left = held.copy()
    every = np.arange(held.shape[0])
    for place in range(NEAREST):
        first = left.argmax(axis=1)
        result[:, place] = np.where(left[every, first], first, -1)
        left[every, first] = False
    return result
