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
    """Translate every word and phrase of a Norwegian sentence, in order."""
    known, spans = lexicon(), words(text)
    found: list[Translated] = []
    at = 0
    while at < len(spans):
        phrase = known.phrase([span.text for span in spans[at : at + 5]])
        if phrase is not None:
            entry, length = phrase
            start, end = spans[at].start, spans[at + length - 1].end
            span = Span(start, end, text[start:end])
            found.append(Translated(span, _english(entry, translation), known=True))
            at += length
        else:
            before = [span.text.lower() for span in spans[max(0, at - 2) : at]]
            found.append(_word(spans[at], before, known, translation))
            at += 1
    return found


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
