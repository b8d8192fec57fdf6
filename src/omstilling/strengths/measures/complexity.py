"""Economic and product complexity: how much know-how a unit has, an activity asks for.

Hidalgo and Hausmann (2009), doi:10.1073/pnas.0900943106: ECI is the second eigenvector
of the matrix that links units through the activities they share, PCI that of the
activities through the units that hold them; ECI is the mean PCI of what a unit holds.
Both come from one symmetric matrix of the smaller side, which has the same eigenvalues:
D^-½ M U^-1 Mᵀ D^-½ for units, with diversity D and ubiquity U.

Conventions:

- Sign: ECI rises with diversity. Where the two are unrelated, PCI falls with ubiquity;
  where that says nothing either, no side is up, and all is 0.
- Eigenvalue that occurs more than once (an economy in parts that share nothing, for
  instance): of the eigenvectors, the one along which diversity rises most.
- A unit without activities, an activity held nowhere, and everything where the matrix
  has no second dimension, is 0.
- Units that hold the same have the same ECI to the bit, as have activities held by the
  same units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from omstilling.errors import UsageError
from omstilling.strengths.measures.arrays import (
    Flags,
    Matrix,
    Table,
    column_sums,
    held,
    is_sparse,
    over_activities,
    over_units,
    row_sums,
    with_cells,
)
from omstilling.strengths.measures.second import leading

Scale = Literal["each", "units", "uncentred"]
_NOTHING = 1e-9
"""Below this a spread is rounding."""


@dataclass(frozen=True)
class Complexity:
    """Complexity of units and of activities.

    Attributes
    ----------
    units
        ECI by unit.
    activities
        PCI by activity.
    """

    units: Matrix
    activities: Matrix


def complexity(presence: Table, scale: Scale = "each") -> Complexity:
    """Return ECI and PCI.

    Parameters
    ----------
    presence
        Units × activities, 1 where the unit is specialised in the activity, else 0;
        dense or sparse.
    scale
        `each`: z-scores of either, over those that hold or are held (standard deviation
        with divisor n). `units`: mean and deviation of ECI for both, so that ECI stays
        the mean PCI. `uncentred`: as `units`, but no mean taken off, so that PCI
        weighed by ubiquity sums to 0; outlook needs it.

    Returns
    -------
    Complexity
        Finite for any table of 0 and 1.

    Raises
    ------
    UsageError
        The presence is no table of 0 and 1, or there is no such scale.
    """
    return complexities(presence, scale)[0]


def complexities(presence: Table, *scales: Scale) -> list[Complexity]:
    """Return ECI and PCI on several scales, found once; see `complexity`."""
    for scale in scales:
        if scale not in get_args(Scale):
            raise UsageError(
                f"The 'scale' parameter of complexity must be one of "
                f"{', '.join(get_args(Scale))}. Got {scale!r} instead.",
                hint="The usual one is each.",
            )
    table = held(presence, "complexity")
    rows, columns = row_sums(table) > 0, column_sums(table) > 0
    units, activities = _eigenvectors(_without_empty(table, rows, columns))
    own, theirs = _spread(units), _spread(activities)
    zoomed = {"each": (own, theirs), "units": (own, own)}
    zoomed["uncentred"] = ((0.0, own[1]), (0.0, own[1]))
    return [
        Complexity(
            _placed(units, rows, *zoomed[scale][0]),
            _placed(activities, columns, *zoomed[scale][1]),
        )
        for scale in scales
    ]


def product_complexity(presence: Table) -> Matrix:
    """Return PCI as z-scores by activity; see `complexity`."""
    return complexity(presence).activities


def _without_empty(table: Table, rows: Flags, columns: Flags) -> Table:
    if not rows.all():
        table = table[rows]
    return table if columns.all() else table[:, columns]


def _spread(values: Matrix) -> tuple[float, float]:
    return (float(values.mean()), float(values.std())) if values.size else (0.0, 0.0)


def _placed(values: Matrix, there: Flags, middle: float, spread: float) -> Matrix:
    result = np.zeros(there.size)
    if spread > _NOTHING:
        result[there] = (values - middle) / spread
    return result


def _eigenvectors(table: Table) -> tuple[Matrix, Matrix]:
    """Return ECI and PCI of a table without empty rows or columns, not scaled."""
    if min(table.shape) < 2:
        return np.zeros(table.shape[0]), np.zeros(table.shape[1])
    diversity, ubiquity = row_sums(table), column_sums(table)
    if table.shape[0] <= table.shape[1]:
        across = over_activities(table, 1.0 / ubiquity)
        directions = -np.ones_like(diversity), across
        units = _second(table, diversity, ubiquity, directions)
    else:
        across = over_units(table, 1.0 / diversity)
        directions = -across, np.ones_like(ubiquity)
        activities = _second(table.T, ubiquity, diversity, directions)
        units = over_activities(table, activities) / diversity
    units /= np.abs(units).max() or 1.0
    activities = over_units(table, units) / ubiquity
    return over_activities(table, activities) / diversity, activities


def _second(
    table: Table, own: Matrix, other: Matrix, directions: tuple[Matrix, Matrix]
) -> Matrix:
    """Return the second vector of the rows; `own` and `other` are the sums.

    The first eigenvector is known, √own, and is taken off. That a direction d means a
    high Σ d·vector follows from Σ own·vector = 0: the covariance with `own` is then
    minus its mean times the vector's sum.
    """
    root = np.sqrt(own)
    links = _links(table, other)
    links /= root[:, None]
    links /= root
    first = root / np.linalg.norm(root)
    links -= np.outer(first, first)
    _, vector = leading(links, [direction / root for direction in directions])
    return vector / root


def _links(table: Table, other: Matrix) -> Matrix:
    """Return T·diag(1/other)·Tᵀ, of the rows of the table."""
    if is_sparse(table):
        rows = table.tocsr()
        scaled = with_cells(rows, rows.data / other[rows.indices])
        return np.asarray((scaled @ rows.T).toarray())
    # A product with its own transpose is done by halves (syrk).
    scaled = table / np.sqrt(other)
    return np.asarray(scaled @ scaled.T)
