"""Every reason holds when it is worked out by trying all subsets."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from priorities.portfolio.naive import Subset, allowed, value_of
from priorities.portfolio.problems import STEP, problems, rules_of, simple

from omstilling.priorities.portfolio import rules as ruling
from omstilling.priorities.portfolio.problem import Pair, Problem
from omstilling.priorities.portfolio.reasons import explain
from omstilling.priorities.portfolio.rules import PRICED, Rule
from omstilling.priorities.portfolio.solving import Solver, SolverSettings
from omstilling.priorities.portfolio.turning import PRECISION
from omstilling.priorities.portfolio.worth import MEAN


def most(
    problem: Problem, rules: list[Rule], *, p: int, inside: bool
) -> Fraction | None:
    """Return the most worth with a proposal on one side; None where that cannot be."""
    values = [
        value_of(problem, one, MEAN)
        for one in allowed(problem, rules)
        if (p in one) == inside
    ]
    return max(values, default=None)


@settings(max_examples=25)
@given(st.data(), problems(most=5, outlooks=1))
def test_losses_and_prices_are_those_of_the_twin(
    data: st.DataObject, problem: Problem
) -> None:
    rules = data.draw(rules_of(problem))
    solver = Solver(problem, rules)
    found = solver.solve()
    assume(found.found)
    reasons = explain(solver, found)
    assert all(one.proven for one in reasons.proposals)
    assert all(one.proven for one in reasons.prices)
    least_of_budget = any(
        row.of_budget and row.lower is not None for rule in rules for row in rule.rows
    )
    assert reasons.complete or least_of_budget
    for p, reason in enumerate(reasons.proposals):
        assert reason.inside == (p in found.chosen)
        other = most(problem, rules, p=p, inside=not reason.inside)
        if other is None:
            assert reason.loss is None
            assert reason.clash is not None
        else:
            assert reason.loss == pytest.approx(found.value - other, abs=0.01)
            moved = set(reason.leaves) | set(reason.joins)
            assert p not in moved
            assert set(reason.leaves) <= found.chosen
    prices = {one.rule: one.price for one in reasons.prices}
    assert set(prices) == {rule.id for rule in rules if rule.kind in PRICED}
    for rule in rules:
        if rule.kind in PRICED:
            rest = [one for one in rules if one is not rule]
            freed = max(value_of(problem, one, MEAN) for one in allowed(problem, rest))
            assert prices[rule.id] == pytest.approx(freed - found.value, abs=0.01)


def knapsack(budget: int) -> tuple[Problem, list[Rule]]:
    problem = simple([50, 40, 30, 20], [60, 44, 36, 10])
    return problem, ruling.budgets(problem, {2027: budget * STEP})


def at(problem: Problem, budget: Fraction) -> set[Subset]:
    """Return every best subset at a budget."""
    rules = ruling.budgets(problem, {2027: int(budget)})
    values = {one: value_of(problem, one, MEAN) for one in allowed(problem, rules)}
    return {one for one, value in values.items() if value == max(values.values())}


@pytest.mark.parametrize("budget", [80, 90, 100, 120])
def test_turning_points_lie_between_their_two_sides(budget: int) -> None:
    problem, rules = knapsack(budget)
    solver = Solver(problem, rules)
    found = solver.solve()
    for reason in explain(solver, found).proposals:
        p = reason.proposal
        turn = reason.budget
        assert turn is not None
        if reason.loss:
            total = budget * STEP
            assert any(p in one for one in at(problem, turn.inside * total))
            assert not any(p in one for one in at(problem, turn.out * total))
            assert abs(turn.inside - turn.out) <= PRECISION
        if reason.cost is not None and reason.loss:
            costs = problem.asked.copy()
            for factor, inside in (
                (reason.cost.inside, True),
                (reason.cost.out, False),
            ):
                costs[p] = int(problem.asked[p, 0] * factor)
                changed = replace(problem, asked=costs)
                bests = at(changed, Fraction(budget * STEP))
                assert any(p in one for one in bests) == inside


def test_a_proposal_that_no_budget_brings_in_has_no_turning_point() -> None:
    problem = simple([10, 10], [5, 9])
    rules = [
        *ruling.budgets(problem, {2027: 15 * STEP}),
        ruling.excludes(problem, "p0", "p1"),
    ]
    solver = Solver(problem, rules)
    out, _ = explain(solver, solver.solve()).proposals
    assert out.turns_proven
    assert out.budget is None
    assert out.cost is None
    assert out.leaves == (1,)


def test_a_proposal_that_costs_nothing_stays_in_at_any_cost() -> None:
    problem = simple([0, 10], [5, 9])
    solver = Solver(problem, ruling.budgets(problem, {2027: 15 * STEP}))
    free, _ = explain(solver, solver.solve()).proposals
    assert free.inside
    assert free.cost is None
    assert free.budget is None
    assert free.turns_proven


def test_of_two_that_are_worth_as_much_neither_side_is_dearer() -> None:
    problem = simple([10, 10], [5, 5])
    solver = Solver(problem, ruling.budgets(problem, {2027: 10 * STEP}))
    for reason in explain(solver, solver.solve()).proposals:
        assert reason.loss == 0
        assert reason.budget is not None
        assert reason.budget.inside == 1


def test_what_helps_comes_along() -> None:
    problem = replace(
        simple([10, 10, 10], [1, 2, 10]), pairs=(Pair(0, 1, Fraction(4000)),)
    )
    solver = Solver(problem, ruling.budgets(problem, {2027: 20 * STEP}))
    first, second, third = explain(solver, solver.solve()).proposals
    assert (first.inside, second.inside, third.inside) == (False, True, True)
    assert first.leaves == (1,)
    assert third.joins == (0,)


def test_without_time_nothing_is_said_to_be_proven() -> None:
    problem, rules = knapsack(90)
    solver = Solver(problem, [*rules, ruling.pilots(problem, 0, name="pilots")])
    reasons = explain(solver, solver.solve(), seconds=0.0)
    assert not reasons.complete
    assert [one.loss for one in reasons.proposals] == [None] * 4
    assert [one.price for one in reasons.prices] == [None]
    assert not any(one.proven or one.turns_proven for one in reasons.proposals)


def test_of_what_is_not_the_best_no_price_and_no_turn_is_proven() -> None:
    problem, rules = knapsack(90)
    solver = Solver(problem, [*rules, ruling.pilots(problem, 0, name="pilots")])
    found = replace(solver.solve(), status="feasible")
    reasons = explain(solver, found)
    assert [one.proven for one in reasons.prices] == [False]
    assert not any(one.proven or one.turns_proven for one in reasons.proposals)
    assert all(one.budget is None and one.cost is None for one in reasons.proposals)


def test_with_a_tolerance_no_turn_is_told() -> None:
    problem, rules = knapsack(90)
    solver = Solver(problem, rules, settings=SolverSettings(tolerance=0.01))
    reasons = explain(solver, solver.solve())
    assert all(one.proven for one in reasons.proposals)
    assert not any(one.turns_proven for one in reasons.proposals)


def sides(problem: Problem, p: int) -> list[tuple[Fraction, bool]]:
    """Return every budget at which a subset becomes affordable, and if p is in."""

    whole = range(len(problem.ids))
    subsets = [
        frozenset(k for k in whole if mask >> k & 1) for mask in range(1 << len(whole))
    ]
    asked = problem.granted.tolist()
    costs = sorted({Fraction(sum(asked[k] for k in one)) for one in subsets})
    return [(cost, any(p in one for one in at(problem, cost))) for cost in costs]


@settings(max_examples=20)
@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=5),
    st.data(),
)
def test_the_first_budget_and_the_last_are_those_of_the_twin(
    steps: list[int], data: st.DataObject
) -> None:
    some = st.lists(st.integers(1, 9), min_size=len(steps), max_size=len(steps))
    problem = simple(steps, data.draw(some))
    budget = data.draw(st.integers(1, sum(steps)))
    solver = Solver(problem, ruling.budgets(problem, {2027: budget * STEP}))
    for reason in explain(solver, solver.solve()).proposals:
        found = sides(problem, reason.proposal)
        assert reason.turns_proven
        if not reason.loss:
            continue
        now = budget * STEP
        assert reason.budget is not None
        assert reason.for_good is not None
        ends = {round(one.inside * now) for one in (reason.budget, reason.for_good)}
        if reason.inside:
            below = [cost for cost, there in found if cost <= now and not there]
            first = min(cost for cost, _ in found if cost > max(below))
            never = min(cost for cost, there in found if there)
            assert ends == {first, never}
        else:
            first = min(cost for cost, there in found if cost > now and there)
            out = max(cost for cost, there in found if not there)
            always = min(cost for cost, _ in found if cost > out)
            assert ends == {first, always}


def test_a_least_share_of_the_budget_leaves_the_budgets_unproven() -> None:
    problem, rules = knapsack(90)
    least = ruling.limit(
        problem,
        name="least",
        kind="least",
        dimension="sector",
        code="25",
        value=1000,
        unit="percent of budget",
        budget=90 * STEP,
    )
    solver = Solver(problem, [*rules, least])
    for reason in explain(solver, solver.solve()).proposals:
        assert reason.proven
        assert reason.budget is None
        assert not reason.turns_proven


def test_of_those_not_asked_about_the_relaxation_proves_a_floor() -> None:
    problem, rules = knapsack(90)
    solver = Solver(problem, rules)
    found = solver.solve()
    every = explain(solver, found).proposals
    few = explain(solver, found, only=[1]).proposals
    assert few[1] == every[1]
    for short, full in zip(few, every, strict=True):
        assert short.at_least is not None
        assert full.loss is not None
        assert short.at_least <= full.loss + Fraction(1, 100)
        assert (short.loss is None) == (short.proposal != 1)


def test_a_small_budget_of_one_year_is_told_apart_from_a_large_one() -> None:
    problem = replace(
        simple([3], [1]), years=(2027, 2028), asked=np.array([[300_000, 0]])
    )
    solver = Solver(problem, ruling.budgets(problem, {2027: 100_000, 2028: 99_900_000}))
    reasons = explain(solver, solver.solve())
    (reason,) = reasons.proposals
    assert reasons.complete
    assert reason.budget is not None
    assert reason.budget.inside == 3
    assert reason.for_good == reason.budget
