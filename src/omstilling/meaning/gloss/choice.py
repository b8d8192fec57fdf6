"""Which of several readings of a form is meant, by the words before it.

*Vi lager* is a verb, *et lager* a noun. After the infinitive mark, a pronoun as
subject, a modal or an auxiliary a verb is expected, but no present tense after a modal;
after *er* and *blir* an adjective before a verb; after an article, a possessive or a
preposition a noun or an adjective. Else a verb follows a noun (*sensoren måler*) and a
noun a verb (*måler trykk*), since Norwegian seldom puts two nouns side by side. What
*og* joins is of one class. Adverbs such as *ikke* do not come between. Before a pronoun
or *ikke* a present tense is expected (*derfor bruker vi*), after *blir* a participle
before an adjective with an ending (*blir løst*, solved), after *får* a noun in its
dictionary form (*får flyt*).
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
        "tør",
        "torde",
        "gidder",
        "orker",
        "da",
        "då",
        "derfor",
        "likevel",
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
        "to",
        "tre",
        "fire",
        "fem",
        "seks",
        "hundre",
        "tusen",
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
_MODALS = "å kan kunne må måtte skal skulle vil ville bør burde får har hadde ha"
_NO_PRESENT_AFTER = frozenset(_MODALS.split())
_COPULAS = "er var vært vore være vere blir ble blitt bli vert vart vorte blei"
_PREDICATE_AFTER = frozenset(_COPULAS.split())
_JOINING = frozenset(["og", "eller"])
_PASSIVE_AFTER = frozenset(["blir", "ble", "bli", "blitt", "vert", "vart", "blei"])
_GETTING = frozenset(["får", "få", "fikk", "fekk"])
_SUBJECTS_AND_NOT = "vi me jeg eg de dei du man han hun ikke ikkje oss seg dem"
_AFTER_VERB = frozenset(_SUBJECTS_AND_NOT.split())
_NOUNS = ("noun-m", "noun-f", "noun-n", "adjective")
_FINITE = ("r", "s", "te", "de")
_INFINITIVE_OR_PARTICIPLE = ("a", "e", "i", "o", "y", "ø", "å", "d", "s", "t")


def choose(
    readings: Sequence[Entry],
    before: Sequence[str],
    *,
    word: str = "",
    classes: Sequence[str] = (),
    after: str = "",
) -> Entry:
    """Return the reading that the words before let one expect.

    Little words are what they are, wherever they stand. Where nothing is expected, or
    what is expected is not among the readings, the first is returned.

    Parameters
    ----------
    readings
        The entries that the word may belong to, the likeliest first.
    before
        The words before it, in lower case.
    word
        The word itself, in lower case.
    classes
        The class of each of the words before, as it was read; none if not known.
    after
        The word after it in the same clause, in lower case.
    """
    first = readings[0]
    if first.word_class == "other" or len(readings) == 1:
        return first
    known = classes or [""] * len(before)
    pairs = [
        pair for pair in zip(before, known, strict=True) if pair[0] not in _BETWEEN
    ]
    if word.endswith("r") and after in _AFTER_VERB:
        return _first(readings, ("verb",)) or first
    last = pairs[-1][0] if pairs else ""
    own = [entry for entry in readings if word in (entry.bokmal, entry.nynorsk)]
    if last in _GETTING and (noun := _first(own, _NOUNS)):
        return noun
    if last in _PASSIVE_AFTER and not _first(own, ("adjective",)):
        return _first(readings, ("verb", "adjective")) or first
    if _first(own, _NOUNS) and not word.endswith("r"):
        # After a noun side is no past tense of si.
        pairs = [(one, "") for one, _ in pairs]
    for one in _expected(pairs, word):
        found = _first(readings, one)
        if found is not None:
            return found
    return first


def _first(readings: Sequence[Entry], classes: Sequence[str]) -> Entry | None:
    return next((entry for entry in readings if entry.word_class in classes), None)


def _expected(before: Sequence[tuple[str, str]], word: str) -> list[tuple[str, ...]]:
    """Return the classes that a word may have, the likeliest first."""
    last, last_class = before[-1] if before else ("", "")
    if last in _JOINING:
        return [(before[-2][1],)] if len(before) > 1 else []
    if last in _PREDICATE_AFTER:
        return [("adjective",), ("verb",)]
    present = word and not word.endswith(_INFINITIVE_OR_PARTICIPLE)
    if last in _NOUN_AFTER or (last in _NO_PRESENT_AFTER and present):
        return [_NOUNS]
    finite = last_class.startswith("noun") and word.endswith(_FINITE)
    if last in _VERB_AFTER or finite:
        return [("verb",)]
    # Støvet is rather the dust than what was made dusty.
    return [_NOUNS] if last_class == "verb" or word.endswith("et") else []
