"""Which language a text is in: bokmål, nynorsk, English or another.

Each word votes for the languages whose little words it is one of; a word that the
glossary knows votes, less, for Norwegian or for English. Little words are what tells
languages apart in short texts (Grefenstette 1995, "Comparing two language
identification schemes"). Danish, Swedish, German, French and Spanish are listed so that
they are not taken for one of the three.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from typing import Literal

from omstilling.meaning.gloss.entries import entries
from omstilling.meaning.gloss.lexicon import lexicon
from omstilling.meaning.texts import words

TextLanguage = Literal["nb", "nn", "en", "other"]

_LITTLE = {
    "nb": (
        "og i det er på til som en å for av at har med de ikke den et om var jeg vi "
        "men fra så kan skal hva hvordan noen noe etter når være bli blir ble dere "
        "hvor hvem hvilke mer bare nå også kun uten mellom flere måte gjøre går slik "
        "andre siden disse må vil hos oss seg selv enn mye hver hvert gjør vår våre"
    ),
    "nn": (
        "og i det er på til som ein å for av at har med dei ikkje den eit om var eg vi "
        "me men frå så kan skal kva korleis nokon noko etter når vere bli blir vart "
        "de kvar kven kva meir berre no òg også utan mellom fleire måte gjere går slik "
        "andre sidan desse må vil hjå oss seg sjølv enn mykje kvart gjer vår våre ho "
        "då mjølk heile nye kome kjem einskild tilsette vera hjelpa finna"
    ),
    "en": (
        "the of and to in a is that for it as was with be by on not he at from his or "
        "are this have an they which we you all can their has there been if more when "
        "will would who so no our into them than its only other new some could time "
        "these two may then do any what where while how without before after such also "
        "must over need up out about us your between each within using used both"
    ),
    "da": (
        "og i det er på til som en at for af har med de ikke den et om var jeg vi men "
        "fra så kan skal hvad hvordan nogle noget efter når være blive bliver blev "
        "også kun uden mellem flere måde gøre går andre siden disse må vil os sig selv "
        "end meget hver af mig ud op nu eller når mod vores hvilke"
    ),
    "sv": (
        "och i det är på till som en att för av har med de inte den ett om var jag vi "
        "men från så kan ska vad hur någon något efter när vara bli blir blev också "
        "bara utan mellan flera sätt göra går andra sedan dessa måste vill oss sig "
        "själv än mycket varje eller våra vår"
    ),
    "de": (
        "der die das und in zu den mit von für ist im dem nicht ein eine als auch es "
        "an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem "
        "über einen so zum war haben nur oder aber vor zur bis mehr durch man wir"
    ),
    "fr": (
        "le la les de des du et en un une est que qui dans pour pas au sur ne se par "
        "plus ce il avec sont aux nous vous être mais ou où son ses leur cette"
    ),
    "es": (
        "el la los las de del y en un una es que por con para no se su al lo como más "
        "pero sus le ha o este sí porque esta entre cuando muy sin sobre también"
    ),
}
_VOTERS = {name: frozenset(text.split()) for name, text in _LITTLE.items()}
_GLOSSARY_VOTE = 0.6


def detect(text: str) -> TextLanguage:
    """Return the language of a text; "other" where nothing speaks for the three.

    Ties go to bokmål before nynorsk before English. A text without a letter is "other".
    """
    spans = words(text)
    votes: Counter[str] = Counter()
    for span in spans:
        votes.update(_votes(span.text.lower()))
    best = max(_LITTLE, key=lambda name: votes[name])
    if votes[best] > 0:
        return best if best in {"nb", "nn", "en"} else "other"  # type: ignore[return-value] # narrowed by the set
    return _by_letters(text)


@cache
def _votes(word: str) -> dict[str, float]:
    votes: dict[str, float] = {
        name: 1.0 for name, little in _VOTERS.items() if word in little
    }
    found = lexicon().readings(word)
    if found or lexicon().cut(word):
        votes["nb"] = votes.get("nb", 0) + _GLOSSARY_VOTE
        votes["nn"] = votes.get("nn", 0) + _GLOSSARY_VOTE
        if found and found[0].bokmal != found[0].nynorsk:
            own = {"nb": found[0].bokmal, "nn": found[0].nynorsk}
            for name, lemma in own.items():
                votes[name] += 0.4 * word.startswith(lemma.lower().rstrip("ea"))
    if word in english_words():
        votes["en"] = votes.get("en", 0) + _GLOSSARY_VOTE
    return votes


@cache
def little_words() -> frozenset[str]:
    """Return the little words of bokmål, nynorsk and English."""
    return _VOTERS["nb"] | _VOTERS["nn"] | _VOTERS["en"]


@cache
def english_words() -> frozenset[str]:
    """Return every word that stands in the English of the glossary."""
    return frozenset(
        span.text.lower()
        for entry in entries()
        for text in entry.english
        for span in words(text)
    )


def _by_letters(text: str) -> TextLanguage:
    letters = [letter for letter in text.lower() if letter.isalpha()]
    if not letters or any(not _latin(letter) for letter in set(letters)):
        return "other"
    if set("æøå") & set(letters):
        return "nb"
    return "other"


def _latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")
