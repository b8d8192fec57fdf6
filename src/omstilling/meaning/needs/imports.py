"""Needs and offers from a list of one's own, written as a new snapshot."""

from __future__ import annotations

from pathlib import Path

import dataframely as dy
import polars as pl

from omstilling import store
from omstilling.meaning.needs.resolve import resolve
from omstilling.sources.lists import ListReading
from omstilling.store import Snapshot
from omstilling.tables import STATEMENTS, Cluster, Reject, Statement


def statements_of(snapshot: Snapshot) -> dy.DataFrame[Statement]:
    """Return the needs and offers of a snapshot; none where nobody imported any."""
    if STATEMENTS not in snapshot.manifest["tables"]:
        return Statement.create_empty()
    return snapshot.read(STATEMENTS, Statement)


def said_in(statements: pl.DataFrame) -> list[str]:
    """Return what each need or offer says: title, description and advantages."""
    said = pl.concat_str(
        "title", "description", "advantages", separator=". ", ignore_nulls=True
    )
    return statements.select(text=said)["text"].to_list()


def import_statements(
    store_folder: Path,
    snapshot: Snapshot,
    reading: ListReading,
    *,
    role: str,
    file: str,
) -> tuple[Snapshot, pl.DataFrame]:
    """Put a list of needs or offers into a new snapshot.

    What the same file said before is replaced, and so is what bears the same reference.

    Parameters
    ----------
    snapshot
        The snapshot to start from; it stays as it is.
    reading
        A list of needs or of offers, as its reader gives it.
    role
        ``need`` or ``offer``.
    file
        Name of the file: the origin of what it says.

    Returns
    -------
    The new snapshot, and all that was set aside with its reasons.
    """
    clusters = snapshot.read("clusters", Cluster)
    new, unused = resolve(reading.table, clusters, role=role, file=file)
    aside = pl.concat([reading.rejects, unused])
    changed = {
        STATEMENTS: _laid_over(statements_of(snapshot), new, role, file),
        "rejects": _rejects(snapshot, aside, role, file),
    }
    names = dict.fromkeys([*snapshot.manifest["tables"], STATEMENTS])
    tables = {
        name: changed[name] if name in changed else snapshot.frame(name)
        for name in names
    }
    return store.write(store_folder, tables, notes=snapshot.notes), aside


def _laid_over(
    before: pl.DataFrame, new: pl.DataFrame, role: str, file: str
) -> dy.DataFrame[Statement]:
    same_file = (pl.col("role") == role) & (pl.col("origin") == file)
    kept = before.filter(~same_file).join(new, on="id", how="anti")
    return Statement.validate(pl.concat([kept, new]).sort("id"))


def _rejects(
    snapshot: Snapshot, aside: pl.DataFrame, role: str, file: str
) -> pl.DataFrame:
    same_file = (pl.col("source") == f"{role}s") & (pl.col("file") == file)
    return pl.concat([snapshot.read("rejects", Reject).filter(~same_file), aside])
