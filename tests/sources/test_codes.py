"""Code lists, correspondence, and the version that a file is written in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from omstilling.errors import InputError
from omstilling.sources import codes
from omstilling.sources.versions import decide_version, with_versions
from omstilling.tables import Code, Correspondence, Recoding, Unit

KLASS: dict[str, Any] = {
    "codes": [
        {"code": "C", "parentCode": None, "level": "1", "name": "Industri"},
        {
            "code": "25.620",
            "parentCode": "25.62",
            "level": "5",
            "name": "Bearbeiding av metaller",
            "shortName": "Bearb. av metaller",
            "validFromInRequestedRange": "2009-01-01",
            "validToInRequestedRange": "2025-09-01",
        },
    ]
}


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_a_code_list_as_json(tmp_path: Path) -> None:
    path = write(tmp_path, "klass_6_SN2007_nb.json", json.dumps(KLASS))
    table = Code.validate(codes.read_codes(path, "codes").table)
    assert table.select("row", "version", "code", "level", "language").rows() == [
        (1, "SN2007", "C", 1, "nb"),
        (2, "SN2007", "25.620", 5, "nb"),
    ]
    assert str(table["valid_to"][1]) == "2025-09-01"


def test_a_version_of_klass_as_json(tmp_path: Path) -> None:
    text = json.dumps({"classificationItems": KLASS["codes"]})
    path = write(tmp_path, "klass_6_SN2025_en.json", text)
    table = codes.read_codes(path, "codes").table
    assert table.select("version", "language").unique().rows() == [("SN2025", "en")]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("separator", [";", ","])
def test_a_code_list_as_csv(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [
        ["code", "parentCode", "level", "name", "shortName", "validFrom", "validTo"],
        ["01", "A", "2", "Jordbruk og næring", ""],
    ]
    text = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    path = write(tmp_path, "klass_6_SN2025_nb.csv", text, encoding)
    reading = codes.read_codes(path, "codes")
    assert Code.validate(reading.table)["name"].to_list() == ["Jordbruk og næring"]
    assert reading.rejects.is_empty()


def test_municipalities(tmp_path: Path) -> None:
    items = [{"code": "3443", "level": "1", "name": "Vestre Toten"}]
    path = write(tmp_path, "klass_131_nb.json", json.dumps({"codes": items}))
    table = codes.read_municipalities(path, "municipalities").table
    assert table.select("version", "code").row(0) == ("KLASS-131", "3443")


def test_a_file_with_both_versions_gives_common_codes_twice(tmp_path: Path) -> None:
    text = (
        "code,level,name,validFromInRequestedRange,validToInRequestedRange\n"
        "25.620,5,Bearbeiding av metaller,2009-01-01,2025-09-01\n"
        "25.620,5,Produksjon av låser og beslag,2025-09-01,\n"
        "33.120,5,Reparasjon av maskiner,2009-01-01,\n"
    )
    path = write(tmp_path, "sn2007_and_sn2025.csv", text)
    reading = codes.read_codes(path, "codes")
    assert reading.table.select("version", "row").rows() == [
        ("SN2007", 2),
        ("SN2007", 4),
        ("SN2025", 3),
        ("SN2025", 4),
    ]
    assert reading.source.select("rows", "kept").row(0) == (3, 3)


def test_british_codes_with_their_sections(tmp_path: Path) -> None:
    entry = {
        "description": "Extraction of peat",
        "sectionName": "Section B",
        "sectionDescription": "Mining and Quarrying",
    }
    text = f"export default {json.dumps({'08920': entry})};\n"
    path = write(tmp_path, "uk_sic2007_english.js", text)
    table = Code.validate(codes.read_codes(path, "codes").table)
    assert table.select("version", "code", "parent", "level", "name").rows() == [
        ("UK-SIC2007", "08.920", "08.92", 5, "Extraction of peat"),
        ("UK-SIC2007", "B", None, 1, "Mining and Quarrying"),
    ]
    with pytest.raises(InputError, match="is no JavaScript object of codes"):
        codes.read_codes(write(tmp_path, "uk_sic2007.js", "export default {"), "codes")


def test_a_file_that_does_not_say_what_it_holds(tmp_path: Path) -> None:
    path = write(tmp_path, "koder.json", json.dumps(KLASS))
    with pytest.raises(InputError, match=r"name of koder\.json does not say") as error:
        codes.read_codes(path, "codes")
    assert "klass_6_SN2025_nb.json" in error.value.hint
    path = write(tmp_path, "klass_131.json", "{}")
    with pytest.raises(InputError, match="has no list called codes"):
        codes.read_codes(path, "codes")


def test_bad_codes_are_set_aside(tmp_path: Path) -> None:
    text = "code;level;name\nA;1;Jordbruk\nB;9;Bergverk\n;1;Industri\n"
    reading = codes.read_codes(write(tmp_path, "SN2007.csv", text), "codes")
    assert reading.table["code"].to_list() == ["A"]
    assert reading.rejects.select("row", "column", "reason").rows() == [
        (3, "level", "is not a whole number from 1 to 6"),
        (4, "code", "is missing"),
    ]


def test_correspondence_of_klass(tmp_path: Path) -> None:
    document = {
        "source": "Standard for næringsgruppering 2025 (SN2025)",
        "target": "Standard for næringsgruppering (SN2007)",
        "correspondenceMaps": [{"sourceCode": "01.130", "targetCode": "01.190"}],
    }
    path = write(tmp_path, "klass_2919.json", json.dumps(document))
    reading = codes.read_correspondence(path, "correspondence")
    expected = (1, "SN2025", "01.130", "SN2007", "01.190")
    assert Correspondence.validate(reading.table).row(0) == expected
    path = write(
        tmp_path, "klass.csv", '"sourceCode";"sourceName";"targetCode"\n"1";"æ";"2"\n'
    )
    table = codes.read_correspondence(path, "correspondence").table
    assert table.row(0) == (2, "SN2025", "1", "SN2007", "2")
    path = write(tmp_path, "x.json", json.dumps(document | {"target": "STYRK"}))
    with pytest.raises(InputError, match="does not say that its target is SN2007"):
        codes.read_correspondence(path, "correspondence")


def test_recoding(tmp_path: Path) -> None:
    text = "sn2007,sn2025,establishments\n01.190,01.130,7\n01.190,1,7\n"
    reading = codes.read_recoding(write(tmp_path, "recoding.csv", text), "recoding")
    assert Recoding.validate(reading.table).row(0) == (2, "01.190", "01.130", 7.0)
    assert reading.rejects["row"].to_list() == [3]


# -- Versions --------------------------------------------------------------------------

LISTS = pl.DataFrame(
    [
        ("SN2007", 5, "25.620", "Bearbeiding av metaller"),
        ("SN2025", 5, "25.620", "Produksjon av låser og beslag"),
        ("SN2007", 5, "33.120", "Reparasjon av maskiner"),
        ("SN2025", 5, "33.120", "Reparasjon av maskiner"),
        ("SN2007", 5, "62.010", "Programmeringstjenester"),
        ("SN2025", 5, "62.100", "Programmeringstjenester"),
        ("SN2025", 4, "62.01", "ikke fem siffer"),
    ],
    schema=["version", "level", "code", "name"],
    orient="row",
)


def decide(*pairs: tuple[str | None, str | None]) -> str | None:
    schema = {"code": pl.String, "name": pl.String}
    return decide_version(pl.DataFrame(pairs, schema=schema, orient="row"), LISTS)


def test_code_and_name_decide_the_version() -> None:
    assert decide(("25.620", "BEARBEIDING AV METALLER")) == "SN2007"
    assert decide(("25.620", "Produksjon av låser og beslag")) == "SN2025"


def test_a_code_of_one_version_decides_where_names_are_withheld() -> None:
    assert decide(("62.010", None), ("33.120", None)) == "SN2007"
    assert decide(("62.100", None), ("25.620", None)) == "SN2025"


def test_the_version_that_more_rows_fit_is_taken() -> None:
    new = ("25.620", "Produksjon av låser og beslag")
    assert decide(new, new, ("62.010", "Programmeringstjenester")) == "SN2025"


def test_what_fits_both_versions_or_none_is_not_decided() -> None:
    assert decide() is None
    assert decide(("33.120", "Reparasjon av maskiner"), (None, None)) is None
    assert decide(("00.000", "Uoppgitt"), ("25.620", None)) is None
    assert decide(("62.010", None), ("62.100", None)) is None


def test_units_get_the_version_of_their_file() -> None:
    units = Unit.create_empty().select("activity", "activity_name", "version")
    rows = pl.DataFrame({"activity": ["62.100"], "activity_name": [None]})
    units = pl.concat([units, rows], how="diagonal_relaxed").cast(
        {"version": units["version"].dtype}
    )
    known = with_versions(units, LISTS)
    assert known["version"].to_list() == ["SN2025"]
    assert known["version"].dtype == units["version"].dtype
