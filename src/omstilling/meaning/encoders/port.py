"""What every encoder can do: texts in, vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np

Vectors: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.float32]]


class Encoder(Protocol):
    """Turns texts into vectors whose inner product says how alike they are."""

    @property
    def name(self) -> str:
        """What it is called in settings, manifests and tables of results."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, of length 1, in the order of the texts.

        A text's row is the same whatever texts stand beside it. A text in which nothing
        can be read is a row of zeros, which is like nothing.
        """


def unit_rows(rows: Vectors) -> Vectors:
    """Return rows of length 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return np.asarray(scaled, np.float32)
