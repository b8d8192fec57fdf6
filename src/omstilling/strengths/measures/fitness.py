"""Fitness and complexity: the field's non-linear measure, iterated until it is settled.

Tacchella et al. (2012), doi:10.1038/srep00723. Fitness of a unit is the sum of the
complexities of what it holds; complexity of an activity is bounded by the least fit
that hold it, Q = 1 / Σ (M / F). Both are divided by their means at each step.

Values need not converge: where the table is not full enough they fall toward 0 for
ever, fast or slowly (Pugliese, Zaccaria and Pietronero 2016,
doi:10.1140/epjst/e2015-50118-1). So two ends count as settled:

- `values`: no logarithm of a fitness or complexity changes any more;
- `ranks`: values still move, but carried on at their present pace (in log value by log
  step, for the fall is a power of the step) no two units that are neighbours in rank
  would change places before the steps had become a thousand times as many. Activities
  are not asked: those that the same falling unit holds draw level with one another for
  ever, and never get there.

Else it ends as `steps` (as many as allowed were taken) or `vanishing` (the next value
could not be told from 0), and is not settled: then ranks may be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from omstilling.errors import check_range
from omstilling.strengths.measures.arrays import (
    Matrix,
    Table,
    column_sums,
    held,
    over_activities,
    over_units,
    ratio,
    row_sums,
)

Ended = Literal["values", "ranks", "steps", "vanishing"]
_FEWEST = 20
"""Steps before ranks are judged, for at first everything moves."""
_HORIZON = float(np.log(1000.0))
_SAME, _STILL = 1e-9, 1e-13
"""Logarithms nearer than this are tied; that move less have not changed."""
_LEAST = 1e-250


@dataclass(frozen=True)
class Fitness:
    """Fitness of units and complexity of activities, each with mean 1 where not 0.

    Attributes
    ----------
    units
        Fitness, at least 0; 0 for a unit that holds nothing.
    activities
        Complexity, at least 0; 0 for an activity held nowhere.
    iterations
        Steps taken.
    ended
        Why it ended: `values`, `ranks`, `steps` or `vanishing`.
    """

    units: Matrix
    activities: Matrix
    iterations: int
    ended: Ended

    @property
    def converged(self) -> bool:
        """Whether values or ranks are settled."""
        return self.ended in {"values", "ranks"}


def fitness(
    presence: Table,
    *,
    until: Literal["ranks", "values"] = "ranks",
    most: int = 10_000,
) -> Fitness:
    """Return fitness and complexity.

    Parameters
    ----------
    presence
        Units × activities, 1 where the unit is specialised in the activity, else 0;
        dense or sparse.
    until
        Whether it is enough that the ranks of units are settled, or values must be.
    most
        Steps at most, 1 to 10,000,000.

    Returns
    -------
    Fitness
        Finite for any table of 0 and 1. Units that hold the same are tied to the bit,
        as are activities held by the same units.

    Raises
    ------
    UsageError
        The presence is no table of 0 and 1, or `most` is out of its range.
    """
    check_range("most", "fitness", most, 1, 10_000_000)
    table = held(presence, "fitness")
    units = (row_sums(table) > 0).astype(np.float64)
    activities = (column_sums(table) > 0).astype(np.float64)
    if not units.any():
        return Fitness(units, activities, 0, "values")
    # Each step is compared with the one before last: units and activities take turns,
    # so odd and even steps may move side by side.
    earlier = last = _logs(units, activities)
    for step in range(1, most + 1):
        units, activities = _step(table, units, activities)
        now = _logs(units, activities)
        ended = _ended(step, earlier, now)
        if ended is not None and (ended != "ranks" or until == "ranks"):
            return Fitness(units, activities, step, ended)
        earlier, last = last, now
    return Fitness(units, activities, most, "steps")


def _step(table: Table, units: Matrix, activities: Matrix) -> tuple[Matrix, Matrix]:
    """Return both after one step, each from the other one before it."""
    inverse = ratio(np.ones_like(units), units)
    fit = over_activities(table, activities)
    complex_ = ratio(np.ones_like(activities), over_units(table, inverse))
    return _mean_one(fit), _mean_one(complex_)


def _mean_one(values: Matrix) -> Matrix:
    return np.asarray(values / values[values > 0].mean())


def _logs(units: Matrix, activities: Matrix) -> tuple[Matrix, Matrix]:
    return np.log(units[units > 0]), np.log(activities[activities > 0])


def _ended(
    step: int, earlier: tuple[Matrix, Matrix], now: tuple[Matrix, Matrix]
) -> Ended | None:
    paces = [after - first for first, after in zip(earlier, now, strict=True)]
    if max(np.abs(pace).max() for pace in paces) < _STILL:
        return "values"
    if min(logs.min() for logs in now) < np.log(_LEAST):
        return "vanishing"
    if step >= _FEWEST:
        wait = np.log(step) - np.log(step - 2)
        if _in_order(now[0], paces[0] / wait):
            return "ranks"
    return None


def _in_order(logs: Matrix, paces: Matrix) -> bool:
    """Whether no two neighbours in rank will change places within the horizon."""
    order = np.argsort(logs, kind="stable")
    gaps, closing = np.diff(logs[order]), -np.diff(paces[order])
    return not bool(((gaps > _SAME) & (closing * _HORIZON > gaps)).any())
