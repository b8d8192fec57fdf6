"""What holds for every election: order, collapsing, budget, and proportionality."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from priorities.shares import naive
from priorities.shares.elections import Case, cases

from omstilling.errors import UsageError
from omstilling.priorities.shares import (
    KINDS,
    Ballot,
    Completion,
    Rule,
    check_ejr_plus,
    decide,
    election,
    explain,
)
from omstilling.priorities.shares.rules.state import State

_NO = Fraction(0)
ANY = cases(KINDS)
WAYS: list[tuple[Rule, Completion]] = [
    ("mes", "none"),
    ("mes", "add-one"),
    ("mes", "greedy"),
    ("ees", "none"),
    ("ees", "add-one"),
    ("ees", "greedy"),
    ("phragmen", "none"),
    ("greedy", "none"),
]
EACH_WAY = pytest.mark.parametrize(("rule", "completion"), WAYS)


@EACH_WAY
@given(case=ANY, data=st.data())
def test_the_order_of_projects_and_ballots_does_not_matter(
    case: Case, data: st.DataObject, rule: Rule, completion: Completion
) -> None:
    names = data.draw(st.permutations(list(case.costs)))
    ballots = data.draw(st.permutations(list(case.ballots)))
    turned = replace(case, costs={p: case.costs[p] for p in names}, ballots=ballots)
    one, other = (
        decide(each.election(), rule=rule, completion=completion)
        for each in (case, turned)
    )
    assert one.winners == other.winners
    assert [each.price for each in sorted(explain(one), key=_id(one))] == [
        each.price for each in sorted(explain(other), key=_id(other))
    ]


def _id(decision: Any) -> Any:
    return lambda reason: decision.election.projects[reason.project].id


@EACH_WAY
@given(case=ANY)
def test_a_firm_that_weighs_two_is_two_firms(
    case: Case, rule: Rule, completion: Completion
) -> None:
    heavy = replace(case, ballots=[replace(one, weight=2) for one in case.ballots])
    twice = [
        replace(one, weight=1, supporter=f"{one.supporter}{again}")
        for one in case.ballots
        for again in "xy"
    ]
    apart = replace(case, ballots=twice)
    one, other = (
        decide(each.election(), rule=rule, completion=completion)
        for each in (heavy, apart)
    )
    assert one.winners == other.winners
    assert one.election.ballots.weight.tolist() == (
        (other.election.ballots.weight).tolist()
    )


@EACH_WAY
@given(case=ANY)
def test_never_more_than_the_budget(
    case: Case, rule: Rule, completion: Completion
) -> None:
    decision = decide(case.election(), rule=rule, completion=completion)
    assert decision.cost <= case.budget
    assert len(set(decision.winners)) == len(decision.winners)


@pytest.mark.parametrize("satisfaction", ["cost", "cardinality"])
@given(case=ANY)
def test_failures_are_those_of_the_definition(case: Case, satisfaction: Any) -> None:
    decision = decide(case.election(), rule="greedy", satisfaction=satisfaction)
    wanted = naive.unfair(case.plain(satisfaction), decision.winners)
    assert {one.project for one in check_ejr_plus(decision)} == wanted


@pytest.mark.parametrize(
    ("rule", "completion"), [way for way in WAYS if way[0] in {"mes", "ees"}]
)
@given(case=ANY)
def test_equal_shares_are_proportional(
    case: Case, rule: Rule, completion: Completion
) -> None:
    for satisfaction in ("cost", "cardinality"):
        decision = decide(
            case.election(), rule=rule, completion=completion, satisfaction=satisfaction
        )
        assert check_ejr_plus(decision) == []


@pytest.mark.parametrize("rule", ["mes", "ees", "phragmen"])
@given(case=ANY)
def test_what_is_paid_is_what_it_costs(case: Case, rule: Rule) -> None:
    decision = decide(case.election(), rule=rule)
    for reason in explain(decision):
        cost = decision.election.costs[reason.project]
        paid = sum(one.amount for one in reason.paid)
        if reason.chosen_by == "rule":
            assert paid == cost
            assert reason.effective_support == 1
        else:
            assert paid == 0
        if reason.order is None and reason.effective_support is not None:
            assert reason.needed is not None
            assert 0 <= reason.effective_support <= 1
            assert reason.needed == cost * (1 - reason.effective_support)


@pytest.mark.parametrize("rule", ["mes", "ees"])
@given(case=ANY)
def test_support_is_exactly_that_of_the_definition(case: Case, rule: Rule) -> None:
    decision = decide(case.election(), rule=rule, satisfaction="cardinality")
    run, ballots = decision.run, decision.election.ballots
    assert isinstance(run, State)
    rows = range(len(ballots.weight))
    says = [
        {
            int(ballots.project[entry]): int(ballots.points[entry])
            for entry in range(a, b)
        }
        for a, b in pairwise(ballots.start.tolist())
    ]
    share = decision.election.share()
    money = [share] * len(says)

    def pays(one: int, project: int, price: Fraction) -> Fraction:
        asked = price * says[one].get(project, 0)
        return min(asked, money[one] if rule == "mes" or money[one] >= asked else _NO)

    def brings(project: int, price: Fraction) -> Fraction:
        weights = [int(weight) for weight in ballots.weight]
        return sum((pays(one, project, price) * weights[one] for one in rows), _NO)

    reasons = explain(decision)
    costs = decision.election.costs
    missed = [p for p, cost in enumerate(costs) if cost and p not in decision.chosen]
    most = dict.fromkeys(missed, _NO)
    for bought, priced in zip(run.bought[: run.done].tolist(), run.prices, strict=True):
        for one in missed:
            most[one] = max(most[one], brings(one, priced * share))
        paid = [pays(one, bought, priced * share) for one in rows]
        money = [has - gone for has, gone in zip(money, paid, strict=True)]
    for one in missed:
        able = [money[row] / says[row][one] for row in rows if one in says[row]]
        best = max((brings(one, ratio) for ratio in able), default=_NO)
        assert reasons[one].effective_support == max(most[one], best) / costs[one]


@given(case=ANY)
def test_money_from_elsewhere_buys_what_was_missed(case: Case) -> None:
    decision = decide(case.election(), satisfaction="cardinality", ties="costliest")
    state = decision.run
    assert isinstance(state, State)
    for reason in explain(decision):
        if reason.order is None and reason.supporters and reason.needed:
            missed = decision.election.projects[reason.project].id
            needed = Decimal(float(reason.needed))
            left = case.costs[missed] - needed - Decimal("1e-6")
            if left <= 0:
                continue
            cheaper = replace(case, costs={**case.costs, missed: left})
            assert (
                missed
                in decide(
                    cheaper.election(), satisfaction="cardinality", ties="costliest"
                ).winners
            )


def test_a_quota_divides_the_budget() -> None:
    ballots = [
        Ballot(supporter=str(i), says=["sea"], group="maritime") for i in range(9)
    ] + [Ballot(supporter="x", says=["wood"], group="forestry")]
    case = Case(
        {"sea": Decimal(5), "wood": Decimal(5)}, ballots, Decimal(10), "approval"
    )
    assert decide(case.election()).winners == ("sea",)
    halves = election(
        case.costs,
        ballots,
        budget=10,
        quotas={"maritime": Decimal("0.5"), "forestry": Decimal("0.5")},
    )
    decision = decide(halves)
    assert decision.winners == ("sea", "wood")
    paid = {
        (one.project, each.group): (each.voters, each.amount)
        for one in explain(decision)
        for each in one.paid
    }
    assert paid == {
        (0, "maritime"): (9, Fraction(5)),
        (1, "forestry"): (1, Fraction(5)),
    }


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"rule": "borda"}, "The 'rule' parameter of decide must be one of mes, ees"),
        ({"satisfaction": "joy"}, "The 'satisfaction' parameter of decide must be"),
        ({"completion": "all"}, "The 'completion' parameter of decide must be one"),
        ({"ties": "coin"}, "The 'ties' parameter of decide must be one of id"),
        ({"completion": "add-opt"}, "'add-opt' does not go with the rule 'mes'"),
        ({"rule": "phragmen", "completion": "greedy"}, "does not go with the rule"),
        ({"rule": "ees", "completion": "add-opt"}, "these ballots are scoring"),
    ],
)
def test_what_cannot_be_asked(asked: dict[str, Any], told: str) -> None:
    ballots = [Ballot(supporter="1", says={"a": 1})]
    case = Case({"a": Decimal(1)}, ballots, Decimal(1), "scoring")
    with pytest.raises(UsageError, match=told):
        decide(case.election(), **asked)


def test_every_rule_is_tried() -> None:
    assert {rule for rule, _ in WAYS} == set(get_args(Rule))


@pytest.mark.parametrize(
    ("rule", "completion"), [("mes", "add-one"), ("ees", "add-one"), ("ees", "add-opt")]
)
@given(case=cases())
def test_each_run_is_told(case: Case, rule: Rule, completion: Completion) -> None:
    told: list[tuple[int, Fraction]] = []
    decision = decide(
        case.election(),
        rule=rule,
        completion=completion,
        watch=lambda runs, spent: told.append((runs, spent)),
    )
    assert [runs for runs, _ in told] == list(range(1, len(told) + 1))
    assert Fraction(decision.cost) in {spent for _, spent in told}
