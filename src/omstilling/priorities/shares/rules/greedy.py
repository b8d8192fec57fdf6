"""The yardstick: what is worth most for the money first, if it still fits."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from omstilling.priorities.shares.ballots.book import Book
from omstilling.priorities.shares.ballots.election import Election, Integers


def greedy(
    election: Election, book: Book, *, rank: Integers, already: Sequence[int] = ()
) -> list[int]:
    """Return the projects in the order they were chosen, those `already` chosen first.

    By what a project is worth to all voters over its cost; with cost satisfaction that
    is the number of votes. Projects that nobody wants are left out.
    """
    chosen = list(already)
    left = Fraction(election.budget) - sum(election.costs[one] for one in chosen)
    wanted = [
        one
        for one in range(len(election.projects))
        if book.total[one] > 0 and one not in set(chosen)
    ]
    for one in sorted(
        wanted, key=lambda one: (*_urgency(election, book, one), rank[one])
    ):
        if election.costs[one] <= left:
            chosen.append(one)
            left -= election.costs[one]
    return chosen


def _urgency(election: Election, book: Book, one: int) -> tuple[bool, Fraction]:
    cost = election.costs[one]
    if cost == 0:
        return False, Fraction(0)
    return True, -int(book.total[one]) * book.scale[one] / cost
