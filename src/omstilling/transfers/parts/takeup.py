"""How likely a receiver takes an activity up, learned from history.

It says nothing of the source: whoever gives, the probability is the same. A method has
none, since nobody has recorded the take-ups of methods.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from omstilling.language import gettext_noop
from omstilling.strengths import Landscape, Matrix, Texts
from omstilling.transfers.objects import Objects
from omstilling.transfers.receivers import Receivers
from omstilling.transfers.takeup import outlook

NO_METHODS = gettext_noop("no take-up of a working method is recorded")


@dataclass(frozen=True, eq=False)
class TakeUp:
    """Receivers × objects: the probability, or why there is none.

    Attributes
    ----------
    probability
        From 0 to 1; NaN where there is none.
    why_not
        Why there is none; empty where there is one.
    meanings
        Receivers: what a take-up is.
    as_of, horizon
        The last year that is known (None if none is), and the years after it.
    """

    probability: Matrix
    why_not: Texts
    meanings: list[str]
    as_of: int | None
    horizon: int


def take_up(landscape: Landscape, takers: Receivers, things: Objects) -> TakeUp:
    """Return what has been learned for every receiver and object."""
    learned = outlook(landscape, takers)
    methods = len(takers.ids), len(things.names) - things.methods_from
    return TakeUp(
        probability=np.hstack([learned.probability, np.full(methods, np.nan)]),
        why_not=np.hstack([learned.why_not, np.full(methods, NO_METHODS)]),
        meanings=learned.label_meanings,
        as_of=learned.as_of,
        horizon=learned.horizon,
    )
