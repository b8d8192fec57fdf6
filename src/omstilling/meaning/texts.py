"""Text as people send it, made into text that can be read.

Whatever comes in, something defined comes out: markup, scripts and control characters
are gone, wrongly decoded letters are mended, and very long texts are cut.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LIMIT = 20_000
"""Characters of a text that are read; what follows is left out."""

_SCRIPT = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<!--.*?(-->|\Z)|</?[a-zA-Z!?][^<>]*>", re.DOTALL)
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\ufeff\ufffd]")
_SPACE = re.compile(r"\s+")
_FOREIGN = re.compile(r"[^\x00-\x7f]{2,}")
_SENTENCE = re.compile(r"[^.!?;:]+(?:[.!?;:](?!\s|$)[^.!?;:]*)*[.!?;:]*")
_WORD = re.compile(r"[^\W_]+")


class Span(NamedTuple):
    """Part of a text, from `start` up to `end` in characters: what stands there."""

    start: int
    end: int
    text: str


def clean(text: str) -> str:
    """Return what a text says, on one line, at most `LIMIT` characters of it.

    Script and style elements go with what they hold, other tags become spaces, entities
    become their characters, and letters that were written in UTF-8 and read as cp1252
    (``Ã¥``) are mended. Normalised to NFC.
    """
    text = _FOREIGN.sub(lambda found: _mended(found[0]), text[: 4 * LIMIT])
    for _ in range(2):
        # Twice: markup that was itself written with entities is markup all the same.
        text = html.unescape(_TAG.sub(" ", _SCRIPT.sub(" ", text)))
    text = unicodedata.normalize("NFC", _HIDDEN.sub(" ", text))
    return _SPACE.sub(" ", text).strip()[:LIMIT]


def _mended(run: str) -> str:
    try:
        return run.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return run


def content_key(text: str) -> str:
    """Return letters and digits of a text in lower case, the same if written twice."""
    return "".join(_WORD.findall(clean(text).casefold()))


def sentences(text: str) -> Iterator[Span]:
    """Yield the sentences and clauses of a text, by full stop, colon and the like.

    A sign inside a number or a word (``13.849``, ``e.g``) ends none.
    """
    for found in _SENTENCE.finditer(text):
        part = found[0].strip()
        if part:
            start = found.start() + found[0].index(part)
            yield Span(start, start + len(part), part)


def words(text: str) -> list[Span]:
    """Return the runs of letters and digits of a text."""
    return [Span(*found.span(), found[0]) for found in _WORD.finditer(text)]
