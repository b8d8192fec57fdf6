"""How commands reach the facts, and how they speak."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from omstilling.language import Language
    from omstilling.priorities.aid import Rates
    from omstilling.store import Snapshot


def say(text: str) -> None:
    """Write a line beside the answer."""
    click.echo(text, err=True)


def store_of(folder: Path | None) -> Path:
    """Return the folder of the snapshots."""
    from omstilling.settings import settings

    return folder or settings().store


def language_of(given: Language | None) -> Language:
    """Return the language of the answer."""
    from omstilling.settings import settings

    return given or settings().language


def language_of_command() -> Language:
    """Return the language of the command that runs, with or without `--language`."""
    return language_of(click.get_current_context().params.get("language"))


def rates_of(store_folder: Path | None) -> Rates:
    """Return the prices of the latest snapshot; without one, those of our own list."""
    from omstilling import store
    from omstilling.priorities.aid import Rates
    from omstilling.tables import Rate

    folder = store_of(store_folder)
    if not store.every(folder):
        return Rates.fallback()
    return Rates.of(store.latest(folder).read("rates", Rate))


def snapshot_of(data: Path | None, store_folder: Path | None) -> Snapshot:
    """Return the snapshot of `data`, or the latest; make the first from the bundle."""
    from omstilling import evidence, store, terminal
    from omstilling.language import translations

    folder = store_of(store_folder)
    if data is None and store.every(folder):
        return store.latest(folder)
    language = language_of_command()
    _ = translations(language).gettext
    if data is None:
        say(_("No snapshot yet: one is made from the reference bundle (figures only)."))
    with terminal.steps() as step:
        snapshot = evidence.build(folder, data=data, on_step=step)
    terminal.show_notes(snapshot, language)
    return snapshot


def say_listed(snapshot: Snapshot) -> None:
    """Say which snapshot holds a list that was imported."""
    from omstilling.language import translations

    text = translations(language_of_command()).gettext("Snapshot {id} holds the list.")
    say(text.format(id=snapshot.id))
