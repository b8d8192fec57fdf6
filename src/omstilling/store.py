"""Snapshots: immutable tables of facts, named by their content.

A snapshot is a folder of Parquet files with a manifest. It is written to a folder of
its own and renamed when whole, so a crash or a full disk leaves the earlier one as it
was. Two runs at once cannot disturb each other: each writes its own folder, and a
snapshot with the same content already there is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import dataframely as dy
import polars as pl

from omstilling.errors import StoreError

_SNAPSHOTS = "snapshots"
_LATEST = "latest"
_MANIFEST = "manifest.json"
_UNFINISHED = ".unfinished-"
FORMAT = 1

S = TypeVar("S", bound=dy.Schema)


@dataclass(frozen=True)
class Snapshot:
    """One snapshot on disk."""

    folder: Path

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that name the content."""
        return self.folder.name

    @property
    def store(self) -> Path:
        """Folder of the store that it lies in."""
        return self.folder.parent.parent

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Content hash, tables with checksums and row counts, and what was left out."""
        path = self.folder / _MANIFEST
        try:
            manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(
                f"The snapshot {self.id} has no readable manifest ({error}).",
                hint="Remove its folder and run again.",
            ) from error
        return manifest

    @property
    def notes(self) -> dict[str, Any]:
        """What it was made from and what was left out, as it was written with."""
        own = ("snapshot", "format", "tables")
        return {key: value for key, value in self.manifest.items() if key not in own}

    def read(self, name: str, schema: type[S]) -> dy.DataFrame[S]:
        """Read one table and check it against its declaration."""
        try:
            return schema.validate(self.frame(name))
        except (dy.exc.SchemaError, dy.exc.ValidationError) as error:
            raise StoreError(
                f"The table '{name}' of snapshot {self.id} is not as declared: "
                f"{error}.",
                hint="It was written by another version; run `omstilling run` again.",
            ) from error

    def frame(self, name: str, *, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Read one table, or some columns of it, as it stands."""
        if name not in self.manifest["tables"]:
            raise StoreError(
                f"The snapshot {self.id} has no table '{name}'.",
                hint="It was written by another version; run `omstilling run` again.",
            )
        try:
            return pl.read_parquet(
                self.folder / f"{name}.parquet",
                columns=None if columns is None else list(columns),
            )
        except (OSError, pl.exceptions.PolarsError) as error:
            raise StoreError(
                f"The table '{name}' of snapshot {self.id} cannot be read: {error}.",
                hint="Remove the snapshot's folder and run again.",
            ) from error


def write(
    store: Path, tables: Mapping[str, pl.DataFrame], *, notes: Mapping[str, Any]
) -> Snapshot:
    """Write `tables` as a snapshot of `store`, make it the latest and return it.

    Parameters
    ----------
    store
        The store's folder; made if absent.
    tables
        Table name → rows, in the order in which they are to be kept.
    notes
        Goes into the manifest: what the snapshot was made from and what was left out.
        Must hold nothing that differs between two runs on the same input.

    Raises
    ------
    StoreError
        The disk is full or the folder cannot be written; earlier snapshots are whole.
    """
    try:
        return _write(store, tables, notes)
    except (OSError, pl.exceptions.ComputeError) as error:
        raise StoreError(
            f"The snapshot could not be written to {store}: {error}. "
            "Earlier snapshots are whole.",
            hint="Free space or choose another folder with --store, and run again.",
        ) from error


def _write(
    store: Path, tables: Mapping[str, pl.DataFrame], notes: Mapping[str, Any]
) -> Snapshot:
    home = store / _SNAPSHOTS
    home.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(home)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{_UNFINISHED}{os.getpid()}-", dir=home))
    try:
        listed: dict[str, Any] = {}
        for name, table in tables.items():
            path = unfinished / f"{name}.parquet"
            table.write_parquet(path, compression="zstd", statistics=False)
            _sync(path)
            listed[name] = {
                "rows": table.height,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
        body: dict[str, Any] = {"format": FORMAT, "tables": listed, **notes}
        name = content_hash(body)
        manifest = unfinished / _MANIFEST
        manifest.write_text(
            json.dumps({"snapshot": name, **body}, ensure_ascii=False, indent=1) + "\n",
            encoding="utf-8",
        )
        _sync(manifest)
        target = home / name
        _rename_unless_there(unfinished, target)
        _point_to(store, name)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Snapshot(target)


def content_hash(body: Any) -> str:
    """Return sixteen hexadecimal digits that name a JSON-able value."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rename_unless_there(unfinished: Path, target: Path) -> None:
    try:
        unfinished.rename(target)
    except OSError:
        # Another run wrote the same content in the meantime: same name, same bytes.
        if not (target / _MANIFEST).is_file():
            raise


def _point_to(store: Path, name: str) -> None:
    pointer = store / f".{_LATEST}-{os.getpid()}"
    pointer.write_text(name + "\n", encoding="utf-8")
    _sync(pointer)
    pointer.replace(store / _LATEST)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _remove_unfinished(home: Path) -> None:
    """Remove what a killed run left behind, nothing of a run still going."""
    for folder in home.glob(f"{_UNFINISHED}*"):
        owner = int(folder.name.removeprefix(_UNFINISHED).split("-")[0])
        if not _alive(owner):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def latest_id(store: Path) -> str | None:
    """Return the id that `store` holds to be the latest; None where it names none."""
    pointer = store / _LATEST
    return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None


def latest(store: Path) -> Snapshot:
    """Return the latest snapshot of `store`; raise `StoreError` if there is none."""
    newest = latest_id(store)
    if newest is None:
        raise StoreError(
            f"There is no snapshot in {store} yet.",
            hint="Make one with `omstilling run`, or name another folder with --store.",
        )
    return named(store, newest)


def named(store: Path, name: str) -> Snapshot:
    """Return the snapshot called `name`; raise `StoreError` if there is none."""
    folder = store / _SNAPSHOTS / name
    if not (folder / _MANIFEST).is_file():
        raise StoreError(
            f"There is no snapshot '{name}' in {store}.",
            hint="`omstilling snapshots` lists those there are; `run` makes a new one.",
        )
    return Snapshot(folder)


def every(store: Path) -> list[Snapshot]:
    """Return all snapshots of `store`, ordered by name."""
    home = store / _SNAPSHOTS
    if not home.is_dir():
        return []
    return [
        Snapshot(folder)
        for folder in sorted(home.iterdir())
        if (folder / _MANIFEST).is_file()
    ]
