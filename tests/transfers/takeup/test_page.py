"""The page and the words of the backtest: whole, safe and open to everybody."""

from __future__ import annotations

import json
import math
import re
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest
from browser import accessibility_faults
from playwright.sync_api import Page
from transfers.takeup.panels import panel
from transfers.takeup.test_outcomes import absent, recorded
from webpages import PageContent

from omstilling.language import LANGUAGES, Language
from omstilling.transfers.takeup import (
    as_table,
    as_tenths,
    as_text,
    backtest,
    in_words,
    left_out,
    read_dataset,
    words,
)
from omstilling.transfers.takeup.baselines import BASELINES
from omstilling.transfers.takeup.features import GROUPS, evidence
from omstilling.transfers.takeup.history.notes import Note, note
from omstilling.transfers.takeup.history.outcomes import with_outcomes
from omstilling.transfers.takeup.protocols import RANKER
from omstilling.transfers.takeup.scores import MEASURES
from omstilling.transfers.takeup.words import FEATURES, METHODS
from omstilling.transfers.takeup.words import MEASURES as CALLED

EVIL = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    return backtest(panel(), cut=2014, horizon=4, seed=1, count=10)


def test_every_method_and_measure_has_a_name() -> None:
    assert set(METHODS) == {RANKER, *BASELINES}
    assert set(CALLED) == set(MEASURES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_sound_and_says_its_language(
    answer: dict[str, Any], language: Language
) -> None:
    page = PageContent(as_text(answer, "html", language))
    tags = [one.tag for one in page.elements]
    assert tags.count("h1") == tags.count("main") == tags.count("svg") == 1
    assert page.elements[0].get("lang") == language
    assert {"title", "desc"} <= set(tags), "the picture has a text alternative"
    assert tags.count("circle") == len(answer["calibration"]["after"]["bins"])
    assert not any(one.tag == "script" or one.get("src") for one in page.elements)


def test_numbers_are_written_as_the_language_does(answer: dict[str, Any]) -> None:
    english, norwegian = (as_text(answer, "html", one) for one in ("en", "nb"))
    value = answer["methods"][0]["average_precision"]["value"]
    assert f"{value:.3f}" in english
    assert f"{value:.3f}".replace(".", ",") in norwegian


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_files_are_text_and_nothing_else(
    answer: dict[str, Any], language: Language
) -> None:
    evil = answer | {"dataset": EVIL, "left_out": [Note(EVIL)], "label_meaning": EVIL}
    assert EVIL not in as_text(evil, "html", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_a_row_a_method_and_a_column_a_measure(
    answer: dict[str, Any], language: Language
) -> None:
    table = as_table(answer, language)
    assert table.shape == (1 + len(BASELINES), 1 + len(MEASURES))


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        ({"value": 0.1, "low": 0.05, "high": 0.2}, "is ahead of the best baseline"),
        ({"value": -0.1, "low": -0.2, "high": -0.05}, "is behind the best baseline"),
        ({"value": 0.0, "low": -0.1, "high": 0.1}, "cannot be told apart"),
    ],
)
def test_the_lead_says_what_the_interval_allows(
    answer: dict[str, Any], difference: dict[str, float], words: str
) -> None:
    assert words in in_words(answer | {"difference": difference})


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ({"recorded": 0, "used": 0}, "No outcomes of transfers are recorded"),
        ({"recorded": 3, "used": 0}, "None of the 3 recorded outcomes"),
        (
            {
                "recorded": 3,
                "used": 2,
                "difference": {"value": 0.1, "low": 0.05, "high": 0.2},
            },
            "The recorded outcomes raise the average precision: 2 of 3",
        ),
        (
            {
                "recorded": 3,
                "used": 3,
                "difference": {"value": 0.0, "low": -0.1, "high": 0.1},
            },
            "do not raise the average precision: 3 of 3",
        ),
    ],
)
def test_whether_outcomes_help_is_said(
    answer: dict[str, Any], outcomes: dict[str, Any], words: str
) -> None:
    assert words in in_words(answer | {"outcomes": outcomes})


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(
    page: Page, answer: dict[str, Any], tmp_path: Path, language: Language, scheme: Any
) -> None:
    path = tmp_path / "backtest.html"
    path.write_text(as_text(answer, "html", language), encoding="utf-8")
    page.emulate_media(color_scheme=scheme)
    page.goto(path.as_uri())
    assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_table_shows_the_interval_of_each_measure(answer: dict[str, Any]) -> None:
    measure = answer["methods"][0]["average_precision"]
    shown = "{value:.3f}\n{low:.3f}–\n{high:.3f}".format(**measure)
    assert as_table(answer)["average precision"][0] == shown


def test_the_tenths_and_what_was_left_out_are_told(answer: dict[str, Any]) -> None:
    bins = answer["calibration"]["after"]["bins"]
    tenths = as_tenths(answer)
    assert tenths["Observed"].to_list() == [f"{one['observed']:.4f}" for one in bins]
    assert left_out(answer).count("\n- ") == len(answer["left_out"]) > 0


@pytest.mark.parametrize("form", ["page", "words"])
def test_habits_and_other_labels_are_told(answer: dict[str, Any], form: str) -> None:
    interval = {"value": 0.125, "low": 0.0625, "high": 0.25}
    compared = {"of": "awards", "other": "register", "cut": "2025-09"}
    told = answer | {
        "ablation": {"average_precision": interval, "difference": interval},
        "agreement": [
            compared | {"what": "places", "matched": 17, "rank_correlation": 0.83},
            compared | {"what": "pairs", "matched": 2, "rank_correlation": math.nan},
            {"of": "awards", "other": "participations", "why_not": "No such file."},
        ],
    }
    text = as_text(told, "html") if form == "page" else in_words(told)
    assert "they add 0.125" in text
    assert "17 places in common; the rank correlation of the places is 0.83." in text
    assert "2 pairs of place and industry in common" in text
    assert "Horizon 2020 cannot be compared: No such file." in text
    none = compared | {"what": "pairs", "matched": 0, "rank_correlation": math.nan}
    assert "pairs of place" not in in_words(answer | {"agreement": [none]})


@pytest.mark.data
def test_every_feature_and_every_group_that_can_lack_has_a_name(
    real_data: Path,
) -> None:
    pairs = [(*pair, "started", 2012) for pair in absent(2)]
    known = with_outcomes(panel(), recorded(*pairs), kinds=("municipality",), width=4)  # type: ignore[arg-type] # pairs of str
    awards = read_dataset(real_data, "awards", level=5)
    features = {
        name
        for told in (panel(presence="rca"), known.panel, awards)
        for name in evidence(told, 2014).group_of
    }
    groups = {name for name, (_, reason) in GROUPS.items() if reason}
    assert set(FEATURES) == features | groups


class Marking(NullTranslations):
    """A catalogue that shows what goes through it."""

    def gettext(self, message: str) -> str:
        return f"‹{message}›"


def test_what_was_left_out_is_said_in_the_language(
    answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "translations", lambda _: Marking())
    rows = note("{count} rows of {file}", count=12345, file="long.csv")
    told = answer | {
        "left_out": [rows, Note("it is the same everywhere", about="5 factors")]
    }
    assert words.left_out(told, "nb") == [
        "‹12\N{NO-BREAK SPACE}345 rows of long.csv›",
        "‹5 factors›: ‹it is the same everywhere›",
    ]
    other = {"of": "awards", "other": "register", "why_not": "too few years are known"}
    assert words.agreement({"agreement": [other]}, "nb").endswith(
        "cannot be compared: ‹too few years are known›.›"
    )


def test_what_was_left_out_is_english_in_json(answer: dict[str, Any]) -> None:
    told = json.loads(as_text(answer, "json", "nb"))["left_out"]
    assert told == [str(one) for one in answer["left_out"]]
    assert "recorded outcomes: no outcomes of transfers are recorded" in told


def test_no_sentence_has_an_unfilled_place(answer: dict[str, Any]) -> None:
    for language in LANGUAGES:
        told = f"{in_words(answer, language)} {left_out(answer, language)}"
        assert not re.search(r"\{\w+\}", told)
