"""The rounds of Equal Shares in machine code, which stop where floats cannot decide.

Money is counted in shares: each unit of weight begins with 1, a ballot with its weight.
Every price has bounds that hold whatever the rounding was, so a project is bought only
when it is certainly the cheapest and it is certain who pays in full. Else the round is
left to `exact`, in rationals.

The price of a project is what a supporter pays for each point; its key is that price
over `scale`, the price for a unit of what the project is worth, by which projects are
compared. Prices never fall while money is spent, so the last known lower bound of a
project holds in later rounds: the project with the lowest one is looked at, and when it
stays the lowest it is the cheapest. Most projects need no second look.
"""

from __future__ import annotations

import numpy as np

from omstilling.priorities.shares.ballots.book import Floats
from omstilling.priorities.shares.ballots.election import Integers, Places
from omstilling.priorities.shares.compiled import compiled

#: Half a unit in the last place of 1.0, and a little more.
TINY = 1.12e-16
#: Past this error of money it is computed anew, before it hides who is cheapest.
TOO_WRONG = 1e-6
NOT_YET = 2**30
DONE, UNSURE = 0, 1


@compiled
def price(  # noqa: PLR0917 - machine code takes no keywords
    exact: bool,
    cost: float,
    low: float,
    ceiling: float,
    error: float,
    total: float,
    first: int,
    last: int,
    ballot: Places,
    worth: Floats,
    money: Floats,
) -> tuple[float, float, int]:
    """Return a lower bound of the price of a project, and where its supporters now end.

    Parameters
    ----------
    exact
        Whether a supporter who cannot pay in full pays nothing (Exact Equal Shares).
    cost
        In shares.
    low
        A lower bound of the price.
    ceiling
        Above it the price is of no interest.
    error
        How far any `money` is from its true value for a unit of weight, at most.
    total
        Points × weight of all supporters.
    first, last
        Where the supporters stand; with `exact`, those who will never pay are taken
        out.

    Returns
    -------
    low, high, last
        `low` is certain, and infinite where the supporters cannot pay. `high` is where
        the price should be below; infinite where none is known or needed.
    """
    if exact:
        return _price_in_full(
            cost, low, ceiling, error, first, last, ballot, worth, money
        )
    low, high = _price_shared(
        cost, low, ceiling, error * total, ballot[first:last], worth[first:last], money
    )
    return low, high, last


@compiled
def _price_shared(  # noqa: PLR0917 - machine code takes no keywords
    cost: float,
    low: float,
    ceiling: float,
    doubt: float,
    ballot: Places,
    worth: Floats,
    money: Floats,
) -> tuple[float, float]:
    """Approach from below, by Newton, the price where the poor pay what they have.

    A bound is certain whoever is taken for poor: a group never pays more than what it
    has, nor more than the price.
    """
    before = -1.0
    while True:
        paid, rich = _look(low, ballot, worth, money)
        slack = (len(ballot) + 4) * TINY * paid + doubt
        missing = cost * (1 - 2 * TINY) - paid - slack
        if rich == 0.0:
            # With nobody left to pay more, either it is too dear or floats cannot tell.
            return np.inf if missing > 0.0 else low, np.inf
        higher = missing / rich * (1 - 4 * TINY)
        settled = rich == before or higher <= low
        low = max(low, higher)
        if low > ceiling:
            return low, np.inf
        if settled:
            return low, low + 4 * (slack + 4 * TINY * cost) / rich
        before = rich


@compiled
def _look(
    low: float, ballot: Places, worth: Floats, money: Floats
) -> tuple[float, float]:
    """Return what the poor have at a price, and points × weight of the others.

    Without branches, because nobody can guess who is poor.
    """
    paid, rich = 0.0, 0.0
    for entry in range(len(ballot)):
        has, units = money[ballot[entry]], worth[entry]
        poor = has < low * units
        paid += has if poor else 0.0
        rich += 0.0 if poor else units
    return paid, rich


@compiled
def _price_in_full(  # noqa: PLR0917 - machine code takes no keywords
    cost: float,
    low: float,
    ceiling: float,
    error: float,
    first: int,
    last: int,
    ballot: Places,
    worth: Floats,
    money: Floats,
) -> tuple[float, float, int]:
    """Approach from below the price where only those pay who can pay in full."""
    while True:
        before = last
        asked = max(low * (1 - 8 * TINY) - error, 0.0)
        last = _without_poor(asked, first, last, ballot, worth, money)
        rich = worth[first:last].sum()
        if rich == 0.0:
            return np.inf, np.inf, last
        low = max(low, cost / rich * (1 - 8 * TINY))
        if low > ceiling:
            return low, np.inf, last
        if last == before:
            return low, low * (1 + 32 * TINY), last


@compiled
def _without_poor(  # noqa: PLR0917 - machine code takes no keywords
    asked: float, first: int, last: int, ballot: Places, worth: Floats, money: Floats
) -> int:
    """Take out the supporters who have less than is asked for a point."""
    kept = first
    for entry in range(first, last):
        one, units = ballot[entry], worth[entry]
        ballot[kept] = one
        worth[kept] = units
        kept += money[one] >= asked * units
    return kept


@compiled
def rounds(  # noqa: PLR0917 - machine code takes no keywords
    exact: bool,
    cost: Floats,
    scale: Floats,
    total: Integers,
    most: float,
    first: Integers,
    last: Integers,
    ballot: Places,
    worth: Floats,
    low: Floats,
    open_: Integers,
    money: Floats,
    wrong: Floats,
    until: Places,
    bought: Integers,
    done: int,
    error: float,
) -> tuple[int, int, float]:
    """Buy projects until none can be paid, or until a round is unsure.

    Changes `last`, `ballot`, `worth`, `low`, `open_`, `money`, `wrong`, `until` and
    `bought`.

    Parameters
    ----------
    cost, scale, total
        Of each project; costs in shares; points × weight of its supporters.
    most
        The most points that any ballot gives a project.
    worth
        Points × weight of each supporter of each project.
    open_
        1 for a project that may still be bought.
    wrong
        How far the money of a ballot is from its true value, at most.
    until
        The round in which a ballot spent all its money, `NOT_YET` before.
    bought
        The projects bought, in order; `done` of them.

    Returns
    -------
    status, done, error
    """
    key = np.where(open_ == 1, low / scale * (1 - 4 * TINY), np.inf)
    high = np.full(len(cost), np.inf)
    looked_at = np.full(len(cost), -1)
    while True:
        ceiling = np.inf
        one = int(np.argmin(key))
        while looked_at[one] != done and key[one] < np.inf:
            looked_at[one] = done
            low[one], high[one], last[one] = price(
                exact,
                cost[one],
                low[one],
                ceiling * scale[one],
                error,
                total[one],
                first[one],
                last[one],
                ballot,
                worth,
                money,
            )
            key[one] = low[one] / scale[one] * (1 - 4 * TINY)
            ceiling = min(ceiling, high[one] / scale[one] * (1 + 4 * TINY))
            if low[one] == np.inf:
                open_[one] = 0
            one = int(np.argmin(key))
        if key[one] == np.inf:
            return DONE, done, error
        if error > TOO_WRONG:
            return UNSURE, done, error
        key[one] = np.inf
        worst = _buy(
            exact,
            cost[one],
            low[one],
            high[one],
            key.min() * scale[one] * (1 - 8 * TINY),
            most,
            ballot[first[one] : last[one]],
            worth[first[one] : last[one]],
            money,
            wrong,
            until,
            done,
        )
        if worst < 0.0:
            return UNSURE, done, error
        error = max(error, worst)
        open_[one] = 0
        bought[done] = one
        done += 1


@compiled
def _buy(  # noqa: PLR0917 - machine code takes no keywords
    exact: bool,
    cost: float,
    low: float,
    high: float,
    below: float,
    most: float,
    ballot: Places,
    worth: Floats,
    money: Floats,
    wrong: Floats,
    until: Places,
    now: int,
) -> float:
    """Take the price from the supporters; return the worst error of their money.

    It is -1, and nothing is paid, if the price is not certain to be up to `high` and
    less than `below`, or if it is not certain who is poor at all prices in between:
    if it is, the price is what is left to pay over points × weight of the others.
    """
    paid, doubt, rich = 0.0, 0.0, 0.0
    for entry in range(len(ballot)):
        one, units = ballot[entry], worth[entry]
        has, off = money[one], wrong[one]
        if has - off > high * (1 + 8 * TINY) * units:
            rich += units
        elif not exact and has + off < low * (1 - 8 * TINY) * units:
            paid += has
            doubt += off
        else:
            return -1.0
    if rich == 0.0:
        return -1.0
    slack = (len(ballot) + 4) * TINY * (paid + doubt) + doubt
    least = (cost * (1 - 2 * TINY) - paid - slack) / rich * (1 - 4 * TINY)
    highest = (cost * (1 + 2 * TINY) - paid + slack) / rich * (1 + 4 * TINY)
    if highest > high or highest >= below:
        return -1.0
    asked = (max(least, low) + highest) / 2
    worst = 0.0
    for entry in range(len(ballot)):
        one, units = ballot[entry], worth[entry]
        has = money[one]
        if has - wrong[one] > high * (1 + 8 * TINY) * units:
            money[one] -= asked * units
            wrong[one] += (highest - asked) * units + 8 * TINY * has
            worst = max(worst, wrong[one] / units)
        elif has > 0.0:
            money[one] = wrong[one] = 0.0
            until[one] = now
    return worst * most


@compiled
def reaches(  # noqa: PLR0917 - machine code takes no keywords
    exact: bool,
    cost: float,
    at: float,
    error: float,
    ballot: Places,
    worth: Floats,
    money: Floats,
) -> bool:
    """Say whether the supporters certainly pay the cost at a price."""
    paid = 0.0
    asked = (at + error) * (1 + 8 * TINY)
    for entry in range(len(ballot)):
        has, units = money[ballot[entry]], worth[entry]
        if has >= asked * units:
            paid += at * units
        elif exact:
            return False
        else:
            paid += max(has - error * units, 0.0)
    return paid * (1 - (len(ballot) + 8) * TINY) >= cost * (1 + 4 * TINY)
