"""Why each proposal is in or out, by solving again and not by guess.

For a proposal that is out: the best portfolio with it, and what that gives up. For one
that is in: the best portfolio without it. For both: the budget, and the cost, at which
it changes sides. For every rule of balance: the best portfolio without the rule.

Where time is out before that, the relaxation of the model with the proposal on the
other side still proves what it costs at least.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from omstilling.priorities.portfolio.clash import Clash, clash
from omstilling.priorities.portfolio.rules import PRICED
from omstilling.priorities.portfolio.solving import Question, Solution, Solver
from omstilling.priorities.portfolio.turning import (
    Clock,
    OutOfTimeError,
    Turn,
    Turning,
)


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
    at_least
        What the relaxation proves that it loses; None where that was not reached.
    leaves, joins
        Other proposals that go out and come in with that.
    clash
        The rules that forbid it to be on the other side.
    budget, cost
        Where it changes sides next; None where it never does or time was out.
    for_good
        The budget beyond which it never changes sides again: from which a rejected one
        is always in, below which a selected one is never in.
    proven
        Whether `loss`, or `clash`, is proven.
    turns_proven
        Whether `budget` and `cost` are, also where they are None.
    """

    proposal: int
    inside: bool
    loss: Fraction | None = None
    at_least: Fraction | None = None
    leaves: tuple[int, ...] = ()
    joins: tuple[int, ...] = ()
    clash: Clash | None = None
    budget: Turn | None = None
    cost: Turn | None = None
    for_good: Turn | None = None
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


def explain(
    solver: Solver,
    best: Solution,
    *,
    seconds: float = 60.0,
    only: Iterable[int] | None = None,
) -> Reasons:
    """Return why each proposal is in or out and what the rules cost.

    Parameters
    ----------
    solver, best
        The problem, and its best portfolio.
    seconds
        Time for all answers. First what the relaxation proves of each proposal, then
        what each would change, then the prices, then where proposals change sides; what
        is not reached is said not to be proven.
        Where proposals change sides is told only of a portfolio that is proven best,
        with no tolerance.
    only
        Positions of proposals that are asked about in full; of the others only what the
        relaxation proves. All if not given.
    """
    clock = Clock(seconds)
    everyone = range(len(solver.problem.ids))
    asked = frozenset(everyone if only is None else only)
    floors = _floors(solver, best, clock)
    first = [
        _other_side(solver, best, one, clock) if one.proposal in asked else one
        for one in floors
    ]
    prices = [
        _price(solver, best, rule.id, clock)
        for rule in solver.rules
        if rule.kind in PRICED
    ]
    if not best.settled or solver.settings.tolerance > 0:
        # Where a proposal changes sides follows only from what is the best of all.
        return Reasons(tuple(first), tuple(prices))
    turning = Turning(solver, best, clock)
    told = (_turned(one, turning) if one.proposal in asked else one for one in first)
    return Reasons(tuple(told), tuple(prices))


def _floors(solver: Solver, best: Solution, clock: Clock) -> list[Reason]:
    """Return what the relaxation proves of each proposal."""
    inside = [p in best.chosen for p in range(len(solver.problem.ids))]
    bounds = solver.other_sides(inside, seconds=clock.left)
    return [
        Reason(
            p,
            there,
            at_least=None
            if bound is None
            else max(best.value - Fraction(bound), Fraction(0)),
        )
        for p, (there, bound) in enumerate(zip(inside, bounds, strict=True))
    ]


def _turned(reason: Reason, turning: Turning) -> Reason:
    """Return the reason with its turns; as it is where time is out."""
    if reason.loss == 0:
        here = Turn(Fraction(1), Fraction(1))
        return replace(
            reason, budget=here, cost=here, for_good=here, turns_proven=reason.proven
        )
    p, inside = reason.proposal, reason.inside
    told = reason
    try:
        told = replace(told, cost=turning.cost(p, reason.loss, inside=inside))
        told = replace(told, budget=turning.next_budget(p, inside=inside))
        last = turning.last_budget(p, inside=inside)
    except OutOfTimeError:
        return told
    return replace(told, for_good=last, turns_proven=True)


def _other_side(solver: Solver, best: Solution, reason: Reason, clock: Clock) -> Reason:
    p, inside = reason.proposal, reason.inside
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


def _price(solver: Solver, best: Solution, rule: str, clock: Clock) -> Price:
    if not clock.left:
        return Price(rule, None, proven=False)
    freed = solver.solve(Question(without=frozenset([rule])), seconds=clock.left)
    if not freed.found:
        return Price(rule, None, proven=False)
    more = max(freed.value - best.value, Fraction(0))
    return Price(rule, more, proven=freed.settled and best.settled)
