"""Encoders that a user names, from a folder or a hub: model2vec, sentence-transformers.

Both packages are extras. A name without a folder on this machine is fetched by the
package itself, which needs a network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from omstilling.errors import InputError
from omstilling.meaning.encoders.port import Vectors, unit_rows
from omstilling.meaning.texts import clean


class Named:
    """A model loaded by its own package.

    Parameters
    ----------
    name
        The kind and the model's name, for instance ``model2vec:minishlab/potion-base``.
    encode
        Takes texts, returns an array (texts, dimension).
    dimension
        How many numbers a vector has.
    """

    def __init__(
        self, name: str, *, encode: Callable[[list[str]], Any], dimension: int
    ) -> None:
        self.name = name
        self.dimension = dimension
        self._encode = encode

    def __repr__(self) -> str:
        return f"Named({self.name!r}, {self.dimension})"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, of length 1; zeros for a text without a letter."""
        read = [clean(text) for text in texts]
        rows = np.zeros((len(read), self.dimension), np.float32)
        said = [at for at, text in enumerate(read) if any(map(str.isalnum, text))]
        if said:
            rows[said] = self._encode([read[at] for at in said])
        return unit_rows(rows)


def model2vec(model: str) -> Named:
    """Load static vectors by their name or folder."""
    loaded = _loaded(
        "model2vec", lambda package: package.StaticModel.from_pretrained(model)
    )
    return Named(f"model2vec:{model}", encode=loaded.encode, dimension=loaded.dim)


def sentence_transformers(model: str) -> Named:
    """Load a sentence encoder by its name or folder."""
    package = "sentence_transformers"
    loaded = _loaded(package, lambda found: found.SentenceTransformer(model))
    return Named(
        f"sentence-transformers:{model}",
        encode=lambda texts: loaded.encode(texts, batch_size=1),
        dimension=loaded.get_sentence_embedding_dimension(),
    )


def _loaded(package: str, load: Callable[[ModuleType], Any]) -> Any:
    extra = package.replace("_", "-")
    try:
        found = import_module(package)
    except ImportError as error:
        raise InputError(
            f"The package {extra} is not installed.",
            hint=f"Install it: pip install 'omstilling[{extra}]'.",
        ) from error
    try:
        return load(found)
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"{extra} could not load the model: {error}.",
            hint="Name a folder on this machine, or a model that its hub has.",
        ) from error
