"""Which texts mean the same, in bokmål, nynorsk and English?

By sentence and word vectors of English, into which Norwegian is turned through a
glossary of the project's own, with exact terms beside them (Robertson and Zaragoza
2009 on BM25). Folders with a door each: `gloss`, `encoders`, `search`, `matching`
(what answers a text), `needs` (needs and offers), `themes` (of a consultation) and
`evaluation`.
"""

__all__ = [
    "encoders",
    "evaluation",
    "gloss",
    "matching",
    "needs",
    "search",
    "themes",
]
