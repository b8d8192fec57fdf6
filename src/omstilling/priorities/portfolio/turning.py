"""Where a proposal changes sides: the budgets and the cost, each side proven.

With p the proposal, z(f) the worth of the best portfolio at f times the budget and
y(f) that of the best one with p, p is in where y(f) = z(f). No order holds between in
and out: whole projects may be in at one budget and out at a larger one. But neither
worth falls when the budget grows, so the least budget at which y reaches a level,
itself a program with f as a column, leaps over all budgets that cannot matter: upwards
the level is z(f), downwards the worth of the best portfolio without p. The ends of the
leaps are the exact budgets at which p comes in, or goes out, next; as many leaps as are
needed.

The worth of the best portfolio with p cannot rise when p costs more, so the cost is
found by bisection.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction

from omstilling.priorities.portfolio.solving import Question, Solution, Solver

#: How near the two sides of a cost lie, as a share of the cost.
PRECISION = Fraction(1, 100)
#: A proposal that may cost so many times as much and still is in never goes out.
_MOST = 64
_KRONE = 100


@dataclass(frozen=True)
class Turn:
    """Where a proposal changes sides: the factor on each side, both proven.

    `out` and `inside` are what the budget, or the proposal's money, is multiplied by.
    """

    out: Fraction
    inside: Fraction


class OutOfTimeError(Exception):
    """Time was out before an answer was proven."""


class Clock:
    """How much time is left."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, at least 0."""
        return max(0.0, self._ends - time.monotonic())


class Turning:
    """Finds where proposals change sides; budgets asked before are remembered."""

    def __init__(self, solver: Solver, best: Solution, clock: Clock) -> None:
        self._solver, self._best, self._clock = solver, best, clock
        self._at_budget: dict[Fraction, Solution] = {Fraction(1): best}
        budgets = [
            row.upper
            for rule in solver.rules
            if rule.kind == "budget"
            for row in rule.rows
            if row.upper
        ]
        #: A budget is just below another one when its least year has a krone less, and
        #: what rounding shares can need; the solver cannot tell smaller steps apart.
        krone = Fraction(_KRONE, max(min(budgets, default=_KRONE), _KRONE))
        self._less = krone + 2 * solver.spare_budget()

    def next_budget(self, p: int, *, inside: bool) -> Turn | None:
        """Return the next budget at which a proposal changes sides; None for none.

        For one that is out, the least larger budget at which it comes in; for one that
        is in, the budget just below which it goes out.

        Raises
        ------
        OutOfTimeError
            Time was out, or a rule asks for a least share of the budget, so that a
            larger budget may allow less and no leap is safe.
        """
        self._check_order()
        here = Fraction(1)
        return self._descend(p, here) if inside else self._climb(p, here)

    def last_budget(self, p: int, *, inside: bool) -> Turn | None:
        """Return the budget beyond which a proposal never changes sides again.

        For one that is out, the budget from which it is in at every larger one; for one
        that is in, the one below which it is never in. None where there is none.

        Raises
        ------
        OutOfTimeError
            As for `next_budget`.
        """
        self._check_order()
        if inside:
            return self._climb(p, Fraction(0))
        far = self._far()
        return self._descend(p, far) if self._is_in(p, far) else None

    def _check_order(self) -> None:
        rows = (row for rule in self._solver.rules for row in rule.rows)
        if any(row.of_budget and row.lower is not None for row in rows):
            raise OutOfTimeError

    def _climb(self, p: int, start: Fraction) -> Turn | None:
        """Return the least budget from `start` on at which a proposal is in."""
        if self._is_in(p, start):
            return Turn(start, start)
        here = start
        while True:
            level = self._at(here)
            reached = self._least(p, level.value if level.found else None)
            if reached is None:
                return None
            there = max(reached, here)
            if self._is_in(p, there) or there == here:
                return Turn(max(there - self._less, Fraction(0)), there)
            here = there

    def _descend(self, p: int, start: Fraction) -> Turn | None:
        """Return the budget down to which a proposal that is in stays in."""
        here = start
        while True:
            other = self._asked(Question(budget=here, force={p: False}))
            reached = self._least(p, other.value if other.found else None)
            there = here if reached is None else min(reached, here)
            below = there - self._less
            if below < 0:
                return None
            if not self._is_in(p, below):
                return Turn(below, there)
            here = below

    def _far(self) -> Fraction:
        """Return enough budget for all that is asked, under every rule that follows it.

        Whole steps, so that proposals share the budgets that are asked.
        """
        factors = [
            Fraction(int(row.coefficients[row.coefficients > 0].sum()), row.upper)
            for rule in self._solver.rules
            for row in rule.rows
            if row.of_budget and row.upper
        ]
        return Fraction(-(-max(factors, default=Fraction(1)) // 1))

    def _at(self, factor: Fraction) -> Solution:
        if factor not in self._at_budget:
            self._at_budget[factor] = self._asked(Question(budget=factor))
        return self._at_budget[factor]

    def _is_in(self, p: int, factor: Fraction) -> bool:
        """Whether a proposal is in a best portfolio at a multiple of the budget."""
        found = self._at(factor)
        if not found.found or p in found.chosen:
            return found.found
        other = self._asked(Question(budget=factor, force={p: True}))
        return other.found and other.value >= found.value

    def _least(self, p: int, worth: Fraction | None) -> Fraction | None:
        """Return the least budget at which portfolios with a proposal reach a worth."""
        if not self._clock.left:
            raise OutOfTimeError
        found, settled = self._solver.least_budget(
            worth, force={p: True}, seconds=self._clock.left
        )
        if not settled:
            raise OutOfTimeError
        return found

    def cost(self, p: int, loss: Fraction | None, *, inside: bool) -> Turn | None:
        """Return the cost at which a proposal changes sides, its worth unchanged.

        Raises
        ------
        OutOfTimeError
            Time was out.
        """
        if loss is None:
            return None
        without = self._best.value - loss if inside else self._best.value
        out, within = Fraction(2), Fraction(1)
        if not inside:
            out, within = Fraction(1), Fraction(1, 100)
            if not self._worth_it(p, within, without):
                return None
        while inside and self._worth_it(p, out, without):
            out, within = 2 * out, out
            if out > _MOST:
                return None
        while out - within > PRECISION:
            middle = (out + within) / 2
            if self._worth_it(p, middle, without):
                within = middle
            else:
                out = middle
        return Turn(out, within)

    def _worth_it(self, p: int, factor: Fraction, without: Fraction) -> bool:
        found = self._asked(Question(force={p: True}, cost={p: factor}))
        return found.found and found.value >= without

    def _asked(self, question: Question) -> Solution:
        if not self._clock.left:
            raise OutOfTimeError
        found = self._solver.solve(question, seconds=self._clock.left)
        if not found.settled:
            raise OutOfTimeError
        return found
