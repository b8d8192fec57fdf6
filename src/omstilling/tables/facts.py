"""What a snapshot holds: who is who, and the evidence (rooms: register, evidence)."""

from __future__ import annotations

import dataframely as dy

from omstilling.tables.columns import (
    ACTIVITY,
    CLUSTER_LEVELS,
    COUNTY,
    EVIDENCE_KINDS,
    MEMBERSHIPS,
    MUNICIPALITY,
    ORGANISATION,
    SIZE_CLASSES,
    UNITS,
    VERSIONS,
    note_column,
    number_column,
    organisation_column,
    row_column,
    text_column,
)

# -- Who is who (room: register) --


class Place(dy.Schema):
    """A municipality of 2024."""

    place = text_column("municipality number", primary_key=True, regex=MUNICIPALITY)
    name = text_column("name")
    county = text_column("county number", regex=COUNTY)
    county_name = text_column("name of the county")
    latitude = number_column(
        "latitude of a point inside it", "degrees north", nullable=True
    )
    longitude = number_column(
        "longitude of a point inside it", "degrees east", nullable=True
    )


class PlaceKey(dy.Schema):
    """One way in which registers write a municipality, and where it lies today."""

    key = text_column(
        "number, or name in lower case with its county where names collide"
    )
    place = text_column("municipality number of 2024", regex=MUNICIPALITY)
    weight = number_column(
        "share of the old municipality that lies there", "share", min=0, max=1
    )
    basis = dy.Enum(
        ["whole", "establishments", "equal"],
        description="whole: not split; otherwise how the weights were found",
    )


class Activity(dy.Schema):
    """An industry code with its names."""

    version = dy.Enum(list(VERSIONS), description="version")
    code = text_column("code", regex=r"^([A-Z]|\d{2}|\d{2}\.\d{1,3})$")
    level = dy.Int64(min=1, max=5, description="1 section … 5 five-digit subclass")
    parent = note_column("code one level up")
    section = text_column("section letter", regex=r"^[A-Z]$")
    name_nb = text_column("name in bokmål")
    name_nn = note_column("name in nynorsk, where it exists")
    name_en = note_column("name in English, where it exists")


class Bridge(dy.Schema):
    """Which share of one version's code goes to which code of the other."""

    from_version = dy.Enum(list(VERSIONS), description="version of the first code")
    from_code = text_column("first code, five digits")
    to_version = dy.Enum(list(VERSIONS), description="version of the second code")
    to_code = text_column("second code, five digits")
    weight = number_column(
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
    name = note_column("name; null when withheld")
    legal_form = note_column("code of the legal form")
    parent = organisation_column()
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
    unbridged = note_column("industry code as written that has no bridge to SN2007")


class Project(dy.Schema):
    """A project that an organisation takes part in or has applied for."""

    project = text_column("project number", primary_key=True)
    title = text_column("title of the project", min_length=1)


class Cluster(dy.Schema):
    """A cluster."""

    cluster = text_column("short name for addresses and commands", primary_key=True)
    name = text_column("name")
    aliases = dy.List(dy.String(), description="other names it has had or is called")
    level = dy.Enum(list(CLUSTER_LEVELS), description="latest level known")
    level_from = dy.Int64(nullable=True, description="year of that level; null unknown")
    place_name = text_column("where it sits, or unknown")
    field = text_column("what it works with, in English, or unknown")
    pilot = dy.Bool(description="one of the three pilots of 2015")
    membership = dy.Enum(
        list(MEMBERSHIPS),
        description="list: named members; rule: territory × activities; none: neither",
    )
    territory = dy.List(dy.String(), description="municipality numbers of 2024")
    activities = dy.List(
        dy.String(), description="SN2007 prefixes that count; empty: all activities"
    )
    note = note_column("what is uncertain about it")
    sources = dy.List(dy.String(), description="addresses the facts come from")
    origin = text_column("reviewed, or the file it was imported from")


class ClusterLevel(dy.Schema):
    """A level that a cluster has had."""

    cluster = text_column("short name of the cluster")
    level = dy.Enum(list(CLUSTER_LEVELS), description="level")
    first_year = dy.Int64(nullable=True, description="first year; null unknown")
    last_year = dy.Int64(nullable=True, description="last year; null open or unknown")


class Member(dy.Schema):
    """A member of a cluster, named in a list."""

    cluster = text_column("short name of the cluster")
    organisation = organisation_column(nullable=False)
    name = note_column("name as written in the list")
    origin = text_column("file or address of the list")


class Method(dy.Schema):
    """A working method: what is transferred when no industry moves."""

    method = text_column("short name", primary_key=True)
    name_nb = text_column("name in bokmål")
    name_nn = text_column("name in nynorsk")
    name_en = text_column("name in English")
    meaning = text_column("what it is, in one English sentence")
    carriers = dy.List(
        dy.String(), description="SN2007 three-digit codes in which it is practised"
    )


class ClusterMethod(dy.Schema):
    """A documented fact: this cluster masters or takes in this method."""

    row = row_column()
    cluster = text_column("short name of the cluster")
    method = text_column("short name of the method")
    relation = dy.Enum(["gives", "has"], description="gives: shares it with others")
    year = dy.Int64(min=1900, max=2100, description="year of the fact")
    fact = text_column("the fact in one English sentence of our own")
    url = text_column("address of the source", regex=r"^https?://")


# -- What shows that somebody can do something (room: evidence) --


class Evidence(dy.Schema):
    """One piece of evidence, or one share of it where a code or place was split."""

    id = text_column("source and row, for instance awards:1234")
    organisation = organisation_column()
    cluster = note_column("short name of the cluster, for methods")
    place = dy.String(nullable=True, regex=MUNICIPALITY, description="municipality")
    county = dy.String(nullable=True, regex=COUNTY, description="county")
    activity = dy.String(nullable=True, regex=ACTIVITY, description="SN2007 code")
    method = note_column("short name of the method")
    year = dy.Int32(min=1900, max=2100, description="year it counts in")
    kind = dy.Enum(list(EVIDENCE_KINDS), description="kind of evidence")
    amount = number_column("amount, in unit", "see unit", nullable=True)
    unit = dy.Enum(list(UNITS), nullable=True, description="unit of the amount")
    count = number_column(
        "pieces of evidence in the row, 1 unless a cell", "pieces", min=0
    )
    weight = number_column("share of the piece that counts here", "share", min=0, max=1)
    source = text_column("key of the file")
    row = row_column()
    project = note_column("project number, where it joins organisations")
    label = note_column("scheme, role or size class as written")
    place_written = note_column("place as written")
    activity_written = note_column("industry as written")
    version_written = note_column("version of the code as written")
