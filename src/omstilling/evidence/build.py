"""From files to a snapshot of facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from omstilling import register, sources, store
from omstilling.errors import StoreError
from omstilling.evidence.assemble import TABLES, UNITS, Facts, assemble, codes
from omstilling.evidence.imports import OUTCOMES, book_of
from omstilling.register import ClusterBook
from omstilling.sources import Found, Reading
from omstilling.sources.versions import with_row_versions, with_versions
from omstilling.store import Snapshot
from omstilling.tables import STATEMENTS, Outcome, Statement

REGISTERS = "registers"
REFERENCE_BUNDLE = "reference bundle"
Step = Callable[[str], None]
_IMPORTED: dict[str, type[dy.Schema]] = {OUTCOMES: Outcome, STATEMENTS: Statement}


def build(
    store_folder: Path, *, data: Path | None = None, on_step: Step = lambda _: None
) -> Snapshot:
    """Read all files of a data folder and write the facts as a snapshot.

    Parameters
    ----------
    store_folder
        The store; what was imported into its latest snapshot is kept: clusters,
        members, outcomes, needs and offers.
    data
        Folder with files of the registers; without it the reference bundle is read.
    on_step
        Called with the name of each step as it begins.

    Raises
    ------
    InputError
        A file as a whole cannot be read, or there is none.
    StoreError
        The snapshot cannot be written.
    """
    found, missing = _found(data)
    readings: dict[str, Reading] = {}
    for one in found:
        on_step(one.path.name)
        readings |= sources.read([one])
    on_step("organisations and evidence")
    tables, left_out = assemble(Facts(_with_versions(readings), _book(store_folder)))
    tables |= _imported(store_folder)
    on_step("snapshot")
    made_from = REFERENCE_BUNDLE if data is None else REGISTERS
    notes = {"made_from": made_from, "missing": missing, "left_out": left_out}
    return store.write(store_folder, tables, notes=notes)


def _found(data: Path | None) -> tuple[list[Found], list[str]]:
    """Return the files to read, and the registers that have none."""
    if data is None:
        return [sources.reference_bundle()], []
    found = [one for one in sources.find(data) if one.register.key in TABLES]
    present = {one.register.key for one in found}
    return found, [key for key in sorted(TABLES) if key not in present]


def _book(store_folder: Path) -> ClusterBook:
    """Return the reviewed clusters, and over them those that a user has imported."""
    reviewed = register.reviewed_clusters()
    try:
        before = book_of(store.latest(store_folder))
    except StoreError:
        return reviewed
    imported = before.clusters.filter(pl.col("origin") != "reviewed")
    if imported.is_empty():
        return reviewed
    slugs = imported["cluster"].implode()
    return ClusterBook(
        _laid_over(reviewed.clusters, before.clusters, slugs),
        _laid_over(reviewed.levels, before.levels, slugs),
        before.members,
    )


def _imported(store_folder: Path) -> dict[str, pl.DataFrame]:
    """Return the tables of the latest snapshot that come from imports alone."""
    try:
        before = store.latest(store_folder)
    except StoreError:
        return {}
    held = before.manifest["tables"]
    return {
        name: before.read(name, schema)
        for name, schema in _IMPORTED.items()
        if name in held
    }


def _laid_over(reviewed: Any, mine: Any, slugs: pl.Series) -> Any:
    here = pl.col("cluster").is_in(slugs)
    return pl.concat([reviewed.filter(~here), mine.filter(here)]).sort("cluster")


def _decide(reading: Reading) -> Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame]:
    register_key = reading.source["register"].item()
    if register_key in UNITS:
        return with_versions
    return with_row_versions if register_key == "awards" else lambda table, _: table


def _with_versions(readings: Mapping[str, Reading]) -> dict[str, Reading]:
    known = codes().select(
        pl.col("version").cast(pl.String), "code", "level", name="name_nb"
    )
    return {
        key: Reading(
            _decide(reading)(reading.table, known), reading.rejects, reading.source
        )
        for key, reading in readings.items()
    }
