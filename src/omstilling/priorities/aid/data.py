"""An answer about aid as plain data for programs: decimals as text, never floats."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from omstilling.language import Language
from omstilling.priorities.aid.answer import Answer, ProgrammeCeiling
from omstilling.priorities.aid.ceilings import Ceiling
from omstilling.priorities.aid.duties import Obligation
from omstilling.priorities.aid.notes import Note, say
from omstilling.priorities.aid.stack import Award
from omstilling.priorities.aid.words import in_words


def as_data(answer: Answer, language: Language) -> dict[str, Any]:
    """Return an answer as JSON holds it; texts in the language, amounts as text."""
    return {
        "project": answer.project.project,
        "title": answer.project.title,
        "granted": answer.project.granted.isoformat(),
        "status": answer.status,
        "cost": plain(answer.project.cost),
        "aid": plain(answer.aid),
        "private": plain(answer.private),
        "private_percent": plain(answer.private_percent),
        "half_private": answer.half_private,
        "euro": {
            "nok": plain(answer.euro.nok),
            "year": answer.euro.year,
            "date": answer.euro.day.isoformat() if answer.euro.day else None,
            "basis": answer.euro.basis,
        },
        "ceilings": [_ceiling(one) for one in answer.ceilings],
        "allowances": [
            {
                "undertaking": one.undertaking,
                "most_eur": plain(one.most_eur),
                "used_eur": plain(one.used_eur),
                "left_eur": plain(one.left_eur),
                "left_nok": plain(one.left_nok),
            }
            for one in answer.allowances.values()
        ],
        "schemes": [
            {
                "partner": one.partner,
                "scheme": one.scheme.rule,
                "version": one.version.valid_from.isoformat(),
                "nok": plain(one.nok),
                "status": one.status,
            }
            for one in answer.schemes
        ],
        "stack": [_award(one) for one in answer.awards],
        "partners": [
            {
                "partner": one.partner,
                "size": one.size,
                "cost": plain(one.cost),
                "aid": plain(one.aid),
                "other_public": plain(one.other_public),
                "own": plain(one.own),
            }
            for one in answer.shares
        ],
        "duties": [_duty(one) for one in answer.obligations],
        "notes": notes_as_data(answer.notes, language),
        "additionality": _additionality(answer),
        "rules": list(answer.rules),
        "words": in_words(answer, language),
    }


def ceiling_as_data(one: ProgrammeCeiling, language: Language) -> dict[str, Any]:
    """Return what the programme may give to a project as JSON holds it."""
    return {
        "project": one.project,
        "nok": plain(one.nok),
        "status": one.status,
        "by_partner": {name: plain(nok) for name, nok in one.by_partner.items()},
        "half_private": one.half_private,
        "notes": notes_as_data(one.warnings, language),
        "rules": list(one.rules),
    }


def notes_as_data(notes: Sequence[Note], language: Language) -> list[dict[str, Any]]:
    """Return remarks as JSON holds them."""
    return [
        {"key": one.key, "indicative": one.indicative, "text": say(one, language)}
        for one in notes
    ]


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and trailing zeros.

    >>> plain(Decimal("4500000")), plain(Decimal("52.50"))
    ('4500000', '52.5')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ceiling(one: Ceiling) -> dict[str, Any]:
    return {
        "partner": one.partner,
        "category": one.category,
        "cost": plain(one.cost),
        "rule": one.rule.rule if one.rule else None,
        "version": one.version.valid_from.isoformat() if one.version else None,
        "act": one.version.act.en if one.version else None,
        "article": one.version.article if one.version else None,
        "percent": plain(one.percent),
        "steps": [
            {
                "what": step.what,
                "points": plain(step.points),
                "article": step.article,
                "status": step.status,
            }
            for step in one.steps
        ],
        "already": plain(one.already),
        "union": plain(one.union),
        "nok": plain(one.nok),
        "undertaking": one.undertaking,
        "indicative": one.indicative,
    }


def _award(one: Award) -> dict[str, Any]:
    return {
        "scheme": one.scheme.rule,
        "version": one.version.valid_from.isoformat(),
        "partner": one.ceiling.partner,
        "category": one.ceiling.category,
        "basis": one.ceiling.rule.rule if one.ceiling.rule else None,
        "nok": plain(one.nok),
        "counts_for": plain(one.counts_for),
        "indicative": one.indicative,
    }


def _duty(one: Obligation) -> dict[str, Any]:
    return {
        "rule": one.rule.rule,
        "version": one.version.valid_from.isoformat(),
        "what": one.duty.what,
        "where": one.duty.where,
        "partner": one.partner,
        "nok": plain(one.nok),
        "act": one.version.act.en,
        "article": one.duty.article,
        "status": one.duty.status,
    }


def _additionality(answer: Answer) -> dict[str, Any] | None:
    given = answer.project.additionality
    if given is None:
        return None
    return {"assessment": given.assessment, "reasons": list(given.reasons)}
