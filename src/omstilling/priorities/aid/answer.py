"""How much aid a project may get, from whom, and under which duties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from omstilling.priorities.aid.allowances import Allowance
from omstilling.priorities.aid.asked import Euro, Project, Rates, SizeClass
from omstilling.priorities.aid.ceilings import Ceiling, ceilings
from omstilling.priorities.aid.duties import (
    Obligation,
    compared_with_thresholds,
    obligations,
    threshold_notes,
)
from omstilling.priorities.aid.notes import Note, note
from omstilling.priorities.aid.question import Question, general_notes, question
from omstilling.priorities.aid.rules import Rule, Rules, Version
from omstilling.priorities.aid.stack import Award, Stack, best_stack, stack

Verdict = Literal["lawful", "indicative", "none"]
PROGRAMME = "programme"
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class SchemeCeiling:
    """The most that one scheme alone may give to one partner."""

    partner: str
    scheme: Rule
    version: Version
    nok: Decimal
    status: Verdict


@dataclass(frozen=True)
class Share:
    """Who pays a partner's costs."""

    partner: str
    size: SizeClass
    cost: Decimal
    aid: Decimal
    other_public: Decimal

    @property
    def own(self) -> Decimal:
        """What the partner pays itself."""
        return self.cost - self.aid - self.other_public


@dataclass(frozen=True)
class Answer:
    """Everything that the rules on file say of the money of a project.

    `status` is `lawful` when every figure that the awards rest on was checked and every
    condition is declared, `indicative` when not, and `none` when nothing may be given.
    It is no legal advice.
    """

    project: Project
    euro: Euro
    ceilings: tuple[Ceiling, ...]
    allowances: Mapping[str, Allowance]
    schemes: tuple[SchemeCeiling, ...]
    awards: tuple[Award, ...]
    shares: tuple[Share, ...]
    obligations: tuple[Obligation, ...]
    notes: tuple[Note, ...]
    status: Verdict

    @property
    def aid(self) -> Decimal:
        """What the schemes give together."""
        return sum((one.nok for one in self.awards), _NOTHING)

    @property
    def private(self) -> Decimal:
        """Own contributions of those whose money is private."""
        named = self.project.by_name
        own = [o.own for o in self.shares if named[o.partner].own_money_is_private]
        return sum(own, _NOTHING)

    @property
    def private_percent(self) -> Decimal:
        """The private share of all costs in per cent, two decimals, rounded down."""
        if not self.project.cost:
            return _NOTHING
        share = 10_000 * self.private // self.project.cost
        return share / 100

    @property
    def half_private(self) -> bool:
        """Whether at least half of the money is private."""
        return 2 * self.private >= self.project.cost

    @property
    def rules(self) -> tuple[str, ...]:
        """The versions of rules that it rests on, as `rule@valid-from`."""
        return tuple(sorted(f"{r.rule}@{v.valid_from}" for r, v in self._used()))

    def _used(self) -> list[tuple[Rule, Version]]:
        return _versions_used(self.ceilings, self.awards)


@dataclass(frozen=True)
class ProgrammeCeiling:
    """The most that the programme may give to a project, in whole NOK."""

    project: str
    nok: Decimal
    status: Verdict
    by_partner: Mapping[str, Decimal]
    half_private: bool
    warnings: tuple[Note, ...]
    rules: tuple[str, ...]


def aid(project: Project, *, rules: Rules, rates: Rates) -> Answer:
    """Return how much aid a project may get under the rules on file.

    Parameters
    ----------
    project
        Partners, costs by category and year in NOK, other public money, and the
        schemes to use, in order.
    rules
        Dated rules; those apply that are in force on the day of granting.
    rates
        Annual means of the price of a euro, where the project gives none.

    Returns
    -------
    Answer
        Ceilings by legal basis and by scheme, the best stack of schemes, own
        contributions, duties and remarks. Aid is in whole NOK, rounded down.

    Raises
    ------
    InputError
        The project names a scheme or legal basis that is not on file, or a price of a
        euro or accounts are missing.
    """
    asked = question(project, rules=rules, rates=rates)
    items, left = ceilings(asked)
    best = best_stack(asked, items, left, project.schemes)
    alone = tuple(_alone(asked, items, left))
    return _answer(asked, items, left, best, alone)


def programme_ceiling(
    project: Project, *, rules: Rules, rates: Rates
) -> ProgrammeCeiling:
    """Return the most that the programme may give to a project, whatever it asks for.

    Other aid that the project names is taken away; other schemes are not stacked.

    Raises
    ------
    InputError
        As for `aid`.
    """
    asked = question(project, rules=rules, rates=rates)
    items, left = ceilings(asked)
    answer = _answer(asked, items, left, stack(asked, items, left, (PROGRAMME,)), ())
    by_partner = {one.partner: one.aid for one in answer.shares}
    return ProgrammeCeiling(
        project=project.project,
        nok=answer.aid,
        status=answer.status,
        by_partner=by_partner,
        half_private=answer.half_private,
        warnings=answer.notes,
        rules=answer.rules,
    )


def _answer(
    asked: Question,
    items: Sequence[Ceiling],
    left: Mapping[str, Allowance],
    best: Stack,
    alone: tuple[SchemeCeiling, ...],
) -> Answer:
    measured = compared_with_thresholds(asked, items, best.awards)
    over = threshold_notes(asked, measured)
    notes = [*general_notes(asked), *best.notes, *over]
    notes += [one for item in items for one in item.notes]
    notes += [one for award in best.awards for one in award.notes]
    notes += _ends(asked, items, best.awards)
    doubtful = any(one.indicative for one in (*general_notes(asked), *over))
    return Answer(
        project=asked.project,
        euro=asked.euro,
        ceilings=tuple(items),
        allowances=left,
        schemes=alone,
        awards=best.awards,
        shares=tuple(_shares(asked, best.awards)),
        obligations=tuple(obligations(asked, best.awards, measured)),
        notes=tuple(dict.fromkeys(notes)),
        status=_verdict(best.awards, doubtful=doubtful),
    )


def _verdict(awards: Sequence[Award], *, doubtful: bool) -> Verdict:
    if not awards:
        return "none"
    doubtful = doubtful or any(one.indicative for one in awards)
    return "indicative" if doubtful else "lawful"


def _alone(
    asked: Question, items: Sequence[Ceiling], left: Mapping[str, Allowance]
) -> Iterator[SchemeCeiling]:
    doubtful = any(one.indicative for one in general_notes(asked))
    for partner in sorted(asked.project.by_name):
        theirs = [one for one in items if one.partner == partner]
        for rule in asked.rules.of_kind("scheme"):
            version = rule.on(asked.day)
            if version is None or not version.basis:
                continue
            awards = stack(asked, theirs, left, (rule.rule,)).awards
            nok = sum((one.nok for one in awards), _NOTHING)
            verdict = _verdict(awards, doubtful=doubtful)
            yield SchemeCeiling(partner, rule, version, nok, verdict)


def _shares(asked: Question, awards: Sequence[Award]) -> Iterator[Share]:
    project = asked.project
    for name in sorted(project.by_name):
        given = [one.nok for one in awards if one.ceiling.partner == name]
        other = [one.nok for one in project.other_aid if one.partner == name]
        yield Share(
            partner=name,
            size=asked.size_class(name),
            cost=project.cost_of(name),
            aid=sum(given, _NOTHING),
            other_public=sum(other, _NOTHING),
        )


def _versions_used(
    items: Sequence[Ceiling], awards: Sequence[Award]
) -> list[tuple[Rule, Version]]:
    bases = [(o.rule, o.version) for o in items if o.rule and o.version]
    schemes = [(one.scheme, one.version) for one in awards]
    by_name = {rule.rule: (rule, version) for rule, version in (*bases, *schemes)}
    return [by_name[name] for name in sorted(by_name)]


def _ends(
    asked: Question, items: Sequence[Ceiling], awards: Sequence[Award]
) -> Iterator[Note]:
    """Give the warning for each rule that ends before the project does."""
    project = asked.project
    for rule, version in _versions_used(items, awards):
        end, last = version.valid_to, version.last_day
        if end is None or last is None or project.end <= end:
            continue
        costs = project.cost_by_year.items()
        later = sum((nok for year, nok in costs if year > end.year), _NOTHING)
        days = {"end": project.end, "day": end, "last": last}
        yield note("runs_past", rule=rule.label, act=version.act, nok=later, **days)
