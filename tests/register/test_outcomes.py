"""What became of transfers, from a list to a snapshot."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from omstilling import store
from omstilling.cli import main
from omstilling.errors import InputError
from omstilling.evidence import import_outcomes, recorded_outcomes
from omstilling.sources.lists import read_outcomes
from omstilling.store import Snapshot

LIST = """dato;klynge;mottaker;mottakertype;hva;utfall;begrunnelse;merknad
24.11.2025;Raufoss;Halden;kommune;22.2;takket nei;for dyrt;ringer igjen
2025-12-01;raufoss;sector:62;;25.6;påbegynt;;
2026-01-15;NCE Raufoss;Nordland;;Lean;tatt i bruk;;
2026-02-30;Raufoss;Halden;;22.2;declined;nei;
2026-02-01;Ingen;Halden;;22.2;declined;nei;
2026-02-01;Raufoss;Ingensteds;;22.2;declined;nei;
2026-02-01;Raufoss;Halden;;rakettsko;declined;nei;
2026-02-01;Raufoss;Halden;;22.2;declined;;
2026-02-01;Raufoss;Halden;;22.2;kanskje;;
2026-02-01;Raufoss;Halden;planet;22.2;started;;
2026-02-01;;Halden;;22.2;started;;
"""


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "utfall.csv"
    path.write_text(LIST.replace(";Raufoss;", ";NCE Raufoss;"), encoding="utf-8")
    return path


def imported(world: Snapshot, listed: Path, folder: Path) -> tuple[Snapshot, list[str]]:
    snapshot, aside = import_outcomes(
        folder, world, read_outcomes(listed), file=listed.name
    )
    return snapshot, aside["reason"].to_list()


def test_names_become_clusters_receivers_and_objects(
    world: Snapshot, listed: Path, tmp_path: Path
) -> None:
    snapshot, _ = imported(world, listed, tmp_path)
    found = recorded_outcomes(snapshot).rows(named=True)
    assert [
        (str(one["date"]), one["source"], one["receiver_kind"], one["receiver"])
        for one in found
    ] == [
        ("2025-11-24", "raufoss", "municipality", "3101"),
        ("2025-12-01", "raufoss", "sector", "62"),
        ("2026-01-15", "raufoss", "county", "18"),
    ]
    assert [(one["object_kind"], one["object"]) for one in found] == [
        ("activity", "22.2"),
        ("activity", "25.6"),
        ("method", "lean"),
    ]
    outcomes = [one["outcome"] for one in found]
    assert outcomes == ["declined", "started", "taken up"]
    assert (found[0]["reason"], found[0]["note"]) == ("for dyrt", "ringer igjen")


def test_every_row_that_is_not_understood_is_set_aside_with_its_reason(
    world: Snapshot, listed: Path, tmp_path: Path
) -> None:
    snapshot, reasons = imported(world, listed, tmp_path)
    assert reasons == [
        "no day such as 2026-11-24",
        "a decline needs its reason",
        "no outcome; known are declined, started and taken up",
        "no kind of receiver; known are cluster, municipality, county, sector",
        "there is no source",
        "no cluster is called so",
        "no cluster, municipality, sector or county is called so",
        "no activity of SN2007 and no method is called so",
    ]
    kept = snapshot.frame("rejects").filter(pl.col("file") == "utfall.csv")
    assert kept.height == len(reasons)


def test_the_same_transfer_on_the_same_day_is_replaced(
    world: Snapshot, listed: Path, tmp_path: Path
) -> None:
    first, _ = imported(world, listed, tmp_path)
    again = tmp_path / "ny.csv"
    again.write_text(
        "date,source,receiver,object,outcome\n"
        "2025-11-24,raufoss,cluster:halden,22.2,started\n"
        "2025-11-24,raufoss,municipality:Halden,22.2,started\n",
        encoding="utf-8",
    )
    second, _ = imported(first, again, tmp_path)
    found = recorded_outcomes(second)
    assert found.height == 4, "a cluster is another receiver than its municipality"
    assert set(found.filter(pl.col("origin") == "ny.csv")["outcome"]) == {"started"}


def test_a_snapshot_without_outcomes_has_none(world: Snapshot) -> None:
    assert recorded_outcomes(world).is_empty()


def test_a_list_without_the_outcome_is_no_list_of_outcomes(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("dato;klynge;mottaker;hva\n2026-01-01;a;b;c\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column for the outcome"):
        read_outcomes(path)


def test_outcomes_stay_when_the_main_job_runs_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "utfall.csv"
    path.write_text(
        "dato;klynge;mottaker;hva;utfall\n2017-05-01;Raufoss;municipality:Halden;22.2;startet\n",
        encoding="utf-8",
    )
    folder = tmp_path / "store"
    with pytest.raises(SystemExit) as left:
        main(["import", "outcomes", str(path), "--store", str(folder)])
    assert left.value.code == 0
    assert "1 rows kept, 0 set aside." in capsys.readouterr().out
    from omstilling.evidence import build

    kept = recorded_outcomes(build(folder))
    assert kept["receiver"].to_list() == ["3101"]
    assert store.latest(folder).id
