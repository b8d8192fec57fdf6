"""What can be chosen from, in exact numbers: proposals, their money and their worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
ValueUnit = Literal["NOK", "score"]

#: Money is counted in øre, shares in millionths, percentages in hundredths.
ORE = 100
WHOLE = 1_000_000
PERCENT = 100
#: One hundred per cent in hundredths.
ALL = 100 * PERCENT


@dataclass(frozen=True)
class Shared:
    """A transfer that several proposals expect: it counts once, where it counts most.

    Attributes
    ----------
    members
        Positions of the proposals.
    worth
        Probability times value for each member.
    """

    members: tuple[int, ...]
    worth: tuple[Fraction, ...]


@dataclass(frozen=True)
class Outlook:
    """One way in which the probabilities may be.

    Attributes
    ----------
    name
        Name of the scenario.
    weight
        How likely it is; the weights of all outlooks add up to 1.
    value
        What each whole proposal is worth by itself, in the unit of the problem.
    shared
        Transfers that several proposals expect.
    """

    name: str
    weight: Fraction
    value: tuple[Fraction, ...]
    shared: tuple[Shared, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two proposals that help each other; scaled ones as much as the smaller share."""

    first: int
    second: int
    bonus: Fraction


@dataclass(frozen=True)
class Groups:
    """How the money of proposals is spread over the groups of one dimension.

    Attributes
    ----------
    codes
        The groups, sorted.
    proposal, group
        Positions, one pair for each part of the money.
    amount
        That part, in hundredths of a per cent of an øre.
    """

    codes: tuple[str, ...]
    proposal: Ints
    group: Ints
    amount: Ints

    def of(self, position: int) -> tuple[Ints, Ints]:
        """Return proposals and amounts of one group."""
        there = self.group == position
        return self.proposal[there], self.amount[there]


@dataclass(frozen=True)
class Problem:
    """Proposals to choose from.

    Attributes
    ----------
    ids
        The proposals, sorted.
    years
        Years of the budget, in order.
    asked
        Proposals × years, øre.
    cost, own
        What each costs in all, and how much of that is private money, øre.
    least
        The least share that can be funded, in millionths; a million: only whole.
    pilot
        Which are pilots.
    groups
        The money by dimension: sector, region, size_class, level, receiver.
    unit
        Unit of all worth: NOK or a score. The two are never added.
    outlooks
        One, or several scenarios.
    pairs
        Those that help each other.
    """

    ids: tuple[str, ...]
    years: tuple[int, ...]
    asked: Ints
    cost: Ints
    own: Ints
    least: Ints
    pilot: NDArray[np.bool_]
    groups: Mapping[str, Groups]
    unit: ValueUnit
    outlooks: tuple[Outlook, ...]
    pairs: tuple[Pair, ...] = ()

    @property
    def granted(self) -> Ints:
        """What each asks for over all years, øre."""
        total: Ints = self.asked.sum(axis=1)
        return total

    def position(self, proposal: str) -> int:
        """Return where a proposal stands."""
        return self.ids.index(proposal)
