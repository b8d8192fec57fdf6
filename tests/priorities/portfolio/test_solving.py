"""The portfolio is proven best: it agrees with a twin that tries every subset."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import highspy
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from priorities.portfolio.naive import best, value_of
from priorities.portfolio.problems import STEP, problems, rules_of, simple

from omstilling.errors import UsageError
from omstilling.priorities.portfolio import core
from omstilling.priorities.portfolio import rules as ruling
from omstilling.priorities.portfolio.problem import WHOLE, Problem
from omstilling.priorities.portfolio.rules import broken
from omstilling.priorities.portfolio.solving import (
    Cut,
    Question,
    Solution,
    Solver,
    SolverSettings,
)
from omstilling.priorities.portfolio.worth import Caution

cautions = st.sampled_from(
    [
        Caution(),
        Caution(Fraction(1, 2), Fraction(1, 2)),
        Caution(Fraction(1), Fraction(1, 5)),
    ]
)


@given(st.data(), problems(), cautions)
def test_the_best_portfolio_is_that_of_the_twin(
    data: st.DataObject, problem: Problem, caution: Caution
) -> None:
    rules = data.draw(rules_of(problem))
    expected = best(problem, rules, caution)
    found = Solver(problem, rules, caution=caution).solve()
    if expected is None:
        assert found.status == "infeasible"
        return
    assert found.status == "optimal"
    assert found.value == pytest.approx(expected[0], abs=0.01)
    assert found.value == value_of(problem, found.chosen, caution)
    assert not broken(problem, rules, found.shares)


@given(st.data(), problems())
def test_a_question_is_answered_as_by_a_problem_of_its_own(
    data: st.DataObject, problem: Problem
) -> None:
    rules = data.draw(rules_of(problem))
    solver = Solver(problem, rules)
    before = solver.solve()
    p = data.draw(st.integers(0, len(problem.ids) - 1))
    left_out = data.draw(st.sampled_from(rules))
    without = [rule for rule in rules if rule is not left_out]
    asked = solver.solve(Question(without=frozenset([left_out.id])))
    assert same(asked, Solver(problem, without).solve())
    inside = data.draw(st.booleans())
    forced = solver.solve(Question(force={p: inside}))
    if forced.found:
        assert (p in forced.chosen) == inside
        assert not before.found or forced.value <= before.value
    assert same(solver.solve(), before)


def same(one: Solution, other: Solution) -> bool:
    return one.status == other.status and one.value == pytest.approx(
        other.value, abs=0.01
    )


@given(problems(), st.sampled_from([Fraction(1, 2), Fraction(3, 2)]), st.data())
def test_cost_and_budget_are_multiplied(
    problem: Problem, factor: Fraction, data: st.DataObject
) -> None:
    amounts = dict.fromkeys(problem.years, 900 * STEP)
    p = data.draw(st.integers(0, len(problem.ids) - 1))
    solver = Solver(problem, ruling.budgets(problem, amounts))
    dearer = problem.asked.copy()
    dearer[p] = dearer[p] * factor.numerator // factor.denominator
    changed = replace(problem, asked=dearer)
    assert same(
        solver.solve(Question(cost={p: factor})),
        Solver(changed, ruling.budgets(changed, amounts)).solve(),
    )
    more = {year: int(amount * factor) for year, amount in amounts.items()}
    assert same(
        solver.solve(Question(budget=factor)),
        Solver(problem, ruling.budgets(problem, more)).solve(),
    )


@given(st.data(), problems())
def test_it_agrees_with_highs_on_the_same_model(
    data: st.DataObject, problem: Problem
) -> None:
    solver = Solver(problem, data.draw(rules_of(problem)))
    alone = highspy.Highs()  # type: ignore[no-untyped-call] # highspy is partly typed
    alone.setOptionValue("output_flag", False)
    alone.setOptionValue("mip_rel_gap", 0.0)
    alone.passModel(solver.model.program)
    alone.run()
    found = solver.solve()
    infeasible = alone.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    assert (found.status == "infeasible") == infeasible
    if found.found:
        theirs = alone.getInfo().objective_function_value * solver.model.gain_per
        assert float(found.value) == pytest.approx(theirs, abs=0.01)


def test_scaled_proposals_fill_the_budget_and_never_pass_it() -> None:
    problem = simple([30, 70], [300, 700], least=[WHOLE, WHOLE // 2])
    rules = ruling.budgets(problem, {2027: 77 * STEP + 1})
    found = Solver(problem, rules).solve()
    assert found.status == "optimal"
    assert found.shares[0] == 1
    assert not broken(problem, rules, found.shares)
    spent = sum(s * int(a) for s, a in zip(found.shares, problem.granted, strict=True))
    assert 0 <= 77 * STEP + 1 - spent < 200
    assert found.gap < 1e-6


def test_the_bound_holds_also_where_a_rule_was_tightened_for_rounding() -> None:
    # Of p1 fits 40/60: rounded to millionths it passes the budget by a few øre.
    problem = simple([60, 60], [600, 600], least=[WHOLE, WHOLE // 2])
    solver = Solver(problem, ruling.budgets(problem, {2027: 100 * STEP}))
    found = solver.solve()
    assert solver.runs > 1
    assert found.status == "optimal"
    assert solver.proven_within == 1e-5
    # Before rounding, 600 000 + 2/3 of 600 000 is the most.
    assert found.bound == pytest.approx(1_000_000, rel=1e-9)
    assert 0 < found.gap < solver.proven_within


def test_a_scaled_proposal_is_in_with_its_least_share_or_out() -> None:
    problem = simple([100], [100], least=[WHOLE // 2])
    barely = Solver(problem, ruling.budgets(problem, {2027: 50 * STEP})).solve()
    assert barely.shares == (Fraction(1, 2),)
    less = Solver(problem, ruling.budgets(problem, {2027: 49 * STEP})).solve()
    assert less.shares == (Fraction(0),)


def test_a_ceiling_under_the_least_share_keeps_a_proposal_out() -> None:
    problem = simple([100], [100], least=[WHOLE // 2])
    budget = ruling.budgets(problem, {2027: 900 * STEP})
    part = Solver(problem, [*budget, ruling.lawful(problem, "p0", 600_000)]).solve()
    assert part.shares == (Fraction(3, 5),)
    none = Solver(problem, [*budget, ruling.lawful(problem, "p0", 400_000)]).solve()
    assert none.shares == (Fraction(0),)


def test_a_cut_of_the_caller_is_kept() -> None:
    problem = simple([10, 10], [5, 9])
    solver = Solver(problem, ruling.budgets(problem, {2027: 20 * STEP}))
    found = solver.solve(Question(cuts=(Cut(np.array([1.0, -1.0])),)))
    assert found.chosen == {0, 1}
    assert solver.solve(Question(cuts=(Cut(np.array([0.0, -1.0])),))).chosen == {0}


def test_without_time_nothing_is_called_proven() -> None:
    n = 400
    steps = [37 + 7919 * k % 863 for k in range(n)]
    problem = simple(steps, [step + k % 7 for k, step in enumerate(steps)])
    rules = ruling.budgets(problem, {2027: 3001 * STEP})
    found = Solver(problem, rules, settings=SolverSettings(seconds=0.0)).solve()
    assert not found.settled
    assert found.gap > 0


def test_the_same_problem_gives_the_same_portfolio() -> None:
    problem = simple([10, 10, 10, 20], [5, 5, 5, 10])
    rules = ruling.budgets(problem, {2027: 20 * STEP})
    answers = {Solver(problem, rules).solve().shares for _ in range(3)}
    assert len(answers) == 1


def test_two_rules_cannot_have_one_name() -> None:
    problem = simple([10], [5])
    twice = ruling.budgets(problem, {2027: STEP}) * 2
    with pytest.raises(UsageError, match="same name"):
        Solver(problem, twice)


def test_it_says_nothing_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    problem = simple([10], [5])
    solver = Solver(problem, ruling.budgets(problem, {2027: STEP}))
    solver.solve()
    assert repr(solver) == "Solver(1 proposals, 1 rules)"
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("size", [0, 1, 3])
@given(data=st.data(), problem=problems())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_core_proves_what_the_whole_program_does(
    monkeypatch: pytest.MonkeyPatch, data: st.DataObject, problem: Problem, size: int
) -> None:
    rules = data.draw(rules_of(problem))
    whole = Solver(problem, rules).solve()
    with monkeypatch.context() as few:
        few.setattr(core, "CORE", size)
        small = Solver(problem, rules).solve()
    assert small.status == whole.status
    assert float(small.value) == pytest.approx(float(whole.value), abs=0.01)
    assert not small.found or small.bound >= float(small.value) - 0.01
