"""Where a cluster's knowledge could go, on the outline of mainland Norway, as SVG.

The projection is transverse Mercator on a sphere with 15° east in the middle, scaled to
the picture; it is computed here so that names can be placed where they hide nothing.
The outline is Natural Earth's (public domain).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from omstilling.language import Language, translations
from omstilling.report.charts import shortened, svg, values
from omstilling.report.words import listed

WIDTH, HEIGHT = 480, 600
_PADDING = {"left": 0, "right": 0, "top": 0, "bottom": 0}
_MERIDIAN = 15.0
_SCALE = 2450.0
_CENTRE = (238.0, 3073.0)
_FONT = 13
#: Half the height of a line, and the mean width of a letter, in pixels.
_HALF, _LETTER = 8.0, 6.6
_MOST_LETTERS = 24
_OUTLINE = "norway"
SHAPES = {
    "source": ("square", "■"),
    "cluster": ("diamond", "◆"),
    "municipality": ("circle", "●"),
    "county": ("triangle-up", "▲"),
}
"""Kind of point → its shape and the sign that stands for it in text."""

Points = NDArray[np.float64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Point:
    """A point on the map.

    Attributes
    ----------
    kind
        source, cluster, municipality or county.
    name
        What it is called.
    latitude, longitude
        In degrees.
    """

    kind: str
    name: str
    latitude: float
    longitude: float


def transfers_map(
    points: Sequence[Point], *, cluster: str, language: Language, key: str
) -> str:
    """Draw a source and its receivers; those named first get their labels first.

    Parameters
    ----------
    points
        The source and the receivers, the most important first.
    cluster
        Name of the cluster that gives.
    language
        Language of the texts.
    key
        Begins the ids of the picture's texts; unique on a page.
    """
    placed = project([p.longitude for p in points], [p.latitude for p in points])
    return svg(
        [_land(), *_dots(points, placed), *_labels(points, placed)],
        size=(WIDTH, HEIGHT),
        padding=_PADDING,
        title=_title(cluster, language),
        told=told(points, language),
        key=key,
        datasets={_OUTLINE: [_outline()]},
    )


def _title(cluster: str, language: Language) -> str:
    _ = translations(language).gettext
    return _("Where knowledge from {cluster} could go").format(cluster=cluster)


def told(points: Sequence[Point], language: Language) -> str:
    """Say what the map shows."""
    _ = translations(language).gettext
    sources = [point.name for point in points if point.kind == "source"]
    receivers = [point.name for point in points if point.kind != "source"]
    if not receivers:
        return _("Map of Norway with {sources}; no receiver has a place.").format(
            sources=listed(sources, language)
        )
    return _("Map of Norway with {sources} and the receivers {receivers}.").format(
        sources=listed(sources, language), receivers=listed(receivers, language)
    )


def project(longitudes: Sequence[float], latitudes: Sequence[float]) -> Points:
    """Return points as x and y in pixels, from the upper left of the picture.

    Transverse Mercator on a sphere (Snyder 1987, equations 8-1 to 8-3,
    doi:10.3133/pp1395).
    """
    east = np.radians(np.asarray(longitudes, dtype=np.float64) - _MERIDIAN)
    north = np.radians(np.asarray(latitudes, dtype=np.float64))
    x = np.arctanh(np.cos(north) * np.sin(east))
    y = np.arctan2(np.tan(north), np.cos(east))
    return np.column_stack([_CENTRE[0] + _SCALE * x, _CENTRE[1] - _SCALE * y])


@cache
def _outline() -> dict[str, Any]:
    """Return the outline with its corners in pixels."""
    path = files("omstilling") / "reference" / "norway.geojson"
    feature: dict[str, Any] = json.loads(path.read_text("utf-8"))
    polygons = [
        [project(*zip(*ring, strict=True)).round(1).tolist() for ring in polygon]
        for polygon in feature["geometry"]["coordinates"]
    ]
    return {**feature, "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def _across(field: str = "x:Q") -> alt.X:
    return alt.X(field, axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False))


def _down(field: str = "y:Q") -> alt.Y:
    return alt.Y(field, axis=None, scale=alt.Scale(domain=[HEIGHT, 0], nice=False))


def _land() -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.NamedData(name=_OUTLINE))
        .mark_geoshape(
            fill="var(--land)", stroke="var(--shore)", strokeWidth=0.8, clip=False
        )
        .project("identity", scale=1, translate=[0, 0])
    )
    return chart


def _dots(points: Sequence[Point], placed: Points) -> list[alt.Chart]:
    """Draw the points, the first on top; shapes tell kinds apart without colour."""
    dots = []
    for kind, (shape, _) in reversed(SHAPES.items()):
        rows = [
            {"x": x, "y": y}
            for point, (x, y) in zip(points, placed.round(1).tolist(), strict=True)
            if point.kind == kind
        ]
        colour = "var(--source)" if kind == "source" else "var(--accent)"
        dots.append(
            alt.Chart(values(rows[::-1]))
            .mark_point(
                shape=shape,
                filled=True,
                fill=colour,
                stroke="var(--page)",
                strokeWidth=1,
                opacity=1,
                size=150 if kind == "source" else 90,
            )
            .encode(x=_across(), y=_down())
        )
    return dots


def _labels(points: Sequence[Point], placed: Points) -> list[alt.Chart]:
    chosen = place_labels([shortened(p.name, _MOST_LETTERS) for p in points], placed)
    charts = []
    for align in ("left", "right"):
        rows = [label for label in chosen if label["align"] == align]
        charts.append(
            alt.Chart(values(rows))
            .mark_text(
                align=align,
                baseline="middle",
                fontSize=_FONT,
                limit=0,
                fill="currentColor",
            )
            .encode(x=_across(), y=_down(), text="text:N")
        )
    return charts


def place_labels(texts: Sequence[str], placed: Points) -> list[Mapping[str, Any]]:
    """Place each name beside its point where it hides no point and no earlier name.

    A name for which there is no room is left out of the picture; the table beside the
    picture has all.

    Returns
    -------
    Rows `text, x, y, align`.
    """
    taken: list[Box] = [(x - 7, y - 7, x + 7, y + 7) for x, y in placed]
    labels: list[Mapping[str, Any]] = []
    for own, (text, (x, y)) in enumerate(zip(texts, placed.tolist(), strict=True)):
        others = taken[:own] + taken[own + 1 :]
        for align, up in (
            *(("left", 0.0), ("right", 0.0), ("left", -12.0)),
            *(("left", 12.0), ("right", -12.0), ("right", 12.0)),
        ):
            start = x + 10 if align == "left" else x - 10
            box = _box(text, start, y + up, align)
            if _inside(box) and not any(_overlap(box, other) for other in others):
                taken.append(box)
                labels.append(
                    {
                        "text": text,
                        "x": round(start, 1),
                        "y": round(y + up, 1),
                        "align": align,
                    }
                )
                break
    return labels


def _box(text: str, start: float, y: float, align: str) -> Box:
    width = len(text) * _LETTER
    left = start if align == "left" else start - width
    return left, y - _HALF, left + width, y + _HALF


def _inside(box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT


def _overlap(one: Box, other: Box) -> bool:
    apart = (
        one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    )
    return not apart
