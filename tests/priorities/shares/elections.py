"""Small elections full of ties, and the same ones as the naive twins take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import strategies as st
from priorities.shares.naive import Plain

from omstilling.priorities.shares import Ballot, Election, Kind, election

NAMES = "abcdef"


@dataclass(frozen=True)
class Case:
    """Plain data of an election."""

    costs: Mapping[str, Decimal]
    ballots: Sequence[Ballot]
    budget: Decimal
    kind: Kind

    def election(self) -> Election:
        return election(self.costs, self.ballots, budget=self.budget, kind=self.kind)

    def plain(self, satisfaction: str) -> Plain:
        return Plain(
            costs={p: Fraction(cost) for p, cost in self.costs.items()},
            wants=[
                frozenset(p for p, has in self._worth(ballot, "").items() if has > 0)
                for ballot in self.ballots
            ],
            worth=[self._worth(ballot, satisfaction) for ballot in self.ballots],
            weights=[Fraction(ballot.weight) for ballot in self.ballots],
            budget=Fraction(self.budget),
        )

    def _worth(self, ballot: Ballot, satisfaction: str) -> dict[str, Fraction]:
        if isinstance(ballot.says, Mapping):
            return {p: Fraction(points) for p, points in ballot.says.items()}
        if self.kind == "ordinal":
            last = len(ballot.says) - 1
            return {p: Fraction(last - i) for i, p in enumerate(ballot.says)}
        by_cost = satisfaction == "cost"
        return {
            p: Fraction(self.costs[p]) if by_cost else Fraction(1) for p in ballot.says
        }


def money(low: int) -> st.SearchStrategy[Decimal]:
    whole = st.integers(low, 8).map(Decimal)
    return whole | st.integers(low * 4, 32).map(lambda quarters: Decimal(quarters) / 4)


@st.composite
def cases(draw: st.DrawFn, kinds: Sequence[Kind] = ("approval",)) -> Case:
    """Draw an election; costs may be zero or above the budget."""
    kind = draw(st.sampled_from(kinds))
    costs = {name: draw(money(0)) for name in NAMES[: draw(st.integers(1, 5))]}
    names = st.lists(st.sampled_from(sorted(costs)), unique=True)
    says: st.SearchStrategy[Sequence[str] | Mapping[str, Decimal | int]] = names
    if kind == "choose-1":
        says = names.map(lambda chosen: chosen[:1])
    elif kind in {"cumulative", "scoring"}:
        points = st.integers(0, 3) | st.sampled_from([Decimal("0.5"), Decimal("1.25")])
        says = st.dictionaries(st.sampled_from(sorted(costs)), points)
    weights = st.sampled_from([Decimal(1), Decimal(1), Decimal(2), Decimal("0.5")])
    ballots = [
        Ballot(supporter=str(i), says=draw(says), weight=draw(weights))
        for i in range(draw(st.integers(1, 6)))
    ]
    return Case(costs, ballots, draw(money(1)), kind)


def many(kind: Kind, *, projects: int, supporters: int) -> Case:
    """Return an election where many run out of money in different rounds."""
    random = Random(2015)  # noqa: S311 - nothing is secret here
    costs = {f"p{i:02}": Decimal(random.randint(100, 5000)) for i in range(projects)}
    ballots = []
    for i in range(supporters):
        named = random.sample(sorted(costs), random.randint(2, projects // 2))
        points = {one: random.randint(1, 9) for one in named}
        says: Any = named if kind == "approval" else points
        ballots.append(Ballot(supporter=str(i), says=says, weight=random.randint(1, 3)))
    return Case(costs, ballots, sum(costs.values(), Decimal(0)) / 2, kind)
