"""Did fit foretell joint projects, and is there an inverted U: `fit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from omstilling.commands.options import facts_options
from omstilling.commands.reach import language_of, snapshot_of

if TYPE_CHECKING:
    from omstilling.language import Language


@click.command()
@click.option(
    "--cut",
    type=int,
    default=2018,
    show_default=True,
    help="Last year of projects that fit knows.",
)
@click.option(
    "--awards-cut",
    type=int,
    default=2014,
    show_default=True,
    help="Last year of awards that is known when take-ups are set against distance.",
)
@facts_options
def fit(
    *,
    cut: int,
    awards_cut: int,
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
) -> None:
    """Test fit on later Horizon 2020 projects, and learning on distance.

    Fit is a part of a transfer's rank and no probability. This says how well it would
    have foretold which municipalities took part in a project together, beside plain
    baselines, and whether most was taken up at a middling distance between activities.
    """
    import json

    from omstilling import terminal
    from omstilling.settings import settings
    from omstilling.strengths import landscape
    from omstilling.transfers.fit.foretold import foretold
    from omstilling.transfers.fit.page import curves_table, scores_table

    land = landscape(snapshot_of(data, store_folder))
    answer = foretold(land, cut=cut, awards_cut=awards_cut, seed=settings().seed)
    if form == "json":
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    elif form == "csv":
        terminal.answer(scores_table(answer), form, language=language_of(language))
    else:
        terminal.show_table(scores_table(answer, rounded=True), language_of(language))
        terminal.show_table(curves_table(answer), language_of(language))
