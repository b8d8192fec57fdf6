"""Amounts of single undertakings over several projects, computed by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from priorities.aid.worked import RATES, RULES, project

from omstilling.priorities.aid import CommonAmount, common_amounts

SMALL = {"size": "small"}
EARLIER = {"kind": "de_minimis", "giver": "x", "granted": "2024-12-02", "eur": 100000}


def amounts(*asked: tuple[dict[str, Any], dict[str, int]]) -> list[CommonAmount]:
    """Return the amounts that projects p0, p1, … draw on."""
    projects = [
        (
            project(**{"project": f"p{k}", **given}),
            {name: Decimal(nok) for name, nok in nok_of.items()},
        )
        for k, (given, nok_of) in enumerate(asked)
    ]
    return list(common_amounts(projects, rules=RULES, rates=RATES))


def other(*, nok: int = 6_000_000, **partner: Any) -> dict[str, Any]:
    """Return a project whose costs no exemption covers."""
    return {"partners": {"a": {**SMALL, **partner}}, "costs": {"a": {"other": nok}}}


def test_two_projects_of_one_undertaking_draw_on_one_amount() -> None:
    # 2 000 000 : 11.60 = 172 413.794 up to 172 413.80 euro each, 344 827.60 together;
    # 300 000 − 0 = 300 000 is less.
    (one,) = amounts((other(), {"a": 2_000_000}), (other(), {"a": 2_000_000}))
    assert one.draws == {"p0": Decimal("172413.80"), "p1": Decimal("172413.80")}
    assert one.most_eur == one.left_eur == 300_000
    assert one.may_bind
    assert not one.indicative
    assert one.day == dt.date(2025, 12, 1)


def test_earlier_aid_told_of_twice_counts_once_and_partly_told_counts_too() -> None:
    # Both tell of 100 000 (2 December 2024 is in the years to 1 December 2025), one of
    # 50 000 more: 150 000 used, 150 000 left. 50 000 of 2022 is too old.
    more = {**EARLIER, "eur": 50000}
    old = {**EARLIER, "granted": "2022-12-01"}
    (one,) = amounts(
        (other(earlier=[EARLIER, old]), {"a": 580_000}),
        (other(earlier=[EARLIER, more]), {"a": 580_000}),
    )
    assert one.used_eur == one.left_eur == 150_000
    # 580 000 : 11.60 = 50 000 euro each, 100 000 together.
    assert sum(one.draws.values()) == 100_000
    assert not one.may_bind


def test_a_group_is_one_undertaking_and_states_are_apart() -> None:
    here = other(group="g")
    there = {**other(group="g"), "jurisdiction": "EU"}
    found = amounts((here, {"a": 116_000}), (here, {"a": 116_000}), (there, {"a": 116}))
    assert [sorted(one.draws) for one in found] == [["p2"], ["p0", "p1"]]
    assert {one.undertaking for one in found} == {"g"}


def test_three_years_end_on_each_day_of_granting() -> None:
    late = {
        **other(),
        "granted": "2028-11-30",
        "start": "2029-01-01",
        "end": "2029-12-31",
    }
    too_late = {**late, "granted": "2028-12-01"}
    same, one_day_less = amounts((other(), {"a": 116_000}), (late, {"a": 116_000}))
    assert sorted(same.draws) == ["p0"]
    # Three years to 30 November 2028 begin on 1 December 2025.
    assert sorted(one_day_less.draws) == ["p0", "p1"]
    _, apart = amounts((other(), {"a": 116_000}), (too_late, {"a": 116_000}))
    assert sorted(apart.draws) == ["p1"]


def test_exempted_costs_are_aided_first() -> None:
    # 45 % of 1 000 000 = 450 000 exempted; 600 000 − 450 000 = 150 000 de minimis,
    # : 11.60 = 12 931.034 up to 12 931.04 euro.
    mixed = {
        "partners": {"a": SMALL},
        "costs": {"a": {"experimental_development": 1_000_000, "other": 1_000_000}},
    }
    (one,) = amounts((mixed, {"a": 600_000}))
    assert one.draws == {"p0": Decimal("12931.04")}
    assert not amounts((mixed, {"a": 450_000}))


def test_partners_of_one_group_add_up_within_a_project() -> None:
    both = {
        "partners": {"a": {**SMALL, "group": "g"}, "b": {**SMALL, "group": "g"}},
        "costs": {"a": {"other": 1_000_000}, "b": {"other": 1_000_000}},
    }
    (one,) = amounts((both, {"a": 116_000, "b": 232_000}))
    assert one.draws == {"p0": Decimal(30_000)}


def advice(already: int, *, nok: int = 4_000_000) -> dict[str, Any]:
    given = {"partner": "a", "category": "innovation_advice", "giver": "x"}
    aid = {**given, "kind": "state_aid", "granted": "2024-11-01", "nok": already}
    return {
        "partners": {"a": SMALL, "b": SMALL},
        "costs": {"a": {"innovation_advice": nok}, "b": {"training": nok}},
        "other_aid": [aid] if already else [],
    }


def test_advice_above_half_is_held_within_the_amount_of_three_years() -> None:
    # p0: 1 160 000 + 1 000 000 = 2 160 000 is above 50 % of 4 000 000 = 2 000 000, so
    # the amount holds. 1 000 000 : 11.6276 (mean of 2024) = 86 002.270 up to 86 002.28.
    (one,) = amounts(
        (advice(1_000_000), {"a": 1_160_000}), (advice(0), {"a": 1_160_000})
    )
    used = Decimal("86002.28")
    assert one.kind == "innovation_advice"
    assert one.raised == {"p0"}
    assert one.most_eur == 220_000
    assert one.used_eur == used
    # 1 160 000 : 11.60 = 100 000 euro each.
    assert one.draws == {"p0": Decimal(100_000), "p1": Decimal(100_000)}
    # 200 000 stand in a source, 220 000 do not.
    assert one.indicative


def test_advice_up_to_half_has_no_amount() -> None:
    assert not amounts((advice(0), {"a": 2_000_000}), (advice(0), {"a": 2_000_000}))


def test_a_price_of_another_day_makes_the_amount_indicative_where_it_decides() -> None:
    mean = {**other(), "rate": {"eur_nok": "11.60", "date": "2025-11-28"}}
    (little,) = amounts((mean, {"a": 1000}))
    assert not little.indicative
    (much,) = amounts((mean, {"a": 2_000_000}), (mean, {"a": 2_000_000}))
    assert much.indicative
