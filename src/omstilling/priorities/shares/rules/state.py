"""Where a run of Equal Shares stands: what was bought, and who has what left."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from omstilling.priorities.shares.ballots.book import Book, Floats
from omstilling.priorities.shares.ballots.election import Election, Integers, Places
from omstilling.priorities.shares.rules.rounds import NOT_YET

Flags = npt.NDArray[np.bool_]


@dataclass(eq=False)
class State:
    """A run of the Method of Equal Shares, or of Exact Equal Shares.

    Money is counted in shares: what a unit of weight begins with.

    Attributes
    ----------
    election, book, rank
        What is decided on, and which of two tied projects goes first (the lower rank).
    share
        What a unit of weight begins with, in money.
    exact
        Whether a supporter who cannot pay in full pays nothing.
    prices
        Exact price for a point in each round, as far as they are computed.
    money, error
        What each ballot has left for each unit of weight, and how wrong that may be.
    until
        The round in which a ballot spent its last money.
    ballot, kept, last
        The supporters, those who will never pay taken out, and where they end.
    low, high
        Bounds of the price of each project.
    open
        1 for a project that may still be bought.
    bought, done
        The projects bought, in order, and how many.
    """

    election: Election
    book: Book
    rank: Integers
    share: Fraction
    exact: bool
    prices: list[Fraction] = field(default_factory=list)
    error: float = 0.0
    done: int = 0
    cost_floats: Floats = field(init=False)
    scale: Floats = field(init=False)
    money: Floats = field(init=False)
    until: Places = field(init=False)
    ballot: Places = field(init=False)
    kept: Floats = field(init=False)
    last: Integers = field(init=False)
    low: Floats = field(init=False)
    high: Floats = field(init=False)
    open: Integers = field(init=False)
    bought: Integers = field(init=False)

    def __post_init__(self) -> None:
        """Give each unit of weight its share."""
        book = self.book
        number = len(self.election.projects)
        # Division of whole numbers rounds once, as the bounds of prices suppose.
        over, under = self.share.denominator, self.share.numerator
        self.cost_floats = np.array(
            [
                one.numerator * over / (one.denominator * under)
                for one in self.election.costs
            ]
        )
        # What costs nothing is worth nothing by cost, and is never asked for its price.
        self.scale = np.array([float(one) or 1.0 for one in book.scale])
        self.money = np.ones(len(book.weight))
        self.until = np.full(len(book.weight), NOT_YET, dtype=np.int32)
        self.ballot = book.ballot.copy()
        self.kept = book.points.copy()
        self.last = book.start[1:].copy()
        self.low = self.cost_floats / np.maximum(book.total, 1) * (1 - 1e-15)
        self.high = np.full(number, np.inf)
        self.open = ((self.cost_floats > 0) & (book.total > 0)).astype(np.int64)
        self.bought = np.full(number, -1, dtype=np.int64)

    @cached_property
    def cost(self) -> tuple[Fraction, ...]:
        """Cost of each project in shares, exact."""
        return tuple(one / self.share for one in self.election.costs)

    @property
    def start(self) -> Integers:
        """Where the entries of a ballot begin."""
        return self.election.ballots.start

    @property
    def project(self) -> Places:
        """The project of each entry."""
        return self.election.ballots.project

    @property
    def points(self) -> Integers:
        """The points of each entry."""
        return self.election.ballots.points

    def left(self, project: int) -> tuple[Places, Floats]:
        """Return the supporters who have something left, and their points."""
        here = slice(int(self.book.start[project]), int(self.last[project]))
        ballots, points = self.ballot[here], self.kept[here]
        having = self.money[ballots] > 0
        return ballots[having], points[having]

    def keep(self, project: int, these: Flags) -> None:
        """Keep these of the supporters who are left."""
        ballots, points = self.left(project)
        first = int(self.book.start[project])
        end = first + int(these.sum())
        self.ballot[first:end] = ballots[these]
        self.kept[first:end] = points[these]
        self.last[project] = end

    def payers(self, now: int) -> tuple[Places, Floats]:
        """Return who paid the full price in a round, and their points."""
        project = int(self.bought[now])
        if self.exact:
            # Nobody touches the list of a project once it is bought.
            here = slice(int(self.book.start[project]), int(self.last[project]))
            return self.ballot[here], self.kept[here]
        here = self.book.supporters(project)
        ballots, points = self.book.ballot[here], self.book.points[here]
        full = self.until[ballots] > now
        return ballots[full], points[full]

    def round_of(self, now: int) -> Integers:
        """Return in which round before `now` each project was bought."""
        rounds = np.full(len(self.cost_floats), NOT_YET, dtype=np.int64)
        rounds[self.bought[:now]] = np.arange(now)
        return rounds

    def worth(self, ballot: int) -> dict[int, int]:
        """Return the points of each project on a ballot."""
        here = slice(int(self.start[ballot]), int(self.start[ballot + 1]))
        return dict(
            zip(self.project[here].tolist(), self.points[here].tolist(), strict=True)
        )

    def paid(self, ballot: int, rounds: Integers) -> tuple[tuple[int, int], ...]:
        """Return the rounds that a ballot with money left has paid in, with points."""
        worth = sorted(
            (int(rounds[one]), has) for one, has in self.worth(ballot).items()
        )
        bought = [(now, has) for now, has in worth if now < NOT_YET]
        if self.exact:
            bought = [(now, has) for now, has in bought if self._pays(ballot, now)]
        return tuple(bought)

    def _pays(self, ballot: int, now: int) -> bool:
        payers, _ = self.payers(now)
        place = int(np.searchsorted(payers, ballot))
        return place < len(payers) and int(payers[place]) == ballot
