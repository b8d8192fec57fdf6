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
    money, wrong
        What each ballot has left, and how wrong that may be.
    error
        How wrong it may be for any unit of weight.
    until
        The round in which a ballot spent its last money.
    ballot, worth, last
        The supporters and where they end; with `exact`, those who will never pay are
        taken out.
    low
        A lower bound of the price of each project.
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
    wrong: Floats = field(init=False)
    until: Places = field(init=False)
    ballot: Places = field(init=False)
    worth: Floats = field(init=False)
    last: Integers = field(init=False)
    low: Floats = field(init=False)
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
        self.scale = book.scale_floats
        self.money = book.weight.copy()
        self.wrong = np.zeros(len(book.weight))
        self.until = np.full(len(book.weight), NOT_YET, dtype=np.int32)
        self.ballot = book.ballot.copy() if self.exact else book.ballot
        self.worth = book.worth.copy() if self.exact else book.worth
        self.last = book.start[1:].copy()
        self.low = self.cost_floats / np.maximum(book.total, 1) * (1 - 1e-15)
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
        """Return the supporters who have something left, and points × weight."""
        here = slice(int(self.book.start[project]), int(self.last[project]))
        ballots, worth = self.ballot[here], self.worth[here]
        having = self.money[ballots] > 0
        return ballots[having], worth[having]

    def keep(self, project: int, these: Flags) -> None:
        """Keep these of the supporters who are left."""
        ballots, worth = self.left(project)
        first = int(self.book.start[project])
        end = first + int(these.sum())
        self.ballot[first:end] = ballots[these]
        self.worth[first:end] = worth[these]
        self.last[project] = end

    def payers(self, now: int) -> tuple[Places, Floats]:
        """Return who paid the full price in a round, and points × weight."""
        project = int(self.bought[now])
        if self.exact:
            # Nobody touches the list of a project once it is bought.
            here = slice(int(self.book.start[project]), int(self.last[project]))
            return self.ballot[here], self.worth[here]
        here = self.book.supporters(project)
        ballots, worth = self.book.ballot[here], self.book.worth[here]
        full = self.until[ballots] > now
        return ballots[full], worth[full]

    def round_of(self, now: int) -> Integers:
        """Return in which round before `now` each project was bought."""
        rounds = np.full(len(self.cost_floats), NOT_YET, dtype=np.int64)
        rounds[self.bought[:now]] = np.arange(now)
        return rounds

    def paid(self, ballot: int, rounds: Integers) -> tuple[tuple[int, int], ...]:
        """Return the rounds that a ballot with money left has paid in, with points."""
        here = slice(int(self.start[ballot]), int(self.start[ballot + 1]))
        said = zip(
            rounds[self.project[here]].tolist(), self.points[here].tolist(), strict=True
        )
        bought = [(now, has) for now, has in sorted(said) if now < NOT_YET]
        if self.exact:
            bought = [(now, has) for now, has in bought if self._pays(ballot, now)]
        return tuple(bought)

    def _pays(self, ballot: int, now: int) -> bool:
        payers, _ = self.payers(now)
        place = int(np.searchsorted(payers, ballot))
        return place < len(payers) and int(payers[place]) == ballot
