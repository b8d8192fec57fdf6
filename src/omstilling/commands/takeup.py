"""What the ranking learns: `backtest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omstilling.commands.options import language_option, store_option
from omstilling.commands.reach import language_of, say, store_of

if TYPE_CHECKING:
    import polars as pl

    from omstilling.language import Language


@click.command()
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
@store_option
@language_option
def backtest(
    *,
    long_table: Path | None,
    level: str,
    form: str,
    store_folder: Path | None,
    language: Language | None,
    **asked: Any,
) -> None:
    """Learn which activities places take up, and test it on later years.

    Outcomes of transfers that the store holds are joined to the awards, and the answer
    says whether they help.
    """
    from omstilling import terminal
    from omstilling.settings import settings
    from omstilling.transfers import takeup

    answer = takeup.ask(
        table=long_table,
        level=int(level),
        seed=settings().seed,
        recorded=_recorded(store_folder),
        **asked,
    )
    chosen = language_of(language)
    if form == "table":
        terminal.show_table(takeup.as_table(answer, chosen), chosen)
        terminal.show_table(takeup.as_tenths(answer, chosen), chosen)
        say(takeup.in_words(answer, chosen))
        say(takeup.left_out(answer, chosen))
    else:
        click.echo(takeup.as_text(answer, form, chosen), nl=False)


def _recorded(store_folder: Path | None) -> pl.DataFrame | None:
    """Return the outcomes of the latest snapshot; none where there is no snapshot."""
    from omstilling import evidence, store

    folder = store_of(store_folder)
    if store.latest_id(folder) is None:
        return None
    return evidence.recorded_outcomes(store.latest(folder))
