from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omstilling.errors import InputError, UsageError
from omstilling.meaning.encoders import Vectors, encoder, unit_rows
from omstilling.meaning.themes import (
    Known,
    find_themes,
    measure_themes,
    read_frame,
)
from omstilling.meaning.themes.corrections import NO_ANSWER, NO_THEME
from omstilling.meaning.themes.find import sectors_of
from omstilling.meaning.themes.grouping import by_frame, by_themselves, without_sector
from omstilling.meaning.themes.words import distinctive_words
from omstilling.sources.lists import read_answers, read_corrections
from omstilling.tables import Answer, AnswerTheme, Correction, Theme

ANSWERS = Path(__file__).parents[2] / "benchmarks" / "meaning" / "answers.jsonl"
WORDS = ("lån", "kurs", "havn", "kunde")
FRAME = [
    Known({"nb": name, "nn": name, "en": name}, (word, f"{word} og mer {word}"))
    for name, word in zip(("Penger", "Læring", "Vei", "Salg"), WORDS, strict=True)
]


class Keywords:
    """An encoder for tests: one number for each of four words, and a fifth."""

    name = "keywords"
    dimension = 5

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text; zeros for a text without letters."""
        rows = [
            [*(text.count(word) for word in WORDS), 0.1 * any(map(str.isalpha, text))]
            for text in texts
        ]
        return unit_rows(np.array(rows, np.float32).reshape(len(texts), 5))


def table(*texts: str, **columns: list[Any]) -> pl.DataFrame:
    rows = {
        "row": list(range(1, len(texts) + 1)),
        "id": [f"a{number:02}" for number in range(len(texts))],
        "text": list(texts),
    }
    empty: dict[str, Any] = {"sector": None, "region": None, "label": None}
    frame = pl.DataFrame(rows).with_columns(
        pl.Series(name, columns.get(name, [None] * len(texts)), pl.String)
        for name in empty
    )
    return Answer.validate(frame, cast=True)


def spoken(count: int = 40) -> pl.DataFrame:
    """Answers that each hold one of the four words."""
    texts = [f"Vi må ha {WORDS[n % 4]} nummer {'x' * (n // 4)}" for n in range(count)]
    return table(
        *texts,
        sector=[f"{10 + n % 3}.1" for n in range(count)],
        region=[("Oslo", "Agder")[n % 2] for n in range(count)],
        label=[WORDS[n % 4] for n in range(count)],
    )


# -- With a frame ----------------------------------------------------------------------


def test_answers_come_to_the_themes_of_the_frame() -> None:
    found = find_themes(spoken(), encoder=Keywords(), frame=FRAME)
    assert Theme.is_valid(found.themes)
    assert found.themes["name"].to_list() == ["Læring", "Penger", "Salg", "Vei"]
    assert found.themes["answers"].to_list() == [10] * 4
    first = found.themes.row(0, named=True)
    assert first["share"] == 0.25
    assert first["words"][0] == "kurs"
    assert first["regions"] == [{"region": "Agder", "answers": 10}]
    assert sum(one["answers"] for one in first["sectors"]) == 10
    assert first["sectors"][0]["sector"] in {"10", "11", "12"}
    assert len(first["typical"]) == 3
    assert all("kurs" in one["text"] for one in first["typical"])
    assert found.language == "nb"
    assert found.answers["id"].to_list() == sorted(spoken()["id"])


@settings(max_examples=10)
@given(st.permutations(range(12)))
def test_the_order_of_answers_does_not_matter(order: list[int]) -> None:
    rows = spoken(12)
    for frame in (FRAME, None):
        one = find_themes(rows, encoder=Keywords(), frame=frame)
        other = find_themes(rows[order], encoder=Keywords(), frame=frame)
        assert one.themes.equals(other.themes)
        assert one.answers.equals(other.answers)


def test_a_small_theme_is_given_up_and_a_number_keeps_the_largest() -> None:
    rows = table(*["Vi må ha lån"] * 30, *["Vi må ha kurs"] * 8, "Vi må ha havn")
    found = find_themes(rows, encoder=Keywords(), frame=FRAME)
    assert "Vei" not in found.themes["name"].to_list()
    found = find_themes(rows, encoder=Keywords(), frame=FRAME, number=1)
    assert found.themes["name"].to_list() == ["Penger"]
    assert found.themes["answers"].to_list() == [39]


@pytest.mark.parametrize("number", [0, 5])
def test_a_number_beyond_the_frame_is_an_error(number: int) -> None:
    with pytest.raises(UsageError, match=r"'number' parameter of themes .* \[1, 4\]"):
        find_themes(spoken(), encoder=Keywords(), frame=FRAME, number=number)


@pytest.mark.parametrize("frame", [FRAME, None])
def test_none_one_and_silent_answers(frame: list[Known] | None) -> None:
    none = find_themes(table(), encoder=Keywords(), frame=frame)
    assert none.themes.is_empty()
    assert none.answers.is_empty()
    one = find_themes(table("Vi må ha kurs"), encoder=Keywords(), frame=frame)
    assert one.themes["answers"].to_list() == [1]
    assert frame is None or one.themes["name"].item() == "Læring"
    silent = find_themes(table("12345", "??", "Kurs"), encoder=Keywords(), frame=frame)
    assert AnswerTheme.is_valid(silent.answers)
    assert silent.answers["theme"].to_list() == [None, None, 1]
    assert silent.themes["share"].to_list() == [1.0]


def test_what_a_sector_has_in_common_is_taken_out() -> None:
    vectors = np.array([[1, 1, 0], [1, 0, 1], [0, 1, 0], [0, 0, 1]], np.float32)
    sectors = ["10", "10", None, None]
    found = without_sector(vectors, sectors)
    away = vectors - vectors.mean(axis=0)
    # The ridge regression on the one sector that is known, without an intercept.
    known = np.array([[1.0], [1.0], [0.0], [0.0]])
    effect = np.linalg.solve(known.T @ known + np.eye(1), known.T @ away)
    assert np.allclose(found, unit_rows(away - known @ effect), atol=1e-6)


def test_sectors_are_divisions_where_they_are_codes() -> None:
    rows = table(*"abcd", sector=["25.620", "25", "Sjømat", "2562"])
    assert sectors_of(rows) == ["25", "25", "sjømat", "2562"]


# -- By themselves ---------------------------------------------------------------------


def test_answers_find_together_by_themselves() -> None:
    found = find_themes(spoken(), encoder=Keywords(), frame=None)
    groups = found.answers.join(spoken(), on="id").group_by("theme").agg("label")
    assert all(len(set(labels)) == 1 for labels in groups["label"])
    assert groups.height >= 4
    assert all(name.split(", ")[0] in WORDS for name in found.themes["name"])


def test_the_number_by_themselves_can_be_given() -> None:
    vectors = Keywords().encode(spoken()["text"].to_list())
    for number in (1, 2, 4):
        labels = by_themselves(vectors, [None] * 40, number=number)
        assert len(set(labels.tolist())) == number
    with pytest.raises(UsageError, match=r"\[1, 13\]"):
        by_themselves(vectors, [None] * 40, number=14)


def test_answers_that_are_all_the_same_are_one_thing_or_another() -> None:
    rows = table(*["Vi må ha kurs"] * 12)
    found = find_themes(rows, encoder=Keywords(), frame=None)
    assert found.themes["answers"].sum() == 12


def test_more_phrases_beside_do_not_change_the_vectors_given() -> None:
    rows = spoken(8)
    vectors = Keywords().encode(rows["text"].to_list())
    before = vectors.copy()
    by_frame(
        rows["text"].to_list(), vectors, ["10"] * 8, frame=FRAME, encoder=Keywords()
    )
    assert np.array_equal(vectors, before)


# -- Words -----------------------------------------------------------------------------

TEXT = st.lists(st.sampled_from(["gard", "garden", "laks", "fisk"]), min_size=1)


@given(st.lists(st.tuples(TEXT, st.integers(0, 2)), min_size=1, max_size=8))
def test_words_are_those_that_the_formula_gives(
    answers: list[tuple[list[str], int]],
) -> None:
    texts = [" ".join(words) for words, _ in answers]
    labels = [label for _, label in answers]
    found = distinctive_words(texts, labels, language="nb", limit=9)

    stems = [{word.removesuffix("en") for word in words} for words, _ in answers]
    everywhere = Counter(stem for own in stems for stem in own)
    for label in set(labels):
        mine = [own for own, one in zip(stems, labels, strict=True) if one == label]
        counts = Counter(stem for own in mine for stem in own)
        weights = {}
        for stem, count in counts.items():
            share, all_share = count / len(mine), everywhere[stem] / len(texts)
            weights[stem] = share * log(share / all_share)
        shown = [word.removesuffix("en") for word in found[label]]
        assert set(shown) == set(counts)
        told = [weights[stem] for stem in shown]
        assert told == pytest.approx(sorted(told, reverse=True))


def test_little_words_adverbs_and_numbers_are_no_words_of_a_theme() -> None:
    found = distinctive_words(
        ["Vi må nå ha 12 kurs ute i <b>år</b>"], [0], language="nb"
    )
    assert "kurs" in found[0]
    assert not {"må", "ute", "12", "nå"} & set(found[0])


# -- Corrections -----------------------------------------------------------------------


def corrections(folder: Path, *rows: str) -> pl.DataFrame:
    path = folder / "rettelser.csv"
    path.write_text("\n".join(["svar;tema;navn", *rows]), encoding="utf-8")
    reading = read_corrections(path)
    assert Correction.is_valid(reading.table)
    return reading.table


def test_corrections_rename_join_and_move_and_are_kept(tmp_path: Path) -> None:
    told = corrections(
        tmp_path,
        ";Penger;Penger og eiere",
        ";Vei;Salg",
        "a00;;Læring",
        "a01;;Noe annet",
        "a99;;Salg",
        ";Finnes ikke;Salg",
    )
    found = find_themes(spoken(), encoder=Keywords(), frame=FRAME, corrections=told)
    sizes = dict(found.themes.select("name", "answers").rows())
    assert sizes == {
        "Salg": 20,
        "Læring": 10,
        "Penger og eiere": 9,
        "Noe annet": 1,
    }
    names = dict(found.answers.select("id", "name").rows())
    assert (names["a00"], names["a01"]) == ("Læring", "Noe annet")
    by_hand = found.answers.filter(pl.col("similarity").is_null())["id"].to_list()
    assert by_hand == ["a00", "a01"]
    assert found.unused == [(7, "Finnes ikke", NO_THEME), (6, "a99", NO_ANSWER)]
    again = find_themes(
        spoken().reverse(), encoder=Keywords(), frame=FRAME, corrections=told
    )
    assert again.answers.equals(found.answers)


def test_a_correction_is_of_an_answer_or_of_a_theme(tmp_path: Path) -> None:
    path = tmp_path / "rettelser.csv"
    path.write_text("svar;tema;navn\na00;Vei;Salg\n;;Salg\na01;;\n", encoding="utf-8")
    reading = read_corrections(path)
    assert reading.table.is_empty()
    assert reading.rejects["row"].to_list() == [2, 3, 4]
    assert reading.rejects["reason"].n_unique() == 2


# -- The frame -------------------------------------------------------------------------


def test_the_frame_has_names_and_phrases_that_are_all_different() -> None:
    frame = read_frame()
    assert len(frame) == 15
    phrases = [phrase for known in frame for phrase in known.phrases]
    assert len(set(phrases)) == len(phrases) == 120
    for known in frame:
        assert all(known.names.values())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "themes: 3",
        "themes: []",
        "themes: [{theme: x}]",
        "themes: [{theme: x, name_nb: a, name_nn: a, name_en: a, phrases: []}]",
        "themes:\n"
        + 2 * "- {theme: x, name_nb: A, name_nn: a, name_en: a, phrases: [b]}\n",
    ],
)
def test_a_file_that_is_no_frame_is_an_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "frame.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"frame\.yaml is no frame of themes"):
        read_frame(path)


# -- Measures --------------------------------------------------------------------------


def test_themes_that_are_the_labels_agree_with_them() -> None:
    found = measure_themes(spoken(), encoder=Keywords(), frame=FRAME)
    assert found.with_labels == 1.0
    assert found.without_a_tenth_least == 1.0
    assert (found.answers, found.themes, found.labels) == (40, 4, 4)


def test_labels_must_be_there_to_measure() -> None:
    with pytest.raises(InputError, match="each with a label"):
        measure_themes(spoken(12), encoder=Keywords(), frame=FRAME)
    unlabelled = spoken().with_columns(label=pl.lit(None, pl.String))
    with pytest.raises(InputError, match="each with a label"):
        measure_themes(unlabelled, encoder=Keywords(), frame=FRAME)


def test_the_three_hundred_answers_find_their_labels_and_stay() -> None:
    """The aims: 0.6 or more with the labels, 0.9 or more without a tenth."""
    found = measure_themes(
        read_answers(ANSWERS).table, encoder=encoder(), frame=read_frame()
    )
    assert found.with_labels >= 0.6
    assert found.without_a_tenth_mean >= 0.9
    assert json.dumps(found._asdict())
