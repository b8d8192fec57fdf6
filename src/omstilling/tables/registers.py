"""What the registers and lists say (rooms: sources → register, evidence)."""

from __future__ import annotations

import dataframely as dy

from omstilling.tables.columns import (
    CLUSTER_LEVELS,
    MUNICIPALITY,
    UNITS,
    VERSIONS,
    date_column,
    note_column,
    number_column,
    organisation_column,
    row_column,
    text_column,
)

# -- What every reader gives beside its table --


class Source(dy.Schema):
    """One file that was read: what it is, from whom, and how it went."""

    source = text_column("key of the file, unique in a snapshot", primary_key=True)
    register = text_column("which register it is, a key of `sources.REGISTERS`")
    title = text_column("name of the register, as its publisher calls it")
    publisher = text_column("who publishes it")
    terms = text_column("licence or terms of use")
    url = note_column("address it is published at")
    file = text_column("file name, without the folder")
    sha256 = text_column("checksum of the file", regex=r"^[0-9a-f]{64}$")
    first = date_column("earliest date in it")
    last = date_column("latest date in it")
    rows = dy.Int64(min=0, description="rows in the file, without the header")
    kept = dy.Int64(min=0, description="rows kept")
    rejected = dy.Int64(min=0, description="rows set aside, listed in `rejects`")


class Reject(dy.Schema):
    """One row that was set aside, or one value in it that was, and why."""

    source = text_column("key of the file")
    file = text_column("file name, without the folder")
    row = row_column()
    column = note_column("column with the value, null when the whole row is meant")
    value = note_column("the value as written")
    reason = text_column("what is wrong with it, in English")
    dropped = dy.Bool(description="True: row set aside; False: value set to null")


# -- What the registers say (rooms: sources → register, evidence) --


class Award(dy.Schema):
    """An award of Innovasjon Norge, as listed."""

    row = row_column()
    county = note_column("county as written")
    municipality = note_column("municipality as written")
    organisation = organisation_column()
    name = note_column("name of the organisation as written")
    amount = number_column("amount awarded", "NOK", min=0)
    scheme = note_column("scheme or category of means")
    office = note_column("office that decided")
    section = note_column("industry section as written")
    activity = note_column(
        "industry code, five digits with a dot; null when unspecified"
    )
    activity_name = note_column("industry name as written")
    version = dy.Enum(
        list(VERSIONS),
        nullable=True,
        description="version of the code, decided by code and name; null: no code fits",
    )
    date = date_column("day of the award", nullable=False)


class Participation(dy.Schema):
    """One organisation's part in one Horizon 2020 project."""

    row = row_column()
    programme = note_column("part of the programme, for instance LEIT-ICT")
    topic = note_column("topic code of the call")
    project = text_column("project number")
    acronym = note_column("short name of the project")
    title = note_column("title of the project")
    role = note_column("role of the organisation, for instance COORDINATOR")
    organisation = organisation_column()
    name = note_column("name of the organisation as written")
    municipality_number = note_column("municipality number as written, four digits")
    municipality = note_column("municipality as written")
    amount = number_column("granted to the organisation", "EUR", nullable=True, min=0)
    signed = date_column("day the contract was signed")
    start = date_column("first day of the project")
    end = date_column("last day of the project")


class Application(dy.Schema):
    """An application to Forskningsrådet, granted or refused."""

    row = row_column()
    project = text_column("project number")
    title = note_column("title of the project")
    phase = note_column(
        "phase as written: Mottatt, Vurderes, Avslag, Bevilgning, Avsluttet …"
    )
    organisation = organisation_column()
    name = note_column("name of the organisation as written")
    municipality_number = note_column("municipality number as written, four digits")
    municipality = note_column("municipality as written")
    discipline = note_column("discipline as written")
    asked = number_column("amount applied for", "NOK", nullable=True, min=0)
    granted = number_column("amount granted", "NOK", nullable=True, min=0)
    date = date_column("day of the application")


class Unit(dy.Schema):
    """An enterprise or an establishment on the date of an extract of a register."""

    row = row_column()
    organisation = organisation_column(nullable=False)
    kind = dy.Enum(
        ["enterprise", "establishment"], description="which of the two it is"
    )
    name = note_column("name as written, null when withheld")
    parent = organisation_column()
    legal_form = note_column("code of the legal form: AS, ENK, BEDR …")
    employees = dy.Int64(
        nullable=True, min=0, description="employees", metadata={"unit": "persons"}
    )
    has_employees = dy.Bool(
        nullable=True, description="whether there are any, where the number is withheld"
    )
    activity = note_column("first industry code as written, five digits with a dot")
    activity_name = note_column("name of the first code as written")
    activity2 = note_column("second industry code as written")
    activity3 = note_column("third industry code as written")
    version = dy.Enum(
        list(VERSIONS),
        nullable=True,
        description="version of the codes, decided per extract; null: no code fits",
    )
    municipality_number = note_column("municipality number as written, four digits")
    municipality = note_column("municipality as written")
    founded = date_column("day of foundation or registration")
    bankrupt = dy.Bool(nullable=True, description="bankrupt or being wound up")
    extracted = date_column("date of the extract")


class Code(dy.Schema):
    """A code of a classification, in one language."""

    row = row_column()
    version = text_column("classification version: SN2007, SN2025, KLASS-131 …")
    code = text_column("the code")
    parent = note_column("code one level up")
    level = dy.Int64(min=1, max=6, description="1 section … 5 five-digit subclass")
    name = text_column("name")
    short_name = note_column("short name")
    language = dy.Enum(["nb", "nn", "en"], description="language of the names")
    valid_from = date_column("first day of validity")
    valid_to = date_column("first day after validity")


class Correspondence(dy.Schema):
    """A pair of an official correspondence table."""

    row = row_column()
    from_version = text_column("version of the first code")
    from_code = text_column("first code")
    to_version = text_column("version of the second code")
    to_code = text_column("second code")


class Recoding(dy.Schema):
    """How establishments present before and after the change of codes were recoded."""

    row = row_column()
    sn2007 = text_column("code before")
    sn2025 = text_column("code after")
    establishments = number_column("how many", "establishments", min=0)


class Statistic(dy.Schema):
    """One cell of a statistics table, in long form."""

    row = row_column()
    table = text_column("name of the table")
    region = note_column("region as written: name or number")
    activity_label = note_column("industry as written: code or name")
    size_class = note_column("size class as written")
    measure = text_column("what is counted, as written")
    unit = dy.Enum(list(UNITS), nullable=True, description="unit of the value")
    year = dy.Int64(min=1900, max=2100, description="year")
    value = number_column(
        "value; null where the table withholds it", "see unit", nullable=True
    )


class Account(dy.Schema):
    """Key figures of one enterprise for one accounting period."""

    row = row_column()
    organisation = organisation_column(nullable=False)
    start = date_column("first day of the period", nullable=False)
    end = date_column("last day of the period", nullable=False)
    currency = text_column("currency of the figures", regex=r"^[A-Z]{3}$")
    revenue = number_column("sum of operating income", "currency", nullable=True)
    wages = number_column("wage cost", "currency", nullable=True)
    operating_result = number_column("operating result", "currency", nullable=True)
    result = number_column("result of the year", "currency", nullable=True)
    assets = number_column("total assets", "currency", nullable=True)
    equity = number_column("equity", "currency", nullable=True)


class Rate(dy.Schema):
    """Annual mean of an exchange rate."""

    row = row_column()
    currency = text_column("currency", regex=r"^[A-Z]{3}$")
    year = dy.Int64(min=1900, max=2100, description="year")
    nok = number_column("price of one unit of the currency", "NOK", min_exclusive=0)
    basis = dy.Enum(["official", "fallback"], description="fallback: from our own list")


class ClusterRow(dy.Schema):
    """A cluster, as a list of one's own names it; texts as written."""

    row = row_column()
    name = text_column("name", min_length=1)
    aliases = dy.List(dy.String(), description="other names")
    level = dy.Enum(list(CLUSTER_LEVELS), description="level; unknown if not told")
    level_from = dy.Int64(
        nullable=True, min=1900, max=2100, description="year of that level"
    )
    place = note_column("where it sits, as written")
    field = note_column("what it works with, as written")
    municipalities = dy.List(
        dy.String(), description="municipalities by name or number, not yet resolved"
    )
    activities = dy.List(
        dy.String(), description="industry codes or names as written, not yet resolved"
    )


class MemberRow(dy.Schema):
    """A member of a cluster, as a list of one's own names it."""

    row = row_column()
    cluster = text_column("name of the cluster as written", min_length=1)
    organisation = organisation_column(nullable=False)
    name = note_column("name of the member as written")


class Cell(dy.Schema):
    """A cell of the reference bundle; counts of one or two are not told apart."""

    row = row_column()
    place = text_column("municipality number of 2024", regex=MUNICIPALITY)
    activity = text_column("SN2007 code, three digits", regex=r"^\d{2}\.\d$")
    period = text_column("years, for instance 2010–12")
    first_year = dy.Int64(min=1900, max=2100, description="first year of the period")
    last_year = dy.Int64(min=1900, max=2100, description="last year of the period")
    awards = text_column("number of awards, or 1–2")
    organisations = text_column("number of organisations, or 1–2")
    amount = number_column(
        "sum awarded; only with three organisations or more",
        "NOK",
        nullable=True,
        min=0,
    )
