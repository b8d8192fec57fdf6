"""The size class of an enterprise, with those that it is linked or partner to.

Recommendation 2003/361/EC, Annex (Annex I of Regulation (EU) No 651/2014): ceilings in
Article 2, kinds of enterprises in Article 3, two years in a row in Article 4(2), whose
data count in Article 6. Seen as HMRC quotes them, manual CIRD91400 to CIRD92000.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from omstilling.errors import InputError
from omstilling.priorities.aid.asked.rates import Rates
from omstilling.priorities.aid.rules import FieldError, Percent, Record, Size, Text

SizeClass = Literal["micro", "small", "medium", "large"]
SIZE_CLASSES: tuple[SizeClass, ...] = get_args(SizeClass)
#: Staff below, turnover at most and balance sheet at most, in euro, of each class.
_CEILINGS = (
    (10, Decimal(2_000_000), Decimal(2_000_000)),
    (50, Decimal(10_000_000), Decimal(10_000_000)),
    (250, Decimal(50_000_000), Decimal(43_000_000)),
)
_PARTNER = Decimal(25)
_LINKED = Decimal(50)

Count = Annotated[Decimal, Field(ge=0)]


class Accounts(Record):
    """Staff and money of an enterprise in an accounting year, in NOK or in euro."""

    year: Annotated[int, Field(ge=1990, le=2100)]
    headcount: Count
    turnover_nok: Count | None = None
    turnover_eur: Count | None = None
    balance_nok: Count | None = None
    balance_eur: Count | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for name in ("turnover", "balance"):
            given = [getattr(self, f"{name}_{unit}") for unit in ("nok", "eur")]
            if given.count(None) != 1:
                shown = [None if one is None else str(one) for one in given]
                reason = f"give either {name}_nok or {name}_eur"
                raise FieldError(name, shown, reason)
        return self


class Holding(Record):
    """An enterprise that holds a part of this one, or that this one holds a part of.

    `percent` is of the capital or of the votes, whichever is greater. `control` is any
    right to direct it. An `exempt_investor` is one of Article 3(2).
    """

    name: Text
    percent: Percent
    control: bool = False
    kind: Literal["enterprise", "public_body", "exempt_investor"] = "enterprise"
    accounts: tuple[Accounts, ...] = ()
    holdings: tuple[Holding, ...] = ()

    @property
    def relation(self) -> Literal["linked", "partner", "none"]:
        """Linked above 50 % or by control, partner from 25 % on.

        A public body is neither: its share alone decides (`publicly_held`).
        """
        if self.kind == "public_body":
            return "none"
        if self.control or self.percent > _LINKED:
            return "linked"
        exempt = self.kind == "exempt_investor"
        return "partner" if self.percent >= _PARTNER and not exempt else "none"


class Enterprise(Record):
    """What decides the size class: accounts of one or more years, and holdings."""

    accounts: Annotated[tuple[Accounts, ...], Field(min_length=1)]
    holdings: tuple[Holding, ...] = ()


@dataclass(frozen=True)
class Year:
    """Staff, and euro of turnover and balance sheet, with those that count along."""

    year: int
    headcount: Decimal
    turnover: Decimal
    balance: Decimal
    size: SizeClass


@dataclass(frozen=True)
class SizeFound:
    """A size class, the years that it follows from, and whether they can be trusted."""

    size: SizeClass
    years: tuple[Year, ...]
    publicly_held: bool
    fallback_rate: bool


def size_of(enterprise: Enterprise, *, rates: Rates) -> SizeFound:
    """Return the size class of an enterprise.

    A class is gained or lost only when the ceilings are passed in two years in a row;
    before the first year given, the enterprise is taken to have been of its class.

    Parameters
    ----------
    enterprise
        Its accounts and holdings. An enterprise of which public bodies hold 25 % or
        more is large (Article 3(4)).
    rates
        Annual means, for accounts in NOK.

    Raises
    ------
    InputError
        Accounts of a linked or partner enterprise are missing for a year, or there is
        no rate for it.
    """
    numbers = sorted(one.year for one in enterprise.accounts)
    years = tuple(_year(enterprise, year, rates) for year in numbers)
    public = publicly_held(enterprise.holdings) >= _PARTNER
    return SizeFound(
        size="large" if public else _settled([one.size for one in years]),
        years=years,
        publicly_held=public,
        fallback_rate=any(_by_fallback(enterprise, rates)),
    )


def publicly_held(holdings: tuple[Holding, ...]) -> Decimal:
    """Return how many per cent public bodies hold together."""
    parts = [one.percent for one in holdings if one.kind == "public_body"]
    return sum(parts, Decimal(0))


def class_of(headcount: Decimal, turnover: Decimal, balance: Decimal) -> SizeClass:
    """Return the class of one year's staff and euro.

    >>> class_of(Decimal(49), Decimal(10_000_000), Decimal(90_000_000))
    'small'
    """
    for size, (staff, most_turnover, most_balance) in zip(
        SIZE_CLASSES, _CEILINGS, strict=False
    ):
        if headcount < staff and (turnover <= most_turnover or balance <= most_balance):
            return size
    return "large"


def as_rule_size(size: SizeClass) -> Size:
    """Return the size that rules speak of: a micro enterprise is a small one."""
    return "small" if size == "micro" else size


def _settled(classes: list[SizeClass]) -> SizeClass:
    ranks = [SIZE_CLASSES.index(one) for one in classes]
    rank = ranks[0]
    for before, now in pairwise(ranks):
        if min(before, now) > rank:
            rank = min(before, now)
        elif max(before, now) < rank:
            rank = max(before, now)
    return SIZE_CLASSES[rank]


def _year(enterprise: Enterprise, year: int, rates: Rates) -> Year:
    own = _amounts(enterprise.accounts, year, rates, "the enterprise")
    total = [own, *_counted(enterprise.holdings, year, rates)]
    headcount, turnover, balance = (sum(part, Decimal(0)) for part in zip(*total))  # noqa: B905 - all are triples
    size = class_of(headcount, turnover, balance)
    return Year(year, headcount, turnover, balance, size)


Amounts = tuple[Decimal, Decimal, Decimal]


def _counted(
    holdings: tuple[Holding, ...], year: int, rates: Rates
) -> Iterator[Amounts]:
    """Give what counts along: linked ones in full, with theirs; partners by share."""
    for one in holdings:
        if one.relation == "linked":
            yield _amounts(one.accounts, year, rates, one.name)
            yield from _counted(one.holdings, year, rates)
        elif one.relation == "partner":
            share = one.percent / 100
            for part in _with_linked(one, year, rates):
                yield (part[0] * share, part[1] * share, part[2] * share)


def _with_linked(holding: Holding, year: int, rates: Rates) -> Iterator[Amounts]:
    """Give a partner's own amounts and those of the ones linked to it, no further."""
    yield _amounts(holding.accounts, year, rates, holding.name)
    for one in holding.holdings:
        if one.relation == "linked":
            yield from _with_linked(one, year, rates)


def _amounts(
    accounts: tuple[Accounts, ...], year: int, rates: Rates, name: str
) -> Amounts:
    for one in accounts:
        if one.year == year:
            return (
                one.headcount,
                _euro(one.turnover_eur, one.turnover_nok, year, rates),
                _euro(one.balance_eur, one.balance_nok, year, rates),
            )
    raise InputError(
        f"Accounts of {name} for {year} are missing; they count toward the size.",
        hint="Give the accounts of the same years for every linked and partner one.",
    )


def _euro(eur: Decimal | None, nok: Decimal | None, year: int, rates: Rates) -> Decimal:
    if eur is not None:
        return eur
    return (nok or Decimal(0)) / rates.mean(year).nok


def _by_fallback(enterprise: Enterprise | Holding, rates: Rates) -> Iterator[bool]:
    for one in enterprise.accounts:
        if one.turnover_nok is not None or one.balance_nok is not None:
            yield rates.mean(one.year).basis == "fallback"
    for holding in enterprise.holdings:
        if holding.relation != "none":
            yield from _by_fallback(holding, rates)
