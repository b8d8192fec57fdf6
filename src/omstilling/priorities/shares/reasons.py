"""Why each project was chosen or not: who paid, at which price, and what was missing.

The rounds are played again with the exact prices. A project that was not bought has in
each round the *effective support* that its supporters would have paid at the price of
that round; the most of any round, over its cost, is how near it came, and the rest is
how much money from elsewhere would have had it bought.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from omstilling.priorities.shares.ballots.book import Floats
from omstilling.priorities.shares.ballots.election import Places
from omstilling.priorities.shares.decide import Decision
from omstilling.priorities.shares.rules.exact import settle
from omstilling.priorities.shares.rules.phragmen import Course
from omstilling.priorities.shares.rules.state import State


@dataclass(frozen=True)
class Paid:
    """What one group pays for one project, and how many of its voters do."""

    group: str
    voters: int
    amount: float


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
    effective_support: float | None = None
    needed: float | None = None


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
            most = short[one]
            cost = float(decision.election.costs[one])
            reason = replace(
                reason, effective_support=most / cost, needed=max(cost - most, 0.0)
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
    money = np.ones(len(run.money))
    reasons = {}
    for now, price in enumerate(run.prices):
        one = int(run.bought[now])
        ballots, amounts = _payments(run, now, money)
        money[ballots] -= amounts
        per_voter = (
            price * run.share * _units_of_one(decision) * decision.election.point
        )
        reasons[one] = Reason(
            project=one,
            supporters=0,
            chosen_by="rule",
            price=per_voter / decision.book.scale[one],
            full_price=per_voter,
            paid=_by_group(decision, ballots, amounts * float(run.share)),
            effective_support=1.0,
            needed=0.0,
        )
    return reasons


def _payments(run: State, now: int, money: Floats) -> tuple[Places, Floats]:
    """Return who pays in a round, and what for each unit of weight, in shares."""
    price = float(run.prices[now])
    full, worth = run.payers(now)
    paid = price * worth / run.book.weight[full]
    if run.exact:
        return full, paid
    here = run.book.supporters(int(run.bought[now]))
    last = run.until[run.book.ballot[here]] == now
    rest = run.book.ballot[here][last]
    ballots = np.concatenate((full, rest))
    return ballots, np.concatenate((paid, money[rest]))


def _units_of_one(decision: Decision) -> Fraction:
    """Return how many units of weight a voter of weight 1 has, on the average."""
    return decision.election.units / decision.election.weight


def _by_group(decision: Decision, ballots: Places, amounts: Floats) -> tuple[Paid, ...]:
    """Add up what the voters of each group pay; amounts are for a unit of weight."""
    election = decision.election
    each = np.zeros(len(election.ballots.weight))
    each[ballots] = amounts
    members = election.members
    paying = each[members.ballot] > 0
    groups = members.group[paying]
    money = each[members.ballot[paying]] * members.weight[paying]
    amount = np.bincount(groups, weights=money, minlength=len(election.groups))
    voters = np.bincount(
        groups, weights=members.voters[paying], minlength=len(election.groups)
    )
    return tuple(
        Paid(name, int(voters[place]), float(amount[place]))
        for place, name in enumerate(election.groups)
        if voters[place]
    )


def _by_phragmen(decision: Decision, course: Course) -> dict[int, Reason]:
    """Return who paid: each supporter what was earned since the last purchase."""
    last = np.zeros(len(decision.book.weight))
    reasons = {}
    for one, time in zip(course.bought, course.times, strict=True):
        ballots = decision.book.ballot[decision.book.supporters(one)]
        amounts = float(time) - last[ballots]
        last[ballots] = float(time)
        reasons[one] = Reason(
            project=one,
            supporters=0,
            chosen_by="rule",
            full_price=time * _units_of_one(decision),
            paid=_by_group(decision, ballots, amounts),
            effective_support=1.0,
            needed=0.0,
        )
    return reasons


def _shortfalls(decision: Decision) -> dict[int, float]:
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
    most = dict.fromkeys(wanted, 0.0)
    money = np.ones(len(run.money))
    for now, price in enumerate(run.prices):
        ballots, amounts = _payments(run, now, money)
        key = float(price / decision.book.scale[int(run.bought[now])])
        for one in wanted:
            most[one] = max(most[one], _cover(decision, run, one, money, key))
        money[ballots] -= amounts
    for one in wanted:
        most[one] = max(most[one], _cover(decision, run, one, money, None))
    return {one: covered * float(run.share) for one, covered in most.items()}


def _order_of(run: State | Course | None) -> list[int]:
    if run is None:
        return []
    if isinstance(run, Course):
        return run.bought
    bought: list[int] = run.bought[: run.done].tolist()
    return bought


def _cover(
    decision: Decision, run: State, one: int, money: Floats, key: float | None
) -> float:
    """Return what supporters would pay at the key of a round, None for at any."""
    here = decision.book.supporters(one)
    ballots, worth = decision.book.ballot[here], decision.book.worth[here]
    if not len(ballots):
        return 0.0
    has = np.maximum(money[ballots], 0.0) * decision.book.weight[ballots]
    if key is not None:
        asked = key * float(decision.book.scale[one]) * worth
        return float(np.where(has >= asked, asked, 0.0 if run.exact else has).sum())
    if not run.exact:
        return float(has.sum())
    # Who can pay the most for a point comes first; each group pays what its last can.
    ratio = has / worth
    order = np.argsort(-ratio, kind="stable")
    together = np.cumsum(worth[order])
    return float((ratio[order] * together).max())


def _earned(decision: Decision, course: Course, wanted: list[int]) -> dict[int, float]:
    """Return what supporters had when Phragmén's rule ended, at most the cost."""
    times = course.times
    ended = course.ended_by
    end = times[-1] if times else Fraction(0)
    if ended is not None:
        end = course.time_of(ended)
    last = np.array([0.0, *map(float, times)])[course.last_paid + 1]
    had = (float(end) - last) * decision.book.weight
    costs = decision.election.costs
    return {
        one: min(
            float(had[decision.book.ballot[decision.book.supporters(one)]].sum()),
            float(costs[one]),
        )
        for one in wanted
    }
