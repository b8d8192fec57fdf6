"""RPOP: how much of an activity a unit has by head, over what the whole has by head.

Balassa's index calls a small sector of a rich country a weakness because its other
sectors are larger; measured by head it is none (Hausmann et al. 2014, The Atlas of
Economic Complexity, ISBN 978-0-262-52542-8, technical box 2.2).
"""

from __future__ import annotations

import numpy as np

from omstilling.errors import UsageError
from omstilling.strengths.measures.arrays import (
    Matrix,
    Table,
    amounts,
    column_sums,
    is_sparse,
    rows_of_cells,
    with_cells,
)


def per_head_advantage(values: Table, population: Matrix) -> Table:
    """Return (values by head) / (values by head in all units together).

    Parameters
    ----------
    values
        Units × activities: amounts, at least zero, dense or sparse.
    population
        Units: how many live or work there, at least zero.

    Returns
    -------
    Units × activities, at least 0, 1 is the level of the whole; sparse where the values
    are. 0 in a unit without population and in an activity that nobody has.

    Raises
    ------
    UsageError
        The values are no table or hold what is no amount; the population has another
        length than the values have units, or holds a negative or missing number.
    """
    table = amounts(values, "per_head_advantage")
    heads = np.asarray(population, dtype=np.float64)
    if heads.shape != table.shape[:1] or not (heads >= 0).all():
        raise UsageError(
            "The 'population' parameter of per_head_advantage must be one number of at "
            f"least 0 for each of the {table.shape[0]} units.",
            hint="Leave out units whose population is not known.",
        )
    of_unit = _inverse(heads)
    of_activity = _inverse(column_sums(table)) * heads.sum()
    if is_sparse(table):
        scale = of_unit[rows_of_cells(table)] * of_activity[table.indices]
        return with_cells(table, table.data * scale)
    result: Matrix = table * of_unit[:, None] * of_activity
    return result


def _inverse(numbers: Matrix) -> Matrix:
    return np.divide(1.0, numbers, out=np.zeros_like(numbers), where=numbers > 0)
