"""A project with everything that its ceilings depend on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from omstilling.priorities.aid.asked import (
    Euro,
    Partner,
    Project,
    Rates,
    SizeClass,
    SizeFound,
    as_rule_size,
    size_of,
)
from omstilling.priorities.aid.conditions import Situation
from omstilling.priorities.aid.notes import Note, Value, doubt, note
from omstilling.priorities.aid.rules import Rule, Rules, Version


@dataclass(frozen=True)
class Question:
    """A project with the rules, the prices of a euro and the sizes of its partners."""

    project: Project
    situation: Situation
    rules: Rules
    rates: Rates
    euro: Euro
    found: Mapping[str, SizeFound]

    @property
    def day(self) -> dt.date:
        """The day on which the aid is granted."""
        return self.project.granted

    def size_class(self, partner: str) -> SizeClass:
        """Return the size class that was found or stated for a partner."""
        return _size(self.project.by_name[partner], self.found)

    def rate_doubt(self, partner: str, eur: Decimal) -> tuple[Note, ...]:
        """Return the remark on a ceiling in euro whose price is not that of the day."""
        if self.euro.day == self.day:
            return ()
        return (doubt("rests_on_rate", partner=partner, eur=eur),)

    def adjustment(self, rule: Rule, version: Version) -> list[Note]:
        """Return the remark on aid granted in the adjustment period after a rule."""
        end, last = version.valid_to, version.last_day
        if end is None or last is None or self.day <= end:
            return []
        days: dict[str, Value] = {"day": end, "granted": self.day, "last": last}
        return [doubt("in_adjustment", rule=rule.label, **days)]


def question(project: Project, *, rules: Rules, rates: Rates) -> Question:
    """Return the question about a project.

    Raises
    ------
    InputError
        A price of a euro or accounts that count toward a size are missing.
    """
    found = {
        one.partner: size_of(one.enterprise, rates=rates, rules=rules)
        for one in project.partners
        if one.enterprise is not None
    }
    sizes = {one.partner: as_rule_size(_size(one, found)) for one in project.partners}
    euro = project.rate.euro() if project.rate else rates.mean(project.granted.year)
    return Question(project, Situation(project, sizes), rules, rates, euro, found)


def _size(partner: Partner, found: Mapping[str, SizeFound]) -> SizeClass:
    """Return what was found or stated; without either, large, which is the safe one."""
    if partner.partner in found:
        return found[partner.partner].size
    return partner.size or "large"


def general_notes(asked: Question) -> list[Note]:
    """Return the remarks that concern the whole project: prices, sizes, assessment."""
    return [*_rate_notes(asked), *_size_notes(asked), *_assessment_notes(asked)]


def _rate_notes(asked: Question) -> list[Note]:
    euro, granted = asked.euro, asked.day
    if euro.day == granted:
        return []
    if euro.day is not None:
        words: dict[str, Value] = {"day": euro.day, "granted": granted}
        return [note("other_rate", price=euro.nok, **words)]
    notes = [note("mean_rate", price=euro.nok, year=str(euro.year), granted=granted)]
    return notes + ([note("fallback_rate")] if euro.basis == "fallback" else [])


def _size_notes(asked: Question) -> list[Note]:
    notes: list[Note] = []
    for one in asked.project.partners:
        found = asked.found.get(one.partner)
        if found is None and one.size is None and one.economic:
            notes.append(note("size_not_stated", partner=one.name))
        elif found is not None and found.publicly_held:
            notes.append(note("publicly_held", partner=one.name))
        elif found is not None and found.fallback_rate:
            notes.append(doubt("size_by_fallback", partner=one.name))
    return notes


def _assessment_notes(asked: Question) -> list[Note]:
    return [] if asked.project.additionality else [note("needs_assessment")]
