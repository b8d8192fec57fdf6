"""One or several: whether a Norwegian noun is a plural, and the plural of English.

The ending tells (*pumper*, *pumpene*, *pumpar*), and where a noun has none in the
plural (*mange tak*, *gamle tak*) a word of quantity or a plural adjective before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from omstilling.meaning.gloss.entries import Entry

_NOUNS = frozenset(["noun-m", "noun-f", "noun-n"])
_ENDING = re.compile(r"(?:e?r|ne|ar|re|or)s?$")
_ENDING_NEUTER = re.compile(r"(?:e?r|ne|[^aeiouyæøå]a|re)s?$")
_MANY = (
    "mange flere fleire færre to tre fire fem seks sju åtte ni ti tjue tretti hundre "
    "hundrevis tusen alle visse disse desse ulike forskjellige små begge"
)
_QUANTITIES = frozenset(_MANY.split())
_WITHOUT_PLURAL = (
    "advice clothing electricity energy equipment feed fish furniture housing "
    "information knowledge livestock people personnel police power research salmon "
    "scrap sheep shellfish software staff training waste wildlife work"
)
_MASS = frozenset(_WITHOUT_PLURAL.split())
_IRREGULAR = {
    "child": "children",
    "crisis": "crises",
    "foot": "feet",
    "analysis": "analyses",
    "basis": "bases",
    "goose": "geese",
    "half": "halves",
    "knife": "knives",
    "leaf": "leaves",
    "life": "lives",
    "man": "men",
    "mouse": "mice",
    "person": "people",
    "shelf": "shelves",
    "thief": "thieves",
    "tooth": "teeth",
    "woman": "women",
}
_AFTER_HEAD = re.compile(r" (?:of|for|in|to|on|with|at) ")


def is_plural(entry: Entry, form: str, before: Sequence[tuple[str, str]]) -> bool:
    """Return whether a noun stands in the plural.

    Parameters
    ----------
    entry
        What the form was read as; what is no noun has no plural.
    form
        The word as it stands, in lower case; of a compound the whole.
    before
        The words before it, in lower case, each with the class it was read as.
    """
    if entry.word_class not in _NOUNS:
        return False
    lemmas = (one.lower().split()[-1] for one in (entry.bokmal, entry.nynorsk))
    if any(form.endswith(lemma) for lemma in lemmas):
        return _several(before[-2:])
    ending = _ENDING_NEUTER if entry.word_class == "noun-n" else _ENDING
    return bool(ending.search(form))


def _several(before: Sequence[tuple[str, str]]) -> bool:
    """Return whether words before a noun say that there are several."""
    last, last_class = before[-1] if before else ("", "")
    quantity = any(word in _QUANTITIES for word, _ in before)
    count = last.isdigit() and last != "1"
    return quantity or count or (last_class == "adjective" and last.endswith("e"))


def plural(english: str) -> str:
    """Return an English noun, or a group of words that ends in one, in the plural.

    Of *head of department* the head is changed; what is a plural, or has none, stays.
    """
    after = _AFTER_HEAD.search(english)
    end = after.start() if after else len(english)
    *first, last = english[:end].split(" ")
    return " ".join([*first, _plural(last)]) + english[end:]


def _plural(noun: str) -> str:
    if noun in _MASS or (noun.endswith("s") and not noun.endswith(("ss", "us", "is"))):
        return noun
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    if re.search(r"[^aeou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}s"
