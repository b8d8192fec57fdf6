"""The terms of a text that lexical search compares: stems, and signs kept as they are.

Names, standards and part numbers mean exactly what they say: a word with a digit, a
word in capitals, a name inside a sentence, and a word in capitals together with the
number after it (*ISO 13849*, *AISI 316L*). They are kept whole, with an equals sign
before them, beside the stems of the text in English.
"""

from __future__ import annotations

import re
from functools import cache

import snowballstemmer

from omstilling.meaning.gloss import glossed_sentences, little_words
from omstilling.meaning.texts import clean, words

_NUMBERED = re.compile(r"\b([A-ZÆØÅ]{2,})[\s-]+(\d[\w.-]*\w|\d)")
_CAPITALS = re.compile(r"[A-ZÆØÅ]{2,}\d*$")
_INSIDE = re.compile(r"(?<=[a-zæøå,] )[A-ZÆØÅ][a-zæøå]\w+")
EXACT = "="


def terms(text: str) -> list[str]:
    """Return the stems of a text in English, and its exact terms, in order."""
    read = clean(text)
    english = " ".join(sentence for _, sentence in glossed_sentences(read))
    low = (span.text.lower() for span in words(english))
    stems = [_stem(word) for word in low if word not in little_words()]
    return stems + exact_terms(read)


def exact_terms(text: str) -> list[str]:
    """Return the names, standards and part numbers of a cleaned text."""
    found = {span.text.lower() for span in words(text) if is_sign(span.text)}
    found |= {name.lower() for name in _INSIDE.findall(text)}
    found |= {f"{one} {number}".lower() for one, number in _NUMBERED.findall(text)}
    return [EXACT + term for term in sorted(found)]


def is_sign(word: str) -> bool:
    """Return whether a word has a digit or is in capitals, so that it is no language's.

    >>> is_sign("316L"), is_sign("ISO"), is_sign("Lager")
    (True, True, False)
    """
    return any(map(str.isdigit, word)) or bool(_CAPITALS.match(word))


@cache
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")
