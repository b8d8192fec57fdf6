"""The rules on file, and files of rules that are wrong."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from priorities.aid.worked import RULES

from omstilling.errors import InputError
from omstilling.priorities.aid import read_rules
from omstilling.priorities.aid.rules import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "aid"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "gber-29.yaml",
            "valid_to: 2023-06-30",
            "valid_to: 2023-07-31",
            (
                "gber-29.yaml, field 'versions.valid_from': '2023-07-01': overlaps the "
                "version of gber-29 from 2014-07-01 to 2023-07-31."
            ),
        ),
        (
            "gber-29.yaml",
            "valid_to: 2023-06-30",
            "valid_to: null",
            "overlaps the version of gber-29 from 2014-07-01 to no end",
        ),
        (
            "de-minimis-no.yaml",
            "to: 2024-11-10",
            "to: 2024-11-11",
            (
                "de-minimis-no.yaml, field 'gaps.to': '2024-11-11': the gap from "
                "2024-01-01 overlaps the version of de-minimis-no from 2024-11-11."
            ),
        ),
        (
            "de-minimis-no.yaml",
            "to: 2024-11-10",
            "to: 2023-11-10",
            "field 'gaps[0].to': '2023-11-10': lies before from.",
        ),
        (
            "gber-29.yaml",
            "large: 15",
            "large: 115",
            (
                "gber-29.yaml, field 'versions[0].shares[0].percent.large': 115: input "
                "should be less than or equal to 100."
            ),
        ),
        (
            "gber-29.yaml",
            "percent: {small: 50, medium: 50, large: 15}",
            "percent: {small: 50, large: 15}",
            "field 'versions[0].shares[0].percent': ['small', 'large']: lacks medium.",
        ),
        (
            "gber-25.yaml",
            "[feasibility_study], points: {small: 20",
            "[feasibility_study], points: {small: 60",
            "feasibility_study.percent.small': '110': passes 100 with its bonuses",
        ),
        (
            "gber-29.yaml",
            "valid_to: 2023-06-30",
            "valid_to: 2014-06-30",
            "field 'versions[0].valid_to': '2014-06-30': lies before valid_from.",
        ),
        (
            "gber-29.yaml",
            "category: process_innovation",
            "category: magic",
            "gber-29.yaml, field 'versions[0].shares[0].category': 'magic'",
        ),
        (
            "gber-29.yaml",
            "status: checked",
            "status: sure",
            "field 'versions[0].shares[0].status': 'sure'",
        ),
        (
            "gber-29.yaml",
            "rule: gber-29",
            "rule: gber-31",
            "gber-31.yaml, field 'rule': 'gber-31': another file names it too.",
        ),
        (
            "skattefunn.yaml",
            "basis: [gber-25]",
            "basis: [gber-99]",
            "field 'versions.basis': 'gber-99': is no legal basis on file.",
        ),
        (
            "skattefunn.yaml",
            "basis: [gber-25]",
            "basis: [programme]",
            "field 'versions.basis': 'programme': is no legal basis on file.",
        ),
        (
            "skattefunn.yaml",
            "kind: scheme",
            "kind: scheme\nsurprise: 1",
            "skattefunn.yaml, field 'surprise': 1: extra inputs are not permitted.",
        ),
        (
            "enova.yaml",
            "address: https://",
            "address: ",
            "enova.yaml, field 'sources[0].address'",
        ),
    ],
)
def test_a_wrong_file_is_told_by_file_field_and_value(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    change(folder, file, old, new)
    with pytest.raises(InputError) as caught:
        read_rules(folder)
    assert told in caught.value.message
    assert caught.value.hint


def test_a_folder_without_rules_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no rules"):
        read_rules(tmp_path)


def test_what_was_not_checked_before_is_marked() -> None:
    """Figures of 2023 that no source shows."""
    unverified = {
        (rule.rule, figure.article)
        for rule in RULES.of_kind("exemption")
        for version in rule.versions
        for figure in (*version.bonuses, *version.thresholds)
        if figure.status == "unverified"
    }
    assert ("gber-25", "25(6)(c)") in unverified
    assert ("gber-25", "4(1)(i)") in unverified
    assert ("gber-28", "4(1)(l)") in unverified


def test_every_figure_of_enova_is_unverified() -> None:
    version = RULES["enova"].versions[0]
    assert version.any_category is not None
    assert version.any_category.status == "unverified"


@pytest.mark.parametrize(
    ("rule", "day", "begins"),
    [
        ("gber-25", dt.date(2014, 6, 30), None),
        ("gber-25", dt.date(2023, 6, 30), dt.date(2014, 7, 1)),
        ("gber-25", dt.date(2023, 7, 1), dt.date(2023, 7, 1)),
        ("gber-25", dt.date(2027, 6, 30), dt.date(2023, 7, 1)),
        ("gber-25", dt.date(2027, 7, 1), None),
        ("de-minimis-no", dt.date(2023, 12, 31), dt.date(2014, 7, 1)),
        ("de-minimis-no", dt.date(2024, 1, 1), None),
        ("de-minimis-no", dt.date(2024, 11, 11), dt.date(2024, 11, 11)),
        ("de-minimis-no", dt.date(2031, 1, 1), None),
        ("de-minimis-eu", dt.date(2024, 1, 1), dt.date(2024, 1, 1)),
        ("programme", dt.date(2099, 1, 1), dt.date(2015, 9, 10)),
    ],
)
def test_versions_apply_between_their_dates(
    rule: str, day: dt.date, begins: dt.date | None
) -> None:
    version = RULES[rule].on(day)
    assert (version.valid_from if version else None) == begins


def test_the_rules_name_themselves() -> None:
    assert "gber-25" in repr(RULES)
    assert len(RULES) == len(list(FOLDER.glob("*.yaml")))
    assert {one.jurisdiction for one in RULES.of_kind("duty")} == {"NO", "EEA"}
