"""What means the same: `match`, and `meaning` with its measures."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omstilling.commands.options import data_option, format_option, store_option
from omstilling.commands.reach import language_of, say, snapshot_of, store_of

if TYPE_CHECKING:
    from omstilling.language import Language
    from omstilling.meaning.matching import Collection, Found, Kind, Match
    from omstilling.store import Snapshot

_FORM = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How the answer is written.",
)
_FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path)
)

#: What people see of a hit, where it is known.
_FOR_PEOPLE = ("rank", "title", "source", "activity", "score", "weak", "reasons")
_TEXTS = ("activity", "organisation", "cluster", "reasons")


@click.command()
@click.argument("text")
@click.option(
    "--lang",
    type=click.Choice(["nb", "nn", "en"]),
    help="Language of TEXT.  [default: detected]",
)
@click.option(
    "--kind",
    type=click.Choice(["offers", "needs", "organisations"]),
    default="offers",
    show_default=True,
    help="What is searched.",
)
@click.option(
    "--other-sector-than",
    metavar="CODE",
    help="Leave out what is in the division of this SN2007 code.",
)
@click.option("--place", metavar="NUMBER", help="Only in this municipality or county.")
@click.option(
    "--what",
    type=click.Choice(
        ["technology", "knowledge", "method", "test facility", "request"]
    ),
    help="Only what is of this kind.",
)
@click.option(
    "--least-stage", type=int, metavar="TRL", help="Only what has come so far, 1 to 9."
)
@click.option(
    "--open-on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Leave out what has expired by this day.  [default: today]",
)
@click.option("--limit", type=int, default=10, show_default=True, help="How many.")
@click.option("--encoder", "encoder_name", help="Encoder.  [default: as set]")
@data_option
@store_option
@format_option
def match(
    *,
    text: str,
    lang: Language | None,
    kind: Any,
    other_sector_than: str | None,
    place: str | None,
    what: str | None,
    least_stage: int | None,
    open_on: datetime | None,
    limit: int,
    encoder_name: str | None,
    data: Path | None,
    store_folder: Path | None,
    form: str,
) -> None:
    """Find the offers, needs or organisations that answer TEXT, and why.

    TEXT is a need or an offer in bokmål, nynorsk or English; what is found may be in
    another of the three.
    """
    from omstilling.language import translations
    from omstilling.meaning import matching

    searched = _collection(
        snapshot_of(data, store_folder),
        kind,
        folder=store_of(store_folder) / "meaning",
        encoder_name=encoder_name,
    )
    wanted = matching.Wanted(
        other_sector_than=other_sector_than,
        place=place,
        kind=what,
        least_stage=least_stage,
        open_on=(open_on or datetime.now(tz=UTC)).date(),
    )
    found = matching.match(searched, text, language=lang, wanted=wanted, limit=limit)
    rows = [_row(rank, one) for rank, one in enumerate(found.found, 1)]
    _ = translations(language_of(None)).gettext
    for note in found.notes:
        say(_(note))
    if not rows:
        say(_("Nothing fits all the choices. Leave out one of them."))
    if form == "json":
        click.echo(_as_json(found, rows))
    else:
        _show_hits(rows, form)


def _show_hits(rows: list[dict[str, Any]], form: str) -> None:
    """Write the hits; people see no column in which nothing is known."""
    import polars as pl

    from omstilling import terminal

    told = [{**row, "reasons": _in_words(row["reasons"]) or None} for row in rows]
    table = pl.DataFrame(told, schema_overrides=dict.fromkeys(_TEXTS, pl.String))
    if form == "table" and rows:
        seen = table.with_columns(
            source=pl.coalesce("organisation", "cluster"),
            weak=pl.when("weak").then("weak"),
        )
        table = seen.select(name for name in _FOR_PEOPLE if seen[name].count())
    terminal.answer(table, form, language=language_of(None))


def _collection(
    snapshot: Snapshot, kind: Kind, *, folder: Path, encoder_name: str | None
) -> Collection:
    """Return what is searched; say how far reading it has come, if there is much."""
    from omstilling import terminal
    from omstilling.meaning import matching
    from omstilling.settings import settings

    with terminal.counting(f"Reading {kind} for the index") as on_read:
        return matching.collection(
            snapshot,
            kind,
            folder=folder,
            encoder_name=encoder_name or settings().encoder,
            index=settings().index,
            on_read=on_read,
        )


def _as_json(found: Match, rows: list[dict[str, Any]]) -> str:
    told = {"language": found.language, "english": found.english, "notes": found.notes}
    return _json({**told, "hits": rows})


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1, default=str)


def _row(rank: int, one: Found) -> dict[str, Any]:
    return {
        "rank": rank,
        **one.row,
        "score": one.hit.score,
        "similarity": one.hit.similarity,
        "lexical": one.hit.lexical,
        "crowding": one.hit.crowding,
        "weak": one.weak,
        "reasons": [
            {
                side: {**phrase.span._asdict(), "english": phrase.english}
                for side, phrase in (("query", why.query), ("found", why.text))
            }
            | {"similarity": why.similarity}
            for why in one.reasons
        ],
    }


def _in_words(reasons: list[dict[str, Any]]) -> str:
    pairs = ((why["query"]["text"], why["found"]["text"]) for why in reasons)
    return "; ".join(f"{asked} ↔ {found}" for asked, found in pairs)


@click.group()
def meaning() -> None:
    """Measure how well texts are understood and found."""


@meaning.command()
@data_option
@store_option
def index(*, data: Path | None, store_folder: Path | None) -> None:
    """Read all needs, offers and organisations now, so that no search has to wait.

    What has been read is kept in the store; only what has changed is read again.
    """
    from omstilling.errors import UsageError
    from omstilling.meaning.matching import KINDS

    snapshot = snapshot_of(data, store_folder)
    folder = store_of(store_folder) / "meaning"
    for kind in KINDS:
        try:
            made = _collection(snapshot, kind, folder=folder, encoder_name=None)
        except UsageError as none:
            say(f"{none.message} {none.hint}")
        else:
            click.echo(f"{kind}: {made.table.height} texts can be searched.")
            if made.note:
                say(made.note)


@meaning.command()
@click.argument("pairs", type=click.Path(path_type=Path))
@click.option(
    "--pool",
    type=click.Path(path_type=Path),
    help="More texts to choose from, one a line.",
)
@click.option(
    "--encoder",
    "encoders",
    multiple=True,
    help="Another encoder to compare; repeatable.",
)
@_FORM
def evaluate(
    *, pairs: Path, pool: Path | None, encoders: tuple[str, ...], form: str
) -> None:
    """Rank the offers of PAIRS, and the pool, for every need, by every method.

    PAIRS has one JSON object a line, with `need` and `offer`.
    """
    from omstilling.meaning import evaluation
    from omstilling.settings import settings

    found = evaluation.evaluate(
        evaluation.read_pairs(pairs, pool=pool), seed=settings().seed, encoders=encoders
    )
    if form == "json":
        click.echo(_json(found))
    else:
        _show_methods(found)


def _show_methods(found: dict[str, Any]) -> None:
    import polars as pl

    from omstilling import terminal

    names = ("recall_1", "recall_5", "recall_10", "mrr")
    table = pl.DataFrame(
        [
            {"method": one["name"]} | {name: _interval(one[name]) for name in names}
            for one in found["methods"]
        ]
    )
    terminal.show_table(table, language_of(None))
    say(f"{found['pairs']} pairs, {found['pool']} texts; default: {found['default']}.")


def _interval(one: dict[str, float]) -> str:
    return "{value:.3f} ({low:.3f}–{high:.3f})".format(**one)


@meaning.command()
@_FILES
@click.option(
    "--limit", type=int, default=100, show_default=True, help="How many words missed."
)
@_FORM
def coverage(*, files: tuple[Path, ...], limit: int, form: str) -> None:
    """Say how many running words of Norwegian texts the glossary has, and which not.

    Files of JSON lines are read by their `text` or `need`, others line by line.
    """
    from omstilling.errors import check_range
    from omstilling.meaning import evaluation, gloss

    check_range("limit", "coverage", limit, 1, 1_000_000)
    texts = (text for file in files for text in evaluation.read_texts(file))
    found = gloss.coverage(texts, limit=limit)
    missing = [{"word": word, "count": count} for word, count in found.missing]
    if form == "json":
        told = {"words": found.words, "known": found.known, "share": found.share}
        click.echo(_json({**told, "missing": missing}))
        return
    if not found.words:
        say("There is no word in these files, so there is nothing to cover.")
        return
    for word, count in found.missing:
        click.echo(f"{count}\t{word}")
    say(f"{found.known} of {found.words} running words are known ({found.share:.1%}).")
