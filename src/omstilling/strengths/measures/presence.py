"""Presence: whether a unit counts as holding an activity.

Two tests of presence are joined with `&` or `|`; adding them would give a 2.
"""

from __future__ import annotations

import numpy as np

from omstilling.errors import UsageError
from omstilling.strengths.measures.arrays import (
    Table,
    amounts,
    is_sparse,
    with_cells,
)


def presence(values: Table, least: float = 1.0) -> Table:
    """Return where a value is at least a threshold (Hidalgo and Hausmann 2009).

    Parameters
    ----------
    values
        Units × activities: location quotients, RPOP or amounts, dense or sparse.
    least
        The threshold, above 0; a value that equals it is present. 1 is the share of
        the whole (doi:10.1073/pnas.0900943106).

    Returns
    -------
    Units × activities of truth values; sparse where the values are.

    Raises
    ------
    UsageError
        The values are no table or hold what is no amount; the threshold is not above
        0, at which everything would be present.
    """
    if not least > 0:
        raise UsageError(
            f"The 'least' parameter of presence must be above 0. Got {least!r} "
            "instead.",
            hint="`present_at_all` tells where there is anything at all.",
        )
    table = amounts(values, "presence")
    if is_sparse(table):
        return with_cells(table, table.data >= least)
    return np.asarray(table >= least)


def present_at_all(values: Table) -> Table:
    """Return where there is anything at all: one award counts as a hundred.

    Parameters
    ----------
    values
        Units × activities: amounts, dense or sparse.

    Returns
    -------
    Units × activities of truth values; sparse where the values are.

    Raises
    ------
    UsageError
        The values are no table or hold what is no amount.
    """
    table = amounts(values, "present_at_all")
    if is_sparse(table):
        return with_cells(table, table.data > 0)
    return np.asarray(table > 0)
