"""Norwegian into English word by word, good enough for a machine that reads meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from omstilling.meaning.gloss.choice import choose
from omstilling.meaning.gloss.entries import Entry
from omstilling.meaning.gloss.expressions import Found
from omstilling.meaning.gloss.languages import TextLanguage, detect
from omstilling.meaning.gloss.lexicon import lexicon
from omstilling.meaning.gloss.number import is_plural, plural
from omstilling.meaning.gloss.tense import bend, needs_be, verb_form
from omstilling.meaning.texts import Span, clean, sentences, words

_NO_ENGLISH = "-"
_PARTING = ",;:()–"
_INFINITIVE_MARK = "å"
_TRANSLATED = ("nb", "nn")


class Translated(NamedTuple):
    """A word or phrase of a text, and its English; `known` if the glossary has it."""

    span: Span
    english: str
    known: bool


def gloss(
    text: str, *, language: TextLanguage | None = None, translation: int = 0
) -> str:
    """Return a text in English, word by word, one sentence after the other.

    Parameters
    ----------
    text
        In bokmål, nynorsk, English or a mixture; cleaned here.
    language
        The language of the whole text; found sentence by sentence if None. English and
        other languages are left as they stand.
    translation
        Which of a word's translations is taken, 0 the best; the last it has if fewer.
    """
    read = clean(text)
    found = glossed_sentences(read, language=language, translation=translation)
    return " ".join(english for _, english in found)


def glossed_sentences(
    text: str, *, language: TextLanguage | None = None, translation: int = 0
) -> list[tuple[Span, str]]:
    """Return each sentence of a cleaned text with its English."""
    whole = language or detect(text)
    found = []
    for sentence in sentences(text):
        own = language or _of_sentence(sentence.text, whole)
        if own in _TRANSLATED:
            ending = sentence.text[-1] if sentence.text[-1] in ".!?;:" else ""
            pieces = (
                one.english for one in translate(sentence.text, translation=translation)
            )
            found.append((sentence, " ".join(filter(None, pieces)) + ending))
        else:
            found.append((sentence, sentence.text))
    return found


def _of_sentence(sentence: str, whole: TextLanguage) -> TextLanguage:
    """Return the language of a sentence; that of the text where it does not tell."""
    own = detect(sentence)
    return whole if own == "other" else own


def translate(text: str, *, translation: int = 0) -> list[Translated]:
    """Translate every word and phrase of a Norwegian sentence, in order.

    Where the words of a phrase stand apart, its English is given with the last of them,
    after what stands between: *tar vi imot* is "we receive".
    """
    sentence = _Sentence(text, translation)
    at = 0
    while at < len(sentence.spans):
        at = sentence.read(at)
    return sentence.found


class _Sentence:
    """A sentence as it is read: what was found so far, and what is still to be said."""

    def __init__(self, text: str, translation: int) -> None:
        self.spans = words(text)
        self.found: list[Translated] = []
        self._text = text
        self._translation = translation
        self._low = [span.text.lower() for span in self.spans]
        self._classes: list[str] = []
        self._later: dict[int, str] = {}

    def read(self, at: int) -> int:
        """Translate what begins at a word; return the word to go on with."""
        if at in self._later:
            return self._say(at, at + 1, self._later[at], "verb")
        end = min(
            (place for place in self._later if place > at), default=len(self._low)
        )
        phrase = lexicon().phrase(self._low[at:end])
        return self._phrase(at, phrase) if phrase else self._word(at)

    def _phrase(self, at: int, phrase: Found) -> int:
        places = [at + place for place in phrase.places]
        after = next(one + 1 for one in places if one + 1 not in places)
        self._later |= dict.fromkeys(places[after - at :], "")
        self._later[places[-1]] = self._of_phrase(at, places[-1], phrase.entry)
        english = self._later[after - 1] if after > places[-1] else ""
        return self._say(at, after, english, phrase.entry.word_class)

    def _of_phrase(self, first: int, last: int, entry: Entry) -> str:
        """Return the English of a phrase, bent as its first or last word is."""
        english = self._english(entry)
        if is_plural(entry, self._low[last], []):
            return plural(english)
        if not english or entry.word_class != "verb":
            return english
        verb = entry._replace(
            bokmal=entry.bokmal.split()[0], nynorsk=entry.nynorsk.split()[0]
        )
        return self._in_form(english, verb, first, attributive=False)

    def _in_form(
        self, english: str, verb: Entry, at: int, *, attributive: bool = True
    ) -> str:
        before = self._before(at)
        form = verb_form(verb, self._low[at], before, attributive=attributive)
        if form == "ing" and self._ends_in_to():
            form = "base"
        return bend(english, form, after_modal=needs_be(before))

    def _word(self, at: int) -> int:
        word = self._low[at]
        if word == _INFINITIVE_MARK and self._ends_in_to():
            return self._say(at, at + 1, "", "other")
        before = self._before(at)
        readings = lexicon().readings(word)
        if readings:
            entry = choose(
                readings,
                [one[0] for one in before],
                word=word,
                classes=[one[1] for one in before],
                after="" if self._parted(at + 1) else self._low[at + 1],
            )
            return self._bent(at, (entry,), before)
        parts = lexicon().cut(word)
        return self._bent(at, parts, before) if parts else self._unknown(at)

    def _before(self, at: int) -> list[tuple[str, str]]:
        """Return the two words before one and their classes, up to a comma."""
        first = at
        while first > max(0, at - 2) and not self._parted(first):
            first -= 1
        return list(zip(self._low[first:at], self._classes[first:at], strict=True))

    def _parted(self, at: int) -> bool:
        """Return whether a sign or the end stands before a word."""
        if at >= len(self.spans):
            return True
        between = self._text[self.spans[at - 1].end : self.spans[at].start]
        return any(sign in between for sign in _PARTING)

    def _bent(
        self, at: int, parts: Sequence[Entry], before: Sequence[tuple[str, str]]
    ) -> int:
        """Say the parts of a word, the last in the form in which the word stands."""
        head, word = parts[-1], self._low[at]
        english = " ".join(filter(None, map(self._english, parts)))
        if english and is_plural(head, word, before):
            english = plural(english)
        if english and len(parts) == 1 and head.word_class == "verb":
            english = self._in_form(english, head, at)
        return self._say(at, at + 1, english, head.word_class)

    def _unknown(self, at: int) -> int:
        return self._say(at, at + 1, self.spans[at].text, "", known=False)

    def _say(
        self, at: int, after: int, english: str, word_class: str, *, known: bool = True
    ) -> int:
        start, end = self.spans[at].start, self.spans[after - 1].end
        span = Span(start, end, self._text[start:end])
        self.found.append(Translated(span, english, known))
        self._classes += [word_class] * (after - at)
        return after

    def _ends_in_to(self) -> bool:
        """Return whether what was said last has the "to" of an infinitive already."""
        said = next((one.english for one in reversed(self.found) if one.english), "")
        return said.split()[-1:] == ["to"]

    def _english(self, entry: Entry) -> str:
        chosen = entry.english[min(self._translation, len(entry.english) - 1)]
        return "" if chosen == _NO_ENGLISH else chosen
