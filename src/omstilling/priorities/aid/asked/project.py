"""What is asked about: a project, its partners, their costs and other public money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from typing import Annotated, Literal, Self, get_args

import polars as pl
from pydantic import Field, field_validator, model_validator

from omstilling.errors import UsageError
from omstilling.priorities.aid.asked.rates import Euro, whole_kroner
from omstilling.priorities.aid.asked.size import Enterprise, SizeClass
from omstilling.priorities.aid.rules import (
    Amount,
    Category,
    Condition,
    FieldError,
    Percent,
    Record,
    Role,
    Text,
)
from omstilling.register import activities
from omstilling.tables import SN2007

Assessment = Literal["anyway", "later", "smaller", "only_with_aid"]
ADDITIONALITY: tuple[Assessment, ...] = get_args(Assessment)
Name = Annotated[str, Field(pattern=r"^[\w.-]+$")]
Kroner = Annotated[Decimal, Field(ge=0)]
_DERIVED = {
    "application_first",
    "not_in_difficulty",
    "no_recovery_order",
    "collaboration",
    "sme_collaboration",
    "area_a",
    "area_c",
}
#: What a project's file may declare; the other conditions follow from what it holds.
DECLARABLE = (
    *(one for one in get_args(Condition) if one not in _DERIVED),
    *("effective_collaboration", "two_states", "right_to_publish"),
)


class GivenRate(Record):
    """The price of a euro that the file gives, with its day and where it is from."""

    eur_nok: Amount
    date: dt.date
    source: Text

    def euro(self) -> Euro:
        """Return it as a price."""
        return Euro(self.eur_nok, self.date.year, self.date, "given")


class Earlier(Record):
    """Aid granted earlier to the undertaking, counted in an amount over three years."""

    kind: Literal["de_minimis", "innovation_advice"]
    giver: Text
    granted: dt.date
    nok: Kroner | None = None
    eur: Kroner | None = None
    eur_nok: Amount | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if (self.nok is None) == (self.eur is None):
            raise FieldError("nok", str(self.nok), "give either nok or eur")
        return self


class Partner(Record):
    """Who takes part and bears costs.

    `private` is whether its own money counts as private; firms' and clusters' does if
    nothing is said. `recovery_order` is whether it has yet to pay back aid that was
    found unlawful; of this, and of whether it is in difficulty, None is that nothing
    is said. `group` joins partners that are linked to each other: they are one
    undertaking.
    """

    partner: Name
    name: Text
    role: Role
    sector: str
    size: SizeClass | None = None
    enterprise: Enterprise | None = None
    group: str | None = None
    in_difficulty: bool | None = None
    recovery_order: bool | None = None
    economic: bool = True
    private: bool | None = None
    earlier: tuple[Earlier, ...] = ()

    @field_validator("sector")
    @classmethod
    def _known_sector(cls, code: str) -> str:
        if code not in _sectors():
            raise ValueError("is no industry code of SN2007")
        return code

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        if self.size is not None and self.enterprise is not None:
            raise FieldError("size", self.size, "give either size or enterprise")
        return self

    @property
    def undertaking(self) -> str:
        """The single undertaking that it belongs to."""
        return self.group or self.partner

    @property
    def own_money_is_private(self) -> bool:
        """Whether its own contribution is private money."""
        if self.private is not None:
            return self.private
        return self.role in {"firm", "cluster_operator"}


@cache
def _sectors() -> frozenset[str]:
    known = activities()
    return frozenset(known.filter(pl.col("version") == SN2007)["code"])


class Cost(Record):
    """Eligible costs of a partner in a category and a year.

    `basis` names the legal basis where another one is wanted than the exemption for
    the category, for instance `de-minimis-no`.
    """

    partner: Name
    category: Category
    year: Annotated[int, Field(ge=1990, le=2100)]
    nok: Kroner
    basis: str | None = None


class OtherAid(Record):
    """Other public money for the same eligible costs."""

    partner: Name
    category: Category
    giver: Text
    kind: Literal["state_aid", "de_minimis", "union"]
    granted: dt.date
    nok: Kroner
    rate_percent: Percent | None = None
    form: Literal["grant", "loan", "guarantee"] = "grant"

    @field_validator("form")
    @classmethod
    def _grants_only(cls, form: str) -> str:
        if form != "grant":
            raise ValueError(
                "its gross grant equivalent needs the reference rate and margin of its "
                "day, which are not on file: compute it and give it as a grant"
            )
        return form


class Additionality(Record):
    """Whether the project would come about without aid, with the reasons."""

    assessment: Assessment
    reasons: Annotated[tuple[Text, ...], Field(min_length=1)]


class Project(Record):
    """A project as it is asked about; every amount in NOK."""

    project: Name
    title: Text
    start: dt.date
    end: dt.date
    granted: dt.date
    applied: dt.date | None = None
    jurisdiction: Literal["NO", "EU"] = "NO"
    schemes: tuple[str, ...] = ("programme",)
    declared: Mapping[str, bool] = Field(default_factory=dict)
    area: Literal["none", "a", "c"] = "none"
    operating_since: int | None = None
    partners: Annotated[tuple[Partner, ...], Field(min_length=1)]
    costs: Annotated[tuple[Cost, ...], Field(min_length=1)]
    other_aid: tuple[OtherAid, ...] = ()
    additionality: Additionality | None = None
    rate: GivenRate | None = None

    @field_validator("declared")
    @classmethod
    def _known_conditions(cls, declared: Mapping[str, bool]) -> Mapping[str, bool]:
        unknown = sorted(declared.keys() - set(DECLARABLE))
        if unknown:
            raise FieldError("", unknown[0], "is no condition that can be declared")
        return declared

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.end < self.start:
            raise FieldError("end", str(self.end), "lies before start")
        names = [one.partner for one in self.partners]
        for field, given in (("partners.partner", names), ("schemes", self.schemes)):
            if twice := sorted({one for one in given if given.count(one) > 1}):
                raise FieldError(field, twice[0], "stands twice")
        self._check_partners(set(names))
        self._check_years()
        return self

    def _check_partners(self, names: set[str]) -> None:
        used = {
            "costs.partner": {one.partner for one in self.costs},
            "other_aid.partner": {one.partner for one in self.other_aid},
        }
        for field, given in used.items():
            if strangers := sorted(given - names):
                raise FieldError(field, strangers[0], "is no partner of the project")

    def _check_years(self) -> None:
        given = {one.year for one in self.costs}
        wanted = set(range(self.start.year, self.end.year + 1))
        if missing := sorted(wanted - given):
            raise FieldError(
                "costs.year", missing[0], "is missing; write 0 where there are no costs"
            )
        if strange := sorted(given - wanted):
            raise FieldError("costs.year", strange[0], "is outside the project's years")

    @cached_property
    def by_name(self) -> dict[str, Partner]:
        """Partners by their short names."""
        return {one.partner: one for one in self.partners}

    @property
    def cost(self) -> Decimal:
        """All costs together."""
        return sum((one.nok for one in self.costs), Decimal(0))

    @property
    def cost_by_year(self) -> dict[int, Decimal]:
        """Costs of each year, in order."""
        years = sorted({one.year for one in self.costs})
        return {
            year: sum((one.nok for one in self.costs if one.year == year), Decimal(0))
            for year in years
        }

    def cost_of(self, partner: str, *categories: Category) -> Decimal:
        """Return a partner's costs in some categories; in all if none is named."""
        parts = [
            one.nok
            for one in self.costs
            if one.partner == partner and (not categories or one.category in categories)
        ]
        return sum(parts, Decimal(0))

    def scaled(self, share: Decimal) -> Project:
        """Return the project with every cost so much smaller, in whole kroner."""
        costs = [
            one.model_copy(update={"nok": whole_kroner(one.nok * share)})
            for one in self.costs
        ]
        return self.model_copy(update={"costs": tuple(costs)})


def additionality_value(project: Project) -> Fraction | None:
    """Return the assessment as a criterion from 0 to 1; None if there is none.

    Would happen anyway 0, later 1/3, smaller 2/3, only with aid 1.
    """
    if project.additionality is None:
        return None
    return _value(project.additionality.assessment)


def is_additional(project: Project, *, at_least: Assessment = "later") -> bool:
    """Tell whether a project is assessed at least so; without an assessment it is not.

    Raises
    ------
    UsageError
        There is no such assessment.
    """
    if at_least not in ADDITIONALITY:
        raise UsageError(
            "The 'at_least' parameter of is_additional must be one of "
            f"{', '.join(ADDITIONALITY)}. Got {at_least!r} instead.",
            hint="Choose one of them.",
        )
    value = additionality_value(project)
    return value is not None and value >= _value(at_least)


def _value(assessment: Assessment) -> Fraction:
    return Fraction(ADDITIONALITY.index(assessment), len(ADDITIONALITY) - 1)
