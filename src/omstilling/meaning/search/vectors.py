"""The nearest of many vectors, by faiss: exact, or approximate by a setting.

Flat search compares with every vector. HNSW (Malkov and Yashunin 2020,
doi:10.1109/TPAMI.2018.2889473) walks a graph and may miss some; on two cores building
the graph pays only beyond some hundred thousand queries.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import faiss
import numpy as np

from omstilling.meaning.encoders import Vectors
from omstilling.meaning.search.lexical import Scores

Kind: TypeAlias = Literal["flat", "hnsw"]
Allowed: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]
Nearest: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
#: Its stubs are those of the C++ library, without what its Python adds.
_FAISS: Any = faiss
_LINKS, _BUILD_WIDTH, _SEARCH_WIDTH = 32, 120, 128
_NEIGHBOURS = 10


class VectorIndex:
    """Vectors, found by inner product.

    Parameters
    ----------
    vectors
        One row a text.
    kind
        ``flat`` is exact; ``hnsw`` approximate.
    """

    def __init__(self, vectors: Vectors, *, kind: Kind = "flat") -> None:
        self.vectors = vectors
        self.kind = kind
        self._faiss = _made(vectors, kind)

    def __repr__(self) -> str:
        rows, width = self.vectors.shape
        return f"VectorIndex({rows} × {width}, {self.kind})"

    def nearest(
        self, query: Vectors, *, count: int, allowed: Allowed | None = None
    ) -> Nearest:
        """Return the positions of the rows nearest to one row, the nearest first.

        Parameters
        ----------
        query
            One row.
        count
            How many; fewer come back only if fewer are allowed (or, with HNSW, found).
        allowed
            Which rows may be found; it is applied before the count.
        """
        most = min(count, self.vectors.shape[0])
        if most == 0:
            return np.empty(0, np.int64)
        _, found = self._faiss.search(query, most, params=self._parameters(allowed))
        return np.asarray(found[0][found[0] >= 0], np.int64)

    def _parameters(self, allowed: Allowed | None) -> Any:
        # faiss keeps the bits as long as the parameters live.
        given: dict[str, Any] = {}
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            given["sel"] = _FAISS.IDSelectorBitmap(bits)
        if self.kind == "hnsw":
            return _FAISS.SearchParametersHNSW(efSearch=_SEARCH_WIDTH, **given)
        return _FAISS.SearchParameters(**given)


def crowding(vectors: Vectors) -> Scores:
    """Return the mean inner product of each row with its ten nearest others.

    That of Conneau et al. 2018 (arXiv:1710.04087) with the texts themselves as the
    neighbours. Where there are fewer than ten others, those that lack count as 0.

    Parameters
    ----------
    vectors
        Rows of length 1, or zeros.
    """
    most = min(_NEIGHBOURS + 1, vectors.shape[0])
    if most < 2:
        return np.zeros(vectors.shape[0], np.float32)
    alike, _ = _made(vectors, "flat").search(vectors, most)
    # The first is the row itself, or one just like it.
    return np.asarray(alike[:, 1:].sum(axis=1) / _NEIGHBOURS, np.float32)


def _made(vectors: Vectors, kind: Kind) -> Any:
    width = vectors.shape[1]
    if kind == "hnsw":
        index = _FAISS.IndexHNSWFlat(width, _LINKS, _FAISS.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = _BUILD_WIDTH
    else:
        index = _FAISS.IndexFlatIP(width)
    index.add(np.ascontiguousarray(vectors, np.float32))
    return index
