"""Norwegian into English: forms, compounds, choice between readings, whole texts."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling.errors import InputError
from omstilling.meaning.gloss import (
    Entry,
    Lexicon,
    coverage,
    detect,
    entries,
    forms,
    gloss,
    glossed_sentences,
    read_entries,
    translate,
)
from omstilling.meaning.gloss.choice import choose
from omstilling.meaning.gloss.compounds import cut

DEVELOPMENT = Path("benchmarks/meaning/pairs/development.jsonl")


@pytest.mark.parametrize(
    ("lemma", "word_class", "some"),
    [
        ("bil", "noun-m", "bilen biler bilene bilar bilane bilens"),
        ("luft", "noun-m", "lufta luften"),
        ("måte", "noun-m", "måten måter måtene måtar måtane"),
        ("arbeider", "noun-m", "arbeideren arbeidere arbeiderne"),
        ("sikkerhet", "noun-f", "sikkerheten sikkerheta sikkerheter"),
        ("løype", "noun-f", "løypa løypen løyper løypene"),
        ("anlegg", "noun-n", "anlegget anleggene anlegga"),
        ("rom", "noun-n", "rommet rommene"),
        ("senter", "noun-n", "senteret sentre sentra"),
        ("museum", "noun-n", "museet museer museene"),
        ("måle", "verb", "måler målte målt målende måles mål målar"),
        ("byggje", "verb", "byggja byggjast byggjande bygde"),
        ("glemme", "verb", "glemmer glemte glemt"),
        ("bygge", "verb", "bygger bygde bygd bygget"),
        ("enkel", "adjective", "enkelt enkle enklere enklest"),
        ("grønn", "adjective", "grønt grønne grønnere"),
        ("viktig", "adjective", "viktige viktigere viktigst viktigaste"),
        ("automatisert", "adjective", "automatiserte"),
        ("her", "adverb", "her"),
    ],
)
def test_forms_are_those_of_the_grammar(lemma: str, word_class: str, some: str) -> None:
    found = forms(lemma, word_class)
    assert lemma in found
    assert set(some.split()) - found == set()


@given(st.text(alphabet="aeklrstnmgjø", min_size=2, max_size=9))
def test_every_class_gives_the_lemma_and_forms_in_lower_case(lemma: str) -> None:
    for word_class in ("noun-m", "noun-f", "noun-n", "verb", "adjective", "other"):
        found = forms(lemma.upper(), word_class)
        assert lemma in found
        assert all(form == form.lower() for form in found)


def naive_cut(word: str, parts: set[str]) -> tuple[str, ...]:
    """Try every set of places to cut, and every link after each part."""
    found = []
    for count in range(1, len(word)):
        for places in combinations(range(1, len(word)), count):
            ends = [*places, len(word)]
            pieces = [word[a:b] for a, b in zip([0, *places], ends, strict=True)]
            bare = [
                next(
                    (
                        piece.removesuffix(link)
                        for link in ("", "s", "e", "-")
                        if piece.endswith(link) and piece.removesuffix(link) in parts
                    ),
                    None,
                )
                for piece in pieces[:-1]
            ]
            if None not in bare and pieces[-1] in parts and pieces[-1]:
                found.append(tuple(one or "" for one in [*bare, pieces[-1]]))
    long = [one for one in found if all(len(part) >= 3 for part in one)]
    return min(long, key=lambda one: (len(one), -len(one[-1]), one), default=())


@given(
    st.sets(st.text(alphabet="ase", min_size=3, max_size=5), max_size=5),
    st.text(alphabet="ase", max_size=11),
)
def test_compounds_are_cut_as_by_trying_everything(parts: set[str], word: str) -> None:
    ours = cut(word, first=parts.__contains__, last=parts.__contains__)
    naive = naive_cut(word, parts)
    assert (len(ours), ours and len(ours[-1])) == (len(naive), naive and len(naive[-1]))


def entry(bokmal: str, word_class: str, english: str, field: str = "test") -> Entry:
    return Entry(bokmal, bokmal, word_class, (english,), field)


LAGER = (entry("lager", "noun-n", "bearing"), entry("lage", "verb", "make"))


@pytest.mark.parametrize(
    ("before", "english"),
    [
        ([], "bearing"),
        (["vi"], "make"),
        (["vi", "ikke"], "make"),
        (["et"], "bearing"),
        (["å"], "make"),
        (["slitt"], "bearing"),
    ],
)
def test_the_words_before_choose_the_reading(before: list[str], english: str) -> None:
    assert choose(LAGER, before).english == (english,)


def test_what_is_expected_but_not_there_is_not_chosen() -> None:
    assert choose(LAGER[:1] * 2, ["vi"]).english == ("bearing",)
    little = (entry("for", "other", "for"), entry("fore", "verb", "feed"))
    assert choose(little, ["å"]).english == ("for",)


def test_of_readings_the_little_word_comes_first_then_lemma_then_irregular_form() -> (
    None
):
    listed = (
        entry("gå", "verb", "walk"),
        entry("gikk", "noun-m", "gout"),
        entry("få", "verb", "receive"),
        entry("få", "other", "get", field="function"),
    )
    lexicon = Lexicon(listed)
    assert [one.english[0] for one in lexicon.readings("gikk")] == ["gout", "walk"]
    assert lexicon.readings("FÅ")[0].english == ("get",)
    assert [one.english[0] for one in lexicon.readings("gikkens")] == ["gout"]
    assert lexicon.readings("ukjent") == ()
    assert repr(lexicon).startswith("Lexicon(4 entries, ")


def test_phrases_are_known_with_their_verb_in_any_form() -> None:
    listed = (
        entry("ta i bruk", "verb", "put into use"),
        entry("på grunn av", "phrase", "because of"),
    )
    lexicon = Lexicon(listed)
    found = lexicon.phrase(["Tok", "i", "bruk", "maskinen"])
    assert found is not None
    assert (found.entry.english[0], found.places) == ("put into use", (0, 1, 2))
    assert lexicon.phrase(["på", "grunn"]) is None


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("Vi trenger billigere sensorer.", "we need cheap sensors."),
        ("Me treng ikkje nye maskiner", "we need not new machines"),
        ("vedlikeholdskostnader", "maintenance costs"),
        ("The machine is worn.", "The machine is worn."),
        ("", ""),
        ("<script>alert(1)</script>", ""),
        ("316 13849", "316 13849"),
    ],
)
def test_texts_become_english(norwegian: str, english: str) -> None:
    assert gloss(norwegian) == english


def test_mixed_texts_are_read_sentence_by_sentence() -> None:
    read = gloss("Vi har ikke nok varme. We need more heat for the men in the hall.")
    assert read == "we not have enough heat. We need more heat for the men in the hall."


def test_a_sentence_that_does_not_tell_is_read_as_the_whole() -> None:
    parts = glossed_sentences("Vi trenger noe nytt. Qzx.")
    assert parts[1][1] == "Qzx."


def test_the_language_can_be_told() -> None:
    assert gloss("den maskin", language="en") == "den maskin"
    assert gloss("arm", language="nb") == gloss("arm", language="nn")


def test_a_second_translation_is_taken_where_there_is_one() -> None:
    both = next(one for one in entries() if len(one.english) > 1 and " " not in one[0])
    assert gloss(both.bokmal, language="nb", translation=1) == both.english[1]
    assert gloss("vi", language="nb", translation=9) == "we"


def test_unknown_words_are_left_and_told() -> None:
    (found,) = translate("Xyzzy")
    assert (found.english, found.known) == ("Xyzzy", False)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vi trenger en måte å måle det på.", "nb"),
        ("Me treng ein måte å måle det på, og ikkje noko anna.", "nn"),
        ("We need a way to measure it.", "en"),
        ("Vi behöver ett sätt att mäta det på och inte något annat.", "other"),
        ("Wir brauchen eine Lösung für das Problem und nicht mehr.", "other"),
        ("Мы ищем решение", "other"),
        ("12345", "other"),
        ("", "other"),
        ("vedlikeholdskostnad", "nb"),
        ("blåbærsyltetøyet", "nb"),
        ("zzyzx", "other"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert detect(text) == language


def test_languages_of_the_development_pairs_are_told_apart() -> None:
    pairs = list(map(json.loads, DEVELOPMENT.read_text("utf-8").splitlines()))
    told = [
        detect(one[role]) == one[f"{role}_language"]
        for one in pairs
        for role in ("need", "offer")
    ]
    assert sum(told) >= 0.97 * len(told)


def test_coverage_counts_running_words() -> None:
    found = coverage(["Vi trenger xyzzy og plugh og xyzzy 12"], limit=1)
    assert (found.words, found.known, found.missing) == (7, 4, [("xyzzy", 2)])
    assert found.share == pytest.approx(4 / 7)
    assert coverage([]).share is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "does not begin with the columns"),
        ("bokmål\tnynorsk\tclass\tenglish\na\tb\tc\n", "Row 2 of the glossary"),
        ("bokmål\tnynorsk\tclass\tenglish\na\t\tnoun\tb\n", "Row 2"),
        ("bokmål\tnynorsk\tclass\tenglish\na\t\tother\t\n", "Row 2"),
    ],
)
def test_a_glossary_that_cannot_be_read_says_where(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "field.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=told):
        read_entries(path)


def test_a_dash_leaves_a_word_out(tmp_path: Path) -> None:
    path = tmp_path / "field.tsv"
    path.write_text("bokmål\tnynorsk\tclass\tenglish\njo\t\tother\t-; well\n", "utf-8")
    assert read_entries(path)[0].english == ("-", "well")


DUST = (entry("støve", "verb", "make dusty"), entry("støv", "noun-n", "dust"))
DOOR = (entry("dør", "noun-f", "door"), entry("dø", "verb", "die"))
KALD = (entry("kalle", "verb", "call"), entry("kald", "adjective", "cold"))


@pytest.mark.parametrize(
    ("readings", "before", "word", "classes", "english"),
    [
        (DOOR, ["fisken"], "dør", ["noun-m"], "die"),
        (DOOR, ["fisken", "ofte"], "dør", ["noun-m", "other"], "die"),
        (DOOR, ["fisken"], "døra", ["noun-m"], "door"),
        (DOOR, ["fisken", "og"], "dør", ["noun-m", "other"], "door"),
        (DOOR, ["lever", "og"], "dør", ["verb", "other"], "die"),
        (DOOR, ["og"], "dør", ["other"], "door"),
        (DOOR, ["har"], "dør", ["other"], "door"),
        (DOOR, ["da"], "dør", ["other"], "die"),
        (DOOR, ["må"], "dø", ["other"], "die"),
        (DUST, [], "støvet", [], "dust"),
        (DUST, ["har"], "støvet", ["other"], "make dusty"),
        (DOOR, ["vi"], "dør", ["other"], "die"),
        (DOOR[::-1], ["maler"], "dør", ["verb"], "door"),
        (KALD, ["er"], "kalde", ["other"], "cold"),
        (KALD[:1] * 2, ["er"], "kalt", ["other"], "call"),
    ],
)
def test_the_class_of_the_word_before_chooses_the_reading(
    readings: tuple[Entry, ...],
    before: list[str],
    word: str,
    classes: list[str],
    english: str,
) -> None:
    chosen = choose(readings, before, word=word, classes=classes)
    assert chosen.english == (english,)


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("Sensoren måler trykk.", "sensor measures pressure."),
        ("Fisken dør i merdene.", "fish dies in net pens."),
        ("Hendene er kalde.", "hands is cold."),
        ("Kundene bruker appen.", "customers use app."),
        ("Vi er nødt til å stoppe.", "we have to stop."),
        ("Vi klarer å stoppe.", "we manage to stop."),
        ("Lakken på skapdøra er tørr.", "varnish on cabinet door is dry."),
        ("Kvar maskin stoggar.", "each machine stops."),
        ("Veit de kvar feilen er?", "know they where the fault is?"),
        ("De bidrar til å stoppe.", "they contribute to stop."),
    ],
)
def test_verbs_follow_nouns_and_to_is_said_once(norwegian: str, english: str) -> None:
    assert gloss(norwegian) == english


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("Derfor bruker vi damp.", "therefore use we steam."),
        ("Problemet blir løst", "problem becomes solved"),
        ("Vi får flyt", "we gets flow"),
        ("bussjåfør", "bus driver"),
        ("vann side", "water side"),
        ("vinterjakker", "winter jackets"),
        ("Vi drukner i e-poster", "we drown in e-mails"),
    ],
)
def test_readings_that_what_stands_around_decides(norwegian: str, english: str) -> None:
    assert gloss(norwegian) == english
