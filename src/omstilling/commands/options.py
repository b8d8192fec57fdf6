"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("table", "json", "csv")


def data_option(command: F) -> F:
    """Add `--data`."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        help="Folder with files of the registers; only read. The facts become the "
        "latest snapshot before the question is answered.",
    )(command)


def store_option(command: F) -> F:
    """Add `--store`."""
    return click.option(
        "--store",
        "store_folder",
        type=click.Path(path_type=Path),
        help="Folder of the snapshots.  [default: .omstilling/store]",
    )(command)


def language_option(command: F) -> F:
    """Add `--language`."""
    return click.option(
        "--language",
        type=click.Choice(["nb", "nn", "en"]),
        help="Language of names: bokmål, nynorsk or English.  [default: nb]",
    )(command)


def format_option(command: F) -> F:
    """Add `--format`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How the answer is written.",
    )(command)


def facts_options(command: F) -> F:
    """Add the options of every command that asks the facts."""
    return data_option(store_option(language_option(format_option(command))))
