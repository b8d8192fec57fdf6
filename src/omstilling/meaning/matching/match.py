"""The best offers, needs or organisations for a text, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from omstilling.errors import UsageError, check_range
from omstilling.language import gettext_noop
from omstilling.meaning.encoders import WITHOUT_EXTRA, default_is_whole, encoder
from omstilling.meaning.gloss import TextLanguage, detect, gloss
from omstilling.meaning.matching.texts_of import Kind, texts_of
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


@dataclass(frozen=True)
class Collection:
    """Texts of one kind in a snapshot, ready to be searched."""

    table: pl.DataFrame
    index: Index
    note: str


class Found(NamedTuple):
    """A hit with what is known of it: a row of `Collection.table`, and the reasons."""

    hit: Hit
    row: dict[str, str | None]
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
    other_sector_than: str | None = None,
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
    other_sector_than
        An SN2007 code; what is known to be in the same division is left out before the
        best are taken. What has no activity stays.
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
        query, limit=limit, allowed=_allowed(asked.table, other_sector_than)
    )
    rows = {row["id"]: row for row in asked.table.iter_rows(named=True)}
    using = asked.index.encoder
    found = [
        Found(hit, rows[hit.id], reasons(read, rows[hit.id]["text"], encoder=using))
        for hit in hits
    ]
    return Match(found, found_language, english, _notes(asked, text, found_language))


def _allowed(
    table: pl.DataFrame, code: str | None
) -> np.ndarray[tuple[int], np.dtype[np.bool_]] | None:
    if code is None:
        return None
    division = code.strip()[:2]
    if len(division) != 2 or not division.isdigit():
        raise UsageError(
            "The 'other_sector_than' parameter of match must be an SN2007 code. "
            f"Got {code!r} instead.",
            hint="Give two digits or more, for instance 25 or 25.620.",
        )
    same = table["activity"].str.slice(0, 2) == division
    return np.asarray(~same.fill_null(value=False).to_numpy(), bool)


def _notes(asked: Collection, text: str, language: TextLanguage) -> list[str]:
    unread = language == "other" and not exact_terms(clean(text))
    told = {
        asked.note: bool(asked.note),
        UNREADABLE: unread,
        CUT: len(text) > LIMIT,
        WITHOUT_EXTRA: not default_is_whole(),
    }
    return [note for note, applies in told.items() if applies]
