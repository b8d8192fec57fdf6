"""Expressions that begin with a verb, however it is bent and whatever stands between.

*Hope seg opp* is found in *vi hoper oss ikke opp*: the first word in any form, *seg* as
the pronoun of any person, and little words in between, as where the subject follows the
verb (*tar vi imot*). One word of any kind may follow the verb where the rest of the
expression has two words or more (*ta sensoren i bruk*).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from omstilling.meaning.gloss.entries import Entry, irregular_forms
from omstilling.meaning.gloss.inflection import forms

_REFLEXIVE = frozenset(["seg", "meg", "deg", "oss", "dere", "dykk"])
_PRONOUNS = (
    "jeg eg meg du deg han ham hun ho henne den det vi me oss dere de dei dem dykk seg "
    "man en ein ingen noen nokon"
)
_ADVERBS = (
    "ikke ikkje aldri alltid ofte bare berre også òg nå no da då så stadig lett fort "
    "gjerne helt heilt nesten derfor likevel dermed"
)
_BETWEEN = frozenset(f"{_PRONOUNS} {_ADVERBS}".split())
_MOST_BETWEEN = 2


class Found(NamedTuple):
    """An expression, and where its words stand; the first at 0."""

    entry: Entry
    places: tuple[int, ...]


class Expressions:
    """Finds the expression of several words that a text begins with.

    Parameters
    ----------
    listed
        Entries of which those that are a verb of several words are used. Of expressions
        that fit, the one with most words is found, then the one whose words stand
        closest, then the earlier one.
    """

    def __init__(self, listed: Collection[Entry]) -> None:
        self._nouns = {
            lemma.lower()
            for entry in listed
            if entry.word_class.startswith("noun")
            for lemma in (entry.bokmal, entry.nynorsk)
        }
        self._verbs: defaultdict[str, set[str]] = defaultdict(set)
        self._rests: defaultdict[str, dict[tuple[str, ...], Entry]] = defaultdict(dict)
        for entry in listed:
            if entry.word_class == "verb" and " " in entry.bokmal:
                self._add(entry)
        self._of_form = cache(self._sorted_rests)

    def _add(self, entry: Entry) -> None:
        verb = entry.bokmal.lower().split()[0]
        for phrase in (entry.bokmal, entry.nynorsk):
            first, *rest = phrase.lower().split()
            self._rests[verb].setdefault(tuple(rest), entry)
            if verb not in self._verbs[first]:
                for form in _verb_forms(first, verb):
                    # Strøm til has a noun, not the imperative of strømme til.
                    if form not in self._nouns or not first.startswith(form):
                        self._verbs[form].add(verb)

    def _sorted_rests(self, form: str) -> list[tuple[tuple[str, ...], Entry]]:
        """Return what may follow a form, the longest first."""
        verbs = sorted(self._verbs.get(form, ()))
        found = [pair for verb in verbs for pair in self._rests[verb].items()]
        return sorted(found, key=lambda pair: -len(pair[0]))

    def begin(self, words: Sequence[str]) -> Found | None:
        """Return the expression that these words, in lower case, begin with."""
        found = [
            Found(entry, (0, *places))
            for rest, entry in self._of_form(words[0])
            if (places := _places(rest, words))
        ]
        return min(found, key=_worth, default=None)


def _worth(found: Found) -> tuple[int, int]:
    """Most words first, and of as many those that stand closest together."""
    return -len(found.places), found.places[-1]


def _verb_forms(lemma: str, bokmal: str) -> set[str]:
    return {*forms(lemma, "verb"), *irregular_forms().get(bokmal, ())}


def _places(rest: Sequence[str], words: Sequence[str]) -> tuple[int, ...]:
    """Return where the words of `rest` stand in order; empty if they do not."""
    found: list[int] = []
    at, between, free = 1, 0, len(rest) > 1
    for wanted in rest:
        while at < len(words) and not _same(wanted, words[at]):
            if words[at] not in _BETWEEN:
                if not free or found:
                    return ()
                free = False
            between += 1
            at += 1
        if at >= len(words) or between > _MOST_BETWEEN:
            return ()
        found.append(at)
        at += 1
    return tuple(found)


def _same(wanted: str, word: str) -> bool:
    return word == wanted or (wanted == "seg" and word in _REFLEXIVE)
