"""Compact English word vectors that come inside a package (wordllama).

A text is the mean of the vectors of its pieces. The package's own loader asks a hub
before it looks at its files, so the two files are read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from omstilling.errors import InputError
from omstilling.meaning.encoders.port import Vectors, unit_rows

_PACKAGE = "wordllama"
_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
_MOST_PIECES = 4096


class WordLlama:
    """Mean of word vectors, 256 numbers, for English."""

    name = "wordllama"

    def __init__(self) -> None:
        folder = package_folder(_PACKAGE)
        self._table = load_file(folder / _WEIGHTS)["embedding.weight"].astype("float32")
        self._pieces = Tokenizer.from_file(str(folder / _TOKENIZER))
        self._pieces.no_padding()
        self._pieces.enable_truncation(_MOST_PIECES)

    def __repr__(self) -> str:
        return f"WordLlama({self._table.shape[0]} pieces × {self.dimension})"

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._table.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, of length 1; zeros where there is no piece."""
        rows: Vectors = np.zeros((len(texts), self.dimension), np.float32)
        found = self._pieces.encode_batch_fast(list(texts), add_special_tokens=False)
        for row, pieces in enumerate(found):
            if pieces.ids:
                rows[row] = self._table[pieces.ids].mean(axis=0)
        return unit_rows(rows)


def package_folder(package: str) -> Path:
    """Return where an installed package lies, without importing it.

    Raises
    ------
    InputError
        It is not installed.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            f"The package {package} is not installed.",
            hint="Install it: pip install 'omstilling[meaning]'.",
        )
    return Path(next(iter(spec.submodule_search_locations)))
