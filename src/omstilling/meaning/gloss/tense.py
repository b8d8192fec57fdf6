"""The English of a verb in the form in which the Norwegian one stands.

*Måles* is measured, *målte* measured, *målende* measuring, *måler* after a noun
measures. The ending tells, and an auxiliary before (*har sprukket*, *blir målt*).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from omstilling.meaning.gloss.entries import Entry

VerbForm = Literal["base", "present", "past", "participle", "ing", "passive"]

#: Base, past and participle of English verbs; of one word all three are alike.
_IRREGULAR = (
    "be was been, become became become, begin began begun, bend bent bent, "
    "bind bound bound, bite bit bitten, bleed bled bled, blow blew blown, "
    "break broke broken, bring brought brought, build built built, burst, "
    "buy bought bought, catch caught caught, choose chose chosen, cling clung clung, "
    "come came come, cost, creep crept crept, cut, deal dealt dealt, dig dug dug, "
    "do did done, draw drew drawn, drink drank drunk, drive drove driven, "
    "eat ate eaten, fall fell fallen, feed fed fed, feel felt felt, "
    "fight fought fought, find found found, flee fled fled, fly flew flown, "
    "forget forgot forgotten, freeze froze frozen, get got got, give gave given, "
    "go went gone, grind ground ground, grow grew grown, hang hung hung, "
    "have had had, hear heard heard, hide hid hidden, hit, hold held held, hurt, "
    "keep kept kept, know knew known, lay laid laid, lead led led, leave left left, "
    "lend lent lent, let, lie lay lain, lose lost lost, make made made, "
    "mean meant meant, meet met met, overcome overcame overcome, pay paid paid, put, "
    "read, ride rode ridden, ring rang rung, rise rose risen, run ran run, "
    "say said said, see saw seen, seek sought sought, sell sold sold, "
    "send sent sent, set, sew sewed sewn, shake shook shaken, shoot shot shot, "
    "show showed shown, shrink shrank shrunk, shut, sing sang sung, sink sank sunk, "
    "sit sat sat, sleep slept slept, slide slid slid, speak spoke spoken, "
    "spend spent spent, spin spun spun, split, spread, spring sprang sprung, "
    "stand stood stood, steal stole stolen, stick stuck stuck, "
    "strike struck struck, swear swore sworn, sweep swept swept, swim swam swum, "
    "swing swung swung, take took taken, teach taught taught, tear tore torn, "
    "tell told told, think thought thought, throw threw thrown, "
    "understand understood understood, wear wore worn, weave wove woven, "
    "win won won, wind wound wound, withdraw withdrew withdrawn, "
    "withstand withstood withstood, write wrote written"
)
_FORMS = {one.split()[0]: (one.split() * 3)[:3] for one in _IRREGULAR.split(", ")}
_HAVE_AND_BE = (
    "har hadde ha er var blir ble blei blitt bli vært være vore vere vert vart vorte "
    "får få fått"
)
_AUXILIARIES = frozenset(_HAVE_AND_BE.split())
_MODALS = "å kan kunne må måtte skal skulle vil ville bør burde"
_BEFORE_INFINITIVE = frozenset(_MODALS.split())
_THIRD_PERSON = frozenset(["som", "det", "den", "ho", "han", "hun", "dette"])
_ADVERBS = "ikke ikkje også òg alltid ofte aldri bare berre"
_BETWEEN = frozenset(_ADVERBS.split())
#: Uten å måle is without measuring.
_BEFORE_GERUND = frozenset(["av", "uten", "utan", "ved", "med", "på", "om", "i"])
_UNBENT = frozenset(["can", "must", "shall", "should", "will"])
_PASSIVE = re.compile(r"(?:es|as|ast)$")
_PARTICIPLE = re.compile(r"(?:t|d|te|de|a|ne)$")


def verb_form(
    entry: Entry,
    form: str,
    before: Sequence[tuple[str, str]],
    *,
    attributive: bool = True,
) -> VerbForm:
    """Return what English form says what a Norwegian one does.

    Parameters
    ----------
    entry
        The verb.
    form
        The word as it stands, in lower case; of a compound the whole.
    before
        The words before it, in lower case, each with the class it was read as.
    attributive
        Whether it may stand before a noun (*slitt lager*); an expression may not.
    """
    close = [one for one in before if one[0] not in _BETWEEN]
    last, last_class = close[-1] if close else ("", "")
    lemmas = (entry.bokmal.lower(), entry.nynorsk.lower())
    infinitives = {lemma[:-1] + end for lemma in lemmas for end in (lemma[-1], "a")}
    if form in infinitives and last not in _AUXILIARIES:
        first = before[0][0] if len(before) > 1 else ""
        return "ing" if last == "å" and first in _BEFORE_GERUND else "base"
    if form.endswith("r"):
        singular = last in _THIRD_PERSON or last_class.startswith("noun")
        return "present" if singular and not _plural(last) else "base"
    helped = any(word in _AUXILIARIES for word, _ in close)
    imperatives = {lemma[:-1] for lemma in lemmas}
    found = _by_ending(form, helped=helped, attributive=attributive)
    return found or ("base" if form in imperatives else "past")


def _by_ending(form: str, *, helped: bool, attributive: bool) -> VerbForm | None:
    """Return what the ending tells, with an auxiliary before or without."""
    if form.endswith(("ende", "ande")):
        return "ing"
    if _PASSIVE.search(form):
        return "passive"
    bare = attributive and form.endswith(("t", "d"))
    return "participle" if bare or (helped and _PARTICIPLE.search(form)) else None


def _plural(noun: str) -> bool:
    return noun.endswith(("er", "ene", "ar", "ane"))


def bend(english: str, form: VerbForm, *, after_modal: bool = False) -> str:
    """Return an English verb, or words that begin with one, in a form.

    A passive has *be* after a modal, else *is*; *be* itself stays after a modal only.
    """
    verb, *rest = english.split(" ")
    if verb in _UNBENT:
        return english
    if form == "passive":
        bent = ("be " if after_modal else "is ") + _participle(verb)
    elif form == "participle":
        bent = _participle(verb)
    elif form == "past":
        bent = _FORMS[verb][1] if verb in _FORMS else _participle(verb)
    elif form == "ing":
        bent = _doubled(re.sub(r"(?<=[^e])e$", "", verb), of=verb) + "ing"
    elif form == "present":
        bent = _present(verb)
    else:
        bent = "are" if verb == "be" and not after_modal else verb
    return " ".join([bent, *rest])


def needs_be(before: Sequence[tuple[str, str]]) -> bool:
    """Return whether a modal or the infinitive mark stands before."""
    return any(word in _BEFORE_INFINITIVE for word, _ in before)


def _participle(verb: str) -> str:
    if verb in _FORMS:
        return _FORMS[verb][2]
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeou]y$", verb):
        return f"{verb[:-1]}ied"
    return _doubled(verb, of=verb) + "ed"


def _doubled(stem: str, *, of: str) -> str:
    """Return a stem with its last letter doubled where English does (stopped)."""
    short = re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", of)
    return stem + stem[-1] if short or of == "control" else stem


def _present(verb: str) -> str:
    if verb in {"be", "have"}:
        return {"be": "is", "have": "has"}[verb]
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{verb}es"
    if re.search(r"[^aeou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}s"
