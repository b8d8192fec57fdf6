from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling.errors import UsageError
from omstilling.register.folding import fold
from omstilling.register.places import (
    REASONS,
    counties,
    place_keys,
    places,
    resolve_places,
    split_establishments,
)


def place_of(
    number: str | None = None, name: str | None = None, county: str | None = None
) -> pl.DataFrame:
    frame = pl.DataFrame(
        {"number": [number], "name": [name], "county": [county]},
        schema=dict.fromkeys(("number", "name", "county"), pl.String),
    )
    return resolve_places(
        frame, number="number", name="name", county="county", keys=place_keys()
    )


@pytest.mark.parametrize(
    ("number", "name", "county", "place"),
    [
        (None, "Vestre Toten", None, "3443"),
        (None, "VESTRE  TOTEN", None, "3443"),
        ("0529", None, None, "3443"),
        ("529", None, None, "3443"),
        ("3443", None, None, "3443"),
        (None, "Aurskog Høland", None, "3226"),
        (None, "Kåfjord - Gáivuotna - Kaivuono", None, "5540"),
        (None, "Unjargga-Nesseby", "Finnmark", "5636"),
        (None, "Karasjohka-Karasjok", "Finnmark", "5610"),
        (None, "Andebu", "Vestfold", "3907"),
        (None, "Tjøme", "Vestfold", "3911"),
        (None, "Færder", None, "3911"),
        (None, "Hof", "Vestfold", "3903"),
        (None, "Leksvik", "Nord-Trøndelag", "5054"),
        (None, "Rissa", "Trøndelag", "5054"),
        (None, "Mosvik", "Nord-Trøndelag", "5053"),
        (None, "Ålesund", "Møre Og Romsdal", "1508"),
        (None, "Haram", None, "1580"),
        ("3018", "Våler", "Viken", "3114"),
        ("5401", None, None, "5501"),
        (None, "Sør-Varanger", None, "5605"),
        (None, "Oslo", "Oslo", "0301"),
    ],
)
def test_every_spelling_of_every_year_leads_to_today(
    number: str | None, name: str | None, county: str | None, place: str
) -> None:
    found = place_of(number, name, county)
    assert found["place"].to_list() == [place]
    assert found["basis"].to_list() == ["whole"]
    assert found["place_county"].to_list() == [place[:2]]


@pytest.mark.parametrize(
    ("name", "county", "place"),
    [
        ("Bø", "Telemark", "4020"),
        ("Bø", "Nordland", "1867"),
        ("Herøy", "Møre Og Romsdal", "1515"),
        ("Herøy", "18", "1818"),
        ("Nes", "Akershus", "3228"),
        ("Nes", "Buskerud", "3322"),
        ("Os", "Hedmark", "3430"),
        ("Os", "Hordaland", "4624"),
        ("Sande", "Vestfold", "3903"),
        ("Sande", "Møre og Romsdal", "1514"),
        ("Våler", "Østfold", "3114"),
        ("Våler (Hedmark)", None, "3419"),
    ],
)
def test_six_names_stand_in_two_counties(
    name: str, county: str | None, place: str
) -> None:
    assert place_of(name=name, county=county)["place"].to_list() == [place]


@pytest.mark.parametrize("name", ["Bø", "Herøy", "Nes", "Os", "Sande", "Våler"])
def test_without_the_county_they_are_not_guessed(name: str) -> None:
    found = place_of(name=name)
    assert found["place"].to_list() == [None]
    assert found["unplaced"].to_list() == ["unknown"]


@pytest.mark.parametrize(
    ("number", "name", "county", "reason", "place_county"),
    [
        (None, "Hedmark", "Hedmark", "county only", "34"),
        (None, "Sør-Trøndelag", None, "county only", "50"),
        (None, None, "Nord-Trøndelag", "county only", "50"),
        (None, "Trøndelag - Trööndelage", None, "county only", "50"),
        (None, "Flere kommuner", "Rogaland", "several", "11"),
        (None, "Flere kommuner", "Flere fylker/Utland", "several", None),
        (None, "Utlandet", None, "abroad", None),
        ("2100", None, None, "svalbard", None),
        (None, "Spitsbergen", "Svalbard", "svalbard", None),
        (None, "Atlantis", "Vestfold", "unknown", "39"),
        ("9876", None, None, "unknown", None),
        (None, "Uspesifisert", "Uspesifisert", "missing", None),
        (None, None, None, "missing", None),
        (" ", "", "", "missing", None),
    ],
)
def test_what_cannot_be_placed_comes_back_with_its_reason(
    number: str | None,
    name: str | None,
    county: str | None,
    reason: str,
    place_county: str | None,
) -> None:
    found = place_of(number, name, county)
    assert found["place"].to_list() == [None]
    assert found["unplaced"].to_list() == [reason]
    assert found["place_county"].to_list() == [place_county]
    assert found["weight"].to_list() == [1.0]


def test_a_split_municipality_gives_one_row_per_part() -> None:
    found = place_of(number="1507")
    assert found["place"].to_list() == ["1508", "1580"]
    assert found["weight"].to_list() == [0.5, 0.5]
    assert found["basis"].unique().to_list() == ["equal"]
    assert place_of(name="Snillfjord").height == 3
    assert place_of(name="Tysfjord")["place"].to_list() == ["1806", "1875"]


def test_establishments_weigh_the_parts_where_they_are_known() -> None:
    counts = pl.DataFrame(
        {"key": ["1507"] * 2, "place": ["1508", "1580"], "establishments": [30, 10]}
    )
    keys = place_keys(counts)
    parts = keys.filter(pl.col("key") == "1507")
    assert parts["weight"].to_list() == [0.75, 0.25]
    assert parts["basis"].unique().to_list() == ["establishments"]
    others = keys.filter(pl.col("key") == "1850")
    assert others["basis"].unique().to_list() == ["equal"]


def test_establishments_that_went_through_a_split_are_counted() -> None:
    schema = ["organisation", "municipality_number", "municipality"]
    earlier = pl.DataFrame(
        [
            ("a", "1507", None),
            ("b", "1507", None),
            ("c", None, "Tysfjord"),
            ("d", "0529", None),
        ],
        schema,
        orient="row",
    )
    today = pl.DataFrame(
        [
            ("a", "1580", None),
            ("b", "1580", None),
            ("c", "1875", None),
            ("d", "3443", None),
        ],
        schema,
        orient="row",
    )
    counts = split_establishments(earlier, today, keys=place_keys())
    assert counts.rows() == [
        ("1507", "1580", 2),
        ("1850", "1875", 1),
        ("tysfjord", "1875", 1),
    ]
    keys = place_keys(counts)
    assert keys.filter(key="1507")["weight"].to_list() == [0.0, 1.0]
    assert keys.filter(key="1613")["basis"].unique().to_list() == ["equal"]


def test_an_earlier_weight_is_multiplied_and_rows_keep_their_order() -> None:
    frame = pl.DataFrame({"n": ["3443", "1507", None], "weight": [1.0, 0.5, 0.2]})
    found = resolve_places(frame, number="n", keys=place_keys())
    assert found["weight"].to_list() == [1.0, 0.25, 0.25, 0.2]
    assert found["place"].to_list() == ["3443", "1508", "1580", None]


def test_a_column_is_needed() -> None:
    with pytest.raises(UsageError, match="number or of the name"):
        resolve_places(pl.DataFrame({"a": [1]}), keys=place_keys())


def test_places_are_those_of_2024() -> None:
    table = places()
    assert table.height == 357
    assert table["county"].n_unique() == 15
    assert table["latitude"].is_between(57.9, 71.2).all()
    assert table["longitude"].is_between(4.6, 31.2).all()
    assert set(place_keys()["place"]) == set(table["place"])


def test_weights_sum_to_one_per_key() -> None:
    sums = place_keys().group_by("key").agg(pl.col("weight").sum())["weight"]
    assert ((sums - 1).abs() < 1e-12).all()


def test_counties_of_every_year_lead_to_today() -> None:
    assert counties()["hedmark"] == "34"
    assert counties()["viken"] is None
    assert set(counties().values()) - {None} == set(places()["county"])


@given(st.sampled_from(places()["name"].to_list()), st.booleans(), st.booleans())
def test_capitals_and_hyphens_make_no_difference(
    name: str, capitals: bool, spaces: bool
) -> None:
    written = name.upper() if capitals else name
    written = written.replace("-", "  ") if spaces else written
    assert fold(written) == fold(name)


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_row_is_lost_whatever_is_written(name: str, county: str) -> None:
    found = place_of(name=name, county=county)
    assert found.height >= 1
    assert (found["place"].is_null() == found["unplaced"].is_not_null()).all()
    assert found["unplaced"].drop_nulls().is_in(list(REASONS)).all()


@pytest.mark.data
def test_every_municipality_of_the_awards_is_placed(real_data: Path) -> None:
    awards = pl.read_csv(
        real_data / "awards_innovasjon_norge/awards_2010_2018.csv.gz",
        infer_schema=False,
    )
    found = resolve_places(
        awards, name="Kommunenavn", county="Fylkesnavn", keys=place_keys()
    )
    assert found["weight"].sum() == pytest.approx(awards.height)
    unplaced = found.filter(pl.col("place").is_null())
    assert unplaced["unplaced"].is_in(["unknown"]).sum() == 0
    county_rows = unplaced.filter(pl.col("unplaced") == "county only")
    assert (county_rows["Kommunenavn"] == county_rows["Fylkesnavn"]).all()
    assert county_rows["place_county"].null_count() == 0


@pytest.mark.data
def test_numbers_and_names_of_the_participations_agree(real_data: Path) -> None:
    rows = pl.read_csv(
        real_data / "h2020_norway/participations_2014_2021.csv.gz",
        separator=";",
        infer_schema=False,
    ).select(
        number="Adresse kommunenummer", name="Adresse kommune", county="Adresse fylke"
    )
    rows = rows.drop_nulls("number").unique().sort("number", "name")
    by_number = resolve_places(rows, number="number", keys=place_keys())
    by_name = resolve_places(rows, name="name", county="county", keys=place_keys())
    whole = by_number.filter(pl.col("basis") == "whole")
    both = whole.join(by_name, on=["number", "name"], suffix="_by_name")
    assert both.height > 100
    assert (both["place"] == both["place_by_name"]).all()


@pytest.mark.data
def test_points_lie_inside_their_municipalities(real_data: Path) -> None:
    with gzip.open(real_data / "boundaries/Kommuner-S.geojson.gz") as file:
        shapes = json.load(file)["features"]
    rings = {
        shape["properties"]["kommunenummer"]: shape["geometry"] for shape in shapes
    }
    outside = [
        row["name"]
        for row in places().iter_rows(named=True)
        if not inside(rings[row["place"]], row["longitude"], row["latitude"])
    ]
    assert outside == []


def inside(geometry: dict[str, Any], x: float, y: float) -> bool:
    """Even-odd rule, ring by ring: the naive twin of the script's scan line."""
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    crossings = 0
    for ring in (ring for polygon in polygons for ring in polygon):
        for (x1, y1), (x2, y2) in itertools.pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                crossings += 1
    return crossings % 2 == 1
