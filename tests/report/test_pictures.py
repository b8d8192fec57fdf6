from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling.language import LANGUAGES, Language
from omstilling.report import Point, bar, strengths_chart, transfers_map
from omstilling.report.charts import shortened
from omstilling.report.maps import HEIGHT, WIDTH, place_labels, project

SVG = "{http://www.w3.org/2000/svg}"
ROWS: list[dict[str, Any]] = [
    {
        "activity": "22.2",
        "name": "Plast & <gummi>",
        "shrunken": 3.1,
        "low": 1.6,
        "high": 4.9,
    },
    {"activity": "25.6", "name": "Metall", "shrunken": 0.01, "low": 0.001, "high": 2.0},
]
POINTS = [
    Point("source", "NCE Raufoss", 60.7, 10.6),
    Point("municipality", "Halden", 59.12, 11.39),
    Point("cluster", "Ålesund <klynge>", 62.47, 6.15),
    Point("county", "Nordland", 67.0, 14.0),
]


def chart(language: Language = "en") -> str:
    return strengths_chart(ROWS, cluster="A & B", language=language, key="k")


def map_of(points: list[Point]) -> str:
    return transfers_map(points, cluster="NCE Raufoss", language="en", key="m")


@pytest.mark.parametrize("svg", [chart(), map_of(POINTS)])
def test_a_picture_is_one_image_with_a_name_and_a_text(svg: str) -> None:
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text
    assert description.text
    inner = [e for e in root.iter() if e is not root and e.get("role")]
    assert inner == []


def test_the_text_of_a_chart_has_its_numbers() -> None:
    description = ET.fromstring(chart()).findtext(f"{SVG}desc")  # noqa: S314 - ours
    assert description is not None
    assert "22.2 Plast & <gummi>: 3.1, interval 1.6 to 4.9" in description


def test_numbers_on_the_axis_are_norwegian_in_norwegian() -> None:
    assert ">0,5<" in chart("nb")
    assert ">0.5<" in chart("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_the_same_to_the_byte(language: Language) -> None:
    assert chart(language) == chart(language)
    assert map_of(POINTS) == map_of(POINTS)


def test_pictures_take_their_colours_from_the_page() -> None:
    for svg in (chart(), map_of(POINTS)):
        assert 'fill="#' not in svg
        assert "currentColor" in svg
        assert "http" not in svg.replace("http://www.w3.org/", "")


def test_a_map_names_source_and_receivers() -> None:
    svg = map_of(POINTS)
    for point in POINTS:
        assert svg.count(point.name.replace("<", "&lt;").replace(">", "&gt;")) >= 1
    assert "no receiver has a place" in map_of(POINTS[:1])


def test_a_picture_without_any_interval_above_one_can_be_drawn() -> None:
    low = [ROWS[0] | {"shrunken": 0.2, "low": 0.05, "high": 0.3}]
    assert "<svg" in strengths_chart(low, cluster="A", language="nb", key="k")


def test_norway_lies_inside_the_picture() -> None:
    corners = {"Lindesnes": (7.05, 57.98), "Vardø": (31.1, 70.37), "Stad": (5.1, 62.2)}
    x, y = project(*zip(*corners.values(), strict=True)).T
    assert ((x > 0) & (x < WIDTH)).all()
    assert ((y > 0) & (y < HEIGHT)).all()


def test_the_projection_keeps_the_meridian_straight_and_angles_right() -> None:
    middle = project([15.0, 15.0], [60.0, 70.0])
    assert middle[0, 0] == pytest.approx(middle[1, 0])
    here, east, north = project([10.0, 10.001, 10.0], [60.0, 60.0, 60.0005])
    along, up = east - here, north - here
    assert float(along @ up) == pytest.approx(0, abs=1e-4)
    # A degree of longitude is half as long as one of latitude at 60° north.
    assert np.hypot(*along) == pytest.approx(np.hypot(*up), rel=1e-3)


def test_names_hide_neither_points_nor_each_other() -> None:
    near = np.array([[200.0, 300.0], [203.0, 303.0], [206.0, 300.0], [200.0, 310.0]])
    labels = place_labels(["Alfa", "Beta", "Gamma", "Delta"], near)
    assert labels[0]["text"] == "Alfa"
    places = [(label["x"], label["y"], label["align"]) for label in labels]
    assert len(set(places)) == len(places)


@given(st.floats(0, 1))
def test_a_bar_is_as_long_as_its_share(share: float) -> None:
    root = ET.fromstring(bar(share, width=100))  # noqa: S314 - our own picture
    part = root.find("rect[@class='part']")
    assert part is not None
    assert float(part.get("width", "")) == pytest.approx(share * 100, abs=0.051)


@given(st.text(max_size=80))
def test_shortened_text_fits(text: str) -> None:
    assert len(shortened(text, 20)) <= 20
    assert shortened(text, 80) == text
