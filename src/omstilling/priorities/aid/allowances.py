"""What is left of amounts that a single undertaking may get over three years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from omstilling.priorities.aid.asked import Earlier, Euro, OtherAid, Partner
from omstilling.priorities.aid.notes import Note, Value, note
from omstilling.priorities.aid.question import Question
from omstilling.priorities.aid.rules import Most, Raised, SectorMost, Version

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Allowance:
    """What is left of the de minimis amount of a single undertaking."""

    undertaking: str
    most_eur: Decimal
    used_eur: Decimal
    left_eur: Decimal
    left_nok: Decimal
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Grant:
    """Aid that was granted earlier and counts in an amount over some years."""

    partner: str
    giver: str
    day: dt.date
    eur: Decimal


def allowance(
    question: Question, undertaking: str, version: Version, asked: Decimal
) -> Allowance:
    """Return what de minimis aid an undertaking may still get.

    All de minimis aid of the undertaking in the window counts, that for other costs as
    well. An undertaking that is active in an industry with a lower amount has that.

    Parameters
    ----------
    question
        The project; its partners of one undertaking are counted together.
    undertaking
        The group, or the partner that stands alone.
    version
        A version of a de minimis rule.
    asked
        What its costs would allow, in NOK: where the amount allows less, the result
        depends on the price of a euro.

    References
    ----------
    Regulations (EU) No 1407/2013 and 2023/2831, Articles 2(2) and 3(2).
    """
    if version.most is None:
        raise AssertionError(f"{version.act.en} is no de minimis rule")
    most = lowest(version, version.most, _members(question, undertaking))
    used = used_eur(question, undertaking, version.most, "de_minimis")
    left = max(_NOTHING, most.eur - used)
    left_nok = question.euro.to_nok(left)
    name = _members(question, undertaking)[0].name
    notes: tuple[Note, ...] = ()
    if used > 0:
        words: dict[str, Value] = {"partner": name, "article": most.article}
        notes += (note("de_minimis_used", eur=used, left=left, **words),)
    if left_nok < asked:
        notes += question.rate_doubt(name, most.eur)
    return Allowance(undertaking, most.eur, used, left, left_nok, notes)


def used_eur(
    question: Question,
    undertaking: str,
    amount: Most | Raised,
    kind: Literal["de_minimis", "innovation_advice"],
) -> Decimal:
    """Return how much of an amount over some years is used already, in euro."""
    first = first_day(question.day, amount)
    return sum(
        (g.eur for g in earlier_grants(question, undertaking, kind) if g.day >= first),
        _NOTHING,
    )


def first_day(granted: dt.date, amount: Most | Raised) -> dt.date:
    """Return the first day whose aid counts together with aid granted on a day.

    Rolling years end on the day itself: three years to 20 November 2026 begin on 21
    November 2023. Fiscal years are taken as calendar years: that of the grant and the
    ones before it.
    """
    if isinstance(amount, Most) and amount.window == "fiscal_years":
        return dt.date(granted.year - amount.years + 1, 1, 1)
    leap_day = (granted.month, granted.day) == (2, 29)
    back = granted.replace(
        year=granted.year - amount.years, day=28 if leap_day else granted.day
    )
    return back + dt.timedelta(days=1)


def _members(question: Question, undertaking: str) -> list[Partner]:
    members = [p for p in question.project.partners if p.undertaking == undertaking]
    return sorted(members, key=lambda one: one.partner)


def lowest(
    version: Version, most: Most, members: Iterable[Partner]
) -> Most | SectorMost:
    """Return the amount of an undertaking: the lowest that its industries have."""
    codes = [one.sector for one in members]
    lower = [
        sector
        for sector in version.sector_most
        if any(_touches(code, sector.activities) for code in codes)
    ]
    return min(lower, key=lambda one: one.eur, default=most)


def _touches(code: str, activities: tuple[str, ...]) -> bool:
    """Tell whether a code lies in one of some industries, or holds one of them."""
    return any(code.startswith(one) or one.startswith(code) for one in activities)


def earlier_grants(
    question: Question,
    undertaking: str,
    kind: Literal["de_minimis", "innovation_advice"],
) -> Iterator[Grant]:
    """Give the aid of a kind that a project's file tells of an undertaking."""
    for partner in _members(question, undertaking):
        name = partner.partner
        for one in partner.earlier:
            if one.kind == kind:
                yield Grant(name, one.giver, one.granted, _in_euro(question, one))
        for other in question.project.other_aid:
            if other.partner == name and other.kind == kind:
                yield grant_of(question, other)


def grant_of(question: Question, other: OtherAid) -> Grant:
    """Return other aid for a project's costs as a grant, by the mean of its year."""
    eur = question.rates.mean(other.granted.year).to_eur(other.nok)
    return Grant(other.partner, other.giver, other.granted, eur)


def _in_euro(question: Question, one: Earlier) -> Decimal:
    if one.eur is not None:
        return one.eur
    nok = one.nok or _NOTHING
    if one.eur_nok is None:
        return question.rates.mean(one.granted.year).to_eur(nok)
    return Euro(one.eur_nok, one.granted.year, one.granted, "given").to_eur(nok)
