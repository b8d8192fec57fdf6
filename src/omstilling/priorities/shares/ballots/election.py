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


@dataclass(frozen=True, eq=False)
class Entries:
    """What ballots say before identical ones are one.

    Attributes
    ----------
    row, project, points
        One entry for each project on a ballot, by row and then by project, none twice:
        which row it is of, which project, and the units of points, above 0.
    """

    row: Integers
    project: Integers
    points: Integers


def collect(
    projects: Sequence[Project],
    *,
    budget: Decimal,
    kind: Kind,
    entries: Entries,
    cast: pl.DataFrame,
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
        What the rows of `cast` say; a row without entries is an empty ballot.
    cast
        `voters`, how many cast a ballot alike; and if given, their `weight` (of each,
        as text, above 0; 1 if absent) and `group`.
    quotas
        Share of the budget that each group decides on, together 1.
    point
        How many units of points one point is.
    notes
        What a reader should know about how the ballots were counted.
    """
    groups, group = _coded(cast, "group", "")
    voters = cast["voters"].to_numpy()
    units, weight = _units(cast, groups, group, quotas)
    merged, ballots = _merge(entries, cast.height, len(projects))
    number = len(ballots.weight)
    # Sums of whole numbers below `EXACT` are exact as floats.
    place = merged * len(groups) + group
    together = [
        np.bincount(place, weights=one, minlength=number * len(groups)).astype(np.int64)
        for one in (voters, units)
    ]
    used = np.flatnonzero(together[0])
    ballots.weight[:] = together[1].reshape(number, len(groups)).sum(axis=1)
    election = Election(
        projects=tuple(projects),
        budget=budget,
        kind=kind,
        ballots=ballots,
        members=Members(
            ballot=(used // len(groups)).astype(np.int32),
            group=(used % len(groups)).astype(np.int32),
            voters=together[0][used],
            weight=together[1][used],
        ),
        groups=groups,
        voters=int(voters.sum()),
        weight=weight,
        point=point,
        notes=notes,
    )
    _check_size(election)
    return election


def _merge(entries: Entries, rows: int, projects: int) -> tuple[Integers, Ballots]:
    """Return which ballot each row is, and the different ones, not yet weighed.

    They are sorted by their projects, then by their points; an empty one is the last.
    """
    lengths = np.bincount(entries.row, minlength=rows)
    start = np.cumsum(lengths) - lengths
    text = _as_text(entries, lengths, start, projects)
    order = np.argsort(text)
    new = np.append(True, text[order[1:]] != text[order[:-1]])
    first = order[new]
    merged = np.empty(rows, dtype=np.int64)
    merged[order] = np.cumsum(new) - 1
    begin = np.concatenate(([0], np.cumsum(lengths[first])))
    moved = np.repeat(start[first] - begin[:-1], lengths[first])
    chosen = moved + np.arange(len(moved))
    ballots = Ballots(
        start=begin,
        project=entries.project[chosen].astype(np.int32),
        points=entries.points[chosen],
        weight=np.zeros(len(first), dtype=np.int64),
    )
    return merged, ballots


def _as_text(
    entries: Entries, lengths: Integers, start: Integers, projects: int
) -> npt.NDArray[np.bytes_]:
    """Return each row as bytes that sort as ballots do: projects, then points."""
    width = max(int(lengths.max()), 1)
    points = entries.points
    most = int(points.max(initial=1))
    # Where all points are 1, projects say all.
    parts = 1 if most == 1 else 2
    # 0 ends a ballot, and one past the projects is an empty one.
    digit = np.min_scalar_type(max(projects + 1, most)).newbyteorder(">")
    table = np.zeros((len(lengths), parts, width), dtype=digit)
    flat = table.reshape(-1)
    place = np.arange(len(points)) + np.repeat(
        np.arange(len(lengths)) * (parts * width) - start, lengths
    )
    flat[place] = entries.project + 1
    if parts == 2:
        flat[place + width] = points
    table[lengths == 0, 0, 0] = projects + 1
    return flat.view(f"S{table.strides[0]}")


def _coded(
    table: pl.DataFrame, column: str, default: str
) -> tuple[tuple[str, ...], Integers]:
    """Return the values of a column, sorted, and the place of each row's among them."""
    if column not in table.columns:
        return (default,), np.zeros(table.height, dtype=np.int64)
    values = table[column].unique().sort()
    codes = table[column].cast(pl.Enum(values)).to_physical()
    return tuple(values), codes.cast(pl.Int64).to_numpy()


def _units(
    cast: pl.DataFrame,
    groups: tuple[str, ...],
    group: Integers,
    quotas: Mapping[str, Fraction] | None,
) -> tuple[Integers, Fraction]:
    """Return the whole units of all voters of each row, and the sum of weights."""
    texts, text = _coded(cast, "weight", "1")
    voters = cast["voters"].to_numpy()
    kind = text * len(groups) + group
    number = np.bincount(kind, weights=voters).astype(np.int64)
    kinds = [
        (int(one), groups[one % len(groups)], int(number[one]))
        for one in np.flatnonzero(number)
    ]
    weights = {one: Fraction(texts[one // len(groups)]) for one, _, _ in kinds}
    total = sum((weights[one] * count for one, _, count in kinds), Fraction(0))
    if quotas is not None:
        weights = _by_quota(kinds, weights, quotas)
    least = lcm(*(one.denominator for one in weights.values()))
    if max(weights.values()) * least * int(voters.sum()) >= EXACT:
        raise _too_fine()
    units = np.zeros(len(number), dtype=np.int64)
    for one, each in weights.items():
        units[one] = int(each * least)
    return units[kind] * voters, total


def _by_quota(
    kinds: Sequence[tuple[int, str, int]],
    weights: Mapping[int, Fraction],
    quotas: Mapping[str, Fraction],
) -> dict[int, Fraction]:
    """Return the weight of each kind of voter: place, group and how many there are."""
    sums: dict[str, Fraction] = {}
    for one, group, number in kinds:
        sums[group] = sums.get(group, Fraction(0)) + weights[one] * number
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
    return {one: weights[one] * quotas[group] / sums[group] for one, group, _ in kinds}


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
