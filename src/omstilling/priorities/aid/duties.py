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


@dataclass(frozen=True)
class Measured:
    """State aid for the project that is compared with a threshold of notification."""

    who: str
    partners: frozenset[str]
    aid: Decimal
    threshold: Threshold


def obligations(
    question: Question, awards: Sequence[Award], measured: Sequence[Measured]
) -> list[Obligation]:
    """Return the duties of the givers, by partner and kind of duty.

    Parameters
    ----------
    question
        The project.
    awards
        The aid that is granted.
    measured
        What `compared_with_thresholds` gave: aid above one must be notified.
    """
    over = {
        partner
        for one in measured
        if one.aid > one.threshold.eur * question.euro.nok
        for partner in one.partners
    }
    return [
        Obligation(rule, version, version.duty, partner, nok)
        for partner in sorted(question.project.by_name)
        for rule in question.rules.of_kind("duty")
        if (version := rule.on(question.day)) is not None and version.duty is not None
        if (nok := _concerned(version.duty, partner, awards)) > 0
        and _applies(question, version.duty, nok, over=partner in over)
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


def compared_with_thresholds(
    question: Question, items: Sequence[Ceiling], awards: Sequence[Award]
) -> list[Measured]:
    """Return State aid for the project by rule and undertaking, with its threshold.

    Where costs fall in several categories the lowest of their thresholds is taken;
    Article 4 goes by the category that predominates, which can be a higher one.

    References
    ----------
    Regulation (EU) No 651/2014, Articles 4 and 8(1).
    """
    groups: dict[tuple[str, str], list[tuple[Ceiling, Threshold]]] = {}
    for rule, item, threshold in _with_threshold(items):
        partner = question.project.by_name[item.partner]
        whole = threshold.per == "project"
        key = question.project.title if whole else partner.undertaking
        groups.setdefault((rule, key), []).append((item, threshold))
    return [
        Measured(
            who=_who(question, [item for item, _ in members]),
            partners=frozenset(item.partner for item, _ in members),
            aid=sum((_state_aid(item, awards) for item, _ in members), _NOTHING),
            threshold=min((one for _, one in members), key=lambda one: one.eur),
        )
        for _, members in sorted(groups.items(), key=lambda one: one[0])
    ]


def threshold_notes(question: Question, measured: Sequence[Measured]) -> list[Note]:
    """Return remarks on State aid that passes a threshold, or one that was checked."""
    return [note for one in measured for note in _compared(question, one)]


def _with_threshold(
    items: Sequence[Ceiling],
) -> Iterator[tuple[str, Ceiling, Threshold]]:
    for item in items:
        if item.rule is None or item.version is None:
            continue
        for threshold in item.version.thresholds:
            if item.category in threshold.categories:
                yield item.rule.rule, item, threshold


def _who(question: Question, items: Sequence[Ceiling]) -> str:
    """Return the name of the only partner, or else of the project."""
    names = {question.project.by_name[one.partner].name for one in items}
    return names.pop() if len(names) == 1 else question.project.title


def _state_aid(item: Ceiling, awards: Sequence[Award]) -> Decimal:
    given = [one.counts_for for one in awards if one.ceiling is item]
    return item.already + sum(given, _NOTHING)


def _compared(question: Question, one: Measured) -> Iterator[Note]:
    words: dict[str, Value] = {
        "partner": one.who,
        "nok": one.aid,
        "article": one.threshold.article,
    }
    if one.aid > one.threshold.eur * question.euro.nok:
        yield doubt("threshold", eur=one.threshold.eur, **words)
        return
    checked = one.threshold.eur
    if one.threshold.status == "unverified":
        checked = one.threshold.checked_eur or _NOTHING
    if one.aid > checked * question.euro.nok:
        yield doubt("threshold_unverified", eur=checked, **words)
