"""Texts that are found by what they mean and by the terms they share with a query."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from omstilling.errors import UsageError, check_range
from omstilling.meaning.encoders import Encoder, Vectors, toward_offers
from omstilling.meaning.search.lexical import Lexical, LexicalIndex, Scores
from omstilling.meaning.search.vectors import (
    Allowed,
    Graph,
    Kind,
    Nearest,
    VectorIndex,
    crowding,
)
from omstilling.meaning.texts import clean, words

#: What a full lexical match adds to a similarity; chosen on the development pairs,
#: Cranfield and 1,000 questions of NorQuAD.
STEMS_WEIGHT = 0.6
#: The same for exact terms: names, standards and part numbers.
EXACT_WEIGHT = 0.6
#: What is taken off for texts that stand close together: half, as in cross-domain
#: similarity local scaling (Conneau et al. 2018, arXiv:1710.04087).
CROWDING_WEIGHT = 0.5
_DEPTH = 200
_MOST_HITS = 10_000


class Hit(NamedTuple):
    """A text that was found.

    Attributes
    ----------
    id
        Of the text.
    score
        What hits are ordered by: similarity and what shared terms add to it, less half
        the crowding.
    similarity
        Inner product of the vectors, -1 to 1.
    lexical
        What shared terms add, 0 or more.
    crowding
        How near the text's own nearest ten others are to it, -1 to 1: what is near to
        many says less by being near to the query.
    """

    id: str
    score: float
    similarity: float
    lexical: float
    crowding: float


class Index:
    """Texts with their vectors and terms.

    Parameters
    ----------
    ids
        One for each text, no two alike.
    texts
        In any language that the encoder reads.
    vectors
        The texts' rows of the encoder.
    lexical
        The texts' terms.
    encoder
        Reads the queries.
    kind
        ``flat`` (exact) or ``hnsw`` (approximate where nothing is left out).
    crowded
        What `crowding` returns for the vectors, if it is known.
    graph
        What `near.graph()` returned for them, if it is known.
    """

    def __init__(
        self,
        ids: Sequence[str],
        texts: Sequence[str],
        vectors: Vectors,
        *,
        lexical: LexicalIndex,
        encoder: Encoder,
        kind: Kind = "flat",
        crowded: Scores | None = None,
        graph: Graph | None = None,
    ) -> None:
        _check_ids(ids, texts)
        self.ids = list(ids)
        self.texts = list(texts)
        self.encoder = encoder
        self.vectors = vectors
        self.lexical = lexical
        self.kind: Kind = kind
        self._crowded = crowded
        self._graph = graph
        self._near: VectorIndex | None = None

    @classmethod
    def build(
        cls,
        ids: Sequence[str],
        texts: Sequence[str],
        *,
        encoder: Encoder,
        kind: Kind = "flat",
    ) -> Index:
        """Encode texts and return their index."""
        return cls(
            ids,
            texts,
            encoder.encode(texts),
            lexical=LexicalIndex.build(texts),
            encoder=encoder,
            kind=kind,
        )

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        return f"Index({len(self)} texts, {self.kind}, {self.encoder.name})"

    @property
    def crowded(self) -> Scores:
        """The crowding of each text, found when it is first asked for."""
        if self._crowded is None:
            self._crowded = crowding(self.vectors)
        return self._crowded

    @property
    def near(self) -> VectorIndex:
        """The vectors with half their crowding taken off, to be searched."""
        if self._near is None:
            taken = -CROWDING_WEIGHT * self.crowded[:, None]
            rows = np.hstack([self.vectors, taken])
            self._near = VectorIndex(rows, kind=self.kind, graph=self._graph)
        return self._near

    def add(self, ids: Sequence[str], texts: Sequence[str]) -> None:
        """Add texts; raise `UsageError` if an id is there already."""
        _check_ids([*self.ids, *ids], [*self.texts, *texts])
        self._replace(np.vstack([self.vectors, self.encoder.encode(texts)]))
        self.lexical.add(texts)
        self.ids += ids
        self.texts += texts

    def remove(self, ids: Collection[str]) -> None:
        """Remove texts; ids that are not there are passed over."""
        gone = set(ids)
        kept = [at for at, one in enumerate(self.ids) if one not in gone]
        self._replace(self.vectors[kept])
        self.lexical.keep(kept)
        self.ids = [self.ids[at] for at in kept]
        self.texts = [self.texts[at] for at in kept]

    def _replace(self, vectors: Vectors) -> None:
        """Take other vectors; what was made of the old ones is made when needed."""
        self.vectors = vectors
        self._crowded = self._graph = self._near = None

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        allowed: Allowed | None = None,
        offers: bool = False,
    ) -> list[Hit]:
        """Return the best texts for a query, the best first, ties by id.

        Parameters
        ----------
        query
            Any text; one in which nothing can be read has no hits.
        limit
            How many, 1 to 10,000; fewer come back only if fewer are allowed.
        allowed
            Which texts may be found, one truth value for each of `ids`; it is applied
            before the limit.
        offers
            Whether the texts are offers and the query the need that they may answer,
            which is then moved toward them (`toward_offers`).
        """
        check_range("limit", "Index.search", limit, 1, _MOST_HITS)
        if not words(clean(query)):
            return []
        row = self.encoder.encode([query])
        if offers:
            row = toward_offers(row, encoder=self.encoder)
        added = fused_terms(self.lexical.scores(query))
        depth = max(_DEPTH, 2 * limit)
        near = self._nearest(row, depth, allowed)
        candidates = np.union1d(near, _best(added, depth, allowed))
        similar = self.vectors[candidates] @ row[0]
        parts = (similar, added[candidates], self.crowded[candidates])
        found = np.column_stack([score(*parts), *parts]).tolist()
        hits = [
            Hit(self.ids[at], *numbers)
            for at, numbers in zip(candidates.tolist(), found, strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit]

    def _nearest(self, row: Vectors, count: int, allowed: Allowed | None) -> Nearest:
        """Return the positions with the greatest similarity less half the crowding."""
        query = np.hstack([row, np.ones((1, 1), np.float32)])
        return self.near.nearest(query, count=count, allowed=allowed)


def score(
    similarity: NDArray[Any], lexical: NDArray[Any], crowded: NDArray[Any]
) -> NDArray[Any]:
    """Return what texts are ordered by, for arrays that broadcast."""
    taken = np.float32(CROWDING_WEIGHT) * crowded
    return np.asarray(similarity + lexical - taken)


def fused_terms(lexical: Lexical) -> Scores:
    """Return what shared terms add to the similarity of each text."""
    return (STEMS_WEIGHT * lexical.stems + EXACT_WEIGHT * lexical.exact).astype(
        np.float32
    )


def _best(
    scores: Scores, count: int, allowed: Allowed | None
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    found = np.flatnonzero(scores > 0 if allowed is None else (scores > 0) & allowed)
    order = np.argsort(-scores[found], kind="stable")
    return found[order[:count]]


def _check_ids(ids: Sequence[str], texts: Sequence[str]) -> None:
    if len(ids) != len(texts) or len(set(ids)) != len(ids):
        raise UsageError(
            "The 'ids' parameter of Index must name each text, no two alike. "
            f"Got {len(ids)} ids, {len(set(ids))} of them different, for {len(texts)} "
            "texts instead.",
            hint="Give each text an id of its own.",
        )
