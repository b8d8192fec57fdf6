"""A call is the same from YAML and CSV; what does not fit is named."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from omstilling.errors import InputError, UsageError
from omstilling.priorities.aid import Rates, read_rules
from omstilling.priorities.portfolio import assemble, ceilings_of, read_call
from omstilling.priorities.portfolio.problem import ALL, WHOLE

EXAMPLE = Path(__file__).parents[3] / "examples" / "call.yaml"
Content = dict[str, Any]


@pytest.fixture(scope="module")
def example() -> Content:
    content: Content = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    return content


def written(folder: Path, content: Content) -> Path:
    path = folder / "call.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


# -- What does not fit -----------------------------------------------------------------


def set_in(path: str, value: object) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        *way, last = [int(p) if p.isdigit() else p for p in path.split(".")]
        place: Any = content
        for step in way:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value

    return change


WRONG = {
    "negative cost": ("projects.0.costs.0.nok", -5, "costs[0].nok", "-5"),
    "negative ask": ("proposals.0.asked.0.nok", -1, "asked[0].nok", "-1"),
    "half an øre": ("proposals.0.asked.0.nok", 0.001, "asked[0].nok", "0.001"),
    "unknown sector": (
        "proposals.0.sectors",
        [{"sector": "99x", "percent": 10}],
        "sectors[0].sector",
        "99x",
    ),
    "unknown industry": (
        "projects.0.partners.0.sector",
        "00.000",
        "partners[0].sector",
        "00.000",
    ),
    "unknown region": (
        "proposals.0.regions.0.region",
        "30",
        "regions[0].region",
        "30",
    ),
    "past a hundred": ("proposals.0.regions.0.percent", 61, "regions", "101"),
    "missing year": ("budget.1.year", 2029, "budget.year", "2028"),
    "year without budget": (
        "proposals.0.asked.0.year",
        2030,
        "asked.year",
        "2030",
    ),
    "year without costs": ("projects.0.end", "2029-12-31", "costs", "2029"),
    "too much": ("proposals.0.asked.0.nok", 9_000_000, "asked.nok", "9700000"),
    "no partner": ("proposals.0.asked.0.partner", "nobody", "partner", "nobody"),
    "no project": ("proposals.0.project", "nothing", "project", "nothing"),
    "stands twice": ("proposals.1.project", "robots", "proposals.project", "robots"),
    "project twice": ("projects.1.project", "robots", "project", "robots"),
    "cycle": (
        "proposals.5.needs",
        ["data-hall"],
        "needs",
        "data-hall → energy-data → data-hall",
    ),
    "needs nobody": ("proposals.0.needs", ["x"], "needs", "x"),
    "needs itself": (
        "proposals.0.needs",
        ["systems-engineering"],
        "needs",
        "systems-engineering",
    ),
    "help without worth": (
        "proposals.0.helps",
        [{"other": "robots"}],
        "helps[0]",
        "nok or score",
    ),
    "two worths": (
        "proposals.0.transfers.0.score",
        0.5,
        "transfers[0]",
        "never added",
    ),
    "no probability": (
        "proposals.0.transfers.0.probability",
        1.2,
        "transfers[0].probability",
        "1.2",
    ),
    "two amounts": ("limits.0.nok", 5, "limits[0]", "nok and percent"),
    "most of own money": ("limits.0.kind", "most", "limits[0].kind", "most"),
    "unknown group": ("limits.4.code", "99", "limits[4].code", "99"),
    "no assessment": (
        "limits.6",
        {"limit": "x", "kind": "least", "dimension": "additionality"},
        "limits[6].code",
        "*",
    ),
    "limit twice": ("limits.1.limit", "half-private", "limits.limit", "half-private"),
    "least shares past the whole": (
        "limits.1",
        {
            "limit": "x",
            "kind": "least",
            "dimension": "size_class",
            "code": "medium",
            "percent": 71,
        },
        "limits.small-firms.percent",
        "101",
    ),
    "weights of scenarios": ("scenarios.0.weight", 0.4, "scenarios.weight", "0.9"),
    "transfer of a scenario": (
        "scenarios.2.probabilities.0.transfer",
        "x",
        "probabilities.transfer",
        "x",
    ),
    "no projects": ("projects", ..., "projects", "missing"),
    "unknown field": ("proposals.0.colour", "red", "proposals[0].colour", "red"),
    "cost of one of the projects": (
        "projects.2.costs.0.nok",
        -5,
        "projects[2].costs[0].nok",
        "-5",
    ),
    "project without fields": ("projects.2", "x", "projects[2]", "dictionary"),
    "support of what is no proposal": (
        "support.0.proposal",
        "slow-lane",
        "support.proposal",
        "slow-lane",
    ),
    "support without a name": (
        "support",
        [{"supporter": "a", "approval": True}],
        "support",
        "proposal",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_is_named(
    case: str, example: Content, tmp_path: Path
) -> None:
    path, value, field, shown = WRONG[case]
    content = deepcopy(example)
    set_in(path, value)(content)
    with pytest.raises(InputError) as raised:
        read_call(written(tmp_path, content))
    assert "call.yaml" in raised.value.message
    assert field in raised.value.message
    assert shown in raised.value.message
    assert "proposals.md" in raised.value.hint


@pytest.mark.parametrize("text", ["just words", "a: [1"])
def test_a_file_that_is_no_call_is_an_input_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "call.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"call\.yaml"):
        read_call(tmp_path / "call.yaml")


# -- Tables ----------------------------------------------------------------------------


def as_tables(content: Content, folder: Path, *, comma: bool = False) -> Path:
    """Write a call as the tables that are documented."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for project in content["projects"]:
        row = {k: v for k, v in project.items() if k not in {"partners", "costs"}}
        declared = row.pop("declared", {})
        rate = row.pop("rate")
        row["declared"] = " ".join(name for name, yes in declared.items() if yes)
        row |= {
            "eur_nok": rate["eur_nok"],
            "rate_date": rate["date"],
            "rate_source": rate["source"],
        }
        tables.setdefault("projects", []).append(row)
        for name in ("partners", "costs"):
            for one in project[name]:
                tables.setdefault(name, []).append(
                    {"project": project["project"], **one}
                )
    for proposal in content["proposals"]:
        row = {}
        for key, value in proposal.items():
            if key in {"needs", "excludes"}:
                row[key] = " ".join(value)
            elif isinstance(value, list):
                tables.setdefault(key, []).extend(
                    {"project": proposal["project"], **one} for one in value
                )
            else:
                row[key] = value
        tables.setdefault("proposals", []).append(row)
    for scenario in content["scenarios"]:
        tables.setdefault("probabilities", []).extend(
            {"scenario": scenario["scenario"], **one}
            for one in scenario.get("probabilities", [])
        )
        row = {k: v for k, v in scenario.items() if k != "probabilities"}
        tables.setdefault("scenarios", []).append(row)
    for name in ("budget", "limits", "support"):
        tables[name] = content[name]
    for name, rows in tables.items():
        _write(folder / f"{name}.csv", rows, comma=comma)
    return folder


def _write(path: Path, rows: list[dict[str, Any]], *, comma: bool) -> None:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    encoding = "cp1252" if comma else "utf-8"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=";" if comma else ",")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: _cell(one, comma=comma) for key, one in row.items()})


def _cell(value: object, *, comma: bool) -> object:
    if isinstance(value, bool):
        return {True: "ja", False: "nei"}[value] if comma else str(value).lower()
    if isinstance(value, float) and comma:
        return str(value).replace(".", ",")
    return value


@pytest.mark.parametrize("comma", [False, True], ids=["plain", "norwegian"])
def test_tables_hold_the_same_call(
    example: Content, tmp_path: Path, *, comma: bool
) -> None:
    yaml_call = read_call(EXAMPLE)
    tables = read_call(as_tables(example, tmp_path, comma=comma))
    assert tables.proposals == yaml_call.proposals
    assert tables.file.limits == yaml_call.file.limits
    assert tables.file.scenarios == yaml_call.file.scenarios
    assert tables.projects == yaml_call.projects
    assert tables.support.equals(yaml_call.support)
    assert "proposals.csv" in tables.hashes


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("asked.csv", "1050000", "-3", "asked.csv, row 2, field 'nok'"),
        ("asked.csv", "sensors,", "nothing,", "is not in proposals.csv"),
        ("asked.csv", "project,", "work,", "project"),
        ("probabilities.csv", "no-fish-farms", "x", "is not in scenarios.csv"),
        ("limits.csv", "limit,", "limit;x,", "limits.csv"),
        ("budget.csv", "2027,5000000", "2027,5000000,7", "budget.csv, row 2"),
    ],
)
def test_a_wrong_row_of_a_table_is_named(
    example: Content, tmp_path: Path, *, file: str, old: str, new: str, named: str
) -> None:
    as_tables(example, tmp_path)
    path = tmp_path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(named)):
        read_call(tmp_path)


def test_a_table_that_is_needed_must_be_there(example: Content, tmp_path: Path) -> None:
    as_tables(example, tmp_path)
    for name in ("support", "scenarios", "probabilities"):
        (tmp_path / f"{name}.csv").unlink()
    assert read_call(tmp_path).support.is_empty()
    (tmp_path / "budget.csv").unlink()
    with pytest.raises(InputError, match=r"budget\.csv"):
        read_call(tmp_path)


# -- From a call to a problem ----------------------------------------------------------


def test_money_and_groups_are_exact() -> None:
    problem = assemble(read_call(EXAMPLE)).problem
    p = problem.position("systems-engineering")
    assert problem.asked[p].tolist() == [150_000_000, 115_000_000]
    assert problem.cost[p] == 700_000_000
    assert problem.own[p] == 700_000_000 - 265_000_000
    regions = problem.groups["region"]
    parts = {
        regions.codes[g]: int(amount)
        for q, g, amount in zip(
            regions.proposal, regions.group, regions.amount, strict=True
        )
        if q == p
    }
    assert parts == {"33": 265_000_000 * 6000, "15": 265_000_000 * 4000}
    for groups in problem.groups.values():
        sums = [int(groups.amount[groups.proposal == q].sum()) for q in range(8)]
        assert sums == [int(one) * ALL for one in problem.granted]
    assert problem.unit == "NOK"
    assert problem.least[problem.position("light-metal")] == WHOLE // 2


def test_a_transfer_of_two_proposals_is_shared() -> None:
    (outlook,) = assemble(read_call(EXAMPLE)).problem.outlooks
    (shared,) = outlook.shared
    assert sorted(shared.worth) == [Fraction(600_000), Fraction(900_000)]


def test_scenarios_change_the_probabilities() -> None:
    call = read_call(EXAMPLE)
    every = assemble(call, scenarios=["all"]).problem
    assert [one.name for one in every.outlooks] == ["as-hoped", "no-fish-farms", "slow"]
    assert sum(one.weight for one in every.outlooks) == 1
    p = every.position("sensors")
    base, fish, slow = (one.value[p] for one in every.outlooks)
    assert fish == Fraction(5, 100) * 16_000_000
    assert slow == base * Fraction(6, 10)
    (alone,) = assemble(call, scenarios=["slow"]).problem.outlooks
    assert alone.weight == 1
    with pytest.raises(UsageError, match="no scenario 'fast'"):
        assemble(call, scenarios=["fast"])


def test_a_call_without_scenarios_has_none_to_name(
    example: Content, tmp_path: Path
) -> None:
    content = {**deepcopy(example), "scenarios": []}
    call = read_call(written(tmp_path, content))
    with pytest.raises(UsageError, match="no scenarios"):
        assemble(call, scenarios=["all"])


def test_amounts_and_scores_are_never_added(example: Content, tmp_path: Path) -> None:
    content = deepcopy(example)
    content["proposals"][2]["transfers"] = [
        {"transfer": "x", "probability": 0.5, "score": 0.5}
    ]
    with pytest.raises(InputError, match="never added"):
        assemble(read_call(written(tmp_path, content)))


def judged(example: Content) -> Content:
    content = deepcopy(example)
    content["weights"] = [
        {"criterion": "quality", "weight": 0.75},
        {"criterion": "additionality", "weight": 0.25},
    ]
    for k, proposal in enumerate(content["proposals"]):
        proposal["criteria"] = [{"criterion": "quality", "score": k / 10}]
        proposal.pop("helps", None)
    for project in content["projects"]:
        project["additionality"] = {"assessment": "later", "reasons": ["Queue."]}
    return content


def test_criteria_are_weighed_into_a_score(example: Content, tmp_path: Path) -> None:
    call = read_call(written(tmp_path, judged(example)))
    problem = assemble(call).problem
    assert problem.unit == "score"
    (outlook,) = problem.outlooks
    expected = Fraction(3, 4) * Fraction(2, 10) + Fraction(1, 4) * Fraction(1, 3)
    assert outlook.value[problem.position("robots")] == expected


def test_a_criterion_without_a_score_is_named(example: Content, tmp_path: Path) -> None:
    content = judged(example)
    content["proposals"][2]["criteria"] = []
    with pytest.raises(InputError, match=r"'robots'.*no score for 'quality'"):
        assemble(read_call(written(tmp_path, content)))


def test_what_is_not_known_of_a_transfer_is_asked_for(
    example: Content, tmp_path: Path
) -> None:
    content = deepcopy(example)
    del content["proposals"][0]["transfers"][0]["probability"]
    with pytest.raises(InputError, match=r"systems-to-shipyards.*probability"):
        assemble(read_call(written(tmp_path, content)))
    content["proposals"][0]["transfers"] = [{"transfer": "x", "probability": 0.5}]
    for proposal in content["proposals"]:
        proposal.pop("helps", None)
        proposal["transfers"] = [{"transfer": proposal["project"], "probability": 1}]
    content["scenarios"] = []
    with pytest.raises(InputError, match="neither nok nor score"):
        assemble(read_call(written(tmp_path, content)))


def test_a_budget_of_other_years_is_refused() -> None:
    with pytest.raises(UsageError, match="2027, 2028"):
        assemble(read_call(EXAMPLE), budget={2027: Decimal(1)})


def test_sectors_that_are_declared_leave_a_rest(
    example: Content, tmp_path: Path
) -> None:
    content = deepcopy(example)
    content["proposals"][0]["sectors"] = [{"sector": "30", "percent": 75}]
    problem = assemble(read_call(written(tmp_path, content))).problem
    groups = problem.groups["sector"]
    rest = groups.amount[groups.group == groups.codes.index("unknown")]
    assert rest.tolist() == [265_000_000 * 2500]


def test_a_limit_on_additionality_leaves_out_what_is_not_assessed(
    example: Content, tmp_path: Path
) -> None:
    content = judged(example)
    content["projects"][2].pop("additionality")
    content["proposals"][2]["criteria"].append(
        {"criterion": "additionality", "score": 1}
    )
    content["limits"].append(
        {
            "limit": "needed",
            "kind": "least",
            "dimension": "additionality",
            "code": "later",
        }
    )
    rules = {
        one.id: one for one in assemble(read_call(written(tmp_path, content))).rules
    }
    assert rules["needed"].facts["left_out"] == ("robots",)


def test_ceilings_are_those_of_the_aid_rules(example: Content, tmp_path: Path) -> None:
    rates = Rates.fallback()
    call = read_call(EXAMPLE)
    found = ceilings_of(call, rules=read_rules(), rates=rates)
    assert found.most["robots"] == WHOLE
    assert found.most["one-hand"] == 0
    assert found.nok["one-hand"] == 750_000
    rules = {one.id for one in assemble(call, ceilings=found).rules}
    assert {one for one in rules if one.startswith("lawful")} == {"lawful-one-hand"}
    content = deepcopy(example)
    content["projects"][7]["partners"][0]["enterprise"] = {
        "accounts": [
            {"year": 2024, "headcount": 9, "turnover_nok": 1e6, "balance_nok": 1e6}
        ]
    }
    del content["projects"][7]["partners"][0]["size"]
    small = assemble(read_call(written(tmp_path, content))).problem
    groups = small.groups["size_class"]
    one_hand = groups.proposal == small.position("one-hand")
    assert groups.codes[int(groups.group[one_hand][0])] == "micro"
