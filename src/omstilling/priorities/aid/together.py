"""What several projects of one undertaking draw together on an amount of three years.

De minimis aid, and advice aided above half under Article 28(4), are limited for a
single undertaking and not for a project, so projects that are each lawful can pass the
amount together. Aid of a partner is put on exempted costs first and on de minimis last:
no way to divide it draws less on the de minimis amount.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from omstilling.priorities.aid.allowances import (
    Allowance,
    Grant,
    earlier_grants,
    first_day,
    grant_of,
    lowest,
)
from omstilling.priorities.aid.answer import PROGRAMME
from omstilling.priorities.aid.asked import Partner, Project, Rates
from omstilling.priorities.aid.ceilings import Ceiling, ceilings
from omstilling.priorities.aid.question import Question, question
from omstilling.priorities.aid.rules import Label, Most, Raised, Rules, Version
from omstilling.priorities.aid.stack import stack

CommonKind = Literal["de_minimis", "innovation_advice"]
_NOTHING = Decimal(0)
_ALL = Decimal(100)
_ADVICE = "innovation_advice"


@dataclass(frozen=True)
class CommonAmount:
    """An amount of one undertaking, and what projects would draw on it.

    Attributes
    ----------
    undertaking, name
        The single undertaking, and what people call it.
    kind
        De minimis aid, or advice aided above its percentage.
    day
        Last day of the years over which it counts.
    act, article
        Where it stands.
    most_eur, used_eur
        The amount, and what other aid has used of it, in euro.
    draws
        Project → euro that it draws when it gets all that it asks for, to the cent and
        rounded up.
    raised
        Projects that may be funded only within the amount; where this is empty, all.
    indicative
        Whether it depends on a figure that was not checked, or on a price of a euro
        that is not that of the day.
    """

    undertaking: str
    name: str
    kind: CommonKind
    day: dt.date
    act: Label
    article: str
    most_eur: Decimal
    used_eur: Decimal
    draws: Mapping[str, Decimal]
    raised: frozenset[str] = frozenset()
    indicative: bool = False

    @property
    def left_eur(self) -> Decimal:
        """What is left of it, in euro."""
        return max(_NOTHING, self.most_eur - self.used_eur)

    @property
    def may_bind(self) -> bool:
        """Whether all its projects together draw more than is left."""
        return sum(self.draws.values(), _NOTHING) > self.left_eur


@dataclass(frozen=True)
class _Use:
    """What a project draws on an amount of an undertaking."""

    question: Question
    undertaking: str
    kind: CommonKind
    version: Version
    figure: Most | Raised
    eur: Decimal
    above_share: bool = False

    @property
    def project(self) -> str:
        return self.question.project.project

    @property
    def key(self) -> tuple[str, CommonKind, str]:
        return self.undertaking, self.kind, self.question.project.jurisdiction


def common_amounts(
    asked: Sequence[tuple[Project, Mapping[str, Decimal]]],
    *,
    rules: Rules,
    rates: Rates,
) -> tuple[CommonAmount, ...]:
    """Return the amounts that several projects draw on, by undertaking, kind and day.

    Parameters
    ----------
    asked
        Projects, and what each partner asks the programme for, in NOK. Partners of one
        `group`, or of one short name, are one undertaking. Earlier aid that several
        projects tell of alike counts once.
    rules, rates
        As for `aid`.

    References
    ----------
    Regulation (EU) 2023/2831, Articles 2(2) and 3(2); Regulation (EU) No 651/2014,
    Article 28(4).
    """
    questions = [
        (question(project, rules=rules, rates=rates), nok) for project, nok in asked
    ]
    grouped: dict[tuple[str, CommonKind, str], list[_Use]] = {}
    for one, nok in questions:
        for use in _uses(one, nok):
            grouped.setdefault(use.key, []).append(use)
    everyone = [one for one, _ in questions]
    return tuple(
        amount
        for key in sorted(grouped)
        if key[1] != _ADVICE or any(use.above_share for use in grouped[key])
        for amount in _amounts(grouped[key], _told(everyone, *key))
    )


def _told(
    questions: Sequence[Question], undertaking: str, kind: CommonKind, where: str
) -> tuple[tuple[Question, ...], list[Grant]]:
    """Return the projects of an undertaking, and all other aid that they tell of."""
    theirs = tuple(
        one
        for one in questions
        if one.project.jurisdiction == where and _members(one, undertaking)
    )
    grants: Counter[Grant] = Counter()
    for one in theirs:
        mine = list(earlier_grants(one, undertaking, kind))
        if kind == _ADVICE:
            mine += _other_advice(one, undertaking)
        grants |= Counter(mine)
    return theirs, list(grants.elements())


def _other_advice(one: Question, undertaking: str) -> Iterator[Grant]:
    names = {partner.partner for partner in _members(one, undertaking)}
    for other in one.project.other_aid:
        state_aid = other.category == _ADVICE and other.kind == "state_aid"
        if other.partner in names and state_aid:
            yield grant_of(one, other)


def _members(one: Question, undertaking: str) -> list[Partner]:
    return [p for p in one.project.partners if p.undertaking == undertaking]


def _amounts(
    uses: Sequence[_Use], told: tuple[tuple[Question, ...], list[Grant]]
) -> Iterator[CommonAmount]:
    """Give an amount for each day on which aid would be granted."""
    for day in sorted({one.question.day for one in uses}):
        last = next(one for one in uses if one.question.day == day)
        first = first_day(day, last.figure)
        counted = [one for one in uses if first <= one.question.day <= day]
        raised = frozenset(
            one.project
            for one in counted
            if one.above_share and one.question.day == day
        )
        if raised or last.kind != _ADVICE:
            used = sum((one.eur for one in told[1] if one.day >= first), _NOTHING)
            members = [p for one in told[0] for p in _members(one, last.undertaking)]
            yield _amount(last, counted, members, used_eur=used, raised=raised)


def _amount(
    last: _Use,
    counted: Sequence[_Use],
    members: Sequence[Partner],
    *,
    used_eur: Decimal,
    raised: frozenset[str],
) -> CommonAmount:
    """Return the amount of the years that end on the day of the last use."""
    most, names = last.figure, {one.name for one in members}
    limit = lowest(last.version, most, members) if isinstance(most, Most) else most
    draws = {one.project: one.eur for one in counted}
    together = used_eur + sum(draws.values(), _NOTHING)
    return CommonAmount(
        undertaking=last.undertaking,
        name=names.pop() if len(names) == 1 else last.undertaking,
        kind=last.kind,
        day=last.question.day,
        act=last.version.act,
        article=most.article,
        most_eur=limit.eur,
        used_eur=used_eur,
        draws=draws,
        raised=raised,
        indicative=together > _checked(most)
        or (together > limit.eur and any(_other_day(one) for one in counted)),
    )


def _checked(figure: Most | Raised) -> Decimal:
    """Return up to where the amount stands in a source."""
    if figure.status == "checked":
        return Decimal("Infinity")
    return (figure.checked_eur or _NOTHING) if isinstance(figure, Raised) else _NOTHING


def _other_day(use: _Use) -> bool:
    return use.question.euro.day != use.question.day


# -- What a project draws --------------------------------------------------------------


def _uses(one: Question, nok: Mapping[str, Decimal]) -> Iterator[_Use]:
    items, left = ceilings(one)
    drawn: dict[tuple[str, CommonKind], _Use] = {}
    for partner in sorted(nok):
        for use in _of_partner(one, partner, nok[partner], items, left):
            key = use.undertaking, use.kind
            before = drawn.get(key)
            drawn[key] = use if before is None else _both(before, use)
    yield from drawn.values()


def _both(first: _Use, second: _Use) -> _Use:
    return _Use(
        first.question,
        first.undertaking,
        first.kind,
        first.version,
        first.figure,
        first.eur + second.eur,
        first.above_share or second.above_share,
    )


def _of_partner(
    one: Question,
    partner: str,
    nok: Decimal,
    items: Sequence[Ceiling],
    left: Mapping[str, Allowance],
) -> Iterator[_Use]:
    mine = [item for item in items if item.partner == partner]
    small = [item for item in mine if item.undertaking is not None]
    advice = [item for item in mine if _raised(item) is not None]
    exempted = [item for item in mine if item not in small and item not in advice]
    undertaking = one.project.by_name[partner].undertaking
    rest = nok - _most(one, exempted, left)
    if advice and rest > 0:
        version, figure = advice[0].version, _raised(advice[0])
        given = min(rest, _most(one, advice, left))
        rest -= given
        share = sum((_by_share(item) - item.already for item in advice), _NOTHING)
        if version is not None and figure is not None:
            yield _Use(
                one,
                undertaking,
                "innovation_advice",
                version,
                figure,
                one.euro.to_eur(given),
                given > share,
            )
    if small and rest > 0:
        version = small[0].version
        if version is not None and version.most is not None:
            yield _Use(
                one,
                undertaking,
                "de_minimis",
                version,
                version.most,
                one.euro.to_eur(rest),
            )


def _most(
    one: Question, items: Sequence[Ceiling], left: Mapping[str, Allowance]
) -> Decimal:
    """Return the most that the programme may give for some costs of a partner."""
    awards = stack(one, items, left, (PROGRAMME,)).awards
    return sum((award.nok for award in awards), _NOTHING)


def _raised(item: Ceiling) -> Raised | None:
    share = item.version.share(item.category) if item.version else None
    return share.raised if share else None


def _by_share(item: Ceiling) -> Decimal:
    """Return what the percentage alone allows, without the amount of three years."""
    return sum(
        (step.points for step in item.steps if step.what != "raised"), _NOTHING
    ) * (item.cost / _ALL)
