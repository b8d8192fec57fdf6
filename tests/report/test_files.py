from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from omstilling import __version__
from omstilling.errors import StoreError
from omstilling.report import files, write_report
from omstilling.store import Snapshot
from omstilling.tables import Strength, Transfer

NAMES = {
    "report.html",
    "strengths.csv",
    "strengths.parquet",
    "transfers.csv",
    "transfers.parquet",
    "rejects.csv",
    "rejects.parquet",
    "manifest.json",
    "run.json",
}


@pytest.fixture(scope="module")
def out(world: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    write_report(world, folder, seed=7)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_file_is_written_and_nothing_else(out: Path) -> None:
    assert set(contents(out)) == NAMES


def test_the_same_snapshot_gives_the_same_bytes(
    world: Snapshot, out: Path, tmp_path: Path
) -> None:
    write_report(world, tmp_path, seed=7)
    first, second = contents(out), contents(tmp_path)
    assert [n for n in sorted(NAMES - {"run.json"}) if first[n] != second[n]] == []


def test_the_manifest_names_content_and_origin(world: Snapshot, out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["snapshot"] == world.id
    assert (manifest["version"], manifest["seed"]) == (__version__, 7)
    assert set(manifest["files"]) == NAMES - {"manifest.json", "run.json"}
    for name, checksum in manifest["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == checksum


def test_columns_are_those_declared(out: Path) -> None:
    strengths = pl.read_parquet(out / "strengths.parquet")
    assert strengths.columns == ["cluster", *Strength.column_names()]
    transfers = pl.read_parquet(out / "transfers.parquet")
    assert transfers.columns == [*Transfer.column_names(), "givers", "takers"]
    assert (transfers["givers"].list.len() > 0).any()
    with (out / "strengths.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == strengths.columns
    assert {row["cluster"] for row in rows} == {"raufoss", "halden"}
    assert "; " in rows[0]["evidence"]
    assert float(rows[0]["shrunken"]) == pytest.approx(strengths["shrunken"][0])
    assert b"\r" not in (out / "strengths.csv").read_bytes()


def test_names_come_in_the_language_asked_for(world: Snapshot, tmp_path: Path) -> None:
    write_report(world, tmp_path, seed=7, language="en")
    assert "Plastics products" in (tmp_path / "strengths.csv").read_text("utf-8")


def test_a_crash_leaves_the_earlier_files_whole(
    world: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(world, tmp_path, seed=7)
    before = contents(tmp_path)

    def full(_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "csv_text", full)
    with pytest.raises(StoreError, match="No space left") as told:
        write_report(world, tmp_path, seed=8)
    assert "--out" in told.value.hint
    assert contents(tmp_path) == before


def test_each_step_is_told(world: Snapshot, tmp_path: Path) -> None:
    steps: list[str] = []
    write_report(world, tmp_path, seed=7, on_step=steps.append)
    assert steps == ["strengths and transfers", "report", "files"]
