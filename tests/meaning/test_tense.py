"""The English of a verb follows the form in which the Norwegian one stands."""

from __future__ import annotations

import pytest

from omstilling.meaning.gloss import Entry, gloss
from omstilling.meaning.gloss.tense import VerbForm, bend, needs_be, verb_form

MEASURE = Entry("måle", "måle", "verb", ("measure",), "test")


@pytest.mark.parametrize(
    ("form", "before", "expected"),
    [
        ("måle", [("å", "other")], "base"),
        ("måle", [("for", "other"), ("å", "other")], "base"),
        ("måle", [("uten", "other"), ("å", "other")], "ing"),
        ("måler", [("vi", "other")], "base"),
        ("måler", [("sensoren", "noun-m")], "present"),
        ("måler", [("sensoren", "noun-m"), ("ikke", "other")], "present"),
        ("måler", [("sensorene", "noun-m")], "base"),
        ("måler", [("som", "other")], "present"),
        ("målte", [("vi", "other")], "past"),
        ("målt", [], "participle"),
        ("målte", [("er", "other")], "participle"),
        ("måla", [("har", "other")], "participle"),
        ("målende", [], "ing"),
        ("måles", [("det", "other")], "passive"),
        ("mål", [], "base"),
    ],
)
def test_the_ending_and_the_words_before_tell_the_form(
    form: str, before: list[tuple[str, str]], expected: VerbForm
) -> None:
    assert verb_form(MEASURE, form, before) == expected


@pytest.mark.parametrize(
    ("english", "form", "expected"),
    [
        ("measure", "base", "measure"),
        ("measure", "present", "measures"),
        ("carry", "present", "carries"),
        ("push", "present", "pushes"),
        ("have", "present", "has"),
        ("be", "present", "is"),
        ("can be", "present", "can be"),
        ("be full", "base", "are full"),
        ("measure", "past", "measured"),
        ("throw away", "past", "threw away"),
        ("throw away", "participle", "thrown away"),
        ("cut", "participle", "cut"),
        ("stop", "participle", "stopped"),
        ("control", "participle", "controlled"),
        ("carry", "participle", "carried"),
        ("clean", "participle", "cleaned"),
        ("measure", "ing", "measuring"),
        ("see", "ing", "seeing"),
        ("stop", "ing", "stopping"),
        ("grind", "passive", "is ground"),
    ],
)
def test_english_verbs_are_bent(english: str, form: VerbForm, expected: str) -> None:
    assert bend(english, form) == expected


def test_an_expression_stands_before_no_noun() -> None:
    assert verb_form(MEASURE, "målt", [], attributive=False) == "past"
    assert verb_form(MEASURE, "målt", [("er", "other")], attributive=False) == (
        "participle"
    )


def test_a_passive_after_a_modal_has_be() -> None:
    assert bend("be full", "base", after_modal=True) == "be full"
    assert needs_be([("må", "other")])
    assert not needs_be([("vi", "other")])
    assert bend("measure", "passive", after_modal=True) == "be measured"


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("Trykket måles hver dag.", "pressure is measured every day."),
        ("Det må måles.", "it must be measured."),
        ("Røret sprakk.", "pipe cracked."),
        ("Vi har målt trykk.", "we have measured pressure."),
        ("slitte lagre", "worn bearings"),
    ],
)
def test_a_gloss_says_when_and_by_whom(norwegian: str, english: str) -> None:
    assert gloss(norwegian) == english
