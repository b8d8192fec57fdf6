"""Proximity: how related activities are, by being held together.

Hidalgo, Klinger, Barabási and Hausmann (2007), doi:10.1126/science.1144581; the other
kinds are described in `cross`.
"""

from __future__ import annotations

import numpy as np

from omstilling.strengths.measures.arrays import Matrix, Table, column_sums
from omstilling.strengths.measures.cross import Kind, cross_proximity

_BLOCK = 128
"""Activities at a time: products of fewer are slow, of more do too much."""
_WORTH_IT = 8
"""From so many activities a unit on, the small products are faster than the whole."""


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


def over_proximity(weights: Matrix, presence: Table | None, near: Matrix) -> Matrix:
    """Return the matrix product weights · near, the shorter way where there is one.

    With activities in the order of their ubiquity u, the `minimum` proximity of two is
    n / u of the later one, and n is a product of presence with itself. So outside a
    block of neighbours the sum needs products as small as there are units, and never
    all pairs of activities: with few units and many activities a part of the work.

    Parameters
    ----------
    weights
        Any rows × activities.
    presence
        Units × activities, 0 or 1, dense, if `near` is its proximity of the kind
        `minimum`, with any diagonal; else None.
    near
        Activities × activities.
    """
    if presence is None or presence.shape[1] < _WORTH_IT * presence.shape[0]:
        return np.asarray(weights @ near)
    ubiquity = column_sums(presence)
    order = np.argsort(ubiquity, kind="stable")
    blocks = np.split(order, range(_BLOCK, order.size, _BLOCK))
    share = 1.0 / np.maximum(ubiquity, 1.0)
    result = np.empty((weights.shape[0], order.size))
    links = np.zeros((weights.shape[0], presence.shape[0]))
    for block in reversed(blocks):
        part, held = weights[:, block], presence[:, block].astype(np.float64)
        result[:, block] = part @ near[np.ix_(block, block)] + links @ held
        links += (part * share[block]) @ held.T
    links[:] = 0.0
    for block in blocks:
        part, held = weights[:, block], presence[:, block].astype(np.float64)
        result[:, block] += (links @ held) * share[block]
        links += part @ held.T
    return result
