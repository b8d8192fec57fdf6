"""One model, solved again and again: as it is, with a choice forced, without a rule.

Every answer is checked in exact arithmetic before it is given. Where shares were
rounded and a rule is missed by the rounding, that rule is tightened by as much and the
model solved again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

import highspy
import numpy as np

from omstilling.errors import UsageError
from omstilling.priorities.portfolio import core
from omstilling.priorities.portfolio.model import INFINITY, Floats, bounds, build
from omstilling.priorities.portfolio.problem import WHOLE, Problem
from omstilling.priorities.portfolio.rules import (
    THOUSAND,
    Row,
    Rule,
    broken,
    needed_budget,
)
from omstilling.priorities.portfolio.worth import MEAN, Caution, worth

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
#: The budget as a column counts in thousandths, so that it is exact to a billionth.
_BUDGET = 1000.0
#: The relaxation's optimum is exact to the solver's tolerance.
_BOUND = 1e-6
#: How often a rule is tightened where rounding missed it.
_REPAIRS = 5
_OUTCOMES = highspy.HighsModelStatus
#: What floats leave of the worth, and shares in millionths with the rules tightened.
_FLOATS = 1e-6
_SHARES = 1e-5


@dataclass(frozen=True)
class SolverSettings:
    """How far and how long the solver goes.

    Attributes
    ----------
    tolerance
        Gap between answer and bound, over the answer, at which it stops; 0: the best.
    seconds
        Time for one solution.
    seed
        Seed of the solver's own choices.
    """

    tolerance: float = 0.0
    seconds: float = 60.0
    seed: int = 0


#: As far as the answer is proven best, and no longer than a minute.
PROVEN = SolverSettings()


@dataclass(frozen=True)
class Solution:
    """What the solver found, checked.

    Attributes
    ----------
    status
        `optimal`: proven within the tolerance; `feasible`: time was out, `gap` says how
        far it may be from the best; `infeasible`: no portfolio keeps all rules;
        `unknown`: time was out and none was found.
    shares
        Of each proposal, exact; empty where there is none.
    value
        Worth, exact.
    bound
        No portfolio is worth more.
    """

    status: Status
    shares: tuple[Fraction, ...] = ()
    value: Fraction = Fraction(0)
    bound: float = float("inf")

    @property
    def found(self) -> bool:
        """Whether there is a portfolio."""
        return bool(self.shares)

    @property
    def settled(self) -> bool:
        """Whether the answer is proven, be it that there is none."""
        return self.status in {"optimal", "infeasible"}

    @property
    def gap(self) -> float:
        """How much better another one could be, over its value."""
        if not self.found:
            return float("inf")
        more = max(0.0, self.bound - float(self.value))
        return more / max(abs(float(self.value)), 1e-9) if more else 0.0

    @property
    def chosen(self) -> frozenset[int]:
        """Positions of the proposals that are in."""
        return frozenset(p for p, share in enumerate(self.shares) if share)


@dataclass(frozen=True)
class Cut:
    """A row over the shares of all proposals: `Σ coefficient · share ≥ least`."""

    coefficients: Floats
    least: float = 0.0


@dataclass(frozen=True)
class Question:
    """What is asked of a model other than the model itself.

    Attributes
    ----------
    force
        Proposals that must be in (True) or out (False).
    without
        Rules that do not count.
    budget
        What every budget is multiplied by.
    cost
        What the money of a proposal is multiplied by; its worth stays.
    cuts
        Rows beside the rules; they are not checked in exact arithmetic.
    any_portfolio
        Whether any portfolio will do, the best or not.
    """

    force: Mapping[int, bool] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    budget: Fraction = Fraction(1)
    cost: Mapping[int, Fraction] = field(default_factory=dict)
    cuts: tuple[Cut, ...] = ()
    any_portfolio: bool = False


class _Quiet(highspy.Highs):
    """HiGHS without the line that it writes to standard output, where answers go."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is HiGHS's own
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call] # highspy is partly typed


class Solver:
    """A problem under rules, ready to be asked many questions.

    Parameters
    ----------
    problem, rules
        What can be chosen from, and under what.
    caution
        How much the worst scenarios count.
    settings
        Tolerance, time and seed.

    Raises
    ------
    UsageError
        Two rules have the same name.
    """

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        *,
        caution: Caution = MEAN,
        settings: SolverSettings = PROVEN,
    ) -> None:
        if len({rule.id for rule in rules}) < len(rules):
            raise UsageError(
                "Two rules of the portfolio have the same name.",
                hint="Give each limit a name of its own.",
            )
        self.problem, self.rules = problem, tuple(rules)
        self.caution, self.settings = caution, settings
        self.model = build(problem, rules, caution)
        #: No gap above it is called proven: the tolerance, and what rounding leaves.
        scaled = bool((problem.least < WHOLE).any())
        self.proven_within = settings.tolerance + (_SHARES if scaled else _FLOATS)
        #: How many times the solver has run.
        self.runs = 0
        self._highs = _Quiet()  # type: ignore[no-untyped-call] # as above
        for name, value in _options(settings).items():
            self._highs.setOptionValue(name, value)

    def __repr__(self) -> str:
        return f"Solver({len(self.problem.ids)} proposals, {len(self.rules)} rules)"

    def solve(
        self,
        question: Question | None = None,
        *,
        seconds: float | None = None,
    ) -> Solution:
        """Return the best portfolio.

        Parameters
        ----------
        question
            What is other than in the model; the model itself stays.
        seconds
            Time; that of the settings if not given.
        """
        question = question or Question()
        limit = self.settings.seconds if seconds is None else seconds
        ends = time.monotonic() + limit
        self._pass(question)
        tightened: dict[tuple[str, int], Fraction] = {}
        bound = float("inf")
        for _ in range(_REPAIRS):
            outcome = self._run(ends)
            if not tightened:
                bound = outcome.bound * self.model.gain_per
            if outcome.none:
                # After tightening, none is left but those that rounding breaks.
                return Solution("unknown" if tightened else "infeasible")
            if not outcome.found:
                return Solution("unknown")
            shares = self._shares()
            missed = self._missed(question, shares)
            if not missed:
                return self._solution(outcome, shares, bound)
            self._tighten(missed, tightened, question)
        return Solution("unknown")

    def least_budget(
        self, worth: Fraction | None, *, force: Mapping[int, bool], seconds: float
    ) -> tuple[Fraction | None, bool]:
        """Return the least multiple of the budget that reaches a worth.

        Parameters
        ----------
        worth
            What the portfolio is to be worth at least; None: any portfolio will do.
        force
            Proposals that must be in or out.
        seconds
            Time.

        Returns
        -------
        tuple
            The multiple, exact for whole projects but for a billionth of the budget;
            with scaled ones, with room for rounding their shares. None where no budget
            is enough. And whether that is proven.
        """
        self._pass(Question(force=force))
        self._free_budget(worth)
        whole = np.append(self.model.whole, False)
        ends = time.monotonic() + seconds
        tightened: dict[tuple[str, int], Fraction] = {}
        for _ in range(_REPAIRS):
            outcome = core.solve(self._highs, whole, ends=ends, tolerance=0.0)
            if outcome.none or outcome.status != _OUTCOMES.kOptimal:
                return None, outcome.none and not tightened
            shares = self._shares()
            factor = needed_budget(self.rules, shares)
            missed = broken(self.problem, self.rules, shares, budget=factor)
            if not missed:
                return factor + self.spare_budget(), True
            self._tighten(missed, tightened, Question(force=force))
        return None, False

    def spare_budget(self) -> Fraction:
        """Return the multiple of the budget that rounding shares can need on top."""
        return max(
            (
                3 * self._rounding(row) / row.upper
                for rule in self.rules
                for row in rule.rows
                if row.of_budget and row.upper
            ),
            default=Fraction(0),
        )

    def _free_budget(self, worth: Fraction | None) -> None:
        """Make the budget a column, and as little of it as possible the aim."""
        highs, program = self._highs, self.model.program
        columns, gain = program.num_col_, np.array(program.col_cost_)
        highs.changeColsCost(columns, np.arange(columns), np.zeros(columns))
        highs.addCol(-_BUDGET, 0.0, INFINITY, 0, [], [])
        for rule in self.rules:
            for row, at in zip(rule.rows, self.model.rows[rule.id], strict=True):
                if row.of_budget and row.upper is not None:
                    highs.changeCoeff(at, columns, -row.upper / row.per)
                    highs.changeRowBounds(at, -INFINITY, 0.0)
        if worth is not None:
            there = np.flatnonzero(gain)
            least = float(worth) / self.model.gain_per
            highs.addRow(least, INFINITY, len(there), there, gain[there])

    def other_sides(
        self, inside: Sequence[bool], *, seconds: float
    ) -> list[float | None]:
        """Return what each proposal's other side is worth at most, by the relaxation.

        Parameters
        ----------
        inside
            Which proposals are in; each by itself is put on the other side.
        seconds
            Time; None for those that are not reached, and where the relaxation has no
            solution.
        """
        ends = time.monotonic() + seconds
        self._pass(Question())
        bounds: list[float | None] = []
        for p, there in enumerate(inside):
            if time.monotonic() >= ends:
                bounds += [None] * (len(inside) - p)
                break
            column = int(self.model.chosen[p])
            self._highs.changeColBounds(column, float(not there), float(not there))
            found = core.relax(self._highs, ends)
            self._highs.changeColBounds(column, 0.0, 1.0)
            value = None if isinstance(found, core.Outcome) else found.value
            bounds.append(
                None if value is None else (value + _BOUND) * self.model.gain_per
            )
        return bounds

    def _pass(self, question: Question) -> None:
        highs, model = self._highs, self.model
        highs.passModel(model.program)
        if question.any_portfolio:
            columns = model.program.num_col_
            highs.changeColsCost(columns, np.arange(columns), np.zeros(columns))
        for p, inside in question.force.items():
            highs.changeColBounds(int(model.chosen[p]), float(inside), float(inside))
        for rule in self.rules:
            if rule.id in question.without:
                for at in model.rows[rule.id]:
                    highs.changeRowBounds(at, -INFINITY, INFINITY)
            elif question.budget != 1:
                self._follow_budget(rule, float(question.budget))
        for p, factor in question.cost.items():
            self._cost(p, float(factor))
        everyone = np.arange(len(self.problem.ids))
        for cut in question.cuts:
            highs.addRow(cut.least, INFINITY, len(everyone), everyone, cut.coefficients)

    def _follow_budget(self, rule: Rule, factor: float) -> None:
        for row, at in zip(rule.rows, self.model.rows[rule.id], strict=True):
            if row.of_budget:
                self._highs.changeRowBounds(at, *bounds(row, factor))

    def _cost(self, proposal: int, factor: float) -> None:
        asked = float(self.problem.granted[proposal]) / THOUSAND
        if self.model.granted_row is not None:
            self._highs.changeCoeff(self.model.granted_row, proposal, asked * factor)
        for rule in self.rules:
            for row, at in zip(rule.rows, self.model.rows[rule.id], strict=True):
                there = np.flatnonzero(row.proposals == proposal)
                if row.money and len(there):
                    amount = float(row.coefficients[there[0]]) / row.per
                    self._highs.changeCoeff(at, proposal, amount * factor)

    def _run(self, ends: float) -> core.Outcome:
        self.runs += 1
        tolerance = self.settings.tolerance
        return core.solve(self._highs, self.model.whole, ends=ends, tolerance=tolerance)

    def _shares(self) -> tuple[Fraction, ...]:
        values = np.array(self._highs.getSolution().col_value)
        chosen = values[self.model.chosen] > 0.5
        millionths = np.rint(values[: len(chosen)] * WHOLE).astype(np.int64)
        bounded = np.clip(millionths, self.problem.least, WHOLE)
        return tuple(
            Fraction(int(share), WHOLE) if inside else Fraction(0)
            for share, inside in zip(bounded, chosen, strict=True)
        )

    def _missed(
        self, question: Question, shares: Sequence[Fraction]
    ) -> list[tuple[str, int, Fraction]]:
        counted = (one for one in self.rules if one.id not in question.without)
        return broken(
            self.problem, counted, shares, cost=question.cost, budget=question.budget
        )

    def _tighten(
        self,
        missed: Sequence[tuple[str, int, Fraction]],
        tightened: dict[tuple[str, int], Fraction],
        question: Question,
    ) -> None:
        """Move the bounds that were missed inwards, past what rounding can do."""
        rows = {rule.id: rule.rows for rule in self.rules}
        for name, k, by in missed:
            row, at = rows[name][k], self.model.rows[name][k]
            step = abs(by) + self._rounding(row)
            signed = step if by > 0 else -step
            tightened[name, k] = tightened.get((name, k), Fraction(0)) + signed
            low, high = bounds(row, float(question.budget) if row.of_budget else 1.0)
            moved = float(tightened[name, k]) / row.per
            inward = (low - min(moved, 0.0), high - max(moved, 0.0))
            self._highs.changeRowBounds(at, *inward)

    def _rounding(self, row: Row) -> Fraction:
        """Return how much a row can change when scaled shares are rounded."""
        scaled = self.problem.least < WHOLE
        parts = int(np.abs(row.coefficients[scaled[row.proposals]]).sum())
        parts += abs(row.of_granted) * int(self.problem.granted[scaled].sum())
        return Fraction(parts, 2 * WHOLE)

    def _solution(
        self,
        outcome: core.Outcome,
        shares: tuple[Fraction, ...],
        bound: float,
    ) -> Solution:
        value = worth(self.problem, shares, self.caution)
        found = Solution("feasible", shares, value, bound)
        done = outcome.status == _OUTCOMES.kOptimal and found.gap <= self.proven_within
        return replace(found, status="optimal") if done else found


def _options(settings: SolverSettings) -> dict[str, Any]:
    return {
        "threads": 1,
        "random_seed": settings.seed,
        "mip_rel_gap": settings.tolerance,
        "mip_abs_gap": 1e-6,
    }
