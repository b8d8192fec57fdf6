"""The long table `unit, activity, year, value` as counts, and what was known by a year.

No data set is known here; `universes` and `tables_in` make panels of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import polars as pl

from omstilling.errors import InputError, UsageError
from omstilling.language import gettext_noop
from omstilling.strengths import Flags, Index, Matrix
from omstilling.transfers.takeup.history.notes import Note

Presence = Literal["any", "rca"]
Period = Literal["year", "month"]
#: Balassa's index from which an activity is held, and below which it is not; between
#: the two is neither, so that a take-up is more than a wobble round 1.
HELD, NOT_HELD = 1.0, 0.5

NO_RECORDS = pl.DataFrame(
    schema={
        "unit": pl.String,
        "activity": pl.String,
        "year": pl.Int64,
        "organisation": pl.String,
        "scheme": pl.String,
        "office": pl.String,
        "amount": pl.Float64,
    }
)
NO_OUTCOMES = pl.DataFrame(
    schema={
        "unit": pl.String,
        "activity": pl.String,
        "year": pl.Int64,
        "outcome": pl.String,
    }
)
NO_PROJECTS = pl.DataFrame(
    schema={"organisation": pl.String, "project": pl.String, "year": pl.Int64}
)


@dataclass(frozen=True, eq=False, repr=False)
class Panel:
    """Units × activities through the years.

    Attributes
    ----------
    dataset, label_meaning
        What it holds, and what a take-up means in it, in one sentence.
    presence
        `any`: held once anything was there up to a year; `rca`: held when the share of
        the unit is at least the share of all (Balassa 1965), in that year alone.
    units, activities, years
        Sorted; what the axes of `values` stand for. A year may be any whole number
        that counts periods.
    values
        Years × units × activities, not negative.
    groups
        What a unit belongs to (its county); units of a group are left out together.
    points
        Units × 2: latitude and longitude in degrees, NaN where unknown.
    places
        Municipality of 2024 of each unit, empty where unknown.
    hierarchy
        For each level above the activities, coarse first, the code each belongs to;
        None where the codes seen by a cut are to show the levels.
    records
        One row per fact with its organisation and the agency's scheme and office.
    projects
        Which organisation took part in which project, from which year.
    least_history
        Periods that must be known before something can be learned from them.
    period
        `year`, or `month`: months since the year 0.
    notes
        What was left out when the panel was made.
    last_share
        Share of the last period that the data cover, above nought and at most 1.
    outcomes
        What became of transfers, one row each in the order of their days.
    """

    dataset: str
    label_meaning: str
    presence: Presence
    units: list[str]
    activities: list[str]
    years: list[int]
    values: Matrix
    groups: list[str]
    points: Matrix
    places: list[str]
    hierarchy: tuple[list[str], ...] | None
    records: pl.DataFrame = field(default_factory=lambda: NO_RECORDS)
    projects: pl.DataFrame = field(default_factory=lambda: NO_PROJECTS)
    least_history: int = 2
    period: Period = "year"
    notes: tuple[Note, ...] = ()
    last_share: float = 1.0
    outcomes: pl.DataFrame = field(default_factory=lambda: NO_OUTCOMES)

    def __repr__(self) -> str:
        """Say what it holds in one line."""
        return (
            f"Panel({self.dataset}: {len(self.units)} units × "
            f"{len(self.activities)} activities, {covered(self)}, "
            f"presence {self.presence})"
        )

    def digest(self) -> str:
        """Return sixteen hexadecimal digits that name the content."""
        names = "\n".join(
            [*self.units, "", *self.activities, "", *map(str, self.years)]
        )
        content = hashlib.sha256(names.encode() + self.values.tobytes())
        for table in (self.records, self.projects, self.outcomes):
            content.update(table.sort(table.columns).write_csv().encode())
        return content.hexdigest()[:16]


@dataclass(frozen=True, eq=False, repr=False)
class Past:
    """What was known of a panel at the end of a year; it holds nothing later.

    Attributes
    ----------
    as_of
        The last year.
    rows, columns
        Units and activities seen by then, as positions in the panel.
    counts
        Units × activities: all up to `as_of`, or of that year where presence is `rca`.
    recent, earlier
        The same for the later and the earlier half of the history; None where there is
        one year only.
    advantage
        Balassa's index of `counts`.
    held, absent
        Whether the unit holds the activity, and whether it surely does not.
    """

    as_of: int
    presence: Presence
    rows: Index
    columns: Index
    units: list[str]
    activities: list[str]
    counts: Matrix
    recent: Matrix | None
    earlier: Matrix | None
    advantage: Matrix
    held: Flags
    absent: Flags
    groups: list[str]
    points: Matrix
    hierarchy: tuple[list[str], ...]
    records: pl.DataFrame
    projects: pl.DataFrame
    outcomes: pl.DataFrame

    def __repr__(self) -> str:
        """Say what it holds in one line."""
        units, activities = self.counts.shape
        return f"Past(as of {self.as_of}: {units} units × {activities} activities)"


def make_panel(
    table: pl.DataFrame,
    *,
    dataset: str,
    label_meaning: str,
    presence: Presence,
    groups: dict[str, str] | None = None,
    points: dict[str, tuple[float, float]] | None = None,
    places: dict[str, str] | None = None,
    hierarchy: tuple[dict[str, str], ...] | None = None,
    records: pl.DataFrame = NO_RECORDS,
    projects: pl.DataFrame = NO_PROJECTS,
    least_history: int = 2,
    period: Period = "year",
    notes: tuple[Note, ...] = (),
    last_share: float = 1.0,
) -> Panel:
    """Make a panel of a long table.

    Parameters
    ----------
    table
        `unit`, `activity`, `year`, `value`; rows of the same three are added up, in
        whatever order they come.
    groups, points, places
        By unit; a unit without a group is one of its own.
    hierarchy
        Activity → code above, coarse first; if not given, the codes show it that are
        seen by the cut.

    Raises
    ------
    InputError
        The table is empty or holds a negative value.
    """
    _check(table, dataset)
    units = table["unit"].unique().sort().to_list()
    activities = table["activity"].unique().sort().to_list()
    years = table["year"].unique().sort().to_list()
    nowhere = (float("nan"), float("nan"))
    return Panel(
        dataset=dataset,
        label_meaning=label_meaning,
        presence=presence,
        units=units,
        activities=activities,
        years=years,
        values=_cube(table, years, units, activities),
        groups=[(groups or {}).get(unit, unit) for unit in units],
        points=np.array([(points or {}).get(unit, nowhere) for unit in units]),
        places=[(places or {}).get(unit, "") for unit in units],
        hierarchy=None
        if hierarchy is None
        else tuple([level[one] for one in activities] for level in hierarchy),
        records=records,
        projects=projects,
        least_history=least_history,
        period=period,
        notes=notes,
        last_share=last_share,
    )


def _check(table: pl.DataFrame, dataset: str) -> None:
    if table.is_empty():
        raise InputError(
            f"The data set '{dataset}' has no rows that count.",
            hint="Check that the files hold what the data set needs.",
        )
    least = table["value"].cast(pl.Float64).min()
    if not isinstance(least, float) or not least >= 0:
        raise InputError(
            f"The data set '{dataset}' has values below zero.",
            hint="A value is a count or an amount; leave such rows out.",
        )


def _cube(
    table: pl.DataFrame, years: list[int], units: list[str], activities: list[str]
) -> Matrix:
    # Sorted, so that sums do not depend on the order of the rows.
    cells = (
        table.with_columns(pl.col("value").cast(pl.Float64))
        .sort("value")
        .group_by("year", "unit", "activity", maintain_order=True)
        .agg(pl.col("value").sum())
    )
    cube = np.zeros((len(years), len(units), len(activities)))
    at = tuple(
        np.searchsorted(np.array(names), cells[column].to_numpy().astype(kind))
        for column, names, kind in (
            ("year", years, "int64"),
            ("unit", units, "str"),
            ("activity", activities, "str"),
        )
    )
    cube[at] = cells["value"].to_numpy()
    return cube


def prefix_widths(activities: list[str]) -> tuple[int, ...]:
    """Return how many characters name the levels above, coarse first.

    A beginning is a level where it gathers codes: fewer than two thirds as many as the
    codes, and more than one. The two finest count.

    >>> prefix_widths(["0101", "0102", "0111", "0201", "0202"])
    (2, 3)
    """
    found: dict[int, int] = {}
    for width in range(min(map(len, activities)) - 1, 0, -1):
        # Shorter beginnings gather more: as many of them are the same level again.
        kinds = len(set(_begun(activities, width)))
        if 1 < kinds <= len(activities) * 2 / 3 and len(found) < 2:
            found.setdefault(kinds, width)
    return tuple(reversed(found.values()))


def _begun(activities: list[str], width: int) -> list[str]:
    return [code[:width].rstrip(".") for code in activities]


def with_levels(panel: Panel, cut: int) -> Panel:
    """Return a panel whose levels are those that the codes seen by a cut show."""
    return replace(panel, hierarchy=_levels(panel, until(panel, cut).activities))


def _levels(panel: Panel, seen: list[str]) -> tuple[list[str], ...]:
    if panel.hierarchy is not None:
        return panel.hierarchy
    return tuple(_begun(panel.activities, width) for width in prefix_widths(seen))


def until(panel: Panel, as_of: int) -> Past:
    """Return what was known of a panel at the end of a year.

    Raises
    ------
    UsageError
        The panel has nothing of that year or earlier; with presence `rca`, nothing of
        just that year.
    """
    last = _position(panel, as_of)
    seen = panel.values[last : last + 1] if panel.presence == "rca" else None
    history = panel.values[: last + 1] if seen is None else seen
    whole = history.sum(axis=0)
    rows = np.flatnonzero(whole.sum(axis=1) > 0)
    columns = np.flatnonzero(whole.sum(axis=0) > 0)
    if not len(rows):
        raise UsageError(
            f"The data set '{panel.dataset}' has no value above zero by "
            f"{told(as_of, panel.period)}.",
            hint="Choose a later --cut, or check the values.",
            why=gettext_noop("nothing is known of the earlier years"),
        )
    counts = whole[np.ix_(rows, columns)]
    recent, earlier = _halves(panel, last, rows, columns)
    index = advantage(counts)
    held = counts > 0 if panel.presence == "any" else index >= HELD
    units = [panel.units[row] for row in rows]
    activities = [panel.activities[column] for column in columns]
    seen_by_then = (
        (pl.col("year") <= as_of)
        & pl.col("unit").is_in(units)
        & pl.col("activity").is_in(activities)
    )
    return Past(
        as_of=as_of,
        presence=panel.presence,
        rows=rows,
        columns=columns,
        units=units,
        activities=activities,
        counts=counts,
        recent=recent,
        earlier=earlier,
        advantage=index,
        held=held,
        absent=~held if panel.presence == "any" else index < NOT_HELD,
        groups=[panel.groups[row] for row in rows],
        points=panel.points[rows],
        hierarchy=tuple(
            [level[one] for one in columns] for level in _levels(panel, activities)
        ),
        records=panel.records.filter(seen_by_then),
        projects=panel.projects.filter(pl.col("year") <= as_of),
        outcomes=panel.outcomes.filter(seen_by_then),
    )


def _position(panel: Panel, as_of: int) -> int:
    known = [at for at, year in enumerate(panel.years) if year <= as_of]
    exact = panel.presence == "any" or as_of in panel.years
    if not known or not exact or as_of > panel.years[-1]:
        raise UsageError(
            f"The data set '{panel.dataset}' cannot be cut at "
            f"{told(as_of, panel.period)}: it covers {covered(panel)}.",
            hint="Choose a --cut that the data cover, with years before and after it.",
        )
    return known[-1]


def covered(panel: Panel) -> str:
    """Return the periods of a panel as people write them."""
    years = panel.years
    if panel.period == "year" and len(years) == years[-1] - years[0] + 1:
        return f"{years[0]}–{years[-1]}"
    return ", ".join(told(year, panel.period) for year in years)


def told(year: int, period: Period) -> str:
    """Return a period as people write it.

    >>> told(24307, "month"), told(2014, "year")
    ('2025-08', '2014')
    """
    return str(year) if period == "year" else f"{year // 12}-{year % 12 + 1:02}"


def _halves(
    panel: Panel, last: int, rows: Index, columns: Index
) -> tuple[Matrix | None, Matrix | None]:
    """Return a later and an earlier part of the history of those seen."""
    if panel.presence == "rca" or last == 0:
        return None, None
    middle = (last + 1) // 2
    box = np.ix_(rows, columns)
    recent = panel.values[middle : last + 1].sum(axis=0)[box]
    return recent, panel.values[:middle].sum(axis=0)[box]


def advantage(counts: Matrix) -> Matrix:
    """Return Balassa's index of counts whose rows and columns all hold something."""
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    return np.asarray(counts / np.maximum(expected, 1e-300))


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came after a past.

    Attributes
    ----------
    candidates
        Units × activities of the past: absent, and observed at the end.
    taken
        Which candidates were taken up.
    """

    candidates: Flags
    taken: Flags


def outcome(panel: Panel, past: Past, end: int) -> Outcome:
    """Return what was taken up after a past and by the end of the year `end`.

    With presence `any` a take-up is a first fact in between; with `rca` it is Balassa's
    index of at least 1 in the year `end`, of all units reported in that year.

    Raises
    ------
    UsageError
        The data do not reach to `end`, or with `rca` have nothing of just that year.
    """
    last = _end(panel, past.as_of, end)
    box = np.ix_(past.rows, past.columns)
    if panel.presence == "any":
        between = [past.as_of < year <= end for year in panel.years]
        taken = panel.values[between].sum(axis=0)[box] > 0
        observed = np.ones(len(past.rows), dtype=bool)
    else:
        stock = panel.values[last]
        sums = np.outer(stock.sum(axis=1), stock.sum(axis=0)) / max(stock.sum(), 1e-300)
        taken = (stock >= HELD * sums)[box] & (stock[box] > 0)
        observed = stock[past.rows].sum(axis=1) > 0
    candidates = past.absent & observed[:, None]
    return Outcome(candidates, taken & candidates)


def _end(panel: Panel, cut: int, end: int) -> int:
    exact = panel.presence == "any" or end in panel.years
    if end <= cut or end > panel.years[-1] or not exact:
        raise UsageError(
            f"The data set '{panel.dataset}' cannot be tested from "
            f"{told(cut, panel.period)} to {told(end, panel.period)}: it covers "
            f"{covered(panel)}.",
            hint="Choose --cut and --horizon so that cut + horizon is covered.",
        )
    return [at for at, year in enumerate(panel.years) if year <= end][-1]
