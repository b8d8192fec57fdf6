"""Which of several readings of a form is meant, by the words before it.

*Vi lager* is a verb, *et lager* a noun. After the infinitive mark, a pronoun as
subject, a modal or an auxiliary a verb is expected; after an article, a possessive or a
preposition a noun or an adjective. Adverbs such as *ikke* do not come between.
"""

from __future__ import annotations

from collections.abc import Sequence

from omstilling.meaning.gloss.entries import Entry

_VERB_AFTER = frozenset(
    [
        "å",
        "vi",
        "jeg",
        "eg",
        "me",
        "de",
        "dei",
        "man",
        "du",
        "dere",
        "hun",
        "ho",
        "han",
        "som",
        "det",
        "ingen",
        "kan",
        "kunne",
        "må",
        "måtte",
        "skal",
        "skulle",
        "vil",
        "ville",
        "bør",
        "burde",
        "får",
        "har",
        "hadde",
        "ha",
        "er",
        "blir",
        "ble",
        "blitt",
        "bli",
        "vert",
        "vart",
        "vorte",
        "blei",
        "seg",
    ]
)
_NOUN_AFTER = frozenset(
    [
        "en",
        "ei",
        "et",
        "ein",
        "eit",
        "den",
        "denne",
        "dette",
        "disse",
        "desse",
        "hver",
        "kvar",
        "hvert",
        "kvart",
        "noen",
        "nokre",
        "nokon",
        "noe",
        "noko",
        "alle",
        "mange",
        "flere",
        "fleire",
        "få",
        "mye",
        "mykje",
        "mer",
        "meir",
        "vår",
        "vårt",
        "våre",
        "min",
        "mitt",
        "mine",
        "sin",
        "sitt",
        "sine",
        "deres",
        "deira",
        "ny",
        "nye",
        "nytt",
        "gamle",
        "stor",
        "store",
        "stort",
        "små",
        "i",
        "på",
        "av",
        "til",
        "fra",
        "frå",
        "med",
        "for",
        "om",
        "ved",
        "uten",
        "utan",
        "mot",
        "mellom",
        "gjennom",
        "under",
        "over",
        "etter",
        "hos",
        "ut",
        "inn",
        "og",
        "eller",
        "per",
        "pr",
    ]
)
_BETWEEN = frozenset(
    [
        "ikke",
        "ikkje",
        "også",
        "òg",
        "alltid",
        "ofte",
        "bare",
        "berre",
        "aldri",
        "nå",
        "no",
    ]
)
_NOUNS = ("noun-m", "noun-f", "noun-n", "adjective")


def choose(readings: Sequence[Entry], before: Sequence[str]) -> Entry:
    """Return the reading that the words before, in lower case, let one expect.

    Little words are what they are, wherever they stand. Where nothing is expected, or
    what is expected is not among the readings, the first is returned.
    """
    first = readings[0]
    if first.word_class == "other" or len(readings) == 1:
        return first
    words = [word for word in before if word not in _BETWEEN]
    last = words[-1] if words else ""
    if last in _VERB_AFTER:
        wanted: tuple[str, ...] = ("verb",)
    elif last in _NOUN_AFTER:
        wanted = _NOUNS
    else:
        return first
    return next((one for one in readings if one.word_class in wanted), first)
