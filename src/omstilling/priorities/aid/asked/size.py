"""The size class of an enterprise, with those that it is linked or partner to.

Recommendation 2003/361/EC, Annex (Annex I of Regulation (EU) No 651/2014): ceilings in
Article 2, kinds of enterprises in Article 3, two years in a row in Article 4(2), whose
data count in Article 6. Seen as HMRC quotes them, manual CIRD91400 to CIRD92000.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from omstilling.errors import InputError
from omstilling.priorities.aid.asked.rates import Rates
from omstilling.priorities.aid.rules import (
    FieldError,
    Percent,
    Record,
    Rules,
    Size,
    Sizes,
    Text,
)

Relation = Literal["linked", "partner", "none"]
SizeClass = Literal["micro", "small", "medium", "large"]
SIZE_CLASSES: tuple[SizeClass, ...] = get_args(SizeClass)
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


def size_of(enterprise: Enterprise, *, rates: Rates, rules: Rules) -> SizeFound:
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
    rules
        Hold the definition: ceilings and percentages.

    Raises
    ------
    InputError
        Accounts of a linked or partner enterprise are missing for a year, or there is
        no rate for it.
    """
    definition = _definition(rules, max(one.year for one in enterprise.accounts))
    numbers = sorted(one.year for one in enterprise.accounts)
    group = _Group(definition, rates)
    years = tuple(group.year(enterprise, year) for year in numbers)
    public = publicly_held(enterprise.holdings) >= definition.public_from
    return SizeFound(
        size="large" if public else _settled([one.size for one in years]),
        years=years,
        publicly_held=public,
        fallback_rate=any(group.by_fallback(enterprise)),
    )


def _definition(rules: Rules, year: int) -> Sizes:
    version = rules["sme-definition"].on(dt.date(year, 12, 31))
    if version is None or version.sizes is None:
        raise InputError(
            f"No definition of sizes on file applies to accounts of {year}.",
            hint="Give the size itself, or accounts of a later year.",
        )
    return version.sizes


def publicly_held(holdings: tuple[Holding, ...]) -> Decimal:
    """Return how many per cent public bodies hold together."""
    parts = [one.percent for one in holdings if one.kind == "public_body"]
    return sum(parts, Decimal(0))


def class_of(
    headcount: Decimal, turnover: Decimal, balance: Decimal, definition: Sizes
) -> SizeClass:
    """Return the class of one year's staff and euro."""
    for one in definition.classes:
        within = turnover <= one.turnover_eur or balance <= one.balance_eur
        if headcount < one.staff_below and within:
            return one.size
    return "large"


def relation(holding: Holding, definition: Sizes) -> Relation:
    """Tell whether an enterprise is linked, partner or neither.

    A public body is neither: its share alone decides (`publicly_held`).
    """
    if holding.kind == "public_body":
        return "none"
    if holding.control or holding.percent > definition.linked_above:
        return "linked"
    exempt = holding.kind == "exempt_investor"
    partner = holding.percent >= definition.partner_from and not exempt
    return "partner" if partner else "none"


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


Amounts = tuple[Decimal, Decimal, Decimal]


class _Group:
    """Adds up an enterprise and those that count along."""

    def __init__(self, definition: Sizes, rates: Rates) -> None:
        self._definition = definition
        self._rates = rates

    def year(self, enterprise: Enterprise, year: int) -> Year:
        """Return the sums of a year, and the class that they give."""
        own = self._amounts(enterprise.accounts, year, "the enterprise")
        total = [own, *self._counted(enterprise.holdings, year)]
        staff, turnover, balance = (sum(each, Decimal(0)) for each in zip(*total))  # noqa: B905 - all are triples
        size = class_of(staff, turnover, balance, self._definition)
        return Year(year, staff, turnover, balance, size)

    def by_fallback(self, enterprise: Enterprise | Holding) -> Iterator[bool]:
        """Tell for each of the accounts in NOK whether its price was not compared."""
        for one in enterprise.accounts:
            if one.turnover_nok is not None or one.balance_nok is not None:
                yield self._rates.mean(one.year).basis == "fallback"
        for holding in enterprise.holdings:
            if relation(holding, self._definition) != "none":
                yield from self.by_fallback(holding)

    def _counted(self, holdings: tuple[Holding, ...], year: int) -> Iterator[Amounts]:
        """Give what counts: linked ones in full, with theirs; partners by share."""
        for one in holdings:
            kind = relation(one, self._definition)
            if kind == "linked":
                yield self._amounts(one.accounts, year, one.name)
                yield from self._counted(one.holdings, year)
            elif kind == "partner":
                share = one.percent / 100
                for part in self._with_linked(one, year):
                    yield (part[0] * share, part[1] * share, part[2] * share)

    def _with_linked(self, holding: Holding, year: int) -> Iterator[Amounts]:
        """Give a partner's amounts and those of the ones linked to it, no further."""
        yield self._amounts(holding.accounts, year, holding.name)
        for one in holding.holdings:
            if relation(one, self._definition) == "linked":
                yield from self._with_linked(one, year)

    def _amounts(self, accounts: tuple[Accounts, ...], year: int, name: str) -> Amounts:
        for one in accounts:
            if one.year == year:
                return (
                    one.headcount,
                    self._euro(one.turnover_eur, one.turnover_nok, year),
                    self._euro(one.balance_eur, one.balance_nok, year),
                )
        raise InputError(
            f"Accounts of {name} for {year} are missing; they count toward the size.",
            hint="Give the accounts of the same years for each linked and partner one.",
        )

    def _euro(self, eur: Decimal | None, nok: Decimal | None, year: int) -> Decimal:
        if eur is not None:
            return eur
        return (nok or Decimal(0)) / self._rates.mean(year).nok
