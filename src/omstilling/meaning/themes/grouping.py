"""Which answers ask for the same: by a frame of known themes, or by themselves.

Answers of one sector are alike because they speak of the same things; what is common to
the answers of a sector is taken out of their vectors first, drawn toward nothing the
more so the fewer they are (a ridge regression on the sectors).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from sklearn.cluster import SpectralClustering
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import silhouette_score
from sklearn.neighbors import kneighbors_graph

from omstilling.errors import check_range
from omstilling.meaning.encoders import Encoder, Vectors, unit_rows
from omstilling.meaning.themes.frame import Known

Labels: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
Scores: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.float64]]

LETTERS_WEIGHT = 0.3
"""How much shared letters count beside meaning; chosen on every other answer."""

LEAST_SHARE = 0.03
"""A known theme with a smaller share of the answers is given up."""

_LEAST_BY_THEMSELVES = 3
_NEIGHBOURS = 30
_MOST_BY_THEMSELVES = 20
_TRACE = 1e-6


def without_sector(
    vectors: Vectors, sectors: Sequence[str | None], *, beside: Vectors | None = None
) -> Vectors:
    """Return vectors of what each answer says beyond what its sector says.

    Parameters
    ----------
    vectors
        One row an answer.
    sectors
        The sector of each; None where it is not known.
    beside
        Rows that help to tell the middle of all texts, so that few answers are enough.
    """
    if not len(vectors):
        return vectors
    middle = np.vstack([vectors, *([] if beside is None else [beside])]).mean(axis=0)
    away = vectors - middle
    result = away.copy()
    for sector in sorted({one for one in sectors if one is not None}):
        own = np.array([one == sector for one in sectors])
        result[own] -= away[own].sum(axis=0) / (own.sum() + 1)
    return unit_rows(result)


def by_frame(
    texts: Sequence[str],
    vectors: Vectors,
    sectors: Sequence[str | None],
    *,
    frame: Sequence[Known],
    encoder: Encoder,
    number: int | None = None,
) -> Labels:
    """Return for each answer the known theme that it is nearest to.

    Nearness is the mean cosine to the phrases of a theme, and how many runs of three to
    five letters it shares with them; each is brought to the same mean and spread for
    every theme, so that no theme is near to everything.

    Parameters
    ----------
    texts, vectors, sectors
        The answers, one each.
    frame
        The known themes.
    encoder
        The one that made the vectors.
    number
        How many themes are kept, those with most answers; by default those with 3 % of
        the answers.
    """
    if number is not None:
        check_range("number", "themes", number, 1, len(frame))
    phrases = [phrase for known in frame for phrase in known.phrases]
    middle = encoder.encode(phrases)
    near = without_sector(vectors, sectors, beside=middle)
    scores = _meaning(near, middle, frame) + LETTERS_WEIGHT * _letters(texts, frame)
    return _keep_large(scores, number)


def _meaning(near: Vectors, phrases: Vectors, frame: Sequence[Known]) -> Scores:
    away = unit_rows(phrases - phrases.mean(axis=0))
    themes = np.repeat(np.arange(len(frame)), [len(known.phrases) for known in frame])
    means = np.stack([away[themes == n].mean(axis=0) for n in range(len(frame))])
    return _alike_for_all(near @ means.T, away @ means.T)


def _letters(texts: Sequence[str], frame: Sequence[Known]) -> Scores:
    joined = [" ".join(known.phrases) for known in frame]
    runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    themes = runs.fit_transform(joined).T
    phrases = runs.transform([phrase for known in frame for phrase in known.phrases])
    return _alike_for_all(
        (runs.transform(texts) @ themes).toarray(), (phrases @ themes).toarray()
    )


def _alike_for_all(
    answers: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    phrases: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> Scores:
    """Bring the similarities to each theme to mean 0 and spread 1 over all texts."""
    every = np.vstack([answers, phrases])
    return np.asarray((answers - every.mean(axis=0)) / every.std(axis=0), np.float64)


def _keep_large(scores: Scores, number: int | None) -> Labels:
    """Give up the smallest theme, again and again, until those left are large."""
    kept = list(range(scores.shape[1]))
    least = max(1.0, LEAST_SHARE * len(scores))
    while True:
        labels: Labels = np.array(kept)[scores[:, kept].argmax(axis=1)]
        counts = np.bincount(labels, minlength=scores.shape[1])
        smallest = min(kept, key=lambda theme: (counts[theme], -theme))
        done = counts[smallest] >= least if number is None else len(kept) <= number
        if done or len(kept) == 1:
            return labels
        kept.remove(smallest)


def by_themselves(
    vectors: Vectors,
    sectors: Sequence[str | None],
    *,
    number: int | None = None,
    seed: int = 0,
) -> Labels:
    """Return a group for each answer, without any theme known beforehand.

    Spectral clustering of the graph that joins each answer to the thirty nearest (von
    Luxburg 2007, doi:10.1007/s11222-007-9033-z). Without a `number`, the one up to
    twenty is taken whose groups are most apart from each other (mean silhouette,
    Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7).
    """
    most = max(1, len(vectors) // _LEAST_BY_THEMSELVES)
    if number is not None:
        check_range("number", "themes", number, 1, most)
    if number == 1 or most == 1:
        return np.zeros(len(vectors), np.int64)
    near = without_sector(vectors, sectors)
    graph = _graph(near)
    if number is not None:
        return _spectral(graph, number, seed)
    tried = range(2, min(most, _MOST_BY_THEMSELVES) + 1)
    found = [_spectral(graph, tried_number, seed) for tried_number in tried]
    return max(found, key=lambda labels: _apart(near, labels))


def _graph(near: Vectors) -> Scores:
    joined = kneighbors_graph(near, min(_NEIGHBOURS, len(near) - 1)).toarray()
    alike = np.clip((near @ near.T).astype(np.float64), 0, None)
    # A trace everywhere, because the method asks for a graph in one piece.
    return np.asarray(np.maximum(joined, joined.T) * alike + _TRACE, np.float64)


def _spectral(graph: Scores, number: int, seed: int) -> Labels:
    method = SpectralClustering(
        number, affinity="precomputed", assign_labels="cluster_qr", random_state=seed
    )
    return np.asarray(method.fit_predict(graph), np.int64)


def _apart(near: Vectors, labels: Labels) -> float:
    if len(set(labels.tolist())) < 2:
        return -1.0
    return float(silhouette_score(near, labels, metric="cosine"))
