"""Why each proposal is in or out, by solving again and not by guess.

For a proposal that is out: the best portfolio with it, and what that gives up. For one
that is in: the best portfolio without it. For both: the budget, and the cost, at which
it changes sides. For every rule of balance: the best portfolio without the rule.

The worth of the best portfolio with a proposal in cannot rise when the proposal costs
more, so the cost is found by bisection. With the budget no such order holds: whole
projects may be in at one budget and out at a larger one. Bisection then finds *a*
budget at which it changes sides, with both sides proven, and says how near they are.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction

from omstilling.priorities.portfolio.clash import Clash, clash
from omstilling.priorities.portfolio.rules import PRICED
from omstilling.priorities.portfolio.solving import Question, Solution, Solver

#: How near the two sides of a turning point lie, as a share of what is turned.
PRECISION = Fraction(1, 100)


@dataclass(frozen=True)
class Turn:
    """Where a proposal changes sides: the factor on each side, both proven.

    `out` and `inside` are what the budget, or the proposal's money, is multiplied by.
    """

    out: Fraction
    inside: Fraction


@dataclass(frozen=True)
class Reason:
    """Why a proposal is in or out.

    Attributes
    ----------
    proposal
        Its position.
    inside
        Whether it is in.
    loss
        What the best portfolio loses when the proposal is put on the other side; None
        where there is no such portfolio or time was out.
    leaves, joins
        Other proposals that go out and come in with that.
    clash
        The rules that forbid it to be on the other side.
    budget, cost
        Where it changes sides; None where it never does or time was out.
    proven
        Whether `loss`, or `clash`, is proven.
    turns_proven
        Whether `budget` and `cost` are, also where they are None.
    """

    proposal: int
    inside: bool
    loss: Fraction | None = None
    leaves: tuple[int, ...] = ()
    joins: tuple[int, ...] = ()
    clash: Clash | None = None
    budget: Turn | None = None
    cost: Turn | None = None
    proven: bool = False
    turns_proven: bool = False


@dataclass(frozen=True)
class Price:
    """What a rule costs: how much more there would be without it."""

    rule: str
    price: Fraction | None
    proven: bool


@dataclass(frozen=True)
class Reasons:
    """The reasons of all proposals, in their order, and the prices of the rules."""

    proposals: tuple[Reason, ...]
    prices: tuple[Price, ...]

    @property
    def complete(self) -> bool:
        """Whether every answer is proven."""
        return all(one.proven and one.turns_proven for one in self.proposals) and all(
            one.proven for one in self.prices
        )


class _Clock:
    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(0.0, self._ends - time.monotonic())


def explain(solver: Solver, best: Solution, *, seconds: float = 60.0) -> Reasons:
    """Return why each proposal is in or out and what the rules cost.

    Parameters
    ----------
    solver, best
        The problem, and its best portfolio.
    seconds
        Time for all answers. First what each proposal would change, then the prices,
        then where proposals change sides; what is not reached is said not to be proven.
    """
    clock = _Clock(seconds)
    everyone = range(len(solver.problem.ids))
    first = [_other_side(solver, best, p, clock) for p in everyone]
    prices = [
        _price(solver, best, rule.id, clock)
        for rule in solver.rules
        if rule.kind in PRICED
    ]
    turning = _Turning(solver, best, clock)
    return Reasons(tuple(turning.of(one) for one in first), tuple(prices))


def _other_side(solver: Solver, best: Solution, p: int, clock: _Clock) -> Reason:
    inside = p in best.chosen
    reason = Reason(p, inside)
    if not clock.left:
        return reason
    other = solver.solve(Question(force={p: not inside}), seconds=clock.left)
    if other.status == "infeasible":
        found = clash(solver, force={p: not inside}, seconds=clock.left)
        return replace(reason, clash=found, proven=found.proven)
    if not other.found:
        return reason
    return replace(
        reason,
        loss=max(best.value - other.value, Fraction(0)),
        proven=other.settled and best.settled,
        leaves=tuple(sorted(best.chosen - other.chosen - {p})),
        joins=tuple(sorted(other.chosen - best.chosen - {p})),
    )


def _price(solver: Solver, best: Solution, rule: str, clock: _Clock) -> Price:
    if not clock.left:
        return Price(rule, None, proven=False)
    freed = solver.solve(Question(without=frozenset([rule])), seconds=clock.left)
    if not freed.found:
        return Price(rule, None, proven=False)
    return Price(rule, max(freed.value - best.value, Fraction(0)), proven=freed.settled)


class _OutOfTimeError(Exception):
    """Time was out before an answer was proven."""


class _Turning:
    """Finds where proposals change sides; budgets asked before are remembered."""

    def __init__(self, solver: Solver, best: Solution, clock: _Clock) -> None:
        self._solver, self._best, self._clock = solver, best, clock
        self._at_budget: dict[Fraction, Solution] = {Fraction(1): best}

    def of(self, reason: Reason) -> Reason:
        """Return the reason with both turns; as it is where time is out."""
        if reason.loss == 0:
            here = Turn(Fraction(1), Fraction(1))
            return replace(reason, budget=here, cost=here, turns_proven=reason.proven)
        try:
            return replace(
                reason,
                budget=self._budget(reason),
                cost=self._cost(reason),
                turns_proven=True,
            )
        except _OutOfTimeError:
            return reason

    def _budget(self, reason: Reason) -> Turn | None:
        p, far = reason.proposal, self._far(reason.inside)
        if self._at(p, far) == reason.inside:
            return None
        if reason.inside:
            out, inside = far, Fraction(1)
        else:
            out, inside = Fraction(1), far
        while abs(inside - out) > PRECISION:
            middle = (out + inside) / 2
            if self._at(p, middle):
                inside = middle
            else:
                out = middle
        return Turn(out, inside)

    def _far(self, inside: bool) -> Fraction:
        """Return nothing at all, or enough in every year for all that is asked."""
        if inside:
            return Fraction(0)
        factors = [Fraction(1)]
        for rule in self._solver.rules:
            if rule.kind == "budget":
                (row,) = rule.rows
                asked = int(row.coefficients.sum())
                if row.upper:
                    factors.append(Fraction(asked, row.upper))
        # Whole steps, so that proposals share the budgets that are asked.
        return Fraction(-(-max(factors) // 1))

    def _at(self, p: int, factor: Fraction) -> bool:
        """Whether a proposal is in a best portfolio at a multiple of the budget."""
        if factor not in self._at_budget:
            self._at_budget[factor] = self._asked(Question(budget=factor))
        found = self._at_budget[factor]
        if not found.found or p in found.chosen:
            return found.found
        other = self._asked(Question(budget=factor, force={p: True}))
        return other.found and other.value >= found.value

    def _cost(self, reason: Reason) -> Turn | None:
        p = reason.proposal
        if reason.loss is None:
            return None
        without = self._best.value - reason.loss if reason.inside else self._best.value
        out, inside = Fraction(2), Fraction(1)
        if not reason.inside:
            out, inside = Fraction(1), Fraction(1, 100)
            if not self._worth_it(p, inside, without):
                return None
        while reason.inside and self._worth_it(p, out, without):
            out, inside = 2 * out, out
            if out > _MOST:
                return None
        while out - inside > PRECISION:
            middle = (out + inside) / 2
            if self._worth_it(p, middle, without):
                inside = middle
            else:
                out = middle
        return Turn(out, inside)

    def _worth_it(self, p: int, factor: Fraction, without: Fraction) -> bool:
        found = self._asked(Question(force={p: True}, cost={p: factor}))
        return found.found and found.value >= without

    def _asked(self, question: Question) -> Solution:
        if not self._clock.left:
            raise _OutOfTimeError
        found = self._solver.solve(question, seconds=self._clock.left)
        if not found.settled:
            raise _OutOfTimeError
        return found


#: A proposal that may cost so many times as much and still is in never goes out.
_MOST = 64
