"""In which language is a text, and what does it say in English, word by word?

By the little words of each language, and by a glossary that the project keeps itself,
with inflection and compound splitting for bokmål and nynorsk.
"""

from omstilling.meaning.gloss.coverage import Coverage, coverage
from omstilling.meaning.gloss.entries import Entry, entries, read_entries
from omstilling.meaning.gloss.inflection import forms
from omstilling.meaning.gloss.languages import TextLanguage, detect, little_words
from omstilling.meaning.gloss.lexicon import Lexicon, lexicon
from omstilling.meaning.gloss.translate import (
    Translated,
    gloss,
    glossed_sentences,
    translate,
)

__all__ = [
    "Coverage",
    "Entry",
    "Lexicon",
    "TextLanguage",
    "Translated",
    "coverage",
    "detect",
    "entries",
    "forms",
    "gloss",
    "glossed_sentences",
    "lexicon",
    "little_words",
    "read_entries",
    "translate",
]
