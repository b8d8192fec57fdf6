"""Phragmén's sequential rule for projects with costs.

Voters earn money at one steady pace, and a project is bought as soon as its supporters
can pay for it together. The rule ends when the next project to be bought would exceed
the budget (Phragmén 1894; Los, Christoff and Grossi 2022, arXiv:2203.12324).

Time is the money that a unit of weight has earned since the start. A supporter who last
paid at time t has now - t, so the time at which a project can be bought is
(cost + Σ weight · t) / Σ weight: a combination of earlier times with whole
coefficients. Floats find the earliest, and rationals decide where floats are near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from omstilling.priorities.shares.ballots.book import Book
from omstilling.priorities.shares.ballots.election import Election, Integers, Places
from omstilling.priorities.shares.compiled import compiled

#: Far more than the relative error of sums of positive numbers here.
_NEAR = 1e-9


@dataclass(eq=False)
class Course:
    """How the rule went.

    Attributes
    ----------
    costs, support
        Cost of each project, and the weight of its supporters.
    last_paid
        For each ballot the round in which it last paid, -1 if never.
    owed
        By project and round, the weight of supporters who last paid in that round.
    bought
        The projects, in order.
    at_purchase
        For each round, `owed` of the project bought in it, as it was then.
    ended_by
        The project that would have exceeded the budget; None where all were bought.
    """

    costs: Sequence[Fraction]
    support: Integers
    last_paid: Places
    owed: Integers
    bought: list[int] = field(default_factory=list)
    at_purchase: list[list[int]] = field(default_factory=list)
    ended_by: int | None = None
    _times: list[Fraction] = field(default_factory=list)

    @property
    def times(self) -> list[Fraction]:
        """The time of each round, exact."""
        while len(self._times) < len(self.bought):
            now = len(self._times)
            self._times.append(self._time(self.bought[now], self.at_purchase[now]))
        return self._times

    def time_of(self, project: int) -> Fraction:
        """Return when a project that is not bought could be, if nothing else were."""
        return self._time(project, self.owed[project, : len(self.bought)].tolist())

    def _time(self, project: int, owed: list[int]) -> Fraction:
        # The first rounds alone, since `times` is being filled when it asks.
        earlier = (has * self._times[now] for now, has in enumerate(owed) if has)
        total = self.costs[project] + sum(earlier, Fraction(0))
        return total / int(self.support[project])


def phragmen(election: Election, book: Book, *, rank: Integers) -> Course:
    """Run the rule; whoever gives a project any points supports it.

    Parameters
    ----------
    election, book
        What is decided on, and its ballots by project.
    rank
        Which of two tied projects goes first: the one with the lower rank. The rule
        ends where any of the tied ones would exceed the budget.
    """
    ballots, costs = election.ballots, election.costs
    number = len(costs)
    support = np.array(
        [
            int(book.weight[book.ballot[book.supporters(one)]].sum())
            for one in range(number)
        ],
        dtype=np.int64,
    )
    course = Course(
        costs=costs,
        support=support,
        last_paid=np.full(len(book.weight), -1, dtype=np.int32),
        owed=np.zeros((number, number), dtype=np.int64),
    )
    left = Fraction(election.budget)
    open_ = np.array([s > 0 and c <= left for s, c in zip(support, costs, strict=True)])
    cost_floats, times = np.array([float(one) for one in costs]), np.zeros(number)
    while open_.any():
        now = len(course.bought)
        owed = course.owed[:, :now] @ times[:now]
        when = np.where(open_, (cost_floats + owed) / np.maximum(support, 1), np.inf)
        tied = _earliest(course, when)
        if any(costs[one] > left for one in tied):
            course.ended_by = tied[0]
            break
        best = min(tied, key=lambda one: rank[one])
        course.at_purchase.append(course.owed[best, :now].tolist())
        course.bought.append(best)
        times[now] = when[best]
        left -= costs[best]
        open_[best] = False
        _pay(
            now,
            book.ballot[book.supporters(best)],
            ballots.start,
            ballots.project,
            ballots.weight,
            course.last_paid,
            course.owed,
        )
    return course


def _earliest(course: Course, when: np.ndarray) -> list[int]:
    """Return the projects that can be bought first."""
    near: list[int] = np.flatnonzero(when <= when.min() * (1 + _NEAR)).tolist()
    if len(near) == 1:
        return near
    _ = course.times
    exact = {one: course.time_of(one) for one in near}
    first = min(exact.values())
    return [one for one, time in exact.items() if time == first]


@compiled
def _pay(  # noqa: PLR0917 - machine code takes no keywords
    now: int,
    payers: Places,
    start: Integers,
    project: Places,
    weight: Integers,
    last_paid: Places,
    owed: Integers,
) -> None:
    """Note that these ballots paid in this round."""
    for one in payers:
        for entry in range(start[one], start[one + 1]):
            if last_paid[one] >= 0:
                owed[project[entry], last_paid[one]] -= weight[one]
            owed[project[entry], now] += weight[one]
        last_paid[one] = now
