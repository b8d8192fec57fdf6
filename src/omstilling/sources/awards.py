"""Awards of Innovasjon Norge: the list of 2010–2018, and today's nightly list."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from omstilling.sources import checks
from omstilling.sources.files import Form, read_csv
from omstilling.sources.reading import Reading, Register
from omstilling.tables import Award

_HISTORY = {
    "county": "Fylkesnavn",
    "municipality": "Kommunenavn",
    "organisation": "Org.nr",
    "name": "Navn",
    "amount": "Innvilget.beløp",
    "scheme": "Virkemiddelgruppe",
    "office": "Beslutningsenhet",
    "section": "Næringshovedområde",
    "industry": "Næring",
    "date": "dato",
}
_NIGHTLY = {
    "county": "Fylkesnavn",
    "municipality": "Kommunenavn",
    "organisation": "Org-nr",
    "name": "Bedriftsnavn",
    "amount": "Innvilget beløp",
    "scheme": "Virkemiddelkategori",
    "office": "Beslutningsenhet",
    "section": "Næringshovedområde",
    "industry": "Næring",
    "date": "Innvilget dato",
}
_FORMS = {
    Form(tuple(_HISTORY.values())): _HISTORY,
    Form(
        (*_NIGHTLY.values(), "Underkategori", "Type finansiering"),
        separators=";",
        encoding="cp1252",
    ): _NIGHTLY,
}
_CODE = r"^[0-9]{2}\.[0-9]{3}( |$)"
_UNSPECIFIED = "Uspesifisert"


def read(path: Path, source: str) -> Reading:
    """Read an award list; its header tells which of the two forms it has.

    An award whose industry is unspecified (`Uspesifisert`, or a code of division 99,
    which Innovasjon Norge uses for it) has no activity, and that is no error. Rows that
    are the same in every column are kept once.

    Raises
    ------
    InputError
        The file as a whole is not an award list.
    """
    rows = read_csv(path, *_FORMS)
    distinct, again = checks.without_duplicates(rows.frame)
    table, rejects = checks.read_fields(distinct, _fields(_FORMS[rows.form]))
    broken = checks.broken_rows(rows.broken)
    return checks.reading(
        REGISTER, path, source, table, [broken, again, rejects], dates=["date"]
    )


def _fields(columns: dict[str, str]) -> list[checks.Field]:
    texts = ("county", "municipality", "name", "scheme", "office", "section")
    return [
        *(checks.text(name, columns[name]) for name in texts),
        checks.organisation("organisation", columns["organisation"]),
        checks.required(checks.number("amount", columns["amount"])),
        checks.required(_date(columns["date"])),
        _activity(columns["industry"]),
        checks.Field("activity_name", columns["industry"], _name(columns["industry"])),
        # Decided later, from all codes and names of the file.
        checks.Field("version", columns["industry"], pl.lit(None, pl.String)),
    ]


def _date(column: str) -> checks.Field:
    iso = column == _HISTORY["date"]
    return checks.date("date", column, usual="%Y-%m-%d" if iso else "%d.%m.%Y")


def _activity(column: str) -> checks.Field:
    written = pl.col(column)
    code = written.str.slice(0, 6)
    coded = written.str.contains(_CODE)
    known = coded & ~written.str.starts_with("99.")
    none = ~coded & ~written.str.starts_with(_UNSPECIFIED)
    problem = checks.Problem(
        none, "does not begin with an industry code of five digits"
    )
    return checks.Field("activity", column, pl.when(known).then(code), (problem,))


def _name(column: str) -> pl.Expr:
    written = pl.col(column)
    rest = written.str.slice(6).str.strip_chars()
    name = pl.when(written.str.contains(_CODE)).then(rest).otherwise(written)
    return pl.when(name != "").then(name)


REGISTER = Register(
    key="awards",
    title="Tildelinger fra Innovasjon Norge",
    publisher="Innovasjon Norge",
    terms="NLOD 2.0, as users of the open list state",
    url="https://indatapublic.blob.core.windows.net/tildelingsrapport/Tildelinger.csv",
    patterns=(
        "awards/*.csv",
        "awards/*.csv.gz",
        "awards_innovasjon_norge/*.csv",
        "awards_innovasjon_norge/*.csv.gz",
        "Tildelinger.csv",
        "Tildelinger.csv.gz",
    ),
    schema=Award,
    read=read,
)
