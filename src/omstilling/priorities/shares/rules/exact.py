"""One round of Equal Shares in rationals, for where floats cannot decide.

A ballot that still has money has paid its full part of every project on it that was
bought, so what it has left follows from the prices so far:
1 - Σ price(q) · points(q). Hence every sum over supporters is a combination of earlier
prices with whole coefficients, and a price is exact without any exact sum over voters.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from omstilling.priorities.shares.ballots.book import Floats
from omstilling.priorities.shares.ballots.election import Integers, Places
from omstilling.priorities.shares.compiled import compiled
from omstilling.priorities.shares.rules.rounds import NOT_YET, TINY, price, reaches
from omstilling.priorities.shares.rules.state import State

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Offer:
    """What a project would cost its supporters now: its price and who cannot pay it."""

    project: int
    price: Fraction
    short: Flags


def exact_round(state: State) -> None:
    """Buy the cheapest project of this round, or close those nobody can pay.

    Ties are broken by `state.rank`.
    """
    settle(state)
    offers = []
    for project, high in _candidates(state).items():
        offer = (
            _exact_share(state, project)
            if state.exact
            else _waterfall(state, project, high)
        )
        if offer is None:
            state.open[project] = 0
        else:
            offers.append(offer)
    if offers:
        _buy(
            state,
            min(
                offers,
                key=lambda one: (
                    one.price / state.book.scale[one.project],
                    state.rank[one.project],
                ),
            ),
        )


def settle(state: State) -> None:
    """Compute the exact prices so far, and all money anew from them."""
    while len(state.prices) < state.done:
        state.prices.append(_price_of_round(state, len(state.prices)))
    money = state.book.weight.copy()
    for now, paid in enumerate(state.prices):
        payers, worth = state.payers(now)
        money[payers] -= float(paid) * worth
    # One who has next to nothing left is not one who has nothing left.
    state.money[:] = np.where(
        state.until == NOT_YET, np.maximum(money, np.finfo(float).tiny), 0.0
    )
    state.error = 4 * TINY * (state.done + 1)
    state.wrong[:] = np.where(
        state.until == NOT_YET, state.error * state.book.weight, 0
    )


def _price_of_round(state: State, now: int) -> Fraction:
    """Return the price of the project bought in a round."""
    project = int(state.bought[now])
    if state.exact:
        _, worth = state.payers(now)
        return state.cost[project] / int(worth.sum())
    here = state.book.supporters(project)
    ballots, worth = state.book.ballot[here], state.book.worth[here]
    until = state.until[ballots]
    paid = money_of(state, ballots[until == now], now)
    return (state.cost[project] - paid) / int(worth[until > now].sum())


def money_of(
    state: State, ballots: Places, now: int, weight: Floats | None = None
) -> Fraction:
    """Return what ballots have together before a round; none has spent all.

    The weight of each ballot is that in the book, or another.
    """
    weights, spent = spending(
        ballots,
        state.start,
        state.project,
        state.points,
        state.book.weight if weight is None else weight,
        state.round_of(now),
        now,
    )
    paid = (int(one) * state.prices[q] for q, one in enumerate(spent) if one)
    return int(weights) - sum(paid, Fraction(0))


@compiled
def spending(  # noqa: PLR0917 - machine code takes no keywords
    ballots: Places,
    start: Integers,
    project: Places,
    points: Integers,
    weight: Floats,
    round_of: Integers,
    now: int,
) -> tuple[float, Floats]:
    """Return the weight of ballots, and their points × weight for each round so far."""
    weights = 0.0
    spent = np.zeros(now, dtype=np.float64)
    for one in ballots:
        weights += weight[one]
        for entry in range(start[one], start[one + 1]):
            then = round_of[project[entry]]
            if then < now:
                spent[then] += weight[one] * points[entry]
    return weights, spent


def _candidates(state: State) -> dict[int, float]:
    """Return the projects that may be the cheapest, and what their price is below."""
    best = np.inf
    found: dict[int, tuple[float, float]] = {}
    known = state.low / state.scale * (1 - 4 * TINY)
    for project in sorted(np.flatnonzero(state.open).tolist(), key=known.__getitem__):
        if known[project] > best:
            break
        low, high = _bounds(state, project, best * state.scale[project])
        if low == np.inf:
            state.open[project] = 0
            continue
        found[project] = (low / state.scale[project] * (1 - 4 * TINY), high)
        best = min(best, high / state.scale[project] * (1 + 4 * TINY))
    return {project: high for project, (key, high) in found.items() if key <= best}


def _bounds(state: State, project: int, ceiling: float) -> tuple[float, float]:
    """Return certain bounds of a price; the higher is infinite where none is found."""
    low, high, last = price(
        state.exact,
        state.cost_floats[project],
        state.low[project],
        ceiling * (1 + 4 * TINY),
        state.error,
        float(state.book.total[project]),
        state.book.start[project],
        state.last[project],
        state.ballot,
        state.worth,
        state.money,
    )
    state.low[project], state.last[project] = low, last
    here = slice(int(state.book.start[project]), int(last))
    certain = high < np.inf and reaches(
        state.exact,
        state.cost_floats[project],
        high,
        state.error,
        state.ballot[here],
        state.worth[here],
        state.money,
    )
    return low, high if certain else np.inf


def _waterfall(state: State, project: int, high: float) -> Offer | None:
    """Return the exact price where those short of money pay what they have."""
    ballots, worth = state.left(project)
    money, wrong = state.money[ballots], state.wrong[ballots]
    if high == np.inf:
        high = float(((money + wrong) / worth).max(initial=0.0)) * (1 + 1e-9)
    short = money + wrong < state.low[project] * worth * (1 - 4 * TINY)
    rich = money - wrong > high * worth * (1 + 4 * TINY)
    missing = state.cost[project] - money_of(state, ballots[short], state.done)
    units = int(worth[~short].sum())
    unsure = np.flatnonzero(~short & ~rich)
    steps = by_ratio(state, ballots[unsure], worth[unsure], state.done)
    for ratio, members in steps:
        if missing <= ratio * units:
            break
        these = unsure[members]
        short[these] = True
        missing -= ratio * int(worth[these].sum())
        units -= int(worth[these].sum())
    if units == 0:
        return None
    paid = missing / units
    # Who has exactly the price left will have nothing left, and is done as well.
    for ratio, members in steps:
        if ratio == paid:
            short[unsure[members]] = True
    return Offer(project, paid, short)


def _exact_share(state: State, project: int) -> Offer | None:
    """Return the exact price where only those pay who can pay in full."""
    ballots, worth = state.left(project)
    money, wrong = state.money[ballots], state.wrong[ballots]
    short = np.zeros(len(ballots), dtype=np.bool_)
    while not short.all():
        paid = state.cost[project] / int(worth[~short].sum())
        asked = float(paid) * worth
        cannot = ~short & (money + wrong < asked * (1 - 4 * TINY))
        unsure = np.flatnonzero(
            ~short & ~cannot & (money - wrong < asked * (1 + 4 * TINY))
        )
        for ratio, members in by_ratio(
            state, ballots[unsure], worth[unsure], state.done
        ):
            cannot[unsure[members]] = ratio < paid
        if not cannot.any():
            return Offer(project, paid, short)
        short |= cannot
    return None


def by_ratio(
    state: State, ballots: Places, worth: Floats, now: int
) -> list[tuple[Fraction, list[int]]]:
    """Return exact money over points before a round, ascending, with who has it."""
    points = worth / state.book.weight[ballots]
    rounds = state.round_of(now)
    alike: dict[tuple[tuple[tuple[int, int], ...], int], list[int]] = {}
    for place, (one, has) in enumerate(zip(ballots, points, strict=True)):
        key = (state.paid(int(one), rounds), int(has))
        alike.setdefault(key, []).append(place)
    ratios: dict[Fraction, list[int]] = {}
    for (paid, points_here), members in alike.items():
        spent = (state.prices[now] * has for now, has in paid)
        ratio = (1 - sum(spent, Fraction(0))) / points_here
        ratios.setdefault(ratio, []).extend(members)
    return sorted(ratios.items())


def _buy(state: State, offer: Offer) -> None:
    """Take the price from the supporters."""
    ballots, worth = state.left(offer.project)
    rich, short = ballots[~offer.short], ballots[offer.short]
    state.money[rich] -= float(offer.price) * worth[~offer.short]
    state.money[rich] = np.maximum(state.money[rich], np.finfo(float).tiny)
    if state.exact:
        state.keep(offer.project, ~offer.short)
    else:
        state.money[short] = state.wrong[short] = 0.0
        state.until[short] = state.done
    state.wrong[rich] += 8 * TINY * state.book.weight[rich]
    state.error += 8 * TINY
    state.prices.append(offer.price)
    state.bought[state.done] = offer.project
    state.open[offer.project] = 0
    state.done += 1
