"""The ballots as the rules read them: by project, with what each is worth to whom."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from omstilling.priorities.shares.ballots.election import Election, Integers, Places
from omstilling.priorities.shares.compiled import compiled

Floats = npt.NDArray[np.float64]
Satisfaction = Literal["cost", "cardinality"]
SATISFACTIONS: tuple[Satisfaction, ...] = get_args(Satisfaction)


@dataclass(frozen=True, eq=False)
class Book:
    """Supporters of each project, sorted once.

    What project `p` is worth to a voter is the points on the ballot times `scale[p]`.

    Attributes
    ----------
    start, ballot, points
        The supporters of project `p` are `ballot[start[p]:start[p + 1]]`, in ascending
        order, with their points.
    weight
        Units of weight of each ballot.
    total
        Points × weight of each project.
    scale
        Its cost with cost satisfaction, else 1.
    """

    start: Integers
    ballot: Places
    points: Floats
    weight: Floats
    total: Integers
    scale: tuple[Fraction, ...]

    def supporters(self, project: int) -> slice:
        """Return where the supporters of a project stand."""
        return slice(int(self.start[project]), int(self.start[project + 1]))


def open_book(election: Election, satisfaction: Satisfaction) -> Book:
    """Sort the ballots by project.

    Points and rankings say by themselves what a project is worth, so `satisfaction` is
    for approvals only: a project is worth its cost, or each as much as another.
    """
    ballots, number = election.ballots, len(election.projects)
    start, ballot, points, total = by_project(
        ballots.start, ballots.project, ballots.points, ballots.weight, number
    )
    by_cost = election.by_approval and satisfaction == "cost"
    return Book(
        start=start,
        ballot=ballot,
        points=points,
        weight=ballots.weight.astype(np.float64),
        total=total,
        scale=election.costs if by_cost else (Fraction(1),) * number,
    )


@compiled
def by_project(
    start: Integers, project: Places, points: Integers, weight: Integers, number: int
) -> tuple[Integers, Places, Floats, Integers]:
    """Turn entries sorted by ballot into entries sorted by project."""
    first = np.zeros(number + 1, dtype=np.int64)
    for one in project:
        first[one + 1] += 1
    first = np.cumsum(first)
    fill = first[:-1].copy()
    ballot = np.empty(len(project), dtype=np.int32)
    sorted_points = np.empty(len(project), dtype=np.float64)
    total = np.zeros(number, dtype=np.int64)
    for row in range(len(start) - 1):
        for entry in range(start[row], start[row + 1]):
            one = project[entry]
            ballot[fill[one]] = row
            sorted_points[fill[one]] = points[entry]
            fill[one] += 1
            total[one] += points[entry] * weight[row]
    return first, ballot, sorted_points, total
