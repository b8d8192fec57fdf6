"""The nearest of many vectors, by faiss: exact, or approximate by a setting.

Flat search compares with every vector. HNSW (Malkov and Yashunin 2020,
doi:10.1109/TPAMI.2018.2889473) walks a graph and may miss some; on two cores making
the graph pays only beyond some hundred thousand queries.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from typing import Any, Literal, TypeAlias

import faiss
import numpy as np

from omstilling.meaning.encoders import Vectors
from omstilling.meaning.search.lexical import Scores

Kind: TypeAlias = Literal["flat", "hnsw"]
Allowed: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]
Nearest: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
Graph: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint8]]
#: Its stubs are those of the C++ library, without what its Python adds.
_FAISS: Any = faiss
_LINKS, _BUILD_WIDTH, _SEARCH_WIDTH = 32, 120, 128
_NEIGHBOURS = 10
_MOST_COMPARED = 32_768


class VectorIndex:
    """Vectors, found by inner product.

    Parameters
    ----------
    vectors
        One row a text.
    kind
        ``flat`` is exact; ``hnsw`` approximate where nothing is left out.
    graph
        What `graph` returned for the same vectors, with ``hnsw``; made if None.
    """

    def __init__(
        self, vectors: Vectors, *, kind: Kind = "flat", graph: Graph | None = None
    ) -> None:
        self.kind = kind
        self._shape = vectors.shape
        self._graph = _hnsw(vectors, graph) if kind == "hnsw" else None
        # The graph holds the vectors as well, in a flat index of its own.
        self._flat = _flat(vectors) if self._graph is None else self._graph.storage

    def __repr__(self) -> str:
        rows, width = self._shape
        return f"VectorIndex({rows} × {width}, {self.kind})"

    def graph(self) -> Graph | None:
        """Return the graph as bytes, with the vectors in it; None if it is flat."""
        if self._graph is None:
            return None
        return np.asarray(_FAISS.serialize_index(self._graph), np.uint8)

    def nearest(
        self, query: Vectors, *, count: int, allowed: Allowed | None = None
    ) -> Nearest:
        """Return the positions of the rows nearest to one row, the nearest first.

        Parameters
        ----------
        query
            One row.
        count
            How many; fewer come back only if fewer are allowed.
        allowed
            Which rows may be found; it is applied before the count. The search is then
            exact whatever the kind: a graph may not lead to the few that are allowed.
        """
        most = min(count, self._shape[0])
        if most == 0:
            return np.empty(0, np.int64)
        if self._graph is not None and allowed is None:
            wide = _FAISS.SearchParametersHNSW(efSearch=max(_SEARCH_WIDTH, most))
            found = self._graph.search(query, most, params=wide)[1][0]
            if (found >= 0).all():
                return np.asarray(found, np.int64)
        found = self._flat.search(query, most, params=_selected(allowed))[1][0]
        return np.asarray(found[found >= 0], np.int64)


def _selected(allowed: Allowed | None) -> Any:
    if allowed is None:
        return None
    # faiss keeps the bits as long as the parameters live.
    bits = np.packbits(allowed, bitorder="little")
    return _FAISS.SearchParameters(sel=_FAISS.IDSelectorBitmap(bits))


def crowding(vectors: Vectors) -> Scores:
    """Return the mean inner product of each row with its ten nearest others.

    That of Conneau et al. 2018 (arXiv:1710.04087) with the texts themselves as the
    neighbours. Rows that are the same count as one. Where there are fewer than ten
    others, those that lack count as 0. Of more than 32,768 different rows every second,
    third or so is compared with, so that time grows with the number of rows, not with
    its square.

    Parameters
    ----------
    vectors
        Rows of length 1, or zeros.
    """
    rows, of_row = _distinct(vectors)
    step = max(1, ceil(len(rows) / _MOST_COMPARED))
    compared = rows[::step]
    most = min(_NEIGHBOURS + 1, len(compared))
    if most < 2:
        return np.zeros(len(vectors), np.float32)
    alike, found = _flat(compared).search(rows, most)
    own = found * step == np.arange(len(rows))[:, None]
    # A row that is not compared with has no place of its own: the last one goes.
    own[~own.any(axis=1), -1] = True
    mean = np.where(own, np.float32(0), alike).sum(axis=1) / _NEIGHBOURS
    return np.asarray(mean[of_row], np.float32)


def _distinct(vectors: Vectors) -> tuple[Vectors, Nearest]:
    """Return the rows, each once, in the order of their bytes, and which each is."""
    whole = np.ascontiguousarray(vectors)
    if not len(whole):
        return whole, np.empty(0, np.int64)
    as_bytes = whole.view(f"V{whole.shape[1] * whole.itemsize}").ravel()
    _, first, of_row = np.unique(as_bytes, return_index=True, return_inverse=True)
    return whole[first], of_row


def _flat(vectors: Vectors) -> Any:
    index = _FAISS.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, np.float32))
    return index


def _hnsw(vectors: Vectors, graph: Graph | None) -> Any:
    if graph is not None:
        return _FAISS.deserialize_index(graph)
    width = vectors.shape[1]
    index = _FAISS.IndexHNSWFlat(width, _LINKS, _FAISS.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = _BUILD_WIDTH
    with _one_thread():
        index.add(np.ascontiguousarray(vectors, np.float32))
    return index


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let faiss use one thread: with more, a graph depends on which comes first."""
    before = _FAISS.omp_get_max_threads()
    _FAISS.omp_set_num_threads(1)
    try:
        yield
    finally:
        _FAISS.omp_set_num_threads(before)
