"""Forskningsrådet: Horizon 2020 participations, and applications granted or refused."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from omstilling.sources import checks
from omstilling.sources.files import Form, read_csv
from omstilling.sources.reading import Reading, Register
from omstilling.tables import Application, Participation

_PROGRAMME = "Programkortnavn (H2020)"
_PARTICIPATION = (
    checks.Field(
        "programme",
        _PROGRAMME,
        pl.coalesce("Programnivå 1 kortnavn (H2020)", _PROGRAMME),
    ),
    checks.text("topic", "Topic kode"),
    checks.required(checks.text("project", "Prosjektnr")),
    checks.text("acronym", "Prosjektkortnavn"),
    checks.text("title", "Prosjektnavn"),
    checks.text("role", "Organisasjon rolle"),
    checks.organisation("organisation", "Organisasjonsnummer"),
    checks.text("name", "Organisasjonsnavn"),
    checks.municipality_number("municipality_number", "Adresse kommunenummer"),
    checks.text("municipality", "Adresse kommune"),
    checks.number("amount", "Innvilget beløp organisasjon EUR"),
    checks.date("signed", "Kontrakt signeringsdato", usual="%d.%m.%Y", time=" 00:00"),
    checks.date("start", "Kontrakt startdato", usual="%d.%m.%Y", time=" 00:00"),
    checks.date("end", "Kontrakt sluttdato", usual="%d.%m.%Y", time=" 00:00"),
)
_APPLICATION = (
    checks.required(checks.text("project", "prosjektnummer")),
    checks.text("title", "prosjekttittel"),
    checks.text("phase", "prosjektfase"),
    checks.organisation("organisation", "organisasjonsnummer"),
    checks.text("name", "prosjektansvarlig_navn"),
    checks.municipality_number("municipality_number", "kommunenummer"),
    checks.text("municipality", "kommune"),
    checks.text("discipline", "fagdisiplin"),
    checks.number("asked", "sokt_belop"),
    checks.number("granted", "tildelt_belop"),
    checks.date("date", "soknadsdato"),
)
_TERMS = "Open data; the publisher states no licence"
_ADDRESS = "https://raw.githubusercontent.com/Forskningsradet/open-data/main/datasets"


def read_participations(path: Path, source: str) -> Reading:
    """Read the grants of Horizon 2020 to Norwegian organisations (44 columns).

    The programme is the part of the programme (`LEIT-ICT`) where there is one, else the
    programme (`SECURITY`).
    """
    columns = [field.column for field in _PARTICIPATION]
    columns.append("Programnivå 1 kortnavn (H2020)")
    rows = read_csv(path, Form(tuple(columns), separators=";"))
    table, rejects = checks.read_fields(rows.frame, _PARTICIPATION)
    broken = checks.broken_rows(rows.broken)
    return checks.reading(
        PARTICIPATIONS, path, source, table, [broken, rejects], dates=["signed"]
    )


def read_applications(path: Path, source: str) -> Reading:
    """Read the applications to Forskningsrådet (42 columns).

    Applicants without a number are written as `0`: that is no number, and no error.
    """
    rows = read_csv(path, Form(tuple(field.column for field in _APPLICATION)))
    frame = rows.frame.with_columns(pl.col("organisasjonsnummer").replace("0", None))
    table, rejects = checks.read_fields(frame, _APPLICATION)
    broken = checks.broken_rows(rows.broken)
    return checks.reading(
        APPLICATIONS, path, source, table, [broken, rejects], dates=["date"]
    )


PARTICIPATIONS = Register(
    key="participations",
    title="Bevilgninger fra EU til norske forskningsmiljøer (Horisont 2020)",
    publisher="Norges forskningsråd",
    terms=_TERMS,
    url=f"{_ADDRESS}/bevilgningereu/dataset.csv",
    patterns=(
        "participations/*.csv",
        "participations/*.csv.gz",
        "h2020_norway/participations*.csv",
        "h2020_norway/participations*.csv.gz",
    ),
    schema=Participation,
    read=read_participations,
)
APPLICATIONS = Register(
    key="applications",
    title="Søknader til Forskningsrådet",
    publisher="Norges forskningsråd",
    terms=_TERMS,
    url=f"{_ADDRESS}/soknader2/dataset.csv",
    patterns=(
        "applications/*.csv",
        "applications/*.csv.gz",
        "h2020_norway/applications*.csv",
        "h2020_norway/applications*.csv.gz",
    ),
    schema=Application,
    read=read_applications,
)
