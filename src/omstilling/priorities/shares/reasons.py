"""Why each project was chosen or not: who paid, at which price, and what was missing.

The rounds are played again with the exact prices. A project that was not bought has in
each round the *effective support* that its supporters would have paid at the price of
that round; the most of any round, over its cost, is how near it came, and the rest is
how much money from elsewhere would have had it bought. Which round that is is found
with floats; what is told of it is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from omstilling.priorities.shares.ballots.book import Floats
from omstilling.priorities.shares.ballots.election import Integers, Places
from omstilling.priorities.shares.decide import Decision
from omstilling.priorities.shares.rules.exact import by_ratio, money_of, settle
from omstilling.priorities.shares.rules.phragmen import Course
from omstilling.priorities.shares.rules.state import State

_NONE = Fraction(0)
#: Far more than the relative error of money here.
_NEAR = 1e-9


@dataclass(frozen=True)
class Paid:
    """What one group pays for one project, and how many of its voters do."""

    group: str
    voters: int
    amount: Fraction


@dataclass(frozen=True)
class Reason:
    """Why a project was chosen or not.

    Attributes
    ----------
    project
        Its place.
    chosen_by
        `free` (it costs nothing), `rule`, `completion`, or None: not chosen.
    order
        Its place in the order in which projects were chosen, from 1.
    price
        What a supporter who pays in full pays for a unit of what the project is worth.
    full_price
        What a voter of weight 1 pays in full for one point or approval, in money; by
        Phragmén's rule, what a voter of weight 1 had earned when it was bought.
    supporters
        Voters who support it.
    paid
        By group, those who pay something.
    effective_support
        Share of the cost that its supporters would have paid in the best round, from 0
        to 1; None where the rule knows no payments.
    needed
        Money that was missing in that round.
    """

    project: int
    supporters: int
    chosen_by: str | None = None
    order: int | None = None
    price: Fraction | None = None
    full_price: Fraction | None = None
    paid: tuple[Paid, ...] = field(default=())
    effective_support: Fraction | None = None
    needed: Fraction | None = None


def explain(decision: Decision) -> list[Reason]:
    """Return the reason of each project, in the order of the election."""
    order = {one: place for place, one in enumerate(decision.chosen, 1)}
    bought = _bought(decision)
    short = _shortfalls(decision)
    counts = _voters(decision)
    reasons = []
    for one in range(len(decision.election.projects)):
        reason = Reason(project=one, supporters=_supporters(decision, one, counts))
        if one in bought:
            reason = replace(bought[one], supporters=reason.supporters)
        elif one in decision.free:
            reason = replace(reason, chosen_by="free")
        elif one in order:
            by = "rule" if decision.run is None else "completion"
            reason = replace(reason, chosen_by=by)
        if one in short:
            most, cost = short[one], decision.election.costs[one]
            reason = replace(
                reason, effective_support=most / cost, needed=max(cost - most, _NONE)
            )
        reasons.append(replace(reason, order=order.get(one)))
    return reasons


def _voters(decision: Decision) -> np.ndarray:
    """Return how many voters cast each ballot, by group, `(ballots, groups)`."""
    election = decision.election
    counts = np.zeros((len(election.ballots.weight), len(election.groups)), np.int64)
    members = election.members
    counts[members.ballot, members.group] = members.voters
    return counts


def _supporters(decision: Decision, project: int, counts: np.ndarray) -> int:
    ballots = decision.book.ballot[decision.book.supporters(project)]
    return int(counts[ballots].sum())


def _bought(decision: Decision) -> dict[int, Reason]:
    """Return who paid for the projects bought by the rule."""
    run = decision.run
    if run is None:
        return {}
    if isinstance(run, Course):
        return _by_phragmen(decision, run)
    settle(run)
    groups = _weights(decision)
    reasons = {}
    for now, price in enumerate(run.prices):
        one = int(run.bought[now])
        per_voter = (
            price * run.share * _units_of_one(decision) * decision.election.point
        )
        reasons[one] = Reason(
            project=one,
            supporters=0,
            chosen_by="rule",
            price=per_voter / decision.book.scale[one],
            full_price=per_voter,
            paid=_paid(decision, run, now, groups),
            effective_support=Fraction(1),
            needed=_NONE,
        )
    return reasons


def _weights(decision: Decision) -> Floats:
    """Return the units of weight behind each ballot, `(groups, ballots)`."""
    election = decision.election
    weights = np.zeros((len(election.groups), len(election.ballots.weight)))
    weights[election.members.group, election.members.ballot] = election.members.weight
    return weights


def _paid(decision: Decision, run: State, now: int, groups: Floats) -> tuple[Paid, ...]:
    """Return what each group paid in a round: in full, or all that was left."""
    full, worth = run.payers(now)
    points = worth / run.book.weight[full]
    last = _last_payers(run, now)
    amounts = []
    for weight in groups:
        amount = run.prices[now] * int((points * weight[full]).sum())
        if len(last):
            amount += money_of(run, last, now, weight)
        amounts.append(amount * run.share)
    return _by_group(decision, np.concatenate((full, last)), amounts)


def _last_payers(run: State, now: int) -> Places:
    """Return who spent in a round all that was left, and less than the full price."""
    here = run.book.ballot[run.book.supporters(int(run.bought[now]))]
    last: Places = here[run.until[here] == now]
    return last


def _payments(run: State, now: int, money: Floats) -> tuple[Places, Floats]:
    """Return who pays in a round, and what for each unit of weight, in shares."""
    full, worth = run.payers(now)
    paid = float(run.prices[now]) * worth / run.book.weight[full]
    last = _last_payers(run, now)
    return np.concatenate((full, last)), np.concatenate((paid, money[last]))


def _units_of_one(decision: Decision) -> Fraction:
    """Return how many units of weight a voter of weight 1 has, on the average."""
    return decision.election.units / decision.election.weight


def _by_group(
    decision: Decision, ballots: Places, amounts: list[Fraction]
) -> tuple[Paid, ...]:
    """Return beside what each group pays how many of its voters do."""
    election, members = decision.election, decision.election.members
    paying = np.zeros(len(election.ballots.weight), dtype=np.bool_)
    paying[ballots] = True
    here = paying[members.ballot]
    voters = np.bincount(
        members.group[here],
        weights=members.voters[here],
        minlength=len(election.groups),
    )
    return tuple(
        Paid(name, int(voters[place]), amounts[place])
        for place, name in enumerate(election.groups)
        if voters[place]
    )


def _by_phragmen(decision: Decision, course: Course) -> dict[int, Reason]:
    """Return who paid: each supporter what was earned since the last purchase."""
    groups = _weights(decision)
    last = np.zeros(len(decision.book.weight), dtype=np.int64)
    moments = [_NONE, *course.times]
    reasons = {}
    for now, one in enumerate(course.bought, 1):
        ballots = decision.book.ballot[decision.book.supporters(one)]
        gained = [moments[now] - before for before in moments[:now]]
        amounts = [_sum(gained, last[ballots], weight[ballots]) for weight in groups]
        paying = np.array([more > 0 for more in gained])[last[ballots]]
        last[ballots] = now
        reasons[one] = Reason(
            project=one,
            supporters=0,
            chosen_by="rule",
            full_price=moments[now] * _units_of_one(decision),
            paid=_by_group(decision, ballots[paying], amounts),
            effective_support=Fraction(1),
            needed=_NONE,
        )
    return reasons


def _sum(
    amounts: list[Fraction], which: npt.NDArray[np.integer[Any]], weights: Floats
) -> Fraction:
    """Add up amounts: for each of which, as often as its weight says."""
    times = np.bincount(which, weights=weights, minlength=len(amounts)).tolist()
    pairs = zip(amounts, times, strict=True)
    return sum((amount * int(number) for amount, number in pairs if number), _NONE)


def _shortfalls(decision: Decision) -> dict[int, Fraction]:
    """Return the most that supporters would have paid for each project not bought."""
    run = decision.run
    bought = set(_order_of(run))
    wanted = [
        one
        for one, cost in enumerate(decision.election.costs)
        if cost > 0 and one not in bought
    ]
    if run is None:
        return {}
    if isinstance(run, Course):
        return _earned(decision, run, wanted)
    covers = np.zeros((run.done + 1, len(decision.election.projects)))
    for now, money in enumerate(_money(run)):
        for one in wanted:
            covers[now, one] = _cover(decision, run, one, money, now)
    best = covers.argmax(axis=0)
    return {
        one: _exact_cover(decision, run, one, money, now) * run.share
        for now, money in enumerate(_money(run))
        for one in wanted
        if best[one] == now
    }


def _money(run: State) -> Iterator[Floats]:
    """Give what a unit of weight has before each round, and after the last."""
    money = np.ones(len(run.money))
    for now in range(run.done):
        yield money
        ballots, amounts = _payments(run, now, money)
        money[ballots] -= amounts
    yield money


def _order_of(run: State | Course | None) -> list[int]:
    if run is None:
        return []
    if isinstance(run, Course):
        return run.bought
    bought: list[int] = run.bought[: run.done].tolist()
    return bought


def _asked(decision: Decision, run: State, one: int, now: int) -> Fraction:
    """Return what a project would be asked for a point at the price of a round."""
    scale = decision.book.scale
    return run.prices[now] / scale[int(run.bought[now])] * scale[one]


def _cover(decision: Decision, run: State, one: int, money: Floats, now: int) -> float:
    """Return what supporters would pay in a round; after the last, at any price."""
    here = decision.book.supporters(one)
    ballots, worth = decision.book.ballot[here], decision.book.worth[here]
    if not len(ballots):
        return 0.0
    has = np.maximum(money[ballots], 0.0) * decision.book.weight[ballots]
    if now < run.done:
        asked = float(_asked(decision, run, one, now)) * worth
        return float(np.where(has >= asked, asked, 0.0 if run.exact else has).sum())
    if not run.exact:
        return float(has.sum())
    return float(_together(has / worth, worth)[1].max())


def _together(ratio: Floats, worth: Floats) -> tuple[Integers, Floats]:
    """Return who can pay the most for a point first, and what each price brings in."""
    order = np.argsort(-ratio, kind="stable")
    return order, ratio[order] * np.cumsum(worth[order])


def _exact_cover(
    decision: Decision, run: State, one: int, money: Floats, now: int
) -> Fraction:
    """Return exactly what supporters would pay in a round, in shares."""
    here = decision.book.supporters(one)
    ballots, worth = decision.book.ballot[here], decision.book.worth[here]
    # Who spent all in an earlier round has nothing.
    having = run.until[ballots] >= now
    ballots, worth = ballots[having], worth[having]
    if not len(ballots):
        return _NONE
    has = np.maximum(money[ballots], 0.0) * decision.book.weight[ballots]
    if now == run.done:
        if not run.exact:
            return money_of(run, ballots, now)
        order, brought = _together(has / worth, worth)
        until = int(brought.argmax())
        last = order[[until]]
        ratio = by_ratio(run, ballots[last], worth[last], now)[0][0]
        return ratio * int(worth[order[: until + 1]].sum())
    price = _asked(decision, run, one, now)
    asked = float(price) * worth
    short = has < asked
    unsure = np.flatnonzero(np.abs(has - asked) <= _NEAR * asked)
    for ratio, members in by_ratio(run, ballots[unsure], worth[unsure], now):
        short[unsure[members]] = ratio < price
    paid = price * int(worth[~short].sum())
    return paid if run.exact else paid + money_of(run, ballots[short], now)


def _earned(
    decision: Decision, course: Course, wanted: list[int]
) -> dict[int, Fraction]:
    """Return what supporters had when Phragmén's rule ended, at most the cost."""
    moments = [_NONE, *course.times]
    ended = course.ended_by
    end = moments[-1] if ended is None else course.time_of(ended)
    gained = [end - before for before in moments]
    weight, last = decision.book.weight, course.last_paid + 1
    had = {}
    for one in wanted:
        ballots = decision.book.ballot[decision.book.supporters(one)]
        earned = _sum(gained, last[ballots], weight[ballots])
        had[one] = min(earned, decision.election.costs[one])
    return had
