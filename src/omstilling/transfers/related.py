"""What of a receiver's activities is nearest to the one that would come."""

from __future__ import annotations

import numpy as np

from omstilling.strengths import Flags, Index, Matrix

NEAREST = 3


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
        held = holds[:, order]
        place = np.cumsum(held, axis=1)
        for position in range(min(NEAREST, order.size)):
            hit = held & (place == position + 1)
            found = hit.any(axis=1)
            result[found, column, position] = order[hit[found].argmax(axis=1)]
    return result
