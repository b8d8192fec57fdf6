"""The methods that are compared: each scores every text for every query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import TypeAlias

import numpy as np
import snowballstemmer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from omstilling.meaning.encoders import (
    Vectors,
    default_is_whole,
    encoder,
    toward_offers,
)
from omstilling.meaning.evaluation.scores import Table
from omstilling.meaning.search import LexicalIndex, crowding, fused_terms, score
from omstilling.meaning.texts import clean, words

Method: TypeAlias = Callable[[Sequence[str], Sequence[str]], Table]
DEFAULT = "default"
_K1, _B = 1.2, 0.75


def methods(named: Sequence[str] = ()) -> dict[str, Method]:
    """Return name → method, the default last; `named` adds encoders by their names."""
    plain = ["wordllama", "gloss+wordllama"]
    if default_is_whole():
        plain += ["minilm", "gloss+minilm"]
    encoders = {name: by_encoder(name) for name in [*plain, *named]}
    return {
        "BM25": bm25,
        "character n-grams": character_ngrams,
        **encoders,
        "gloss+BM25": glossed_bm25,
        "default without terms and crowding": similar_offers,
        DEFAULT: offers,
    }


def bm25(queries: Sequence[str], texts: Sequence[str]) -> Table:
    """Score by BM25 on words stemmed both as Norwegian and as English.

    No translation: what is compared is what a search engine for Norwegian has.
    """
    counter = CountVectorizer(analyzer=stems)
    counts = counter.fit_transform(list(texts)).tocsc().astype(float)
    length = np.asarray(counts.sum(axis=1)).ravel()
    norm = _K1 * (1 - _B + _B * length / max(length.mean(), 1.0))
    with_term = np.diff(counts.indptr)
    rarity = np.log1p((len(texts) - with_term + 0.5) / (with_term + 0.5))
    counts.data *= (_K1 + 1) / (counts.data + norm[counts.indices])
    asked = counter.transform(list(queries)) > 0
    scores = asked.multiply(rarity).tocsr() @ counts.T
    return np.asarray(scores.toarray(), np.float32)


def stems(text: str) -> list[str]:
    """Return the stems of a text, Norwegian and English, each word once for each."""
    low = [span.text.lower() for span in words(clean(text))]
    return [stem for word in low for stem in sorted({*_both(word)})]


@cache
def _both(word: str) -> tuple[str, str]:
    return _stemmer("norwegian").stemWord(word), _stemmer("english").stemWord(word)


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(language)


def character_ngrams(queries: Sequence[str], texts: Sequence[str]) -> Table:
    """Score by the cosine of character 3- to 5-grams, weighted by tf–idf."""
    weigher = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32)
    table = weigher.fit_transform([clean(text) for text in texts])
    asked = weigher.transform([clean(text) for text in queries])
    return np.asarray((asked @ table.T).toarray(), np.float32)


def by_encoder(name: str) -> Method:
    """Return the method that scores by the inner product of an encoder's rows."""

    def compare(queries: Sequence[str], texts: Sequence[str]) -> Table:
        return _rows(name, tuple(queries)) @ _rows(name, tuple(texts)).T

    return compare


@lru_cache(maxsize=4)
def _rows(name: str, texts: tuple[str, ...]) -> Vectors:
    """Encode texts; kept, since the default is compared with and without its terms."""
    return encoder(name).encode(texts)


def glossed_bm25(queries: Sequence[str], texts: Sequence[str]) -> Table:
    """Score by shared terms alone, after the glossary, as the default does beside."""
    index = LexicalIndex.build(texts)
    return np.vstack([fused_terms(index.scores(query)) for query in queries])


def similar_offers(needs: Sequence[str], texts: Sequence[str]) -> Table:
    """Score offers by the inner product with needs that were moved toward offers."""
    chosen = encoder(DEFAULT)
    moved = toward_offers(_rows(DEFAULT, tuple(needs)), encoder=chosen)
    return np.asarray(moved @ _rows(DEFAULT, tuple(texts)).T, np.float32)


def offers(needs: Sequence[str], texts: Sequence[str]) -> Table:
    """Score as `Index.search` scores offers for a need, for every text."""
    return _scored(needs, texts, similar_offers(needs, texts))


def default(queries: Sequence[str], texts: Sequence[str]) -> Table:
    """Score as `Index.search` does texts of the same kind, for every text."""
    return _scored(queries, texts, by_encoder(DEFAULT)(queries, texts))


def _scored(queries: Sequence[str], texts: Sequence[str], similar: Table) -> Table:
    crowded = crowding(_rows(DEFAULT, tuple(texts)))
    scores = score(similar, glossed_bm25(queries, texts), crowded)
    return np.asarray(scores, np.float32)
