"""Location quotient: how much more of an activity there is than its national share.

With the sum of all units as the nation it is the index of revealed comparative
advantage (Balassa 1965, doi:10.1111/j.1467-9957.1965.tb00050.x): in regional science
and in trade the same ratio has two names.
"""

from __future__ import annotations

import numpy as np

from omstilling.strengths.measures.arrays import (
    Matrix,
    Table,
    amounts,
    column_sums,
    is_sparse,
    ratio,
    row_sums,
    rows_of_cells,
    with_cells,
)


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
    return np.outer(totals, _share(national))


def location_quotient(counts: Table, national: Matrix) -> Table:
    """Return observed over expected; 0 where nothing is expected.

    Parameters
    ----------
    counts
        Units × activities, at least zero, dense or sparse.
    national
        Activities: the national counts, in the same unit.

    Returns
    -------
    Units × activities, at least 0, 1 is the national share; sparse where the counts
    are. A unit that holds nothing has 0 in every activity.

    Raises
    ------
    UsageError
        The counts are no table, negative, infinite or missing.
    """
    table = amounts(counts, "location_quotient", "counts")
    if is_sparse(table):
        return _sparse(table, _share(national))
    result = expected(table.sum(axis=1), national)
    # What is not divided is 0 already, for nothing is expected there.
    return np.divide(table, result, out=result, where=result > 0)


def comparative_advantage(values: Table) -> Table:
    """Return Balassa's index: the location quotient in the sum of all units.

    Parameters
    ----------
    values
        Units × activities: amounts of one unit of money or count, at least zero.

    Returns
    -------
    As `location_quotient`: from 0 to the number of times that the smallest unit goes
    into the total; 1 is the share of the whole.

    Raises
    ------
    UsageError
        The values are no table, negative, infinite or missing.
    """
    table = amounts(values, "comparative_advantage")
    return location_quotient(table, column_sums(table))


def _share(national: Matrix) -> Matrix:
    total = national.sum()
    return national / total if total > 0 else np.zeros_like(national)


def _sparse(counts: Table, share: Matrix) -> Table:
    below = row_sums(counts)[rows_of_cells(counts)] * share[counts.indices]
    return with_cells(counts, ratio(counts.data, below))
