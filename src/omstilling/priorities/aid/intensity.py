"""How much of a category of costs a rule allows, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from omstilling.priorities.aid.rules import (
    Bonus,
    Category,
    Size,
    Status,
    Version,
)

Holds = Callable[[Bonus], bool | None]


@dataclass(frozen=True)
class Step:
    """Percentage points that a provision adds, or the ceiling that takes some away."""

    what: str
    points: Decimal
    article: str
    status: Status


@dataclass(frozen=True)
class Intensity:
    """A percentage of eligible costs, and the steps to it.

    `unverified` is the article of a figure that was not checked and without which the
    percentage would be another; None if there is none.
    """

    percent: Decimal
    steps: tuple[Step, ...]
    unverified: str | None


def intensity(
    version: Version, category: Category, size: Size, holds: Holds
) -> Intensity:
    """Return the highest intensity of a version of a rule for a category of costs.

    Bonuses are added where their condition holds; of those marked `one_of` only the
    greatest counts. The ceiling of the category comes last.

    Parameters
    ----------
    version
        A version that has a share for the category.
    category, size
        Of the costs and of their bearer.
    holds
        Tells whether a condition holds. A bonus counts only where it does for certain.

    References
    ----------
    Regulation (EU) No 651/2014, Articles 25(5)–(7), 27(6), 28(3), 29(4) and 31(4).
    """
    steps = tuple(_steps(version, category, size, holds, list(version.bonuses)))
    checked = [one for one in version.bonuses if one.status == "checked"]
    lower = tuple(_steps(version, category, size, holds, checked))
    doubtful = [one for one in steps if one.status == "unverified"]
    rests = steps[0].status == "unverified" or _sum(lower) != _sum(steps)
    return Intensity(_sum(steps), steps, doubtful[0].article if rests else None)


def _steps(
    version: Version, category: Category, size: Size, holds: Holds, from_: list[Bonus]
) -> Iterator[Step]:
    share = version.share(category)
    if share is None:
        raise AssertionError(f"{version.article} says nothing of {category}")
    percent = share.percent[size]
    yield Step("base", percent, share.article, share.status)
    for bonus in _counting(from_, category, size, holds):
        percent += bonus.points[size]
        yield Step(bonus.bonus, bonus.points[size], bonus.article, bonus.status)
    if percent > share.ceiling:
        yield Step("ceiling", share.ceiling - percent, share.article, share.status)


def _counting(
    bonuses: list[Bonus], category: Category, size: Size, holds: Holds
) -> list[Bonus]:
    fit = [
        one
        for one in bonuses
        if category in one.categories
        and one.points[size] > 0
        and (one.when is None or holds(one) is True)
    ]
    alternatives = [one for one in fit if one.one_of]
    # The first of equals in the file: checked ones stand before the others.
    best = max(alternatives, key=lambda one: one.points[size], default=None)
    return [one for one in fit if not one.one_of or one is best]


def _sum(steps: tuple[Step, ...]) -> Decimal:
    return sum((one.points for one in steps), Decimal(0))
