"""Needs and offers that say nearly the same, also in another language.

Two texts are near-duplicates when the cosine of their vectors reaches `THRESHOLD`.
Texts in a language that the encoders do not read are compared by the runs of four
letters that they share instead (Dice coefficient; Broder 1997, "On the resemblance and
containment of documents", doi:10.1109/SEQUEN.1997.666900).
"""

from __future__ import annotations

from itertools import combinations

import dataframely as dy
import numpy as np
import polars as pl

from omstilling.meaning.encoders import Encoder, Vectors
from omstilling.meaning.needs.imports import said_in
from omstilling.meaning.texts import content_key
from omstilling.tables import Duplicate

THRESHOLD = 0.51
"""Just above the most alike of the development pairs that are no twins (0.50): none of
them is called one, and one twin of twenty-eight is missed."""

_RUN = 4
Pair = tuple[int, int]


def duplicates(
    statements: pl.DataFrame, *, encoder: Encoder, threshold: float = THRESHOLD
) -> dy.DataFrame[Duplicate]:
    """Return the pairs of needs, and of offers, that say nearly the same.

    Parameters
    ----------
    statements
        `Statement` rows.
    encoder
        Turns texts into vectors.
    threshold
        Least similarity, from 0 to 1.

    Returns
    -------
    Most similar first, then by id; an offer is never paired with a need.
    """
    rows = statements.sort("id")
    found: list[tuple[Pair, float]] = []
    for of_role in rows.with_row_index("at").partition_by("role", maintain_order=True):
        found += _pairs(of_role, encoder, threshold)
    keys = [content_key(text) for text in said_in(rows)]
    titles, ids = rows["title"], rows["id"]
    table = pl.DataFrame(
        [
            {
                "similarity": similarity,
                "shared_letters": shared_letters(keys[first], keys[second]),
                "statement": ids[first],
                "duplicate": ids[second],
                "title": titles[first],
                "duplicate_title": titles[second],
            }
            for (first, second), similarity in found
        ],
        schema=Duplicate.create_empty().schema,
    )
    order = ["similarity", "statement", "duplicate"]
    return Duplicate.validate(table.sort(order, descending=[True, False, False]))


def _pairs(
    rows: pl.DataFrame, encoder: Encoder, threshold: float
) -> list[tuple[Pair, float]]:
    readable = rows.filter(pl.col("language") != "other")
    at = readable["at"].to_list()
    vectors = encoder.encode(said_in(readable))
    found = [
        ((at[first], at[second]), similarity)
        for first, second, similarity in near_pairs(vectors, threshold)
    ]
    other = rows.filter(pl.col("language") == "other")
    keys = dict(zip(other["at"], map(content_key, said_in(other)), strict=True))
    for first, second in combinations(keys, 2):
        similarity = shared_letters(keys[first], keys[second])
        if similarity >= threshold:
            found.append(((first, second), similarity))
    return found


def near_pairs(
    vectors: Vectors, threshold: float, *, block: int = 2048
) -> list[tuple[int, int, float]]:
    """Return the pairs of rows, first before second, with a cosine from `threshold` up.

    A block of rows at a time, so that memory does not grow with their square.
    """
    found: list[tuple[int, int, float]] = []
    for start in range(0, len(vectors), block):
        cosines = vectors[start : start + block] @ vectors.T
        near = np.argwhere(cosines >= threshold)
        near = near[near[:, 0] + start < near[:, 1]]
        values = np.clip(cosines[near[:, 0], near[:, 1]], -1, 1)
        found += [
            (int(row) + start, int(other), float(value))
            for (row, other), value in zip(near, values, strict=True)
        ]
    return found


def shared_letters(first: str, second: str) -> float:
    """Return which share of the runs of four letters of two keys they have in common.

    >>> shared_letters("sveising", "sveising"), shared_letters("sveis", "laks")
    (1.0, 0.0)
    """
    one, two = _runs(first), _runs(second)
    return 2 * len(one & two) / (len(one) + len(two))


def _runs(key: str) -> set[str]:
    return {key[at : at + _RUN] for at in range(max(1, len(key) - _RUN + 1))}
