"""Enhetsregisteret: the official downloads, and extracts for one county.

The downloads are one JSON array or one CSV file each for enterprises (`enheter`) and
establishments (`underenheter`). Both are read in batches, so that the whole country
needs little more memory than its table. CSV files name the fields of JSON with dots
between the levels, so both become the same columns of text and pass the same checks.

Which version the industry codes have is not read here: `versions` decides it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl

from omstilling.sources import checks
from omstilling.sources.files import Form, csv_batches, json_batches, read_csv
from omstilling.sources.reading import Reading, Register
from omstilling.tables import Unit

_REGISTERED = (
    "registreringsdatoEnhetsregisteret",
    "registreringsdatoIEnhetsregisteret",
    "registreringsdatoenhetsregisteret",
)
_EMPLOYEES = "Antall ansatte"
_ANY_EMPLOYEES = "Har ansatte"
_OVER = ("konkurs", "underAvvikling", "underTvangsavviklingEllerTvangsopplosning")
_DATED = re.compile(r"(20\d\d)[-_]?(\d\d)[-_]?(\d\d)")

# Names of the legal forms in Enhetsregisteret (/organisasjonsformer) and their codes.
_LEGAL_FORMS = {
    "Administrativ enhet - offentlig sektor": "ADOS",
    "Aksjeselskap": "AS",
    "Allmennaksjeselskap": "ASA",
    "Andre ikke-juridiske personer": "IKJP",
    "Annen juridisk person": "ANNA",
    "Annet foretak iflg. særskilt lov": "SÆR",
    "Ansvarlig selskap med delt ansvar": "DA",
    "Ansvarlig selskap med solidarisk ansvar": "ANS",
    "Boligbyggelag": "BBL",
    "Borettslag": "BRL",
    "Den norske kirke": "KIRK",
    "Eierseksjonssameie": "ESEK",
    "Enkeltpersonforetak": "ENK",
    "Europeisk selskap": "SE",
    "Forening/lag/innretning": "FLI",
    "Fylkeskommunalt foretak": "FKF",
    "Fylkeskommune": "FYLK",
    "Gjensidig forsikringsselskap": "GFS",
    "Interkommunalt selskap": "IKS",
    "Kommandittselskap": "KS",
    "Kommunalt foretak": "KF",
    "Kommune": "KOMM",
    "Konkursbo": "KBO",
    "Kontorfellesskap": "KTRF",
    "Norskregistrert utenlandsk foretak": "NUF",
    "Organisasjonsledd": "ORGL",
    "Partrederi": "PRE",
    "Pensjonskasse": "PK",
    "Samvirkeforetak": "SA",
    "Selskap med begrenset ansvar": "BA",
    "Sparebank": "SPA",
    "Staten": "STAT",
    "Statsforetak": "SF",
    "Stiftelse": "STI",
    "Særskilt oppdelt enhet, jf. mval. § 2-2": "OPMV",
    "Tingsrettslig sameie": "SAM",
    "Tvangsregistrert for MVA": "TVAM",
    "Utenlandsk enhet": "UTLA",
    "Verdipapirfond": "VPFO",
}


# -- Official downloads ----------------------------------------------------------------


def read_entities(path: Path, source: str) -> Reading:
    """Read the download of enterprises (`enheter`), JSON or CSV, in bounded memory."""
    return _read_bulk(ENTITIES, path, source, "enterprise", "forretningsadresse")


def read_subentities(path: Path, source: str) -> Reading:
    """Read the download of establishments (`underenheter`), as `read_entities` does."""
    return _read_bulk(SUBENTITIES, path, source, "establishment", "beliggenhetsadresse")


def _read_bulk(
    register: Register, path: Path, source: str, kind: str, address: str
) -> Reading:
    form = _bulk_form(address)
    fields = _bulk_fields(address)
    tables, rejects = [_no_units()], [checks.no_rejects()]
    json = path.name.removesuffix(".gz").endswith(".json")
    columns = (*form.columns, *form.optional)
    batches = json_batches(path, columns) if json else _csv_batches(path, form)
    for frame, broken in batches:
        table, bad = checks.read_fields(frame, fields)
        tables.append(_unit(table, kind, _file_date(path)))
        rejects += [checks.broken_rows(broken), bad]
    units = pl.concat(tables)
    return checks.reading(register, path, source, units, rejects, dates=["extracted"])


def _bulk_form(address: str) -> Form:
    needed = ("organisasjonsnummer", "navn", "organisasjonsform.kode")
    optional = (
        "antallAnsatte",
        "harRegistrertAntallAnsatte",
        "naeringskode1.beskrivelse",
        "naeringskode2.kode",
        "naeringskode3.kode",
        f"{address}.kommune",
        "overordnetEnhet",
        "stiftelsesdato",
        "oppstartsdato",
        *_REGISTERED,
        *_OVER,
    )
    places = ("naeringskode1.kode", f"{address}.kommunenummer")
    return Form((*needed, *places), optional, separators=",;")


def _bulk_fields(address: str) -> list[checks.Field]:
    return [
        checks.required(checks.organisation("organisation", "organisasjonsnummer")),
        checks.text("name", "navn"),
        checks.organisation("parent", "overordnetEnhet"),
        checks.text("legal_form", "organisasjonsform.kode"),
        checks.integer("employees", "antallAnsatte"),
        checks.flag("has_employees", "harRegistrertAntallAnsatte"),
        checks.industry_code("activity", "naeringskode1.kode"),
        checks.text("activity_name", "naeringskode1.beskrivelse"),
        checks.industry_code("activity2", "naeringskode2.kode"),
        checks.industry_code("activity3", "naeringskode3.kode"),
        checks.municipality_number("municipality_number", f"{address}.kommunenummer"),
        checks.text("municipality", f"{address}.kommune"),
        checks.date("founded", "stiftelsesdato", first_year=1000),
        checks.date("started", "oppstartsdato", first_year=1000),
        *(checks.date(name, name, first_year=1000) for name in _REGISTERED),
        *(checks.flag(name, name) for name in _OVER),
    ]


def _csv_batches(path: Path, form: Form) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    for batch in csv_batches(path, form):
        yield batch.frame, batch.broken


# -- Extracts for one county -----------------------------------------------------------


def read_establishments(path: Path, source: str) -> Reading:
    """Read an extract of establishments; its date is in the file name.

    The extract says either whether there are employees (True, False) or how many; where
    it says nothing, the number is withheld or nought, and nothing is known.
    """
    fields = _establishment_fields()
    return _read_extract(ESTABLISHMENTS, path, source, "establishment", fields)


def read_enterprises(path: Path, source: str) -> Reading:
    """Read an extract of enterprises; its date is in the file name."""
    fields = _enterprise_fields()
    return _read_extract(ENTERPRISES, path, source, "enterprise", fields)


# Made once for all extracts of a run.
@cache
def _establishment_fields() -> list[checks.Field]:
    return [
        *_extract_fields("Beliggenhetsadresse - Kommune"),
        checks.text("legal_form", "Organisasjonsform - Kode"),
    ]


@cache
def _enterprise_fields() -> list[checks.Field]:
    return [
        *_extract_fields("Forretningsadresse - Kommune"),
        checks.industry_code("activity2", "NACE 2"),
        checks.industry_code("activity3", "NACE 3"),
        _legal_form("Organisasjonsform"),
    ]


def _read_extract(
    register: Register, path: Path, source: str, kind: str, fields: list[checks.Field]
) -> Reading:
    columns = [field.column for field in fields if field.column != _ANY_EMPLOYEES]
    rows = read_csv(path, Form(tuple(columns)))
    table, rejects = checks.read_fields(_split_employees(rows.frame), fields)
    units = _unit(table, kind, _file_date(path))
    broken = checks.broken_rows(rows.broken)
    return checks.reading(
        register, path, source, units, [broken, rejects], dates=["extracted"]
    )


def _extract_fields(municipality: str) -> list[checks.Field]:
    return [
        checks.required(checks.organisation("organisation", "Org. nr.")),
        checks.text("name", "Navn"),
        checks.organisation("parent", "Overordnet enhet"),
        checks.integer("employees", _EMPLOYEES),
        checks.Field("has_employees", _ANY_EMPLOYEES, pl.col(_ANY_EMPLOYEES) == "True"),
        checks.industry_code("activity", "NACE 1"),
        checks.text("activity_name", "NACE 1 - Bransje"),
        checks.text("municipality", municipality),
    ]


def _split_employees(frame: pl.DataFrame) -> pl.DataFrame:
    """Part True and False, which say whether there are any, from how many there are."""
    written = pl.col(_EMPLOYEES)
    said = written.is_in(["True", "False"])
    return frame.with_columns(
        pl.when(~said).then(written).alias(_EMPLOYEES),
        pl.when(said).then(written).alias(_ANY_EMPLOYEES),
    )


def _legal_form(column: str) -> checks.Field:
    code = pl.col(column).replace_strict(
        _LEGAL_FORMS, default=None, return_dtype=pl.String
    )
    problem = checks.Problem(code.is_null(), "is no legal form of Enhetsregisteret")
    return checks.Field("legal_form", column, code, (problem,))


# -- Both ------------------------------------------------------------------------------


def _unit(table: pl.DataFrame, kind: str, day: dt.date | None) -> pl.DataFrame:
    """Return the columns of `Unit`; those that the file does not have are null."""
    started = [name for name in ("started", *_REGISTERED) if name in table.columns]
    over = [name for name in _OVER if name in table.columns]
    counted = pl.col("employees") > 0
    known = table.with_columns(
        kind=pl.lit(kind),
        has_employees=pl.when(counted).then(True).otherwise("has_employees"),
        extracted=pl.lit(day, pl.Date),
    )
    if started:
        known = known.with_columns(founded=pl.coalesce("founded", *started))
    if over:
        known = known.with_columns(bankrupt=pl.any_horizontal(over))
    absent = [
        pl.lit(None).alias(name)
        for name in Unit.column_names()
        if name not in known.columns
    ]
    return Unit.cast(known.with_columns(absent).select(Unit.column_names()))


def _no_units() -> pl.DataFrame:
    return Unit.create_empty()


def _file_date(path: Path) -> dt.date | None:
    found = _DATED.search(path.name)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _register(key: str, title: str, url: str, folders: dict[str, str]) -> Register:
    return Register(
        key=key,
        title=title,
        publisher="Brønnøysundregistrene",
        terms="NLOD 2.0",
        url=url,
        patterns=tuple(
            f"{folder}/{stem}{suffix}"
            for folder, stem in folders.items()
            for suffix in (".json", ".json.gz", ".csv", ".csv.gz")
        ),
        schema=Unit,
        read=_READERS[key],
    )


_READERS = {
    "entities": read_entities,
    "subentities": read_subentities,
    "establishment_extracts": read_establishments,
    "enterprise_extracts": read_enterprises,
}
_API = "https://data.brreg.no/enhetsregisteret/api"
_COUNTY = "establishments_telemark"
ENTITIES = _register(
    "entities",
    "Enhetsregisteret: enheter",
    f"{_API}/enheter/lastned",
    {"entities": "*"},
)
SUBENTITIES = _register(
    "subentities",
    "Enhetsregisteret: underenheter",
    f"{_API}/underenheter/lastned",
    {"subentities": "*"},
)
ESTABLISHMENTS = _register(
    "establishment_extracts",
    "Enhetsregisteret: establishments of one county",
    f"{_API}/underenheter",
    {"establishment_extracts": "*", _COUNTY: "establishments_*"},
)
ENTERPRISES = _register(
    "enterprise_extracts",
    "Enhetsregisteret: enterprises of one county",
    f"{_API}/enheter",
    {"enterprise_extracts": "*", _COUNTY: "enterprises_*"},
)
