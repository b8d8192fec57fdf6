"""The command `omstilling`.

Only what every command needs is imported here; each command imports its own rooms when
it is called, so that `omstilling --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omstilling import __version__
from omstilling.errors import OmstillingError, UsageError
from omstilling.options import (
    data_option,
    facts_options,
    format_option,
    store_option,
)

if TYPE_CHECKING:
    import polars as pl

    from omstilling.language import Language
    from omstilling.sources.lists import ListReading
    from omstilling.store import Snapshot


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code.

    0 done, 2 usage, 3 input, 4 store. Errors a user can mend are shown without a
    traceback, with what to do about them.
    """
    try:
        code = commands.main(arguments, "omstilling", standalone_mode=False)
    except OmstillingError as error:
        _say(f"Error: {error.message}")
        if error.hint:
            _say(error.hint)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


def _say(text: str) -> None:
    click.echo(text, err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="omstilling")
def commands() -> None:
    """Which knowledge could go from the best clusters to whom, with evidence for it."""


# -- The main job ----------------------------------------------------------------------


@commands.command()
@facts_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder of the report and its tables.  [default: out]",
)
def run(
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
    out: Path | None,
) -> None:
    """Go the whole way: from the registers to a report with fifty transfers.

    Without --data the reference bundle is used: figures that ship with the program. In
    the forms for programs the answer is the fifty transfers.
    """
    from omstilling import evidence, report, terminal
    from omstilling.settings import settings

    folder, chosen = out or settings().out, _language(language)
    with terminal.steps() as step:
        snapshot = evidence.build(_store(store_folder), data=data, on_step=step)
        results = report.write_report(
            snapshot, folder, seed=settings().seed, language=chosen, on_step=step
        )
    terminal.show_notes(snapshot)
    if form == "table":
        terminal.show_summary(results, chosen)
        click.echo(f"→ {folder / 'report.html'}")
    else:
        terminal.answer(results.transfers, form, language=chosen)


@commands.command()
@click.argument("sources", nargs=-1)
@click.option(
    "--to",
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder to download to.  [default: .omstilling/data]",
)
@click.option("--list", "only_list", is_flag=True, help="List what can be fetched.")
@format_option
def fetch(
    sources: tuple[str, ...], folder: Path | None, *, only_list: bool, form: str
) -> None:
    """Download open registers from their publishers.

    SOURCES are names from --list; without any, all are fetched. A download that was cut
    goes on where it stopped, and a file that has not changed is not fetched again.
    """
    import polars as pl

    from omstilling import terminal
    from omstilling.settings import settings
    from omstilling.sources import downloads
    from omstilling.sources import fetch as downloading

    if only_list:
        listed = [
            {"name": one.key, "title": one.title, "terms": one.terms}
            for one in downloads.choose(sources)
        ]
        terminal.answer(pl.DataFrame(listed), form, language=_language(None))
        return
    target = folder or settings().download_folder
    with terminal.downloads() as on_progress:
        done = downloading.fetch(sources, target, on_progress=on_progress)
    files = [
        {"name": one.key, "file": str(one.path), "state": one.state, "url": one.url}
        for one in done
    ]
    shown = ("name", "file", "state")
    terminal.answer(pl.DataFrame(files), form, language=_language(None), show=shown)
    click.echo(f"Now: omstilling run --data {target}", err=form != "table")


@commands.command(name="import")
@click.argument("words", nargs=-1, required=True, metavar="[clusters|members] FILE")
@click.option("--preview", is_flag=True, help="Show what is understood; write nothing.")
@facts_options
def import_(
    words: tuple[str, ...],
    *,
    preview: bool,
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
) -> None:
    """Read a list of clusters or members of your own, CSV or XLSX.

    Columns are recognised by their headings in bokmål, nynorsk or English. Without the
    kind, a list with organisation numbers is one of members.
    """
    from omstilling import evidence, terminal

    file = Path(words[-1])
    reading = _list_reading(words)
    aside: pl.DataFrame = reading.rejects
    if not preview:
        base = _snapshot(data, store_folder)
        snapshot, aside = evidence.import_list(
            _store(store_folder), base, reading, file=file.name
        )
        _say(f"Snapshot {snapshot.id} holds the list.")
    if form == "table":
        terminal.show_understood(reading)
    terminal.answer(reading.table, form, language=_language(language))
    for row in aside.iter_rows(named=True):
        column = f", column {row['column']}" if row["column"] else ""
        _say(f"{file.name}, row {row['row']}{column}: {row['value']!r} {row['reason']}")
    dropped = aside.filter("dropped")["row"].unique()
    lost = reading.table["row"].is_in(dropped.implode()).sum()
    kept = f"{reading.table.height - lost} rows kept, {aside.height} set aside."
    click.echo(kept, err=form != "table")


def _list_reading(words: tuple[str, ...]) -> ListReading:
    from omstilling.errors import InputError
    from omstilling.sources import lists

    readers = {"clusters": lists.read_clusters, "members": lists.read_members}
    kind, file = words if len(words) == 2 else (None, words[-1])
    if len(words) > 2 or (kind is not None and kind not in readers):
        raise UsageError(
            f"'{' '.join(words)}' is not a kind of list and a file.",
            hint="For instance: omstilling import members medlemmer.xlsx",
        )
    if kind is not None:
        return readers[kind](Path(file))
    try:
        return lists.read_members(Path(file))
    except InputError:
        return lists.read_clusters(Path(file))


# -- Questions -------------------------------------------------------------------------


@commands.command()
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

    snapshot = _snapshot(data, store_folder)
    table = snapshot.read("clusters", Cluster).sort("cluster")
    short = ("cluster", "name", "level", "place_name", "field", "membership", "origin")
    terminal.answer(table, form, language=_language(language), show=short)


@commands.command()
@click.argument("cluster", required=False)
@click.option(
    "--territory",
    help="Municipalities instead of a cluster: names or numbers, separated by commas.",
)
@click.option(
    "--level",
    type=click.Choice(["2", "3", "5"]),
    default="3",
    show_default=True,
    help="Digits of the activities.",
)
@click.option("--limit", type=int, default=20, show_default=True, help="How many.")
@click.option(
    "--least-pieces",
    type=click.FloatRange(min=0),
    help="Leave out activities with fewer pieces of evidence.  [default: 2]",
)
@facts_options
def strengths(
    cluster: str | None,
    *,
    territory: str | None,
    level: str,
    limit: int,
    least_pieces: float | None,
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
) -> None:
    """Tell what CLUSTER, or some municipalities, are really best at."""
    from omstilling import register, terminal
    from omstilling import strengths as room
    from omstilling.errors import check_range
    from omstilling.transfers import nothing_known

    if (cluster is None) == (territory is None):
        raise UsageError(
            "Name either a cluster or --territory.",
            hint="For instance: omstilling strengths raufoss",
        )
    check_range("limit", "strengths", limit, 1, 100_000)
    least = room.LEAST_PIECES if least_pieces is None else least_pieces
    land = room.landscape(_snapshot(data, store_folder), level=int(level))
    options: dict[str, Any] = {
        "language": _language(language),
        "least_pieces": least,
    }
    if cluster is not None:
        name = register.find_cluster(land.clusters, cluster)
        row = _cluster_row(land.clusters, name)
        if row["membership"] == "none":
            raise nothing_known(name)
        table = room.strengths_of_cluster(land, row, **options)
    else:
        places = _places(territory or "")
        rows = room.evidence_of_territory(land, places)
        table = room.strengths(land, rows, rows, **options)
    terminal.show_strengths(table.head(limit), form, _language(language))
    if form == "table":
        _say(
            f"Activities with fewer than {least:g} pieces of evidence are left out "
            "(--least-pieces)."
        )


@commands.command()
@click.option("--from", "givers", multiple=True, help="Cluster that gives; repeatable.")
@click.option(
    "--to",
    "takers",
    multiple=True,
    help="Who receives: a cluster, municipality, county or sector by name, a "
    "municipality number, a division, or kind:name; repeatable.",
)
@click.option("--any-sector", is_flag=True, help="Also within the same sector.")
@click.option("--limit", type=int, default=50, show_default=True, help="How many.")
@click.option(
    "--per-idea",
    type=int,
    default=3,
    show_default=True,
    help="How many with the same source and object, and to the same receiver.",
)
@facts_options
def transfers(
    *,
    givers: tuple[str, ...],
    takers: tuple[str, ...],
    any_sector: bool,
    limit: int,
    per_idea: int,
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
) -> None:
    """Rank what could go from clusters to other clusters, places and sectors."""
    from omstilling import register, terminal
    from omstilling import transfers as room
    from omstilling.strengths import landscape

    land = landscape(_snapshot(data, store_folder))
    wanted = [one for text in takers for one in room.find_receivers(land, text)]
    table = room.find_transfers(
        land,
        sources=[register.find_cluster(land.clusters, text) for text in givers] or None,
        receivers=wanted or None,
        any_sector=any_sector,
        limit=limit,
        per_idea=per_idea,
        language=_language(language),
    )
    short = (
        *("rank", "source_name", "object", "object_name", "receiver_name", "score"),
        *("strength", "relatedness", "worth"),
        *(("crosses",) if any_sector else ()),
    )
    terminal.answer(
        table,
        form,
        language=_language(language),
        show=short,
        more=lambda row: {
            "givers": room.givers(land, row).to_dicts(),
            "takers": room.takers(land, row).to_dicts(),
        },
    )


@commands.command()
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
    from omstilling.tables import Evidence, Source

    snapshot = _snapshot(data, store_folder)
    rows = snapshot.read("evidence", Evidence).filter(pl.col("id") == identifier)
    if rows.is_empty():
        raise UsageError(
            f"There is no piece of evidence '{identifier}' in snapshot {snapshot.id}.",
            hint="Take an id from `omstilling strengths … --format json`.",
        )
    told = rows.join(
        snapshot.read("sources", Source).select(
            "source", "publisher", "title", "terms", "file", "url"
        ),
        on="source",
        how="left",
    )
    if form == "table":
        terminal.show_rows(told, _language(language))
    else:
        terminal.answer(told, form, language=_language(language))


@commands.command()
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder with files of registers."
)
@click.option(
    "--table",
    "long_table",
    type=click.Path(path_type=Path),
    help="CSV or Parquet with the columns unit, activity, year and value.",
)
@click.option(
    "--dataset",
    type=click.Choice(["awards", "participations", "trade", "register"]),
    default="awards",
    show_default=True,
    help="What is read from --data.",
)
@click.option(
    "--cut",
    type=int,
    required=True,
    help="Last year that is known; for the register a month such as 202508.",
)
@click.option(
    "--horizon", type=int, required=True, help="How many years (or months) are tested."
)
@click.option(
    "--level",
    type=click.Choice(["2", "3", "5"]),
    default="3",
    show_default=True,
    help="Digits of the activities of --data.",
)
@click.option(
    "--presence",
    type=click.Choice(["any", "rca"]),
    default="any",
    show_default=True,
    help="When an activity of --table is held: any value so far, or an advantage of 1.",
)
@click.option(
    "--protocol",
    type=click.Choice(["later", "places-out"]),
    default="later",
    show_default=True,
    help="Who teaches: earlier years, or in addition only other places.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "html"]),
    default="table",
    show_default=True,
    help="How the answer is written.",
)
def backtest(*, long_table: Path | None, level: str, form: str, **asked: Any) -> None:
    """Learn which activities places take up, and test it on later years."""
    from omstilling import terminal
    from omstilling.settings import settings
    from omstilling.transfers import takeup

    answer = takeup.ask(
        table=long_table, level=int(level), seed=settings().seed, **asked
    )
    if form == "table":
        terminal.show_table(takeup.as_table(answer), _language(None))
        _say(takeup.in_words(answer))
    else:
        click.echo(takeup.as_text(answer, form), nl=False)


@commands.command()
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

    folder = _store(store_folder)
    if data is not None:
        _snapshot(data, store_folder)
    every = store.every(folder)
    newest = store.latest(folder).id if every else None
    rows = [
        {
            "snapshot": one.id,
            "latest": one.id == newest,
            "made_from": one.notes["made_from"],
            "evidence": one.manifest["tables"]["evidence"]["rows"],
        }
        for one in every
    ]
    terminal.answer(pl.DataFrame(rows), form, language=_language(language))


@commands.command()
@data_option
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes.",
)
def serve(
    data: Path | None, store_folder: Path | None, host: str, port: int, workers: int
) -> None:
    """Start the site."""
    snapshot = _snapshot(data, store_folder)
    _say(f"Snapshot {snapshot.id}. http://{host}:{port}/  (Ctrl+C ends it)")
    # By name, so that nothing else waits for Django.
    site = import_module("omstilling.web.serve")
    site.serve(host, port, workers=workers, store=_store(store_folder))


# -- How commands reach facts and answer -----------------------------------------------


def _store(folder: Path | None) -> Path:
    from omstilling.settings import settings

    return folder or settings().store


def _language(given: Language | None) -> Language:
    from omstilling.settings import settings

    return given or settings().language


def _snapshot(data: Path | None, store_folder: Path | None) -> Snapshot:
    """Return the snapshot of `data`, or the latest; make the first from the bundle."""
    from omstilling import evidence, store, terminal

    folder = _store(store_folder)
    if data is None and store.every(folder):
        return store.latest(folder)
    if data is None:
        _say("No snapshot yet: one is made from the reference bundle (figures only).")
    with terminal.steps() as step:
        snapshot = evidence.build(folder, data=data, on_step=step)
    terminal.show_notes(snapshot)
    return snapshot


def _cluster_row(table: pl.DataFrame, name: str) -> dict[str, Any]:
    row: dict[str, Any] = table.filter(table["cluster"] == name).row(0, named=True)
    return row


def _places(territory: str) -> list[str]:
    from omstilling.register import place_keys, territory_of

    names = [name.strip() for name in territory.split(",") if name.strip()]
    places, unknown = territory_of(names, place_keys())
    if unknown or not places:
        raise UsageError(
            f"No municipality is called '{', '.join(unknown) or territory}'.",
            hint="Use a name or number of any year since 2013; where two share a name, "
            "add the county: 'Våler (Østfold)'.",
        )
    return places
