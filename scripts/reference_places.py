"""Make `places.csv` and `place_keys.csv` of the reference bundle.

    python scripts/reference_places.py FOLDER

FOLDER holds `places/` (numbers and names of municipalities, Statistics Norway) and
`boundaries/` (Kartverket, CC BY 4.0). The shapes are not shipped: only one point inside
each municipality.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from omstilling.register.folding import fold

OUT = Path(__file__).parents[1] / "src/omstilling/reference"
Targets = dict[str, frozenset[str]]


def main(folder: Path) -> None:
    """Write both files."""
    now = _municipalities(folder)
    places = _places(now, folder / "boundaries")
    numbers, names = _old_and_new(folder / "places", places)
    OUT.mkdir(parents=True, exist_ok=True)
    _write("places.csv", places)
    _write("place_keys.csv", _rows(numbers) + _rows(_name_keys(names, places)))


def _municipalities(folder: Path) -> pl.DataFrame:
    table = _csv(folder / "places/municipalities_2016_to_2024.csv")
    return table.select(place="code_2024", name="name_2024").unique().sort("place")


def _csv(path: Path, separator: str = ",") -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False, separator=separator)


def _features(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path) as file:
        features: list[dict[str, Any]] = json.load(file)["features"]
    return features


def _places(now: pl.DataFrame, boundaries: Path) -> list[dict[str, Any]]:
    counties = {
        shape["properties"]["fylkesnummer"]: shape["properties"]["fylkesnavn"]
        for shape in _features(boundaries / "Fylker-S.geojson.gz")
    }
    points = {
        shape["properties"]["kommunenummer"]: point_inside(shape["geometry"])
        for shape in _features(boundaries / "Kommuner-S.geojson.gz")
    }
    return [
        {
            "place": place,
            "name": _bare(name),
            "county": place[:2],
            "county_name": counties[place[:2]].split(" - ")[0],
            "latitude": f"{points[place][0]:.3f}",
            "longitude": f"{points[place][1]:.3f}",
        }
        for place, name in now.iter_rows()
    ]


def _bare(name: str) -> str:
    return name.split(" (", maxsplit=1)[0]


def point_inside(geometry: dict[str, Any]) -> tuple[float, float]:
    """Return latitude and longitude of a point inside the largest polygon of a shape.

    The point is the middle of the longest stretch that the parallel through the
    centroid has inside the polygon, so that bays and holes are never hit.
    """
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    rings = [[np.asarray(ring) for ring in polygon] for polygon in polygons]
    largest = max(rings, key=lambda polygon: abs(_area_and_latitude(polygon[0])[0]))
    latitude = _area_and_latitude(largest[0])[1]
    crossings = np.sort(
        np.concatenate([_crossings(ring, latitude) for ring in largest])
    )
    west, east = crossings[0::2], crossings[1::2]
    longest = int(np.argmax(east - west))
    return latitude, float(west[longest] + east[longest]) / 2


def _area_and_latitude(ring: np.ndarray) -> tuple[float, float]:
    x, y = ring[:, 0], ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = float(cross.sum()) / 2
    return area, float(((y[:-1] + y[1:]) * cross).sum() / (6 * area))


def _crossings(ring: np.ndarray, latitude: float) -> np.ndarray:
    x, y = ring[:, 0], ring[:, 1]
    over = (y[:-1] > latitude) != (y[1:] > latitude)
    share = (latitude - y[:-1][over]) / (y[1:][over] - y[:-1][over])
    return np.asarray(x[:-1][over] + share * (x[1:][over] - x[:-1][over]))


def _old_and_new(
    folder: Path, places: list[dict[str, Any]]
) -> tuple[Targets, list[tuple[str, frozenset[str]]]]:
    """Return number → municipalities of 2024, and the same for every name."""
    changes = _csv(folder / "municipalities_2016_to_2024.csv")
    older = _csv(folder / "municipality_numbers_2013_to_2020.csv", ";")
    before = _csv(Path(__file__).parent / "places_before_2013.csv")
    of_2016 = _targets(changes, "code_2016", "code_2024")
    of_2024 = {row["place"]: frozenset([row["place"]]) for row in places}
    whole = {old: now for old, now in of_2016.items() if len(now) == 1}
    of_2020 = {
        number: frozenset().union(*(whole.get(old, frozenset()) for old in olds))
        for number, olds in _targets(
            older, "kommunenummer_2020", "historisk_nummer"
        ).items()
    }
    of_2013 = {
        old: frozenset().union(*(of_2020[number] for number in numbers))
        for old, numbers in _targets(
            older, "historisk_nummer", "kommunenummer_2020"
        ).items()
    }
    numbers = of_2020 | of_2013 | of_2016 | of_2024 | _targets(before, "number", "now")
    names = [
        *((name, of_2016[code]) for code, name in changes.select(cs_2016).iter_rows()),
        *((name, of_2020[code]) for code, name in older.select(cs_2020).iter_rows()),
        *((row["name"], of_2024[row["place"]]) for row in places),
        *((name, frozenset([now])) for _, name, now in before.iter_rows()),
    ]
    return numbers, names


cs_2016 = ("code_2016", "name_2016")
cs_2020 = ("kommunenummer_2020", "kommunenavn_2020")


def _targets(table: pl.DataFrame, old: str, new: str) -> Targets:
    found: dict[str, set[str]] = defaultdict(set)
    for source, target in table.select(old, new).iter_rows():
        found[source].add(target)
    return {source: frozenset(targets) for source, targets in found.items()}


def _name_keys(
    names: list[tuple[str, frozenset[str]]], places: list[dict[str, Any]]
) -> Targets:
    """Return name → municipalities, with the county where two bear the same name.

    A name that means both a whole municipality and one that was split again (Ålesund)
    means the whole one; the number tells them apart.
    """
    county = {row["place"]: row["county"] for row in places}
    meanings: dict[str, set[frozenset[str]]] = defaultdict(set)
    for name, targets in names:
        for text in {_bare(name), *_bare(name).split(" - ")}:
            meanings[fold(text)].add(targets)
    keys: Targets = {}
    for name, all_targets in meanings.items():
        whole = {targets for targets in all_targets if len(targets) == 1} or all_targets
        if len(whole) == 1:
            keys[name] = next(iter(whole))
        else:
            keys |= {f"{name} ({county[min(targets)]})": targets for targets in whole}
    return keys


def _rows(targets: Targets) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "place": place,
            "weight": 1 / len(parts),
            "basis": "whole" if len(parts) == 1 else "equal",
        }
        for key, parts in sorted(targets.items())
        for place in sorted(parts)
    ]


def _write(name: str, rows: list[dict[str, Any]]) -> None:
    with (OUT / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
