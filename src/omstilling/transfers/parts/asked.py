"""What business asks for and offers: two parts of a rank that only raise.

*Need*: how well the object answers an open need at the receiver. *Offer*: how well it
is what somebody at the source offers. Each is the greatest degree over the statements
(`answering`), and is not known where there is no open statement. An offer of a method
or of knowledge lets its cluster give a method that nothing else documents.

A statement is open on the last day that the snapshot's sources tell of; the clock says
nothing, so that the same snapshot always gives the same ranking.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import polars as pl

from omstilling.strengths import Flags, Landscape, Matrix
from omstilling.tables import STATEMENTS, Evidence, Source, Statement
from omstilling.transfers.objects import Objects
from omstilling.transfers.parts.whose import whose
from omstilling.transfers.receivers import Receivers

#: How well a method has to be what an offer is about for the offer to carry it.
CARRIES = 0.5
#: Kinds of offers that carry methods; a kind that is not told may.
_OF_METHODS = ("method", "knowledge")
#: Statements that are told of a transfer, the best first.
MOST = 3
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Side:
    """Open needs, or open offers, and what they say.

    Attributes
    ----------
    rows
        What is told of each: `id, title, text, organisation, name, cluster, expires`.
    whose
        Statements × receivers (of offers: clusters): whether it is theirs.
    cosine, degree
        Statements × objects: how near what they say is, and how far that counts.
    carries
        Statements: whether it may carry a method.
    """

    rows: list[Row]
    whose: Flags
    cosine: Matrix
    degree: Matrix
    carries: Flags

    @cached_property
    def part(self) -> Matrix:
        """Receivers × objects: the greatest degree, NaN for whom nothing is stated."""
        return self._greatest(self.degree, np.nan)

    def carried(self, methods_from: int) -> Flags:
        """Return clusters × objects: the methods that an offer carries."""
        able = np.where(self.carries[:, None], self.degree, 0.0)
        able[:, :methods_from] = 0.0
        return np.asarray(self._greatest(able, 0.0) >= CARRIES)

    def _greatest(self, degree: Matrix, nothing: float) -> Matrix:
        found = np.full((self.whose.shape[1], degree.shape[1]), nothing)
        for owner in np.flatnonzero(self.whose.any(axis=0)):
            found[owner] = degree[self.whose[:, owner]].max(axis=0)
        return found

    def behind(self, owners: Matrix, things: Matrix) -> list[list[Row]]:
        """Return for each pair the statements that its part is made of, best first."""
        told = cache(self._behind)
        return [
            told(int(owner), int(thing))
            for owner, thing in zip(owners, things, strict=True)
        ]

    def _behind(self, owner: int, thing: int) -> list[Row]:
        mine = np.flatnonzero(self.whose[:, owner] & (self.degree[:, thing] > 0))
        order = mine[np.argsort(-self.cosine[mine, thing], kind="stable")]
        return [
            self.rows[at] | {"similarity": float(self.cosine[at, thing])}
            for at in order[:MOST]
        ]


@dataclass(frozen=True, eq=False)
class Asked:
    """Both sides of what is stated."""

    needs: Side
    offers: Side


def asked(landscape: Landscape, things: Objects, takers: Receivers) -> Asked:
    """Read the open needs and offers of a snapshot, and compare them with all objects.

    Clusters come first among the receivers, in the order of the sources.
    """
    clusters = int((takers.kinds == "cluster").sum())
    return Asked(
        needs=_side(landscape, things, takers, "need", len(takers.ids)),
        offers=_side(landscape, things, takers, "offer", clusters),
    )


def _side(
    landscape: Landscape, things: Objects, takers: Receivers, role: str, owners: int
) -> Side:
    every = _statements(landscape, role)
    none = np.zeros((0, len(things.names)))
    if every.is_empty():
        return Side([], np.zeros((0, owners), np.bool_), none, none, none[:, 0] > 0)
    # Vectors are heavy: nobody waits for them where nothing is stated.
    from omstilling.meaning.needs import said_in  # noqa: PLC0415
    from omstilling.transfers.parts.answering import (  # noqa: PLC0415
        cosines,
        degrees,
    )

    cosine = cosines(landscape, things, "needs" if role == "need" else "offers")
    is_open = _open(landscape, every).to_numpy()
    kept = every.filter(is_open)
    return Side(
        rows=_told(landscape, kept.with_columns(text=pl.Series(said_in(kept)))),
        whose=whose(landscape, kept, takers)[:, :owners],
        cosine=cosine[is_open],
        degree=degrees(cosine[is_open]),
        carries=(
            kept["kind"].is_null() | kept["kind"].cast(pl.String).is_in(_OF_METHODS)
        ).to_numpy(),
    )


def _statements(landscape: Landscape, role: str) -> pl.DataFrame:
    """Return the statements of a role by id, as `meaning.matching` orders them."""
    snapshot = landscape.snapshot
    if STATEMENTS not in snapshot.manifest["tables"]:
        return Statement.create_empty()
    every: pl.DataFrame = snapshot.read(STATEMENTS, Statement)
    return every.filter(pl.col("role").cast(pl.String) == role).sort("id")


def _open(landscape: Landscape, statements: pl.DataFrame) -> pl.Series:
    """Tell what holds on the day of the snapshot and is in a language that is read."""
    over = pl.col("expires") < day_of(landscape)
    read = pl.col("language").cast(pl.String) != "other"
    return statements.select(~over.fill_null(value=False) & read).to_series()


def day_of(landscape: Landscape) -> dt.date:
    """Return the last day that the sources of a snapshot tell of.

    Where none tells of days it is the last of the latest year of the evidence.
    """
    last = landscape.snapshot.read("sources", Source)["last"].max()
    if isinstance(last, dt.date):
        return last
    years = landscape.snapshot.read("evidence", Evidence)["year"].to_numpy()
    return dt.date(int(years.max(initial=dt.MINYEAR)), 12, 31)


def _told(landscape: Landscape, statements: pl.DataFrame) -> list[Row]:
    named = landscape.organisations.select("organisation", "name")
    return (
        statements.join(named, on="organisation", how="left", maintain_order="left")
        .select("id", "title", "text", "organisation", "name", "cluster", "expires")
        .to_dicts()
    )
