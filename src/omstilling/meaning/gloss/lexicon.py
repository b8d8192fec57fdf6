"""The glossary as it is looked up: any form of a word, compounds and phrases."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from omstilling.meaning.gloss.compounds import cut
from omstilling.meaning.gloss.entries import Entry, entries, irregular_forms
from omstilling.meaning.gloss.expressions import Expressions, Found
from omstilling.meaning.gloss.inflection import forms

LONGEST_PHRASE = 7
_NOUNS = ("noun-m", "noun-f", "noun-n")
_JOINING = (*_NOUNS, "adjective", "verb")
_PAIR = re.compile(r"([bdfgklmnprst])\1")
_VERB_ENDINGS = ("e", "a")
_LITTLE_WORDS = "function"


class Lexicon:
    """Looks words up, whatever form they stand in.

    Parameters
    ----------
    listed
        The entries. Of those that share a form, little words come first; then a lemma
        before an irregular form, that before one by rule; then the earlier entry.
    """

    def __init__(self, listed: tuple[Entry, ...]) -> None:
        self._size = len(listed)
        self.joining: dict[str, Entry] = {}
        ranked: dict[str, list[tuple[bool, int, int, Entry]]] = defaultdict(list)
        for order, entry in enumerate(listed):
            common = entry.field == _LITTLE_WORDS
            for form, rank in _ranked_forms(entry).items():
                ranked[form].append((not common, rank, order, entry))
        self._readings = {
            form: tuple(one[3] for one in sorted(found, key=lambda one: one[:3]))
            for form, found in ranked.items()
        }
        self._expressions = Expressions(listed)
        self._join(listed)
        self.cut = cache(self._cut)

    def __repr__(self) -> str:
        return f"Lexicon({self._size} entries, {len(self._readings)} forms)"

    def _join(self, listed: tuple[Entry, ...]) -> None:
        """Note what may begin a compound: a lemma before the stem of a verb."""
        joining = [entry for entry in listed if entry.word_class in _JOINING]
        lemmas = [(one, (one.bokmal.lower(), one.nynorsk.lower())) for one in joining]
        for entry, pair in lemmas:
            for lemma in pair:
                self.joining.setdefault(lemma, entry)
        for entry, pair in lemmas:
            for lemma in pair:
                if entry.word_class == "verb" and lemma.endswith(_VERB_ENDINGS):
                    self.joining.setdefault(lemma[:-1], entry)

    def readings(self, word: str) -> tuple[Entry, ...]:
        """Return the entries that a form may belong to, the likeliest first."""
        low = word.lower()
        found = self._readings.get(low)
        # A genitive, or the passive of a verb, has an s after another form.
        return found or self._readings.get(low.removesuffix("s"), ())

    def _cut(self, word: str) -> tuple[Entry, ...]:
        """Cut a word; if that cannot be, with a letter back of three alike.

        *Bussjåfør* is *buss* and *sjåfør*.
        """
        low = word.lower()
        spelled = [low, *(low[: at + 1] + low[at:] for at in _doubled(low))]
        return next(filter(None, map(self._parts, spelled)), ())

    def _parts(self, word: str) -> tuple[Entry, ...]:
        """Return the fewest parts; of as many, those that end in a noun."""
        named = self._ending(word, _NOUNS)
        other = self._ending(word, _JOINING)
        return named if named and len(named) <= len(other) else other

    def _ending(self, word: str, classes: tuple[str, ...]) -> tuple[Entry, ...]:
        """Cut a word so that its last part may be of these classes."""

        def head(part: str) -> Entry | None:
            found = self._readings.get(part, ())
            return next((one for one in found if one.word_class in classes), None)

        def may_end(part: str) -> bool:
            return head(part) is not None

        parts = cut(word, first=self.joining.__contains__, last=may_end)
        if not parts:
            return ()
        first = (self.joining[part] for part in parts[:-1])
        return (*first, *filter(None, [head(parts[-1])]))

    def phrase(self, words: list[str]) -> Found | None:
        """Return the longest phrase that these words begin with; `None` if none does.

        One that never changes comes before a verb with as many words.
        """
        low = [word.lower() for word in words[:LONGEST_PHRASE]]
        fixed = next(filter(None, map(self._fixed, _beginnings(low))), None)
        bent = self._expressions.begin(low) if low else None
        if fixed and (bent is None or len(fixed.places) >= len(bent.places)):
            return fixed
        return bent

    def _fixed(self, words: list[str]) -> Found | None:
        found = self._readings.get(" ".join(words))
        return Found(found[0], tuple(range(len(words)))) if found else None


def _doubled(word: str) -> list[int]:
    """Return where a consonant stands twice: the second of the two."""
    return [at for at in range(1, len(word)) if _PAIR.match(word, at - 1)]


def _beginnings(words: list[str]) -> list[list[str]]:
    """Return the first words of a list, at least two, the longest first."""
    return [words[:length] for length in range(len(words), 1, -1)]


def _ranked_forms(entry: Entry) -> dict[str, int]:
    """Return form → 0 lemma, 1 irregular form, 2 by rule; of two the better."""
    ranks: dict[str, int] = {}
    if entry.word_class == "verb" and " " in entry.bokmal:
        return ranks
    irregular = irregular_forms()
    for lemma in (entry.bokmal.lower(), entry.nynorsk.lower()):
        if entry.word_class == "phrase" or " " in lemma:
            ranks |= dict.fromkeys(_phrase_forms(lemma, entry.word_class), 0)
            continue
        for form in forms(lemma, entry.word_class):
            ranks.setdefault(form, 2)
        if entry.word_class != "other":
            ranks |= dict.fromkeys(irregular.get(lemma, ()), 1)
        ranks[lemma] = 0
        if "-" in lemma:
            # A hyphen parts words as a space does: e-post is read as e post.
            ranks |= dict.fromkeys(_phrase_forms(lemma, entry.word_class), 0)
    return ranks


def _phrase_forms(phrase: str, word_class: str) -> set[str]:
    """Return a phrase, and the same with its last word in every form."""
    *before, last = phrase.replace("-", " ").split()
    shapes = {last} if word_class == "phrase" else forms(last, word_class)
    return {" ".join([*before, shape]) for shape in shapes}


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of the glossary that comes with the program; made once."""
    return Lexicon(entries())
