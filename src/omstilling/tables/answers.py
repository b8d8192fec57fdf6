"""What came out (rooms: strengths, transfers)."""

from __future__ import annotations

import dataframely as dy

from omstilling.tables.columns import (
    ACTIVITY,
    OBJECT_KINDS,
    RECEIVER_KINDS,
    VERSIONS,
    date_column,
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


def _part(meaning: str) -> dy.Float64:
    return number_column(meaning, "0–1", min=0, max=1, nullable=True)


def _statements(meaning: str) -> dy.List:
    return dy.List(
        dy.Struct(
            {
                "id": text_column("role and a sign of its own"),
                "title": text_column("what it is about"),
                "text": text_column("what it says"),
                "organisation": organisation_column(),
                "name": note_column("name of the organisation; null when withheld"),
                "cluster": note_column("short name of the cluster"),
                "expires": date_column("last day on which it holds; null open"),
                "similarity": number_column("to the object", "cosine", min=-1, max=1),
            }
        ),
        description=meaning,
    )


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
        "weighted geometric mean of the parts that joined; no probability",
        "0–1",
        min=0,
        max=1,
    )
    joined = dy.List(dy.String(), description="the parts that the score is made of")
    takeup = _part("rank of the probability below among what such receivers lack")
    relatedness = _part(
        "rank of the receiver's density; joins where no probability is known",
    )
    fit = _part("rank of how well source and receiver fit; no probability")
    strength = _part("rank of the lower end of the source's interval")
    proof = _part("rank of the pieces and organisations behind it")
    worth = _part("rank of complexity, outlook gained and productivity")
    proximity = _part("rank of how near the receiver's activities are")
    need = _part("how well it answers an open need there; null: none is known")
    offer = _part("how well it is what the source offers; null: no offer is known")
    probability = number_column(
        "learned probability that the receiver takes the activity up within the "
        "horizon, whoever gives; null where none is known",
        "0–1",
        min=0,
        max=1,
        nullable=True,
    )
    no_probability = note_column("why no probability is known; null where one is")
    label_meaning = note_column("what a take-up is for such a receiver")
    as_of = dy.Int64(nullable=True, description="last year known when it was learned")
    horizon = dy.Int64(min=1, description="years after it that a take-up may come in")
    density = number_column("density of related activities held", "0–1", min=0, max=1)
    shared_projects = number_column(
        "research projects that join an organisation of source and receiver; null: no "
        "project is known",
        "projects",
        min=0,
        nullable=True,
    )
    kilometres = number_column(
        "between their middles; null where one lies nowhere", "km", min=0, nullable=True
    )
    likeness = number_column(
        "how alike their activities are, a cosine", "0–1", min=0, max=1
    )
    specialisation = number_column(
        "the source's shrunken location quotient", "ratio", min=0
    )
    low = number_column("lower end of its 90 % interval", "ratio", min=0)
    high = number_column("upper end of its 90 % interval", "ratio", min=0)
    pieces = number_column("pieces of evidence at the source", "pieces", min=0)
    organisations = number_column(
        "organisations behind them; null: evidence names none",
        "organisations",
        min=0,
        nullable=True,
    )
    effective_organisations = number_column(
        "the same, as the effective number", "organisations", min=0, nullable=True
    )
    complexity = number_column("product complexity index", "z")
    outlook_gain = number_column(
        "complexity gained near what the receiver holds", "0–1 complexity", min=0
    )
    productivity = number_column(
        "median value added per employee in the activity; null: no accounts",
        "NOK",
        nullable=True,
    )
    distance = number_column(
        "1 − mean nearness of the three nearest activities held", "0–1", min=0, max=1
    )
    crosses = dy.Bool(description="whether it crosses a sector boundary")
    related = dy.List(
        dy.String(), description="the receiver's three most related held activities"
    )
    needs = _statements("open needs at the receiver that it answers, best first")
    offers = _statements("open offers at the source that are about it, best first")
    offer_only = dy.Bool(
        description="whether only an offer says that the source can give it"
    )
