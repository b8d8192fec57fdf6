"""The best offers, needs or organisations for a text, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from omstilling.errors import UsageError, check_range
from omstilling.language import gettext_noop
from omstilling.meaning.encoders import WITHOUT_EXTRA, default_is_whole, encoder
from omstilling.meaning.gloss import TextLanguage, detect, gloss
from omstilling.meaning.matching.texts_of import Kind, texts_of
from omstilling.meaning.matching.wanted import Wanted, allowed
from omstilling.meaning.search import (
    Hit,
    Index,
    OnRead,
    Reason,
    is_sign,
    open_index,
    reasons,
)
from omstilling.meaning.search import Kind as IndexKind
from omstilling.meaning.texts import LIMIT, clean, words
from omstilling.store import Snapshot

UNREADABLE = gettext_noop(
    "The text is in none of bokmål, nynorsk and English, as far as can be told; it is "
    "compared as it stands."
)
CUT = gettext_noop("The text is long; only its beginning was read.")
DIGITS = gettext_noop(
    "The text has no word, only numbers; what has the same numbers is found."
)
ALL_WEAK = gettext_noop(
    "Nothing answers the text well. What comes nearest is shown, and it may well be "
    "about something else."
)
WEAK_SCORE, WEAK_NEARNESS = 0.05, 0.14
"""Below which a hit is weak: its score, and its similarity with what shared terms add.
Nine of ten right answers that are found among the first ten on the development pairs
reach each (`make bench ONLY=needs`). The score alone would tell
nothing among few texts, which crowd none."""

MOST = 1000
EVERYTHING = Wanted()


@dataclass(frozen=True)
class Collection:
    """Texts of one kind in a snapshot, ready to be searched."""

    kind: Kind
    table: pl.DataFrame
    index: Index
    note: str


class Found(NamedTuple):
    """A hit with what is known of it: a row of `Collection.table`, and the reasons.

    It is weak where its score is below `WEAK_SCORE`, or its similarity with what shared
    terms add below `WEAK_NEARNESS`.
    """

    hit: Hit
    row: dict[str, Any]
    reasons: list[Reason]
    weak: bool


class Match(NamedTuple):
    """The hits, the language and English of the query, and what to tell beside."""

    found: list[Found]
    language: TextLanguage
    english: str
    notes: list[str]


@lru_cache(maxsize=8)
def collection(
    snapshot: Snapshot,
    kind: Kind,
    *,
    folder: Path,
    encoder_name: str = "default",
    index: IndexKind = "flat",
    on_read: OnRead | None = None,
) -> Collection:
    """Return the texts of one kind with their index, which `folder` keeps.

    The first time takes as long as the encoder needs for all texts; then only what has
    changed is encoded. `on_read` is called with how many have been, and how many are to
    be.
    """
    table = texts_of(snapshot, kind)
    opened = open_index(
        folder / kind,
        table["id"].to_list(),
        table["text"].to_list(),
        encoder=encoder(encoder_name),
        kind=index,
        meant=table["meant"].to_list(),
        on_read=on_read,
    )
    return Collection(kind, table, opened.index, opened.note)


def match(
    asked: Collection,
    text: str,
    *,
    language: TextLanguage | None = None,
    wanted: Wanted = EVERYTHING,
    limit: int = 10,
) -> Match:
    """Return what answers a text best, with the phrases that met.

    Parameters
    ----------
    asked
        What is searched.
    text
        In bokmål, nynorsk or English.
    language
        Its language; detected if None.
    wanted
        What is left out before the best are taken.
    limit
        How many, 1 to 1,000.

    Raises
    ------
    UsageError
        The text says nothing, or a parameter is out of its range.
    """
    check_range("limit", "match", limit, 1, MOST)
    read = clean(text)
    if not any(map(str.isalnum, read)):
        raise UsageError(
            "The text to match says nothing.",
            hint="Write a need in a sentence or two, in bokmål, nynorsk or English.",
        )
    found_language = language or detect(read)
    english = gloss(read, language=found_language)
    query = english if language else read
    hits = asked.index.search(
        query,
        limit=limit,
        allowed=allowed(asked.table, wanted),
        offers=asked.kind == "offers",
    )
    rows = _rows(asked.table, hits)
    texts = [rows[hit.id]["text"] for hit in hits]
    why = reasons(read, texts, encoder=asked.index.encoder)
    found = [
        Found(hit, rows[hit.id], met, _weak(hit))
        for hit, met in zip(hits, why, strict=True)
    ]
    notes = _notes(asked, text, found_language, found)
    return Match(found, found_language, english, notes)


def _weak(hit: Hit) -> bool:
    return hit.score < WEAK_SCORE or hit.similarity + hit.lexical < WEAK_NEARNESS


def _rows(table: pl.DataFrame, hits: list[Hit]) -> dict[str, dict[str, Any]]:
    """Return the row of each hit by its id, without what only the index needs."""
    wanted = table.filter(pl.col("id").is_in([hit.id for hit in hits])).drop("meant")
    return {row["id"]: row for row in wanted.iter_rows(named=True)}


def _notes(
    asked: Collection, text: str, language: TextLanguage, found: list[Found]
) -> list[str]:
    read = clean(text)
    wordless = not any(map(str.isalpha, read))
    said = any(not is_sign(span.text) for span in words(read))
    told = {
        asked.note: bool(asked.note),
        DIGITS: wordless,
        UNREADABLE: language == "other" and said,
        ALL_WEAK: bool(found) and all(one.weak for one in found),
        CUT: len(text) > LIMIT,
        WITHOUT_EXTRA: not default_is_whole(),
    }
    return [note for note, applies in told.items() if applies]
