"""What the command writes to a terminal: tables, answers and progress bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
import polars as pl
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)
from rich.table import Table
from rich.text import Text

from omstilling.exports import csv_text, json_text
from omstilling.language import Language, gettext_noop, number, translations
from omstilling.tables import RECEIVER_KINDS, Reject, Source

if TYPE_CHECKING:
    from omstilling.report import Results
    from omstilling.sources.lists import ListReading
    from omstilling.store import Snapshot


_WIDTH_WITHOUT_TERMINAL = 120
_HEADINGS = {
    "rank": gettext_noop("Rank"),
    "activity": gettext_noop("Code"),
    "name": gettext_noop("Name"),
    "value": gettext_noop("Quotient"),
    "shrunken": gettext_noop("Estimate"),
    "low": gettext_noop("Low"),
    "high": gettext_noop("High"),
    "pieces": gettext_noop("Pieces"),
    "organisations": gettext_noop("Organisations"),
    "source": gettext_noop("From"),
    "source_name": gettext_noop("From"),
    "object": gettext_noop("What"),
    "object_name": gettext_noop("Name"),
    "receiver_kind": gettext_noop("Kind"),
    "receiver_name": gettext_noop("To"),
    "score": gettext_noop("Score"),
    "strength": gettext_noop("Strength"),
    "probability": gettext_noop("P(take-up)"),
    "relatedness": gettext_noop("Related"),
    "fit": gettext_noop("Fit"),
    "proof": gettext_noop("Proof"),
    "worth": gettext_noop("Worth"),
    "need": gettext_noop("Need"),
    "offer": gettext_noop("Offer"),
    "crosses": gettext_noop("Crosses a sector boundary"),
    "cluster": gettext_noop("Short name"),
    "level": gettext_noop("Level"),
    "place_name": gettext_noop("Place"),
    "field": gettext_noop("Field"),
    "membership": gettext_noop("Membership"),
    "origin": gettext_noop("Origin"),
    "id": gettext_noop("Short name"),
    "reference": gettext_noop("Reference"),
    "share": gettext_noop("Share"),
    "granted": gettext_noop("Granted"),
    "asked": gettext_noop("Asked for"),
    "why": gettext_noop("Why"),
    "budget_at_which_in": gettext_noop("In at a budget of"),
    "says": gettext_noop("Rule"),
    "price": gettext_noop("Price"),
    "breadth": gettext_noop("Breadth"),
    "selected": gettext_noop("Proposals that are in"),
    "order": gettext_noop("Order"),
    "cost": gettext_noop("Cost"),
    "full_price": gettext_noop("Price for each"),
    "supporters": gettext_noop("Supporters"),
    "payers": gettext_noop("Payers"),
    "effective_support": gettext_noop("Effective support"),
    "needed": gettext_noop("Needed"),
    "title": gettext_noop("Title"),
    "weak": gettext_noop("Weak"),
    "reasons": gettext_noop("Phrases that met"),
    "kind": gettext_noop("Kind"),
    "stage": gettext_noop("Readiness (TRL)"),
    "places": gettext_noop("Places"),
    "expires": gettext_noop("Holds until"),
    "language": gettext_noop("Language"),
    "similarity": gettext_noop("Similarity"),
    "shared_letters": gettext_noop("Shared letters"),
    "statement": gettext_noop("The one"),
    "duplicate": gettext_noop("The other"),
    "duplicate_title": gettext_noop("Title of the other"),
    "theme": gettext_noop("Theme"),
    "answers": gettext_noop("Answers"),
    "words": gettext_noop("Words"),
}
_STRENGTHS = 8
_STRENGTH = ("activity", "name", "value", "shrunken", "low", "high", "pieces")


def answer(
    table: pl.DataFrame,
    form: str,
    *,
    language: Language,
    show: Sequence[str] = (),
    more: Callable[[dict[str, Any]], Mapping[str, Any]] | None = None,
) -> None:
    """Write a table to standard output.

    Parameters
    ----------
    table
        The answer.
    form
        `table` for people, `json` or `csv` for programs.
    language
        Form of the numbers in the table for people.
    show
        The columns that people see; all if not given. Programs get every column.
    more
        What JSON has beside the columns, row by row.
    """
    if form == "json":
        rows = table.to_dicts()
        click.echo(json_text([{**row, **(more(row) if more else {})} for row in rows]))
    elif form == "csv":
        click.echo(csv_text(table), nl=False)
    else:
        show_table(table.select(show or table.columns), language)


def show_table(table: pl.DataFrame, language: Language, title: str = "") -> None:
    """Write a table for people, numbers in the form of the language."""
    drawn = Table(title=Text(title) if title else None, title_justify="left")
    for name, kind in table.schema.items():
        drawn.add_column(
            _heading(name, language), justify="right" if kind.is_numeric() else "left"
        )
    for row in table.iter_rows():
        drawn.add_row(*(Text(_cell(value, language)) for value in row))
    console().print(drawn)


def _heading(column: str, language: Language) -> str:
    known = _HEADINGS.get(column)
    if known is None:
        return column.replace("_", " ")
    return translations(language).gettext(known)


def _cell(value: Any, language: Language) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, float):
        return number(value, language, decimals=0 if value.is_integer() else 2)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


def console() -> Console:
    """Return the console for answers; wide enough where there is no terminal."""
    plain = Console()
    if plain.is_terminal:
        return plain
    return Console(width=_WIDTH_WITHOUT_TERMINAL)


def show_understood(reading: ListReading) -> None:
    """Write which heading of a list was taken for which column."""
    click.echo("Understood:")
    for heading, meaning in reading.understood.items():
        click.echo(f"  {heading}  →  {meaning}")
    if reading.sheet is not None:
        others = f" (not read: {', '.join(reading.other_sheets)})"
        click.echo(f"Sheet: {reading.sheet}{others if reading.other_sheets else ''}")


def show_strengths(table: pl.DataFrame, form: str, language: Language) -> None:
    """Write strengths; people see how many organisations are behind each."""
    if form != "table":
        answer(table, form, language=language)
        return
    show_table(_short(table.select("rank", *_STRENGTH, "organisations")), language)


def _short(strengths: pl.DataFrame) -> pl.DataFrame:
    return strengths.with_columns(
        pl.col("organisations").list.len().cast(pl.Int64).replace(0, None)
    )


def show_notes(snapshot: Snapshot, language: Language) -> None:
    """Say on the error stream what is missing, what was set aside and what left out."""
    # Loaded late, as below.
    from omstilling.report.words import word

    _ = translations(language).gettext
    sources = snapshot.read("sources", Source)
    for row in sources.filter(pl.col("rows") == 0).iter_rows(named=True):
        click.echo(_("{file} has no rows.").format(file=row["file"]), err=True)
    told = snapshot.read("rejects", Reject).group_by("file").len().sort("file")
    for file, count in told.iter_rows():
        text = _(
            "{file}: {count} rows or values set aside; see rejects.csv of the report."
        )
        click.echo(text.format(file=file, count=number(count, language)), err=True)
    if snapshot.notes["missing"]:
        names = ", ".join(snapshot.notes["missing"])
        click.echo(_("Not at hand: {names}.").format(names=names), err=True)
    for one in snapshot.notes["left_out"]:
        count = number(one["count"], language)
        click.echo(f"{count}: {word(one['what'], language)}.", err=True)


def show_summary(results: Results, language: Language) -> None:
    """Write what the pilots are best at, and the transfers from them."""
    # Loaded already where there are results; the rest of the command does not need it.
    from omstilling.report.words import word

    kinds = {kind: word(kind, language) for kind in RECEIVER_KINDS}
    for pilot in results.pilots:
        short = pilot.strengths.head(_STRENGTHS).select(*_STRENGTH, "organisations")
        show_table(_short(short), language, title=pilot.cluster["name"])
    for cluster in results.unranked:
        text = translations(language).gettext("{name}: neither territory nor members")
        click.echo(text.format(name=cluster["name"]))
    show_table(
        results.transfers.select(
            "rank",
            "source_name",
            "object",
            "object_name",
            pl.col("receiver_kind").cast(pl.String).replace_strict(kinds),
            "receiver_name",
            "score",
        ),
        language,
    )


def show_rows(table: pl.DataFrame, language: Language) -> None:
    """Write each row as a table of its own: what is known, one line a column."""
    for row in table.iter_rows(named=True):
        drawn = Table(show_header=False)
        for name, value in row.items():
            if value is not None:
                drawn.add_row(name.replace("_", " "), Text(_cell(value, language)))
        console().print(drawn)


def _errors() -> Console:
    return Console(stderr=True)


def _progress() -> Progress:
    """Return a bar on the error stream; only a terminal shows it."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=_errors(),
        disable=not _errors().is_terminal,
    )


@contextmanager
def steps(total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Show a bar that moves on with each step; give the function that names it."""
    with _progress() as bar:
        task = bar.add_task("", total=total)
        started = False

        def step(name: str) -> None:
            nonlocal started
            bar.update(task, description=name, advance=1 if started else 0)
            started = True

        yield step
        bar.update(task, advance=1, total=bar.tasks[0].completed + 1)


@contextmanager
def counting(name: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar once something is counted; give the function that moves it."""
    with _progress() as bar:
        task = bar.add_task(name, total=None, visible=False)

        def count(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield count


@contextmanager
def downloads() -> Iterator[Callable[[str, int, int | None], None]]:
    """Show a bar for each download; give the function that moves it."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=_errors(),
        disable=not _errors().is_terminal,
    ) as bar:
        tasks: dict[str, TaskID] = {}

        def moved(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done, total=total)

        yield moved
