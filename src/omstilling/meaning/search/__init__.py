"""Which texts are nearest to a query, and why?

By the inner product of vectors (exact, or HNSW by a setting), and by BM25 and exact
terms beside it, which add to the similarity what they are a share of; less for texts
that are near to many others.
"""

from omstilling.meaning.search.index import (
    CROWDING_WEIGHT,
    EXACT_WEIGHT,
    STEMS_WEIGHT,
    Hit,
    Index,
    fused_terms,
    score,
)
from omstilling.meaning.search.lexical import Lexical, LexicalIndex
from omstilling.meaning.search.reasons import Phrase, Reason, phrases, reasons
from omstilling.meaning.search.saved import OnRead, Opened, open_index
from omstilling.meaning.search.terms import exact_terms, is_sign, terms
from omstilling.meaning.search.vectors import Kind, VectorIndex, crowding

__all__ = [
    "CROWDING_WEIGHT",
    "EXACT_WEIGHT",
    "STEMS_WEIGHT",
    "Hit",
    "Index",
    "Kind",
    "Lexical",
    "LexicalIndex",
    "OnRead",
    "Opened",
    "Phrase",
    "Reason",
    "VectorIndex",
    "crowding",
    "exact_terms",
    "fused_terms",
    "is_sign",
    "open_index",
    "phrases",
    "reasons",
    "score",
    "terms",
]
