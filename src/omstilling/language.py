"""Bokmål, nynorsk and English: catalogues, numbers, money and dates.

The catalogues are called `django.po` because the site's framework asks for that name;
everything else reads the same files through the standard library, so that a sentence is
translated once.
"""

from __future__ import annotations

import datetime as dt
import gettext
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
LOCALE = Path(__file__).parent / "locale"

_SPACE = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_NORWEGIAN = (
    *("januar", "februar", "mars", "april", "mai", "juni", "juli"),
    *("august", "september", "oktober", "november", "desember"),
)
_MONTHS: dict[Language, tuple[str, ...]] = {
    "nb": _NORWEGIAN,
    "nn": _NORWEGIAN,
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
}


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """Return the catalogue of a language; English is the language of the sources."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("django", LOCALE, languages=[language])


def gettext_noop(message: str) -> str:
    """Mark a text for the catalogues; it is translated where it is shown."""
    return message


def number(value: float | None, language: Language, *, decimals: int = 0) -> str:
    """Write a number as people do: 1 234,5 in Norwegian, 1,234.5 in English."""
    if value is None:
        return "–"
    text = f"{abs(value):,.{decimals}f}"
    if language != "en":
        text = text.replace(",", _SPACE).replace(".", ",")
    negative = value < 0 and any(digit in text for digit in "123456789")
    return _MINUS + text if negative else text


def money(nok: float | None, language: Language) -> str:
    """Write an amount of NOK: 950 kr, 12,3 mill. kr, 1,2 mrd. kr."""
    if nok is None:
        return "–"
    million, billion = ("million", "billion") if language == "en" else ("mill.", "mrd.")
    if abs(nok) >= 999_950_000:
        text = f"{number(nok / 1e9, language, decimals=1)}{_SPACE}{billion}"
    elif abs(nok) >= 999_950:
        text = f"{number(nok / 1e6, language, decimals=1)}{_SPACE}{million}"
    else:
        text = number(nok, language)
    return f"NOK{_SPACE}{text}" if language == "en" else f"{text}{_SPACE}kr"


def percent(share: float | None, language: Language, *, decimals: int = 0) -> str:
    """Write a share from 0 to 1 as per cent: 12 % in Norwegian, 12% in English."""
    if share is None:
        return "–"
    gap = "" if language == "en" else _SPACE
    return f"{number(share * 100, language, decimals=decimals)}{gap}%"


def date(day: dt.date | None, language: Language) -> str:
    """Write a date: 10. september 2015 in Norwegian, 10 September 2015 in English."""
    if day is None:
        return "–"
    month = _MONTHS[language][day.month - 1]
    dot = "" if language == "en" else "."
    return f"{day.day}{dot}{_SPACE}{month}{_SPACE}{day.year}"
