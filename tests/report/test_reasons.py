"""Why a transfer is proposed: the same numbers in three languages, none made up."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import polars as pl
import pytest

from omstilling.language import LANGUAGES, Language
from omstilling.report import reasons
from omstilling.report.reasons import one_alone, weighed, why_transfer
from omstilling.report.words import probability
from omstilling.transfers import PARTS
from omstilling.transfers.changes import Change, Changes

TRANSFER: dict[str, Any] = {
    "source_name": "NCE Raufoss",
    "receiver_kind": "municipality",
    "receiver_name": "Kongsberg",
    "object_kind": "activity",
    "object_name": "Plastics",
    "specialisation": 3.1,
    "low": 1.6,
    "high": 4.9,
    "pieces": 1.0,
    "organisations": 3.0,
    "probability": 0.124,
    "no_probability": None,
    "label_meaning": "The first award of Innovasjon Norge to anybody in the "
    "municipality and industry.",
    "as_of": 2018,
    "horizon": 4,
    "relatedness": 0.999,
    "shared_projects": 2.0,
    "kilometres": 1213.7,
    "likeness": 0.27,
    "fit": 0.91,
    "worth": 0.5,
    "complexity": -1.25,
    "outlook_gain": 0.31,
    "productivity": 1_250_000.0,
    "distance": 0.83,
    "crosses": True,
    "need": None,
    "needs": [],
    "offer": None,
    "offers": [],
    "offer_only": False,
}
NEED: dict[str, Any] = {
    "id": "need:12",
    "title": "Lighter parts",
    "name": "TESTBEDRIFT AS",
    "organisation": "923609016",
    "cluster": "raufoss",
    "expires": dt.date(2027, 6, 30),
}
OTHERS: dict[str, dict[str, Any]] = {
    "a method": {
        "object_kind": "method",
        "object_name": "Lean",
        "probability": None,
        "no_probability": "no take-up of a working method is recorded",
    },
    "one organisation and a small probability": {
        "organisations": 1.0,
        "pieces": 4.0,
        "probability": 0.0023,
        "horizon": 1,
    },
    "what is not known": {
        "organisations": None,
        "probability": None,
        "no_probability": "it has had an award there already",
        "shared_projects": None,
        "kilometres": None,
        "productivity": None,
    },
    "asked for and offered": {
        "object_kind": "method",
        "need": 0.6,
        "needs": [NEED, NEED | {"id": "need:13", "expires": None}],
        "offer": 1.0,
        "offers": [NEED | {"id": "offer:9", "name": None}],
        "offer_only": True,
    },
    "asked for other things": {"need": 0.0, "offer": 0.0},
    "nothing shared": {"shared_projects": 0.0, "crosses": False},
    "one project with a sector": {"shared_projects": 1.0, "receiver_kind": "sector"},
}
CASES = [TRANSFER, *({**TRANSFER, **other} for other in OTHERS.values())]
NEAR = ["Metal", "Ships", "Fish"]


def said(transfer: dict[str, Any], language: Language = "en") -> dict[str, str]:
    return dict(reasons.reasons(transfer, NEAR, language))


def numbers(text: str) -> list[str]:
    """Return the numbers of a sentence, written as in English."""
    plain = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")
    plain = re.sub(r"(?<=\d) (?=\d{3}\b)|(?<=\d),(?=\d{3}\b)", "", plain)
    return sorted(re.findall(r"-?\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", plain)))


@pytest.mark.parametrize("transfer", CASES, ids=["all", *OTHERS])
def test_every_sentence_has_the_same_numbers_in_the_three_languages(
    transfer: dict[str, Any],
) -> None:
    english = said(transfer)
    assert any(numbers(text) for text in english.values())
    for language in LANGUAGES:
        for part, text in said(transfer, language).items():
            assert numbers(text) == numbers(english[part]), (part, language, text)


@pytest.mark.parametrize("transfer", CASES, ids=["all", *OTHERS])
def test_no_sentence_misses_its_translation(transfer: dict[str, Any]) -> None:
    english = said(transfer)
    for language in ("nb", "nn"):
        for part, text in said(transfer, language).items():
            assert text != english[part], (part, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_a_transfer_is_explained(language: Language) -> None:
    parts = said(TRANSFER, language)
    assert [*parts] == [
        *("strength", "proof", "takeup", "relatedness"),
        *("fit", "worth", "proximity", "crosses"),
    ]
    assert why_transfer(TRANSFER, NEAR, language) == list(parts.values())
    assert all(word in parts["strength"] for word in ("NCE Raufoss", "Plastics"))
    assert all(word in parts["relatedness"] for word in ("Kongsberg", *NEAR))


def test_one_piece_is_singular_and_ranks_are_rounded_down() -> None:
    parts = said(TRANSFER)
    assert parts["strength"].endswith("from 1 piece of evidence.")
    assert "99% is less related" in parts["relatedness"]
    assert parts["worth"].startswith("Complexity: \N{MINUS SIGN}1.25, where 0")


def test_a_probability_is_said_with_its_horizon_and_that_the_source_is_nothing() -> (
    None
):
    assert said(TRANSFER)["takeup"] == (
        "Learned from history: it is taken up with 12% probability within 4 years "
        "after 2018, whoever gives it. Taken up means: The first award of Innovasjon "
        "Norge to anybody in the municipality and industry."
    )
    small = said(TRANSFER | OTHERS["one organisation and a small probability"])
    assert "0.2% probability within 1 year after 2018" in small["takeup"]


def test_where_nothing_could_be_learned_the_reason_is_said() -> None:
    method = said(TRANSFER | OTHERS["a method"])["takeup"]
    assert "no take-up of a working method is recorded" in method
    assert "%" not in method


def test_fit_is_called_no_probability() -> None:
    fit = said(TRANSFER)["fit"]
    assert "2 research projects" in fit
    assert "1,214 km" in fit
    assert fit.endswith("this is a rank, not a probability.")


def test_one_organisation_is_said_to_be_one() -> None:
    alone = said(TRANSFER | {"organisations": 1.0})["proof"]
    assert alone == "All of the evidence comes from one organisation."
    assert one_alone([], "en") == ""
    assert one_alone(["“Steel”"], "en") == (
        "All evidence of “Steel” comes from one organisation."
    )
    assert "each of “Steel” and “Guns”" in one_alone(["“Steel”", "“Guns”"], "en")


def test_weights_are_said_and_those_of_nought_left_out() -> None:
    text = weighed({"takeup": 1.0, "fit": 0.5, "proximity": 0.0}, "en")
    assert "Take-up 1.0 and Fit 0.5." in text
    assert "Proximity" not in text


def test_what_is_asked_for_is_quoted_with_whose_it_is_and_how_long_it_holds() -> None:
    parts = said(TRANSFER | OTHERS["asked for and offered"])
    assert parts["need"].replace("\N{NO-BREAK SPACE}", " ") == (
        "At the receiver it is asked for: “Lighter parts” (TESTBEDRIFT AS, need:12, "
        "holds until 30 June 2027) and “Lighter parts” (TESTBEDRIFT AS, need:13, holds "
        "until further notice)."
    )
    assert "(923609016, offer:9, holds" in parts["offer"]
    assert (
        "offers the method “Plastics”; nothing else documents it" in parts["strength"]
    )


def test_that_nothing_near_is_asked_for_is_said_only_where_something_is() -> None:
    other = said(TRANSFER | OTHERS["asked for other things"])
    assert other["need"] == "No open need at the receiver is near to it."
    assert other["offer"] == "No open offer at the source is near to it."
    assert not {"need", "offer"} & said(TRANSFER).keys()


def test_needs_and_offers_are_told_once_each_with_what_they_raise() -> None:
    told = pl.DataFrame(
        {
            "rank": [1, 4],
            "need": [0.5, 1.0],
            "offer": [None, None],
            "needs": [[NEED], [NEED | {"id": "need:13"}, NEED]],
            "offers": [[], []],
        },
        schema_overrides={"offers": pl.List(pl.Struct(dict.fromkeys(NEED, pl.String)))},
    )
    first, second = reasons.stated_in(told, "en")
    assert "need:12, holds until 30" in first
    assert first.endswith("raises number 1 and 4.")
    assert "need:13" in second
    assert second.endswith("raises number 4.")
    assert reasons.shown_parts(told) == PARTS[:-1]


def test_that_needs_only_raise_is_said_where_they_are_shown() -> None:
    weights = {"fit": 1.0, "need": 1.0}
    assert "Need 1.0" in weighed(weights, "en")
    assert weighed(weights, "en").endswith("only raises a score.")
    assert "Need" not in weighed(weights, "en", ("fit",))


def test_a_method_is_said_to_be_documented() -> None:
    strength = said(TRANSFER | OTHERS["a method"])["strength"]
    assert "documented to share the method “Lean”" in strength


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"crosses": False}, "It crosses no sector boundary."),
        ({"receiver_kind": "sector"}, "not the receiver's own"),
        ({}, "none of those of the receiver's nearest"),
    ],
)
def test_a_boundary_is_explained(changed: dict[str, Any], text: str) -> None:
    assert text in reasons.crosses(TRANSFER | changed, "en")


CHANGES = [
    Change("activity", "25.6", 0.8, 3, 1200),
    Change("project", None, 0.8, 3, 1),
    Change("organisation", None, 0.8, 12_345, 7),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.kind)
def test_what_a_change_would_do_is_said_in_three_languages(change: Change) -> None:
    names = {"25.6": "Metall"}
    english = reasons.lifts(change, names, "en")
    assert f"to number {change.place:,}." in english
    for language in ("nb", "nn"):
        text = reasons.lifts(change, names, language)
        assert numbers(text) == numbers(english)
        assert text != english
        assert ("Metall" in text) == (change.activity is not None)


def test_where_nothing_would_lift_a_transfer_that_is_said() -> None:
    assert reasons.stands(Changes(5, 1000, []), "en") == (
        "By score it is number 5 of 1,000 transfers. No single change that was tried "
        "would lift it."
    )
    assert reasons.stands(Changes(5, 1000, CHANGES), "en").endswith("transfers.")


def test_no_probability_is_written_as_nought_or_certain() -> None:
    shares = [0.0001, 0.004, 0.31, 0.999, None]
    written = [probability(share, "en") for share in shares]
    assert written == [
        "<\N{NO-BREAK SPACE}0.1%",
        "0.4%",
        "31%",
        ">\N{NO-BREAK SPACE}99%",
        "–",
    ]
