"""The declared table of support becomes ballots."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import dataframely as dy
import polars as pl
import pytest

from omstilling.errors import InputError
from omstilling.priorities.shares import (
    Ballot,
    as_pabulib,
    ballots_of,
    decide,
    election,
)
from omstilling.tables import Support


def table(*rows: dict[str, Any]) -> dy.DataFrame[Support]:
    empty = dict.fromkeys(("group", "approval", "points", "rank"))
    given = [{**empty, "weight": 1.0, **row} for row in rows]
    frame = pl.DataFrame(
        given, schema_overrides={"points": pl.Float64, "rank": pl.Int64}
    )
    return Support.validate(frame, cast=True)


def test_approvals() -> None:
    kind, ballots = ballots_of(
        table(
            {"supporter": "x", "proposal": "a", "approval": True, "weight": 2.5},
            {"supporter": "x", "proposal": "b", "approval": False, "weight": 2.5},
            {"supporter": "y", "proposal": "b", "approval": True, "group": "30"},
        )
    )
    assert kind == "approval"
    assert ballots == [
        Ballot(supporter="x", says=["a"], weight=Decimal("2.5")),
        Ballot(supporter="y", says=["b"], weight=Decimal("1.0"), group="30"),
    ]


def test_points_are_as_written_and_ranks_are_in_order() -> None:
    kind, ballots = ballots_of(
        table(
            {"supporter": "x", "proposal": "a", "points": 0.1},
            {"supporter": "x", "proposal": "b", "points": 3.0},
        )
    )
    assert (kind, ballots[0].says) == (
        "scoring",
        {"a": Decimal("0.1"), "b": Decimal("3.0")},
    )
    kind, ballots = ballots_of(
        table(
            {"supporter": "x", "proposal": "a", "rank": 2},
            {"supporter": "y", "proposal": "a", "rank": 1},
            {"supporter": "x", "proposal": "b", "rank": 1},
        )
    )
    assert kind == "ordinal"
    assert {one.supporter: one.says for one in ballots} == {"x": ["b", "a"], "y": ["a"]}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [
                {"supporter": "x", "proposal": "a", "rank": 1},
                {"supporter": "y", "proposal": "a", "points": 1.0},
            ],
            "says points, rank; each row must fill the same one",
        ),
        (
            [
                {"supporter": "x", "proposal": "a", "rank": 1},
                {"supporter": "x", "proposal": "b"},
            ],
            "says rank; each row",
        ),
        ([{"supporter": "x", "proposal": "a"}], "says nothing"),
        (
            [
                {"supporter": "x", "proposal": "a", "rank": 1},
                {"supporter": "x", "proposal": "b", "rank": 2, "weight": 2.0},
            ],
            "'x' has several values of 'weight': 1.0, 2.0",
        ),
        (
            [
                {"supporter": "x", "proposal": "a", "rank": 1},
                {"supporter": "x", "proposal": "a", "rank": 2},
            ],
            "names the proposal 'a' twice",
        ),
    ],
)
def test_what_cannot_be_a_ballot(rows: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(InputError, match=told):
        ballots_of(table(*rows))


def test_weights_and_groups_are_written_where_they_say_something() -> None:
    plain = as_pabulib({"a": 1}, [Ballot(supporter="x", says=["a"])], budget=1)
    assert plain.votes.columns == ["voter_id", "vote", "line"]
    heavy = Ballot(supporter="y", says={"a": Decimal("1.50")}, weight=2, group="g")
    told = as_pabulib(
        {"a": Decimal("1E+2")}, [heavy], budget=1, kind="scoring", names={"a": "Å"}
    )
    assert told.projects.rows() == [("a", "100", "Å", 1)]
    assert told.votes.rows() == [("y", "a", "1.50", "2", "g", 1)]


@pytest.mark.parametrize(
    "quotas", [{"g": Decimal("0.5")}, {"h": Decimal(1)}, {"g": Decimal(2)}]
)
def test_quotas_must_divide_the_budget(quotas: dict[str, Decimal]) -> None:
    ballots = [Ballot(supporter="x", says=["a"], group="g")]
    with pytest.raises(InputError, match="do not divide the whole budget"):
        election({"a": 1}, ballots, budget=1, quotas=quotas)


def test_a_value_that_is_wrong_is_named() -> None:
    with pytest.raises(InputError, match="support, line 1, field 'weight': '0'"):
        election({"a": 1}, [Ballot(supporter="x", says=["a"], weight=0)], budget=1)


def test_points_of_one_who_names_nothing() -> None:
    told = election(
        {"a": 1},
        [Ballot(supporter="x", says=[]), Ballot(supporter="y", says={"a": 1})],
        budget=1,
        kind="cumulative",
    )
    assert told.voters == 2
    assert decide(told).winners == ()
