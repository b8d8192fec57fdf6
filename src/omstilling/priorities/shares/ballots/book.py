"""The ballots as the rules read them: by project, with what each is worth to whom."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from omstilling.priorities.shares.ballots.election import Election, Integers, Places
from omstilling.priorities.shares.compiled import compiled, summed_in_any_order

Floats = npt.NDArray[np.float64]
Satisfaction = Literal["cost", "cardinality"]
SATISFACTIONS: tuple[Satisfaction, ...] = get_args(Satisfaction)


@dataclass(frozen=True, eq=False)
class Book:
    """Supporters of each project, sorted once.

    What project `p` is worth to a voter is the points on the ballot times `scale[p]`.

    Attributes
    ----------
    start, ballot, worth
        The supporters of project `p` are `ballot[start[p]:start[p + 1]]`, in ascending
        order, with their points × weight.
    weight
        Units of weight of each ballot.
    total
        Points × weight of each project.
    most
        The most points that any ballot gives a project.
    scale
        Its cost with cost satisfaction, else 1.
    """

    start: Integers
    ballot: Places
    worth: Floats
    weight: Floats
    total: Integers
    most: float
    scale: tuple[Fraction, ...]

    @cached_property
    def scale_floats(self) -> Floats:
        """The scale, rounded; 1 for what costs nothing and is worth nothing by cost."""
        # It is never asked for its price, and must not divide by zero.
        return np.array([float(one) or 1.0 for one in self.scale])

    def supporters(self, project: int) -> slice:
        """Return where the supporters of a project stand."""
        return slice(int(self.start[project]), int(self.start[project + 1]))


def open_book(election: Election, satisfaction: Satisfaction) -> Book:
    """Sort the ballots by project.

    Points and rankings say by themselves what a project is worth, so `satisfaction` is
    for approvals only: a project is worth its cost, or each as much as another.
    """
    ballots, number = election.ballots, len(election.projects)
    weight = ballots.weight.astype(np.float64)
    start, ballot, worth = by_project(
        ballots.start, ballots.project, ballots.points, weight, number
    )
    by_cost = election.by_approval and satisfaction == "cost"
    return Book(
        start=start,
        ballot=ballot,
        worth=worth,
        weight=weight,
        total=totals(start, worth),
        most=1.0 if election.by_approval else float(ballots.points.max(initial=1)),
        scale=election.costs if by_cost else (Fraction(1),) * number,
    )


@compiled
def by_project(
    start: Integers, project: Places, points: Integers, weight: Floats, number: int
) -> tuple[Integers, Places, Floats]:
    """Turn entries sorted by ballot into entries sorted by project."""
    # Places without a sign need no look at whether they count from the end.
    first = np.zeros(number + 1, dtype=np.int64)
    for one in project:
        first[np.uint32(one) + np.uint32(1)] += 1
    first = np.cumsum(first)
    fill = first[:-1].astype(np.uint64)
    ballot = np.empty(len(project), dtype=np.int32)
    worth = np.empty(len(project), dtype=np.float64)
    for row in range(len(start) - 1):
        for entry in range(start[row], start[row + 1]):
            one = np.uint32(project[entry])
            place = fill[one]
            fill[one] = place + np.uint64(1)
            ballot[place] = row
            worth[place] = points[entry] * weight[row]
    return first, ballot, worth


@summed_in_any_order
def totals(start: Integers, worth: Floats) -> Integers:
    """Return points × weight of each project."""
    total = np.empty(len(start) - 1, dtype=np.int64)
    for one in range(len(total)):
        together = 0.0
        for entry in range(start[one], start[one + 1]):
            together += worth[entry]
        total[one] = int(together)
    return total
