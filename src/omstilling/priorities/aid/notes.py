"""Remarks about a result, kept as data and said in three languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - a day beside the function date
from decimal import Decimal

from omstilling.language import (
    Language,
    date,
    gettext_noop,
    number,
    percent,
    translations,
)
from omstilling.priorities.aid.rules import Label

Value = str | Decimal | Day | Label


@dataclass(frozen=True)
class Note:
    """A remark by its key in `NOTES`, with what it speaks of.

    `indicative` is whether the result may not be called lawful because of it.
    """

    key: str
    values: tuple[tuple[str, Value], ...] = ()
    indicative: bool = False


def note(key: str, /, **values: Value) -> Note:
    """Return a remark that leaves the result as it is."""
    return Note(key, tuple(values.items()))


def doubt(key: str, /, **values: Value) -> Note:
    """Return a remark because of which the result may not be called lawful."""
    return Note(key, tuple(values.items()), indicative=True)


NOTES = {
    "unverified": gettext_noop(
        "{rule}: the figure in {article} is from general knowledge and not checked, so "
        "the result is indicative."
    ),
    "undeclared": gettext_noop(
        "{rule}: it is not stated whether this holds: {condition} ({article}). The "
        "result is indicative until it is."
    ),
    "refused": gettext_noop(
        "{partner}: no aid under {rule}, since this does not hold: {condition} "
        "({article})."
    ),
    "not_receiver": gettext_noop(
        "{partner}: no aid under {rule} for its size or role."
    ),
    "no_rule": gettext_noop(
        "{partner}: no rule on file allows aid for {category} granted on {day}."
    ),
    "gap": gettext_noop(
        "{rule}: no aid could be granted from {first} to {last}. {says}"
    ),
    "excluded_sector": gettext_noop(
        "{partner}: {rule} does not apply to industry {sector}."
    ),
    "runs_past": gettext_noop(
        "The plan ends on {end}, after {rule} ({act}) ends on {day}. Aid granted by "
        "then stands; schemes stay exempted in an adjustment period to {last} (Article "
        "58(5)). Costs of {nok} fall in later years: aid granted for them later needs "
        "a rule in force then."
    ),
    "in_adjustment": gettext_noop(
        "{rule} ended on {day}. Aid granted on {granted} rests on the adjustment "
        "period to {last} (Article 58(5)), which is for existing schemes only; the "
        "result is indicative."
    ),
    "other_rate": gettext_noop(
        "Euro are converted at {price}, the price of {day}; aid is converted at the "
        "price of the day on which it is granted, {granted}."
    ),
    "mean_rate": gettext_noop(
        "Euro are converted at {price}, the mean of {year}; aid is converted at the "
        "price of the day on which it is granted, {granted}."
    ),
    "fallback_rate": gettext_noop(
        "The price of a euro is from a list that was not compared with the official "
        "series."
    ),
    "rests_on_rate": gettext_noop(
        "{partner}: the ceiling of {eur} depends on the price of a euro on the day of "
        "granting, so the result is indicative until that day."
    ),
    "size_not_stated": gettext_noop(
        "{partner}: the size is not stated, so it is counted as large."
    ),
    "size_by_fallback": gettext_noop(
        "{partner}: accounts in NOK were converted at prices that were not compared "
        "with the official series."
    ),
    "publicly_held": gettext_noop(
        "{partner}: public bodies hold 25 per cent or more, so it is large "
        "(Recommendation 2003/361/EC, Annex, Article 3(4))."
    ),
    "above_ceiling": gettext_noop(
        "{partner}: other aid for {category} is {nok} above the ceiling already."
    ),
    "union_rate_missing": gettext_noop(
        "{partner}: the funding rate of the Union money for {category} is not stated, "
        "so all public money together is kept within the intensity (Article 8(2))."
    ),
    "de_minimis_used": gettext_noop(
        "{partner}: {eur} de minimis aid counts already, {left} are left ({article})."
    ),
    "not_half_private": gettext_noop(
        "Even without more aid, less than {percent} of the money is private: the "
        "programme gives nothing."
    ),
    "not_on_day": gettext_noop("The scheme {rule} was not in force on {day}."),
    "best_order": gettext_noop(
        "Of all orders of the schemes this one gives most, {nok}: {order}. The order "
        "of the file gives {less} less."
    ),
    "threshold": gettext_noop(
        "{partner}: aid of {nok} for the project passes {eur} ({article}): it must be "
        "notified to ESA and may not take effect before ESA has approved it."
    ),
    "threshold_unverified": gettext_noop(
        "{partner}: aid of {nok} is above {eur}, the highest threshold that was "
        "checked; that the threshold is higher today ({article}) is not checked."
    ),
    "needs_assessment": gettext_noop(
        "It is not assessed whether the project would come about without aid."
    ),
}

CONDITIONS = {
    "application_first": gettext_noop("a written application before work starts"),
    "not_in_difficulty": gettext_noop("the undertaking is not in difficulty"),
    "no_recovery_order": gettext_noop("no order to pay back unlawful aid is pending"),
    "collaboration": gettext_noop("effective collaboration"),
    "sme_collaboration": gettext_noop(
        "collaboration with SMEs that bear at least 30 per cent of the costs"
    ),
    "wide_dissemination": gettext_noop("wide dissemination of the results"),
    "open_licences": gettext_noop("results under open licences"),
    "area_a": gettext_noop("an assisted “a” area"),
    "area_c": gettext_noop("an assisted “c” area"),
    "vulnerable_workers": gettext_noop(
        "training of disadvantaged workers or workers with disabilities"
    ),
    "open_access": gettext_noop("open, transparent and non-discriminatory access"),
    "market_fees": gettext_noop("fees at market price or cost"),
    "ten_years_at_most": gettext_noop("operating aid for at most ten years"),
    "beyond_mandatory_training": gettext_noop(
        "training beyond what the authorities demand"
    ),
}

CATEGORY_WORDS = {
    "fundamental_research": gettext_noop("fundamental research"),
    "industrial_research": gettext_noop("industrial research"),
    "experimental_development": gettext_noop("experimental development"),
    "feasibility_study": gettext_noop("feasibility study"),
    "cluster_investment": gettext_noop("investment in the cluster"),
    "cluster_operation": gettext_noop("operation of the cluster"),
    "innovation_support": gettext_noop("patents and seconded staff"),
    "innovation_advice": gettext_noop("innovation advice and support services"),
    "process_innovation": gettext_noop("process and organisational innovation"),
    "training": gettext_noop("training"),
    "other": gettext_noop("other costs"),
}
_WORDS = CONDITIONS | CATEGORY_WORDS


def say(one: Note, language: Language) -> str:
    """Say a remark in a language."""
    text = translations(language).gettext(NOTES[one.key])
    shown = {name: _shown(name, value, language) for name, value in one.values}
    return text.format(**shown)


def category_word(category: str, language: Language) -> str:
    """Return the words for a category of costs."""
    return translations(language).gettext(CATEGORY_WORDS[category])


def cited(article: str, language: Language) -> str:
    """Return how a provision is named in a sentence.

    >>> cited("25(5)(b)", "en"), cited("§ 16-40", "en")
    ('Article 25(5)(b)', '§ 16-40')
    """
    _ = translations(language).gettext
    if article == "terms":
        return _("its terms")
    if article[0].isdigit():
        return _("Article {number}").format(number=article)
    return article


def kroner(nok: Decimal, language: Language) -> str:
    """Write whole NOK in full: 4 500 000 kr.

    >>> kroner(Decimal(4_500_000), "en")
    'NOK\N{NO-BREAK SPACE}4,500,000'
    """
    text = number(int(nok), language)
    space = "\N{NO-BREAK SPACE}"
    return f"NOK{space}{text}" if language == "en" else f"{text}{space}kr"


def euro(eur: Decimal, language: Language) -> str:
    """Write whole euro in full."""
    text = number(int(eur), language)
    space = "\N{NO-BREAK SPACE}"
    return f"EUR{space}{text}" if language == "en" else f"{text}{space}euro"


def per_cent(value: Decimal, language: Language) -> str:
    """Write a percentage with as many decimals as it has, two at most."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return percent(float(value) / 100, language, decimals=min(places, 2))


def points_word(points: Decimal, language: Language) -> str:
    """Write percentage points, without their sign and with two decimals at most."""
    places = max(0, -int(points.normalize().as_tuple().exponent))
    return number(float(abs(points)), language, decimals=min(places, 2))


def _shown(name: str, value: Value, language: Language) -> str:
    if isinstance(value, Label):
        return str(getattr(value, language))
    if isinstance(value, Day):
        return date(value, language)
    if isinstance(value, Decimal):
        if name == "price":
            return f"{number(float(value), language, decimals=4)}"
        write = {"percent": per_cent, "eur": euro, "left": euro}.get(name, kroner)
        return write(value, language)
    if name == "article":
        return cited(value, language)
    known = _WORDS.get(value) if name in {"condition", "category"} else None
    return translations(language).gettext(known) if known else value
