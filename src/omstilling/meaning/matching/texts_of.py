"""What can be searched in a snapshot: offers, needs, and organisations."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import polars as pl

from omstilling.errors import UsageError
from omstilling.meaning.needs import said_in, statements_of
from omstilling.store import Snapshot
from omstilling.tables import (
    SN2007,
    Activity,
    Evidence,
    Organisation,
    Project,
)

Kind: TypeAlias = Literal["offers", "needs", "organisations"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_MOST_ACTIVITIES = 5
_MOST_PROJECTS = 8


def texts_of(snapshot: Snapshot, kind: Kind) -> pl.DataFrame:
    """Return what can be searched, and what it can be filtered by.

    Columns `id, title, text, meant, organisation, cluster, activity, places, kind,
    stage, expires, language`; of an organisation the last four, and the cluster, are
    null.

    The text of a need or an offer is its title, description and advantages; that of an
    organisation its name, the names of the activities with most evidence, and the
    titles of its projects. What is meant, of which the vector is, leaves out the name:
    an organisation is found by its name as an exact term. Ordered by `id`.

    Raises
    ------
    UsageError
        The snapshot has none of that kind.
    """
    found = (
        _organisations(snapshot)
        if kind == "organisations"
        else _statements(snapshot, role=kind.removesuffix("s"))
    )
    if found.is_empty():
        raise UsageError(
            f"The snapshot {snapshot.id} has no {kind} to search.",
            hint=_HINTS[kind],
        )
    return found.sort("id")


_HINTS: dict[Kind, str] = {
    "offers": "Import some with `omstilling offers import FILE`.",
    "needs": "Import some with `omstilling needs import FILE`.",
    "organisations": "Read a folder with files of the registers: `--data FOLDER`.",
}


def _statements(snapshot: Snapshot, *, role: str) -> pl.DataFrame:
    table: pl.DataFrame = statements_of(snapshot)
    mine = table.filter(pl.col("role").cast(pl.String) == role)
    said = pl.Series(said_in(mine), dtype=pl.String)
    return mine.select(
        *("id", "title", "organisation", "cluster", "activity", "places"),
        *("stage", "expires"),
        pl.col("kind", "language").cast(pl.String),
        text=said,
        meant=said,
    )


def _organisations(snapshot: Snapshot) -> pl.DataFrame:
    named = snapshot.read("organisations", Organisation).filter(
        pl.col("name").is_not_null()
    )
    known = ("activities", "projects")
    return (
        named.join(_activities(snapshot, named), on="organisation", how="left")
        .join(_projects(snapshot), on="organisation", how="left")
        .select(
            "organisation",
            "activity",
            id="organisation",
            title="name",
            cluster=pl.lit(None, pl.String),
            places=pl.concat_list("place").list.drop_nulls(),
            stage=pl.lit(None, pl.Int64),
            expires=pl.lit(None, pl.Date),
            kind=pl.lit(None, pl.String),
            language=pl.lit(None, pl.String),
            text=pl.concat_str("name", *known, separator=". ", ignore_nulls=True),
            meant=pl.concat_str(*known, separator=". ", ignore_nulls=True),
        )
    )


def _activities(snapshot: Snapshot, named: pl.DataFrame) -> pl.DataFrame:
    """Return `organisation, activities`: names of its own and those with evidence."""
    evidence = snapshot.read("evidence", Evidence)
    counted = evidence.group_by("organisation", "activity").agg(pl.sum("weight"))
    own = named.select("organisation", "activity", weight=pl.lit(1.0))
    names = _names(snapshot.read("activities", Activity))
    return (
        pl.concat([counted, own])
        .drop_nulls()
        .group_by("organisation", "activity")
        .agg(pl.sum("weight"))
        .join(names, on="activity")
        .sort("organisation", "weight", "activity", descending=[False, True, False])
        .group_by("organisation", maintain_order=True)
        .agg(pl.col("name").unique(maintain_order=True).head(_MOST_ACTIVITIES))
        .select("organisation", activities=pl.col("name").list.join(". "))
    )


def _names(activities: pl.DataFrame) -> pl.DataFrame:
    """Return `activity, name` of SN2007: English, as the vectors are, else bokmål."""
    return activities.filter(pl.col("version") == SN2007).select(
        activity="code", name=pl.coalesce("name_en", "name_nb")
    )


def _projects(snapshot: Snapshot) -> pl.DataFrame:
    """Return `organisation, projects`: titles of the latest."""
    parts = snapshot.read("evidence", Evidence).filter(pl.col("project").is_not_null())
    return (
        parts.group_by("organisation", "project")
        .agg(pl.max("year"))
        .join(snapshot.read("projects", Project), on="project")
        .sort("organisation", "year", "project", descending=[False, True, False])
        .group_by("organisation", maintain_order=True)
        .agg(pl.col("title").head(_MOST_PROJECTS))
        .select("organisation", projects=pl.col("title").list.join(". "))
    )
