"""Make `norway.geojson` of the reference bundle: the outline of mainland Norway.

    python scripts/reference_outline.py countries-50m.json

The file comes from the npm package `world-atlas`, which carries the country borders of
Natural Earth (public domain) as TopoJSON. Svalbard, Jan Mayen and Bouvet Island are
left out: no cluster and no municipality lies there.
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

OUT = Path(__file__).parents[1] / "src/omstilling/reference/norway.geojson"
NORWAY = "578"  # ISO 3166-1 numeric
#: Degrees north beyond which there is only Svalbard.
NORTH_OF_THE_MAINLAND = 72.0
#: Degrees; about a kilometre, finer than the map can show.
DECIMALS = 2

Ring = list[list[float]]


def main(path: Path) -> None:
    """Write the outline."""
    atlas = json.loads(path.read_text(encoding="utf-8"))
    (norway,) = (
        country
        for country in atlas["objects"]["countries"]["geometries"]
        if country.get("id") == NORWAY
    )
    arcs = [_decoded(arc, atlas["transform"]) for arc in atlas["arcs"]]
    rings = [_ring(polygon[0], arcs) for polygon in norway["arcs"]]
    polygons = [[ring] for ring in rings if _on_the_mainland(ring)]
    feature = {
        "type": "Feature",
        "properties": {"name": "Norge", "source": "Natural Earth, public domain"},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }
    OUT.write_text(json.dumps(feature, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(polygons)} polygons, {OUT.stat().st_size} bytes")


def _decoded(arc: list[list[int]], transform: dict[str, Any]) -> Ring:
    """Return the points of an arc; each is written as a step from the one before."""
    steps = accumulate(np.array(arc), lambda before, step: before + step)
    scale, origin = np.array(transform["scale"]), np.array(transform["translate"])
    return [np.round(step * scale + origin, DECIMALS).tolist() for step in steps]


def _ring(indexes: list[int], arcs: list[Ring]) -> Ring:
    """Join arcs to a closed ring; a negative index is an arc walked backwards."""
    ring: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc if not ring else arc[1:]
    return [point for i, point in enumerate(ring) if i == 0 or point != ring[i - 1]]


def _on_the_mainland(ring: Ring) -> bool:
    longitudes, latitudes = np.array(ring).T
    inside = latitudes.max() < NORTH_OF_THE_MAINLAND and longitudes.min() > 3
    return bool(inside and latitudes.min() > 55 and len(ring) > 3)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
