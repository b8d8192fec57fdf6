"""Is there most learning at a middling distance? The inverted U, tested.

Nooteboom et al. (2007, doi:10.1016/j.respol.2007.04.006) expect it: too near brings
nothing new, too far cannot be understood. So the chance of what came is a logistic
function of distance and its square, beside the sizes of those concerned:

    log-odds = a + b · d + c · d² + sizes,    d in standard deviations from the mean

It is an inverted U if c is below nought (the whole 95 % interval) and the turning
point, −b / 2c, lies between the 5th and the 95th percentile of d: beyond them hardly
anything is seen (Lind and Mehlum 2010, doi:10.1111/j.1468-0084.2009.00569.x).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from omstilling.strengths import Flags, Matrix
from omstilling.transfers.fit.accuracy import interval


def curve(
    distance: Matrix, came: Flags, sizes: list[Matrix], weights: Matrix
) -> dict[str, Any]:
    """Return the terms of the curve with their intervals, and what they say.

    Parameters
    ----------
    distance
        Of each candidate.
    came
        Whether it came.
    sizes
        What is held equal, each standardised here.
    weights
        (1 + resamples) × candidates; row 0 is the sample itself.

    Returns
    -------
    `linear`, `quadratic`, `turns_at` (on the scale of the distance), each with `value`,
    `low` and `high`; `from` and `to`, the 5th and 95th percentile of the distance;
    `shape`: `inverted U`, `falling`, `rising` or `flat`.
    """
    scaled = _scaled(distance)
    table = np.column_stack([scaled, scaled**2, *map(_scaled, sizes)])
    found = np.array([_fitted(table, came, row) for row in weights])
    middle, width = float(distance.mean()), float(distance.std())
    turns = middle + width * -found[:, 0] / (2 * found[:, 1])
    ends = np.quantile(distance, [0.05, 0.95])
    terms = {
        "linear": interval(found[:, 0]),
        "quadratic": interval(found[:, 1]),
        "turns_at": interval(turns),
        "from": round(float(ends[0]), 10),
        "to": round(float(ends[1]), 10),
    }
    return terms | {"shape": shape(terms)}


def shape(terms: dict[str, Any]) -> str:
    """Return what the terms of a curve say in words."""
    bent = terms["quadratic"]["high"] < 0
    inside = terms["from"] < terms["turns_at"]["value"] < terms["to"]
    if bent and inside:
        return "inverted U"
    if terms["linear"]["high"] < 0:
        return "falling"
    if terms["linear"]["low"] > 0:
        return "rising"
    return "flat"


def _scaled(values: Matrix) -> Matrix:
    width = values.std()
    return np.asarray((values - values.mean()) / (width if width > 0 else 1.0))


def _fitted(table: Matrix, came: Flags, weights: Matrix) -> Matrix:
    drawn = weights > 0
    if len(np.unique(came[drawn])) < 2:
        return np.array([np.nan, np.nan])
    model = LogisticRegression(C=1e6, solver="newton-cholesky", max_iter=100)
    model.fit(table[drawn], came[drawn], sample_weight=weights[drawn])
    terms: Matrix = model.coef_[0, :2]
    return terms
