"""What business asks for and offers: `needs` and `offers`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from omstilling.commands.options import data_option, format_option, store_option
from omstilling.commands.reach import (
    language_of,
    say,
    say_listed,
    snapshot_of,
    store_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from omstilling.meaning.themes import Known, ThemeMeasures, Themes
    from omstilling.sources.lists import ListReading

_FILE = click.argument("file", type=click.Path(path_type=Path))
_PREVIEW = click.option(
    "--preview", is_flag=True, help="Show what is understood; write nothing."
)
_SHOWN = ("kind", "title", "stage", "places", "expires", "language")


@click.group()
def needs() -> None:
    """Import what business asks for, find what is said twice, group answers."""


@click.group()
def offers() -> None:
    """Import what somebody can give others."""


@needs.command(name="import")
@_FILE
@_PREVIEW
@data_option
@store_option
@format_option
def import_needs(file: Path, **asked: Any) -> None:
    """Read needs from FILE, CSV, XLSX or JSON lines, into a new snapshot.

    Columns are recognised by their headings in bokmål, nynorsk or English. What the
    same file said before is replaced.
    """
    _import("need", file, **asked)


@offers.command(name="import")
@_FILE
@_PREVIEW
@data_option
@store_option
@format_option
def import_offers(file: Path, **asked: Any) -> None:
    """Read offers from FILE, CSV, XLSX or JSON lines, into a new snapshot.

    Columns are recognised by their headings in bokmål, nynorsk or English. What the
    same file said before is replaced.
    """
    _import("offer", file, **asked)


def _import(
    role: Literal["need", "offer"],
    file: Path,
    *,
    preview: bool,
    data: Path | None,
    store_folder: Path | None,
    form: str,
) -> None:
    import polars as pl

    from omstilling import terminal
    from omstilling.meaning import needs as room
    from omstilling.sources import lists
    from omstilling.tables import Cluster

    reading = lists.read_needs(file) if role == "need" else lists.read_offers(file)
    base = snapshot_of(data, store_folder)
    if preview:
        clusters = base.read("clusters", Cluster)
        table: pl.DataFrame
        table, unused = room.resolve(reading.table, clusters, role=role, file=file.name)
        aside = pl.concat([reading.rejects, unused])
    else:
        snapshot, aside = room.import_statements(
            store_of(store_folder), base, reading, role=role, file=file.name
        )
        say_listed(snapshot)
        mine = (pl.col("role") == role) & (pl.col("origin") == file.name)
        table = room.statements_of(snapshot).filter(mine)
    if form == "table":
        terminal.show_understood(reading)
    listed = table.sort("row")
    if form == "table":
        listed = listed.select(pl.col("id").alias("reference"), *_SHOWN)
    terminal.answer(listed, form, language=language_of(None))
    _tell(file, aside)
    kept = f"{table.height} {role}s kept, {aside.height} rows or values set aside."
    click.echo(kept, err=form != "table")


def _tell(file: Path, aside: pl.DataFrame) -> None:
    for row in aside.sort("row", maintain_order=True).iter_rows(named=True):
        column = f", column {row['column']}" if row["column"] else ""
        said = f"{_cut(row['value'])!r} {row['reason']}"
        say(f"{file.name}, row {row['row']}{column}: {said}")


def _cut(value: str | None, most: int = 60) -> str:
    text = value or ""
    return text if len(text) <= most else f"{text[: most - 1]}…"


@needs.command()
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help="Least similarity.  [default: 0.51]",
)
@data_option
@store_option
@format_option
def duplicates(
    *,
    threshold: float | None,
    data: Path | None,
    store_folder: Path | None,
    form: str,
) -> None:
    """List needs, and offers, that say nearly the same, most alike first.

    Also in another language; a need is never compared with an offer.
    """
    from omstilling import terminal
    from omstilling.meaning import needs as room
    from omstilling.meaning.encoders import encoder
    from omstilling.settings import settings

    found = room.duplicates(
        room.statements_of(snapshot_of(data, store_folder)),
        encoder=encoder(settings().encoder),
        threshold=room.THRESHOLD if threshold is None else threshold,
    )
    terminal.answer(found, form, language=language_of(None))
    if form == "table":
        click.echo(f"{found.height} pairs.")


@needs.command()
@_FILE
@click.option(
    "--corrections",
    "corrections_file",
    type=click.Path(path_type=Path),
    help="CSV with columns answer, theme and name: themes to rename or join, answers "
    "to move.",
)
@click.option(
    "--frame",
    "frame_name",
    metavar="FILE|none",
    help="Themes known beforehand; none groups the answers by themselves.  [default: "
    "the frame that comes with the program]",
)
@click.option("--number", type=int, help="How many themes.  [default: by the answers]")
@click.option(
    "--measure",
    is_flag=True,
    help="Tell how well the themes agree with the labels of FILE instead.",
)
@format_option
def themes(
    file: Path,
    *,
    corrections_file: Path | None,
    frame_name: str | None,
    number: int | None,
    measure: bool,
    form: str,
) -> None:
    """Group the answers of a consultation in FILE into themes.

    FILE has a column with the text, and may have one with a sign, the sector, the
    region and a label. JSON gives themes and answers, CSV the theme of each answer.
    """
    from omstilling.meaning.encoders import encoder
    from omstilling.meaning.themes import find_themes, measure_themes
    from omstilling.settings import settings
    from omstilling.sources import lists

    reading = lists.read_answers(file)
    _tell(file, reading.rejects)
    chosen, frame = encoder(settings().encoder), _frame(frame_name)
    if measure:
        _show_measures(
            measure_themes(reading.table, encoder=chosen, frame=frame, number=number),
            form,
        )
        return
    corrections = _corrections(corrections_file)
    found = find_themes(
        reading.table,
        encoder=chosen,
        frame=frame,
        number=number,
        corrections=None if corrections is None else corrections.table,
        seed=settings().seed,
    )
    for row, value, reason in found.unused:
        say(f"{corrections_file}, row {row}: {value!r} {reason}")
    _show_themes(found, form)


def _frame(name: str | None) -> Sequence[Known] | None:
    from omstilling.meaning.themes import read_frame

    if name == "none":
        return None
    return read_frame() if name is None else read_frame(Path(name))


def _corrections(file: Path | None) -> ListReading | None:
    from omstilling.sources import lists

    if file is None:
        return None
    reading = lists.read_corrections(file)
    _tell(file, reading.rejects)
    return reading


def _show_themes(found: Themes, form: str) -> None:
    from omstilling import terminal

    if form == "json":
        told = {
            "themes": found.themes.to_dicts(),
            "answers": found.answers.to_dicts(),
            "language": found.language,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif form == "csv":
        terminal.answer(found.answers, form, language=language_of(None))
    else:
        shown = ("theme", "name", "answers", "words")
        terminal.answer(found.themes, form, language=language_of(None), show=shown)
        silent = found.answers["theme"].null_count()
        if silent:
            click.echo(f"{silent} answers say nothing and are in no theme.")


def _show_measures(found: ThemeMeasures, form: str) -> None:
    import polars as pl

    from omstilling import terminal

    if form == "json":
        click.echo(json.dumps(found._asdict(), indent=1))
    else:
        terminal.answer(
            pl.DataFrame([found._asdict()]), form, language=language_of(None)
        )
