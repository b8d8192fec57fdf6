"""What could go from whom to whom: `transfers`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from omstilling.commands.options import facts_options
from omstilling.commands.reach import language_of, say, snapshot_of
from omstilling.errors import UsageError

if TYPE_CHECKING:
    from omstilling.language import Language


_WEIGHTS = click.option(
    "--weights",
    "weighed",
    metavar="PART=NUMBER,…",
    help="How much each part of the score counts, for instance takeup=1,fit=0; those "
    "left out keep their setting.",
)


@click.command()
@click.option("--from", "givers", multiple=True, help="Cluster that gives; repeatable.")
@click.option(
    "--to",
    "takers",
    multiple=True,
    help="Who receives: a cluster, municipality, county or sector by name, a "
    "municipality number, a division, or kind:name; repeatable.",
)
@click.option("--any-sector", is_flag=True, help="Also within the same sector.")
@click.option("--limit", type=int, default=50, show_default=True, help="How many.")
@_WEIGHTS
@click.option(
    "--diversity",
    type=float,
    help="From 0, the plain order by score, to 1: how much a line counts for not being "
    "like those above it.  [default: from the settings]",
)
@click.option(
    "--least-probability",
    type=float,
    help="Transfers whose probability of take-up is known and lower are not listed; 0 "
    "lists all.  [default: from the settings]",
)
@facts_options
def transfers(
    *,
    givers: tuple[str, ...],
    takers: tuple[str, ...],
    any_sector: bool,
    limit: int,
    weighed: str | None,
    diversity: float | None,
    least_probability: float | None,
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
) -> None:
    """Rank what could go from clusters to other clusters, places and sectors."""
    from omstilling import register, terminal
    from omstilling import transfers as room
    from omstilling.report.reasons import probabilities_of, shown_parts, stated_in
    from omstilling.settings import settings
    from omstilling.strengths import landscape

    land = landscape(snapshot_of(data, store_folder))
    wanted = [one for text in takers for one in room.find_receivers(land, text)]
    table = room.find_transfers(
        land,
        sources=[register.find_cluster(land.clusters, text) for text in givers] or None,
        receivers=wanted or None,
        any_sector=any_sector,
        limit=limit,
        weights=weights_of(weighed),
        diversity=diversity,
        least_probability=least_probability,
        language=language_of(language),
    )
    stated = [part for part in ("need", "offer") if part in shown_parts(table)]
    columns = (
        *("rank", "source", "object", "object_name", "receiver_name", "score", *stated),
        *("probability", "relatedness", "fit", "strength", "proof", "worth"),
        *(("crosses",) if any_sector else ()),
    )
    # The table has no room for more, so two make way for what is asked for.
    left_out = ("relatedness", "proof") if stated else ()
    short = [name for name in columns if name not in left_out]
    terminal.answer(
        table,
        form,
        language=language_of(language),
        show=short,
        more=lambda row: {
            "givers": room.givers(land, row).to_dicts(),
            "takers": room.takers(land, row).to_dicts(),
        },
    )
    least = settings().least_probability
    least = least if least_probability is None else least_probability
    if form == "table":
        told = probabilities_of(table, least, language_of(language))
        for line in filter(None, [told, *stated_in(table, language_of(language))]):
            say(line)


@click.command()
@click.argument("identifier", metavar="TRANSFER")
@_WEIGHTS
@facts_options
def changes(
    *,
    identifier: str,
    weighed: str | None,
    data: Path | None,
    store_folder: Path | None,
    language: Language | None,
    form: str,
) -> None:
    """Show what would have to change for a transfer to rise.

    TRANSFER is an id from `omstilling transfers --format json`. It is scored again with
    one thing more, each in turn; all else stays as it is.
    """
    import json
    from dataclasses import asdict

    import polars as pl

    from omstilling import terminal
    from omstilling import transfers as room
    from omstilling.report.reasons import stands
    from omstilling.strengths import landscape
    from omstilling.transfers.changes import Change
    from omstilling.transfers.changes import changes as changes_of

    land = landscape(snapshot_of(data, store_folder))
    transfer = room.find_transfer(land, identifier)
    found = changes_of(land, transfer, weights=weights_of(weighed))
    if form == "json":
        told = {"transfer": identifier} | asdict(found)
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    names = room.object_names(land, language_of(language))
    kinds = (pl.String, pl.String, pl.Float64, pl.Int64, pl.Int64)
    rows = pl.DataFrame(
        [asdict(one) for one in found.changes],
        schema=dict(zip(Change.__dataclass_fields__, kinds, strict=True)),
    ).with_columns(name=pl.col("activity").replace_strict(names, default=None))
    terminal.answer(rows, form, language=language_of(language))
    say(stands(found, language_of(language)))


def weights_of(text: str | None) -> dict[str, float] | None:
    """Return the weights that an option names, over those of the settings."""
    from omstilling.settings import settings, weights_from

    if text is None:
        return None
    try:
        return weights_from(text, settings().weights)
    except ValueError as error:
        raise UsageError(
            f"The --weights '{text}' are wrong: {error}.",
            hint="Write them as takeup=1,fit=0.5; those left out keep their setting.",
        ) from error
