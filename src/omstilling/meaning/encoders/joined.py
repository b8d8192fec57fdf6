"""Encoders made of others: through the glossary, and several at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from omstilling.meaning.encoders.port import Encoder, Vectors, unit_rows
from omstilling.meaning.gloss import gloss


class Glossed:
    """An English encoder that reads Norwegian through the glossary."""

    def __init__(self, english: Encoder) -> None:
        self._english = english
        self.name = f"gloss+{english.name}"
        self.dimension = english.dimension

    def __repr__(self) -> str:
        return f"Glossed({self._english!r})"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, after it was turned into English word by word.

        A word may have two translations of which only the reader of the whole can tell
        the right one: the row of a Norwegian text is the middle of those of its gloss
        with the first and with the second translations.
        """
        glosses = [gloss(text) for text in texts]
        others = [gloss(text, translation=1) for text in texts]
        rows = self._english.encode(glosses)
        pairs = enumerate(zip(glosses, others, strict=True))
        differ = [at for at, (one, other) in pairs if one != other]
        if differ:
            rows[differ] += self._english.encode([others[at] for at in differ])
        return unit_rows(rows)


class Mixture:
    """Several encoders at once: the inner product is the weighted mean of theirs.

    Parameters
    ----------
    parts
        Encoders with their weights, which sum to 1.
    name
        What it is called.
    """

    def __init__(self, parts: Sequence[tuple[Encoder, float]], *, name: str) -> None:
        self._parts = parts
        self.name = name
        self.dimension = sum(part.dimension for part, _ in parts)

    def __repr__(self) -> str:
        return f"Mixture({self._parts!r})"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text: the parts' rows side by side, by root of weight."""
        rows = [
            np.float32(np.sqrt(weight)) * part.encode(texts)
            for part, weight in self._parts
        ]
        return np.hstack(rows).astype(np.float32)
