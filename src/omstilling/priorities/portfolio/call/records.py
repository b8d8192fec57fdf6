"""What a call's files may hold: one record for each kind of row."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Self

import polars as pl
from pydantic import BeforeValidator, Field, field_validator, model_validator

from omstilling.priorities.aid.asked.project import Name
from omstilling.priorities.aid.rules import FieldError, Record, Text
from omstilling.register import activities, counties
from omstilling.tables import CLUSTER_LEVELS, SN2007

Nok = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=6)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Dimension = Literal[
    "sector",
    "region",
    "size_class",
    "level",
    "receiver",
    "own_money",
    "pilot",
    "additionality",
]


def _words(value: Any) -> Any:
    """Split the cell of a spreadsheet: several names with spaces between them."""
    return value.split() if isinstance(value, str) else value


Names = Annotated[tuple[Name, ...], BeforeValidator(_words)]


class Asked(Record):
    """What a partner asks for in a year."""

    partner: Name
    year: Year
    nok: Nok


class SectorPart(Record):
    """How many per cent of a proposal go to a sector, an SN2007 division."""

    sector: str
    percent: Percent

    @field_validator("sector")
    @classmethod
    def _known(cls, code: str) -> str:
        if code not in known_sectors():
            raise ValueError("is no division of SN2007")
        return code


class RegionPart(Record):
    """How many per cent of a proposal go to a region, a county of 2024."""

    region: str
    percent: Percent

    @field_validator("region")
    @classmethod
    def _known(cls, code: str) -> str:
        if code not in known_regions():
            raise ValueError("is no county of 2024")
        return code


class Worth(Record):
    """An amount in NOK or a score from 0 to 1, never both."""

    nok: Nok | None = None
    score: Share | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if self.nok is not None and self.score is not None:
            raise ValueError("give either nok or score: the two are never added")
        return self


class Expected(Worth):
    """A transfer that a proposal expects to bring about."""

    transfer: Text
    probability: Share | None = None


class Judged(Record):
    """How a proposal is judged by one criterion."""

    criterion: Name
    score: Share


class Help(Worth):
    """Another proposal, and what it is worth on top that both are chosen."""

    other: Name

    @model_validator(mode="after")
    def _worth(self) -> Self:
        if self.nok is None and self.score is None:
            raise ValueError("give nok or score")
        return self


class Proposal(Record):
    """A proposal: the project that it asks money for, and what it would bring."""

    project: Name
    pilot: bool = False
    level: Literal[CLUSTER_LEVELS] = "unknown"  # type: ignore[valid-type] # the values are declared once, in tables
    least_percent: Annotated[Percent, Field(gt=0)] = Decimal(100)
    asked: Annotated[tuple[Asked, ...], Field(min_length=1)]
    sectors: tuple[SectorPart, ...] = ()
    regions: tuple[RegionPart, ...] = ()
    transfers: tuple[Expected, ...] = ()
    criteria: tuple[Judged, ...] = ()
    needs: Names = ()
    excludes: Names = ()
    helps: tuple[Help, ...] = ()

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        for name, parts in (("sectors", self.sectors), ("regions", self.regions)):
            total = sum((one.percent for one in parts), Decimal(0))
            if total > 100:
                raise FieldError(name, str(total), "percentages add up past 100")
        return self


class BudgetYear(Record):
    """The budget of a year."""

    year: Year
    nok: Nok


class Limit(Record):
    """At least, or at most, so much for a group.

    Attributes
    ----------
    limit
        Its name.
    kind, dimension
        `least` or `most`, of what.
    code
        The group; `*` for each group by itself. For `additionality` the assessment.
    percent
        Of all money granted, or of the budget where `of` says so. For `own_money`: of
        all cost.
    nok
        An amount.
    count
        A number of proposals.
    """

    limit: Name
    kind: Literal["least", "most"]
    dimension: Dimension
    code: str = "*"
    percent: Percent | None = None
    of: Literal["granted", "budget"] = "granted"
    nok: Nok | None = None
    count: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        given = {
            name
            for name in ("percent", "nok", "count")
            if getattr(self, name) is not None
        }
        taken: dict[str, list[set[str]]] = {
            "own_money": [{"percent"}],
            "pilot": [{"count"}],
            "additionality": [set()],
        }
        allowed = taken.get(self.dimension, [{"percent"}, {"nok"}, {"count"}])
        if given not in allowed:
            wanted = " or ".join("".join(one) or "no amount" for one in allowed)
            told = " and ".join(sorted(given)) or "no amount"
            raise FieldError("", told, f"a limit of {self.dimension} takes {wanted}")
        if len(allowed) == 1 and self.kind == "most":
            reason = f"a limit of {self.dimension} is of the kind 'least'"
            raise FieldError("kind", self.kind, reason)
        return self

    @model_validator(mode="after")
    def _known_code(self) -> Self:
        known = {
            "sector": known_sectors(),
            "region": known_regions(),
            "size_class": {"micro", "small", "medium", "large", "unknown"},
            "level": set(CLUSTER_LEVELS),
            "additionality": {"anyway", "later", "smaller", "only_with_aid"},
        }.get(self.dimension)
        if known is None or self.code in known:
            return self
        if self.code == "*" and self.dimension != "additionality":
            return self
        raise FieldError("code", self.code, f"is no known {self.dimension}")


class CriterionWeight(Record):
    """How much a criterion counts."""

    criterion: Name
    weight: Annotated[Decimal, Field(gt=0, decimal_places=6)]


class ScenarioProbability(Record):
    """The probability of a transfer in a scenario."""

    transfer: Text
    probability: Share


class Scenario(Record):
    """One way in which the probabilities may be.

    `factor` multiplies every probability that is not given.
    """

    scenario: Name
    weight: Annotated[Share, Field(gt=0)]
    factor: Share = Decimal(1)
    probabilities: tuple[ScenarioProbability, ...] = ()


class CallFile(Record):
    """A call without its projects, which `aid` reads, and its support."""

    budget: Annotated[tuple[BudgetYear, ...], Field(min_length=1)]
    proposals: Annotated[tuple[Proposal, ...], Field(min_length=1)]
    limits: tuple[Limit, ...] = ()
    weights: tuple[CriterionWeight, ...] = ()
    scenarios: tuple[Scenario, ...] = ()


@cache
def known_sectors() -> frozenset[str]:
    """Return the divisions of SN2007."""
    known = activities().filter(pl.col("version") == SN2007)["code"]
    return frozenset(known.filter(known.str.len_chars() == 2))


@cache
def known_regions() -> frozenset[str]:
    """Return the counties of 2024."""
    return frozenset(number for number in counties().values() if number)
