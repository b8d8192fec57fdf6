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
from omstilling.language import Language, number

if TYPE_CHECKING:
    from omstilling.report import Results

_WIDTH_WITHOUT_TERMINAL = 120
_STRENGTHS = 8


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
            name.replace("_", " "), justify="right" if kind.is_numeric() else "left"
        )
    for row in table.iter_rows():
        drawn.add_row(*(Text(_cell(value, language)) for value in row))
    console().print(drawn)


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


def show_summary(results: Results, language: Language) -> None:
    """Write what the pilots are best at, and the transfers from them."""
    for pilot in results.pilots:
        short = pilot.strengths.head(_STRENGTHS).select(
            "activity", "name", "shrunken", "low", "high", "pieces"
        )
        show_table(short, language, title=pilot.cluster["name"])
    for cluster in results.unranked:
        click.echo(f"{cluster['name']}: neither territory nor members")
    show_table(
        results.transfers.select(
            "rank",
            pl.col("source").alias("from"),
            pl.col("object").alias("what"),
            pl.col("object_name").alias("name"),
            pl.col("receiver_kind").cast(pl.String).alias("kind"),
            pl.col("receiver_name").alias("to"),
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


@contextmanager
def steps(total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Show a bar that moves on with each step; give the function that names it."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=_errors(),
        disable=not _errors().is_terminal,
    ) as bar:
        task = bar.add_task("", total=total)
        started = False

        def step(name: str) -> None:
            nonlocal started
            bar.update(task, description=name, advance=1 if started else 0)
            started = True

        yield step
        bar.update(task, advance=1, total=bar.tasks[0].completed + 1)


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
