"""Sizes under Recommendation 2003/361/EC, and prices of a euro."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from priorities.aid.worked import RATES, RULES

from omstilling.errors import InputError
from omstilling.priorities.aid import Accounts, Enterprise, Holding, Rates, size_of
from omstilling.priorities.aid.asked import Euro, class_of

CLASSES = ("micro", "small", "medium", "large")
OF_CLASS = {"micro": 5, "small": 20, "medium": 100, "large": 500}


def accounts(headcount: int, year: int = 2025, money: int = 0) -> Accounts:
    return Accounts(
        year=year,
        headcount=Decimal(headcount),
        turnover_eur=Decimal(money),
        balance_eur=Decimal(money),
    )


def held(name: str, percent: int, headcount: int, **more: Any) -> Holding:
    return Holding(
        name=name, percent=Decimal(percent), accounts=(accounts(headcount),), **more
    )


def size(*holdings: Holding, headcount: int = 10) -> Any:
    enterprise = Enterprise(accounts=(accounts(headcount),), holdings=holdings)
    return size_of(enterprise, rates=RATES, rules=RULES)


@pytest.mark.parametrize(
    ("headcount", "turnover", "balance", "expected"),
    [
        (9, 2_000_000, 9_000_000, "micro"),
        (9, 2_000_001, 2_000_001, "small"),
        (10, 1, 1, "small"),
        (49, 10_000_000, 99_000_000, "small"),
        (49, 10_000_001, 10_000_001, "medium"),
        (249, 50_000_000, 99_000_000, "medium"),
        (249, 50_000_001, 43_000_000, "medium"),
        (249, 50_000_001, 43_000_001, "large"),
        (250, 1, 1, "large"),
    ],
)
def test_ceilings(headcount: int, turnover: int, balance: int, expected: str) -> None:
    sizes = RULES["sme-definition"].versions[0].sizes
    assert sizes is not None
    found = class_of(Decimal(headcount), Decimal(turnover), Decimal(balance), sizes)
    assert found == expected


@pytest.mark.parametrize(
    ("percent", "more", "counted"),
    [
        (24, {}, 10),
        (25, {}, 10 + 25),
        (50, {}, 10 + 50),
        (51, {}, 10 + 100),
        (10, {"control": True}, 10 + 100),
        (50, {"kind": "exempt_investor"}, 10),
        (51, {"kind": "exempt_investor"}, 10 + 100),
    ],
)
def test_who_counts_along(percent: int, more: dict[str, Any], counted: int) -> None:
    found = size(held("b", percent, 100, **more))
    assert found.years[0].headcount == counted


def test_partners_of_linked_ones_count_and_those_of_partners_do_not() -> None:
    far = held("far", 40, 100)
    linked = held("linked", 100, 100, holdings=(far, held("deep", 60, 10)))
    partner = held("partner", 30, 100, holdings=(far, held("deep", 60, 10)))
    assert size(linked).years[0].headcount == 10 + 100 + 40 + 10
    assert size(partner).years[0].headcount == 10 + 33


def test_public_bodies_are_counted_together() -> None:
    kommune = Holding(name="k", percent=Decimal(15), kind="public_body")
    fylke = Holding(name="f", percent=Decimal(10), kind="public_body")
    assert size(kommune).size == "small"
    assert size(kommune, fylke).size == "large"


def settled(years: list[str]) -> str:
    """The rule read year by year, ceiling by ceiling, as Article 4(2) has it.

    For each ceiling: whether it is passed changes when two years in a row say so.
    """
    status = [CLASSES.index(years[0]) > ceiling for ceiling in range(3)]
    for before, now in itertools.pairwise(years):
        for ceiling in range(3):
            passed = [CLASSES.index(one) > ceiling for one in (before, now)]
            if passed[0] == passed[1]:
                status[ceiling] = passed[0]
    return CLASSES[sum(status)]


@given(st.lists(st.sampled_from(CLASSES), min_size=1, max_size=6))
def test_a_class_changes_after_two_years_in_a_row(years: list[str]) -> None:
    enterprise = Enterprise(
        accounts=tuple(
            accounts(OF_CLASS[one], 2018 + number) for number, one in enumerate(years)
        )
    )
    assert size_of(enterprise, rates=RATES, rules=RULES).size == settled(years)


def test_accounts_in_nok_are_converted_by_the_mean_of_their_year() -> None:
    found = size_of(
        Enterprise(
            accounts=(
                Accounts(
                    year=2024,
                    headcount=Decimal(10),
                    turnover_nok=Decimal(116276000),
                    balance_nok=Decimal(23255200),
                ),
            )
        ),
        rates=RATES,
        rules=RULES,
    )
    assert found.years[0].turnover == 10_000_000
    assert found.years[0].balance == 2_000_000
    assert found.size == "small"
    assert found.fallback_rate


def test_accounts_from_before_the_definition_are_told() -> None:
    enterprise = Enterprise(accounts=(accounts(10, 2004),))
    with pytest.raises(InputError, match="No definition of sizes"):
        size_of(enterprise, rates=RATES, rules=RULES)


def test_missing_accounts_of_a_partner_enterprise_are_told() -> None:
    enterprise = Enterprise(
        accounts=(accounts(10), accounts(10, 2024)), holdings=(held("b", 30, 5),)
    )
    with pytest.raises(InputError, match="Accounts of b for 2024 are missing"):
        size_of(enterprise, rates=RATES, rules=RULES)


def test_the_official_mean_wins_and_a_missing_one_is_told() -> None:
    rows = [
        {"currency": "EUR", "year": 2024, "nok": 11.6276, "basis": "fallback"},
        {"currency": "EUR", "year": 2024, "nok": 11.5, "basis": "official"},
        {"currency": "USD", "year": 2025, "nok": 10.0, "basis": "official"},
    ]
    rates = Rates.of(pl.DataFrame(rows))
    assert rates.mean(2024) == Euro(Decimal("11.5"), 2024, None, "official")
    with pytest.raises(InputError, match="no price of a euro for 2025"):
        rates.mean(2025)
    with pytest.raises(InputError, match="years at hand: none"):
        Rates([]).mean(2025)


def test_conversion_rounds_so_that_nothing_is_passed() -> None:
    price = Euro(Decimal("11.6276"), 2024, dt.date(2024, 5, 2), "given")
    assert price.to_nok(Decimal(100)) == 1162
    assert price.to_eur(Decimal("116.28")) == Decimal("10.01")
    assert price.to_eur(Decimal("116.276")) == 10
