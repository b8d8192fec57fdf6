"""The declared columns of every table that passes between rooms.

Each column has a type, a meaning and, where it measures something, a unit; tables are
checked against these declarations where they enter a room. `null` always means "not
known" or "does not apply", never zero.

Identifiers used throughout:

- *organisation*: nine digits, or a pseudonym that begins with `P` (private persons,
  sole traders and partnerships, whose names are withheld);
- *place*: the four-digit municipality number of 2024;
- *activity*: a code of SN2007, at two (`22`), three (`22.2`), four or five digits
  (`22.290`), unless a `version` column says otherwise;
- *source* and *row*: the file a fact comes from (a key of the `sources` table) and its
  row there as a spreadsheet shows it (the header is row 1; in JSON, element n is row
  n).
"""

from __future__ import annotations

from typing import Any

import dataframely as dy

SN2007 = "SN2007"
SN2025 = "SN2025"
VERSIONS = (SN2007, SN2025)

EVIDENCE_KINDS = (
    "award",
    "project",
    "employment",
    "establishment",
    "accounts",
    "statement",
    "method",
)
UNITS = ("NOK", "EUR", "USD", "persons", "establishments")
SIZE_CLASSES = ("micro", "small", "medium", "large", "unknown")
CLUSTER_LEVELS = ("Arena", "Arena Pro", "NCE", "GCE", "mature", "none", "unknown")
MEMBERSHIPS = ("list", "rule", "none")
RECEIVER_KINDS = ("cluster", "municipality", "county", "sector")
OBJECT_KINDS = ("activity", "method")

ORGANISATION = r"^(\d{9}|P[0-9a-f]{10})$"
MUNICIPALITY = r"^\d{4}$"
COUNTY = r"^\d{2}$"
ACTIVITY = r"^(\d{2}|\d{2}\.\d{1,3})$"


def _text(meaning: str, **options: Any) -> dy.String:
    return dy.String(description=meaning, **options)


def _note(meaning: str) -> dy.String:
    return dy.String(description=meaning, nullable=True)


def _row() -> dy.Int64:
    return dy.Int64(min=0, description="row in the file, as a spreadsheet numbers it")


def _number(meaning: str, unit: str, **options: Any) -> dy.Float64:
    return dy.Float64(description=meaning, metadata={"unit": unit}, **options)


def _organisation(*, nullable: bool = True) -> dy.String:
    return dy.String(
        regex=ORGANISATION, nullable=nullable, description="organisation number"
    )


def _date(meaning: str, *, nullable: bool = True) -> dy.Date:
    return dy.Date(description=meaning, nullable=nullable)


# -- What every reader gives beside its table --


class Source(dy.Schema):
    """One file that was read: what it is, from whom, and how it went."""

    source = _text("key of the file, unique in a snapshot", primary_key=True)
    register = _text("which register it is, a key of `sources.REGISTERS`")
    title = _text("name of the register, as its publisher calls it")
    publisher = _text("who publishes it")
    terms = _text("licence or terms of use")
    url = _note("address it is published at")
    file = _text("file name, without the folder")
    sha256 = _text("checksum of the file", regex=r"^[0-9a-f]{64}$")
    first = _date("earliest date in it")
    last = _date("latest date in it")
    rows = dy.Int64(min=0, description="rows in the file, without the header")
    kept = dy.Int64(min=0, description="rows kept")
    rejected = dy.Int64(min=0, description="rows set aside, listed in `rejects`")


class Reject(dy.Schema):
    """One row that was set aside, or one value in it that was, and why."""

    source = _text("key of the file")
    file = _text("file name, without the folder")
    row = _row()
    column = _note("column with the value, null when the whole row is meant")
    value = _note("the value as written")
    reason = _text("what is wrong with it, in English")
    dropped = dy.Bool(description="True: row set aside; False: value set to null")


# -- What the registers say (rooms: sources → register, evidence) --


class Award(dy.Schema):
    """An award of Innovasjon Norge, as listed."""

    row = _row()
    county = _note("county as written")
    municipality = _note("municipality as written")
    organisation = _organisation()
    name = _note("name of the organisation as written")
    amount = _number("amount awarded", "NOK", min=0)
    scheme = _note("scheme or category of means")
    office = _note("office that decided")
    section = _note("industry section as written")
    activity = _note("industry code, five digits with a dot; null when unspecified")
    activity_name = _note("industry name as written")
    version = dy.Enum(
        list(VERSIONS),
        nullable=True,
        description="version of the code, decided by code and name; null: no code fits",
    )
    date = _date("day of the award", nullable=False)


class Participation(dy.Schema):
    """One organisation's part in one Horizon 2020 project."""

    row = _row()
    programme = _note("part of the programme, for instance LEIT-ICT")
    topic = _note("topic code of the call")
    project = _text("project number")
    acronym = _note("short name of the project")
    title = _note("title of the project")
    role = _note("role of the organisation, for instance COORDINATOR")
    organisation = _organisation()
    name = _note("name of the organisation as written")
    municipality_number = _note("municipality number as written, four digits")
    municipality = _note("municipality as written")
    amount = _number("granted to the organisation", "EUR", nullable=True, min=0)
    signed = _date("day the contract was signed")
    start = _date("first day of the project")
    end = _date("last day of the project")


class Application(dy.Schema):
    """An application to Forskningsrådet, granted or refused."""

    row = _row()
    project = _text("project number")
    title = _note("title of the project")
    phase = _note(
        "phase as written: Mottatt, Vurderes, Avslag, Bevilgning, Avsluttet …"
    )
    organisation = _organisation()
    name = _note("name of the organisation as written")
    municipality_number = _note("municipality number as written, four digits")
    municipality = _note("municipality as written")
    discipline = _note("discipline as written")
    asked = _number("amount applied for", "NOK", nullable=True, min=0)
    granted = _number("amount granted", "NOK", nullable=True, min=0)
    date = _date("day of the application")


class Unit(dy.Schema):
    """An enterprise or an establishment on the date of an extract of a register."""

    row = _row()
    organisation = _organisation(nullable=False)
    kind = dy.Enum(
        ["enterprise", "establishment"], description="which of the two it is"
    )
    name = _note("name as written, null when withheld")
    parent = _organisation()
    legal_form = _note("code of the legal form: AS, ENK, BEDR …")
    employees = dy.Int64(
        nullable=True, min=0, description="employees", metadata={"unit": "persons"}
    )
    has_employees = dy.Bool(
        nullable=True, description="whether there are any, where the number is withheld"
    )
    activity = _note("first industry code as written, five digits with a dot")
    activity_name = _note("name of the first code as written")
    activity2 = _note("second industry code as written")
    activity3 = _note("third industry code as written")
    version = dy.Enum(
        list(VERSIONS),
        nullable=True,
        description="version of the codes, decided per extract; null: no code fits",
    )
    municipality_number = _note("municipality number as written, four digits")
    municipality = _note("municipality as written")
    founded = _date("day of foundation or registration")
    bankrupt = dy.Bool(nullable=True, description="bankrupt or being wound up")
    extracted = _date("date of the extract")


class Code(dy.Schema):
    """A code of a classification, in one language."""

    row = _row()
    version = _text("classification version: SN2007, SN2025, KLASS-131 …")
    code = _text("the code")
    parent = _note("code one level up")
    level = dy.Int64(min=1, max=6, description="1 section … 5 five-digit subclass")
    name = _text("name")
    short_name = _note("short name")
    language = dy.Enum(["nb", "nn", "en"], description="language of the names")
    valid_from = _date("first day of validity")
    valid_to = _date("first day after validity")


class Correspondence(dy.Schema):
    """A pair of an official correspondence table."""

    row = _row()
    from_version = _text("version of the first code")
    from_code = _text("first code")
    to_version = _text("version of the second code")
    to_code = _text("second code")


class Recoding(dy.Schema):
    """How establishments present before and after the change of codes were recoded."""

    row = _row()
    sn2007 = _text("code before")
    sn2025 = _text("code after")
    establishments = _number("how many", "establishments", min=0)


class Statistic(dy.Schema):
    """One cell of a statistics table, in long form."""

    row = _row()
    table = _text("name of the table")
    region = _note("region as written: name or number")
    activity_label = _note("industry as written: code or name")
    size_class = _note("size class as written")
    measure = _text("what is counted, as written")
    unit = dy.Enum(list(UNITS), nullable=True, description="unit of the value")
    year = dy.Int64(min=1900, max=2100, description="year")
    value = _number(
        "value; null where the table withholds it", "see unit", nullable=True
    )


class Account(dy.Schema):
    """Key figures of one enterprise for one accounting period."""

    row = _row()
    organisation = _organisation(nullable=False)
    start = _date("first day of the period", nullable=False)
    end = _date("last day of the period", nullable=False)
    currency = _text("currency of the figures", regex=r"^[A-Z]{3}$")
    revenue = _number("sum of operating income", "currency", nullable=True)
    wages = _number("wage cost", "currency", nullable=True)
    operating_result = _number("operating result", "currency", nullable=True)
    result = _number("result of the year", "currency", nullable=True)
    assets = _number("total assets", "currency", nullable=True)
    equity = _number("equity", "currency", nullable=True)


class Rate(dy.Schema):
    """Annual mean of an exchange rate."""

    row = _row()
    currency = _text("currency", regex=r"^[A-Z]{3}$")
    year = dy.Int64(min=1900, max=2100, description="year")
    nok = _number("price of one unit of the currency", "NOK", min_exclusive=0)
    basis = dy.Enum(["official", "fallback"], description="fallback: from our own list")


class ClusterRow(dy.Schema):
    """A cluster, as a list of one's own names it; texts as written."""

    row = _row()
    name = _text("name", min_length=1)
    aliases = dy.List(dy.String(), description="other names")
    level = dy.Enum(list(CLUSTER_LEVELS), description="level; unknown if not told")
    level_from = dy.Int64(
        nullable=True, min=1900, max=2100, description="year of that level"
    )
    place = _note("where it sits, as written")
    field = _note("what it works with, as written")
    municipalities = dy.List(
        dy.String(), description="municipalities by name or number, not yet resolved"
    )
    activities = dy.List(
        dy.String(), description="industry codes or names as written, not yet resolved"
    )


class MemberRow(dy.Schema):
    """A member of a cluster, as a list of one's own names it."""

    row = _row()
    cluster = _text("name of the cluster as written", min_length=1)
    organisation = _organisation(nullable=False)
    name = _note("name of the member as written")


class Cell(dy.Schema):
    """A cell of the reference bundle; counts of one or two are not told apart."""

    row = _row()
    place = _text("municipality number of 2024", regex=MUNICIPALITY)
    activity = _text("SN2007 code, three digits", regex=r"^\d{2}\.\d$")
    period = _text("years, for instance 2010–12")
    first_year = dy.Int64(min=1900, max=2100, description="first year of the period")
    last_year = dy.Int64(min=1900, max=2100, description="last year of the period")
    awards = _text("number of awards, or 1–2")
    organisations = _text("number of organisations, or 1–2")
    amount = _number(
        "sum awarded; only with three organisations or more",
        "NOK",
        nullable=True,
        min=0,
    )


# -- Who is who (room: register) --


class Place(dy.Schema):
    """A municipality of 2024."""

    place = _text("municipality number", primary_key=True, regex=MUNICIPALITY)
    name = _text("name")
    county = _text("county number", regex=COUNTY)
    county_name = _text("name of the county")
    latitude = _number("latitude of a point inside it", "degrees north", nullable=True)
    longitude = _number("longitude of a point inside it", "degrees east", nullable=True)


class PlaceKey(dy.Schema):
    """One way in which registers write a municipality, and where it lies today."""

    key = _text("number, or name in lower case with its county where names collide")
    place = _text("municipality number of 2024", regex=MUNICIPALITY)
    weight = _number(
        "share of the old municipality that lies there", "share", min=0, max=1
    )
    basis = dy.Enum(
        ["whole", "establishments", "equal"],
        description="whole: not split; otherwise how the weights were found",
    )


class Activity(dy.Schema):
    """An industry code with its names."""

    version = dy.Enum(list(VERSIONS), description="version")
    code = _text("code", regex=r"^([A-Z]|\d{2}|\d{2}\.\d{1,3})$")
    level = dy.Int64(min=1, max=5, description="1 section … 5 five-digit subclass")
    parent = _note("code one level up")
    section = _text("section letter", regex=r"^[A-Z]$")
    name_nb = _text("name in bokmål")
    name_nn = _note("name in nynorsk, where it exists")
    name_en = _note("name in English, where it exists")


class Bridge(dy.Schema):
    """Which share of one version's code goes to which code of the other."""

    from_version = dy.Enum(list(VERSIONS), description="version of the first code")
    from_code = _text("first code, five digits")
    to_version = dy.Enum(list(VERSIONS), description="version of the second code")
    to_code = _text("second code, five digits")
    weight = _number(
        "share of the first code; sums to 1 per first code", "share", min=0
    )
    basis = dy.Enum(
        ["unchanged", "single", "observed", "uniform"],
        description="unchanged: same code; single: one official target; observed: "
        "weights from recoded establishments; uniform: none observed",
    )


class Organisation(dy.Schema):
    """An organisation, and the best that is known of it."""

    organisation = dy.String(
        regex=ORGANISATION, primary_key=True, description="organisation number"
    )
    name = _note("name; null when withheld")
    legal_form = _note("code of the legal form")
    parent = _organisation()
    employees = dy.Int64(
        nullable=True, min=0, description="employees", metadata={"unit": "persons"}
    )
    size_class = dy.Enum(list(SIZE_CLASSES), description="by employees, 2003/361")
    place = dy.String(nullable=True, regex=MUNICIPALITY, description="municipality")
    activity = dy.String(
        nullable=True, regex=ACTIVITY, description="main activity, SN2007, five digits"
    )
    activity_basis = dy.Enum(
        ["register", "awards", "unknown"], description="where the main activity is from"
    )
    unbridged = _note("industry code as written that has no bridge to SN2007")


class Cluster(dy.Schema):
    """A cluster."""

    cluster = _text("short name for addresses and commands", primary_key=True)
    name = _text("name")
    aliases = dy.List(dy.String(), description="other names it has had or is called")
    level = dy.Enum(list(CLUSTER_LEVELS), description="latest level known")
    level_from = dy.Int64(nullable=True, description="year of that level; null unknown")
    place_name = _text("where it sits, or unknown")
    field = _text("what it works with, in English, or unknown")
    pilot = dy.Bool(description="one of the three pilots of 2015")
    membership = dy.Enum(
        list(MEMBERSHIPS),
        description="list: named members; rule: territory × activities; none: neither",
    )
    territory = dy.List(dy.String(), description="municipality numbers of 2024")
    activities = dy.List(
        dy.String(), description="SN2007 prefixes that count; empty: all activities"
    )
    note = _note("what is uncertain about it")
    sources = dy.List(dy.String(), description="addresses the facts come from")
    origin = _text("reviewed, or the file it was imported from")


class ClusterLevel(dy.Schema):
    """A level that a cluster has had."""

    cluster = _text("short name of the cluster")
    level = dy.Enum(list(CLUSTER_LEVELS), description="level")
    first_year = dy.Int64(nullable=True, description="first year; null unknown")
    last_year = dy.Int64(nullable=True, description="last year; null open or unknown")


class Member(dy.Schema):
    """A member of a cluster, named in a list."""

    cluster = _text("short name of the cluster")
    organisation = _organisation(nullable=False)
    name = _note("name as written in the list")
    origin = _text("file or address of the list")


class Method(dy.Schema):
    """A working method: what is transferred when no industry moves."""

    method = _text("short name", primary_key=True)
    name_nb = _text("name in bokmål")
    name_nn = _text("name in nynorsk")
    name_en = _text("name in English")
    meaning = _text("what it is, in one English sentence")
    carriers = dy.List(
        dy.String(), description="SN2007 three-digit codes in which it is practised"
    )


class ClusterMethod(dy.Schema):
    """A documented fact: this cluster masters or takes in this method."""

    row = _row()
    cluster = _text("short name of the cluster")
    method = _text("short name of the method")
    relation = dy.Enum(["gives", "has"], description="gives: shares it with others")
    year = dy.Int64(min=1900, max=2100, description="year of the fact")
    fact = _text("the fact in one English sentence of our own")
    url = _text("address of the source", regex=r"^https?://")


# -- What shows that somebody can do something (room: evidence) --


class Evidence(dy.Schema):
    """One piece of evidence, or one share of it where a code or place was split."""

    id = _text("source and row, for instance awards:1234")
    organisation = _organisation()
    cluster = _note("short name of the cluster, for methods")
    place = dy.String(nullable=True, regex=MUNICIPALITY, description="municipality")
    county = dy.String(nullable=True, regex=COUNTY, description="county")
    activity = dy.String(nullable=True, regex=ACTIVITY, description="SN2007 code")
    method = _note("short name of the method")
    year = dy.Int32(min=1900, max=2100, description="year it counts in")
    kind = dy.Enum(list(EVIDENCE_KINDS), description="kind of evidence")
    amount = _number("amount, in unit", "see unit", nullable=True)
    unit = dy.Enum(list(UNITS), nullable=True, description="unit of the amount")
    count = _number("pieces of evidence in the row, 1 unless a cell", "pieces", min=0)
    weight = _number("share of the piece that counts here", "share", min=0, max=1)
    source = _text("key of the file")
    row = _row()
    project = _note("project number, where it joins organisations")
    label = _note("scheme, role or size class as written")
    place_written = _note("place as written")
    activity_written = _note("industry as written")
    version_written = _note("version of the code as written")


# -- What came out (rooms: strengths, transfers) --


class Strength(dy.Schema):
    """How specialised a cluster or territory is in an activity."""

    rank = dy.Int64(min=1, description="1 is the strongest")
    activity = _text("SN2007 code", regex=ACTIVITY)
    version = dy.Enum(list(VERSIONS), description="version of the code")
    name = _text("name of the activity in the language asked for")
    value = _number("location quotient: 1 is the national share", "ratio", min=0)
    shrunken = _number("the same, drawn toward the prior", "ratio", min=0)
    low = _number("lower end of the 90 % interval", "ratio", min=0)
    high = _number("upper end of the 90 % interval", "ratio", min=0)
    pieces = _number("pieces of evidence", "pieces", min=0)
    expected = _number("pieces expected from the national share", "pieces", min=0)
    complexity = _number("product complexity index of the activity", "z")
    frontier_gap = _number(
        "median productivity of its organisations over the frontier; null: no accounts",
        "ratio",
        nullable=True,
    )
    organisations = dy.List(
        dy.Struct(
            {
                "organisation": _organisation(nullable=False),
                "name": _note("name; null when withheld"),
                "pieces": _number("pieces of evidence", "pieces", min=0),
            }
        ),
        description="organisations behind it, most evidence first",
    )
    evidence = dy.List(dy.String(), description="ids of the rows behind it")


class Transfer(dy.Schema):
    """What could go from a cluster to a receiver, and the parts of its rank."""

    rank = dy.Int64(min=1, description="1 is the first")
    id = _text("source, receiver and object, joined by ~")
    source = _text("short name of the cluster it comes from")
    source_name = _text("its name")
    receiver_kind = dy.Enum(list(RECEIVER_KINDS), description="kind of receiver")
    receiver = _text("short name, municipality, county or division number")
    receiver_name = _text("its name")
    object_kind = dy.Enum(list(OBJECT_KINDS), description="activity or method")
    object = _text("SN2007 three-digit code, or short name of the method")
    version = dy.Enum(list(VERSIONS), nullable=True, description="version of the code")
    object_name = _text("name in the language asked for")
    score = _number("geometric mean of the three parts below", "0–1", min=0, max=1)
    strength = _number("rank of the source's specialisation", "0–1", min=0, max=1)
    relatedness = _number("rank of the receiver's density", "0–1", min=0, max=1)
    worth = _number("rank of the activity's complexity", "0–1", min=0, max=1)
    specialisation = _number("the source's shrunken location quotient", "ratio", min=0)
    low = _number("lower end of its 90 % interval", "ratio", min=0)
    high = _number("upper end of its 90 % interval", "ratio", min=0)
    pieces = _number("pieces of evidence at the source", "pieces", min=0)
    density = _number("density of related activities held", "0–1", min=0, max=1)
    complexity = _number("product complexity index", "z")
    crosses = dy.Bool(description="whether it crosses a sector boundary")
    related = dy.List(
        dy.String(), description="the receiver's three most related held activities"
    )
