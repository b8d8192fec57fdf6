"""Prices of a euro in NOK, each with its day or year and where it is from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

import polars as pl

from omstilling.errors import InputError
from omstilling.sources import rates as published

_KRONE = Decimal(1)


def whole_kroner(nok: Decimal) -> Decimal:
    """Round an amount down to whole kroner, so that no ceiling is passed."""
    return nok.quantize(_KRONE, rounding=ROUND_FLOOR)


@dataclass(frozen=True)
class Euro:
    """The price of a euro in NOK.

    Parameters
    ----------
    nok
        NOK for one euro.
    year
        The year that it is of.
    day
        The day that it is of; None for the mean of the year.
    basis
        Given in the project's file, from the official series, or from the list of our
        own that was not compared with it.
    """

    nok: Decimal
    year: int
    day: dt.date | None
    basis: Literal["given", "official", "fallback"]

    def to_nok(self, eur: Decimal) -> Decimal:
        """Return so many euro in whole kroner, rounded down."""
        return whole_kroner(eur * self.nok)

    def to_eur(self, nok: Decimal) -> Decimal:
        """Return so many NOK in euro, to the cent and rounded up."""
        return -((-nok / self.nok).quantize(Decimal("0.01"), rounding=ROUND_FLOOR))


class Rates:
    """Annual means of the price of a euro."""

    def __init__(self, years: Iterable[Euro]) -> None:
        self._years = {one.year: one for one in years}

    @classmethod
    def of(cls, table: pl.DataFrame) -> Rates:
        """Return the means of a table `Rate`; the official one where both stand."""
        # The later of two of one year wins: "official" stands after "fallback".
        euros = table.filter(pl.col("currency") == "EUR").sort(
            "year", pl.col("basis").cast(pl.String)
        )
        return cls(
            # The shortest text of a float is what the publisher wrote.
            Euro(Decimal(str(row["nok"])), row["year"], None, row["basis"])
            for row in euros.iter_rows(named=True)
        )

    @classmethod
    def fallback(cls) -> Rates:
        """Return the means of the list that ships with the program."""
        return cls.of(published.fallback())

    def mean(self, year: int) -> Euro:
        """Return the mean of a year.

        Raises
        ------
        InputError
            There is none for the year.
        """
        if year not in self._years:
            known = f"{min(self._years)}–{max(self._years)}" if self._years else "none"
            raise InputError(
                f"There is no price of a euro for {year} (years at hand: {known}).",
                hint="Give it in the file as `rate` or `eur_nok`, or amounts in euro, "
                "or run `omstilling fetch rates`.",
            )
        return self._years[year]
