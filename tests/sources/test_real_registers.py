"""The readers on the real files: the counts that are known of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from omstilling import sources
from omstilling.sources import Reading, decide_version, with_versions
from omstilling.tables import Reject, Source

pytestmark = pytest.mark.data

LAST_DATE_OF_SN2007 = "2025-08-04"


@pytest.fixture(scope="module")
def readings(real_data: Path) -> dict[str, Reading]:
    return sources.read(sources.find(real_data))


@pytest.fixture(scope="module")
def code_lists(readings: dict[str, Reading]) -> pl.DataFrame:
    lists = [one.table for key, one in readings.items() if key.startswith("codes-sn20")]
    return pl.concat(lists)


def test_every_file_is_as_declared(real_data: Path) -> None:
    for found in sources.find(real_data):
        reading = found.register.read(found.path, found.source)
        assert found.register.schema.is_valid(reading.table)
        assert Reject.is_valid(reading.rejects)
        assert Source.is_valid(reading.source)


def test_awards(readings: dict[str, Reading]) -> None:
    reading = readings["awards"]
    counts = reading.source.select("rows", "kept", "rejected").row(0)
    assert counts == (49_466, 49_466 - 43, 43)
    reasons = reading.rejects.group_by("column", "dropped").len()
    assert dict(reasons.select("column", "len").iter_rows()) == {None: 43, "Org.nr": 15}
    period = reading.source.select("first", "last").row(0)
    assert [str(day) for day in period] == ["2010-01-04", "2018-11-15"]


def test_numbers_of_awards(readings: dict[str, Reading], real_data: Path) -> None:
    path = real_data / "awards_innovasjon_norge" / "awards_2010_2018.csv.gz"
    raw = pl.read_csv(path, columns=["Org.nr"], infer_schema=False)
    reading = readings["awards"]
    again = raw[[row - 2 for row in reading.rejects.filter("dropped")["row"]]]
    wrong = reading.rejects.filter(column="Org.nr").height
    kept, lost = _kinds(reading.table["organisation"]), _kinds(again.to_series())
    assert kept["real"] + lost["real"] + wrong == 24_536
    assert kept["pseudonym"] + lost["pseudonym"] == 16_660
    assert kept["none"] + lost["none"] - wrong == 8_270


def _kinds(numbers: pl.Series) -> Counter[str]:
    return Counter(
        "none" if number is None else "pseudonym" if number[0] == "P" else "real"
        for number in numbers
    )


def test_research(readings: dict[str, Reading]) -> None:
    table = readings["participations"].table
    assert table.height == 2_931
    assert table["project"].n_unique() == 1_957
    assert table["organisation"].drop_nulls().n_unique() == 692
    assert table["organisation"].null_count() == 3
    assert table["municipality_number"].null_count() == 7
    assert readings["participations"].rejects.is_empty()
    assert readings["applications"].table.height == 171
    assert readings["applications"].rejects.is_empty()


def test_code_lists(code_lists: pl.DataFrame, readings: dict[str, Reading]) -> None:
    english = code_lists.filter(language="en")
    assert english.height == 1_783
    assert readings["codes-sn2007_and_sn2025_norwegian"].source["rows"].item() == 2_751
    norwegian = code_lists.filter(language="nb")
    new = norwegian.filter(version="SN2025")
    assert set(new["code"]) == set(english["code"])
    both = norwegian.filter(code="25.620").sort("version")["name"].to_list()
    assert both == ["Bearbeiding av metaller", "Produksjon av låser og beslag"]
    assert readings["correspondence"].table.height == 876
    assert readings["correspondence"].table["from_code"].n_unique() == 445
    assert readings["recoding"].table.height == 895
    assert readings["recoding"].table["establishments"].sum() == 25_090
    assert readings["codes-uk_sic2007_english"].table.filter(level=5).height == 731


def test_the_version_of_every_extract(
    readings: dict[str, Reading], code_lists: pl.DataFrame
) -> None:
    extracts = {
        key.removeprefix("establishments-"): reading.table
        for key, reading in readings.items()
        if key.startswith("establishments-")
    }
    assert len(extracts) == 9
    for day, table in extracts.items():
        version = "SN2007" if day <= LAST_DATE_OF_SN2007 else "SN2025"
        assert with_versions(table, code_lists)["version"].unique().to_list() == [
            version
        ]
        bare = table.select(code="activity", name=pl.lit(None, pl.String))
        assert decide_version(bare, code_lists) == version
    enterprises = with_versions(readings["enterprises"].table, code_lists)
    assert enterprises.height == 9_900
    assert enterprises["version"].unique().to_list() == ["SN2007"]


def test_extracts(readings: dict[str, Reading]) -> None:
    first = readings["establishments-2025-02-11"].table
    assert first["employees"].null_count() == first.height == 25_625
    assert first["has_employees"].sum() == 7_340
    later = readings["establishments-2026-03-30"].table
    assert (later["employees"].max(), later.height) == (2_095, 25_943)
    for key, reading in readings.items():
        if key.startswith(("establishments", "enterprises")):
            assert reading.rejects.is_empty()


def test_statistics(readings: dict[str, Reading]) -> None:
    tables = {
        key.split("_")[0]: reading.table
        for key, reading in readings.items()
        if key.startswith("statistics-")
    }
    employed = tables["statistics-employment"]
    assert (employed.height, set(employed["unit"])) == (2_890, {"persons"})
    counted = tables["statistics-establishments"]
    assert (counted.height, set(counted["unit"])) == (53_856, {"establishments"})
    assert counted.select(pl.col("year").min(), last=pl.col("year").max()).row(0) == (
        2009,
        2026,
    )
