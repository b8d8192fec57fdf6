"""What a portfolio is worth, in exact arithmetic: the mean and the worst of it.

The mean over scenarios, and CVaR: the mean of the worst `tail` of them (R. T.
Rockafellar and S. Uryasev, Optimization of Conditional Value-at-Risk, Journal of Risk
2(3), 21–41, 2000, https://doi.org/10.21314/JOR.2000.038).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from omstilling.priorities.portfolio.problem import Outlook, Pair, Problem, Shared


@dataclass(frozen=True)
class Caution:
    """How much the worst scenarios count.

    Attributes
    ----------
    weight
        From 0, the mean alone, to 1, the worst scenarios alone.
    tail
        How much of the scenarios' weight is the worst, above 0 and up to 1.
    """

    weight: Fraction = Fraction(0)
    tail: Fraction = Fraction(1, 5)


#: The mean over scenarios, and nothing else.
MEAN = Caution()


def worth(
    problem: Problem, shares: Sequence[Fraction], caution: Caution = MEAN
) -> Fraction:
    """Return what the portfolio is worth, in the unit of the problem."""
    bonus = sum((_together(pair, shares) for pair in problem.pairs), Fraction(0))
    each = [(one.weight, _in(one, shares) + bonus) for one in problem.outlooks]
    mean = sum((weight * value for weight, value in each), Fraction(0))
    if not caution.weight:
        return mean
    return (1 - caution.weight) * mean + caution.weight * worst(each, caution.tail)


def worst(each: Sequence[tuple[Fraction, Fraction]], tail: Fraction) -> Fraction:
    """Return the mean of the worst `tail` of pairs of weight and value."""
    left, total = tail, Fraction(0)
    for weight, value in sorted(each, key=lambda pair: pair[1]):
        taken = min(weight, left)
        total += taken * value
        left -= taken
    return total / tail


def _together(pair: Pair, shares: Sequence[Fraction]) -> Fraction:
    return pair.bonus * min(shares[pair.first], shares[pair.second])


def _in(outlook: Outlook, shares: Sequence[Fraction]) -> Fraction:
    alone = sum(
        (s * v for s, v in zip(shares, outlook.value, strict=True) if s), Fraction(0)
    )
    return alone + sum((_once(one, shares) for one in outlook.shared), Fraction(0))


def _once(shared: Shared, shares: Sequence[Fraction]) -> Fraction:
    """Return the worth of one transfer: the most probable first, one whole in all."""
    left, total = Fraction(1), Fraction(0)
    order = sorted(
        zip(shared.worth, shared.members, strict=True), key=lambda one: -one[0]
    )
    for value, member in order:
        taken = min(shares[member], left)
        total += taken * value
        left -= taken
    return total
