"""Proposals that are each lawful may not pass an undertaking's amount together."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from priorities.aid.worked import RATES, RULES
from priorities.portfolio.problems import STEP, simple

from omstilling.priorities.portfolio import (
    Portfolio,
    Seal,
    assemble,
    ceilings_of,
    choose,
    read_call,
    words,
)
from omstilling.priorities.portfolio import rules as ruling
from omstilling.priorities.portfolio.solving import Solver

EXAMPLE = Path(__file__).parents[3] / "examples" / "call.yaml"
NAMES = ("first", "second", "third")
#: Euro at 11.60: 2 000 000 NOK are 172 413.80 euro, 1 000 000 are 86 206.90.
ASKED = (2_000_000, 1_000_000, 2_000_000)


def written(folder: Path, **more: Any) -> Path:
    """Write a call of three proposals of one firm, all de minimis aid."""
    example = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    project, proposal = example["projects"][7], example["proposals"][7]
    content: dict[str, Any] = {
        "budget": [{"year": 2027, "nok": 10_000_000}],
        "projects": [],
        "proposals": [],
        **more,
    }
    for name, nok in zip(NAMES, ASKED, strict=True):
        own, asks = deepcopy(project), deepcopy(proposal)
        own |= {"project": name, "title": name.title(), "end": "2027-12-31"}
        own["rate"] = own["rate"] | {"date": own["granted"]}
        partner = own["partners"][0] | {"size": "small"}
        own["partners"] = [partner]
        cost = {"partner": partner["partner"], "category": "other", "year": 2027}
        own["costs"] = [{**cost, "nok": 2 * nok}]
        asks |= {"project": name}
        asks["asked"] = [{"partner": partner["partner"], "year": 2027, "nok": nok}]
        asks["transfers"] = [{"transfer": name, "probability": 1, "nok": nok + 1}]
        content["projects"].append(own)
        content["proposals"].append(asks)
    path = folder / "call.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def chosen(path: Path) -> Portfolio:
    call = read_call(path)
    ceilings = ceilings_of(call, rules=RULES, rates=RATES)
    assembled = assemble(call, ceilings=ceilings, rates=RATES)
    seal = Seal(call.hashes, ceilings.rules, ceilings.indicative)
    return choose(assembled, seal=seal)


def test_what_each_may_have_all_may_not_have_together(tmp_path: Path) -> None:
    found = chosen(written(tmp_path))
    told = found.answer("en")
    # By hand: two of 2 000 000 are 344 827.60 euro, one of each 258 620.70; 300 000 is
    # the most. So one of 2 000 000 and the one of 1 000 000: worth 3 000 002.
    assert told["objective"] == 3_000_002
    most = max(
        sum(nok + 1 for nok in some)
        for size in range(4)
        for some in combinations(ASKED, size)
        if sum(-(-Decimal(nok) / Decimal("11.60")) for nok in some) <= 300_000
    )
    assert most == 3_000_002
    (rule,) = (one for one in found.solver.rules if one.kind == "undertaking")
    assert rule.id == "de-minimis-testbedrift-12-2026-12-15"
    # Without it all three are in: 5 000 003 − 3 000 002.
    (price,) = told["binding"]
    assert (price["rule"], price["price"]) == (rule.id, 2_000_001)
    assert "300,000 euro of de minimis aid to TESTBEDRIFT 12 AS" in price["says"]


def test_it_takes_part_in_a_clash(tmp_path: Path) -> None:
    limits = [
        {
            "limit": "all-three",
            "kind": "least",
            "dimension": "size_class",
            "code": "small",
            "count": 3,
        }
    ]
    told = chosen(written(tmp_path, limits=limits)).answer("nb")
    assert told["status"] == "infeasible"
    assert told["clash"]["rules"] == [
        "all-three",
        "de-minimis-testbedrift-12-2026-12-15",
    ]


def test_an_amount_for_raised_aid_holds_only_where_one_of_them_is_chosen() -> None:
    problem = simple([10, 10, 10], [9, 5, 5])
    draws = {"p0": 60, "p1": 60, "p2": 60}
    facts = {"kind": "innovation_advice", "most": 1, "used": 0, "undertaking": "a"}
    rule = ruling.undertaking(problem, draws, 110, name="a", raised=["p0"], **facts)
    rules = [*ruling.budgets(problem, {2027: 30 * STEP}), rule]
    # p0 alone draws 60, with another one 120; the two others are not raised.
    assert Solver(problem, rules).solve().chosen == {1, 2}
    wide = ruling.undertaking(problem, draws, 120, name="a", raised=["p0"], **facts)
    assert Solver(problem, [rules[0], wide]).solve().value == 14_000


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_amount_for_advice_can_be_said(language: Any) -> None:
    problem = simple([10], [1])
    act = RULES["gber-28"].versions[0].act
    rule = ruling.undertaking(
        problem,
        {"p0": 1},
        1,
        name="a",
        raised=["p0"],
        undertaking="TESTBEDRIFT 1 AS",
        kind="innovation_advice",
        most=Decimal(220_000),
        used=Decimal(100),
        day=None,
        act=act,
        article="28(4)",
    )
    names = words.Names(problem, {}, {"a": rule}, language)
    assert "28(4)" in words.rule(rule, names)
    assert "{" not in words.rule(rule, names)
