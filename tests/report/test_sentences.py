from __future__ import annotations

from typing import Any

import pytest

from omstilling.evidence import assemble
from omstilling.report import sentences, words

STRENGTH: dict[str, Any] = {
    "activity": "33.2",
    "name": "Installation of industrial machinery",
    "pieces": 10.0,
    "expected": 0.4,
    "shrunken": 15.83,
    "low": 8.71,
    "high": 24.66,
    "frontier_gap": None,
}
PLACES = {"3407": "Gjøvik", "3443": "Vestre Toten"}
CLUSTER: dict[str, Any] = {
    "membership": "rule",
    "territory": ["3407", "3443"],
    "activities": [],
    "origin": "reviewed",
}


def test_a_strength_is_explained_by_its_numbers() -> None:
    assert sentences.why_strength(STRENGTH, "en") == (
        "33.2 Installation of industrial machinery: 10 pieces of evidence where 0.4 "
        "would be expected from the national share. Cautious estimate: 15.8 times the "
        "national share (90% interval 8.7–24.7)."
    )


def test_norwegian_explanations_have_norwegian_numbers() -> None:
    said = sentences.why_strength(STRENGTH, "nb")
    assert "15,8 ganger" in said
    assert "8,7–24,7" in said
    assert "gonger" in sentences.why_strength(STRENGTH, "nn")


@pytest.mark.parametrize(
    ("organisation", "name", "said"),
    [
        ("900000219", "TESTBEDRIFT AS", "TESTBEDRIFT AS"),
        ("900000219", None, "organisation 900000219"),
        ("P0123456789", None, "private person or partnership, name withheld"),
        ("P0123456789", "NEVER SHOWN", "private person or partnership, name withheld"),
        (None, None, "no organisation named"),
    ],
)
def test_organisations_are_named_and_pseudonyms_withheld(
    organisation: str | None, name: str | None, said: str
) -> None:
    row = {"organisation": organisation, "name": name}
    assert sentences.organisation(row, "en") == said


def test_the_reference_bundle_says_that_it_has_figures_only() -> None:
    assert sentences.nobody("reference bundle", "en") == (
        "Figures only: “omstilling fetch awards” shows the organisations."
    )
    assert sentences.nobody("registers", "en") == "No organisation is known."
    assert sentences.made_from({"made_from": "reference bundle"}, "nb").startswith(
        "Laget av referansepakken"
    )


def test_what_is_missing_and_left_out_is_said() -> None:
    manifest = {
        "missing": ["accounts", "rates"],
        "left_out": [
            {"what": "evidence without a year", "count": 1234},
            {"what": "x-2025: an earlier extract of the same year", "count": 2},
        ],
    }
    assert sentences.missing(manifest, "en") == (
        "Not at hand: accounts of Regnskapsregisteret and exchange rates of Norges "
        "Bank."
    )
    assert sentences.missing({"missing": []}, "en") == ""
    assert sentences.left_out(manifest, "nb") == [
        "Belegg uten år: 1\N{NO-BREAK SPACE}234",
        "X-2025: et tidligere uttrekk samme år: 2",
    ]


def test_everything_that_the_evidence_leaves_out_has_words() -> None:
    assert set(assemble.TABLES) <= set(words.REGISTERS)
    said = {*assemble._left_out(), "an earlier extract of the same year"}
    assert said <= set(words.WORDS)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "everyone in Gjøvik and Vestre Toten. All industries count."),
        ({"activities": ["22", "25.6"]}, "Only the industries 22 and 25.6 count."),
        ({"territory": ["3407"] * 7}, "everyone in 7 municipalities."),
        ({"membership": "list", "origin": "x.csv"}, "the members named in x.csv"),
        ({"membership": "none"}, "not ranked"),
    ],
)
def test_membership_is_said(changed: dict[str, Any], said: str) -> None:
    assert said in sentences.membership(CLUSTER | changed, PLACES, "en")


def test_what_is_not_known_is_said_and_never_guessed() -> None:
    assert sentences.place(None, "nb") == "ukjent"
    assert sentences.place("unknown", "nn") == "ukjend"
    assert sentences.place("Raufoss", "nn") == "Raufoss"
    assert sentences.period({"first": None, "last": None}, "en") == (
        "no dates in the file"
    )
    assert "no accounts" in sentences.frontier_gap(STRENGTH, "en")
    measured = STRENGTH | {"frontier_gap": 0.6}
    assert "60%" in sentences.frontier_gap(measured, "en")


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_are_joined_as_in_a_sentence(items: list[str], said: str) -> None:
    assert words.listed(items, "en") == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (12_300_000.0, "NOK", "12,3\N{NO-BREAK SPACE}mill.\N{NO-BREAK SPACE}kr"),
        (5000.0, "EUR", "5\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}EUR"),
        (3.0, "persons", "3\N{NO-BREAK SPACE}personer"),
        (None, "NOK", "–"),
        (1.0, None, "–"),
    ],
)
def test_amounts_bear_their_unit(
    value: float | None, unit: str | None, said: str
) -> None:
    assert words.amount(value, unit, "nb") == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.001, "<\N{NO-BREAK SPACE}0.01"), (0.05, "0.05"), (0.1, "0.1")],
)
def test_small_ratios_keep_what_means_something(value: float, said: str) -> None:
    assert words.ratio(value, "en") == said


@pytest.mark.parametrize(("value", "said"), [(3.0, "3"), (2.5, "2.5"), (1.0, "1")])
def test_pieces_are_whole_where_they_are_whole(value: float, said: str) -> None:
    assert words.pieces(value, "en") == said
