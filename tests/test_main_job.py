"""The whole way, from files to answers, on the reference bundle and real data."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from omstilling import evidence, report
from omstilling.cli import main
from omstilling.errors import InputError
from omstilling.language import translations
from omstilling.store import Snapshot, every
from omstilling.strengths import (
    Landscape,
    evidence_of_territory,
    landscape,
    strengths,
)
from omstilling.transfers import find_transfers

SEED = 2015
AWARDS = "awards_innovasjon_norge/awards_2010_2018.csv.gz"
HEAD = (
    "Fylkesnavn,Kommunenavn,Org.nr,Navn,Innvilget.beløp,Virkemiddelgruppe,"
    "Beslutningsenhet,Næringshovedområde,Næring,dato\n"
)
ROW = (
    "Oppland,Vestre Toten,974760673,TESTBEDRIFT AS,100000,Etablerertilskudd,IN Oppland,"
    "C - Industri,22.290 Produksjon av andre plastprodukter,2014-03-01\n"
)


@pytest.fixture(scope="module")
def real(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot of all the real data."""
    return evidence.build(tmp_path_factory.mktemp("real"), data=real_data)


@pytest.fixture(scope="module")
def real_land(real: Snapshot) -> Landscape:
    return landscape(real)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot of the reference bundle."""
    return evidence.build(tmp_path_factory.mktemp("bundle"))


def top_ten(land: Landscape, places: list[str]) -> list[str]:
    rows = evidence_of_territory(land, places)
    return strengths(land, rows, rows)["activity"].head(10).to_list()


def groups(codes: list[str], *kinds: tuple[str, ...]) -> int:
    """How many kinds of industry have one of their codes among these."""
    return sum(any(code.startswith(kind) for code in codes) for kind in kinds)


INDUSTRY = (*(("22.2",), ("29",), ("24", "25"), ("28",), ("33.1", "33.2"), ("72",)),)
DIGITAL = (("58.2", "62", "63"), ("61",), ("72",))


@pytest.mark.data
def test_raufoss_and_halden_are_good_at_what_they_are_known_for(
    real_land: Landscape,
) -> None:
    raufoss = top_ten(real_land, ["3443", "3442", "3407"])
    halden = top_ten(real_land, ["3101"])
    assert groups(raufoss, *INDUSTRY) >= 3, raufoss
    assert groups(halden, *DIGITAL) >= 2, halden


@pytest.mark.data
def test_they_are_so_on_the_awards_alone(real_data: Path, tmp_path: Path) -> None:
    alone = tmp_path / "data/awards"
    alone.mkdir(parents=True)
    shutil.copy(real_data / AWARDS, alone)
    land = landscape(evidence.build(tmp_path / "store", data=alone.parent))
    assert groups(top_ten(land, ["3443", "3442", "3407"]), *INDUSTRY) >= 3
    assert groups(top_ten(land, ["3101"]), *DIGITAL) >= 2


def test_the_reference_bundle_shows_the_same_pilots(bundle: Snapshot) -> None:
    land = landscape(bundle)
    assert groups(top_ten(land, ["3443", "3442", "3407"]), *INDUSTRY) >= 3


@pytest.mark.data
def test_the_pilots_own_transfers_are_found(real_land: Landscape) -> None:
    """What the three pilots of 2015 shared, and with whom (see reference/methods)."""

    def found(source: str, method: str, *receiver: str) -> bool:
        kind, name = receiver
        table = find_transfers(
            real_land,
            sources=[source],
            receivers=[(kind, name)],
            limit=1000,
            diversity=0.0,
            any_sector=True,
        )
        return method in table["object"].to_list()

    for oil_and_gas in ("06", "09"):
        assert found("kongsberg", "systems-engineering", "sector", oil_and_gas)
        assert found("raufoss", "systems-engineering", "sector", oil_and_gas)
        assert found("kongsberg", "knowledge-based-development", "sector", oil_and_gas)
    for industry in ("10", "20", "25", "28"):
        assert found("halden", "data-analysis", "sector", industry)
        assert found("halden", "digitalisation", "sector", industry)


@pytest.mark.data
def test_a_stranger_can_follow_a_number_to_a_row_in_a_file(
    real: Snapshot, real_land: Landscape, real_data: Path
) -> None:
    rows = evidence_of_territory(real_land, ["3101"])
    first = strengths(real_land, rows, rows).row(0, named=True)
    identifier = next(i for i in first["evidence"] if i.startswith("awards:"))
    row = int(identifier.split(":")[1])
    with gzip.open(real_data / AWARDS, "rt", encoding="utf-8") as file:
        # No award has a line break within a field, so that row n is line n.
        line = file.read().split("\n")[row - 1]
    assert first["activity"] in line
    assert "Halden" in line
    assert real.folder.is_dir()


@pytest.mark.data
def test_weapons_are_one_award_and_nothing_is_arranged(real_land: Landscape) -> None:
    weapons = real_land.evidence.filter(
        (pl.col("place") == "3303") & pl.col("activity").str.starts_with("25.4")
    )
    assert weapons.height <= 1


def written(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.name != "run.json"
    }


def test_the_same_input_gives_the_same_bytes(bundle: Snapshot, tmp_path: Path) -> None:
    again = evidence.build(tmp_path / "store")
    assert again.id == bundle.id
    assert written(again.folder) == written(bundle.folder)
    for name in ("one", "two"):
        report.write_report(bundle, tmp_path / name, seed=SEED)
    assert written(tmp_path / "one") == written(tmp_path / "two")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "omstilling", "run"),
            *("--store", str(tmp_path / "other"), "--out", str(tmp_path / "three")),
        ],
        env={**os.environ, "PYTHONHASHSEED": "7", "POLARS_MAX_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "report.html" in done.stdout
    assert written(tmp_path / "three") == written(tmp_path / "one")


@pytest.mark.data
def test_the_order_of_the_files_does_not_matter(
    real: Snapshot, real_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Path.glob

    def backwards(folder: Path, pattern: str) -> Iterator[Path]:
        return iter(sorted(usual(folder, pattern), reverse=True))

    monkeypatch.setattr(Path, "glob", backwards)
    again = evidence.build(tmp_path, data=real_data)
    assert again.id == real.id
    assert written(again.folder) == written(real.folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one small award list."""
    data = tmp_path / "data/awards"
    data.mkdir(parents=True)
    (data / "list.csv").write_text(HEAD + ROW * 1 + ROW.replace("22.290", "25.620"))
    return data.parent


def test_a_bad_row_never_stops_a_run(folder: Path, tmp_path: Path) -> None:
    file = folder / "awards/list.csv"
    file.write_text(file.read_text() + ROW.replace("2014-03-01", "2014-02-30"))
    snapshot = evidence.build(tmp_path / "store", data=folder)
    [reject] = snapshot.frame("rejects").to_dicts()
    assert (reject["row"], reject["column"], reject["value"]) == (
        *(4, "dato"),
        "2014-02-30",
    )
    [source] = snapshot.frame("sources").filter(register="awards").to_dicts()
    assert (source["rows"], source["kept"], source["rejected"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("cut.csv.gz", gzip.compress((HEAD + ROW).encode())[:-20], "cut.csv.gz"),
        ("latin.csv", (HEAD + ROW).encode("cp1252"), "latin.csv"),
        ("semicolon.csv", (HEAD + ROW).replace(",", ";").encode(), "semicolon.csv"),
        ("empty.csv", b"", "empty.csv"),
    ],
)
def test_a_broken_file_stops_the_run_and_leaves_no_snapshot(
    folder: Path, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (folder / "awards" / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        evidence.build(tmp_path / "store", data=folder)
    assert every(tmp_path / "store") == []


def test_a_broken_file_is_exit_code_three(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "awards/cut.csv.gz").write_bytes(gzip.compress(HEAD.encode())[:-9])
    with pytest.raises(SystemExit) as left:
        main(["run", "--data", str(folder), "--store", str(tmp_path / "store")])
    assert left.value.code == 3
    assert "cut.csv.gz" in capsys.readouterr().err


def test_a_header_only_and_what_is_missing_are_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "awards/none.csv").write_text(HEAD)
    file = folder / "awards/list.csv"
    file.write_text(file.read_text() + ROW.replace("Vestre Toten", "Atlantis"))
    with pytest.raises(SystemExit) as left:
        main(
            [
                *(
                    "clusters",
                    "--data",
                    str(folder),
                    "--store",
                    str(tmp_path / "store"),
                ),
                *("--language", "en"),
            ]
        )
    assert left.value.code == 0
    said = capsys.readouterr().err
    assert "none.csv has no rows." in said
    assert "list.csv: 1 rows or values set aside" in said
    assert "Not at hand: accounts, applications" in said


def test_notes_are_said_in_the_language_that_is_asked_for(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ("--data", str(folder), "--store", str(tmp_path / "store"))
    with pytest.raises(SystemExit):
        main(["clusters", *store, "--language", "nn"])
    said = capsys.readouterr().err
    begins = translations("nn").gettext("Not at hand: {names}.").split("{")[0]
    assert f"{begins}accounts, applications" in said
    assert "Not at hand" not in said


def test_an_import_outlives_the_next_run(tmp_path: Path, folder: Path) -> None:
    store = tmp_path / "store"
    listed = tmp_path / "klynger.csv"
    listed.write_text("Navn;Kommuner\nTestklyngen;Vestre Toten, Gjøvik\n")
    for arguments in (
        ["run", "--store", str(store), "--out", str(tmp_path / "out")],
        ["import", "clusters", str(listed), "--store", str(store)],
        ["strengths", "Testklyngen", "--data", str(folder), "--store", str(store)],
    ):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 0


def test_the_report_says_what_it_is_made_from(bundle: Snapshot, tmp_path: Path) -> None:
    report.write_report(bundle, tmp_path, seed=SEED)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["made_from"] == "reference bundle"
    assert manifest["snapshot"] == bundle.id
    transfers = pl.read_parquet(tmp_path / "transfers.parquet")
    assert transfers.height == 50
    assert set(transfers["source"]) == {"raufoss", "kongsberg", "halden"}
