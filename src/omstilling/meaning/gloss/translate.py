"""Norwegian into English word by word, good enough for a machine that reads meaning."""

from __future__ import annotations

from typing import NamedTuple

from omstilling.meaning.gloss.choice import choose
from omstilling.meaning.gloss.entries import Entry
from omstilling.meaning.gloss.languages import TextLanguage, detect
from omstilling.meaning.gloss.lexicon import Lexicon, lexicon
from omstilling.meaning.texts import Span, clean, sentences, words

_NO_ENGLISH = "-"
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
    known, spans = lexicon(), words(text)
    low = [span.text.lower() for span in spans]
    found: list[Translated] = []
    later: dict[int, str] = {}
    at = 0
    while at < len(spans):
        end = min((place for place in later if place > at), default=len(spans))
        phrase = None if at in later else known.phrase(low[at:end])
        if phrase is not None:
            places = [at + place for place in phrase.places]
            after = next(one + 1 for one in places if one + 1 not in places)
            later |= dict.fromkeys(places[after - at :], "")
            later[places[-1]] = _english(phrase.entry, translation)
            english = later[after - 1] if after > places[-1] else ""
            span = _span(text, spans[at].start, spans[after - 1].end)
            found.append(Translated(span, english, known=True))
            at = after
        elif at in later:
            found.append(Translated(spans[at], later[at], known=True))
            at += 1
        else:
            found.append(_word(spans[at], low[max(0, at - 2) : at], known, translation))
            at += 1
    return found


def _span(text: str, start: int, end: int) -> Span:
    return Span(start, end, text[start:end])


def _word(
    span: Span, before: list[str], known: Lexicon, translation: int
) -> Translated:
    readings = known.readings(span.text)
    if readings:
        entry = choose(readings, before)
        return Translated(span, _english(entry, translation), known=True)
    parts = known.cut(span.text)
    if parts:
        english = " ".join(filter(None, (_english(one, translation) for one in parts)))
        return Translated(span, english, known=True)
    return Translated(span, span.text, known=False)


def _english(entry: Entry, translation: int) -> str:
    chosen = entry.english[min(translation, len(entry.english) - 1)]
    return "" if chosen == _NO_ENGLISH else chosen
