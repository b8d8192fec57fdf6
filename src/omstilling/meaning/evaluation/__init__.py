"""How well does search find the offer that answers a need?

By recall and mean reciprocal rank on pairs written for it, beside BM25 and character
n-grams, with bootstrap intervals.
"""

from omstilling.meaning.evaluation.evaluate import evaluate
from omstilling.meaning.evaluation.methods import bm25, default, methods, offers
from omstilling.meaning.evaluation.pairs import Pairs, read_pairs, read_texts
from omstilling.meaning.evaluation.scores import interval, ranks, summary

__all__ = [
    "Pairs",
    "bm25",
    "default",
    "evaluate",
    "interval",
    "methods",
    "offers",
    "ranks",
    "read_pairs",
    "read_texts",
    "summary",
]
