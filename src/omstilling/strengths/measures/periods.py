"""All usual measures of a table at once, of one period or of a sequence of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from omstilling.errors import UsageError
from omstilling.strengths.measures.arrays import (
    Matrix,
    Table,
    column_sums,
    held,
    row_sums,
)
from omstilling.strengths.measures.complexity import Scale, complexities
from omstilling.strengths.measures.density import density
from omstilling.strengths.measures.outlook import outlook, outlook_gain
from omstilling.strengths.measures.presence import presence
from omstilling.strengths.measures.proximity import proximity
from omstilling.strengths.measures.specialisation import comparative_advantage


@dataclass(frozen=True, eq=False, repr=False)
class Measures:
    """What follows from one table of units × activities.

    Attributes
    ----------
    advantage
        Units × activities: Balassa's index; sparse where the table was.
    presence
        Units × activities: whether the index reaches the threshold; sparse likewise.
    diversity, ubiquity
        Units; activities: how many they hold; how many hold them.
    unit_complexity, activity_complexity
        ECI by unit, PCI by activity, on the scale asked for.
    proximity
        Activities × activities: minimum conditional probability.
    density
        Units × activities, in [0, 1].
    outlook, outlook_gain
        COI by unit, COG by unit and activity, from PCI on the scale `uncentred`.
    """

    advantage: Table
    presence: Table
    diversity: Matrix
    ubiquity: Matrix
    unit_complexity: Matrix
    activity_complexity: Matrix
    proximity: Matrix
    density: Matrix
    outlook: Matrix
    outlook_gain: Matrix


def measure(
    values: Table, *, least: float = 1.0, scale: Scale = "each", itself: bool = False
) -> Measures:
    """Return all measures of one period.

    Parameters
    ----------
    values
        Units × activities: amounts, at least zero, dense or sparse.
    least
        The index from which an activity counts as held, above 0.
    scale
        Scale of the complexities; see `complexity`.
    itself
        Whether an activity counts as related to itself; see `proximity`.

    Returns
    -------
    Measures
        All of them finite.

    Raises
    ------
    UsageError
        The values are no table or hold what is no amount, or a parameter is none of
        those that can be chosen.
    """
    advantage = comparative_advantage(values)
    present = presence(advantage, least)
    table = held(present, "measure")
    shown, raw = complexities(table, scale, "uncentred")
    near = proximity(table, itself=itself)
    dense = density(table, near, of=table)
    return Measures(
        advantage=advantage,
        presence=present,
        diversity=row_sums(table),
        ubiquity=column_sums(table),
        unit_complexity=shown.units,
        activity_complexity=shown.activities,
        proximity=near,
        density=dense,
        outlook=outlook(table, dense, raw.activities),
        outlook_gain=outlook_gain(table, near, raw.activities, minimum=True),
    )


def measure_periods(
    periods: NDArray[np.float64] | Iterable[Table],
    *,
    least: float = 1.0,
    scale: Scale = "each",
    itself: bool = False,
    executor: Executor | None = None,
) -> Iterator[Measures]:
    """Yield all measures of each period, in order.

    Parameters
    ----------
    periods
        An array of units × activities × periods, or tables of units × activities, one
        for each period; they may be dense or sparse and of different shapes.
    least, scale, itself
        As for `measure`.
    executor
        Where the periods are measured; here, one after the other, if None. Each is
        measured with one thread of the matrix library, so that results are the same
        to the bit with any executor.

    Yields
    ------
    Measures
        Of one period. Without an executor only this one is held in memory.

    Raises
    ------
    UsageError
        An array has other than three dimensions; and as for `measure`.
    """
    tables = _tables(periods)
    tasks = ((table, least, scale, itself) for table in tables)
    yield from map(_one, tasks) if executor is None else executor.map(_one, tasks)


def _tables(periods: NDArray[np.float64] | Iterable[Table]) -> Iterator[Table]:
    if not isinstance(periods, np.ndarray):
        yield from periods
        return
    if periods.ndim != 3:
        raise UsageError(
            "The 'periods' parameter of measure_periods must be units × activities × "
            f"periods. Got {periods.ndim} dimensions instead.",
            hint="Put a single table into a list.",
        )
    for period in range(periods.shape[2]):
        yield np.ascontiguousarray(periods[:, :, period])


def _one(task: tuple[Table, float, Scale, bool]) -> Measures:
    table, least, scale, itself = task
    with threadpool_limits(1):
        return measure(table, least=least, scale=scale, itself=itself)
