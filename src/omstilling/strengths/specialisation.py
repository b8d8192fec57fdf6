"""Location quotient: how much more of an activity there is than its national share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
Index = NDArray[np.intp]
Texts = NDArray[np.str_]


def expected(totals: Matrix, national: Matrix) -> Matrix:
    """Return what each unit would hold if it were composed as the nation is.

    Parameters
    ----------
    totals
        Units: all that each holds, at least zero.
    national
        Activities: the national counts.

    Returns
    -------
    Units × activities, same unit as `totals`; zeros where the nation has nothing.
    """
    total = national.sum()
    share = national / total if total > 0 else np.zeros_like(national)
    return np.outer(totals, share)


def location_quotient(counts: Matrix, national: Matrix) -> Matrix:
    """Return observed over expected, units × activities; 0 where nothing is expected.

    With municipalities as units and their sum as the nation this is the index of
    revealed comparative advantage (Balassa 1965,
    doi:10.1111/j.1467-9957.1965.tb00050.x) and the location quotient of regional
    science; the two are the same ratio.
    """
    expectation = expected(counts.sum(axis=1), national)
    return np.divide(
        counts, expectation, out=np.zeros_like(counts), where=expectation > 0
    )
