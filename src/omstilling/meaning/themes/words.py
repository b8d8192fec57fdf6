"""The words that set the answers of each theme apart from the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import snowballstemmer

from omstilling.language import Language
from omstilling.meaning.gloss import lexicon, little_words
from omstilling.meaning.texts import clean, words

_SHORTEST = 3
_STEMMERS: dict[Language, str] = {
    "nb": "norwegian",
    "nn": "norwegian",
    "en": "english",
}


def distinctive_words(
    texts: Sequence[str],
    labels: Sequence[int],
    *,
    language: Language,
    limit: int = 5,
) -> dict[int, list[str]]:
    """Return the words of each theme that are frequent in it and not elsewhere.

    The weight of a stem in a theme is p · log(p / q), where p is the share of the
    answers of the theme that have it and q that of all answers: what it adds to the
    divergence of Kullback and Leibler (Tomokiyo and Hurst 2003,
    doi:10.3115/1119282.1119287). A stem is shown as the word in which it is seen most
    often.

    Parameters
    ----------
    texts, labels
        The answers, and the theme of each.
    language
        Language of most answers: its stems are taken.
    limit
        How many words a theme gets at most.
    """
    seen: dict[str, Counter[str]] = {}
    counts: dict[int, Counter[str]] = {label: Counter() for label in labels}
    for text, label in zip(texts, labels, strict=True):
        stems = dict(_stems(text, language))
        counts[label].update(stems.keys())
        for stem, word in stems.items():
            seen.setdefault(stem, Counter())[word] += 1
    everywhere = {stem: forms.total() / len(texts) for stem, forms in seen.items()}
    sizes = Counter(labels)
    return {
        label: [
            _shown(seen[stem]) for stem in _heaviest(own, sizes[label], everywhere)
        ][:limit]
        for label, own in sorted(counts.items())
    }


def _stems(text: str, language: Language) -> Iterable[tuple[str, str]]:
    for span in words(clean(text)):
        word = span.text.lower()
        if len(word) >= _SHORTEST and word.isalpha() and not _says_little(word):
            yield _stem(word, _STEMMERS[language]), word


@cache
def _says_little(word: str) -> bool:
    readings = lexicon().readings(word)
    helping = bool(readings) and readings[0].word_class in {"adverb", "other"}
    return helping or word in little_words()


def _heaviest(
    own: Counter[str], size: int, everywhere: Mapping[str, float]
) -> list[str]:
    def weight(stem: str) -> float:
        share = own[stem] / size
        return share * math.log(share / everywhere[stem])

    return sorted(own, key=lambda stem: (-weight(stem), -own[stem], stem))


def _shown(forms: Counter[str]) -> str:
    return min(forms, key=lambda word: (-forms[word], word))


@cache
def _stem(word: str, kind: str) -> str:
    return str(_stemmer(kind).stemWord(word))


@cache
def _stemmer(kind: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(kind)
