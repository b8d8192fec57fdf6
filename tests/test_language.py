from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from omstilling.language import (
    LANGUAGES,
    LOCALE,
    Language,
    date,
    money,
    number,
    percent,
    translations,
)

ROOT = Path(__file__).parents[1]
S = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "decimals", "norwegian", "english"),
    [
        (1234.5, 1, f"1{S}234,5", "1,234.5"),
        (1_234_567, 0, f"1{S}234{S}567", "1,234,567"),
        (-2.5, 1, "−2,5", "−2.5"),
        (-0.01, 1, "0,0", "0.0"),
        (0, 0, "0", "0"),
        (None, 2, "–", "–"),
    ],
)
def test_numbers(
    value: float | None, decimals: int, norwegian: str, english: str
) -> None:
    assert number(value, "nb", decimals=decimals) == norwegian
    assert number(value, "nn", decimals=decimals) == norwegian
    assert number(value, "en", decimals=decimals) == english


@pytest.mark.parametrize(
    ("nok", "norwegian", "english"),
    [
        (950, f"950{S}kr", f"NOK{S}950"),
        (400_000, f"400{S}000{S}kr", f"NOK{S}400,000"),
        (999_950, f"1,0{S}mill.{S}kr", f"NOK{S}1.0{S}million"),
        (12_345_678, f"12,3{S}mill.{S}kr", f"NOK{S}12.3{S}million"),
        (1_200_000_000, f"1,2{S}mrd.{S}kr", f"NOK{S}1.2{S}billion"),
        (None, "–", "–"),
    ],
)
def test_money(nok: float | None, norwegian: str, english: str) -> None:
    assert money(nok, "nb") == norwegian
    assert money(nok, "en") == english


def test_per_cent() -> None:
    assert percent(0.123, "nn") == f"12{S}%"
    assert percent(0.123, "en", decimals=1) == "12.3%"
    assert percent(None, "nb") == "–"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", f"10.{S}september{S}2015"),
        ("nn", f"10.{S}september{S}2015"),
        ("en", f"10{S}September{S}2015"),
    ],
)
def test_dates(language: Language, said: str) -> None:
    assert date(dt.date(2015, 9, 10), language) == said
    assert date(None, language) == "–"


def test_every_language_has_a_catalogue_and_english_is_the_source() -> None:
    said = {language: translations(language).gettext("Proof") for language in LANGUAGES}
    assert said == {"nb": "Grunnlag", "nn": "Grunnlag", "en": "Proof"}
    assert translations("nn").gettext("Who gives") == "Kven gir"


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_catalogue_is_compiled_as_it_stands(language: str) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    catalogue = polib.pofile(str(folder / "django.po"))
    assert (folder / "django.mo").read_bytes() == catalogue.to_binary()


def test_every_message_is_translated() -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is not installed (it comes with the package gettext)")
    checked = subprocess.run(
        [sys.executable, "scripts/messages.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
