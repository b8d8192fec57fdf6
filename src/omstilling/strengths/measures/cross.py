"""Cross-proximity: how related activities of one kind are to those of another.

For instance fields of research to industries, both held by the same units (Catalán,
Navarrete and Figueroa 2022, doi:10.1016/j.respol.2020.104016). Of a kind with itself
it is the proximity of Hidalgo et al. (2007).

How often two activities are held by the same unit, `n`, is set against how many units
hold each, `u` and `v`:

- `minimum`: n / max(u, v), the smaller of the two conditional probabilities;
- `cosine`: n / √(u·v) (Salton and McGill 1983);
- `jaccard`: n / (u + v − n), the share of those that hold either (Jaccard 1901);
- `association`: n·N / (u·v), over what chance would give (van Eck and Waltman 2009,
  doi:10.1002/asi.21075), N units that hold anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, get_args

import numpy as np

from omstilling.errors import UsageError
from omstilling.strengths.measures.arrays import (
    Matrix,
    Table,
    column_sums,
    held,
    is_sparse,
    row_sums,
)

Kind = Literal["minimum", "cosine", "jaccard", "association"]

_ROWS = 256
"""Activities at a time: a block of their counts stays in the cache."""
_EXACT = 1 << 24
"""Up to this many units a count is exact in single precision."""

# Each takes u as a column, v as a row, the counts together, and the number of units.
_BELOW: dict[str, Callable[[Matrix, Matrix, Matrix, float], Matrix]] = {
    "minimum": lambda u, v, _, __: np.maximum(u, v),
    "cosine": lambda u, v, _, __: np.sqrt(u * v),
    "jaccard": lambda u, v, n, _: u + v - n,
    "association": lambda u, v, _, units: u * v / units,
}


def cross_proximity(one: Table, other: Table, kind: Kind = "minimum") -> Matrix:
    """Return how related each activity of one kind is to each of another.

    Parameters
    ----------
    one, other
        Units × activities of either kind: presence, 0 or 1, dense or sparse. The rows
        are the same units in the same order.
    kind
        How related is measured; see the module.

    Returns
    -------
    Activities of one kind × activities of the other, in [0, 1]; for `association` in
    [0, N], 1 is chance. An activity held nowhere is related to none: 0.

    Raises
    ------
    UsageError
        The tables have different units or hold other values than 0 and 1, or there is
        no such kind.
    """
    if kind not in get_args(Kind):
        raise UsageError(
            f"The 'kind' parameter of proximity must be one of "
            f"{', '.join(get_args(Kind))}. Got {kind!r} instead.",
            hint="The field's usual one is minimum.",
        )
    first = held(one, "proximity", "one")
    second = first if other is one else held(other, "proximity", "other")
    if first.shape[0] != second.shape[0]:
        raise UsageError(
            f"The tables of cross_proximity must have the same units. Got "
            f"{first.shape[0]} and {second.shape[0]} rows instead.",
            hint="Give both a row for each unit, in the same order.",
        )
    # At least 1, so that an activity held nowhere gives 0 / 1 and not 0 / 0.
    u = np.maximum(column_sums(first), 1.0)[:, None]
    v = np.maximum(column_sums(second), 1.0)
    units = float(max(1, _active(first, second)))
    result = np.empty((first.shape[1], second.shape[1]))
    for block, together in _together(first, second):
        below = _BELOW[kind](u[block], v, together, units)
        np.divide(together, below, out=result[block])
    return result


def _active(one: Table, other: Table) -> int:
    return int(((row_sums(one) + row_sums(other)) > 0).sum())


def _together(one: Table, other: Table) -> Iterator[tuple[slice, Matrix]]:
    """Yield how many units hold both, some activities of one kind at a time."""
    # Single precision is twice as fast and adds zeros and ones without rounding.
    exact = np.float32 if one.shape[0] < _EXACT else np.float64
    first = one.T.tocsr() if is_sparse(one) else one.astype(exact).T
    second = first.T if other is one else other
    second = second if is_sparse(second) else second.astype(exact, copy=False)
    for start in range(0, first.shape[0], _ROWS):
        block = slice(start, start + _ROWS)
        counts = first[block] @ second
        dense = counts.toarray() if is_sparse(counts) else counts
        yield block, dense.astype(np.float64)
