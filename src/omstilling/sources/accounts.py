"""Regnskapsregisteret: key figures of the last accounts of each enterprise."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from omstilling.sources import checks
from omstilling.sources.files import json_batches
from omstilling.sources.reading import Reading, Register
from omstilling.tables import Account

_OPERATING = "resultatregnskapResultat.driftsresultat"
_FIELDS = (
    checks.required(
        checks.organisation("organisation", "virksomhet.organisasjonsnummer")
    ),
    checks.required(checks.date("start", "regnskapsperiode.fraDato")),
    checks.required(checks.date("end", "regnskapsperiode.tilDato")),
    checks.required(
        checks.matching(
            "currency", "valuta", r"^[A-Z]{3}$", "a currency of three letters"
        )
    ),
    *(
        checks.number(name, column, negative=True)
        for name, column in (
            ("revenue", f"{_OPERATING}.driftsinntekter.sumDriftsinntekter"),
            ("wages", f"{_OPERATING}.driftskostnad.loennskostnad"),
            ("operating_result", f"{_OPERATING}.driftsresultat"),
            ("result", "resultatregnskapResultat.aarsresultat"),
            ("assets", "eiendeler.sumEiendeler"),
            ("equity", "egenkapitalGjeld.egenkapital.sumEgenkapital"),
        )
    ),
)


def read(path: Path, source: str) -> Reading:
    """Read the accounts of one enterprise as served, or an array of such arrays.

    Operating income may be an empty object: then revenue is not known, and not nought.
    Figures are in the currency of the accounts, which may be another than NOK.

    Raises
    ------
    InputError
        The file is no whole JSON array.
    """
    columns = [field.column for field in _FIELDS]
    tables, rejects = list[pl.DataFrame](), list[pl.DataFrame]()
    for frame, broken in json_batches(path, columns):
        table, bad = checks.read_fields(frame, _FIELDS)
        tables.append(table)
        rejects += [checks.broken_rows(broken), bad]
    accounts = pl.concat([Account.create_empty(), *map(_account, tables)])
    return checks.reading(
        REGISTER, path, source, accounts, rejects, dates=["start", "end"]
    )


def _account(table: pl.DataFrame) -> pl.DataFrame:
    return Account.cast(table.select(Account.column_names()))


REGISTER = Register(
    key="accounts",
    title="Regnskapsregisteret: nøkkeltall",
    publisher="Brønnøysundregistrene",
    terms="NLOD 2.0",
    url="https://data.brreg.no/regnskapsregisteret/regnskap",
    patterns=("accounts/*.json", "accounts/*.json.gz"),
    schema=Account,
    read=read,
)
