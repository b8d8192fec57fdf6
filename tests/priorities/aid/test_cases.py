"""Cases computed by hand come out as they should."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from priorities.aid.worked import RATES, RULES, Case, cases

from omstilling.exports import json_text
from omstilling.language import LANGUAGES, Language
from omstilling.priorities.aid import Answer, aid, as_data, in_words, tables
from omstilling.priorities.aid.notes import NOTES

ALL = cases()


def found(answer: Answer) -> dict[str, Any]:
    """Return all that a case may expect."""
    stack = {
        f"{one.scheme.rule} {one.ceiling.partner} {one.ceiling.category}": one
        for one in answer.awards
    }
    return {
        "ceilings": {
            f"{one.partner} {one.category}": [
                one.rule.rule if one.rule else None,
                one.percent,
                one.nok,
            ]
            for one in answer.ceilings
        },
        "stack": {name: one.nok for name, one in stack.items()},
        "counts": {name: one.counts_for for name, one in stack.items()},
        "sizes": {one.partner: one.size for one in answer.shares},
        "own": {one.partner: one.own for one in answer.shares},
        "left_eur": {n: one.left_eur for n, one in answer.allowances.items()},
        "aid": answer.aid,
        "status": answer.status,
        "private_percent": answer.private_percent,
        "half_private": answer.half_private,
        "rules": list(answer.rules),
        "duties": sorted({one.duty.what for one in answer.obligations}),
    }


def as_decimals(value: Any) -> Any:
    """Return what a case expects with its numbers as decimals."""
    if isinstance(value, dict):
        return {key: as_decimals(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_decimals(one) for one in value]
    number = isinstance(value, int) and not isinstance(value, bool)
    if number or (isinstance(value, str) and re.fullmatch(r"[\d.]+", value)):
        return Decimal(str(value))
    return value


@pytest.mark.parametrize("case", ALL, ids=lambda one: f"{one.file}: {one.name}")
def test_case(case: Case) -> None:
    answer = aid(case.project, rules=RULES, rates=RATES)
    got = found(answer)
    for name, expected in case.expect.items():
        if name == "notes":
            assert set(expected) <= {one.key for one in answer.notes}
        else:
            assert got[name] == as_decimals(expected), f"{name}: {case.arithmetic}"


def test_there_are_at_least_fifty_and_each_shows_its_arithmetic() -> None:
    assert len(ALL) >= 50
    assert len({one.name for one in ALL}) == len(ALL)
    assert all(re.search(r"\d", one.arithmetic) for one in ALL)


def test_every_article_and_every_remark_has_a_case() -> None:
    answers = [aid(one.project, rules=RULES, rates=RATES) for one in ALL]
    used = {name.split("@")[0] for one in answers for name in one.rules}
    assert {"gber-25", "gber-27", "gber-28", "gber-29", "gber-31"} <= used
    assert {"de-minimis-no", "de-minimis-eu", "no-economic-activity"} <= used
    said = {note.key for one in answers for note in one.notes}
    assert said == set(NOTES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_can_be_said(language: Language) -> None:
    for case in ALL:
        answer = aid(case.project, rules=RULES, rates=RATES)
        for sentence in in_words(answer, language):
            assert sentence
            assert "{" not in sentence
        shown = dict(tables(answer, language))
        assert len(shown) == 3 + bool(answer.awards)
        data = as_data(answer, language)
        assert data == json.loads(json_text([data]))[0]
