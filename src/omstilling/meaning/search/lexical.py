"""Lexical search: BM25 over stems, and how many exact terms of the query are there.

BM25 as Robertson and Zaragoza 2009 (doi:10.1561/1500000019), with k₁ = 1.2, b = 0.75
and the inverse document frequency log(1 + (N − n + ½) / (n + ½)), which is never
negative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from scipy.sparse import csc_array

from omstilling.meaning.search.terms import EXACT, terms

Scores: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float32]]
_K1, _B = 1.2, 0.75


class Lexical(NamedTuple):
    """Scores of one query for every text, both from 0 to 1.

    Attributes
    ----------
    stems
        BM25 as a share of what a text could reach that repeats all of the query.
    exact
        Share of the query's exact terms that the text has, weighted by how rare they
        are.
    """

    stems: Scores
    exact: Scores


class LexicalIndex:
    """Terms of many texts.

    Parameters
    ----------
    listed
        The terms of each text, as `terms` returns them, in the order that scores are to
        have.
    """

    def __init__(self, listed: Iterable[Sequence[str]]) -> None:
        self.listed = list(listed)
        self._ready: _Weights | None = None

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Return the index of these texts."""
        return cls(map(terms, texts))

    def __len__(self) -> int:
        return len(self.listed)

    def __repr__(self) -> str:
        return f"LexicalIndex({len(self)} texts)"

    def add(self, texts: Sequence[str]) -> None:
        """Add texts at the end."""
        self.listed += map(terms, texts)
        self._ready = None

    def keep(self, positions: Sequence[int]) -> None:
        """Keep the texts at these positions, in this order."""
        self.listed = [self.listed[at] for at in positions]
        self._ready = None

    def scores(self, query: str) -> Lexical:
        """Score every text for a query; zeros where they have no term in common."""
        if self._ready is None:
            self._ready = _Weights([Counter(one) for one in self.listed])
        asked = sorted(set(terms(query)))
        return Lexical(
            self._ready.share([one for one in asked if not one.startswith(EXACT)]),
            self._ready.share([one for one in asked if one.startswith(EXACT)]),
        )


class _Weights:
    """The weight of each term in each text, divided by the most it could be."""

    def __init__(self, counts: Sequence[Counter[str]]) -> None:
        self._column = {
            term: at for at, term in enumerate(sorted(set().union(*counts)))
        }
        sizes = [len(one) for one in counts]
        rows = np.repeat(np.arange(len(counts)), sizes)
        columns = np.fromiter(
            (self._column[term] for one in counts for term in one), int, sum(sizes)
        )
        often = np.fromiter(
            (count for one in counts for count in one.values()), float, sum(sizes)
        )
        exact = np.array([term.startswith(EXACT) for term in self._column], bool)
        length = np.bincount(rows, often, minlength=len(counts))
        relative = length / max(length.mean(), 1.0) if len(counts) else length
        norm = _K1 * (1 - _B + _B * relative)
        weight = often / (often + norm[rows]) if len(often) else often
        weight = np.where(exact[columns], 1.0, weight) if len(often) else weight
        shape = (len(counts), len(self._column))
        self._table = csc_array((weight, (rows, columns)), shape=shape)
        texts_with = np.diff(self._table.indptr)
        self._rarity = np.log1p((len(counts) - texts_with + 0.5) / (texts_with + 0.5))
        self._rarest = float(np.log1p(2 * len(counts) + 1))

    def share(self, asked: Sequence[str]) -> Scores:
        """Return for each text the weight of these terms over the most it could be."""
        total = np.zeros(self._table.shape[0])
        most = 0.0
        for term in asked:
            at = self._column.get(term)
            most += self._rarest if at is None else float(self._rarity[at])
            if at is not None:
                part = slice(*self._table.indptr[at : at + 2])
                total[self._table.indices[part]] += (
                    self._rarity[at] * self._table.data[part]
                )
        return (total / most if most else total).astype(np.float32)
