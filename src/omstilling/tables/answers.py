"""What came out (rooms: strengths, transfers)."""

from __future__ import annotations

import dataframely as dy

from omstilling.tables.columns import (
    ACTIVITY,
    OBJECT_KINDS,
    RECEIVER_KINDS,
    VERSIONS,
    note_column,
    number_column,
    organisation_column,
    text_column,
)

# -- What came out (rooms: strengths, transfers) --


class Strength(dy.Schema):
    """How specialised a cluster or territory is in an activity."""

    rank = dy.Int64(min=1, description="1 is the strongest")
    activity = text_column("SN2007 code", regex=ACTIVITY)
    version = dy.Enum(list(VERSIONS), description="version of the code")
    name = text_column("name of the activity in the language asked for")
    value = number_column("location quotient: 1 is the national share", "ratio", min=0)
    shrunken = number_column("the same, drawn toward the prior", "ratio", min=0)
    low = number_column("lower end of the 90 % interval", "ratio", min=0)
    high = number_column("upper end of the 90 % interval", "ratio", min=0)
    pieces = number_column("pieces of evidence", "pieces", min=0)
    expected = number_column("pieces expected from the national share", "pieces", min=0)
    complexity = number_column("product complexity index of the activity", "z")
    frontier_gap = number_column(
        "median productivity of its organisations over the frontier; null: no accounts",
        "ratio",
        nullable=True,
    )
    organisations = dy.List(
        dy.Struct(
            {
                "organisation": organisation_column(nullable=False),
                "name": note_column("name; null when withheld"),
                "pieces": number_column("pieces of evidence", "pieces", min=0),
            }
        ),
        description="organisations behind it, most evidence first",
    )
    evidence = dy.List(dy.String(), description="ids of the rows behind it")


class Transfer(dy.Schema):
    """What could go from a cluster to a receiver, and the parts of its rank."""

    rank = dy.Int64(min=1, description="1 is the first")
    id = text_column("source, receiver and object, joined by ~")
    source = text_column("short name of the cluster it comes from")
    source_name = text_column("its name")
    receiver_kind = dy.Enum(list(RECEIVER_KINDS), description="kind of receiver")
    receiver = text_column("short name, municipality, county or division number")
    receiver_name = text_column("its name")
    object_kind = dy.Enum(list(OBJECT_KINDS), description="activity or method")
    object = text_column("SN2007 three-digit code, or short name of the method")
    version = dy.Enum(list(VERSIONS), nullable=True, description="version of the code")
    object_name = text_column("name in the language asked for")
    score = number_column(
        "geometric mean of the three parts below", "0–1", min=0, max=1
    )
    strength = number_column("rank of the source's specialisation", "0–1", min=0, max=1)
    relatedness = number_column("rank of the receiver's density", "0–1", min=0, max=1)
    worth = number_column("rank of the activity's complexity", "0–1", min=0, max=1)
    specialisation = number_column(
        "the source's shrunken location quotient", "ratio", min=0
    )
    low = number_column("lower end of its 90 % interval", "ratio", min=0)
    high = number_column("upper end of its 90 % interval", "ratio", min=0)
    pieces = number_column("pieces of evidence at the source", "pieces", min=0)
    density = number_column("density of related activities held", "0–1", min=0, max=1)
    complexity = number_column("product complexity index", "z")
    crosses = dy.Bool(description="whether it crosses a sector boundary")
    related = dy.List(
        dy.String(), description="the receiver's three most related held activities"
    )
