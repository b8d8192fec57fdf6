"""Aid rules as dated data: what one YAML file of `reference/aid` may hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

Size = Literal["small", "medium", "large"]
Role = Literal["firm", "cluster_operator", "research_organisation", "public_body"]
Category = Literal[
    "fundamental_research",
    "industrial_research",
    "experimental_development",
    "feasibility_study",
    "cluster_investment",
    "cluster_operation",
    "innovation_support",
    "innovation_advice",
    "process_innovation",
    "training",
    "other",
]
CATEGORIES: tuple[Category, ...] = get_args(Category)
Status = Literal["checked", "unverified"]
Kind = Literal["exemption", "de_minimis", "outside", "scheme", "duty", "definition"]
#: Kinds on which aid can rest.
BASES = frozenset({"exemption", "de_minimis", "outside"})
Jurisdiction = Literal["NO", "EU", "EEA"]
Condition = Literal[
    "application_first",
    "not_in_difficulty",
    "no_recovery_order",
    "collaboration",
    "sme_collaboration",
    "wide_dissemination",
    "open_licences",
    "area_a",
    "area_c",
    "vulnerable_workers",
    "open_access",
    "market_fees",
    "ten_years_at_most",
    "beyond_mandatory_training",
]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Amount = Annotated[Decimal, Field(gt=0)]
Text = Annotated[str, Field(min_length=1)]


class FieldError(ValueError):
    """A value that does not fit together with others, by its field."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.value = value
        self.reason = reason


class Record(BaseModel):
    """A part of a file that holds nothing but the declared fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(Record):
    """A name in bokmål, nynorsk and English."""

    nb: Text
    nn: Text
    en: Text


class Source(Record):
    """An address, and what was seen there."""

    address: Annotated[str, Field(pattern=r"^https?://\S+$")]
    says: Text


class Figure(Record):
    """A figure with the article that it stands in, and whether it was checked."""

    article: Text
    status: Status


class Raised(Figure):
    """A higher percentage while the aid keeps within an amount over some years.

    `checked_eur` is a lower amount that stands in a source: up to there the answer does
    not rest on the unverified figure.
    """

    percent: Percent
    eur: Amount
    checked_eur: Amount | None = None
    years: Annotated[int, Field(ge=1, le=10)]


class Sized(Figure):
    """Percentages of eligible costs by size of the receiver."""

    percent: Mapping[Size, Percent]

    @model_validator(mode="after")
    def _every_size(self) -> Sized:
        missing = sorted(set(get_args(Size)) - self.percent.keys())
        if missing:
            raise FieldError("percent", list(self.percent), f"lacks {missing[0]}")
        return self


class Share(Sized):
    """How much of one category of costs may be aided."""

    category: Category
    ceiling: Percent = Decimal(100)
    counts_as: Percent | None = None
    raised: Raised | None = None


class Bonus(Figure):
    """Percentage points more, where a condition holds."""

    bonus: Text
    categories: tuple[Category, ...]
    points: Mapping[Size, Percent]
    when: Condition | None = None
    one_of: bool = False
    most_of_one: Percent | None = None
    least_of_research: Percent | None = None


class Needed(Figure):
    """A condition without which there is no aid under the rule."""

    condition: Condition
    categories: tuple[Category, ...] = ()
    sizes: tuple[Size, ...] = ()
    percent: Percent | None = None
    years: Annotated[int, Field(gt=0)] | None = None


class Threshold(Figure):
    """The amount of aid for a project above which it must be notified.

    `checked_eur` is a lower amount that stands in a source: up to there the answer does
    not rest on the unverified figure.
    """

    categories: tuple[Category, ...]
    per: Literal["undertaking", "project"] = "undertaking"
    eur: Amount
    checked_eur: Amount | None = None


class Most(Figure):
    """The most de minimis aid of a single undertaking in a window of years."""

    eur: Amount
    window: Literal["fiscal_years", "rolling"]
    years: Annotated[int, Field(ge=1, le=10)]


class SectorMost(Figure):
    """A lower amount in some industries, by the beginning of the SN2007 code."""

    activities: tuple[str, ...]
    eur: Amount


class Excluded(Figure):
    """Industries that a rule does not apply to, by the beginning of the code."""

    activities: tuple[str, ...]


class Limit(Figure):
    """The most that a scheme gives, in NOK."""

    per: Literal["project", "year"]
    nok: Amount


class CostLimit(Figure):
    """The most costs of a partner in a year that a scheme counts, in NOK."""

    nok: Amount


class PrivateShare(Figure):
    """How much of the project's money must be private."""

    percent: Percent


class Receivers(Record):
    """Who may receive."""

    roles: tuple[Role, ...]
    sizes: tuple[Size, ...]


class Duty(Figure):
    """What the giver must do, and where."""

    what: Literal["cumulation", "notice", "notification", "publication", "registration"]
    applies_to: tuple[Kind, ...]
    where: Literal["giver", "esa", "aid_register"]
    eur: Amount | None = None
    days: Annotated[int, Field(gt=0)] | None = None
    over_threshold: bool = False


class SizeCeiling(Record):
    """What an enterprise of a size class may have at most, its staff below a number."""

    size: Literal["micro", "small", "medium"]
    staff_below: Annotated[int, Field(gt=0)]
    turnover_eur: Amount
    balance_eur: Amount


class Sizes(Figure):
    """Size classes, from the smallest, and who counts along, in per cent held."""

    partner_from: Percent
    linked_above: Percent
    public_from: Percent
    classes: Annotated[tuple[SizeCeiling, ...], Field(min_length=3, max_length=3)]


class Version(Record):
    """A rule as it stands between two dates of granting."""

    valid_from: dt.date
    valid_to: dt.date | None
    act: Label
    article: Text
    adjustment_months: Annotated[int, Field(ge=0, le=24)] = 0
    receivers: Receivers | None = None
    basis: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    any_category: Sized | None = None
    bonuses: tuple[Bonus, ...] = ()
    conditions: tuple[Needed, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    most: Most | None = None
    sector_most: tuple[SectorMost, ...] = ()
    excluded: Excluded | None = None
    limits: tuple[Limit, ...] = ()
    cost_limit: CostLimit | None = None
    private_at_least: PrivateShare | None = None
    duty: Duty | None = None
    sizes: Sizes | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Version:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise FieldError("valid_to", str(self.valid_to), "lies before valid_from")
        return self

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the adjustment period, or of the version itself."""
        if self.valid_to is None or not self.adjustment_months:
            return self.valid_to
        return months_later(self.valid_to, self.adjustment_months)

    def share(self, category: Category) -> Share | None:
        """Return what it says of a category of costs; None if it says nothing."""
        for one in self.shares:
            if one.category == category:
                return one
        if self.any_category is None:
            return None
        return Share(category=category, **self.any_category.model_dump())


class Gap(Record):
    """Days on which there was no rule, and why."""

    from_: dt.date = Field(alias="from")
    to: dt.date
    says: Label

    @model_validator(mode="after")
    def _in_order(self) -> Gap:
        if self.to < self.from_:
            raise FieldError("to", str(self.to), "lies before from")
        return self


class Rule(Record):
    """One file of `reference/aid`."""

    rule: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    kind: Kind
    jurisdiction: Jurisdiction
    giver: str | None = None
    label: Label
    seen: dt.date
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    gaps: tuple[Gap, ...] = ()
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]

    def on(self, day: dt.date) -> Version | None:
        """Return the version that applies to aid granted on a day.

        In the adjustment period after the last version, that version still applies.
        """
        for one in self.versions:
            if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to):
                return one
        last = max(self.versions, key=lambda one: one.valid_from)
        end = last.last_day
        return last if end is not None and last.valid_from <= day <= end else None

    def gap(self, day: dt.date) -> Gap | None:
        """Return the gap that a day falls in."""
        return next((one for one in self.gaps if one.from_ <= day <= one.to), None)


class Rules:
    """All rules by name."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = {one.rule: one for one in sorted(rules, key=lambda r: r.rule)}

    def __getitem__(self, name: str) -> Rule:
        return self._rules[name]

    def __contains__(self, name: object) -> bool:
        return name in self._rules

    def __len__(self) -> int:
        return len(self._rules)

    def of_kind(self, *kinds: Kind) -> list[Rule]:
        """Return the rules of some kinds, by name."""
        return [one for one in self._rules.values() if one.kind in kinds]

    def __repr__(self) -> str:
        return f"Rules({', '.join(self._rules)})"


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the last day of the month so many months after the month of `day`.

    >>> months_later(dt.date(2026, 12, 31), 6)
    datetime.date(2027, 6, 30)
    """
    count = day.year * 12 + day.month + months
    return dt.date(count // 12, count % 12 + 1, 1) - dt.timedelta(days=1)
