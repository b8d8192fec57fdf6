"""The rules as they are defined, in rationals, voter by voter: slow and plain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

Rank = Callable[[str], Any]


@dataclass(frozen=True)
class Plain:
    """An election: costs, whom each voter supports, and what that is worth."""

    costs: Mapping[str, Fraction]
    wants: Sequence[frozenset[str]]
    worth: Sequence[Mapping[str, Fraction]]
    weights: Sequence[Fraction]
    budget: Fraction

    @property
    def share(self) -> Fraction:
        return self.budget / sum(self.weights)

    def supporters(self, project: str) -> list[int]:
        return [i for i, wants in enumerate(self.wants) if project in wants]


def free(plain: Plain, rank: Rank) -> list[str]:
    """Projects that somebody wants and that cost nothing."""
    wanted = [p for p in plain.costs if plain.costs[p] == 0 and plain.supporters(p)]
    return sorted(wanted, key=rank)


def price(
    plain: Plain, project: str, money: Sequence[Fraction], *, exact: bool
) -> Fraction | None:
    """The least ρ at which the supporters pay the cost, by trying each who is short."""
    cost = plain.costs[project]
    rich = sorted(
        plain.supporters(project), key=lambda i: money[i] / plain.worth[i][project]
    )
    given = Fraction(0)
    worth = sum(plain.weights[i] * plain.worth[i][project] for i in rich)
    for poorest in rich:
        rho = (cost - given) / worth
        if rho * plain.worth[poorest][project] <= money[poorest]:
            return rho
        given += 0 if exact else plain.weights[poorest] * money[poorest]
        worth -= plain.weights[poorest] * plain.worth[poorest][project]
    return None


def equal_shares(
    plain: Plain, rank: Rank, *, exact: bool, share: Fraction | None = None
) -> tuple[list[str], list[Fraction]]:
    """Winners in order with the price of each."""
    money = [plain.share if share is None else share] * len(plain.worth)
    bought = free(plain, rank)
    prices = [Fraction(0)] * len(bought)
    while True:
        offers = {
            p: rho
            for p in plain.costs
            if p not in bought
            and (rho := price(plain, p, money, exact=exact)) is not None
        }
        if not offers:
            return bought, prices
        best = min(offers, key=lambda p: (offers[p], rank(p)))
        rho = offers[best]
        for i in plain.supporters(best):
            asked = rho * plain.worth[i][best]
            if exact and money[i] < asked:
                continue
            money[i] -= min(money[i], asked)
        bought.append(best)
        prices.append(rho)


def cost_of(plain: Plain, chosen: Sequence[str]) -> Fraction:
    return sum((plain.costs[p] for p in chosen), Fraction(0))


def fits(plain: Plain, chosen: Sequence[str]) -> bool:
    left = plain.budget - cost_of(plain, chosen)
    return any(
        plain.supporters(p) and 0 < plain.costs[p] <= left
        for p in plain.costs
        if p not in chosen
    )


def grow(
    plain: Plain,
    rank: Rank,
    *,
    exact: bool,
    more: Callable[[Fraction], Fraction | None],
) -> list[str]:
    share: Fraction | None = plain.share
    last: list[str] = []
    while share is not None:
        chosen, _ = equal_shares(plain, rank, exact=exact, share=share)
        if cost_of(plain, chosen) > plain.budget:
            return last
        last = chosen
        if not fits(plain, chosen):
            return last
        share = more(share)
    return last


def add_one(plain: Plain, rank: Rank, *, exact: bool) -> list[str]:
    return grow(plain, rank, exact=exact, more=lambda share: share + 1)


def add_opt(plain: Plain, rank: Rank) -> list[str]:
    return grow(
        plain, rank, exact=True, more=lambda share: next_share(plain, rank, share)
    )


def outcome(plain: Plain, rank: Rank, share: Fraction) -> list[tuple[str, Fraction]]:
    """What Exact Equal Shares buys, in order, with the price of each."""
    return list(zip(*equal_shares(plain, rank, exact=True, share=share), strict=True))


def next_share(plain: Plain, rank: Rank, share: Fraction) -> Fraction | None:
    """The least larger share that changes it, of those some group can just pay."""
    now = outcome(plain, rank, share)
    spent = [Fraction(0)] * len(plain.worth)
    stages = [list(spent)]
    for project, rho in now:
        for i in plain.supporters(project):
            asked = rho * plain.worth[i][project]
            if share - spent[i] >= asked:
                spent[i] += asked
        stages.append(list(spent))
    candidates = {
        plain.costs[p] / sum(plain.weights[i] for i in group)
        + max(stage[i] for i in group)
        for p in plain.costs
        for group in groups(plain.supporters(p))
        for stage in stages
    }
    for candidate in sorted(one for one in candidates if one > share):
        if outcome(plain, rank, candidate) != now:
            return candidate
    return None


def groups(members: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for size in range(1, len(members) + 1):
        yield from combinations(members, size)


def greedy(plain: Plain, rank: Rank, already: Sequence[str] = ()) -> list[str]:
    chosen = list(already)
    worth = {p: density(plain, p) for p in plain.costs if plain.supporters(p)}
    while True:
        left = plain.budget - cost_of(plain, chosen)
        wanted = [p for p in worth if plain.costs[p] <= left and p not in chosen]
        if not wanted:
            return chosen
        # What fits now is what fitted when its turn came: money only gets less.
        chosen.append(min(wanted, key=lambda p: (-worth[p], rank(p))))


def density(plain: Plain, project: str) -> float | Fraction:
    worth = sum(
        plain.weights[i] * plain.worth[i][project] for i in plain.supporters(project)
    )
    return worth / plain.costs[project] if plain.costs[project] else float("inf")


def phragmen(plain: Plain, rank: Rank) -> list[str]:
    loads = [Fraction(0)] * len(plain.worth)
    wanted = [
        p for p in plain.costs if plain.supporters(p) and plain.costs[p] <= plain.budget
    ]
    bought: list[str] = []
    while left := [p for p in wanted if p not in bought]:
        when = {
            p: (
                plain.costs[p]
                + sum(plain.weights[i] * loads[i] for i in plain.supporters(p))
            )
            / sum(plain.weights[i] for i in plain.supporters(p))
            for p in left
        }
        tied = [p for p in left if when[p] == min(when.values())]
        spent = cost_of(plain, bought)
        if any(spent + plain.costs[p] > plain.budget for p in tied):
            return bought
        best = min(tied, key=rank)
        for i in plain.supporters(best):
            loads[i] = when[best]
        bought.append(best)
    return bought


def unfair(plain: Plain, chosen: Sequence[str]) -> set[str]:
    """The projects for which EJR+ up to one project fails, by every group."""
    gains = [
        sum((has for p, has in worth.items() if p in chosen), Fraction(0))
        for worth in plain.worth
    ]
    return {
        p
        for p in plain.costs
        if p not in chosen and plain.costs[p] > 0
        for group in groups(plain.supporters(p))
        if all(
            gains[i] + plain.worth[i][p]
            <= plain.share
            * sum(plain.weights[j] * plain.worth[j][p] for j in group)
            / plain.costs[p]
            for i in group
        )
    }
