"""How much aid a project may get, from whom, and under which duties: `aid`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from omstilling.commands.options import language_option, store_option
from omstilling.commands.reach import language_of, rates_of

if TYPE_CHECKING:
    from omstilling.language import Language
    from omstilling.priorities.aid import Answer


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How the answer is written.",
)
@language_option
@store_option
def aid(
    file: Path, *, form: str, language: Language | None, store_folder: Path | None
) -> None:
    """Compute how much aid the projects of FILE may get, and under which duties.

    FILE is a YAML file, or a folder of CSV tables. Prices of a euro that it does not
    give are annual means of the latest snapshot. No legal advice.
    """
    from omstilling.exports import json_text
    from omstilling.priorities.aid import aid as ask
    from omstilling.priorities.aid import as_data, naming, read_projects, read_rules

    rules, rates = read_rules(), rates_of(store_folder)
    projects = read_projects(file)
    with naming(file.name):
        answers = [ask(one, rules=rules, rates=rates) for one in projects]
    if form == "json":
        told = [as_data(one, language_of(language)) for one in answers]
        click.echo(json_text(told))
        return
    for answer in answers:
        _show(answer, language_of(language))


def _show(answer: Answer, language: Language) -> None:
    from omstilling import terminal
    from omstilling.priorities.aid import in_words, tables

    for title, table in tables(answer, language):
        if not table.is_empty():
            terminal.show_table(table, language, title)
    for sentence in in_words(answer, language):
        click.echo(sentence)
