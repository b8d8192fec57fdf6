"""`omstilling shares`: what it writes, and what it says when asked wrongly."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path
from threading import Event

import pytest

from omstilling.cli import main
from omstilling.commands import shares as command
from omstilling.priorities import shares as room
from omstilling.priorities.shares.answer import exact_text
from omstilling.priorities.shares.rules import completion

Output = pytest.CaptureFixture[str]
FILE = """\
META
key;value
num_projects;3
num_votes;4
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
quay;60;New quay
grid;40;Shore power
road;50;Road
VOTES
voter_id;vote;group
1;quay,road;maritime
2;quay,road;maritime
3;grid;energy
4;grid,grid;energy
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "proposals.pb"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["shares", *arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_json(capsys: Output, file: str) -> None:
    assert run(file, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["winners"], told["cost"], told["budget"]) == (
        ["grid", "road"],
        "90",
        "100",
    )
    assert told["ejr_plus"] == {"holds": True, "failures": []}
    assert told["share"] == "25"
    quay, grid, _ = told["projects"]
    assert grid["by_group"] == [{"group": "energy", "voters": 2, "paid": "40"}]
    assert (grid["full_price"], grid["price"], grid["order"]) == ("20", "0.5", 1)
    assert (quay["effective_support"], quay["needed"]) == ("5/6", "10")
    for name in ("parse", "load", "rule", "explain"):
        assert told[f"seconds_{name}"] >= 0
    assert told["notes"] == ["Named twice on one ballot and counted once: 1 approvals."]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(100), "100"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 50), "0.02"),
        (Fraction(10**5001, 10), "1" + "0" * 5000),
        (Fraction(10**5000, 3), "1" + "0" * 5000 + "/3"),
    ],
)
def test_numbers_are_exact_text_of_any_length(number: Fraction, text: str) -> None:
    assert exact_text(number) == text


@pytest.mark.parametrize(
    ("rule", "completion"),
    [("ees", "add-opt"), ("mes", "greedy"), ("phragmen", "none"), ("greedy", "none")],
)
def test_table(capsys: Output, file: str, rule: str, completion: str) -> None:
    assert (
        run(file, "--rule", rule, "--completion", completion, "--language", "en") == 0
    )
    said = capsys.readouterr()
    assert "Chosen" in said.out
    assert "of 100; 4 voters with 2 different ballots (approval, cost)." in said.out
    assert "Named twice on one ballot" in said.err


def test_quotas(capsys: Output, file: str) -> None:
    assert run(file, "--quota", "maritime=0.6", "--quota", "energy=0.4") == 0
    said = capsys.readouterr().out
    assert "New quay" in said.partition("Not chosen")[0]
    assert run(file, "--quota", "maritime") == 2
    assert "not GROUP=SHARE" in capsys.readouterr().err
    assert run(file, "--quota", "maritime=0.6") == 3
    assert "do not divide the whole budget" in capsys.readouterr().err


def test_a_result_that_is_not_proportional_says_so(
    capsys: Output, tmp_path: Path
) -> None:
    path = tmp_path / "unfair.pb"
    text = FILE.replace("3;grid;energy", "3;quay,road;energy")
    text = text.replace("quay;60", "quay;50").replace("grid;40", "grid;20")
    path.write_text(text, encoding="utf-8")
    assert run(str(path), "--rule", "greedy", "--language", "en") == 0
    said = capsys.readouterr().out
    assert "EJR+ up to one project fails for grid (25.0% of the voters)." in said
    assert run(str(path), "--language", "en") == 0
    assert "EJR+ up to one project holds." in capsys.readouterr().out


def test_satisfaction_of_points_is_said_to_be_theirs(
    capsys: Output, tmp_path: Path
) -> None:
    path = tmp_path / "points.pb"
    path.write_text(
        "META\nkey;value\nbudget;10\nvote_type;scoring\nPROJECTS\nproject_id;cost\n"
        "a;20\nVOTES\nvoter_id;vote;points\n1;a;3\n",
        encoding="utf-8",
    )
    ask = ("--satisfaction", "cost", "--language", "en")
    assert run(str(path), "--rule", "greedy", *ask) == 0
    said = capsys.readouterr()
    assert "say by themselves what a project is worth" in said.err
    assert "EJR+ up to one project holds." in said.out


def test_add_one_says_when_its_steps_are_too_small(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "MOST_RUNS", 30)
    path = tmp_path / "few.pb"
    few = FILE.replace("budget;100", "budget;1000").replace("quay;60", "quay;900")
    path.write_text(few, encoding="utf-8")
    assert run(str(path), "--completion", "add-one") == 2
    assert (
        "has not ended after 30 runs, each with a little more"
        in capsys.readouterr().err
    )
    larger = ("--completion", "add-one", "--increment", "12.5", "--format", "json")
    assert run(str(path), *larger) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["winners"]) == {"grid", "road", "quay"}


def test_what_takes_long_says_so(
    capsys: Output, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Event()

    def say(text: str) -> None:
        sys.stderr.write(text)
        said.set()

    monkeypatch.setattr(command, "_MOMENT", 0.0)
    monkeypatch.setattr(command, "say", say)
    monkeypatch.setattr(room, "load_machine_code", lambda **_: said.wait(60))
    assert run(file, "--rule", "greedy") == 0
    assert "Machine code for this rule is made now" in capsys.readouterr().err
