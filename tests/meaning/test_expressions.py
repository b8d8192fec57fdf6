"""Expressions that begin with a verb are found bent, apart and turned around."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling.meaning.gloss import Entry, gloss, translate
from omstilling.meaning.gloss.expressions import Expressions


def verb(bokmal: str, english: str, nynorsk: str = "") -> Entry:
    return Entry(bokmal, nynorsk or bokmal, "verb", (english,), "test")


LISTED = (
    verb("hope seg opp", "pile up"),
    verb("ta imot", "receive"),
    verb("ta i bruk", "put into use"),
    verb("ta", "take"),
    verb("holde på", "keep", "halde på"),
    verb("holde på med", "be working on", "halde på med"),
)
WORDS = ("tar", "vi", "ikke", "imot", "i", "bruk", "seg", "opp")


@pytest.mark.parametrize(
    ("text", "english", "places"),
    [
        ("hoper seg opp på tomta", "pile up", (0, 1, 2)),
        ("hoper de seg opp", "pile up", (0, 2, 3)),
        ("hoper oss ikke opp", "pile up", (0, 1, 3)),
        ("tok imot", "receive", (0, 1)),
        ("tar vi ikke imot", "receive", (0, 3)),
        ("tek i bruk", "put into use", (0, 1, 2)),
        ("ta sensoren i bruk", "put into use", (0, 2, 3)),
        ("held på med", "be working on", (0, 1, 2)),
        ("holdt på det", "keep", (0, 1)),
    ],
)
def test_an_expression_is_found_bent_and_apart(
    text: str, english: str, places: tuple[int, ...]
) -> None:
    found = Expressions(LISTED).begin(text.split())
    assert found is not None
    assert (found.entry.english[0], found.places) == (english, places)


@pytest.mark.parametrize(
    "text",
    [
        "hoper seg",
        "hoper den gamle haugen seg opp igjen",
        "tar varene imot",
        "tar nye sensorer i bruk",
        "tar vi da ikke imot",
        "ta",
        "opp",
    ],
)
def test_too_much_between_or_too_little_is_no_expression(text: str) -> None:
    expressions = Expressions(
        [one for one in LISTED if one.bokmal != "hope seg opp"]
        + [verb("hope seg opp igjen", "pile up again")]
    )
    assert expressions.begin(text.split()) is None


@given(st.lists(st.sampled_from(WORDS), min_size=1))
def test_places_rise_and_hold_the_words_of_the_expression(words: list[str]) -> None:
    found = Expressions(LISTED).begin(words)
    if found is not None:
        assert list(found.places) == sorted(set(found.places))
        rest = [words[place] for place in found.places[1:]]
        assert rest == found.entry.bokmal.split()[1:]


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("Da hoper de seg opp.", "then they pile up."),
        ("Derfor tar vi ikke imot varer.", "therefore we not receive products."),
        ("Pasienten går seg bort.", "patient gets lost."),
        ("Plankane vrir seg etter tørkinga.", "planks twist after drying."),
        ("Maskinane held på å gå i stykke.", "machines was about to break down."),
        ("Slammet koster skjorta.", "sludge is very expensive."),
    ],
)
def test_an_expression_is_said_once_after_what_stands_between(
    norwegian: str, english: str
) -> None:
    assert gloss(norwegian) == english


def test_every_word_of_a_text_keeps_its_place() -> None:
    text = "Derfor tar vi ikke sensoren i bruk"
    pieces = translate(text)
    assert " ".join(piece.span.text for piece in pieces) == text
    assert all(text[one.span.start : one.span.end] == one.span.text for one in pieces)


def test_a_noun_like_an_imperative_begins_no_expression() -> None:
    assert "flock" not in gloss("Vi får ikke strøm til radioene.")
    assert "flock" in gloss("Folk strømmer til byen.")


def test_of_expressions_with_as_many_words_the_closest_is_meant() -> None:
    assert gloss("Vi får ikke tak i oss.") == "we not get hold of us."
