"""Which of two tied projects goes first."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Literal, get_args

import numpy as np

from omstilling.priorities.shares.ballots.book import Book
from omstilling.priorities.shares.ballots.election import Election, Integers

Ties = Literal["id", "cheapest", "costliest", "votes"]
TIES: tuple[Ties, ...] = get_args(Ties)


def ranking(election: Election, book: Book, ties: Ties) -> Integers:
    """Return the place of each project in the order in which ties are broken.

    Parameters
    ----------
    ties
        `id`: the id that sorts first. `cheapest` and `costliest`: by cost. `votes`: by
        points × weight, most first. What is still tied goes by id.
    """
    keys: dict[Ties, Callable[[int], Fraction]] = {
        "cheapest": lambda one: election.costs[one],
        "costliest": lambda one: -election.costs[one],
        "votes": lambda one: Fraction(-int(book.total[one])),
    }
    order = sorted(
        range(len(election.projects)), key=lambda one: election.projects[one].id
    )
    if ties != "id":
        order.sort(key=keys[ties])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank
