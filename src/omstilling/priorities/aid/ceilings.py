"""The most aid for each kind of costs of each partner, under its legal basis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

from omstilling.priorities.aid.allowances import Allowance, allowance, used_eur
from omstilling.priorities.aid.asked import Partner, Project, whole_kroner
from omstilling.priorities.aid.intensity import Intensity, Step, intensity
from omstilling.priorities.aid.notes import Note, Value, doubt, note
from omstilling.priorities.aid.question import Question
from omstilling.priorities.aid.rules import (
    BASES,
    Category,
    Needed,
    Rule,
    Version,
    wrong,
)

_ALL = Decimal(100)
_NOTHING = Decimal(0)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Ceiling:
    """The most more aid for one kind of costs of a partner, and why.

    `rule` is None where no rule on file allows aid. `already` is State aid and de
    minimis aid for the same costs, `union` centrally managed Union funding. Where
    `undertaking` is set, the aid counts in the de minimis amount of that undertaking.
    """

    partner: str
    category: Category
    cost_by_year: Mapping[int, Decimal]
    rule: Rule | None = None
    version: Version | None = None
    percent: Decimal = _NOTHING
    steps: tuple[Step, ...] = ()
    already: Decimal = _NOTHING
    union: Decimal = _NOTHING
    nok: Decimal = _NOTHING
    undertaking: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def cost(self) -> Decimal:
        """Eligible costs of all years."""
        return sum(self.cost_by_year.values(), _NOTHING)

    @property
    def indicative(self) -> bool:
        """Whether it may not be called lawful."""
        return any(one.indicative for one in self.notes)


@dataclass(frozen=True)
class _Basis:
    """A legal basis that applies, with the intensity that it allows."""

    rule: Rule
    version: Version
    found: Intensity
    notes: tuple[Note, ...]


def ceilings(question: Question) -> tuple[list[Ceiling], dict[str, Allowance]]:
    """Return the ceilings of a project, and the de minimis amounts that are left.

    Each kind of costs has one legal basis: the exemption for its category where one
    applies, else de minimis aid, or the one that the file asks for. Money that is no
    State aid has no ceiling but the costs. Ceilings are sorted by partner and category.

    References
    ----------
    Regulation (EU) No 651/2014, Article 8(3)(b), and Regulation (EU) 2023/2831, Article
    5(2): all aid for the same costs together keeps within the highest intensity.
    """
    kinds = {(c.partner, c.category, c.basis or "") for c in question.project.costs}
    by_cost = [_ceiling(question, *kind) for kind in sorted(kinds)]
    left = {
        name: allowance(question, name, version, asked)
        for name, version, asked in _undertakings(by_cost)
    }
    return [_within(one, left) for one in by_cost], left


def _undertakings(found: list[Ceiling]) -> Iterator[tuple[str, Version, Decimal]]:
    for name in sorted({one.undertaking for one in found if one.undertaking}):
        theirs = [one for one in found if one.undertaking == name]
        versions = [one.version for one in theirs if one.version is not None]
        yield name, versions[0], sum((one.nok for one in theirs), _NOTHING)


def _within(one: Ceiling, left: Mapping[str, Allowance]) -> Ceiling:
    if one.undertaking is None:
        return one
    most = left[one.undertaking]
    notes = (*one.notes, *most.notes)
    return replace(one, nok=min(one.nok, most.left_nok), notes=notes)


def _ceiling(question: Question, name: str, category: Category, wanted: str) -> Ceiling:
    partner = question.project.by_name[name]
    costs = _costs(question.project, name, category, wanted)
    basis, refused = _basis(question, partner, category, wanted)
    if basis is None:
        words: dict[str, Value] = {"partner": partner.name, "day": question.day}
        none = note("no_rule", **words, category=category)
        return Ceiling(name, category, costs, notes=(*refused, none))
    bare = Ceiling(
        name,
        category,
        costs,
        basis.rule,
        basis.version,
        basis.found.percent,
        basis.found.steps,
        already=_other_aid(question.project, name, category, union=False),
        union=_other_aid(question.project, name, category, union=True),
        undertaking=partner.undertaking if basis.rule.kind == "de_minimis" else None,
        notes=(*refused, *basis.notes),
    )
    return _limited(question, partner, _raised(question, partner, bare))


def _costs(
    project: Project, partner: str, category: Category, wanted: str
) -> dict[int, Decimal]:
    by_year: dict[int, Decimal] = {}
    for one in sorted(project.costs, key=lambda cost: cost.year):
        if (one.partner, one.category, one.basis or "") == (partner, category, wanted):
            by_year[one.year] = by_year.get(one.year, _NOTHING) + one.nok
    return by_year


def _other_aid(
    project: Project, partner: str, category: Category, *, union: bool
) -> Decimal:
    parts = [
        one.nok
        for one in project.other_aid
        if (one.partner, one.category) == (partner, category)
        and (one.kind == "union") == union
    ]
    return sum(parts, _NOTHING)


# -- Which basis -----------------------------------------------------------------------


def _basis(
    question: Question, partner: Partner, category: Category, wanted: str
) -> tuple[_Basis | None, tuple[Note, ...]]:
    refused: list[Note] = []
    for rule in _candidates(question, partner, wanted):
        version = rule.on(question.day)
        if version is None:
            refused += _gap(question, rule)
        elif version.share(category) is not None:
            reasons = list(_refusals(question, partner, category, rule, version))
            if not reasons:
                found = _allowed(question, partner, category, rule, version)
                return found, tuple(refused)
            refused += reasons
    return None, tuple(refused)


def _candidates(question: Question, partner: Partner, wanted: str) -> list[Rule]:
    rules = question.rules
    if wanted:
        if wanted not in rules or rules[wanted].kind not in BASES:
            raise wrong(
                question.project.project, "costs.basis", wanted, "is no legal basis"
            )
        return [rules[wanted]]
    if not partner.economic:
        return rules.of_kind("outside")
    small = [
        one
        for one in rules.of_kind("de_minimis")
        if one.jurisdiction == question.project.jurisdiction
    ]
    return [*rules.of_kind("exemption"), *small]


def _gap(question: Question, rule: Rule) -> list[Note]:
    gap = rule.gap(question.day)
    if gap is None:
        return []
    days: dict[str, Value] = {"first": gap.from_, "last": gap.to}
    return [note("gap", rule=rule.label, **days, says=gap.says)]


def _refusals(
    question: Question,
    partner: Partner,
    category: Category,
    rule: Rule,
    version: Version,
) -> Iterator[Note]:
    size = question.situation.sizes[partner.partner]
    who = version.receivers
    if who and (partner.role not in who.roles or size not in who.sizes):
        yield note("not_receiver", partner=partner.name, rule=rule.label)
    if version.excluded and partner.sector.startswith(version.excluded.activities):
        yield note(
            "excluded_sector",
            partner=partner.name,
            rule=rule.label,
            sector=partner.sector,
        )
    for one in _needed(version, category, size):
        if question.situation.holds(one, partner) is False:
            yield note(
                "refused",
                partner=partner.name,
                rule=rule.label,
                condition=one.condition,
                article=one.article,
            )


def _needed(version: Version, category: Category, size: str) -> Iterator[Needed]:
    for one in version.conditions:
        if category in (one.categories or {category}) and size in (one.sizes or {size}):
            yield one


def _allowed(
    question: Question,
    partner: Partner,
    category: Category,
    rule: Rule,
    version: Version,
) -> _Basis:
    size = question.situation.sizes[partner.partner]
    found = intensity(
        version,
        category,
        size,
        lambda bonus: question.situation.holds(bonus, partner),
    )
    notes = [*_doubts(rule, found), *question.adjustment(rule, version)]
    for one in _needed(version, category, size):
        if question.situation.holds(one, partner) is None:
            words: dict[str, Value] = {
                "condition": one.condition,
                "article": one.article,
            }
            notes.append(doubt("undeclared", rule=rule.label, **words))
    return _Basis(rule, version, found, tuple(notes))


def _doubts(rule: Rule, found: Intensity) -> list[Note]:
    if found.unverified is None:
        return []
    words: dict[str, Value] = {"rule": rule.label, "article": found.unverified}
    return [doubt("unverified", **words)]


# -- How much --------------------------------------------------------------------------


def _raised(question: Question, partner: Partner, bare: Ceiling) -> Ceiling:
    """Give the intensity in NOK, by the higher percentage where an amount allows it.

    Article 28(4): all costs, as long as the aid of three years keeps within an amount.
    """
    by_share = whole_kroner(bare.percent * bare.cost / _ALL)
    share = bare.version.share(bare.category) if bare.version else None
    raised = share.raised if share else None
    if raised is None:
        return replace(bare, nok=by_share)
    used = used_eur(question, partner.undertaking, raised, "innovation_advice")
    left = question.euro.to_nok(max(_NOTHING, raised.eur - used))
    full = whole_kroner(raised.percent * bare.cost / _ALL)
    higher = min(full, left)
    if higher <= by_share:
        return replace(bare, nok=by_share)
    share_of_costs = (_ALL * higher / bare.cost).quantize(_CENT, ROUND_FLOOR)
    points = share_of_costs - bare.percent
    step = Step("raised", points, raised.article, raised.status)
    notes = bare.notes
    checked = question.euro.to_nok(max(_NOTHING, (raised.checked_eur or 0) - used))
    if raised.status == "unverified" and higher > checked and bare.rule:
        words: dict[str, Value] = {"rule": bare.rule.label, "article": raised.article}
        notes += (doubt("unverified", **words),)
    if higher < full:
        notes += question.rate_doubt(partner.name, raised.eur)
    return replace(
        bare,
        nok=higher,
        percent=share_of_costs,
        steps=(*bare.steps, step),
        notes=notes,
    )


def _limited(question: Question, partner: Partner, gross: Ceiling) -> Ceiling:
    """Take away what others gave for the same costs (Article 8)."""
    notes = gross.notes
    words: dict[str, Value] = {"partner": partner.name, "category": gross.category}
    if gross.already > gross.nok:
        over = gross.already - gross.nok
        notes += (doubt("above_ceiling", **words, nok=over),)
    most = gross.nok
    if gross.union > 0:
        rate = _union_rate(question.project, partner.partner, gross.category)
        if rate is None:
            notes += (note("union_rate_missing", **words),)
        most = max(most, whole_kroner((rate or _NOTHING) * gross.cost / _ALL))
    left = min(gross.nok - gross.already, most - gross.already - gross.union)
    return replace(gross, nok=max(_NOTHING, left), notes=notes)


def _union_rate(project: Project, partner: str, category: Category) -> Decimal | None:
    rates = [
        one.rate_percent
        for one in project.other_aid
        if one.kind == "union"
        and (one.partner, one.category) == (partner, category)
        and one.rate_percent is not None
    ]
    return max(rates, default=None)
