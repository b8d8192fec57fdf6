"""Whether a Norwegian noun stands in the plural, and the plural in English."""

from __future__ import annotations

import pytest

from omstilling.meaning.gloss import Entry, gloss
from omstilling.meaning.gloss.number import is_plural, plural


def entry(bokmal: str, word_class: str, nynorsk: str = "") -> Entry:
    return Entry(bokmal, nynorsk or bokmal, word_class, ("thing",), "test")


@pytest.mark.parametrize(
    ("lemma", "word_class", "singular", "several"),
    [
        ("pumpe", "noun-f", "pumpe pumpen pumpa", "pumper pumpene pumpane"),
        ("sensor", "noun-m", "sensor sensoren", "sensorer sensorar sensorane"),
        ("arbeider", "noun-m", "arbeider arbeideren", "arbeidere arbeiderne"),
        ("luft", "noun-m", "lufta luften", ""),
        ("tak", "noun-n", "tak taket takets", "takene taka"),
        ("eple", "noun-n", "eple eplet", "epler eplene"),
        ("digital tvilling", "noun-m", "tvilling tvillingen", "tvillinger"),
        ("måle", "verb", "måler måla", ""),
    ],
)
def test_the_ending_tells_one_from_several(
    lemma: str, word_class: str, singular: str, several: str
) -> None:
    known = entry(lemma, word_class)
    assert [form for form in singular.split() if is_plural(known, form, [])] == []
    assert [form for form in several.split() if not is_plural(known, form, [])] == []


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([("mange", "other")], True),
        ([("to", "other"), ("store", "adjective")], True),
        ([("gamle", "adjective")], True),
        ([("40", "")], True),
        ([("1", "")], False),
        ([("et", "other"), ("gammelt", "adjective")], False),
        ([], False),
    ],
)
def test_words_before_a_noun_without_ending_tell(
    before: list[tuple[str, str]], expected: bool
) -> None:
    assert is_plural(entry("tak", "noun-n"), "tak", before) is expected
    assert is_plural(entry("tak", "noun-n"), "bølgetak", before) is expected


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("pump", "pumps"),
        ("net pen", "net pens"),
        ("branch", "branches"),
        ("company", "companies"),
        ("quay", "quays"),
        ("leaf", "leaves"),
        ("rotor blade", "rotor blades"),
        ("head of department", "heads of department"),
        ("protective equipment", "protective equipment"),
        ("glass", "glasses"),
        ("bus", "buses"),
        ("shoes", "shoes"),
    ],
)
def test_english_nouns_in_the_plural(english: str, expected: str) -> None:
    assert plural(english) == expected


def test_a_gloss_says_one_or_several() -> None:
    assert (
        gloss("Den gamle pumpa har tre ventiler.") == "it old pump have three valves."
    )
    assert gloss("Digitale tvillinger av skip") == "digital twins of ship"
