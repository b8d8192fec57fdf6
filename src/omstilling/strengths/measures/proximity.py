"""Proximity: how related activities are, by being held together.

Hidalgo, Klinger, Barabási and Hausmann (2007), doi:10.1126/science.1144581; the other
kinds are described in `cross`.
"""

from __future__ import annotations

import numpy as np

from omstilling.strengths.measures.arrays import Matrix, Table
from omstilling.strengths.measures.cross import Kind, cross_proximity


def proximity(
    presence: Table, kind: Kind = "minimum", *, itself: bool = False
) -> Matrix:
    """Return how related each activity is to each other one.

    Parameters
    ----------
    presence
        Units × activities, 1 where the unit is specialised in the activity, else 0;
        dense or sparse.
    kind
        How related is measured: `minimum` (of the two conditional probabilities),
        `cosine`, `jaccard` or `association`.
    itself
        Whether the diagonal keeps what the measure gives for an activity with itself
        (1; for `association` N over its ubiquity; 0 if held nowhere). If not, it is
        0: an activity does not count as related to itself.

    Returns
    -------
    Activities × activities, symmetric, in [0, 1]; for `association` in [0, N], where N
    units hold anything and 1 is chance. An activity held nowhere is related to none.

    Raises
    ------
    UsageError
        The presence is no table of 0 and 1, or there is no such kind.
    """
    result = cross_proximity(presence, presence, kind)
    if not itself:
        np.fill_diagonal(result, 0.0)
    return result
