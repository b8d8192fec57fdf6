"""How the ingredients of fit become one rank."""

from __future__ import annotations

import numpy as np

from omstilling.strengths import Flags, Matrix
from omstilling.transfers.percentile import percentile

#: How much each ingredient says, chosen on co-participation until 2018; see the page on
#: transfers.
INGREDIENTS = {"shared": 1.0, "likeness": 1.0, "near": 0.25}


def fit_of(ingredients: dict[str, Matrix], among: Flags) -> Matrix:
    """Return the fit of each pair: a weighted mean of ranks, itself a rank.

    Parameters
    ----------
    ingredients
        `shared`, `likeness` and `near` (the more, the better), all of one shape; NaN
        where one is not known, which then says nothing.
    among
        Pairs that are compared, of the same shape.

    Returns
    -------
    From 0 to 1; NaN where nothing is known.
    """
    total, weights = np.zeros(among.shape), np.zeros(among.shape)
    for name, weight in INGREDIENTS.items():
        values = ingredients[name]
        known = ~np.isnan(values)
        ranks = percentile(values, values[known & among])
        total += np.where(known, weight * ranks, 0.0)
        weights += np.where(known, weight, 0.0)
    mean = np.divide(
        total, weights, out=np.full(among.shape, np.nan), where=weights > 0
    )
    compared = mean[among & ~np.isnan(mean)]
    return np.where(np.isnan(mean), np.nan, percentile(mean, compared))
