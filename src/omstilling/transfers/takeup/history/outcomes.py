"""What became of transfers, joined to what is known of take-up.

A transfer that was taken up is a take-up on its day, whether or not the data set shows
it. One that was declined or is under way stays a candidate, and that it was is evidence
from its day on: nothing later is seen of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import polars as pl

from omstilling.language import gettext_noop
from omstilling.strengths import Flags, Matrix
from omstilling.transfers.takeup.history.panel import NO_OUTCOMES, Panel, Past


@dataclass(frozen=True, eq=False)
class Joined:
    """A panel with outcomes, and what could not be joined.

    Attributes
    ----------
    panel
        With what was taken up among its values, and `outcomes`.
    used
        How many outcomes it holds.
    unused
        Reason → how many it does not.
    """

    panel: Panel
    used: int
    unused: dict[str, int]


def with_outcomes(
    panel: Panel,
    recorded: pl.DataFrame,
    *,
    kinds: tuple[str, ...],
    width: int,
) -> Joined:
    """Join recorded outcomes to a panel.

    Parameters
    ----------
    panel
        Presence `any`.
    recorded
        `tables.Outcome`.
    kinds
        Kinds of receiver that are units of the panel, by its units or their places.
    width
        Characters of the codes of the panel: 2, 4 or 6.
    """
    units = _units(panel)
    told = recorded.select(
        "receiver_kind",
        "object_kind",
        "receiver",
        outcome=pl.col("outcome").cast(pl.String),
        year=pl.col("date").dt.year().cast(pl.Int64),
        day="date",
        activity=pl.col("object").str.slice(0, width),
    ).with_columns(
        unit=pl.col("receiver").replace_strict(
            units, default=None, return_dtype=pl.String
        ),
        year=_period("year", panel.years),
    )
    why = (
        pl.when(pl.col("object_kind") != "activity")
        .then(pl.lit("of a method, which has no history"))
        .when(~pl.col("receiver_kind").is_in(list(kinds)))
        .then(pl.lit("of a kind of receiver that the data set has not"))
        .when(pl.col("unit").is_null())
        .then(pl.lit("of a receiver that the data set does not know"))
        .when(~pl.col("activity").is_in(panel.activities))
        .then(pl.lit("of an activity that the data set does not know"))
        .when(pl.col("year").is_null())
        .then(pl.lit("later than the data set"))
        .otherwise(pl.lit(""))
    )
    sorted_out = told.with_columns(why=why).sort("day", "unit", "activity", "outcome")
    good = sorted_out.filter(pl.col("why") == "").select(
        [pl.col(name).cast(kind) for name, kind in NO_OUTCOMES.schema.items()]
    )
    left = sorted_out.filter(pl.col("why") != "")["why"].value_counts().sort("why")
    return Joined(_joined(panel, good), good.height, dict(left.iter_rows()))


def _period(column: str, periods: list[int]) -> pl.Expr:
    """Return the period that a year lies in: the first that ends with it or later."""
    year = pl.col(column)
    found = pl.lit(None, pl.Int64)
    for before, end in reversed(list(pairwise([-math.inf, *periods]))):
        found = pl.when((year > before) & (year <= end)).then(end).otherwise(found)
    return found


def _units(panel: Panel) -> dict[str, str]:
    """Return the unit of each receiver: the first of those that lie in its place."""
    found = dict(zip(panel.units, panel.units, strict=True))
    for unit, place in zip(panel.units, panel.places, strict=True):
        if place:
            found.setdefault(place, unit)
    return found


def _joined(panel: Panel, good: pl.DataFrame) -> Panel:
    if good.is_empty():
        return panel
    taken = good.filter(pl.col("outcome") == "taken up")
    values = panel.values.copy()
    box = tuple(
        np.searchsorted(np.array(names), taken[column].to_numpy().astype(kind))
        for column, names, kind in (
            ("year", panel.years, "int64"),
            ("unit", panel.units, "str"),
            ("activity", panel.activities, "str"),
        )
    )
    np.add.at(values, box, 1.0)
    return replace(
        panel,
        values=values,
        outcomes=good,
        label_meaning=f"{panel.label_meaning} {OR_RECORDED}",
    )


OR_RECORDED = gettext_noop("Or a recorded outcome says that it was taken up.")


def from_outcomes(past: Past, fitted: Flags) -> dict[str, Matrix]:
    """Return what was recorded last of each by then; none where nothing was."""
    del fitted  # what became of a transfer is evidence about its receiver
    if past.outcomes.is_empty():
        return {}
    last = past.outcomes.unique(["unit", "activity"], keep="last", maintain_order=True)
    return {
        "declined": _marked(last.filter(pl.col("outcome") == "declined"), past),
        "under way": _marked(last.filter(pl.col("outcome") == "started"), past),
    }


def _marked(rows: pl.DataFrame, past: Past) -> Matrix:
    marks = np.zeros(past.counts.shape)
    units = {unit: at for at, unit in enumerate(past.units)}
    activities = {code: at for at, code in enumerate(past.activities)}
    for unit, activity in rows.select("unit", "activity").iter_rows():
        marks[units[unit], activities[activity]] = 1.0
    return marks
