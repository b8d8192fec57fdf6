"""Which texts are nearest to a query, and why?

By the inner product of vectors (exact, or HNSW by a setting), and by BM25 and exact
terms beside it, which add to the similarity what they are a share of.
"""

from omstilling.meaning.search.index import EXACT_WEIGHT, STEMS_WEIGHT, Hit, Index
from omstilling.meaning.search.lexical import Lexical, LexicalIndex
from omstilling.meaning.search.reasons import Phrase, Reason, phrases, reasons
from omstilling.meaning.search.saved import Opened, open_index, save
from omstilling.meaning.search.terms import exact_terms, terms
from omstilling.meaning.search.vectors import VectorIndex

__all__ = [
    "EXACT_WEIGHT",
    "STEMS_WEIGHT",
    "Hit",
    "Index",
    "Lexical",
    "LexicalIndex",
    "Opened",
    "Phrase",
    "Reason",
    "VectorIndex",
    "exact_terms",
    "open_index",
    "phrases",
    "reasons",
    "save",
    "terms",
]
