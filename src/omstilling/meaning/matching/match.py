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
    Reason,
    exact_terms,
    open_index,
    reasons,
)
from omstilling.meaning.texts import LIMIT, clean
from omstilling.store import Snapshot

UNREADABLE = gettext_noop(
    "The text is in none of bokmål, nynorsk and English, as far as can be told; it is "
    "compared as it stands."
)
CUT = gettext_noop("The text is long; only its beginning was read.")
MOST = 1000
EVERYTHING = Wanted()


@dataclass(frozen=True)
class Collection:
    """Texts of one kind in a snapshot, ready to be searched."""

    table: pl.DataFrame
    index: Index
    note: str


class Found(NamedTuple):
    """A hit with what is known of it: a row of `Collection.table`, and the reasons."""

    hit: Hit
    row: dict[str, Any]
    reasons: list[Reason]


class Match(NamedTuple):
    """The hits, the language and English of the query, and what to tell beside."""

    found: list[Found]
    language: TextLanguage
    english: str
    notes: list[str]


@lru_cache(maxsize=8)
def collection(
    snapshot: Snapshot, kind: Kind, *, folder: Path, encoder_name: str = "default"
) -> Collection:
    """Return the texts of one kind with their index, which `folder` keeps.

    The first time takes as long as the encoder needs for all texts; then only what has
    changed is encoded.
    """
    table = texts_of(snapshot, kind)
    opened = open_index(
        folder / kind,
        table["id"].to_list(),
        table["text"].to_list(),
        encoder=encoder(encoder_name),
    )
    return Collection(table, opened.index, opened.note)


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
    hits = asked.index.search(query, limit=limit, allowed=allowed(asked.table, wanted))
    rows = {row["id"]: row for row in asked.table.iter_rows(named=True)}
    texts = [rows[hit.id]["text"] for hit in hits]
    why = reasons(read, texts, encoder=asked.index.encoder)
    found = [Found(hit, rows[hit.id], met) for hit, met in zip(hits, why, strict=True)]
    return Match(found, found_language, english, _notes(asked, text, found_language))


def _notes(asked: Collection, text: str, language: TextLanguage) -> list[str]:
    unread = language == "other" and not exact_terms(clean(text))
    told = {
        asked.note: bool(asked.note),
        UNREADABLE: unread,
        CUT: len(text) > LIMIT,
        WITHOUT_EXTRA: not default_is_whole(),
    }
    return [note for note, applies in told.items() if applies]
