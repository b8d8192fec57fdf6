"""Makes an election from a Pabulib file: checks every value, and counts ballots.

Points are utilities, rankings count as Borda (the last of `k` projects on a ballot gets
0, the first `k` - 1), and a ballot that chooses one project is an approval of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm

import polars as pl

from omstilling.errors import InputError
from omstilling.priorities.shares.ballots.election import (
    APPROVALS,
    EXACT,
    KINDS,
    Election,
    Kind,
    Project,
    collect,
)
from omstilling.priorities.shares.ballots.pabulib import PabulibFile, number_of

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
    _check_unique(file, file.votes, "voter_id")
    _check_count(file, "num_projects", len(projects))
    _check_count(file, "num_votes", file.votes.height)
    if not file.votes.height:
        raise InputError(
            f"{file.name} holds no votes.", hint="A rule needs one voter at least."
        )
    keys = ["vote", "points"] if kind in _WITH_POINTS else ["vote"]
    different = (
        file.votes.group_by(keys, maintain_order=True)
        .agg(pl.col("line").first())
        .with_row_index("ballot")
    )
    entries, notes = _entries(file, different, projects, kind)
    entries, point = _in_units(file, entries, kind)
    return collect(
        projects,
        budget=budget,
        kind=kind,
        entries=entries,
        voters=_voters(file, different, keys),
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
    value = number_of(text)
    if value is None or value < 0:
        raise file.wrong(line, field, text, "is no amount of money of at least 0")
    return Decimal(text.strip().replace(",", "."))


def _check_columns(file: PabulibFile, *columns: str) -> None:
    missing = [name for name in columns if name not in file.votes.columns]
    if missing:
        raise InputError(
            f"The VOTES of {file.name} have no column {', '.join(missing)}.",
            hint=f"They have {', '.join(file.votes.columns[:-1])}.",
        )


def _check_unique(file: PabulibFile, table: pl.DataFrame, column: str) -> None:
    again = table.filter(~pl.col(column).is_first_distinct())
    if again.height:
        value, line = again.select(column, "line").row(0)
        raise file.wrong(line, column, value, "stands twice")


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
    _check_unique(file, table, "project_id")
    named = table["name"] if "name" in table.columns else [""] * table.height
    rows = zip(table["line"], table["project_id"], table["cost"], named, strict=True)
    return tuple(
        Project(_id(file, line, one), _amount(file, line, "cost", cost), name.strip())
        for line, one, cost, name in rows
    )


def _id(file: PabulibFile, line: int, one: str) -> str:
    plain = one.strip()
    if not plain or "," in plain:
        raise file.wrong(line, "project_id", one, "is empty or holds a comma")
    return plain


def _voters(
    file: PabulibFile, different: pl.DataFrame, keys: list[str]
) -> pl.DataFrame:
    votes = file.votes
    weight = pl.col("weight") if "weight" in votes.columns else pl.lit("1")
    group = pl.col("group") if "group" in votes.columns else pl.lit("")
    joined = votes.join(
        different.select(*keys, "ballot"), on=keys, how="left", maintain_order="left"
    ).select(
        pl.col("ballot").cast(pl.Int64),
        weight.str.replace(",", ".", literal=True).alias("weight"),
        group.str.strip_chars().alias("group"),
        "line",
    )
    for text, line in (
        joined.group_by("weight").agg(pl.col("line").first()).sort("line").iter_rows()
    ):
        value = number_of(text)
        if value is None or value <= 0:
            raise file.wrong(line, "weight", text, "is no number above 0")
    return joined


def _entries(
    file: PabulibFile,
    different: pl.DataFrame,
    projects: tuple[Project, ...],
    kind: Kind,
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return the projects on each ballot as written, and what to note."""
    split = different.with_columns(pl.col("vote").str.split(","))
    if kind in _WITH_POINTS:
        split = _with_points(file, split)
    else:
        split = split.explode("vote").with_columns(pl.col("vote").str.strip_chars())
    named = split.filter(pl.col("vote") != "")
    places = pl.DataFrame(
        {"vote": [one.id for one in projects], "project": range(len(projects))},
        schema={"vote": pl.String, "project": pl.Int32},
    )
    entries = named.join(places, on="vote", how="left", maintain_order="left")
    entries = entries.with_columns(
        (pl.col("ballot").cast(pl.Int64) * len(projects) + pl.col("project"))
        .is_first_distinct()
        .alias("first")
    )
    _check_entries(file, entries, kind)
    return _once(entries)


def _with_points(file: PabulibFile, split: pl.DataFrame) -> pl.DataFrame:
    """Put each project beside its points."""
    both = split.with_columns(pl.col("points").str.split(","))
    uneven = both.filter(pl.col("vote").list.len() != pl.col("points").list.len())
    if uneven.height:
        line, points = uneven.select("line", pl.col("points").list.join(",")).row(0)
        raise file.wrong(
            line, "points", points, "gives not one number for each project"
        )
    return both.explode("vote", "points").with_columns(
        pl.col("vote", "points").str.strip_chars()
    )


def _check_entries(file: PabulibFile, entries: pl.DataFrame, kind: Kind) -> None:
    if entries["project"].null_count():
        unknown = entries.filter(pl.col("project").is_null())
        line, value = unknown.select("line", "vote").row(0)
        raise file.wrong(line, "vote", value, "is the id of no project")
    if kind != "approval" and not entries["first"].all():
        line, value = entries.filter(~pl.col("first")).select("line", "vote").row(0)
        raise file.wrong(line, "vote", value, "stands twice on this ballot")
    if kind != "choose-1":
        return
    more = entries.filter(~pl.col("ballot").is_first_distinct())
    if more.height:
        line, value = more.select("line", "vote").row(0)
        raise file.wrong(line, "vote", value, "is a second project where one is chosen")


def _once(entries: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Count a project once that an approval names twice, and say so."""
    twice = entries.height - int(entries["first"].sum())
    if not twice:
        return entries, ()
    return entries.filter("first"), (
        f"Named twice on one ballot and counted once: {twice} approvals.",
    )


def _in_units(
    file: PabulibFile, entries: pl.DataFrame, kind: Kind
) -> tuple[pl.DataFrame, int]:
    """Return the points in whole units, above 0, and how many units a point is."""
    if entries.is_empty() or kind in APPROVALS:
        return entries.with_columns(pl.lit(1, pl.Int64).alias("points")), 1
    if kind == "ordinal":
        points = pl.len().over("ballot") - pl.int_range(pl.len()).over("ballot") - 1
        unit = 1
    else:
        values = _points(file, entries)
        unit = lcm(*(value.denominator for value in values.values()))
        whole = {text: int(value * unit) for text, value in values.items()}
        points = pl.col("points").replace_strict(whole, return_dtype=pl.Int64)
        if max(whole.values(), default=0) >= EXACT:
            raise InputError(
                f"The points of {file.name} have too many digits to be added exactly.",
                hint="Use points with fewer decimals.",
            )
    given = entries.with_columns(points.cast(pl.Int64).alias("points"))
    return given.filter(pl.col("points") > 0), unit


def _points(file: PabulibFile, entries: pl.DataFrame) -> dict[str, Fraction]:
    """Return the value of each text that stands for points."""
    first = entries.group_by("points").agg(pl.col("line").first()).sort("line")
    values: dict[str, Fraction] = {}
    for text, line in first.iter_rows():
        value = number_of(text)
        if value is None or value < 0:
            raise file.wrong(line, "points", text, "is no number of at least 0")
        values[text] = value
    return values
