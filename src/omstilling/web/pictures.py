"""The pictures of the pages: charts and maps as SVG inside the page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.resources import files
from itertools import islice
from statistics import fmean
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from omstilling.errors import StoreError
from omstilling.report.charts import strengths_chart
from omstilling.report.maps import (
    HEIGHT,
    WIDTH,
    Point,
    place_labels,
    project,
    transfers_map,
)
from omstilling.web.context import language
from omstilling.web.facts import Facts, Question, Row, current

#: As many strengths as a chart shows without being read like a table.
CHARTED = 10

Position = tuple[float, float]


def warm_up() -> None:
    """Rank the transfers and draw a chart, so that the first visitor need not wait."""
    with suppress(StoreError):
        facts = current()
        facts.transfers(Question(), language())
        known = (c for c in facts.clusters.values() if c["membership"] != "none")
        for cluster in islice(known, 1):
            strengths = facts.strengths(cluster["cluster"], language())
            chart_of_strengths(cluster, strengths.to_dicts())


def chart_of_strengths(cluster: Row, strengths: list[Row]) -> SafeString | None:
    """Draw the foremost strengths of a cluster."""
    if not strengths:
        return None
    drawn = strengths_chart(
        strengths[:CHARTED], cluster=cluster["name"], language=language(), key="chart"
    )
    return SafeString(drawn)


def map_of_transfer(facts: Facts, transfer: Row) -> SafeString | None:
    """Draw where source and receiver of a transfer lie, if both lie anywhere."""
    source = _middle(facts, facts.cluster(transfer["source"])["territory"])
    receiver = _middle(facts, _places_of_receiver(facts, transfer))
    if source is None or receiver is None:
        return None
    points = [
        Point("source", transfer["source_name"], *source),
        Point(transfer["receiver_kind"], transfer["receiver_name"], *receiver),
    ]
    drawn = transfers_map(
        points, cluster=transfer["source_name"], language=language(), key="map"
    )
    return SafeString(drawn)


def _places_of_receiver(facts: Facts, transfer: Row) -> list[str]:
    kind, receiver = transfer["receiver_kind"], transfer["receiver"]
    if kind == "cluster":
        territory: list[str] = facts.cluster(receiver)["territory"]
        return territory
    if kind == "municipality":
        return [receiver]
    if kind == "county":
        return [n for n, place in facts.places.items() if place["county"] == receiver]
    return []


def _middle(facts: Facts, places: Iterable[str]) -> Position | None:
    """Return the mean latitude and longitude of municipalities, if any is known."""
    known = [
        (place["latitude"], place["longitude"])
        for number in places
        if (place := facts.places.get(number)) and place["latitude"] is not None
    ]
    if not known:
        return None
    latitudes, longitudes = zip(*known, strict=True)
    return fmean(latitudes), fmean(longitudes)


def map_of_clusters(facts: Facts, clusters: Iterable[Row]) -> dict[str, Any] | None:
    """Return what `parts/cluster_map.html` draws: the land, dots and their names.

    Clusters in one spot share a dot; its name is then their number.
    """
    names: dict[Position, list[str]] = defaultdict(list)
    for cluster in clusters:
        position = _middle(facts, cluster["territory"])
        if position is not None:
            names[position].append(cluster["name"])
    if not names:
        return None
    spots = sorted(names.items(), key=lambda spot: (-len(spot[1]), spot[0]))
    placed = project([p[1] for p, _ in spots], [p[0] for p, _ in spots])
    texts = [_called(inside) for _, inside in spots]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "land": _land(),
        "dots": [
            {
                "x": f"{x:.1f}",
                "y": f"{y:.1f}",
                "r": f"{4 + 1.5 * len(inside) ** 0.5:.1f}",
            }
            for (x, y), (_, inside) in zip(placed.tolist(), spots, strict=True)
        ],
        "labels": place_labels(texts, placed),
        "names": [name for _, inside in spots for name in inside],
    }


def _called(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    count = len(names)
    return ngettext("{count} cluster", "{count} clusters", count).format(count=count)


@cache
def _land() -> str:
    """Return the outline of mainland Norway as an SVG path, in pixels."""
    path = files("omstilling") / "reference" / "norway.geojson"
    polygons = json.loads(path.read_text("utf-8"))["geometry"]["coordinates"]
    rings = []
    for (ring,) in polygons:
        longitudes, latitudes = zip(*ring, strict=True)
        corners = project(longitudes, latitudes).round(1).tolist()
        rings.append("M" + "L".join(f"{x} {y}" for x, y in corners) + "Z")
    return "".join(rings)
