"""A need, moved toward the offers that may answer it.

A need says what is wrong, an offer what is done about it, so that a need is more like
other needs than like its answer. What is between them was learned from pairs of a need
and an offer (`scripts/needs_to_offers.py`): x becomes x + ((x, 1) B) C, of length 1. It
is for a need among offers alone; texts of one kind are compared as they are.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from omstilling.meaning.encoders.port import Encoder, Vectors, unit_rows

FILE = Path(__file__).parents[2] / "reference" / "needs_to_offers.npz"


class Move(NamedTuple):
    """Where vectors go: by `down`, (dimension + 1) × rank, and `up`, rank × dimension.

    The last row of `down` is for all vectors the same.
    """

    down: Vectors
    up: Vectors

    @classmethod
    def of(cls, down: NDArray[np.float64], up: NDArray[np.float64]) -> Move:
        """Return the move with the digits that the file keeps."""
        short = (np.float32(np.float16(one)) for one in (down, up))
        return cls(*map(np.asarray, short))

    def __call__(self, rows: Vectors) -> Vectors:
        """Return rows of length 1; rows of zeros stay."""
        said = rows.any(axis=1, keepdims=True)
        moved = rows + (rows @ self.down[:-1] + said * self.down[-1]) @ self.up
        return unit_rows(moved)

    def write(self, path: Path, *, encoder: str) -> None:
        """Write the file, with the name of the encoder whose vectors it moves."""
        halves = {name: one.astype(np.float16) for name, one in self._asdict().items()}
        np.savez(path, encoder=np.array(encoder), **halves)


def toward_offers(rows: Vectors, *, encoder: Encoder) -> Vectors:
    """Return the vectors of needs as they are compared with those of offers.

    Those of another encoder than the one it was learned with come back as they are.
    """
    name, move = learned()
    return move(rows) if encoder.name == name else rows


@cache
def learned() -> tuple[str, Move]:
    """Return the name of the encoder that it was learned with, and what was learned."""
    with np.load(FILE) as kept:
        move = Move(*(kept[name].astype(np.float32) for name in Move._fields))
        return str(kept["encoder"]), move
