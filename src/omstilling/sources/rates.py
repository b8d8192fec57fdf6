"""Norges Bank: annual means of exchange rates."""

from __future__ import annotations

from pathlib import Path

import dataframely as dy
import polars as pl

from omstilling.sources import checks
from omstilling.sources.files import Form, read_csv
from omstilling.sources.reading import Reading, Register
from omstilling.tables import Rate

_YEARLY = "FREQ"
_QUOTE = "QUOTE_CUR"
_FORM = Form(
    (_YEARLY, "BASE_CUR", _QUOTE, "UNIT_MULT", "TIME_PERIOD", "OBS_VALUE"),
    separators=";,",
)
_FIELDS = (
    checks.required(checks.matching("frequency", _YEARLY, "^A$", "A, an annual mean")),
    checks.required(checks.matching("quote", _QUOTE, "^NOK$", "NOK")),
    checks.required(
        checks.matching("currency", "BASE_CUR", r"^[A-Z]{3}$", "three letters")
    ),
    checks.required(checks.integer("year", "TIME_PERIOD", low=1900, high=2100)),
    checks.required(checks.integer("power", "UNIT_MULT", high=6)),
    checks.required(checks.matching("price", "OBS_VALUE", "[1-9]", "a price above 0")),
    checks.required(checks.number("value", "OBS_VALUE")),
)

# Annual means of EUR as published by Norges Bank (shown as "fallback" wherever used).
_FALLBACK_EUR = {
    2010: 8.0068,
    2011: 7.7926,
    2012: 7.4744,
    2013: 7.8087,
    2014: 8.3534,
    2015: 8.9530,
    2016: 9.2899,
    2017: 9.3271,
    2018: 9.5962,
    2019: 9.8527,
    2020: 10.7248,
    2021: 10.1648,
    2022: 10.1040,
    2023: 11.4206,
    2024: 11.6276,
}


def read(path: Path, source: str) -> Reading:
    """Read annual rates as SDMX-CSV, as data.norges-bank.no serves them.

    Some currencies are quoted for 100 units (`UNIT_MULT` 2); the price is for one.
    """
    rows = read_csv(path, _FORM)
    table, rejects = checks.read_fields(rows.frame, _FIELDS)
    official = table.with_columns(
        nok=pl.col("value") / 10.0 ** pl.col("power"), basis=pl.lit("official")
    )
    broken = checks.broken_rows(rows.broken)
    return checks.reading(REGISTER, path, source, official, [broken, rejects])


def fallback() -> dy.DataFrame[Rate]:
    """Return annual means of EUR from a list of our own, for use without the official.

    They are Norges Bank's annual means of EUR/NOK for 2010–2024, written down by hand
    and not compared with the official series, and so marked `fallback`.
    """
    years = list(_FALLBACK_EUR)
    frame = pl.DataFrame({"year": years, "nok": list(_FALLBACK_EUR.values())})
    return Rate.validate(
        frame.select(
            "year",
            "nok",
            row=pl.lit(0),
            currency=pl.lit("EUR"),
            basis=pl.lit("fallback"),
        ).select(Rate.column_names()),
        cast=True,
    )


REGISTER = Register(
    key="rates",
    title="Valutakurser, årsgjennomsnitt",
    publisher="Norges Bank",
    terms="Free use with attribution",
    url="https://data.norges-bank.no/api/data/EXR/A.EUR.NOK.SP?format=csv",
    patterns=("rates/*.csv",),
    schema=Rate,
    read=read,
)
