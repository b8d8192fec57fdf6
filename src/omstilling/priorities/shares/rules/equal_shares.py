"""The Method of Equal Shares, and Exact Equal Shares.

Each unit of weight begins with the same share of the budget. In each round every
project has a price ρ for a unit of what it is worth, at which its supporters can pay
its cost together: Σ min(money, ρ · worth) = cost in the Method of Equal Shares
(Peters and Skowron 2020, doi:10.1145/3391403.3399465; Peters, Pierczyński and Skowron
2021, arXiv:2008.13276), and Σ ρ · worth over those who can pay in full = cost in Exact
Equal Shares (Kraiczy, Robinson and Elkind 2025, arXiv:2502.11797). The project with the
lowest price is bought, and they pay; until nobody can pay for anything.
"""

from __future__ import annotations

from fractions import Fraction

from omstilling.priorities.shares.ballots.book import Book
from omstilling.priorities.shares.ballots.election import Election, Integers
from omstilling.priorities.shares.rules.exact import exact_round
from omstilling.priorities.shares.rules.rounds import DONE, rounds
from omstilling.priorities.shares.rules.state import State


def equal_shares(
    election: Election, book: Book, *, share: Fraction, rank: Integers, exact: bool
) -> State:
    """Run Equal Shares to its end.

    Parameters
    ----------
    election, book
        What is decided on, and its ballots by project.
    share
        What each unit of weight begins with, above 0.
    rank
        Which of two tied projects goes first: the one with the lower rank.
    exact
        Whether a supporter who cannot pay in full pays nothing.

    Returns
    -------
    State
        Its `bought[:done]` are the projects in order. Projects that cost nothing are
        not among them.
    """
    state = State(election=election, book=book, rank=rank, share=share, exact=exact)
    while True:
        status, state.done, state.error = rounds(
            exact,
            state.cost_floats,
            state.scale,
            book.total,
            book.most,
            book.start,
            state.last,
            state.ballot,
            state.worth,
            state.low,
            state.open,
            state.money,
            state.wrong,
            state.until,
            state.bought,
            state.done,
            state.error,
        )
        if status == DONE:
            return state
        exact_round(state)
