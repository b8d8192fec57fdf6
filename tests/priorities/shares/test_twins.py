"""The rules give what their definitions give, on small elections full of ties."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from priorities.shares import naive
from priorities.shares.elections import Case, cases, many

from omstilling.priorities.shares import (
    KINDS,
    Decision,
    Kind,
    Rule,
    Satisfaction,
    Ties,
    decide,
)
from omstilling.priorities.shares.ballots.book import open_book
from omstilling.priorities.shares.rules.equal_shares import equal_shares
from omstilling.priorities.shares.rules.exact import settle
from omstilling.priorities.shares.rules.next_share import next_share
from omstilling.priorities.shares.rules.state import State
from omstilling.priorities.shares.rules.ties import ranking

APPROVALS: tuple[Kind, ...] = ("approval", "choose-1")
BY: list[Satisfaction] = list(get_args(Satisfaction))
ANY = cases(KINDS)


def by_id(project: str) -> str:
    return project


@pytest.mark.parametrize("satisfaction", BY)
@pytest.mark.parametrize("exact", [False, True], ids=["mes", "ees"])
@given(case=ANY)
def test_equal_shares(case: Case, satisfaction: Satisfaction, exact: bool) -> None:
    plain = case.plain(satisfaction)
    wanted, prices = naive.equal_shares(plain, by_id, exact=exact)
    rule: Rule = "ees" if exact else "mes"
    decision = decide(case.election(), rule=rule, satisfaction=satisfaction)
    assert list(decision.winners) == wanted
    assert exact_prices(decision) == prices[len(decision.free) :]


@pytest.mark.parametrize("exact", [False, True], ids=["mes", "ees"])
@pytest.mark.parametrize("kind", ["approval", "scoring"])
def test_equal_shares_of_many(kind: Kind, exact: bool) -> None:
    case = many(kind, projects=16, supporters=120)
    wanted, prices = naive.equal_shares(case.plain("cost"), by_id, exact=exact)
    decision = decide(case.election(), rule="ees" if exact else "mes")
    assert len(wanted) > 4
    assert list(decision.winners) == wanted
    assert exact_prices(decision) == prices


def exact_prices(decision: Decision) -> list[Fraction]:
    """Prices for a unit of what a project is worth, as the twin has them."""
    state = decision.run
    assert isinstance(state, State)
    settle(state)
    units = Fraction(state.election.units) / state.election.weight
    return [
        price
        * state.share
        * units
        * state.election.point
        / decision.book.scale[int(one)]
        for price, one in zip(state.prices, state.bought, strict=False)
    ]


@pytest.mark.parametrize("exact", [False, True], ids=["mes", "ees"])
@given(case=ANY)
def test_add_one(case: Case, exact: bool) -> None:
    wanted = naive.add_one(case.plain("cost"), by_id, exact=exact)
    rule: Rule = "ees" if exact else "mes"
    decision = decide(case.election(), rule=rule, completion="add-one")
    assert list(decision.winners) == wanted


@pytest.mark.parametrize("satisfaction", BY)
@given(case=cases(APPROVALS))
def test_add_opt(case: Case, satisfaction: Satisfaction) -> None:
    wanted = naive.add_opt(case.plain(satisfaction), by_id)
    decision = decide(
        case.election(), rule="ees", satisfaction=satisfaction, completion="add-opt"
    )
    assert list(decision.winners) == wanted


@given(case=cases(APPROVALS))
def test_the_next_share_is_the_least_that_changes_anything(case: Case) -> None:
    told = case.election()
    book = open_book(told, "cost")
    state = equal_shares(
        told, book, share=told.share(), rank=ranking(told, book, "id"), exact=True
    )
    plain = case.plain("cost")
    found = next_share(state)
    wanted = naive.next_share(plain, by_id, plain.share)
    per_voter = None if found is None else found * told.units / told.weight
    assert per_voter == wanted


@pytest.mark.parametrize("satisfaction", BY)
@given(case=ANY)
def test_greedy(case: Case, satisfaction: Satisfaction) -> None:
    wanted = naive.greedy(case.plain(satisfaction), by_id)
    decision = decide(case.election(), rule="greedy", satisfaction=satisfaction)
    assert list(decision.winners) == wanted


@given(case=ANY)
def test_greedy_completion(case: Case) -> None:
    plain = case.plain("cardinality")
    bought, _ = naive.equal_shares(plain, by_id, exact=False)
    wanted = naive.greedy(plain, by_id, bought)
    decision = decide(case.election(), satisfaction="cardinality", completion="greedy")
    assert list(decision.winners) == wanted


@given(case=ANY)
def test_phragmen(case: Case) -> None:
    wanted = naive.phragmen(case.plain("cardinality"), by_id)
    assert list(decide(case.election(), rule="phragmen").winners) == wanted


@pytest.mark.parametrize("ties", get_args(Ties))
@given(case=ANY)
def test_ties(case: Case, ties: Ties) -> None:
    plain = case.plain("cardinality")
    votes = {
        p: sum(plain.weights[i] * plain.worth[i][p] for i in plain.supporters(p))
        for p in plain.costs
    }
    by: dict[str, Callable[[str], Any]] = {
        "id": lambda _: 0,
        "cheapest": lambda p: plain.costs[p],
        "costliest": lambda p: -plain.costs[p],
        "votes": lambda p: -votes[p],
    }

    def rank(project: str) -> object:
        return by[ties](project), project

    wanted, _ = naive.equal_shares(plain, rank, exact=False)
    decision = decide(case.election(), satisfaction="cardinality", ties=ties)
    assert list(decision.winners) == wanted
