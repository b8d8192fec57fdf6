"""Rules, reasons and outcomes in bokmål, nynorsk and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from omstilling.language import (
    Language,
    date,
    gettext_noop,
    money,
    number,
    percent,
    translations,
)
from omstilling.priorities.portfolio.call.records import known_sectors
from omstilling.priorities.portfolio.clash import Clash
from omstilling.priorities.portfolio.problem import ALL, ORE, Problem, ValueUnit
from omstilling.priorities.portfolio.reasons import Reason
from omstilling.priorities.portfolio.rules import Rule
from omstilling.register import name_of
from omstilling.register.places import county_names

#: Others that a sentence names; more are counted.
_NAMED = 4
_DIMENSIONS = {
    "sector": gettext_noop("sector"),
    "region": gettext_noop("region"),
    "size_class": gettext_noop("size class"),
    "level": gettext_noop("cluster level"),
    "receiver": gettext_noop("receiver"),
}
_SIZES = {
    "micro": gettext_noop("micro enterprises"),
    "small": gettext_noop("small enterprises"),
    "medium": gettext_noop("medium-sized enterprises"),
    "large": gettext_noop("large enterprises"),
    "unknown": gettext_noop("enterprises of unknown size"),
}
_STATUS = {
    "optimal": gettext_noop(
        "No portfolio is worth more under these rules: proven to within {within} of "
        "its worth."
    ),
    "feasible": gettext_noop(
        "Time was out: another portfolio may be worth up to {gap} more."
    ),
    "infeasible": gettext_noop("No portfolio keeps all the rules."),
    "unknown": gettext_noop("Time was out before any portfolio was found."),
}
_ASSESSMENTS = {
    "anyway": gettext_noop("would come about anyway"),
    "later": gettext_noop("would come about later without the money"),
    "smaller": gettext_noop("would be smaller without the money"),
    "only_with_aid": gettext_noop("would not come about without the money"),
}


@dataclass(frozen=True)
class Names:
    """What sentences need: titles of proposals, unit of worth, and rules by name."""

    problem: Problem
    titles: Mapping[str, str]
    rules: Mapping[str, Rule]
    language: Language

    def proposal(self, name: str) -> str:
        """Return the title of a proposal in quotes."""
        title = self.titles.get(name, name)
        return f"“{title}”" if self.language == "en" else f"«{title}»"

    def worth(self, value: Fraction) -> str:
        """Return an amount of worth."""
        return worth(value, self.problem.unit, self.language)


def worth(value: Fraction, unit: ValueUnit, language: Language) -> str:
    """Return worth in words: kroner, or points of the score."""
    if unit == "NOK":
        return money(float(value), language)
    _ = translations(language).gettext
    return _("{points} points").format(
        points=number(float(value), language, decimals=3)
    )


def status(name: str, gap: float, within: float, language: Language) -> str:
    """Say how far the answer is proven; both numbers over its worth."""
    _ = translations(language).gettext
    return _(_STATUS[name]).format(
        gap=percent(gap, language, decimals=2),
        within=percent(within, language, decimals=4),
    )


def rule(one: Rule, names: Names) -> str:
    """Say what a rule demands."""
    _ = translations(names.language).gettext
    facts = one.facts
    if one.kind == "budget":
        return _("At most {nok} in {year}").format(
            nok=_kroner(facts["amount"], names), year=facts["year"]
        )
    if one.kind == "own_money":
        return _("At least {share} of all cost is private money").format(
            share=_percent(facts["percent"], names)
        )
    if one.kind == "pilots":
        return _pilots(facts["count"], names)
    if one.kind == "additionality":
        return _("No proposal that {assessment}").format(
            assessment=_below(facts["at_least"], names)
        )
    if one.kind in {"needs", "excludes", "lawful"}:
        return _link(one, names)
    limit = one.kind != "undertaking"
    return _limit(one, names) if limit else _undertaking(facts, names)


def _pilots(count: int, names: Names) -> str:
    _ = translations(names.language)
    text = _.ngettext("At least {count} pilot", "At least {count} pilots", count)
    return text.format(count=number(count, names.language))


def _below(at_least: str, names: Names) -> str:
    """Name the assessments that are too weak, or are missing."""
    _ = translations(names.language).gettext
    weaker = list(_ASSESSMENTS)[: list(_ASSESSMENTS).index(at_least)]
    said = [_(_ASSESSMENTS[one]) for one in weaker]
    return _either([*said, _("is not assessed")], names)


def _either(texts: Sequence[str], names: Names) -> str:
    _ = translations(names.language).gettext
    if len(texts) == 1:
        return texts[0]
    return _("{first} or {last}").format(first=", ".join(texts[:-1]), last=texts[-1])


def _link(one: Rule, names: Names) -> str:
    _ = translations(names.language).gettext
    text = {
        "needs": _("{proposal} only together with {other}"),
        "excludes": _("Not both {proposal} and {other}"),
        "lawful": _("At most {nok} for {proposal} under the aid rules"),
    }[one.kind]
    return text.format(
        proposal=names.proposal(one.facts["proposal"]),
        other=names.proposal(one.facts.get("other", "")),
        nok=_kroner(one.facts.get("ceiling", 0), names),
    )


def _undertaking(facts: Mapping[str, Any], names: Names) -> str:
    _ = translations(names.language).gettext
    text = (
        _(
            "At most {eur} euro of de minimis aid to {undertaking} in the three years "
            "to {day}; {used} is used already ({act}, Article {article})"
        )
        if facts["kind"] == "de_minimis"
        else _(
            "At most {eur} euro for innovation advice to {undertaking} in the three "
            "years to {day} if more than half is paid; {used} is used already ({act}, "
            "Article {article})"
        )
    )
    language = names.language
    return text.format(
        eur=number(float(facts["most"]), language, decimals=0),
        used=number(float(facts["used"]), language, decimals=0),
        undertaking=facts["undertaking"],
        day=date(facts["day"], language),
        act=getattr(facts["act"], language),
        article=facts["article"],
    )


def _limit(one: Rule, names: Names) -> str:
    _ = translations(names.language).gettext
    least, facts = one.kind == "least", one.facts
    if facts["code"] == "*":
        text = (
            _("At least {amount} to each {dimension}")
            if least
            else _("At most {amount} to any one {dimension}")
        )
    else:
        text = (
            _("At least {amount} to {dimension} {code}")
            if least
            else _("At most {amount} to {dimension} {code}")
        )
    return text.format(
        amount=_amount(facts, names),
        dimension=_(_DIMENSIONS[facts["dimension"]]),
        code=_called(facts["dimension"], facts["code"], names),
    )


def _called(dimension: str, code: str, names: Names) -> str:
    """Return what people call an industry, a size class or a county, or the code."""
    if dimension == "sector" and code in known_sectors():
        return f"{code} {name_of(code, names.language)}"
    if dimension == "size_class" and code in _SIZES:
        return translations(names.language).gettext(_SIZES[code])
    return county_names().get(code, code) if dimension == "region" else code


def _amount(facts: Mapping[str, Any], names: Names) -> str:
    _ = translations(names.language)
    value, unit = facts["value"], facts["unit"]
    if unit == "NOK":
        return _kroner(value, names)
    if unit == "proposals":
        text = _.ngettext("{count} proposal", "{count} proposals", value)
        return text.format(count=number(value, names.language))
    text = (
        _.gettext("{share} of the money granted")
        if unit == "percent of granted"
        else _.gettext("{share} of the budget")
    )
    return text.format(share=_percent(value, names))


def _kroner(ore: float, names: Names) -> str:
    return money(ore / ORE, names.language)


def _percent(hundredths: int, names: Names) -> str:
    digits = 0 if hundredths % 100 == 0 else 2
    return percent(hundredths / ALL, names.language, decimals=digits)


def clash(found: Clash, names: Names) -> str:
    """Say which rules cannot be kept together."""
    _ = translations(names.language).gettext
    if found.proven and len(found.rules) == 1:
        return _("This rule cannot be kept: {rules}.").format(
            rules=_rules(found, names)
        )
    text = (
        _("These rules cannot all be kept; without any one they could: {rules}.")
        if found.proven
        else _("These rules cannot all be kept; some of them may be needless: {rules}.")
    )
    return text.format(rules=_rules(found, names))


def _rules(found: Clash, names: Names) -> str:
    return "; ".join(rule(names.rules[name], names) for name in found.rules)


def why(reason: Reason, names: Names) -> str:
    """Say why a proposal is in or out."""
    _ = translations(names.language).gettext
    if reason.clash is not None:
        text = (
            _("It must be in: without it these rules cannot be kept: {rules}.")
            if reason.inside
            else _("It cannot be in: with it these rules cannot be kept: {rules}.")
        )
        said = [text.format(rules=_rules(reason.clash, names))]
        if not reason.clash.proven:
            said.append(_("Some of these rules may be needless: time was out."))
        return " ".join(said)
    if reason.loss is None:
        return _floor(reason, names)
    said = [_difference(reason, names)]
    if reason.leaves:
        text = (
            _("Then these would go out too: {others}.")
            if reason.inside
            else _("It would displace {others}.")
        )
        said.append(text.format(others=_others(reason.leaves, names)))
    if reason.joins:
        text = (
            _("Instead of it would come {others}.")
            if reason.inside
            else _("These would come in with it: {others}.")
        )
        said.append(text.format(others=_others(reason.joins, names)))
    if not reason.proven:
        said.append(_("Time was out before this was proven."))
    return " ".join(said)


def _floor(reason: Reason, names: Names) -> str:
    """Say what is proven of a proposal whose reason was not sought to its end."""
    _ = translations(names.language).gettext
    if not reason.at_least:
        return _("The reason was not found in this time: ask about it alone.")
    text = (
        _("Without it the best portfolio would be worth at least {loss} less.")
        if reason.inside
        else _("With it the best portfolio would be worth at least {loss} less.")
    )
    return text.format(loss=names.worth(reason.at_least))


def _difference(reason: Reason, names: Names) -> str:
    _ = translations(names.language).gettext
    if reason.loss == 0:
        return _("A portfolio that is worth as much decides otherwise.")
    text = (
        _("Without it the best portfolio would be worth {loss} less.")
        if reason.inside
        else _("With it the best portfolio would be worth {loss} less.")
    )
    return text.format(loss=names.worth(reason.loss or Fraction(0)))


def _others(which: Sequence[int], names: Names) -> str:
    _ = translations(names.language)
    named = [names.proposal(names.problem.ids[p]) for p in which[:_NAMED]]
    rest = len(which) - _NAMED
    if rest > 0:
        text = _.ngettext("{count} other", "{count} others", rest)
        named.append(text.format(count=number(rest, names.language)))
    if len(named) == 1:
        return named[0]
    return _.gettext("{first} and {last}").format(
        first=", ".join(named[:-1]), last=named[-1]
    )
