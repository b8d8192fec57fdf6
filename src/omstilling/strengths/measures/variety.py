"""Related and unrelated variety: how evenly a unit is spread, within groups and across.

Frenken, Van Oort and Verburg (2007), doi:10.1080/00343400601120296. Entropy in bits;
the two sum to the entropy over all activities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from omstilling.errors import UsageError
from omstilling.strengths.measures.arrays import (
    Matrix,
    Table,
    amounts,
    is_sparse,
    ratio,
    row_sums,
)


@dataclass(frozen=True)
class Variety:
    """Variety by unit, in bits, at least 0.

    Attributes
    ----------
    related
        Mean entropy inside the groups, by the groups' shares.
    unrelated
        Entropy of the groups' shares.
    """

    related: Matrix
    unrelated: Matrix


def variety(values: Table, groups: Sequence[object]) -> Variety:
    """Return related and unrelated variety.

    Parameters
    ----------
    values
        Units × activities: amounts such as persons employed, at least zero; dense or
        sparse.
    groups
        Activities: the group each belongs to, for instance its first two digits.

    Returns
    -------
    Variety
        0 in both for a unit that holds nothing or one activity only; `unrelated` at
        most log₂ of the number of groups.

    Raises
    ------
    UsageError
        The values are no table or hold what is no amount, or there is not one group
        for each activity.
    """
    table = amounts(values, "variety")
    if len(groups) != table.shape[1]:
        raise UsageError(
            f"The 'groups' parameter of variety must name one group for each of the "
            f"{table.shape[1]} activities. Got {len(groups)} instead.",
            hint="Give a group for each column.",
        )
    names = {name: place for place, name in enumerate(dict.fromkeys(groups))}
    belongs = np.array([names[name] for name in groups], dtype=np.intp)
    member = np.eye(len(names))[belongs]
    every, unrelated = _entropy(table), _entropy(table @ member)
    # The difference of two equal numbers may be a rounding below zero.
    return Variety(np.maximum(every - unrelated, 0.0), unrelated)


def _entropy(table: Table) -> Matrix:
    """Return the entropy of each row's shares in bits: log₂ T − Σ x·log₂ x / T."""
    total = row_sums(table)
    cells = table.copy()
    if is_sparse(cells):
        cells.data = _times_log(cells.data)
    else:
        cells = _times_log(cells)
    logs = np.log2(total, out=np.zeros_like(total), where=total > 0)
    return np.maximum(logs - ratio(row_sums(cells), total), 0.0)


def _times_log(numbers: Matrix) -> Matrix:
    logs = np.log2(numbers, out=np.zeros_like(numbers), where=numbers > 0)
    result: Matrix = numbers * logs
    return result
