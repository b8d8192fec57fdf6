"""The awards of a landscape as panels: of municipalities, of lists and of sectors.

Awards alone count, from the award list or from the cells of the reference bundle: they
are the one label whose ranking is tested on later years, and mixing in projects, which
begin and end in other years, would make a change of what is covered look like take-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from omstilling.evidence import recorded_outcomes
from omstilling.language import gettext_noop
from omstilling.strengths import Landscape
from omstilling.strengths.holdings import LEVELS
from omstilling.tables import Source
from omstilling.transfers.sectors import ENOUGH, main_divisions
from omstilling.transfers.takeup.history.outcomes import with_outcomes
from omstilling.transfers.takeup.history.panel import (
    NO_PROJECTS,
    NO_RECORDS,
    Panel,
    make_panel,
)
from omstilling.transfers.takeup.history.universes import levels, share_of_year


@dataclass(frozen=True)
class Kind:
    """What a take-up is for a kind of receiver, and what is said where none can be.

    Attributes
    ----------
    receivers
        Kinds of receiver whose recorded outcomes count.
    meaning
        The take-up, in a sentence.
    holds, unseen, unseen_activity
        Why there is no probability: it holds the activity; nothing is known of it;
        nothing is known of the activity.
    """

    receivers: tuple[str, ...]
    meaning: str
    holds: str
    unseen: str
    unseen_activity: str


_NO_AWARD = gettext_noop("nobody has had an award in the activity yet")
PLACE = Kind(
    ("municipality",),
    gettext_noop(
        "The first award of Innovasjon Norge to anybody in the municipality and "
        "industry."
    ),
    gettext_noop("it has had an award there already"),
    gettext_noop("it has had no award yet"),
    _NO_AWARD,
)
TERRITORY = Kind(
    ("cluster", "county"),
    gettext_noop(
        "The first award of Innovasjon Norge in the industry in at least one "
        "municipality of the territory that has had none."
    ),
    gettext_noop("each of its municipalities has had an award there already"),
    gettext_noop("its municipalities have had no award yet"),
    _NO_AWARD,
)
MEMBERS = Kind(
    ("cluster", "municipality"),
    gettext_noop(
        "The first award of Innovasjon Norge in the industry to a member of the "
        "cluster, told by what has been learned of municipalities."
    ),
    gettext_noop("a member has had an award there already"),
    gettext_noop("no member has had an award yet"),
    _NO_AWARD,
)
SECTOR = Kind(
    ("sector",),
    gettext_noop(
        "An award of Innovasjon Norge in the industry to a third organisation whose "
        "main activity is the sector."
    ),
    gettext_noop("three of its organisations have had an award there already"),
    gettext_noop("there is no activity with awards to three of its organisations yet"),
    gettext_noop("no sector has awards to three organisations in the activity yet"),
)


def awards(landscape: Landscape) -> pl.DataFrame:
    """Return the awards that count, as the landscape holds them."""
    return landscape.evidence.filter(pl.col("kind") == "award")


def of_places(landscape: Landscape, *, lists: Sequence[str] = ()) -> Panel:
    """Return municipalities × activities through the years.

    Parameters
    ----------
    lists
        Clusters known by their members that are to be units of their own beside them.
    """
    facts = awards(landscape).with_columns(unit=pl.col("place"))
    members = landscape.members.filter(pl.col("cluster").is_in(list(lists)))
    theirs = facts.drop("unit").join(
        members.select("organisation", unit="cluster").unique(),
        on="organisation",
        maintain_order="left",
    )
    where = landscape.places.select("place", "county")
    points = landscape.places.select("place", "latitude", "longitude").drop_nulls()
    return _panel(
        landscape,
        pl.concat([facts, theirs.select(facts.columns)]),
        kind=MEMBERS if lists else PLACE,
        groups=dict(where.iter_rows()),
        points={place: (y, x) for place, y, x in points.iter_rows()},
    )


def of_sectors(landscape: Landscape) -> Panel | None:
    """Return divisions × activities; None where no sector is known to hold anything.

    A sector holds an activity from the year of the first award to its third
    organisation there.
    """
    facts = (
        awards(landscape)
        .join(main_divisions(landscape), on="organisation", maintain_order="left")
        .with_columns(unit="division")
    )
    enough = (
        facts.group_by("unit", "code", "organisation")
        .agg(pl.col("year").min())
        .sort("unit", "code", "year", "organisation")
        .filter(pl.int_range(pl.len()).over("unit", "code") == ENOUGH - 1)
        .with_columns(pieces=1.0)
    )
    if enough.is_empty():
        return None
    return _panel(landscape, enough, kind=SECTOR, records=facts)


def _panel(
    landscape: Landscape,
    facts: pl.DataFrame,
    *,
    kind: Kind,
    records: pl.DataFrame | None = None,
    groups: dict[str, str] | None = None,
    points: dict[str, tuple[float, float]] | None = None,
) -> Panel:
    projects = landscape.evidence.drop_nulls(["organisation", "project"])
    panel = make_panel(
        facts.select("unit", "year", activity="code", value="pieces"),
        dataset="awards",
        label_meaning=kind.meaning,
        presence="any",
        groups=groups,
        points=points,
        hierarchy=levels(facts["code"]),
        records=_records(facts if records is None else records),
        projects=pl.concat(
            [NO_PROJECTS, projects.select(_cast(NO_PROJECTS)).unique()]
        ).sort("organisation", "project", "year"),
        last_share=last_share(landscape),
    )
    told = recorded_outcomes(landscape.snapshot)
    width = LEVELS[landscape.level]
    return with_outcomes(panel, told, kinds=kind.receivers, width=width).panel


def _records(facts: pl.DataFrame) -> pl.DataFrame:
    """Return the awards to known organisations; cells of the bundle name none."""
    known = facts.drop_nulls("organisation").with_columns(
        activity="code", scheme="label", office=pl.lit(None)
    )
    return known.select(_cast(NO_RECORDS))


def _cast(table: pl.DataFrame) -> list[pl.Expr]:
    return [pl.col(name).cast(kind) for name, kind in table.schema.items()]


def last_share(landscape: Landscape) -> float:
    """Return the share of the last year of awards that the award list covers.

    1.0 where the source tells no dates (the reference bundle).
    """
    dates = landscape.snapshot.read("sources", Source).filter(
        pl.col("register") == "awards"
    )["last"]
    return share_of_year(dates.max())
