"""An answer about aid in words and tables, in bokmål, nynorsk and English."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from omstilling.language import Language, date, gettext_noop, translations
from omstilling.priorities.aid.answer import Answer, Share, Verdict
from omstilling.priorities.aid.ceilings import Ceiling
from omstilling.priorities.aid.duties import Obligation
from omstilling.priorities.aid.intensity import Step
from omstilling.priorities.aid.notes import (
    category_word,
    cited,
    euro,
    kroner,
    per_cent,
    points_word,
    say,
)

_STATUS: dict[Verdict, str] = {
    "lawful": gettext_noop(
        "{project}: aid of up to {aid} keeps within the ceilings of the rules on file "
        "for aid granted on {day}. Every figure that it rests on was checked, and "
        "every condition is declared."
    ),
    "indicative": gettext_noop(
        "{project}: aid of up to {aid} is indicative for aid granted on {day}: it "
        "rests on something that was not checked or not declared, said below."
    ),
    "none": gettext_noop(
        "{project}: the rules on file give no aid from the schemes asked for, granted "
        "on {day}."
    ),
}
STATUS_WORDS: dict[Verdict, str] = {
    "lawful": gettext_noop("lawful"),
    "indicative": gettext_noop("indicative"),
    "none": gettext_noop("no aid"),
}
_STEPS = {
    "base": gettext_noop("{percent} of the costs ({article})"),
    "size": gettext_noop("{points} points more for its size ({article})"),
    "collaboration": gettext_noop("{points} points more for collaboration ({article})"),
    "dissemination": gettext_noop("{points} points more for dissemination ({article})"),
    "licences": gettext_noop("{points} points more for open licences ({article})"),
    "area_a": gettext_noop("{points} points more in an “a” area ({article})"),
    "area_c": gettext_noop("{points} points more in a “c” area ({article})"),
    "vulnerable_workers": gettext_noop(
        "{points} points more for these workers ({article})"
    ),
    "ceiling": gettext_noop("{points} points less because of the ceiling ({article})"),
    "raised": gettext_noop(
        "{points} points more within an amount of three years ({article})"
    ),
}
_DUTIES = {
    "cumulation": gettext_noop(
        "{partner}: before granting, make sure that all aid for the same costs "
        "together keeps within the intensity ({act}, {article})."
    ),
    "notice": gettext_noop(
        "{partner}: a notice of the aid, or of the scheme that it is granted under, "
        "goes to ESA within {days} days ({act}, {article})."
    ),
    "notification": gettext_noop(
        "{partner}: the aid must be notified to ESA and approved before it takes "
        "effect ({act}, {article})."
    ),
    "publication": gettext_noop(
        "{partner}: aid of {nok} is above {eur} and is published in Støtteregisteret "
        "at Brønnøysundregistrene ({act}, {article})."
    ),
    "registration": gettext_noop(
        "{partner}: de minimis aid of {nok} is recorded in the public register; the "
        "undertaking first states what it has had before ({act}, {article})."
    ),
}
_SIZES = {
    "micro": gettext_noop("micro enterprise"),
    "small": gettext_noop("small enterprise"),
    "medium": gettext_noop("medium-sized enterprise"),
    "large": gettext_noop("large enterprise"),
}


def in_words(answer: Answer, language: Language) -> list[str]:
    """Say an answer in sentences, every figure with its article and dates."""
    return [
        headline(answer, language),
        *(_ceiling(answer, one, language) for one in answer.ceilings if one.rule),
        *_awards(answer, language),
        *_own(answer, language),
        half_private(answer, language),
        *(duty(answer, one, language) for one in answer.obligations),
        *(say(one, language) for one in answer.notes),
        no_advice(answer, language),
    ]


def headline(answer: Answer, language: Language) -> str:
    """Say how much aid there may be, and whether it can be called lawful."""
    return _text(_STATUS[answer.status], language).format(
        project=answer.project.title,
        aid=kroner(answer.aid, language),
        day=date(answer.project.granted, language),
    )


def half_private(answer: Answer, language: Language) -> str:
    """Say whether half of the money is private."""
    _ = translations(language).gettext
    enough = _("{percent} of the money is private: at least half.")
    too_little = _("{percent} of the money is private: less than half.")
    text = enough if answer.half_private else too_little
    return text.format(percent=per_cent(answer.private_percent, language))


def duty(answer: Answer, one: Obligation, language: Language) -> str:
    """Say what the giver must do, and where."""
    return _text(_DUTIES[one.duty.what], language).format(
        partner=_name(answer, one.partner),
        nok=kroner(one.nok, language),
        eur=euro(one.duty.eur or Decimal(0), language),
        days=one.duty.days,
        act=getattr(one.version.act, language),
        article=cited(one.duty.article, language),
    )


def no_advice(answer: Answer, language: Language) -> str:
    """Say when the rules were looked at, and that this is no advice."""
    _ = translations(language).gettext
    used = [one.rule.seen for one in answer.ceilings if one.rule]
    seen = max([*used, *(one.scheme.seen for one in answer.awards)], default=None)
    text = _(
        "The rules are as they stood in the files of the program, last looked up on "
        "{day}. This is a computation, no legal advice."
    )
    return text.format(day=date(seen, language))


def steps(found: tuple[Step, ...], language: Language) -> str:
    """Say how a percentage comes about."""
    parts = [
        _text(_STEPS[one.what], language).format(
            percent=per_cent(one.points, language),
            points=points_word(one.points, language),
            article=cited(one.article, language),
        )
        for one in found
    ]
    return ", ".join(parts)


def status_word(status: Verdict, language: Language) -> str:
    """Return the word for a status."""
    return _text(STATUS_WORDS[status], language)


def tables(answer: Answer, language: Language) -> Iterator[tuple[str, pl.DataFrame]]:
    """Give the tables for people: ceilings, stack, and who pays what."""
    _ = translations(language).gettext
    yield _("Ceilings"), pl.DataFrame(_ceiling_rows(answer, language))
    yield _("Schemes, each alone"), pl.DataFrame(_scheme_rows(answer, language))
    if answer.awards:
        yield _("Best stack"), pl.DataFrame(_award_rows(answer, language))
    yield _("Who pays"), pl.DataFrame(_share_rows(answer, language))


# -- Sentences -------------------------------------------------------------------------


def _text(message: str, language: Language) -> str:
    return translations(language).gettext(message)


def _name(answer: Answer, partner: str) -> str:
    return answer.project.by_name[partner].name


def _ceiling(answer: Answer, one: Ceiling, language: Language) -> str:
    if one.rule is None or one.version is None:
        raise AssertionError("a ceiling without a rule is said by its remarks")
    _ = translations(language).gettext
    text = _(
        "{partner}, {category}: {rule}, {act}, {article}, in force from {first}: "
        "{percent} of {cost}, made up of {steps}. Room for {nok} more."
    )
    return text.format(
        partner=_name(answer, one.partner),
        category=category_word(one.category, language),
        rule=getattr(one.rule.label, language),
        act=getattr(one.version.act, language),
        article=cited(one.version.article, language),
        first=date(one.version.valid_from, language),
        percent=per_cent(one.percent, language),
        cost=kroner(one.cost, language),
        steps=steps(one.steps, language),
        nok=kroner(one.nok, language),
    )


def _awards(answer: Answer, language: Language) -> Iterator[str]:
    _ = translations(language).gettext
    plain = _("{scheme} gives {partner} {nok} for {category} ({act}).")
    more = _(
        "{scheme} gives {partner} {nok} for {category}, which count as {counts} "
        "against the intensity ({act})."
    )
    for one in answer.awards:
        text = plain if one.counts_for == one.nok else more
        yield text.format(
            scheme=getattr(one.scheme.label, language),
            partner=_name(answer, one.ceiling.partner),
            nok=kroner(one.nok, language),
            counts=kroner(one.counts_for, language),
            category=category_word(one.ceiling.category, language),
            act=getattr(one.version.act, language),
        )


def _own(answer: Answer, language: Language) -> Iterator[str]:
    _ = translations(language).gettext
    text = _("{partner} ({size}) pays {own} of its costs of {cost} itself.")
    for one in answer.shares:
        yield text.format(
            partner=_name(answer, one.partner),
            size=_kind(answer, one, language),
            own=kroner(one.own, language),
            cost=kroner(one.cost, language),
        )


def _kind(answer: Answer, one: Share, language: Language) -> str:
    """Return the size; who carries out no economic activity has none."""
    if answer.project.by_name[one.partner].economic:
        return _text(_SIZES[one.size], language)
    return translations(language).gettext("no economic activity")


# -- Tables ----------------------------------------------------------------------------


def _ceiling_rows(answer: Answer, language: Language) -> list[dict[str, str]]:
    _ = translations(language).gettext
    return [
        {
            _("Partner"): _name(answer, one.partner),
            _("Costs for"): category_word(one.category, language),
            _("Costs"): kroner(one.cost, language),
            _("Legal basis"): getattr(one.rule.label, language) if one.rule else "–",
            _("Intensity"): per_cent(one.percent, language),
            _("Aid already"): kroner(one.already + one.union, language),
            _("Room for"): kroner(one.nok, language),
            _("Status"): status_word(_status_of(one), language),
        }
        for one in answer.ceilings
    ]


def _status_of(one: Ceiling) -> Verdict:
    if one.rule is None or one.nok == 0:
        return "none"
    return "indicative" if one.indicative else "lawful"


def _scheme_rows(answer: Answer, language: Language) -> list[dict[str, str]]:
    _ = translations(language).gettext
    return [
        {
            _("Partner"): _name(answer, one.partner),
            _("Scheme"): getattr(one.scheme.label, language),
            _("At most"): kroner(one.nok, language),
            _("Status"): status_word(one.status, language),
        }
        for one in answer.schemes
        if one.nok > 0
    ]


def _award_rows(answer: Answer, language: Language) -> list[dict[str, str]]:
    _ = translations(language).gettext
    return [
        {
            _("Scheme"): getattr(one.scheme.label, language),
            _("Partner"): _name(answer, one.ceiling.partner),
            _("Costs for"): category_word(one.ceiling.category, language),
            _("Aid"): kroner(one.nok, language),
            _("Counts as"): kroner(one.counts_for, language),
        }
        for one in answer.awards
    ]


def _share_rows(answer: Answer, language: Language) -> list[dict[str, str]]:
    _ = translations(language).gettext
    return [
        {
            _("Partner"): _name(answer, one.partner),
            _("Size"): _kind(answer, one, language),
            _("Costs"): kroner(one.cost, language),
            _("Aid"): kroner(one.aid, language),
            _("Other public money"): kroner(one.other_public, language),
            _("Own contribution"): kroner(one.own, language),
        }
        for one in answer.shares
    ]
