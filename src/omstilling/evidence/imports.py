"""Clusters, members and outcomes from lists of one's own, as a new snapshot."""

from __future__ import annotations

from pathlib import Path

import dataframely as dy
import polars as pl

from omstilling import store
from omstilling.register import (
    ClusterBook,
    place_keys,
    with_imports,
    with_outcomes,
)
from omstilling.sources.lists import ListReading
from omstilling.store import Snapshot
from omstilling.tables import (
    Cluster,
    ClusterLevel,
    Member,
    Method,
    Outcome,
    Reject,
)

OUTCOMES = "outcomes"


def book_of(snapshot: Snapshot) -> ClusterBook:
    """Return the clusters of a snapshot."""
    return ClusterBook(
        snapshot.read("clusters", Cluster),
        snapshot.read("cluster_levels", ClusterLevel),
        snapshot.read("members", Member),
    )


def import_list(
    store_folder: Path, snapshot: Snapshot, reading: ListReading, *, file: str
) -> tuple[Snapshot, pl.DataFrame]:
    """Lay a list over the clusters of a snapshot and write the result as a new one.

    Parameters
    ----------
    snapshot
        The snapshot to start from; it stays as it is.
    reading
        A list of clusters or of members, as its reader gives it.
    file
        Name of the file: the origin of what it says.

    Returns
    -------
    The new snapshot, and all that was set aside with its reasons.
    """
    is_members = "organisation" in reading.table.columns
    book, unused = with_imports(
        book_of(snapshot),
        clusters=None if is_members else reading.table,
        members=reading.table if is_members else None,
        source=file,
        file=file,
        keys=place_keys(),
    )
    aside = pl.concat([reading.rejects, unused])
    changed = {
        "clusters": book.clusters,
        "cluster_levels": book.levels,
        "members": book.members,
        "rejects": pl.concat([snapshot.read("rejects", Reject), aside]),
    }
    tables = {
        name: changed[name] if name in changed else snapshot.frame(name)
        for name in snapshot.manifest["tables"]
    }
    return store.write(store_folder, tables, notes=snapshot.notes), aside


def recorded_outcomes(snapshot: Snapshot) -> dy.DataFrame[Outcome]:
    """Return what became of transfers; empty where nobody has imported any."""
    if OUTCOMES not in snapshot.manifest["tables"]:
        return Outcome.create_empty()
    return snapshot.read(OUTCOMES, Outcome)


def import_outcomes(
    store_folder: Path, snapshot: Snapshot, reading: ListReading, *, file: str
) -> tuple[Snapshot, pl.DataFrame]:
    """Add a list of outcomes to those of a snapshot and write the result as a new one.

    Parameters and what is returned are those of `import_list`.
    """
    told, unused = with_outcomes(
        recorded_outcomes(snapshot),
        reading.table,
        clusters=snapshot.read("clusters", Cluster),
        methods=snapshot.read("methods", Method),
        file=file,
    )
    aside = pl.concat([reading.rejects, unused])
    tables = {name: snapshot.frame(name) for name in snapshot.manifest["tables"]}
    tables |= {OUTCOMES: told, "rejects": pl.concat([tables["rejects"], aside])}
    return store.write(store_folder, tables, notes=snapshot.notes), aside
