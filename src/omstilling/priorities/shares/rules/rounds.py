"""The rounds of Equal Shares in machine code, which stop where floats cannot decide.

Money is counted in shares: each unit of weight begins with 1. Every price comes as
bounds that hold whatever the rounding was, so a project is bought only when it is
certainly the cheapest and it is certain who pays in full. Else the round is left to
`exact`, in rationals.

The price of a project is what a supporter pays for each point; `key` is that price
over `scale`, the price for a unit of what the project is worth, by which projects are
compared. Prices never fall while money is spent, so the last known lower bound of a
project holds in later rounds, and most projects need no second look.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from omstilling.priorities.shares.ballots.book import Floats
from omstilling.priorities.shares.ballots.election import Integers, Places
from omstilling.priorities.shares.compiled import compiled

Flags = npt.NDArray[np.bool_]
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
    first: int,
    last: int,
    ballot: Places,
    points: Floats,
    weight: Floats,
    money: Floats,
) -> tuple[float, float, int]:
    """Return bounds of the price of a project, and where its supporters now end.

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
        How far any `money` is from its true value, at most.
    first, last
        Where the supporters stand. Those who will never pay are taken out.

    Returns
    -------
    low, high, last
        `high` is infinite where no upper bound is certain or needed; `low` is infinite
        where the supporters cannot pay.
    """
    before = -1
    while True:
        poor, paid, poor_weight, rich, last = _look(
            exact, low, error, first, last, ballot, points, weight, money
        )
        slack = (last - first + 4) * TINY * paid + poor_weight * error
        missing = cost * (1 - 2 * TINY) - paid - slack
        if rich == 0.0:
            # With nobody left to pay more, either it is too dear or floats cannot tell.
            if exact or missing > 0.0:
                return np.inf, np.inf, last
            return low, np.inf, last
        higher = missing / rich * (1 - 4 * TINY)
        settled = poor == 0 if exact else (poor == before or higher <= low)
        low = max(low, higher)
        if low > ceiling:
            return low, np.inf, last
        if settled:
            break
        before = poor
    spread = 4 * (slack + 4 * TINY * cost) / rich + 16 * TINY * low
    for _ in range(3):
        high = low + spread
        if _reaches(
            exact, cost, high, error, first, last, ballot, points, weight, money
        ):
            return low, high, last
        spread *= 1024
    return low, np.inf, last


@compiled
def _look(  # noqa: PLR0917 - machine code takes no keywords
    exact: bool,
    low: float,
    error: float,
    first: int,
    last: int,
    ballot: Places,
    points: Floats,
    weight: Floats,
    money: Floats,
) -> tuple[int, float, float, float, int]:
    """Look at the supporters once, and take out those who will never pay.

    Returns
    -------
    poor, paid, poor_weight, rich, last
        How many cannot pay the price `low`; what they have, and their weight, where
        they pay that; points × weight of the others; where the supporters now end.
    """
    poor, paid, poor_weight, rich = 0, 0.0, 0.0, 0.0
    kept = first
    for entry in range(first, last):
        one = ballot[entry]
        has = money[one]
        asked = low * points[entry]
        if exact:
            if has + error < asked * (1 - 4 * TINY):
                poor += 1
                continue
            rich += weight[one] * points[entry]
        elif has == 0.0:
            continue
        elif has < asked:
            poor += 1
            paid += weight[one] * has
            poor_weight += weight[one]
        else:
            rich += weight[one] * points[entry]
        ballot[kept] = one
        points[kept] = points[entry]
        kept += 1
    return poor, paid, poor_weight, rich, kept


@compiled
def _reaches(  # noqa: PLR0917 - machine code takes no keywords
    exact: bool,
    cost: float,
    at: float,
    error: float,
    first: int,
    last: int,
    ballot: Places,
    points: Floats,
    weight: Floats,
    money: Floats,
) -> bool:
    """Say whether the supporters certainly pay the cost at a price."""
    paid = 0.0
    for entry in range(first, last):
        one = ballot[entry]
        has = money[one] - error
        asked = at * points[entry]
        if has >= asked * (1 + 4 * TINY):
            paid += weight[one] * asked
        elif exact:
            return False
        elif has > 0.0:
            paid += weight[one] * has
    return paid * (1 - (last - first + 4) * TINY) >= cost * (1 + 4 * TINY)


@compiled
def rounds(  # noqa: PLR0917 - machine code takes no keywords
    exact: bool,
    cost: Floats,
    scale: Floats,
    weight: Floats,
    first: Integers,
    last: Integers,
    ballot: Places,
    points: Floats,
    low: Floats,
    high: Floats,
    open_: Integers,
    money: Floats,
    until: Places,
    bought: Integers,
    done: int,
    error: float,
) -> tuple[int, int, float]:
    """Buy projects until none can be paid, or until a round is unsure.

    Changes `last`, `ballot`, `points`, `low`, `high`, `open_`, `money`, `until` and
    `bought`.

    Parameters
    ----------
    cost, scale
        Of each project; costs in shares.
    open_
        1 for a project that may still be bought.
    until
        The round in which a ballot spent all its money, `NOT_YET` before.
    bought
        The projects bought, in order; `done` of them.

    Returns
    -------
    status, done, error
    """
    seen = np.empty(len(cost), dtype=np.bool_)
    while True:
        seen[:] = False
        best, best_key = -1, np.inf
        while True:
            one, lowest = _cheapest(low, scale, open_, seen)
            if one < 0 or lowest > best_key:
                break
            seen[one] = True
            low[one], high[one], last[one] = price(
                exact,
                cost[one],
                low[one],
                best_key * scale[one] * (1 + 4 * TINY),
                error,
                first[one],
                last[one],
                ballot,
                points,
                weight,
                money,
            )
            if low[one] == np.inf:
                open_[one] = 0
                continue
            key = high[one] / scale[one] * (1 + 4 * TINY)
            if best < 0 or key < best_key:
                best, best_key = one, key
        if best < 0:
            return DONE, done, error
        if best_key == np.inf or error > TOO_WRONG:
            return UNSURE, done, error
        open_[best] = 0
        seen[:] = False
        _, second = _cheapest(low, scale, open_, seen)
        open_[best] = 1
        if second <= best_key:
            return UNSURE, done, error
        grown = pay(
            exact,
            low[best],
            high[best],
            error,
            first[best],
            last[best],
            ballot,
            points,
            money,
            until,
            done,
        )
        if grown < 0.0:
            return UNSURE, done, error
        error = grown
        open_[best] = 0
        bought[done] = best
        done += 1


@compiled
def _cheapest(
    low: Floats, scale: Floats, open_: Integers, seen: Flags
) -> tuple[int, float]:
    """Return the project not yet seen with the lowest key, -1 if none is left."""
    best, lowest = -1, np.inf
    for one in range(len(low)):
        if open_[one] and not seen[one]:
            key = low[one] / scale[one] * (1 - 4 * TINY)
            if key < lowest:
                best, lowest = one, key
    return best, lowest


@compiled
def pay(  # noqa: PLR0917 - machine code takes no keywords
    exact: bool,
    low: float,
    high: float,
    error: float,
    first: int,
    last: int,
    ballot: Places,
    points: Floats,
    money: Floats,
    until: Places,
    now: int,
) -> float:
    """Take the price from the supporters; return the new error, -1 if who is unsure."""
    most = 0.0
    for entry in range(first, last):
        has = money[ballot[entry]]
        most = max(most, points[entry])
        if has - error > high * points[entry] * (1 + 4 * TINY):
            continue
        if exact or has + error >= low * points[entry] * (1 - 4 * TINY):
            return -1.0
    for entry in range(first, last):
        one = ballot[entry]
        if money[one] - error > high * points[entry] * (1 + 4 * TINY):
            money[one] -= low * points[entry]
        else:
            money[one] = 0.0
            until[one] = now
    return error + most * (high - low) + 4 * TINY
