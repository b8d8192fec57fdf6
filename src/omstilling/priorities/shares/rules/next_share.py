"""The least larger share at which Exact Equal Shares decides otherwise.

While a run with more money goes as before, a voter has before round j the new share
less what the voter had paid until then. It first goes otherwise when supporters of some
project, together heavy enough to be cheaper than the project of round j, can all pay
their price. So the next share is the least price + paid of all such groups of
supporters (Kraiczy, Robinson and Elkind 2025, arXiv:2502.11797, for utilities that are
the same for all supporters of a project).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from omstilling.priorities.shares.ballots.book import Floats
from omstilling.priorities.shares.ballots.election import Integers, Places
from omstilling.priorities.shares.compiled import compiled
from omstilling.priorities.shares.rules.exact import settle
from omstilling.priorities.shares.rules.state import State

#: Values as near as this to the least are compared in rationals.
_NEAR = 1e-9
_ALIKE = 1e-12


def next_share(state: State) -> Fraction | None:
    """Return the least larger share that changes who pays for what, None if none does.

    Parameters
    ----------
    state
        A finished run of Exact Equal Shares on approvals.
    """
    settle(state)
    least = _least_weights(state)
    paid = _paid_before(state)
    arrays = (
        state.cost_floats,
        state.book.start,
        state.book.ballot,
        state.book.weight,
        paid,
        least,
    )
    best = _least_value(*arrays)
    if best == np.inf:
        return None
    near = _pairs_below(*arrays, best * (1 + _NEAR))
    return state.share * min(
        _exact_value(
            state,
            int(project),
            int(stage),
            paid=paid[stage],
            least=int(least[project, stage]),
            best=best,
        )
        for project, stage in zip(*np.nonzero(near), strict=True)
    )


def _least_weights(state: State) -> Integers:
    """Return how heavy payers must be to go before a round, by project and round.

    The last column is for going after the last round; -1 where the project was bought
    earlier.
    """
    keys = [
        (paid / state.book.scale[int(one)], state.rank[one])
        for paid, one in zip(state.prices, state.bought, strict=False)
    ]
    least = np.full((len(state.cost), len(keys) + 1), -1, dtype=np.int64)
    bought_in = state.round_of(state.done)
    for one in np.flatnonzero(state.book.total * (state.cost_floats > 0)):
        whole = state.cost[one] / state.book.scale[one]
        for stage, (key, rank) in enumerate(keys[: bought_in[one] + 1]):
            weight = whole / key
            first = state.rank[one] < rank and weight.denominator == 1
            least[one, stage] = int(weight) + (0 if first else 1)
        if bought_in[one] > state.done:
            least[one, -1] = 1
    return least


def _paid_before(state: State) -> Floats:
    """Return what each ballot had paid before each round, and at the end."""
    paid = np.zeros((state.done + 1, len(state.money)))
    for now in range(state.done):
        payers, points = state.payers(now)
        paid[now + 1] = paid[now]
        paid[now + 1, payers] += float(state.prices[now]) * points
    return paid


@compiled
def _lowest(  # noqa: PLR0917 - machine code takes no keywords
    cost: float,
    ballots: Places,
    weight: Floats,
    paid: Floats,
    least: int,
    share: float,
) -> float:
    """Return price + most paid of the supporters who can pay at a share, else inf."""
    able = 0.0
    for one in ballots:
        able += weight[one]
    while able >= least:
        asked = cost / able
        again, most = 0.0, 0.0
        for one in ballots:
            if paid[one] <= share - asked:
                again += weight[one]
                most = max(most, paid[one])
        if again == able:
            return asked + most
        able = again
    return np.inf


@compiled
def _least_value(  # noqa: PLR0917 - machine code takes no keywords
    cost: Floats,
    start: Integers,
    ballot: Places,
    weight: Floats,
    paid: Floats,
    least: Integers,
) -> float:
    """Return the least price + paid of all projects and rounds."""
    best = np.inf
    for one in range(len(cost)):
        ballots = ballot[start[one] : start[one + 1]]
        for stage in range(least.shape[1]):
            if least[one, stage] < 0:
                continue
            while True:
                found = _lowest(
                    cost[one],
                    ballots,
                    weight,
                    paid[stage],
                    least[one, stage],
                    best * (1 - _ALIKE),
                )
                if found >= best:
                    break
                best = found
    return best


@compiled
def _pairs_below(  # noqa: PLR0917 - machine code takes no keywords
    cost: Floats,
    start: Integers,
    ballot: Places,
    weight: Floats,
    paid: Floats,
    least: Integers,
    share: float,
) -> Integers:
    """Return 1 for each project and round with a value up to a share."""
    near = np.zeros(least.shape, dtype=np.int64)
    for one in range(len(cost)):
        ballots = ballot[start[one] : start[one + 1]]
        for stage in range(least.shape[1]):
            if least[one, stage] >= 0:
                value = _lowest(
                    cost[one], ballots, weight, paid[stage], least[one, stage], share
                )
                near[one, stage] = value < np.inf
    return near


def _exact_value(
    state: State, project: int, stage: int, *, paid: Floats, least: int, best: float
) -> Fraction:
    """Return the least exact price + paid of a project in a round."""
    ballots = state.book.ballot[state.book.supporters(project)]
    ballots = ballots[np.argsort(paid[ballots], kind="stable")]
    able = np.cumsum(state.book.weight[ballots])
    values = float(state.cost[project]) / able + paid[ballots]
    values[able < least] = np.inf
    rounds = state.round_of(stage)
    return min(
        state.cost[project] / int(able[place])
        + _most_paid(state, ballots[: place + 1], paid, rounds)
        for place in np.flatnonzero(values <= best * (1 + 2 * _NEAR))
    )


def _most_paid(
    state: State, ballots: Places, paid: Floats, rounds: Integers
) -> Fraction:
    """Return the most that any of these ballots paid, exact; the last one by floats."""
    highest = ballots[paid[ballots] >= paid[ballots[-1]] - _ALIKE]
    alike = {state.paid(int(one), rounds) for one in highest}
    return max(
        sum((state.prices[now] * has for now, has in rounds_paid), Fraction(0))
        for rounds_paid in alike
    )
