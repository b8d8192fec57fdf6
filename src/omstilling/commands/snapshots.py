"""What the facts are: `clusters`, `evidence` and `snapshots`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from omstilling.commands.options import facts_options
from omstilling.commands.reach import language_of, snapshot_of, store_of
from omstilling.errors import UsageError

if TYPE_CHECKING:
    from omstilling.language import Language


@click.command()
@facts_options
def clusters(
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
) -> None:
    """List the clusters: level, place, field, and whether they can be ranked."""
    from omstilling import terminal
    from omstilling.tables import Cluster

    snapshot = snapshot_of(data, store_folder)
    table = snapshot.read("clusters", Cluster).sort("cluster")
    short = ("cluster", "name", "level", "place_name", "field", "membership", "origin")
    terminal.answer(table, form, language=language_of(language), show=short)


@click.command()
@click.argument("identifier", metavar="ID")
@facts_options
def evidence(
    identifier: str,
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
) -> None:
    """Show a piece of evidence, for instance awards:1234, and the source it is from."""
    import polars as pl

    from omstilling import terminal
    from omstilling.tables import Evidence, Organisation, Source

    snapshot = snapshot_of(data, store_folder)
    rows = snapshot.read("evidence", Evidence).filter(pl.col("id") == identifier)
    if rows.is_empty():
        raise UsageError(
            f"There is no piece of evidence '{identifier}' in snapshot {snapshot.id}.",
            hint="Take an id from `omstilling strengths … --format json`.",
        )
    names = snapshot.read("organisations", Organisation).select("organisation", "name")
    told = rows.join(names, on="organisation", how="left").join(
        snapshot.read("sources", Source).select(
            "source", "publisher", "title", "terms", "file", "url"
        ),
        on="source",
        how="left",
    )
    if form == "table":
        terminal.show_rows(told, language_of(language))
    else:
        terminal.answer(told, form, language=language_of(language))


@click.command()
@facts_options
def snapshots(
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
) -> None:
    """List the snapshots of the store."""
    import polars as pl

    from omstilling import store, terminal

    folder = store_of(store_folder)
    if data is not None:
        snapshot_of(data, store_folder)
    newest = store.latest_id(folder)
    rows = [
        {
            "snapshot": one.id,
            "latest": one.id == newest,
            "made_from": one.notes["made_from"],
            "evidence": one.manifest["tables"]["evidence"]["rows"],
        }
        for one in store.every(folder)
    ]
    terminal.answer(pl.DataFrame(rows), form, language=language_of(language))
