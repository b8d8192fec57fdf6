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
from math import lcm

import numpy as np
import numpy.typing as npt

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
    values = _values(
        state.cost_floats,
        state.book.total,
        state.book.start,
        state.book.ballot,
        state.book.weight,
        paid,
        least,
    )
    best = values.min()
    if best == np.inf:
        return None
    near = values <= best * (1 + _NEAR)
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
    bought = state.bought[: state.done]
    whole = _whole_costs(state)
    paid_by = np.array(
        [
            int(state.cost[one] / price)
            for one, price in zip(bought.tolist(), state.prices, strict=True)
        ],
        dtype=object,
    )
    together, alone = whole[:, None] * paid_by, whole[bought]
    first = state.rank[:, None] < state.rank[bought]
    tied = (together % alone == 0) & first
    least = np.ones((len(whole), state.done + 1), dtype=np.int64)
    least[:, :-1] = together // alone + 1 - tied
    going = np.arange(state.done + 1) <= state.round_of(state.done)[:, None]
    going &= ((state.book.total > 0) & (state.cost_floats > 0))[:, None]
    least[~going] = -1
    return least


def _whole_costs(state: State) -> npt.NDArray[np.object_]:
    """Return cost over scale of each project, in whole units without limit."""
    costs = [
        cost / scale if scale else Fraction(0)
        for cost, scale in zip(state.election.costs, state.book.scale, strict=True)
    ]
    unit = lcm(*(one.denominator for one in costs))
    return np.array([int(one * unit) for one in costs], dtype=object)


def _paid_before(state: State) -> Floats:
    """Return what each ballot had paid before each round, and at the end."""
    paid = np.zeros((state.done + 1, len(state.money)))
    for now in range(state.done):
        payers, _ = state.payers(now)
        paid[now + 1] = paid[now]
        paid[now + 1, payers] += float(state.prices[now])
    return paid


@compiled
def _lowest(  # noqa: PLR0917 - machine code takes no keywords
    cost: float,
    total: float,
    ballots: Places,
    weight: Floats,
    paid: Floats,
    least: int,
    share: float,
) -> float:
    """Return price + most paid of the supporters who can pay at a share, else inf."""
    able = total
    while able >= least:
        asked = cost / able
        again, most = 0.0, 0.0
        for one in ballots:
            here = paid[one] <= share - asked
            again += weight[one] if here else 0.0
            most = max(most, paid[one] if here else 0.0)
        if again == able:
            return asked + most
        able = again
    return np.inf


@compiled
def _values(  # noqa: PLR0917 - machine code takes no keywords
    cost: Floats,
    total: Integers,
    start: Integers,
    ballot: Places,
    weight: Floats,
    paid: Floats,
    least: Integers,
) -> Floats:
    """Return the least price + paid by project and round, where near the least of all.

    Elsewhere it may be infinite.
    """
    values = np.full(least.shape, np.inf)
    best = np.inf
    for one in range(len(cost)):
        ballots = ballot[start[one] : start[one + 1]]
        for stage in range(least.shape[1]):
            if least[one, stage] < 0:
                continue
            share = best * (1 + _NEAR)
            while True:
                found = _lowest(
                    cost[one],
                    total[one],
                    ballots,
                    weight,
                    paid[stage],
                    least[one, stage],
                    share,
                )
                if found == np.inf:
                    break
                values[one, stage] = found
                share = found * (1 - _ALIKE)
            best = min(best, values[one, stage])
    return values


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
