"""What clashes is told by a set of rules that is too much, and of which all are."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st
from priorities.portfolio.naive import best
from priorities.portfolio.problems import STEP, problems, rules_of, simple

from omstilling.priorities.portfolio import rules as ruling
from omstilling.priorities.portfolio.clash import clash
from omstilling.priorities.portfolio.problem import Problem
from omstilling.priorities.portfolio.solving import Solver
from omstilling.priorities.portfolio.worth import MEAN


@given(st.data(), problems(most=5, outlooks=1))
def test_no_rule_of_a_clash_can_be_left_out(
    data: st.DataObject, problem: Problem
) -> None:
    rules = [
        *data.draw(rules_of(problem)),
        ruling.pilots(problem, data.draw(st.integers(1, 3)), name="more-pilots"),
    ]
    assume(best(problem, rules, MEAN) is None)
    found = clash(Solver(problem, rules))
    assert found.proven
    kept = [rule for rule in rules if rule.id in found.rules]
    assert best(problem, kept, MEAN) is None
    for rule in kept:
        rest = [one for one in kept if one is not rule]
        assert best(problem, rest, MEAN) is not None


def test_what_is_forced_belongs_to_the_clash() -> None:
    problem = simple([10, 20], [1, 1])
    rules = [
        *ruling.budgets(problem, {2027: 15 * STEP}),
        ruling.needs(problem, "p0", "p1"),
    ]
    found = clash(Solver(problem, rules), force={0: True})
    assert found.rules == ("budget-2027", "needs-p0-p1")
    assert clash(Solver(problem, rules), force={1: True}).rules == ("budget-2027",)


def test_without_time_a_clash_is_not_proven() -> None:
    problem = simple([10], [1])
    rules = ruling.budgets(problem, {2027: 0})
    found = clash(Solver(problem, rules), force={0: True}, seconds=0.0)
    assert found == type(found)(("budget-2027",), proven=False)


def test_what_cannot_be_settled_is_kept_and_not_proven() -> None:
    problem = simple([10], [1])
    solver = Solver(problem, ruling.budgets(problem, {2027: 0}))
    undecided = Fraction(0)

    class Slow(Solver):
        def solve(self, *_: object, **__: object) -> object:  # type: ignore[override] # stands in for a solver without time
            return type(solver.solve())("unknown", (), undecided)

    found = clash(Slow(problem, solver.rules), force={0: True})
    assert found.rules == ("budget-2027",)
    assert not found.proven
