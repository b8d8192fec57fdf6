"""Makes an election from a Pabulib file: checks every value, and counts ballots.

Points are utilities, rankings count as Borda (the last of `k` projects on a ballot gets
0, the first `k` - 1), and a ballot that chooses one project is an approval of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm

import numpy as np
import polars as pl

from omstilling.errors import InputError
from omstilling.priorities.shares.ballots.election import (
    EXACT,
    KINDS,
    Election,
    Entries,
    Integers,
    Kind,
    Project,
    collect,
)
from omstilling.priorities.shares.ballots.pabulib import (
    PabulibFile,
    number_of,
    plain_number,
)

_WITH_POINTS = ("cumulative", "scoring")


def election_of(
    file: PabulibFile, *, quotas: Mapping[str, Fraction] | None = None
) -> Election:
    """Return the election that a file describes.

    Parameters
    ----------
    file
        As `read_pabulib` gives it.
    quotas
        Share of the budget that each group decides on, above 0 and together 1; without
        them, each voter has a share by weight.

    Raises
    ------
    InputError
        A value is not what its field holds; names line, field and value.
    """
    kind = _kind(file)
    budget = _amount(file, file.lines.get("budget", 0), "budget", _meta(file, "budget"))
    if not budget:
        line, text = file.lines["budget"], file.meta["budget"]
        raise file.wrong(line, "budget", text, "is no budget above 0")
    projects = _projects(file)
    _check_columns(file, "voter_id", "vote", *(["points"] * (kind in _WITH_POINTS)))
    _check_unique(file, file.votes["voter_id"], file.votes["line"])
    _check_count(file, "num_projects", len(projects))
    _check_count(file, "num_votes", file.votes.height)
    if not file.votes.height:
        raise InputError(
            f"{file.name} holds no votes.", hint="A rule needs one voter at least."
        )
    cast = _cast(file, kind)
    entries, point, notes = _entries(file, cast, projects, kind)
    _check_weights(file, cast)
    return collect(
        projects,
        budget=budget,
        kind=kind,
        entries=entries,
        cast=cast,
        quotas=quotas,
        point=point,
        notes=notes,
    )


def _meta(file: PabulibFile, key: str) -> str:
    if key not in file.meta:
        raise InputError(
            f"{file.name} does not state '{key}' in META.",
            hint=f"Add a line {key};value.",
        )
    return file.meta[key]


def _kind(file: PabulibFile) -> Kind:
    said = _meta(file, "vote_type").lower()
    if said not in KINDS:
        raise file.wrong(
            file.lines["vote_type"],
            "vote_type",
            said,
            f"is none of {', '.join(KINDS)}",
        )
    return said


def _amount(file: PabulibFile, line: int, field: str, text: str) -> Decimal:
    plain = plain_number(text)
    if plain is None or (amount := Decimal(plain)) < 0:
        raise file.wrong(line, field, text, "is no amount of money of at least 0")
    return amount


def _check_columns(file: PabulibFile, *columns: str) -> None:
    missing = [name for name in columns if name not in file.votes.columns]
    if missing:
        raise InputError(
            f"The VOTES of {file.name} have no column {', '.join(missing)}.",
            hint=f"They have {', '.join(file.votes.columns[:-1])}.",
        )


def _check_unique(file: PabulibFile, values: pl.Series, lines: pl.Series) -> None:
    if values.n_unique() < len(values):
        place = (~values.is_first_distinct()).arg_max() or 0
        raise file.wrong(lines[place], values.name, values[place], "stands twice")


def _check_count(file: PabulibFile, key: str, found: int) -> None:
    said = file.meta.get(key)
    if said is not None and said != str(found):
        raise file.wrong(file.lines[key], key, said, f"is not the {found} there are")


def _projects(file: PabulibFile) -> tuple[Project, ...]:
    table = file.projects
    missing = [name for name in ("project_id", "cost") if name not in table.columns]
    if missing:
        raise InputError(
            f"The PROJECTS of {file.name} have no column {', '.join(missing)}.",
            hint=f"They have {', '.join(table.columns[:-1])}.",
        )
    ids = [one.strip() for one in table["project_id"]]
    _check_unique(file, pl.Series("project_id", ids, pl.String), table["line"])
    named = table["name"] if "name" in table.columns else [""] * table.height
    rows = zip(table["line"], ids, table["cost"], named, strict=True)
    return tuple(
        Project(_id(file, line, one), _amount(file, line, "cost", cost), name.strip())
        for line, one, cost, name in rows
    )


def _id(file: PabulibFile, line: int, one: str) -> str:
    if not one or "," in one:
        raise file.wrong(line, "project_id", one, "is empty or holds a comma")
    return one


def _cast(file: PabulibFile, kind: Kind) -> pl.DataFrame:
    """Return how many voters wrote the same, and the first line that they did on.

    Only what is written differently is looked at; nothing depends on its order.
    """
    asked = ["vote", "weight", "group", *(["points"] * (kind in _WITH_POINTS))]
    keys = [name for name in asked if name in file.votes.columns]
    alike = file.votes.group_by(keys).agg(
        pl.col("line").min(), pl.len().cast(pl.Int64).alias("voters")
    )
    if "weight" in keys:
        weight = pl.col("weight").str.replace(",", ".", literal=True)
        alike = alike.with_columns(weight)
    if "group" in keys:
        alike = alike.with_columns(pl.col("group").str.strip_chars())
    return alike


def _check_weights(file: PabulibFile, cast: pl.DataFrame) -> None:
    if "weight" not in cast.columns:
        return
    first = cast.group_by("weight").agg(pl.col("line").min()).sort("line")
    for text, line in first.iter_rows():
        value = number_of(text)
        if value is None or value <= 0:
            raise file.wrong(line, "weight", text, "is no number above 0")


def _entries(
    file: PabulibFile,
    cast: pl.DataFrame,
    projects: tuple[Project, ...],
    kind: Kind,
) -> tuple[Entries, int, tuple[str, ...]]:
    """Return what each row says, how many units a point is, and what to note."""
    split = cast["vote"].str.split(",")
    lengths = split.list.len().cast(pl.Int64).to_numpy()
    texts = _points(file, cast, lengths) if kind in _WITH_POINTS else None
    row = np.repeat(np.arange(cast.height), lengths)
    place = _places(file, cast["line"], row, split.explode(), projects)
    said = place < len(projects)
    if not said.all():
        row, place = row[said], place[said]
        texts = None if texts is None else texts.filter(said)
    order, again = _sorted(row * len(projects) + place)
    wrong, reason = _repeated(row, again, kind)
    if len(wrong):
        line, entry = _first(cast["line"], row, wrong)
        raise file.wrong(line, "vote", projects[place[entry]].id, reason)
    if texts is not None:
        points, unit = _in_units(file, cast["line"], row, texts)
    else:
        points, unit = _borda(row) if kind == "ordinal" else np.ones_like(row), 1
    # The last of a ranking and what is given no points are not supported.
    kept = points > 0
    kept[again] = False
    if not kept.all():
        order = np.arange(len(row))[order]
        order = order[kept[order]]
    entries = Entries(row=row[order], project=place[order], points=points[order])
    return entries, unit, _notes(cast, row[again])


def _sorted(key: Integers) -> tuple[Integers | slice, Integers]:
    """Return the order by key, and where a key stands again."""
    if (key[1:] > key[:-1]).all():
        return slice(None), np.empty(0, dtype=np.int64)
    order = np.argsort(key, kind="stable")
    return order, np.sort(order[1:][np.diff(key[order]) == 0])


def _points(file: PabulibFile, cast: pl.DataFrame, lengths: Integers) -> pl.Series:
    """Return the points as written, beside the projects."""
    split = cast["points"].str.split(",")
    uneven = cast.filter(split.list.len() != pl.Series(lengths))
    if uneven.height:
        line, points = uneven.sort("line").select("line", "points").row(0)
        raise file.wrong(
            line, "points", points, "gives not one number for each project"
        )
    return split.explode()


def _places(
    file: PabulibFile,
    lines: pl.Series,
    row: Integers,
    names: pl.Series,
    projects: tuple[Project, ...],
) -> Integers:
    """Return which project each name is of; one past the last where there is none."""
    ids = pl.Enum([*(one.id for one in projects), ""])
    known = names.cast(ids, strict=False)
    if known.null_count():
        known = names.str.strip_chars().cast(ids, strict=False)
    if known.null_count():
        unknown = np.flatnonzero(known.is_null().to_numpy())
        line, entry = _first(lines, row, unknown)
        value = names[entry].strip()
        raise file.wrong(line, "vote", value, "is the id of no project")
    return known.to_physical().cast(pl.Int64).to_numpy()


def _first(lines: pl.Series, row: Integers, entries: Integers) -> tuple[int, int]:
    """Return the line and the place of the entry that stands first in the file."""
    here = lines.to_numpy()[row[entries]]
    line = int(here.min())
    return line, int(entries[here == line].min())


def _repeated(row: Integers, again: Integers, kind: Kind) -> tuple[Integers, str]:
    """Return what may not stand a second time, and what is wrong with it."""
    if kind == "choose-1" and not len(again):
        more = 1 + np.flatnonzero(np.diff(row) == 0)
        return more, "is a second project where one is chosen"
    return again[: 0 if kind == "approval" else None], "stands twice on this ballot"


def _notes(cast: pl.DataFrame, again: Integers) -> tuple[str, ...]:
    """Say how many approvals name a project twice, on ballots written differently."""
    if not len(again):
        return ()
    twice = np.bincount(again, minlength=cast.height)
    number = int(twice[cast["vote"].is_first_distinct().to_numpy()].sum())
    return (f"Named twice on one ballot and counted once: {number} approvals.",)


def _borda(row: Integers) -> Integers:
    """Return how many projects stand below each on its ballot."""
    return np.cumsum(np.bincount(row))[row] - 1 - np.arange(len(row))


def _in_units(
    file: PabulibFile, lines: pl.Series, row: Integers, texts: pl.Series
) -> tuple[Integers, int]:
    """Return the points in whole units, and how many units a point is."""
    plain = texts.str.strip_chars()
    values = {text: number_of(text) for text in plain.unique()}
    bad = [text for text, value in values.items() if value is None or value < 0]
    if bad:
        line, entry = _first(lines, row, np.flatnonzero(plain.is_in(bad).to_numpy()))
        raise file.wrong(line, "points", plain[entry], "is no number of at least 0")
    known = {text: value for text, value in values.items() if value is not None}
    unit = lcm(*(value.denominator for value in known.values()))
    whole = {text: int(value * unit) for text, value in known.items()}
    if max(whole.values(), default=0) >= EXACT:
        raise InputError(
            f"The points of {file.name} have too many digits to be added exactly.",
            hint="Use points with fewer decimals.",
        )
    points = plain.replace_strict(whole, return_dtype=pl.Int64)
    return points.to_numpy().astype(np.int64), unit
