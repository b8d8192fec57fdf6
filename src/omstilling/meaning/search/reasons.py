"""Why a text was found: the phrases of both that met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from omstilling.errors import check_range
from omstilling.meaning.encoders import Encoder
from omstilling.meaning.gloss import (
    Translated,
    detect,
    little_words,
    translate,
)
from omstilling.meaning.texts import Span, clean, sentences, words

#: Where the needs and offers of the development pairs that belong together differ most
#: from the others: 57 % of the one and 28 % of the other have phrases as much alike
#: (`make bench ONLY=needs`).
LEAST_ALIKE = 0.28
_LONGEST = 3


class Phrase(NamedTuple):
    """Words of a text that stand together, where they stand, and their English."""

    span: Span
    english: str


class Reason(NamedTuple):
    """A phrase of the query, one of the text that is like it, and how alike, 0 to 1.

    The spans count characters of the texts as `clean` returns them.
    """

    query: Phrase
    text: Phrase
    similarity: float


def reasons(
    query: str, texts: Sequence[str], *, encoder: Encoder, limit: int = 3
) -> list[list[Reason]]:
    """Return for each text its phrases most like the query's, the most alike first.

    Each phrase stands in one reason of a text at most. Phrases are runs of up to three
    words without the little words between them.
    """
    check_range("limit", "reasons", limit, 1, 100)
    asked, offered = phrases(query), [phrases(text) for text in texts]
    # Each phrase is encoded once, and all together, which is faster.
    said = sorted({one.english for one in chain(asked, *offered)})
    rows = dict(zip(said, encoder.encode(said), strict=True))
    return [_met(asked, ours, rows, limit) for ours in offered]


def _met(
    asked: list[Phrase], offered: list[Phrase], rows: dict[str, Any], limit: int
) -> list[Reason]:
    if not asked or not offered:
        return []
    left, right = (
        np.vstack([rows[one.english] for one in side]) for side in (asked, offered)
    )
    alike = left @ right.T
    order = np.argsort(-alike, axis=None, kind="stable")
    found: list[Reason] = []
    for row, column in zip(*np.unravel_index(order, alike.shape), strict=True):
        similarity = float(alike[row, column])
        if similarity < LEAST_ALIKE or len(found) == limit:
            break
        taken = any(
            asked[row] == one.query or offered[column] == one.text for one in found
        )
        if not taken:
            found.append(Reason(asked[row], offered[column], min(similarity, 1.0)))
    return found


def phrases(text: str) -> list[Phrase]:
    """Return the phrases of a text, in order, with their English."""
    read = clean(text)
    whole = detect(read)
    found = []
    for sentence in sentences(read):
        own = detect(sentence.text)
        norwegian = (whole if own == "other" else own) in {"nb", "nn"}
        for run in _runs(sentence.text, norwegian=norwegian):
            start = sentence.start + run[0].span.start
            end = sentence.start + run[-1].span.end
            english = " ".join(one.english for one in run if one.english)
            found.append(Phrase(Span(start, end, read[start:end]), english))
    return [one for one in found if one.english]


def _runs(sentence: str, *, norwegian: bool) -> Iterator[list[Translated]]:
    pieces = (
        translate(sentence)
        if norwegian
        else [Translated(span, span.text, known=False) for span in words(sentence)]
    )
    run: list[Translated] = []
    for piece in pieces:
        little = piece.span.text.lower() in little_words()
        apart = run and not sentence[run[-1].span.end : piece.span.start].isspace()
        if run and (little or apart or len(run) == _LONGEST):
            yield run
            run = []
        if not little:
            run.append(piece)
    if run:
        yield run
