"""How well themes agree with labels given by hand, and with themselves.

The adjusted Rand index compares two groupings of the same answers: 1 is the same, 0
what chance gives (Hubert and Arabie 1985, doi:10.1007/BF01908075).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from sklearn.metrics import adjusted_rand_score

from omstilling.errors import InputError
from omstilling.meaning.encoders import Encoder, Vectors
from omstilling.meaning.themes.find import find_themes
from omstilling.meaning.themes.frame import Known

_PARTS = 10


class ThemeMeasures(NamedTuple):
    """How well themes agree.

    Attributes
    ----------
    answers, themes, labels
        How many there are.
    with_labels
        Adjusted Rand index against the labels given by hand.
    without_a_tenth_mean, without_a_tenth_least
        Adjusted Rand index, on the nine tenths that are left, of the themes found
        without the tenth against those found with it: mean and least of ten, each
        answer left out once.
    """

    answers: int
    themes: int
    labels: int
    with_labels: float
    without_a_tenth_mean: float
    without_a_tenth_least: float


def measure_themes(
    answers: pl.DataFrame,
    *,
    encoder: Encoder,
    frame: Sequence[Known] | None,
    number: int | None = None,
) -> ThemeMeasures:
    """Measure the themes of labelled answers; parameters are those of `find_themes`.

    Raises
    ------
    InputError
        An answer has no label, or there are fewer than twenty.
    """
    if answers.height < 2 * _PARTS or answers["label"].null_count():
        raise InputError(
            "Themes are measured on twenty answers or more, each with a label.",
            hint="Add a column called label with the theme that a reader sees.",
        )
    rows = answers.sort("id")
    known = _Remembering(encoder)
    whole = _themes(rows, known, frame, number)
    parts = _parts(rows["id"].to_list())
    kept = [
        _agreement(whole, _themes(rows.filter(parts != part), known, frame, number))
        for part in range(_PARTS)
    ]
    labels = rows.select("id", name="label")
    return ThemeMeasures(
        answers=rows.height,
        themes=whole["name"].n_unique(),
        labels=labels["name"].n_unique(),
        with_labels=_agreement(labels, whole),
        without_a_tenth_mean=float(np.mean(kept)),
        without_a_tenth_least=min(kept),
    )


class _Remembering:
    """An encoder that reads each text once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, Vectors] = {}
        self.name = encoder.name
        self.dimension = encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        self._rows |= dict(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._rows[text] for text in texts], np.float32)


def _themes(
    rows: pl.DataFrame,
    encoder: Encoder,
    frame: Sequence[Known] | None,
    number: int | None,
) -> pl.DataFrame:
    found = find_themes(rows, encoder=encoder, frame=frame, number=number)
    return found.answers.select("id", pl.col("name").fill_null(""))


def _parts(signs: Sequence[str]) -> pl.Series:
    """Divide answers into ten parts of one size, by a checksum of their signs."""
    sums = [hashlib.sha256(sign.encode()).hexdigest() for sign in signs]
    order = np.argsort(np.argsort(np.array(sums)))
    return pl.Series(order % _PARTS)


def _agreement(one: pl.DataFrame, other: pl.DataFrame) -> float:
    both = one.join(other, on="id", how="inner", suffix="_other")
    return float(adjusted_rand_score(both["name"], both["name_other"]))
