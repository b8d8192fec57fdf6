"""The words for fixed values of the tables, and for what is not known."""

from __future__ import annotations

from collections.abc import Sequence

from omstilling.language import (
    Language,
    gettext_noop,
    money,
    number,
    percent,
    translations,
)

WORDS = {
    "cluster": gettext_noop("Cluster"),
    "municipality": gettext_noop("Municipality"),
    "county": gettext_noop("County"),
    "sector": gettext_noop("Sector"),
    "activity": gettext_noop("Industry"),
    "award": gettext_noop("Award"),
    "project": gettext_noop("Research project"),
    "employment": gettext_noop("Employment"),
    "establishment": gettext_noop("Establishment"),
    "accounts": gettext_noop("Accounts"),
    "statement": gettext_noop("Statement"),
    "method": gettext_noop("Working method"),
    "persons": gettext_noop("persons"),
    "establishments": gettext_noop("establishments"),
    "unknown": gettext_noop("unknown"),
    # The parts of a transfer's rank.
    "takeup": gettext_noop("Take-up"),
    "relatedness": gettext_noop("Relatedness"),
    "fit": gettext_noop("Fit"),
    "strength": gettext_noop("Strength"),
    "proof": gettext_noop("Proof"),
    "worth": gettext_noop("Worth"),
    "proximity": gettext_noop("Proximity"),
    "need": gettext_noop("Need"),
    "offer": gettext_noop("Offer"),
    # What the evidence room leaves out, as the snapshot's manifest says it.
    "evidence without a year": gettext_noop("evidence without a year"),
    "evidence with an industry code that leads to none of SN2007": gettext_noop(
        "evidence with an industry code that leads to none of SN2007"
    ),
    "awards and projects without a municipality": gettext_noop(
        "awards and projects without a municipality"
    ),
    "awards and projects without a known industry": gettext_noop(
        "awards and projects without a known industry"
    ),
    "an earlier extract of the same year": gettext_noop(
        "an earlier extract of the same year"
    ),
}

REGISTERS = {
    "awards": gettext_noop("awards of Innovasjon Norge"),
    "participations": gettext_noop("Norwegian participations in Horizon 2020"),
    "applications": gettext_noop("applications to Forskningsrådet"),
    "entities": gettext_noop("enterprises of Enhetsregisteret"),
    "subentities": gettext_noop("establishments of Enhetsregisteret"),
    "establishment_extracts": gettext_noop("extracts of establishments"),
    "enterprise_extracts": gettext_noop("extracts of enterprises"),
    "statistics": gettext_noop("statistics tables"),
    "rates": gettext_noop("exchange rates of Norges Bank"),
    "accounts": gettext_noop("accounts of Regnskapsregisteret"),
}


def register(key: str, language: Language) -> str:
    """Return what a register holds, by its key in `sources.REGISTERS`."""
    return translations(language).gettext(REGISTERS[key])


def word(value: str | None, language: Language) -> str:
    """Return the word for a fixed value; other values are said as they are.

    What stands on either side of a colon is a value of its own; `None` is said as
    unknown.

    >>> word("county", "en"), word(None, "en"), word("NOK: award", "en")
    ('County', 'unknown', 'NOK: Award')
    """
    translated = translations(language).gettext
    parts = ("unknown" if value is None else value).split(": ")
    return ": ".join(
        translated(WORDS[part]) if part in WORDS else part for part in parts
    )


def capital(text: str) -> str:
    """Begin a text with a capital letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def quoted(text: str, language: Language) -> str:
    """Put a name in the quotation marks of the language."""
    return f"“{text}”" if language == "en" else f"«{text}»"


def listed(items: Sequence[str], language: Language) -> str:
    """Join texts as a sentence does: a, b and c."""
    if len(items) < 2:
        return "".join(items)
    _ = translations(language).gettext
    return _("{first} and {last}").format(first=", ".join(items[:-1]), last=items[-1])


def plural(count: float) -> int:
    """Return the number that decides the plural: 1 only for exactly one."""
    return 1 if count == 1 else 2


def ratio(value: float | None, language: Language) -> str:
    """Write a ratio or an expected count with as many decimals as mean something.

    >>> ratio(15.83, "nb"), ratio(0.042, "nb"), ratio(0.001, "en")
    ('15,8', '0,04', '<\N{NO-BREAK SPACE}0.01')
    """
    if value is not None and 0 < value < 0.005:
        return f"<\N{NO-BREAK SPACE}{number(0.01, language, decimals=2)}"
    small = value is not None and abs(value) < 0.095
    return number(value, language, decimals=2 if small else 1)


def probability(share: float | None, language: Language) -> str:
    """Write a probability so that none is nought or certain.

    >>> probability(0.314, "nb"), probability(0.004, "en"), probability(0.0001, "en")
    ('31\N{NO-BREAK SPACE}%', '0.4%', '<\N{NO-BREAK SPACE}0.1%')
    >>> probability(0.999, "en"), probability(None, "en")
    ('>\N{NO-BREAK SPACE}99%', '–')
    """
    if share is not None and share < 0.0005:
        return f"<\N{NO-BREAK SPACE}{percent(0.001, language, decimals=1)}"
    if share is not None and share >= 0.995:
        return f">\N{NO-BREAK SPACE}{percent(0.99, language)}"
    small = share is not None and share < 0.0095
    return percent(share, language, decimals=1 if small else 0)


def pieces(value: float, language: Language) -> str:
    """Write pieces of evidence: whole where they are whole, else one decimal."""
    whole = abs(value - round(value)) < 0.05
    return number(value, language, decimals=0 if whole else 1)


def amount(value: float | None, unit: str | None, language: Language) -> str:
    """Write an amount with its unit; a dash where either is not known."""
    if value is None or unit is None:
        return "–"
    if unit == "NOK":
        return money(value, language)
    return f"{number(value, language)}\N{NO-BREAK SPACE}{word(unit, language)}"
