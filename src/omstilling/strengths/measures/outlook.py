"""Complexity outlook: how much complexity lies near what a unit holds.

Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, ISBN
978-0-262-52542-8, technical box 5.4 (opportunity value and opportunity gain, since
called outlook index COI and outlook gain COG).

Neither is the same after a number has been added to all complexities, since it decides
which activities count for and which against: say which scale was used.
"""

from __future__ import annotations

import numpy as np

from omstilling.strengths.measures.arrays import (
    Matrix,
    Table,
    held,
    is_sparse,
    ratio,
    row_blocks,
)
from omstilling.strengths.measures.density import density
from omstilling.strengths.measures.proximity import over_proximity


def outlook(presence: Table, dense: Matrix, complexity: Matrix) -> Matrix:
    """Return COI = Σₐ (1 − M)·density·complexity by unit.

    Parameters
    ----------
    presence
        Units × activities, 0 or 1, dense or sparse.
    dense
        Units × activities: the density.
    complexity
        Activities: their complexity on one scale.

    Returns
    -------
    Units, in the unit of the complexity. A unit that holds nothing has 0, and so has
    one that holds everything.

    Raises
    ------
    UsageError
        The presence is no table of 0 and 1.
    """
    table = held(presence, "outlook")
    if is_sparse(table):
        return np.asarray(dense @ complexity - (table * dense) @ complexity)
    sums = [
        np.einsum("ua,ua,a->u", 1.0 - table[block], dense[block], complexity)
        for block in row_blocks(table)
    ]
    return np.concatenate([*sums, np.zeros(0)])


def outlook_gain(
    presence: Table,
    near: Matrix,
    complexity: Matrix,
    *,
    net: bool = False,
    minimum: bool = False,
) -> Matrix:
    """Return COG: how much the outlook would rise if a unit took up an activity.

    Parameters
    ----------
    presence
        Units × activities, 0 or 1, dense or sparse.
    near
        Activities × activities: a symmetric proximity. Its diagonal decides whether
        the gain counts the activity itself.
    complexity
        Activities: their complexity on one scale.
    net
        Whether density × complexity, which the outlook loses when an activity is no
        longer lacking, is taken off (the Atlas of 2014 does, its site does not).
    minimum
        Whether `near` is this presence's proximity of the kind `minimum`: where it is
        told, many activities of few units are faster.

    Returns
    -------
    Units × activities, in the unit of the complexity; 0 where the activity is held.

    Raises
    ------
    UsageError
        The presence is no table of 0 and 1.
    """
    table = held(presence, "outlook_gain")
    worth = ratio(complexity, near.sum(axis=0))
    if is_sparse(table):
        gain = np.asarray((table * -worth) @ near)
        gain += worth @ near
    else:
        gain = np.empty(table.shape)
        for block in row_blocks(table):
            lacking = (1.0 - table[block]) * worth
            of = table if minimum else None
            gain[block] = over_proximity(lacking, of, near)
    if net:
        gain -= density(table, near) * complexity
    gain[table.nonzero() if is_sparse(table) else table > 0] = 0.0
    return gain
