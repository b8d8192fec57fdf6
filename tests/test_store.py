"""Snapshots survive crashes, full disks and one another."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from world import small_world

from omstilling import store
from omstilling.errors import StoreError
from omstilling.tables import Rate

NOTES = {"made_from": "registers"}


def table(rows: int = 3, first: int = 2000) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "row": range(2, rows + 2),
            "currency": ["EUR"] * rows,
            "year": [first] * rows,
            "nok": [8.0] * rows,
            "basis": ["official"] * rows,
        }
    )
    return Rate.validate(frame, cast=True)


def checked(snapshot: store.Snapshot) -> store.Snapshot:
    """The snapshot, after every file is found to be what the manifest says."""
    for name, facts in snapshot.manifest["tables"].items():
        data = (snapshot.folder / f"{name}.parquet").read_bytes()
        assert hashlib.sha256(data).hexdigest() == facts["sha256"]
        assert snapshot.frame(name).height == facts["rows"]
    return snapshot


def test_what_is_written_is_read(tmp_path: Path) -> None:
    written = store.write(tmp_path, {"rates": table()}, notes=NOTES)
    assert store.latest(tmp_path).id == written.id
    assert store.named(tmp_path, written.id).read("rates", Rate).equals(table())
    assert written.notes == NOTES
    checked(written)


def test_the_name_is_the_content(tmp_path: Path) -> None:
    one = store.write(tmp_path / "a", {"rates": table()}, notes=NOTES)
    again = store.write(tmp_path / "b", {"rates": table()}, notes=NOTES)
    other = store.write(tmp_path / "b", {"rates": table(4)}, notes=NOTES)
    noted = store.write(tmp_path / "b", {"rates": table()}, notes={"made_from": "x"})
    assert one.id == again.id
    assert len({one.id, other.id, noted.id}) == 3
    for name in ("rates.parquet", "manifest.json"):
        assert (one.folder / name).read_bytes() == (again.folder / name).read_bytes()


def test_the_same_content_twice_is_one_snapshot(tmp_path: Path) -> None:
    first = store.write(tmp_path, {"rates": table()}, notes=NOTES)
    store.write(tmp_path, {"rates": table(4)}, notes=NOTES)
    second = store.write(tmp_path, {"rates": table()}, notes=NOTES)
    assert first.id == second.id == store.latest(tmp_path).id
    assert len(store.every(tmp_path)) == 2


def test_a_store_without_snapshots_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no snapshot in .* yet") as caught:
        store.latest(tmp_path)
    assert "omstilling run" in caught.value.hint
    assert store.every(tmp_path) == []
    with pytest.raises(StoreError, match="no snapshot 'abc'"):
        store.named(tmp_path, "abc")


def test_a_damaged_snapshot_is_named(tmp_path: Path) -> None:
    snapshot = store.write(tmp_path, {"rates": table()}, notes=NOTES)
    with pytest.raises(StoreError, match="has no table 'members'"):
        snapshot.frame("members")
    (snapshot.folder / "rates.parquet").write_bytes(b"PAR1")
    with pytest.raises(StoreError, match=rf"'rates' of snapshot {snapshot.id} cannot"):
        snapshot.frame("rates")
    (snapshot.folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="no readable manifest"):
        _ = store.latest(tmp_path).manifest


def test_a_table_of_another_version_is_not_read_as_this_one(tmp_path: Path) -> None:
    wrong = pl.DataFrame({"row": [2]})
    snapshot = store.write(tmp_path, {"rates": wrong}, notes=NOTES)
    with pytest.raises(StoreError, match="not as declared"):
        snapshot.read("rates", Rate)


WRITER = """
    import os, sys, polars as pl
    from pathlib import Path
    from omstilling import store
    big = pl.DataFrame({"a": range(int(sys.argv[2]), int(sys.argv[2]) + 400_000)})
    print("ready", flush=True)
    for _ in range(int(sys.argv[3])):
        store.write(Path(sys.argv[1]), {"x": big, "y": big}, notes={"made_from": "x"})
"""


def writer(folder: Path, first: int, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent(WRITER),
            str(folder),
            str(first),
            str(times),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_kill_in_the_middle_leaves_the_old_snapshot_whole(tmp_path: Path) -> None:
    old = store.write(tmp_path, {"rates": table()}, notes=NOTES)
    home = tmp_path / "snapshots"
    for _ in range(5):
        process = writer(tmp_path, 0, 1)
        deadline = time.monotonic() + 60
        while not list(home.glob(".unfinished-*")) and time.monotonic() < deadline:
            time.sleep(0.0005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.communicate()
        if list(home.glob(".unfinished-*")):
            break
    else:
        pytest.fail("five writers ended before they could be killed")
    assert store.latest(tmp_path).id == old.id
    checked(store.latest(tmp_path))
    newer = store.write(tmp_path, {"rates": table(4)}, notes=NOTES)
    assert store.latest(tmp_path).id == newer.id
    assert not list(home.glob(".unfinished-*")), "the next run clears what was left"


def test_two_runs_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    same = [writer(tmp_path, 0, 5), writer(tmp_path, 0, 5), writer(tmp_path, 7, 5)]
    for process in same:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert len(store.every(tmp_path)) == 2
    for snapshot in store.every(tmp_path):
        checked(snapshot)
    assert store.latest(tmp_path) in store.every(tmp_path)
    assert not list((tmp_path / "snapshots").glob(".unfinished-*"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB; needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk cannot be mounted here (needs root)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_snapshot_whole(small_disk: Path) -> None:
    old = store.write(small_disk, {"rates": table()}, notes=NOTES)
    noise = pl.DataFrame({"a": list(os.urandom(400_000))})
    with pytest.raises(StoreError, match="could not be written") as caught:
        store.write(small_disk, {"x": noise}, notes=NOTES)
    assert "Earlier snapshots are whole" in caught.value.message
    assert "Free space" in caught.value.hint
    assert checked(store.latest(small_disk)).id == old.id
    assert not list((small_disk / "snapshots").glob(".unfinished-*"))
    again = store.write(small_disk, {"rates": table(4)}, notes=NOTES)
    assert checked(store.latest(small_disk)).id == again.id


def test_the_manifest_tells_rows_and_origin(tmp_path: Path) -> None:
    snapshot = small_world(tmp_path)
    manifest = json.loads((snapshot.folder / "manifest.json").read_text("utf-8"))
    assert manifest["snapshot"] == snapshot.id
    assert manifest["made_from"] == "registers"
    assert manifest["tables"]["clusters"]["rows"] == 4
