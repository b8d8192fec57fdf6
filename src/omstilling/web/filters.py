"""Filters of the templates: numbers, words and addresses, as the report says them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.translation import gettext

from omstilling import language as forms
from omstilling.report import sentences, words
from omstilling.web import labels
from omstilling.web.context import language

register = template.Library()

_LABELS: dict[str, labels.Labels] = {
    "level": labels.LEVELS,
    "membership": labels.MEMBERSHIPS,
    "relation": labels.RELATIONS,
    "statement": labels.STATEMENTS,
}
_SENTENCES: dict[str, Callable[[Any, forms.Language], Any]] = {
    "why_strength": sentences.why_strength,
    "frontier_gap": sentences.frontier_gap,
    "organisation": sentences.organisation,
    "made_from": sentences.made_from,
    "missing": sentences.missing,
    "left_out": sentences.left_out,
    "period": sentences.period,
    "place": sentences.place,
    "nobody": sentences.nobody,
}


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """Write a number in the language of the page."""
    return forms.number(value, language(), decimals=decimals)


@register.filter
def day(value: dt.date) -> str:
    """Write a day in the language of the page."""
    return forms.date(value, language())


@register.filter
def ratio(value: float | None) -> str:
    """Write a ratio with as many decimals as mean something."""
    return words.ratio(value, language())


@register.filter
def pieces(value: float) -> str:
    """Write pieces of evidence: whole where they are whole, else one decimal."""
    return words.pieces(value, language())


@register.filter
def money(value: float | str | None) -> str:
    """Write an amount of NOK, be it a number or exact text; a dash for none."""
    return "–" if value is None else forms.money(float(value), language())


@register.filter
def percent(value: float | None) -> str:
    """Write a share as per cent."""
    return forms.percent(value, language())


@register.filter
def probability(value: float | None) -> str:
    """Write a probability, none as nought."""
    return words.probability(value, language())


@register.filter
def amount(row: Mapping[str, Any]) -> str:
    """Write the amount of a row of evidence with its unit."""
    return words.amount(row["amount"], row["unit"], language())


@register.filter
def word(value: str | None) -> str:
    """Return the word for a fixed value of the tables."""
    return words.word(value, language())


@register.filter
def quoted(name: str) -> str:
    """Put a name in the quotation marks of the language."""
    return words.quoted(name, language())


@register.filter
def label(value: str, of: str) -> str | Promise:
    """Return the word for a level, a kind of membership or a relation."""
    return _LABELS[of][value]


@register.filter
def sentence(subject: Any, name: str) -> Any:
    """Say one of the report's sentences of a row."""
    return _SENTENCES[name](subject, language())


@register.filter
def told(value: str) -> str:
    """Translate a text of the reviewed lists, which are in English."""
    return gettext(value) if value else value


@register.filter
def is_english(value: str) -> bool:
    """Whether a text of the reviewed lists stays in English on this page."""
    return language() != "en" and gettext(value) == value


@register.simple_tag(takes_context=True)
def address_with(context: Context, **changes: Any) -> str:
    """Return the query of this page with some of its parameters changed."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"
