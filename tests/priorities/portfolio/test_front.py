"""The front agrees with a twin that tries every subset, and its cuts cut no one off."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from priorities.portfolio.naive import Subset, allowed, value_of
from priorities.portfolio.problems import STEP, problems, simple

from omstilling.errors import UsageError
from omstilling.priorities.portfolio import assemble, read_call
from omstilling.priorities.portfolio import rules as ruling
from omstilling.priorities.portfolio.front import Spread, front
from omstilling.priorities.portfolio.problem import WHOLE, Problem
from omstilling.priorities.portfolio.solving import Solver
from omstilling.priorities.portfolio.worth import MEAN

STEPS = 10
#: As in the code: what is missed by less is reached.
NEAR = 1e-5


def breadth(problem: Problem, subset: Subset) -> float:
    """Return the breadth by the words of its definition."""
    total = 0.0
    for name in ("sector", "region"):
        groups = problem.groups[name]
        money = dict.fromkeys(groups.codes, 0)
        there = dict.fromkeys(groups.codes, 0)
        for p, g, amount in zip(
            groups.proposal, groups.group, groups.amount, strict=True
        ):
            there[groups.codes[g]] += int(amount)
            if p in subset:
                money[groups.codes[g]] += int(amount)
        known = sum(1 for amount in there.values() if amount)
        whole = sum(money.values())
        parts = [amount / whole for amount in money.values() if amount]
        if known > 1:
            total -= sum(q * log(q) for q in parts) / log(known) / 2
    return total


@settings(max_examples=30)
@given(problems(most=6, outlooks=1), st.integers(300, 3000))
def test_the_front_is_that_of_the_twin(problem: Problem, budget: int) -> None:
    assume(all((problem.asked.sum(axis=1) > 0).tolist()))
    assume(breadth(problem, frozenset(range(len(problem.ids)))) > 0)
    rules = ruling.budgets(problem, dict.fromkeys(problem.years, budget * STEP))
    solver = Solver(problem, rules)
    found = front(solver, solver.solve(), steps=STEPS)
    assert found.complete
    options = [
        (breadth(problem, one), value_of(problem, one, MEAN))
        for one in allowed(problem, rules)
    ]
    for k in range(STEPS + 1):
        reach = [value for wide, value in options if wide >= k / STEPS - NEAR]
        ours = [
            float(one.solution.value)
            for one in found.points
            if one.breadth >= k / STEPS - NEAR
        ]
        expected = [float(max(reach))] if reach else []
        assert ours[:1] == pytest.approx(expected, abs=0.01)
    assert all(one.proven for one in found.points)


@given(problems(most=6, outlooks=1), st.data())
def test_a_cut_keeps_all_that_is_broad_enough(
    problem: Problem, data: st.DataObject
) -> None:
    assume(breadth(problem, frozenset(range(len(problem.ids)))) > 0)
    spread = Spread(problem)
    n = len(problem.ids)
    part = st.lists(st.floats(0, 1), min_size=n, max_size=n)
    narrow, other = (np.array(data.draw(part)) for _ in range(2))
    at_least = spread.breadth(narrow) + 0.1
    cut = spread.cut(narrow, at_least)
    if narrow @ problem.granted > 0:
        assert cut @ narrow < 0
    if spread.breadth(other) >= at_least:
        assert cut @ other >= -1e-6


def test_points_go_from_worth_to_breadth() -> None:
    problem = simple([10, 10, 10, 10], [9, 8, 5, 3], sectors=["25", "25", "28", "62"])
    solver = Solver(problem, ruling.budgets(problem, {2027: 20 * STEP}))
    found = front(solver, solver.solve(), dimensions=["sector"])
    values = [one.solution.value for one in found.points]
    assert values == [Fraction(17_000), Fraction(14_000)]
    assert found.points[1].breadth == pytest.approx(log(2) / log(3))


def test_scaled_proposals_are_spread_as_far_as_asked() -> None:
    problem = replace(
        simple([100, 100], [20, 10], sectors=["25", "28"]),
        least=np.array([WHOLE // 100] * 2),
    )
    solver = Solver(problem, ruling.budgets(problem, {2027: 100 * STEP}))
    found = front(solver, solver.solve(), steps=4, dimensions=["sector"])
    assert found.complete
    reached = [round(one.breadth, 4) for one in found.points]
    assert reached == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_time_that_is_out_leaves_the_front_incomplete() -> None:
    problem = simple([10, 10], [9, 8], sectors=["25", "28"])
    solver = Solver(problem, ruling.budgets(problem, {2027: 10 * STEP}))
    best = solver.solve()
    found = front(solver, best, dimensions=["sector"], seconds=0.0)
    assert not found.complete
    assert [one.solution for one in found.points] == [best]


def test_rules_that_forbid_breadth_end_the_front() -> None:
    problem = simple([10, 10], [9, 8], sectors=["25", "28"])
    rules = [
        *ruling.budgets(problem, {2027: 20 * STEP}),
        ruling.excludes(problem, "p0", "p1"),
    ]
    solver = Solver(problem, rules)
    found = front(solver, solver.solve(), dimensions=["sector"])
    assert found.complete
    assert len(found.points) == 1
    required = [*rules, ruling.additional(problem, ["p1"], "later", name="additional")]
    forced = Solver(problem, [*required, _at_least_one(problem)])
    ended = front(forced, forced.solve(), dimensions=["sector"])
    assert ended.complete


def _at_least_one(problem: Problem) -> ruling.Rule:
    return ruling.limit(
        problem,
        name="one",
        kind="least",
        dimension="region",
        code="34",
        value=1,
        unit="proposals",
        budget=0,
    )


def test_where_all_is_in_one_group_there_is_no_front() -> None:
    problem = simple([10], [5])
    solver = Solver(problem, ruling.budgets(problem, {2027: STEP}))
    with pytest.raises(UsageError, match="no breadth"):
        front(solver, solver.solve())


def test_the_example_of_breadth_has_a_front() -> None:
    call = read_call(Path(__file__).parents[3] / "examples" / "breadth.yaml")
    assembled = assemble(call)
    solver = Solver(assembled.problem, assembled.rules)
    found = front(solver, solver.solve())
    assert found.complete
    assert len(found.points) >= 3
    worths = [one.solution.value for one in found.points]
    assert worths == sorted(worths, reverse=True)
