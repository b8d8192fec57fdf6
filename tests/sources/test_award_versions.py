"""The version of each award's industry code is told by code and name, never a date."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from omstilling.sources import awards
from omstilling.sources.versions import with_row_versions

FIRM = "974760673"
NIGHTLY = (
    "Fylkesnavn;Kommunenavn;Org-nr;Bedriftsnavn;Virkemiddelkategori;Underkategori;"
    "Innvilget beløp;Innvilget dato;Beslutningsenhet;Næringshovedområde;Næring;"
    "Type finansiering\n"
)
CODES = pl.DataFrame(
    {
        "version": ["SN2007", "SN2025", "SN2007", "SN2025", "SN2007", *["SN2025"] * 2],
        "code": [*["25.620"] * 2, *["22.290"] * 2, "25.630", "25.990", "25.980"],
        "name": [
            "Bearbeiding av metaller",
            "Produksjon av låser og beslag",
            "Produksjon av plast",
            "Produksjon av plast",
            "Noe eldre",
            "Noe nyere",
            "Noe annet nytt",
        ],
        "level": [5] * 7,
    }
)


def test_a_nightly_list_may_hold_both_versions(tmp_path: Path) -> None:
    """25.620 is metal working in SN2007 and locks in SN2025; the name tells."""
    rows = [
        "25.990 Noe nyere",
        "25.980 Noe annet nytt",
        "25.620 Bearbeiding av metaller",
        "25.620 Produksjon av låser og beslag",
        "25.630 Noe eldre",
        "25.630 Noe eldre",
        "22.290 Produksjon av plast",
        "25.620 noe helt annet",
    ]
    text = "".join(
        f"Innlandet;Gjøvik;{FIRM};TESTBEDRIFT AS;Tilskudd;Etablering;{n},0;"
        f"03.02.2026;IN Innlandet;C - Industri;{industry};Tilskudd\n"
        for n, industry in enumerate(rows, 1)
    )
    path = tmp_path / "Tildelinger.csv"
    path.write_bytes((NIGHTLY + text).encode("cp1252"))
    table = with_row_versions(awards.read(path, "awards").table, CODES)
    told = ["SN2025"] * 2 + ["SN2007", "SN2025"] + ["SN2007"] * 4
    assert table["version"].to_list() == told


def test_an_old_name_alone_makes_no_other_version(tmp_path: Path) -> None:
    text = "".join(
        f"Innlandet;Gjøvik;{FIRM};TESTBEDRIFT AS;Tilskudd;Etablering;{n},0;"
        f"03.02.2014;IN Innlandet;C - Industri;{industry};Tilskudd\n"
        for n, industry in enumerate(
            ["25.630 Noe eldre"] * 3 + ["25.620 Produksjon av låser og beslag"], 1
        )
    )
    path = tmp_path / "Tildelinger.csv"
    path.write_bytes((NIGHTLY + text).encode("cp1252"))
    table = with_row_versions(awards.read(path, "awards").table, CODES)
    assert table["version"].to_list() == ["SN2007"] * 4
