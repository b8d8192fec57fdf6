"""How a probability within one horizon becomes one within another.

A take-up is taken to come at a constant rate through the years, so what is not taken up
within h years stays so for another h with the same probability (the discrete hazard of
survival analysis; Prentice and Gloeckler 1978, doi:10.2307/2529588).
"""

from __future__ import annotations

import numpy as np

from omstilling.errors import UsageError
from omstilling.strengths import Matrix

_WIDEST = 20.0
_HALVINGS = 50


def within(probability: Matrix, *, learned: float, asked: float) -> Matrix:
    """Return 1 − (1 − p)^(asked / learned).

    Parameters
    ----------
    probability
        Probabilities within `learned` periods, 0–1, any shape.
    learned, asked
        Horizons in periods, above nought.

    >>> within(np.array([0.1]), learned=2, asked=4).round(4).tolist()
    [0.19]
    """
    if not (learned > 0 and asked > 0):
        raise UsageError(
            "The 'learned' and 'asked' parameters of within must be above nought. "
            f"Got {learned!r} and {asked!r} instead.",
            hint="Choose a horizon of at least one period.",
        )
    stays = np.log1p(-np.minimum(probability, 1 - 1e-12))
    return np.asarray(-np.expm1(stays * (asked / learned)))


def with_mean(probability: Matrix, among: Matrix, rate: float) -> Matrix:
    """Shift all log-odds by the same, so that the mean of some is a given rate.

    What has grown in the data since the window that taught (a longer history, larger
    counts) would raise every probability; the base rate of that window is kept instead.

    Parameters
    ----------
    probability
        0–1, any shape; 0 and 1 stay.
    among
        Those whose mean is to be `rate`.
    rate
        The base rate, in (0, 1).
    """
    low, high = -_WIDEST, _WIDEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if shifted(among, middle).mean() < rate:
            low = middle
        else:
            high = middle
    return shifted(probability, (low + high) / 2)


def shifted(probability: Matrix, by: float) -> Matrix:
    """Return the probabilities with `by` added to their log-odds."""
    odds = probability * np.exp(by)
    return np.asarray(odds / (odds + 1 - probability))
