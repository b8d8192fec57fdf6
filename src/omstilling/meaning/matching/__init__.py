"""Which offers, needs or organisations of a snapshot answer a text?"""

from omstilling.meaning.matching.match import (
    ALL_WEAK,
    CUT,
    DIGITS,
    UNREADABLE,
    WEAK_NEARNESS,
    WEAK_SCORE,
    Collection,
    Found,
    Match,
    collection,
    match,
)
from omstilling.meaning.matching.texts_of import KINDS, Kind, texts_of
from omstilling.meaning.matching.wanted import Wanted

__all__ = [
    "ALL_WEAK",
    "CUT",
    "DIGITS",
    "KINDS",
    "UNREADABLE",
    "WEAK_NEARNESS",
    "WEAK_SCORE",
    "Collection",
    "Found",
    "Kind",
    "Match",
    "Wanted",
    "collection",
    "match",
    "texts_of",
]
