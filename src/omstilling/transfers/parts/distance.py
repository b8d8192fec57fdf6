"""How far an activity is from what the receiver does: cognitive distance.

1 − the mean nearness of the receiver's three nearest held activities. Nooteboom et al.
(2007, doi:10.1016/j.respol.2007.04.006) expect most learning at a middling distance, an
inverted U; `transfers.fit.curve` tests that, and the default weight follows the test.
"""

from __future__ import annotations

import numpy as np

from omstilling.strengths import Index, Matrix
from omstilling.transfers.related import NEAREST


def cognitive_distance(nearest: Index, near: Matrix) -> Matrix:
    """Return receivers × objects: from 0, wholly near, to 1, nothing near.

    Parameters
    ----------
    nearest
        Receivers × objects × 3: the nearest held activities, −1 where there are fewer.
    near
        Objects × activities: how near each activity is to each object.
    """
    objects = np.arange(near.shape[0])[None, :, None]
    known = np.where(nearest >= 0, near[objects, nearest], 0.0)
    result: Matrix = 1.0 - known.sum(axis=2) / NEAREST
    return result
