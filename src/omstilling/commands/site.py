"""The site: `serve`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from omstilling.commands.options import data_option, store_option
from omstilling.commands.reach import (
    language_of_command,
    say,
    snapshot_of,
    store_of,
)


@click.command()
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
    from omstilling.language import translations

    snapshot = snapshot_of(data, store_folder)
    text = translations(language_of_command()).gettext(
        "Snapshot {id}. {address}  (Ctrl+C ends it)"
    )
    say(text.format(id=snapshot.id, address=f"http://{host}:{port}/"))
    # By name, so that nothing else waits for Django.
    site = import_module("omstilling.web.serve")
    site.serve(host, port, workers=workers, store=store_of(store_folder))
