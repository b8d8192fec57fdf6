"""From the registers to a report: `run`, `fetch` and `import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from omstilling.commands.options import facts_options, format_option
from omstilling.commands.reach import (
    language_of,
    say,
    say_listed,
    snapshot_of,
    store_of,
)
from omstilling.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

    from omstilling.language import Language
    from omstilling.sources.lists import ListReading


@click.command()
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

    folder, chosen = out or settings().out, language_of(language)
    with terminal.steps() as step:
        snapshot = evidence.build(store_of(store_folder), data=data, on_step=step)
        results = report.write_report(
            snapshot, folder, seed=settings().seed, language=chosen, on_step=step
        )
    terminal.show_notes(snapshot, chosen)
    if form == "table":
        terminal.show_summary(results, chosen)
        click.echo(f"→ {folder / 'report.html'}")
    else:
        terminal.answer(results.transfers, form, language=chosen)


@click.command()
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
        terminal.answer(pl.DataFrame(listed), form, language=language_of(None))
        return
    target = folder or settings().download_folder
    with terminal.downloads() as on_progress:
        done = downloading.fetch(sources, target, on_progress=on_progress)
    files = [
        {"name": one.key, "file": str(one.path), "state": one.state, "url": one.url}
        for one in done
    ]
    shown = ("name", "file", "state")
    terminal.answer(pl.DataFrame(files), form, language=language_of(None), show=shown)
    click.echo(f"Now: omstilling run --data {target}", err=form != "table")


@click.command(name="import")
@click.argument(
    "words", nargs=-1, required=True, metavar="[clusters|members|outcomes] FILE"
)
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
    """Read a list of clusters, members or outcomes of your own, CSV or XLSX.

    Columns are recognised by their headings in bokmål, nynorsk or English. Without the
    kind, a list with organisation numbers is one of members.
    """
    from omstilling import evidence, terminal

    file = Path(words[-1])
    reading = _list_reading(words)
    aside: pl.DataFrame = reading.rejects
    if not preview:
        base = snapshot_of(data, store_folder)
        is_outcomes = "outcome" in reading.table.columns
        imported = evidence.import_outcomes if is_outcomes else evidence.import_list
        snapshot, aside = imported(
            store_of(store_folder), base, reading, file=file.name
        )
        say_listed(snapshot)
    if form == "table":
        terminal.show_understood(reading)
    terminal.answer(reading.table, form, language=language_of(language))
    for row in aside.iter_rows(named=True):
        column = f", column {row['column']}" if row["column"] else ""
        say(f"{file.name}, row {row['row']}{column}: {row['value']!r} {row['reason']}")
    dropped = aside.filter("dropped")["row"].unique()
    lost = reading.table["row"].is_in(dropped.implode()).sum()
    kept = f"{reading.table.height - lost} rows kept, {aside.height} set aside."
    click.echo(kept, err=form != "table")


def _list_reading(words: tuple[str, ...]) -> ListReading:
    from omstilling.errors import InputError
    from omstilling.sources import lists

    readers = {
        "clusters": lists.read_clusters,
        "members": lists.read_members,
        "outcomes": lists.read_outcomes,
    }
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
