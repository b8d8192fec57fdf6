"""The core of a program: the few columns that the relaxation leaves in doubt.

Let U be the optimum of the linear relaxation and d_j the reduced cost of a whole column
that stands at a bound there. Every solution in which it stands elsewhere is worth at
most U − |d_j| (R. J. Dakin, A tree-search algorithm for mixed integer programming
problems, Computer Journal 8(3), 250–255, 1965, https://doi.org/10.1093/comjnl/8.3.250,
and E. Balas and E. Zemel, An algorithm for large zero-one knapsack problems, Operations
Research 28(5), 1130–1154, 1980, https://doi.org/10.1287/opre.28.5.1130, for the core).
So columns with |d_j| > δ are held where they are, and the rest is solved: a solution
worth U − δ or more is the best of the whole program. One that is worth less gives the δ
with which the second round proves it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: So many whole columns are left free at first; a program with no more is solved as is.
CORE = 100
_OUTCOMES = highspy.HighsModelStatus
NONE = (_OUTCOMES.kInfeasible, _OUTCOMES.kUnboundedOrInfeasible)
_FEASIBLE = 2
#: Reduced costs are exact to about the solver's own tolerance.
_EXACT = 1e-6


@dataclass(frozen=True)
class Outcome:
    """How a run ended: no solution is worth more than `bound`."""

    status: highspy.HighsModelStatus
    found: bool
    bound: float

    @property
    def none(self) -> bool:
        """Whether it is proven that there is no solution."""
        return self.status in NONE


@dataclass(frozen=True)
class Relaxed:
    """The optimum of the relaxation, its columns and their reduced costs."""

    value: float
    columns: Floats
    reduced: Floats


def solve(
    highs: highspy.Highs, whole: NDArray[np.bool_], *, ends: float, tolerance: float
) -> Outcome:
    """Solve the program that was passed to the solver, which is to be maximised.

    Parameters
    ----------
    highs
        Holds the program before and, with its bounds as they were, after.
    whole
        Which columns are whole numbers.
    ends
        When time is out, of `time.monotonic`.
    tolerance
        Gap over the worth at which it may stop.
    """
    if whole.sum() <= CORE:
        return _run(highs, ends)
    lower, upper = _bounds(highs)
    relaxed = relax(highs, ends)
    if isinstance(relaxed, Outcome):
        return relaxed
    doubt = _doubt(relaxed, whole & (lower < upper))
    within = float(np.sort(doubt[whole])[CORE])
    while True:
        held = whole & (doubt > within)
        _hold(highs, np.flatnonzero(held), relaxed.columns)
        ended = _run(highs, ends)
        _release(highs, np.flatnonzero(held), lower, upper)
        if not held.any():
            return ended
        bound = relaxed.value - within
        worth = highs.getInfo().objective_function_value if ended.found else -np.inf
        near = ended.found and worth + max(tolerance * abs(worth), _EXACT) >= bound
        if near or not (ended.none or ended.status == _OUTCOMES.kOptimal):
            return Outcome(ended.status, ended.found, max(ended.bound, bound))
        within = relaxed.value - worth if ended.found else np.inf


def relax(highs: highspy.Highs, ends: float) -> Relaxed | Outcome:
    """Return the optimum of the relaxation, or how the run ended without one."""
    highs.setOptionValue("solve_relaxation", True)
    ended = _run(highs, ends)
    highs.setOptionValue("solve_relaxation", False)
    if ended.status != _OUTCOMES.kOptimal:
        return Outcome(ended.status, found=False, bound=np.inf)
    found = highs.getSolution()
    value = float(highs.getInfo().objective_function_value)
    return Relaxed(value, np.array(found.col_value), np.array(found.col_dual))


def _doubt(relaxed: Relaxed, movable: NDArray[np.bool_]) -> Floats:
    """Return how much worth is lost for certain when a column leaves its bound."""
    at_bound = np.abs(relaxed.columns - np.rint(relaxed.columns)) < _EXACT
    doubt: Floats = np.where(at_bound & movable, np.abs(relaxed.reduced), 0.0)
    return doubt


def _run(highs: highspy.Highs, ends: float) -> Outcome:
    highs.setOptionValue("time_limit", max(ends - time.monotonic(), 0.01))
    highs.run()
    information = highs.getInfo()
    found = information.primal_solution_status == _FEASIBLE
    return Outcome(highs.getModelStatus(), found, float(information.mip_dual_bound))


def _bounds(highs: highspy.Highs) -> tuple[Floats, Floats]:
    program = highs.getLp()
    return np.array(program.col_lower_), np.array(program.col_upper_)


def _hold(highs: highspy.Highs, columns: NDArray[np.int64], at: Floats) -> None:
    values = np.rint(at[columns])
    highs.changeColsBounds(len(columns), columns.astype(np.int32), values, values)


def _release(
    highs: highspy.Highs, columns: NDArray[np.int64], lower: Floats, upper: Floats
) -> None:
    highs.changeColsBounds(
        len(columns), columns.astype(np.int32), lower[columns], upper[columns]
    )
