"""What every measure takes and gives: arrays of units × activities, dense or sparse.

A sparse table is a SciPy `csr_array` (other sparse formats are turned into it). A count
that is divided by nothing is nothing: `ratio` gives 0 there, never NaN.
"""

from __future__ import annotations

import sys
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from omstilling.errors import UsageError

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
Index = NDArray[np.intp]
Texts = NDArray[np.str_]
#: Units × activities: a NumPy array, or a SciPy sparse array, which has no types.
Table: TypeAlias = Any

_BLOCK = 1 << 20
"""Cells that are worked on at a time, so that temporary arrays stay small."""


def is_sparse(table: Table) -> bool:
    """Tell a sparse table from a dense one.

    Who has a sparse table has loaded SciPy's sparse arrays; others need not, for they
    take as much memory as NumPy itself.
    """
    loaded = sys.modules.get("scipy.sparse")
    return loaded is not None and bool(loaded.issparse(table))


def with_cells(table: Table, cells: NDArray[Any]) -> Table:
    """Return a `csr_array` with other values in the same places, zeros left out."""
    result = type(table)((cells, table.indices, table.indptr), shape=table.shape)
    # Eliminating works in place, on arrays that the caller may still hold.
    result = result.copy()
    result.eliminate_zeros()
    return result


def rows_of_cells(table: Table) -> Index:
    """Return the row of each stored value of a `csr_array`."""
    return np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))


def amounts(values: Table, function: str, name: str = "values") -> Table:
    """Return a table of amounts as float64, `csr_array` where it is sparse.

    Raises
    ------
    UsageError
        It has other than two dimensions, or holds a negative, infinite or missing
        number.
    """
    table = _table(values, function, name)
    cells = table.data if is_sparse(table) else table
    if cells.size and not (cells.min() >= 0 and cells.max() < np.inf):
        raise _wrong(function, name, "finite and at least 0")
    return table


def held(presence: Table, function: str, name: str = "presence") -> Table:
    """Return a table of presence: float64, and `csr_array` where it is sparse.

    Dense truth values are returned as they are, an eighth of the size; whoever
    multiplies matrices with them makes them floats, a block at a time, for integers
    have no fast routine.

    Raises
    ------
    UsageError
        It has other than two dimensions, or holds another value than 0 and 1.
    """
    flags = isinstance(presence, np.ndarray) and presence.dtype == np.bool_
    if flags and presence.ndim == 2:
        return presence
    table = _table(presence, function, name)
    cells = table.data if is_sparse(table) else table
    if presence.dtype != np.bool_ and np.count_nonzero(cells) > (cells == 1).sum():
        raise _wrong(function, name, "0 or 1 in each cell")
    return table


def _table(values: Table, function: str, name: str) -> Table:
    if is_sparse(values):
        from scipy import sparse  # noqa: PLC0415 # see `is_sparse`

        table = sparse.csr_array(values, dtype=np.float64)
        table.sum_duplicates()
        return table
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:
        raise _wrong(function, name, "units × activities", f"{table.ndim} dimensions")
    return table


def _wrong(function: str, name: str, wanted: str, got: str = "") -> UsageError:
    told = f" Got {got} instead." if got else ""
    return UsageError(
        f"The '{name}' parameter of {function} must be {wanted}.{told}",
        hint="Missing values are to be filled or left out beforehand.",
    )


def row_sums(table: Table) -> Matrix:
    """Return the sum of each row."""
    return np.asarray(table.sum(axis=1), dtype=np.float64)


def column_sums(table: Table) -> Matrix:
    """Return the sum of each column."""
    return np.asarray(table.sum(axis=0), dtype=np.float64)


def ratio(above: Matrix, below: Matrix) -> Matrix:
    """Return above / below, and 0 where `below` is 0."""
    shape = np.broadcast_shapes(above.shape, below.shape)
    return np.divide(above, below, out=np.zeros(shape), where=below != 0)


def over_activities(table: Table, weights: Matrix) -> Matrix:
    """Return Σₐ table·weights by unit: to the bit the same for units that are alike.

    A routine for matrix times vector may add the rows of one call in different orders;
    then units that are alike would differ in the last bit, and ties would be broken.
    """
    if is_sparse(table):
        return np.asarray(table @ weights)
    sums = [(table[block] * weights).sum(axis=1) for block in row_blocks(table)]
    return np.concatenate(sums) if sums else np.zeros(0)


def over_units(table: Table, weights: Matrix) -> Matrix:
    """Return Σᵤ table·weights by activity: the same to the bit for those alike."""
    if is_sparse(table):
        return np.asarray(table.T @ weights)
    total = np.zeros(table.shape[1])
    for block in row_blocks(table):
        total += (table[block] * weights[block, None]).sum(axis=0)
    return total


def row_blocks(table: Matrix) -> list[slice]:
    """Return slices of rows that hold about a million cells each."""
    step = max(1, _BLOCK // max(1, table.shape[1]))
    return [slice(first, first + step) for first in range(0, table.shape[0], step)]
