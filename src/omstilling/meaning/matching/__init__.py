"""Which offers, needs or organisations of a snapshot answer a text?"""

from omstilling.meaning.matching.match import (
    CUT,
    UNREADABLE,
    Collection,
    Found,
    Match,
    collection,
    match,
)
from omstilling.meaning.matching.texts_of import KINDS, Kind, texts_of
from omstilling.meaning.matching.wanted import Wanted

__all__ = [
    "CUT",
    "KINDS",
    "UNREADABLE",
    "Collection",
    "Found",
    "Kind",
    "Match",
    "Wanted",
    "collection",
    "match",
    "texts_of",
]
