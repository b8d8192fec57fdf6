"""The answer has its documented form, is sealed, and is said in three languages."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from priorities.portfolio.problems import STEP, simple

from omstilling.cli import main
from omstilling.errors import InputError, UsageError
from omstilling.priorities.portfolio import (
    Assembled,
    Portfolio,
    Seal,
    Solver,
    assemble,
    choose,
    differences,
    equal_shares,
    front,
    front_data,
    read_call,
    with_transfers,
    words,
)
from omstilling.priorities.portfolio import rules as ruling
from omstilling.priorities.portfolio.clash import Clash
from omstilling.priorities.portfolio.problem import Problem
from omstilling.priorities.portfolio.reasons import Reason
from omstilling.priorities.portfolio.rules import Rule
from omstilling.store import Snapshot
from omstilling.strengths import landscape
from omstilling.transfers import find_transfers

EXAMPLE = Path(__file__).parents[3] / "examples" / "call.yaml"
KEYS = {
    "status",
    "objective",
    "unit",
    "gap",
    "selected",
    "rejected",
    "binding",
    "inputs",
    "rules",
}


def made(problem: Problem, rules: list[Rule], **options: Any) -> Portfolio:
    return choose(Assembled(problem, tuple(rules), {}), seal=Seal({}), **options)


@pytest.fixture(scope="module")
def example() -> Portfolio:
    call = read_call(EXAMPLE)
    return choose(assemble(call), seal=Seal(call.hashes))


def test_the_answer_has_the_documented_form(example: Portfolio) -> None:
    told = example.answer("en")
    assert set(told) >= KEYS
    assert told["status"] == "optimal"
    assert told["reasons_proven"]
    for one in told["selected"]:
        assert {"id", "share", "why", "granted"} <= set(one)
    for one in told["rejected"]:
        assert {"id", "why", "budget_at_which_in", "displaces"} <= set(one)
    assert told["binding"][0].keys() >= {"rule", "price"}
    assert told["inputs"]["files"].keys() == {"call.yaml"}
    assert told["inputs"]["solver"] == "HiGHS"
    assert "Portfolio(optimal" in repr(example)
    granted = sum(Decimal(one["granted"]) for one in told["selected"])
    yearly = sum(Decimal(one) for one in told["granted"].values())
    assert -Decimal("0.05") <= granted - yearly <= Decimal("0.05")


def test_the_same_call_gives_the_same_bytes(example: Portfolio) -> None:
    call = read_call(EXAMPLE)
    again = choose(assemble(call), seal=Seal(call.hashes))
    assert json.dumps(again.answer("nn")) == json.dumps(example.answer("nn"))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_sentence_can_be_said(example: Portfolio, language: Any) -> None:
    told = example.answer(language)
    for one in (*told["selected"], *told["rejected"]):
        assert "{" not in one["why"]
    assert all("{" not in said for said in told["rules"]["kept"].values())


def test_rules_that_clash_are_told_instead() -> None:
    problem = simple([10, 20], [1, 1])
    rules = [
        *ruling.budgets(problem, {2027: 15 * STEP}),
        ruling.pilots(problem, 1, name="pilots"),
    ]
    told = made(problem, rules).answer("en")
    assert told["status"] == "infeasible"
    assert told["objective"] is None
    assert told["selected"] == told["rejected"] == told["binding"] == []
    assert told["clash"]["rules"] == ["pilots"]
    assert "At least 1 pilot" in told["clash"]["says"]


def test_reasons_can_be_left_out() -> None:
    problem = simple([10], [1])
    found = made(
        problem, ruling.budgets(problem, {2027: 10 * STEP}), seconds_for_reasons=0.0
    )
    (one,) = found.answer("en")["selected"]
    assert one["why"] is None
    assert "loss" not in one


def test_scores_are_told_as_points() -> None:
    problem = replace(simple([10, 10], [1, 2]), unit="score")
    found = made(problem, ruling.budgets(problem, {2027: 10 * STEP}))
    (out,) = found.answer("en")["rejected"]
    assert "1,000.000 points" in out["why"]


def test_what_takes_no_part_in_the_examples_is_said_too() -> None:
    problem = simple([10] * 7, [1] * 7)
    kinds = [
        ruling.additional(problem, ["p0"], "only_with_aid", name="a"),
        ruling.additional(problem, ["p0"], "later", name="b"),
        *(
            ruling.limit(
                problem,
                name=f"{kind}{code}{unit}",
                kind=kind,
                dimension="region",
                code=code,
                value=2550,
                unit=unit,
                budget=0,
            )
            for kind in ("least", "most")
            for code in ("*", "34")
            for unit in ("NOK", "percent of budget", "percent of granted")
        ),
    ]
    names = words.Names(problem, {}, {rule.id: rule for rule in kinds}, "en")
    said = [words.rule(rule, names) for rule in kinds]
    assert "smaller without the money or is not assessed" in said[0]
    assert "25.50% of the budget to each region" in " ".join(said)
    assert len(set(said)) == len(said)
    many = Reason(0, inside=True, loss=Fraction(5), leaves=(1, 2, 3, 4, 5, 6))
    text = words.why(many, names)
    assert "and 2 others" in text
    assert "Time was out before this was proven." in text
    assert "ask about it alone" in words.why(Reason(0, inside=True), names)
    for inside, start in ((True, "Without"), (False, "With")):
        floor = Reason(0, inside=inside, at_least=Fraction(7))
        told = words.why(floor, names)
        assert (
            told
            == f"{start} it the best portfolio would be worth at least NOK\xa07 less."
        )
    equal = Reason(0, inside=False, loss=Fraction(0), proven=True)
    assert "worth as much" in words.why(equal, names)
    unsure = words.clash(Clash(("a",), proven=False), names)
    assert "some of them may be needless" in unsure
    alone = words.clash(Clash(("a",), proven=True), names)
    assert alone.startswith("This rule cannot be kept")
    forced = Reason(0, inside=True, clash=Clash(("a",), proven=False))
    assert words.why(forced, names).endswith("may be needless: time was out.")


def test_a_front_is_plain_data() -> None:
    problem = simple([10, 10, 10], [9, 8, 3], sectors=["25", "25", "28"])
    solver = Solver(problem, ruling.budgets(problem, {2027: 20 * STEP}))
    told = front_data(front(solver, solver.solve(), dimensions=["sector"]), problem)
    assert told["complete"]
    assert [one["selected"] for one in told["points"]] == [["p0", "p1"], ["p0", "p2"]]


# -- Beside Equal Shares ---------------------------------------------------------------


def test_where_the_two_differ_is_told(example: Portfolio) -> None:
    call = read_call(EXAMPLE)
    chosen = equal_shares(call, assemble(call))
    told = differences(example, chosen, "en")
    ours = {one["id"] for one in example.answer("en")["selected"]}
    assert set(told["both"]) | set(told["only_portfolio"]) == ours
    assert set(told["both"]) | set(told["only_equal_shares"]) == set(chosen["winners"])
    assert told["worth_of_equal_shares"] <= example.answer("en")["objective"] + 1


def test_without_support_business_cannot_choose() -> None:
    call = read_call(EXAMPLE)
    silent = replace(call, support=call.support.clear())
    with pytest.raises(UsageError, match="no support"):
        equal_shares(silent, assemble(silent))


# -- Transfers of the snapshot ---------------------------------------------------------


def asking(name: str, **more: object) -> Any:
    call = read_call(EXAMPLE)
    first, *rest = call.file.proposals
    (expected,) = first.transfers
    update = {"transfer": name, "probability": None, **more}
    changed = first.model_copy(
        update={"transfers": (expected.model_copy(update=update),)}
    )
    file = call.file.model_copy(update={"proposals": (changed, *rest)})
    return replace(call, file=file)


def test_what_the_snapshot_knows_is_filled_in(world: Snapshot) -> None:
    land = landscape(world)
    table = find_transfers(land, any_sector=True, limit=100, diversity=0.0)
    row = table.row(0, named=True)
    if row["probability"] is None:
        with pytest.raises(InputError, match="no probability"):
            with_transfers(asking(row["id"]), land)
    filled = with_transfers(asking(row["id"], probability=1, nok=None), land)
    (expected,) = filled.file.proposals[0].transfers
    assert expected.score is not None
    assert float(expected.score) == pytest.approx(row["score"], abs=1e-6)
    unchanged = read_call(EXAMPLE)
    assert with_transfers(unchanged, land) is unchanged


@pytest.mark.parametrize("name", ["x", "a~b~c"])
def test_a_transfer_must_have_an_id_to_be_looked_up(name: str, world: Snapshot) -> None:
    with pytest.raises(InputError, match="is no id of a transfer"):
        with_transfers(asking(name), landscape(world))


# -- The command -----------------------------------------------------------------------


def asked(*words_: str, code: int = 0) -> None:
    with pytest.raises(SystemExit) as left:
        main(["choose", str(EXAMPLE), *words_])
    assert left.value.code == code


def test_the_command_answers_programs(capsys: pytest.CaptureFixture[str]) -> None:
    asked("--format", "json", "--rule", "both", "--front", "--budget", "9 000 000")
    told = json.loads(capsys.readouterr().out)
    assert set(told["portfolio"]) >= KEYS
    assert sum(map(Decimal, told["portfolio"]["granted"].values())) <= 9_000_000
    assert told["portfolio"]["front"]["points"]
    assert told["portfolio"]["rules"]["aid"]
    assert told["equal_shares"]["winners"]
    assert told["differ"]["both"]


def test_the_command_answers_people(capsys: pytest.CaptureFixture[str]) -> None:
    asked("--language", "en", "--rule", "both", "--front")
    told = capsys.readouterr().out
    assert "proven to within 0.0010% of its worth." in told
    assert "Only in the portfolio: fast-lane, sensors" in told
    assert "In at a budget of" in told
    assert "budget at which in" not in told


def test_the_command_says_which_rules_clash(capsys: pytest.CaptureFixture[str]) -> None:
    asked("--language", "en", "--budget", "2027=1", "--budget", "2028=1")
    assert "These rules cannot all be kept" in capsys.readouterr().out


def test_the_command_takes_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    few = ("--no-reasons", "--format", "json")
    asked("--scenario", "all", "--caution", "0.5", *few)
    told = json.loads(capsys.readouterr().out)
    assert told["inputs"]["scenarios"] == ["as-hoped", "no-fish-farms", "slow"]
    asked("--rule", "equal-shares", "--format", "json")
    assert json.loads(capsys.readouterr().out)["rule"] == "mes"


@pytest.mark.parametrize("budget", ["5000000", "2027=5000000"])
def test_a_budget_that_is_given_twice_is_refused(
    budget: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked("--budget", budget, "--budget", budget, code=2)
    told = capsys.readouterr().err
    assert f"'{budget}' is given beside another one for the same years" in told


@pytest.mark.parametrize("budget", ["much", "2027=x", "year=5", "-1", "2027=5"])
def test_a_budget_that_is_none_is_refused(
    budget: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked("--budget", budget, code=2)
    assert "budget" in capsys.readouterr().err


def test_one_proposal_can_be_asked_about_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked("--why", "robots", "--format", "json")
    told = json.loads(capsys.readouterr().out)
    full = {one["id"]: one["proven"] for one in told["selected"] + told["rejected"]}
    assert [name for name, proven in full.items() if proven] == ["robots"]
    assert told["proven_within"] == pytest.approx(1e-5)
    asked("--why", "nothing", code=2)
    assert "no proposal 'nothing'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "name"),
    [("nb", "25 Produksjon av"), ("nn", "25 Produksjon av"), ("en", "25 Manufacture")],
)
def test_an_industry_is_told_by_its_name(language: Any, name: str) -> None:
    problem = simple([10], [1])
    rule = ruling.limit(
        problem,
        name="metal",
        kind="most",
        dimension="sector",
        code="25",
        value=3000,
        unit="percent of granted",
        budget=0,
    )
    names = words.Names(problem, {}, {"metal": rule}, language)
    assert name in words.rule(rule, names)
