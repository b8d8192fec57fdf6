"""The forms of a Norwegian lemma, bokmål and nynorsk, by rule.

The rules give more forms than exist rather than fewer: a form that nobody writes does
no harm, one that is missing leaves a word untranslated. Endings after Faarlund, Lie and
Vannebo, *Norsk referansegrammatikk* (1997), chapters 3 to 6.
"""

from __future__ import annotations

import re

_NOUN = {
    # Many that are masculine in bokmål may be feminine as well: luften, lufta.
    "noun-m": ("en", "er", "ene", "a", "ar", "ane", "ers", "ens"),
    "noun-f": ("a", "en", "er", "ene", "ar", "ane", "ens", "as"),
    "noun-n": ("et", "er", "ene", "a", "ets", "i"),
}
_NOUN_E = {
    "noun-m": ("n", "r", "ne", "rne", "re", "ns"),
    "noun-f": ("n", "r", "ne", "ns"),
    "noun-n": ("t", "r", "ne", "ts"),
}
_VERB = (
    *("", "e", "a", "er", "ar", "te", "de", "et", "t", "dd", "dde", "d", "ede", "ete"),
    *("ende", "ande", "es", "ast", "est", "tes", "des", "edes", "r", "dt", "else"),
)
_ADJECTIVE = (
    *("t", "tt", "e", "ere", "est", "este", "st", "ste", "are", "ast", "aste"),
)
_SYNCOPE = re.compile(r"(?<=[^aeiouyæøå])e(?=[lrn]$)")
_DOUBLED = re.compile(r"([bdfgklmnprst])\1$")


def forms(lemma: str, word_class: str) -> set[str]:
    """Return the forms of a lemma in lower case, itself among them.

    Parameters
    ----------
    lemma
        As the glossary gives it: indefinite singular, infinitive, positive.
    word_class
        A class of the glossary; adverbs, phrases and others have one form.
    """
    lemma = lemma.lower()
    if word_class in _NOUN:
        made = _noun(lemma, word_class)
    elif word_class == "verb":
        made = _verb(lemma)
    elif word_class == "adjective":
        made = _adjective(lemma)
    else:
        made = set()
    return {lemma} | made


def _noun(lemma: str, word_class: str) -> set[str]:
    if lemma.endswith("e"):
        endings = (*_NOUN_E[word_class], "s")
        made = {lemma + ending for ending in endings}
        # Nynorsk: ein måte, fleire måtar; ei løype, løypa.
        made |= {lemma[:-1] + ending for ending in ("a", "ar", "ane", "or", "one")}
        return made
    made = {stem + end for stem in _stems(lemma) for end in _NOUN[word_class]}
    if lemma.endswith("er"):
        # En arbeider, flere arbeidere; eit senter, fleire senter.
        made |= {lemma + "e", lemma + "ne", lemma[:-1] + "ne", lemma[:-2] + "rar"}
        made |= {lemma[:-2] + ending for ending in ("ar", "arar", "arane", "aren")}
        made |= {_SYNCOPE.sub("", lemma) + "e"}
    if lemma.endswith(("um", "ium")):
        made |= {lemma[:-2] + ending for ending in ("et", "er", "ene", "a")}
    return made | {lemma + "s"}


def _stems(lemma: str) -> set[str]:
    """Return what endings are put to: the lemma, shortened, or with its end doubled."""
    stems = {lemma, _SYNCOPE.sub("", lemma)}
    shortened = _SYNCOPE.sub("", lemma)
    if shortened != lemma:
        # Middel, midler: a double consonant is written once before another.
        stems.add(re.sub(r"(.)\1(?=[lrn]$)", r"\1", shortened))
    if lemma.endswith(("m", "n")) and not _DOUBLED.search(lemma):
        stems.add(lemma + lemma[-1])
    return stems


def _verb(lemma: str) -> set[str]:
    stem = lemma.removesuffix("e") if lemma.endswith("e") else lemma
    stem = stem.removesuffix("a") if lemma.endswith("a") and len(lemma) > 3 else stem
    # Nynorsk: byggje or byggja, byggjast.
    softened = stem if stem.endswith(("gj", "kj")) else ""
    stem = stem.removesuffix("j") if softened else stem
    made = {stem + ending for ending in _VERB}
    made |= {softened + ending for ending in ("a", "ast", "ande") if softened}
    if _DOUBLED.search(stem):
        # Glemme, glemte: a double consonant is written once before another.
        made |= {stem[:-1] + ending for ending in ("", "te", "t", "de", "d", "tes")}
    return made


def _adjective(lemma: str) -> set[str]:
    made = {stem + ending for stem in _stems(lemma) for ending in _ADJECTIVE}
    if lemma.endswith("e"):
        made |= {lemma[:-1] + ending for ending in _ADJECTIVE}
    if _DOUBLED.search(lemma):
        made.add(lemma[:-1] + "t")
    if lemma.endswith(("et", "a")):
        # Automatisert, automatiserte; rusten, rustne; avansert, avanserte.
        made |= {lemma[:-1] + ending for ending in ("de", "e")}
    if lemma.endswith("ig"):
        made |= {lemma[:-2] + "eg" + ending for ending in ("", "e", "are", "ast")}
    return made
