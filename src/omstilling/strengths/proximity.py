"""How related activities are, and how near a unit is to one it does not hold.

Hidalgo, Klinger, Barabási and Hausmann (2007), doi:10.1126/science.1144581.
"""

from __future__ import annotations

import numpy as np

from omstilling.strengths.specialisation import Matrix


def proximity(presence: Matrix) -> Matrix:
    """Return the minimum of the two conditional probabilities of being held together.

    Parameters
    ----------
    presence
        Places × activities, 1 where the place is specialised in the activity, else 0.

    Returns
    -------
    Activities × activities, symmetric, in [0, 1]. The diagonal is 0: an activity does
    not count as related to itself. An activity held nowhere is related to none.
    """
    together = presence.T @ presence
    ubiquity = presence.sum(axis=0)
    larger = np.maximum.outer(ubiquity, ubiquity)
    result: Matrix = np.divide(
        together, larger, out=np.zeros_like(together), where=larger > 0
    )
    np.fill_diagonal(result, 0.0)
    return result


def density(holds: Matrix, near: Matrix) -> Matrix:
    """Return how much of what is related to each activity a unit holds.

    Parameters
    ----------
    holds
        Units × activities, 1 where held, else 0.
    near
        Activities × activities: the proximity.

    Returns
    -------
    Units × activities, in [0, 1]; 0 for an activity that is related to none.
    """
    all_near = near.sum(axis=0)
    held_near: Matrix = holds @ near
    result: Matrix = np.divide(
        held_near, all_near, out=np.zeros_like(held_near), where=all_near > 0
    )
    return result
