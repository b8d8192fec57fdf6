r"""The front of worth against breadth: how much worth each step of breadth costs.

Breadth is the Shannon spread of the money over sectors and regions, each divided by the
logarithm of how many groups there are, and their mean: 0 is one group, 1 is even. The
front is traced by the ε-constraint method (Y. Y. Haimes, L. S. Lasdon and D. A. Wismer,
IEEE Transactions on Systems, Man, and Cybernetics 1, 296–297, 1971,
https://doi.org/10.1109/TSMC.1971.4308298): the most worth with at least so much
breadth.

Entropy is no linear function, yet no approximation in pieces is needed. By Gibbs'
inequality the cross-entropy to any other spread q is never below the entropy, so

    Σ_g money_g · (−ln q_g) ≥ ε · Σ_g money_g

holds for every portfolio with entropy ε or more, whatever q is, and it is linear. A
portfolio that is not broad enough breaks the cut made from its own spread. So cuts are
added until the best portfolio is broad enough: outer approximation (M. A. Duran and
I. E. Grossmann, Mathematical Programming 36, 307–339, 1986,
https://doi.org/10.1007/BF02592064), exact for whole projects, since each cut excludes a
portfolio for good.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from omstilling.errors import UsageError, check_range
from omstilling.priorities.portfolio.problem import ALL, Problem
from omstilling.priorities.portfolio.rules import THOUSAND
from omstilling.priorities.portfolio.solving import Cut, Question, Solution, Solver

Floats = NDArray[np.float64]
DIMENSIONS = ("sector", "region")
#: Breadth that is missed by less is held to be reached: shares are in millionths.
_NEAR = 1e-5
#: A portfolio of the front grants at least a krone; one without money has no breadth.
_KRONE = 1e-3


@dataclass(frozen=True)
class Point:
    """A portfolio of the front.

    Attributes
    ----------
    at_least
        The breadth that was asked for.
    breadth
        The breadth that it has.
    solution
        The portfolio; its bound holds for every one with at least that breadth.
    proven
        Whether none is worth more with at least that breadth.
    """

    at_least: float
    breadth: float
    solution: Solution
    proven: bool


@dataclass(frozen=True)
class Front:
    """Points from the most worth to the most breadth that was found.

    `complete` is False where time was out before the end of the front was reached.
    """

    points: tuple[Point, ...]
    complete: bool


class Spread:
    """The breadth of portfolios of a problem.

    Parameters
    ----------
    problem
        Its groups of the dimensions are read.
    dimensions
        Over what money is to be spread.
    """

    def __init__(
        self, problem: Problem, dimensions: Sequence[str] = DIMENSIONS
    ) -> None:
        self._weights: list[float] = []
        self._money: list[Floats] = []
        for name in dimensions:
            groups = problem.groups[name]
            money = np.zeros((len(problem.ids), len(groups.codes)))
            np.add.at(money, (groups.proposal, groups.group), groups.amount)
            money = money[:, money.any(axis=0)] / (ALL * THOUSAND)
            if money.shape[1] > 1:
                self._money.append(money)
                self._weights.append(1 / np.log(money.shape[1]) / len(dimensions))
        if not self._money:
            raise UsageError(
                "All proposals lie in one sector and one region, so there is no "
                "breadth to choose.",
                hint="Say of each proposal which sectors and regions it is for.",
            )

    def breadth(self, shares: Floats) -> float:
        """Return the breadth of a portfolio, from 0 to 1; 0 for one without money."""
        return float(
            sum(w * _entropy(q) for w, q in zip(*self._spreads(shares), strict=True))
        )

    def cut(self, shares: Floats, at_least: float) -> Floats:
        """Return numbers over proposals that broad enough portfolios sum to nought."""
        missing = at_least - self.breadth(shares)
        # So little is mixed in that the portfolio itself still breaks the cut.
        mixed = 1 - np.exp(-missing / 2)
        total = np.zeros(len(shares))
        for weight, money, q in zip(
            self._weights, self._money, self._spreads(shares)[1], strict=True
        ):
            smooth = (1 - mixed) * q + mixed / len(q)
            total += weight * (money @ -np.log(smooth))
        result: Floats = total - at_least * self.granted
        return result

    @property
    def granted(self) -> Floats:
        """What each proposal asks for, in thousand kroner."""
        result: Floats = self._money[0].sum(axis=1)
        return result

    def _spreads(self, shares: Floats) -> tuple[list[float], list[Floats]]:
        sums = [shares @ money for money in self._money]
        spreads = [one / one.sum() if one.sum() else one for one in sums]
        return self._weights, spreads


def _entropy(q: Floats) -> float:
    there = q[q > 0]
    return float(-(there * np.log(there)).sum()) if there.size else 0.0


def front(
    solver: Solver,
    best: Solution,
    *,
    steps: int = 20,
    dimensions: Sequence[str] = DIMENSIONS,
    seconds: float = 60.0,
) -> Front:
    """Return the most worth at each step of breadth.

    Parameters
    ----------
    solver, best
        The problem, and its best portfolio.
    steps
        Into how many steps breadth from 0 to 1 is divided, in [1, 1000].
    dimensions
        Over what money is to be spread.
    seconds
        Time for all points.

    Returns
    -------
    Front
        One point for each step above the breadth of the best portfolio that can be
        reached, the best one first; points that another one beats in both are left out.

    Raises
    ------
    UsageError
        All money lies in one group, or a number is out of range.
    """
    check_range("steps", "front", steps, 1, 1000)
    ends = time.monotonic() + seconds
    spread = Spread(solver.problem, dimensions)
    shares = _floats(best)
    points = [Point(0.0, spread.breadth(shares), best, best.settled)]
    seen = [shares]
    step = 0
    while True:
        step = max(step, int(points[-1].breadth * steps)) + 1
        if step > steps:
            return Front(_efficient(points), complete=True)
        point, ended = _point(solver, spread, step / steps, seen, ends)
        if point is None:
            return Front(_efficient(points), complete=ended)
        points.append(point)


def _point(
    solver: Solver,
    spread: Spread,
    at_least: float,
    seen: list[Floats],
    ends: float,
) -> tuple[Point | None, bool]:
    """Return the best portfolio with that breadth, and else whether there is none."""
    cuts = [
        Cut(spread.cut(one, at_least))
        for one in seen
        if spread.breadth(one) < at_least - _NEAR
    ]
    cuts.append(Cut(spread.granted, _KRONE))
    while (left := ends - time.monotonic()) > 0:
        found = solver.solve(Question(cuts=tuple(cuts)), seconds=left)
        if not found.found:
            return None, found.settled
        shares = _floats(found)
        breadth = spread.breadth(shares)
        if breadth >= at_least - _NEAR:
            return Point(at_least, breadth, found, found.settled), False
        seen.append(shares)
        cuts.append(Cut(spread.cut(shares, at_least)))
    return None, False


def _floats(solution: Solution) -> Floats:
    return np.array([float(share) for share in solution.shares])


def _efficient(points: Sequence[Point]) -> tuple[Point, ...]:
    """Leave out a point where a later one is worth no less and is broader."""
    kept: list[Point] = []
    for point in points:
        while kept and kept[-1].solution.value <= point.solution.value:
            # What was proven for less breadth holds for the broader one too.
            point = replace(point, at_least=kept.pop().at_least)  # noqa: PLW2901 - as the line before says
        kept.append(point)
    return tuple(kept)
