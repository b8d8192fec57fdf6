"""Checks whether a result is proportional: EJR+ up to one project.

The result W fails for a project p that is left out when there is a group of its
supporters whose share of the budget would buy p at a price ρ = cost(p) / Σ worth(p),
and who all get so little that even with p they would not reach what their share buys at
that price: worth(W) + worth(p) ≤ share / ρ for each of them. The Method of Equal Shares
and Exact Equal Shares never fail (extended justified representation in the form that
can be verified, Brill and Peters 2023, doi:10.1145/3580507.3597785, up to the project p
itself).

The worst group of each size holds those who get least, so sorting finds it; numbers are
whole, so the answer is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from omstilling.priorities.shares.ballots.election import Integers
from omstilling.priorities.shares.decide import Decision


@dataclass(frozen=True)
class Failure:
    """A project that a group is owed.

    Attributes
    ----------
    project
        Its id.
    share_of_voters
        How large the largest such group is among all voters, by weight, from 0 to 1.
    """

    project: str
    share_of_voters: float


def check_ejr_plus(decision: Decision) -> list[Failure]:
    """Return the projects for which EJR+ up to one project fails; none if it holds."""
    election, book = decision.election, decision.book
    scale = _whole(book.scale)
    gains = _gains(decision, scale)
    failures = []
    for project in range(len(election.projects)):
        if project in set(decision.chosen) or not (
            book.total[project] and election.costs[project]
        ):
            continue
        here = book.supporters(project)
        ballots, worth = book.ballot[here], book.worth[here].astype(np.int64)
        weight = book.weight[ballots].astype(np.int64)
        size = _largest(
            with_it=gains[ballots] + worth // weight * np.int64(scale[project]),
            points=worth,
            weight=weight,
            bought=election.share() * scale[project] / election.costs[project],
        )
        if size:
            failures.append(
                Failure(election.projects[project].id, size / election.units)
            )
    return failures


def _largest(
    *, with_it: Integers, points: Integers, weight: Integers, bought: Fraction
) -> int:
    """Return the weight of the largest group that the result fails, 0 if none is."""
    order = np.argsort(with_it, kind="stable")
    ends = np.append(np.diff(with_it[order]) != 0, True)
    most, together, heavy = (
        column[ends].tolist()
        for column in (
            with_it[order],
            np.cumsum(points[order]),
            np.cumsum(weight[order]),
        )
    )
    rows = zip(most, together, heavy, strict=True)
    over, under = bought.numerator, bought.denominator
    return max((w for has, p, w in rows if has * under <= p * over), default=0)


def _gains(decision: Decision, scale: list[int]) -> Integers:
    """Return what each ballot gets from the result."""
    election = decision.election
    worth = np.zeros(len(election.projects), dtype=np.int64)
    worth[list(decision.chosen)] = [scale[one] for one in decision.chosen]
    ballots = election.ballots
    each = worth[ballots.project] * ballots.points
    ends = np.concatenate(([0], np.cumsum(each)))
    return ends[ballots.start[1:]] - ends[ballots.start[:-1]]


def _whole(scale: tuple[Fraction, ...]) -> list[int]:
    """Return the scale in whole units; only its proportions matter."""
    unit = lcm(*(one.denominator for one in scale))
    return [int(one * unit) for one in scale]
