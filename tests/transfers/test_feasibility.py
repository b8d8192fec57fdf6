"""What a receiver lacks, in four fields."""

from __future__ import annotations

import polars as pl
import pytest

from omstilling.errors import UsageError
from omstilling.language import LANGUAGES, Language
from omstilling.report import quadrants
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
        0.2,
        0.0,
    )
    assert "<svg" in quadrants.quadrants_chart(
        one, receiver="Halden", language="en", key="one"
    )
