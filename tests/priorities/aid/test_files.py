"""Files with projects: the examples, and files that are wrong."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from priorities.aid.worked import RATES, RULES, project

from omstilling import store
from omstilling.cli import commands
from omstilling.errors import InputError, UsageError
from omstilling.priorities.aid import (
    Additionality,
    additionality_value,
    aid,
    is_additional,
    programme_ceiling,
    read_projects,
)
from omstilling.priorities.aid.data import ceiling_as_data
from omstilling.sources import rates

EXAMPLES = Path(__file__).parents[3] / "examples" / "aid"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "tables", tmp_path / "tables"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_yaml_example() -> None:
    (one,) = read_projects(EXAMPLES / "project.yaml")
    assert one.cost == 6_350_000
    assert one.cost_by_year == {2026: 200_000, 2027: 5_250_000, 2028: 900_000}
    answer = aid(one, rules=RULES, rates=RATES)
    assert answer.status == "lawful"
    assert answer.aid == 2_725_000
    assert answer.private_percent == 50


def test_the_tables_of_the_example_say_the_same_in_cp1252(tables: Path) -> None:
    before = read_projects(tables)
    for file in tables.glob("*.csv"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text, encoding="cp1252")
    assert read_projects(tables) == before
    kurs, klynge = before
    assert [one.nok for one in kurs.costs] == [640_000, Decimal("125500.50")]
    assert kurs.rate is not None
    assert kurs.rate.eur_nok == Decimal("11.45")
    assert kurs.partners[0].in_difficulty is False
    assert klynge.declared == {
        "open_access": True,
        "market_fees": True,
        "ten_years_at_most": True,
    }
    assert klynge.other_aid[0].nok == 300_000


def test_tables_with_what_is_optional(tables: Path) -> None:
    (tables / "earlier.csv").write_text(
        "project,partner,kind,giver,granted,eur\n"
        "kurs,stoperi,de_minimis,x,2025-01-15,1000\n",
        encoding="utf-8",
    )
    edit(tables / "projects.csv", ";11,45;2026-06-15;Norges Bank;later;", ";;;;;")
    edit(tables / "projects.csv", "beyond_mandatory", "-two_states beyond_mandatory")
    edit(tables / "projects.csv", ";programme;open_access market_fees ", ";;")
    edit(tables / "projects.csv", ";ten_years_at_most;", ";;")
    edit(tables / "projects.csv", "Kursene ville ellers ha ventet til en større", "")
    edit(tables / "projects.csv", " kunde krevde dem.", "")
    kurs, klynge = read_projects(tables)
    assert klynge.schemes == ("programme",)
    assert klynge.declared == {}
    assert kurs.rate is None
    assert kurs.additionality is None
    assert kurs.declared["two_states"] is False
    assert kurs.partners[0].earlier[0].eur == 1000
    assert kurs.partners[1].earlier == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "costs.csv",
            "640 000",
            "-640 000",
            (
                "costs.csv, row 2, field 'nok': '-640000': input should be greater "
                "than or equal to 0."
            ),
        ),
        (
            "costs.csv",
            "training;2026;640",
            "dancing;2026;640",
            "costs.csv, row 2, field 'category': 'dancing'",
        ),
        (
            "costs.csv",
            "training;2026",
            "training;2027",
            "projects.csv, row 2, field 'costs.year': 2026: is missing",
        ),
        (
            "costs.csv",
            "klynge;operator",
            "klynge;nobody",
            "field 'costs.partner': 'nobody': is no partner of the project.",
        ),
        (
            "costs.csv",
            "klynge;",
            "klyng;",
            "costs.csv, row 4, field 'project': 'klyng': is no project.",
        ),
        (
            "partners.csv",
            "24.530",
            "24.999",
            "partners.csv, row 2, field 'sector': '24.999': is no industry code",
        ),
        (
            "partners.csv",
            "verktoy;",
            "stoperi;",
            "field 'partners.partner': 'stoperi': stands twice.",
        ),
        (
            "projects.csv",
            "open_access ",
            "open_doors ",
            "field 'declared': 'open_doors': is no condition that can be declared.",
        ),
        (
            "projects.csv",
            "2026-09-01;2026-12-31",
            "2026-09-01;2026-08-31",
            "field 'end': '2026-08-31': lies before start.",
        ),
        (
            "projects.csv",
            ";later;",
            ";perhaps;",
            "projects.csv, row 2, field 'assessment': 'perhaps'",
        ),
        (
            "projects.csv",
            "klynge;Drift",
            "kurs;Drift",
            "projects.csv, field 'project': 'kurs': stands twice.",
        ),
        ("projects.csv", "title;", "name;", "title"),
        ("projects.csv", "kurs;Felles", ";Felles", "row 2, field 'project': None"),
        ("other_aid.csv", ";300 000", "", "other_aid.csv, row 2"),
    ],
)
def test_a_wrong_table_is_told_by_file_field_and_value(
    tables: Path, file: str, old: str, new: str, told: str
) -> None:
    edit(tables / file, old, new)
    with pytest.raises(InputError) as caught:
        read_projects(tables)
    assert told in caught.value.message


def test_earlier_aid_of_nobody_is_told(tables: Path) -> None:
    (tables / "earlier.csv").write_text(
        "project,partner,kind,giver,granted,eur\nkurs,x,de_minimis,x,2025-01-15,1\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"earlier\.csv, row 2, field 'partner': 'x'"):
        read_projects(tables)


def test_a_folder_without_costs_is_told(tables: Path) -> None:
    (tables / "costs.csv").unlink()
    with pytest.raises(InputError, match=r"tables has no costs\.csv"):
        read_projects(tables)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("year: 2028, nok", "year: 2030, nok", "field 'costs.year': 2028: is missing"),
        ("start: 2026-12-15", "start: 2027-12-15", "2026: is outside the project's"),
        ("eur: 40000}", "eur: 40000, nok: 1}", "give either nok or eur"),
        ("size: large", "size: large\n    enterprise: {accounts: []}", "accounts"),
        ("turnover_eur: 7200000, ", "", "turnover_nok or turnover_eur"),
        ("percent: 30", "percent: 130", "holdings[0].percent': 130"),
        ("reasons:\n", "because:\n", "field 'additionality.reasons'"),
        ("[skattefunn, pro", "[programme, pro", "'schemes': 'programme': stands twice"),
    ],
)
def test_a_wrong_yaml_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = tmp_path / "project.yaml"
    shutil.copy(EXAMPLES / "project.yaml", file)
    edit(file, old, new)
    with pytest.raises(InputError) as caught:
        read_projects(file)
    assert "project.yaml" in caught.value.message
    assert told in caught.value.message


def test_size_and_accounts_together_are_told(tmp_path: Path) -> None:
    content = yaml.safe_load((EXAMPLES / "project.yaml").read_text(encoding="utf-8"))
    content["partners"][0]["size"] = "small"
    file = tmp_path / "two.yaml"
    file.write_text(yaml.safe_dump({"projects": [content]}), encoding="utf-8")
    with pytest.raises(InputError, match=r"partners\[0\]\.size': 'small': give either"):
        read_projects(file)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"schemes": ["nothing"]}, "field 'schemes': 'nothing': is no scheme."),
        ({"schemes": ["union-funds"]}, "'union-funds': is no scheme."),
        ({"schemes": ["gber-25"]}, "'gber-25': is no scheme."),
    ],
)
def test_an_unknown_scheme_is_told(more: dict[str, list[str]], told: str) -> None:
    one = project(partners={"a": {}}, costs={"a": {"other": 1}}, **more)
    with pytest.raises(InputError) as caught:
        aid(one, rules=RULES, rates=RATES)
    assert told in caught.value.message


@pytest.mark.parametrize("basis", ["nothing", "programme"])
def test_an_unknown_basis_is_told(basis: str) -> None:
    costs = {"a": {f"other under {basis}": 1}}
    with pytest.raises(InputError, match=f"'{basis}': is no legal basis"):
        aid(project(partners={"a": {}}, costs=costs), rules=RULES, rates=RATES)


def test_additionality_is_a_criterion_and_a_filter() -> None:
    values = {}
    for one in ("anyway", "later", "smaller", "only_with_aid"):
        given = {"assessment": one, "reasons": ["x"]}
        assessed = project(
            partners={"a": {}}, costs={"a": {"other": 1}}, additionality=given
        )
        values[one] = additionality_value(assessed)
        assert is_additional(assessed) == (one != "anyway")
        assert is_additional(assessed, at_least="only_with_aid") == (
            one == "only_with_aid"
        )
    assert list(values.values()) == [0, Fraction(1, 3), Fraction(2, 3), 1]
    silent = project(partners={"a": {}}, costs={"a": {"other": 1}}, additionality=None)
    assert additionality_value(silent) is None
    assert not is_additional(silent, at_least="anyway")
    with pytest.raises(UsageError, match="at_least"):
        is_additional(silent, at_least="never")  # type: ignore[arg-type] # to be refused
    with pytest.raises(ValueError, match="reasons"):
        Additionality(assessment="later", reasons=())


def test_what_the_programme_may_give_as_data() -> None:
    one = project(partners={"a": {"size": "small"}}, costs={"a": {"other": 1000}})
    data = ceiling_as_data(programme_ceiling(one, rules=RULES, rates=RATES), "en")
    assert data == {
        "project": "case",
        "nok": "500",
        "status": "lawful",
        "by_partner": {"a": "500"},
        "half_private": True,
        "notes": [],
        "rules": ["de-minimis-no@2024-11-11", "programme@2015-09-10"],
    }


def test_the_command_writes_tables_and_sentences(tmp_path: Path) -> None:
    asked = [str(EXAMPLES / "tables"), "--language", "en", "--store", str(tmp_path)]
    done = CliRunner().invoke(commands, ["aid", *asked], catch_exceptions=False)
    assert done.exit_code == 0
    assert "Best stack" in done.output
    assert "Drift av klyngen: aid of up to NOK 1,700,000" in done.output.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_the_command_leaves_out_empty_tables(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    shutil.copy(EXAMPLES / "project.yaml", file)
    edit(file, "granted: 2026-12-01", "granted: 2031-12-01")
    edit(file, "economic: false", "economic: true")
    asked = [str(file), "--language", "en", "--store", str(tmp_path)]
    done = CliRunner().invoke(commands, ["aid", *asked], catch_exceptions=False)
    assert "Who pays" in done.output
    assert "Schemes, each alone" not in done.output
    assert "the rules on file give no aid" in done.output


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[skattefunn,", "[skattefun,", "sveiserobot, field 'schemes': 'skattefun'"),
        ("{year: 2025, headcount: 10,", "{year: 2023, headcount: 10,", "for 2025 are"),
    ],
)
def test_the_command_names_the_file_of_what_cannot_be_computed(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    file = tmp_path / "one.yaml"
    shutil.copy(EXAMPLES / "project.yaml", file)
    edit(file, old, new)
    with pytest.raises(InputError) as caught:
        CliRunner().invoke(
            commands,
            ["aid", str(file), "--store", str(tmp_path)],
            catch_exceptions=False,
            standalone_mode=False,
        )
    assert caught.value.message.startswith("one.yaml: ")
    assert told in caught.value.message


def test_the_command_writes_json_with_the_prices_of_the_store(
    tmp_path: Path,
) -> None:
    file = tmp_path / "one.yaml"
    content = yaml.safe_load((EXAMPLES / "project.yaml").read_text(encoding="utf-8"))
    del content["rate"]
    content |= {"granted": "2024-12-01", "start": "2026-12-15"}
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    store.write(tmp_path / "store", {"rates": rates.fallback()}, notes={})
    asked = [str(file), "--format", "json", "--store", str(tmp_path / "store")]
    done = CliRunner().invoke(commands, ["aid", *asked], catch_exceptions=False)
    (told,) = json.loads(done.output)
    assert told["euro"]["year"] == 2024
    assert told["euro"]["date"] is None
    assert told["additionality"]["assessment"] == "smaller"
    assert isinstance(told["aid"], str)
    assert told["words"][-1].endswith(".")


@pytest.mark.parametrize("form", ["loan", "guarantee"])
def test_a_loan_is_refused_until_its_grant_equivalent_is_known(form: str) -> None:
    loan = {"partner": "a", "category": "training", "giver": "x", "kind": "state_aid"}
    with pytest.raises(ValueError, match="gross grant equivalent"):
        project(
            partners={"a": {"size": "small"}},
            costs={"a": {"training": 1000}},
            other_aid=[{**loan, "granted": "2024-01-01", "nok": 1, "form": form}],
        )


def test_of_many_schemes_those_that_count_for_more_than_they_pay_come_last() -> None:
    many = [
        *("skattefunn", "programme", "rcn-innovation-project"),
        *("in-environment", "in-network", "enova"),
    ]
    given = {
        "partners": {"a": {"size": "small"}},
        "costs": {"a": {"experimental_development": 1_000_000}},
    }
    answer = aid(project(**given, schemes=many), rules=RULES, rates=RATES)
    # 45 % of 1 000 000, without a krone that counts for more than it pays.
    assert answer.aid == 450_000
