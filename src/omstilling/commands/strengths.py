"""What a cluster is really best at: `strengths`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omstilling.commands.options import facts_options
from omstilling.commands.reach import language_of, say, snapshot_of
from omstilling.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

    from omstilling.language import Language


@click.command()
@click.argument("cluster", required=False)
@click.option(
    "--territory",
    help="Municipalities instead of a cluster: names or numbers, separated by commas.",
)
@click.option(
    "--level",
    type=click.Choice(["2", "3", "5"]),
    default="3",
    show_default=True,
    help="Digits of the activities.",
)
@click.option("--limit", type=int, default=20, show_default=True, help="How many.")
@click.option(
    "--least-pieces",
    type=click.FloatRange(min=0),
    help="Leave out activities with fewer pieces of evidence.  [default: 2]",
)
@facts_options
def strengths(
    cluster: str | None,
    *,
    territory: str | None,
    level: str,
    limit: int,
    least_pieces: float | None,
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
) -> None:
    """Tell what CLUSTER, or some municipalities, are really best at."""
    from omstilling import register, terminal
    from omstilling import strengths as room
    from omstilling.errors import check_range
    from omstilling.transfers import nothing_known

    if (cluster is None) == (territory is None):
        raise UsageError(
            "Name either a cluster or --territory.",
            hint="For instance: omstilling strengths raufoss",
        )
    check_range("limit", "strengths", limit, 1, 100_000)
    least = room.LEAST_PIECES if least_pieces is None else least_pieces
    land = room.landscape(snapshot_of(data, store_folder), level=int(level))
    options: dict[str, Any] = {
        "language": language_of(language),
        "least_pieces": least,
    }
    if cluster is not None:
        name = register.find_cluster(land.clusters, cluster)
        row = _cluster_row(land.clusters, name)
        if row["membership"] == "none":
            raise nothing_known(name)
        table = room.strengths_of_cluster(land, row, **options)
    else:
        places = _places(territory or "")
        rows = room.evidence_of_territory(land, places)
        table = room.strengths(land, rows, rows, **options)
    terminal.show_strengths(table.head(limit), form, language_of(language))
    if form == "table":
        say(_left_out(float(least), language_of(language)))


def _left_out(least: float, language: Language) -> str:
    from omstilling.language import number, translations

    text = translations(language).gettext(
        "Activities with fewer than {least} pieces of evidence are left out "
        "(--least-pieces)."
    )
    decimals = 0 if least.is_integer() else 2
    return text.format(least=number(least, language, decimals=decimals))


def _cluster_row(table: pl.DataFrame, name: str) -> dict[str, Any]:
    row: dict[str, Any] = table.filter(table["cluster"] == name).row(0, named=True)
    return row


def _places(territory: str) -> list[str]:
    from omstilling.register import place_keys, territory_of

    names = [name.strip() for name in territory.split(",") if name.strip()]
    places, unknown = territory_of(names, place_keys())
    if unknown or not places:
        raise UsageError(
            f"No municipality is called '{', '.join(unknown) or territory}'.",
            hint="Use a name or number of any year since 2013; where two share a name, "
            "add the county: 'Våler (Østfold)'.",
        )
    return places
