"""An election: projects with costs, a budget, and ballots, identical ones as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from omstilling.errors import InputError

Integers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
Kind = Literal["approval", "choose-1", "cumulative", "scoring", "ordinal"]
KINDS: tuple[Kind, ...] = get_args(Kind)
APPROVALS: tuple[Kind, ...] = ("approval", "choose-1")
#: Whole numbers up to here are exact as floats, so sums of them are too.
EXACT = 2**53


@dataclass(frozen=True)
class Project:
    """A project: its id, what it costs, and what it is called."""

    id: str
    cost: Decimal
    name: str = ""


@dataclass(frozen=True, eq=False)
class Ballots:
    """Different ballots, each as often as it was cast.

    Attributes
    ----------
    start
        Where the entries of a ballot begin, `(ballots + 1,)`.
    project, points
        One entry for each project on a ballot, by the order of projects: which it is,
        and how many units of points it gets (1 for an approval, Borda for a ranking).
    weight
        Units of weight that a ballot was cast with, `(ballots,)`, at least 1.
    """

    start: Integers
    project: Places
    points: Integers
    weight: Integers


@dataclass(frozen=True, eq=False)
class Members:
    """Who cast the ballots: one row for each ballot and group.

    Attributes
    ----------
    ballot, group
        Places in `Ballots` and in `Election.groups`.
    voters
        How many persons or firms.
    weight
        Units of weight that they have together.
    """

    ballot: Places
    group: Places
    voters: Integers
    weight: Integers


@dataclass(frozen=True, eq=False)
class Election:
    """What a rule decides on.

    Attributes
    ----------
    projects
        In the order they were given.
    budget
        What may be spent.
    kind
        What a ballot says.
    ballots, members
        The ballots, and who cast them.
    groups
        Names of the groups; one without a name where voters are not grouped.
    voters
        Number of voters, those with empty ballots included.
    weight
        Sum of their weights: the number of voters where all weigh 1.
    point
        How many units of points one point is.
    notes
        What a reader should know about how the ballots were counted.
    """

    projects: tuple[Project, ...]
    budget: Decimal
    kind: Kind
    ballots: Ballots
    members: Members
    groups: tuple[str, ...]
    voters: int
    weight: Fraction
    point: int = 1
    notes: tuple[str, ...] = ()

    @cached_property
    def units(self) -> int:
        """Units of weight of all voters."""
        return int(self.ballots.weight.sum())

    @cached_property
    def costs(self) -> tuple[Fraction, ...]:
        """Cost of each project, exact."""
        return tuple(Fraction(project.cost) for project in self.projects)

    @property
    def by_approval(self) -> bool:
        """Whether ballots name projects without saying how much each is worth."""
        return self.kind in APPROVALS

    def share(self, steps: Fraction = Fraction(0)) -> Fraction:
        """Return what a unit of weight may spend; a step gives weight 1 one more."""
        return (Fraction(self.budget) + steps * self.weight) / self.units

    def __repr__(self) -> str:
        """Say how large it is."""
        return (
            f"Election({len(self.projects)} projects, {self.voters} voters, "
            f"{len(self.ballots.weight)} different ballots, {self.kind})"
        )


def collect(
    projects: Sequence[Project],
    *,
    budget: Decimal,
    kind: Kind,
    entries: pl.DataFrame,
    voters: pl.DataFrame,
    quotas: Mapping[str, Fraction] | None = None,
    point: int = 1,
    notes: tuple[str, ...] = (),
) -> Election:
    """Put an election together; identical ballots become one.

    Parameters
    ----------
    projects
        With different ids.
    budget
        What may be spent.
    kind
        What a ballot says.
    entries
        Columns `ballot` and `project` (places) and `points` (whole numbers above 0),
        no project twice on a ballot.
    voters
        One row a voter: `ballot` (null: an empty one), `weight` (as text, above 0)
        and `group`.
    quotas
        Share of the budget that each group decides on, together 1.
    point
        How many units of points one point is.
    notes
        What a reader should know about how the ballots were counted.
    """
    merged, ballots = _merge(entries)
    cast = voters.join(merged, on="ballot", how="left").with_columns(
        pl.col("merged").fill_null(len(ballots))
    )
    alike = cast.group_by("merged", "weight", "group").len("voters")
    units, weight = _units(alike, quotas)
    counted = (
        alike.join(units, on=["weight", "group"], how="left")
        .with_columns(pl.col("units") * pl.col("voters"))
        .group_by("merged", "group")
        .agg(pl.col("voters").sum(), pl.col("units").sum())
        .sort("merged", "group")
    )
    groups = tuple(sorted(counted["group"].unique()))
    table = ballots if counted["merged"].max() != len(ballots) else _with_empty(ballots)
    lengths = table["project"].list.len().to_numpy()
    total = counted.group_by("merged").agg(pl.col("units").sum()).sort("merged")
    inside = table.filter(pl.col("project").list.len() > 0)
    election = Election(
        projects=tuple(projects),
        budget=budget,
        kind=kind,
        ballots=Ballots(
            start=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))),
            project=inside["project"].explode().to_numpy().astype(np.int32),
            points=inside["points"].explode().to_numpy().astype(np.int64),
            weight=total["units"].to_numpy().astype(np.int64),
        ),
        members=Members(
            ballot=counted["merged"].to_numpy().astype(np.int32),
            group=_places(counted["group"], groups),
            voters=counted["voters"].to_numpy().astype(np.int64),
            weight=counted["units"].to_numpy().astype(np.int64),
        ),
        groups=groups,
        voters=voters.height,
        weight=weight,
        point=point,
        notes=notes,
    )
    _check_size(election)
    return election


def _merge(entries: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return which ballot each one became, and the different ones."""
    lists = (
        entries.sort("ballot", "project")
        .group_by("ballot", maintain_order=True)
        .agg("project", "points")
    )
    different = lists.group_by("project", "points", maintain_order=True).agg("ballot")
    different = different.sort("project", "points").with_row_index("merged")
    merged = different.select("merged", "ballot").explode("ballot")
    return (
        merged.with_columns(pl.col("merged").cast(pl.Int64)),
        different.select("project", "points"),
    )


def _with_empty(ballots: pl.DataFrame) -> pl.DataFrame:
    empty: dict[str, list[list[int]]] = {"project": [[]], "points": [[]]}
    return pl.concat([ballots, pl.DataFrame(empty, schema=ballots.schema)])


def _places(values: pl.Series, names: Sequence[str]) -> Places:
    places = {name: place for place, name in enumerate(names)}
    return values.replace_strict(places, return_dtype=pl.Int32).to_numpy()


def _units(
    alike: pl.DataFrame, quotas: Mapping[str, Fraction] | None
) -> tuple[pl.DataFrame, Fraction]:
    """Return the whole units of each weight and group, and the sum of weights."""
    kinds = alike.group_by("weight", "group").agg(pl.col("voters").sum())
    weights = {(text, group): Fraction(text) for text, group, _ in kinds.iter_rows()}
    total = sum(
        (weights[text, group] * number for text, group, number in kinds.iter_rows()),
        Fraction(0),
    )
    if quotas is not None:
        weights = _by_quota(kinds, weights, quotas)
    least = lcm(*(one.denominator for one in weights.values()))
    if max(weights.values()) * least * int(alike["voters"].sum()) >= EXACT:
        raise _too_fine()
    units = pl.DataFrame(
        [(*key, int(one * least)) for key, one in weights.items()],
        schema={"weight": pl.String, "group": pl.String, "units": pl.Int64},
        orient="row",
    )
    return units, total


def _by_quota(
    kinds: pl.DataFrame,
    weights: Mapping[tuple[str, str], Fraction],
    quotas: Mapping[str, Fraction],
) -> dict[tuple[str, str], Fraction]:
    sums: dict[str, Fraction] = {}
    for text, group, number in kinds.iter_rows():
        sums[group] = sums.get(group, Fraction(0)) + weights[text, group] * number
    if (
        set(sums) != set(quotas)
        or sum(quotas.values()) != 1
        or min(quotas.values()) <= 0
    ):
        told = ", ".join(f"{name}={float(one):g}" for name, one in quotas.items())
        raise InputError(
            f"The quotas {told} do not divide the whole budget among the groups "
            f"{', '.join(sorted(sums))}.",
            hint="Give each group a share above 0, together 1.",
        )
    return {
        (text, group): one * quotas[group] / sums[group]
        for (text, group), one in weights.items()
    }


def _check_size(election: Election) -> None:
    ballots = election.ballots
    largest = int(ballots.points.max(initial=1)) * election.units
    if largest >= EXACT:
        raise _too_fine()


def _too_fine() -> InputError:
    return InputError(
        "The points or weights have too many digits to be added exactly.",
        hint="Use points, weights and quotas with fewer decimals.",
    )
