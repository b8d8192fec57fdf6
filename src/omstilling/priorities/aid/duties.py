"""What the giver must notify, report, publish or register, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from omstilling.priorities.aid.ceilings import Ceiling
from omstilling.priorities.aid.notes import Note, Value, doubt
from omstilling.priorities.aid.question import Question
from omstilling.priorities.aid.rules import Duty, Rule, Threshold, Version
from omstilling.priorities.aid.stack import Award

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Obligation:
    """A duty that awards bring about, with the partner and the aid that it concerns."""

    rule: Rule
    version: Version
    duty: Duty
    partner: str
    nok: Decimal


def obligations(
    question: Question, awards: Sequence[Award], notes: Sequence[Note]
) -> list[Obligation]:
    """Return the duties of the givers, by partner and kind of duty.

    Parameters
    ----------
    question
        The project.
    awards
        The aid that is granted.
    notes
        What `threshold_notes` said: aid above a threshold must be notified.
    """
    over = {dict(one.values)["partner"] for one in notes if one.key == "threshold"}
    return [
        Obligation(rule, version, version.duty, partner.partner, nok)
        for partner in sorted(question.project.partners, key=lambda one: one.partner)
        for rule in question.rules.of_kind("duty")
        if (version := rule.on(question.day)) is not None and version.duty is not None
        if (nok := _concerned(version.duty, partner.partner, awards)) > 0
        and _applies(question, version.duty, nok, over={partner.name} <= over)
    ]


def _concerned(duty: Duty, partner: str, awards: Sequence[Award]) -> Decimal:
    parts = [
        one.nok
        for one in awards
        if one.ceiling.partner == partner
        and one.ceiling.rule is not None
        and one.ceiling.rule.kind in duty.applies_to
    ]
    return sum(parts, _NOTHING)


def _applies(question: Question, duty: Duty, nok: Decimal, *, over: bool) -> bool:
    if duty.over_threshold and not over:
        return False
    return duty.eur is None or nok > duty.eur * question.euro.nok


def threshold_notes(
    question: Question, items: Sequence[Ceiling], awards: Sequence[Award]
) -> list[Note]:
    """Return remarks on State aid for the project that passes a threshold.

    Where costs fall in several categories the lowest of their thresholds is taken;
    Article 4 goes by the category that predominates, which can be a higher one.

    References
    ----------
    Regulation (EU) No 651/2014, Articles 4 and 8(1).
    """
    notes: list[Note] = []
    for name, members in _measured(question, items):
        aid = sum((_state_aid(one, awards) for one in members), _NOTHING)
        thresholds = [
            one
            for item in members
            for one in (item.version.thresholds if item.version else ())
            if item.category in one.categories
        ]
        if thresholds:
            lowest = min(thresholds, key=lambda one: one.eur)
            notes += _compared(question, name, aid, lowest)
    return notes


def _measured(
    question: Question, items: Sequence[Ceiling]
) -> Iterator[tuple[str, list[Ceiling]]]:
    """Give the ceilings that are compared with a threshold together."""
    groups: dict[tuple[str, str], list[Ceiling]] = {}
    for one in items:
        if one.rule is None or one.version is None or not one.version.thresholds:
            continue
        whole = one.version.thresholds[0].per == "project"
        named = question.project.title if whole else _name(question, one.partner)
        groups.setdefault((one.rule.rule, named), []).append(one)
    for (_, named), members in sorted(groups.items()):
        yield named, members


def _name(question: Question, partner: str) -> str:
    return question.project.by_name[partner].name


def _state_aid(item: Ceiling, awards: Sequence[Award]) -> Decimal:
    given = [one.counts_for for one in awards if one.ceiling is item]
    return item.already + sum(given, _NOTHING)


def _compared(
    question: Question, name: str, aid: Decimal, threshold: Threshold
) -> Iterator[Note]:
    words: dict[str, Value] = {
        "partner": name,
        "nok": aid,
        "article": threshold.article,
    }
    if aid > threshold.eur * question.euro.nok:
        yield doubt("threshold", eur=threshold.eur, **words)
        return
    checked = threshold.eur
    if threshold.status == "unverified":
        checked = threshold.checked_eur or _NOTHING
    if aid > checked * question.euro.nok:
        yield doubt("threshold_unverified", eur=checked, **words)
