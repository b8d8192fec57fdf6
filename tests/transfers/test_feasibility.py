"""What a receiver lacks, in four fields."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from omstilling.errors import UsageError
from omstilling.language import LANGUAGES, Language, translations
from omstilling.report import quadrants
from omstilling.report.reasons import probabilities, probabilities_of
from omstilling.strengths import Landscape
from omstilling.transfers.feasibility import FIELDS, feasibility
from omstilling.transfers.ranking import ground

KINDS = [
    ("cluster", "raufoss"),
    ("municipality", "3101"),
    ("county", "34"),
    ("sector", "25"),
]


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_all_that_is_lacking_stands_in_its_field(
    land: Landscape, kind: str, name: str
) -> None:
    found = feasibility(land, kind, name, language="en")
    takers = ground(land).receivers
    row = [*zip(takers.kinds, takers.ids, strict=True)].index((kind, name))
    lacking = {
        code
        for code, column in land.activity_index.items()
        if takers.lacks[row, column]
    }
    assert set(found.rows["activity"]) == lacking
    middle = found.rows["density"].median()
    for one in found.rows.iter_rows(named=True):
        near = "near" if one["density"] >= middle else "far"
        reward = "complex" if one["complexity"] >= 0 else "simple"
        assert one["field"] == f"{near} and {reward}"
    order = [list(FIELDS).index(field) for field in found.rows["field"]]
    assert order == sorted(order)


def test_an_unknown_receiver_is_named(land: Landscape) -> None:
    with pytest.raises(UsageError, match="no receiver cluster 'x'"):
        feasibility(land, "cluster", "x")


@pytest.mark.parametrize("language", LANGUAGES)
def test_picture_text_and_table_say_the_same(
    land: Landscape, language: Language
) -> None:
    found = feasibility(land, "municipality", "3101", language=language)
    drawn = quadrants.quadrants_chart(
        found, receiver="Halden & co", language=language, key="near"
    )
    rows = quadrants.table(found, language)
    assert len(rows) == found.rows.height
    assert sum(quadrants.counted(found).values()) == len(rows)
    assert "Halden &amp; co" in drawn
    assert 'role="img" aria-labelledby="near-title near-desc"' in drawn
    first = rows[0]
    assert f"{first['activity']} {first['name']}" in quadrants.told(found, language)
    assert str(len(rows)) in quadrants.in_words(found, "Halden", language)
    assert drawn == quadrants.quadrants_chart(
        found, receiver="Halden & co", language=language, key="near"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_probability_is_of_is_said_where_there_is_one(
    land: Landscape, language: Language
) -> None:
    found = feasibility(land, "municipality", "3101", language=language)
    meaning = translations(language).gettext(found.label_meaning)
    one = pl.when(pl.int_range(pl.len()) == 0).then(0.25)
    some = replace(found, rows=found.rows.with_columns(probability=one), as_of=2018)
    none = replace(some, rows=found.rows.with_columns(probability=None))
    assert meaning in quadrants.in_words(some, "Halden", language)
    assert "2018" in quadrants.in_words(some, "Halden", language)
    assert meaning not in quadrants.in_words(none, "Halden", language)


def test_names_in_the_picture_do_not_lie_upon_one_another() -> None:
    rows = [
        {"activity": f"{n}", "density": 0.5 + n / 1000, "complexity": 1.0}
        for n in range(5)
    ]
    rows.append({"activity": "far", "density": 0.9, "complexity": 3.0})
    named = quadrants._named(rows, (0.0, 1.0), (0.0, 4.0))
    assert [row["activity"] for row in named] == ["0", "far"]


def test_one_activity_alone_can_be_drawn(land: Landscape) -> None:
    found = feasibility(land, "municipality", "3101", language="en")
    one = type(found)(
        found.rows.head(1).with_columns(density=pl.lit(0.2), complexity=pl.lit(0.0)),
        density=0.2,
        complexity=0.0,
        label_meaning=found.label_meaning,
        as_of=found.as_of,
        horizon=found.horizon,
    )
    assert "<svg" in quadrants.quadrants_chart(
        one, receiver="Halden", language="en", key="one"
    )


def test_of_a_list_each_meaning_is_said_once() -> None:
    rows = pl.DataFrame(
        {
            "probability": [0.5, None, 0.25, 0.125],
            "label_meaning": ["One.", "Not shown.", "Two.", "One."],
            "as_of": [2018] * 4,
            "horizon": [4] * 4,
        }
    )
    told = probabilities_of(rows, 0.0, "en")
    assert told.endswith(
        "within 4 years after 2018, whoever gives. Taken up means: One. Two."
    )
    assert probabilities_of(rows, 0.01, "en") == (
        f"{told} Transfers whose probability is known and below 1% are not listed."
    )
    unknown = rows.filter(pl.col("probability").is_null())
    assert probabilities_of(unknown, 0.01, "en") == ""
    assert probabilities(["One."], None, 4, "en") == ""
