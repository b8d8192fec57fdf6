"""What is done with the money that Equal Shares leaves over.

*add-one* runs the rule again and again with a budget that is larger by one for each
voter, as long as what is bought stays within the true budget; it ends early when
nothing more would fit (Peters, Pierczyński and Skowron 2021, arXiv:2008.13276).
*add-opt* does the same for Exact Equal Shares, and goes straight to the least budget at
which its outcome changes (Kraiczy, Robinson and Elkind 2025, arXiv:2502.11797).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from omstilling.errors import UsageError
from omstilling.priorities.shares.ballots.book import Book
from omstilling.priorities.shares.ballots.election import Election, Integers
from omstilling.priorities.shares.rules.equal_shares import equal_shares
from omstilling.priorities.shares.rules.next_share import next_share
from omstilling.priorities.shares.rules.state import State

#: Far more than any election we know needs; past it, few decide over much.
MOST_RUNS = 100_000
#: Is told how many runs are done, and what was spent in the last.
Watch = Callable[[int, Fraction], None]


def add_one(
    election: Election,
    book: Book,
    *,
    rank: Integers,
    exact: bool,
    increment: Fraction = Fraction(1),
    watch: Watch,
) -> State:
    """Return the last run that stays within the budget, a little more for each a time.

    A voter of weight 1 has the increment more in each run: one, as the literature has
    it, or more where few decide over much and a run for each krone would take hours.
    More than `MOST_RUNS` runs are refused with a `UsageError`.
    """
    step = election.share(increment) - election.share()
    return _grow(
        election, book, rank, exact, lambda state: state.share + step, watch=watch
    )


def add_opt(election: Election, book: Book, *, rank: Integers, watch: Watch) -> State:
    """Return the last run of Exact Equal Shares that stays within the budget.

    More than `MOST_RUNS` runs are refused with a `UsageError`.
    """
    return _grow(election, book, rank, True, next_share, watch=watch)


def _grow(
    election: Election,
    book: Book,
    rank: Integers,
    exact: bool,
    more: Callable[[State], Fraction | None],
    *,
    watch: Watch,
) -> State:
    share: Fraction | None = election.share()
    last = None
    runs = 0
    while share is not None:
        if runs == MOST_RUNS:
            raise _too_many()
        state = equal_shares(election, book, share=share, rank=rank, exact=exact)
        bought = state.bought[: state.done].tolist()
        spent = sum((election.costs[one] for one in bought), Fraction(0))
        left = Fraction(election.budget) - spent
        runs += 1
        watch(runs, spent)
        if left < 0:
            break
        last = state
        if not _fits(election, book, bought, left):
            break
        share = more(state)
    if last is None:
        raise AssertionError("with the true budget, no more can be spent than it")
    return last


def _too_many() -> UsageError:
    return UsageError(
        f"The completion has not ended after {MOST_RUNS:,} runs, each with a little "
        "more for each voter.",
        hint="Few decide over much here: use 'add-one' with a larger increment, or "
        "another completion.",
    )


def _fits(
    election: Election, book: Book, bought: Sequence[int], left: Fraction
) -> bool:
    """Say whether anything that somebody wants would still fit."""
    already = set(bought)
    return any(
        book.total[one] > 0 and 0 < cost <= left and one not in already
        for one, cost in enumerate(election.costs)
    )
