"""Support from business as ballots: from a declared table, or from plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import dataframely as dy
import polars as pl

from omstilling.errors import InputError
from omstilling.priorities.shares.ballots.counting import election_of
from omstilling.priorities.shares.ballots.election import Election, Kind
from omstilling.priorities.shares.ballots.pabulib import PabulibFile
from omstilling.tables import Support

_KINDS: dict[str, Kind] = {
    "approval": "approval",
    "points": "scoring",
    "rank": "ordinal",
}


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """What one supporter says.

    Attributes
    ----------
    supporter
        Who it is; each has one ballot.
    says
        The projects supported, for a ranking the best first; or points for each.
    weight
        How many voters the supporter counts as, above 0.
    group
        Sector or another group that the supporter belongs to.
    """

    supporter: str
    says: Sequence[str] | Mapping[str, Decimal | int]
    weight: Decimal | int = 1
    group: str = ""


def election(
    costs: Mapping[str, Decimal | int],
    ballots: Sequence[Ballot],
    *,
    budget: Decimal | int,
    kind: Kind = "approval",
    quotas: Mapping[str, Decimal] | None = None,
    names: Mapping[str, str] | None = None,
) -> Election:
    """Return an election of plain data.

    Parameters
    ----------
    costs
        What each project asks, at least 0, by id; an id holds no comma.
    ballots
        One for each supporter.
    budget
        What may be spent, above 0.
    kind
        What the ballots say: `approval`, `choose-1`, `cumulative` or `scoring` (points)
        or `ordinal` (rankings).
    quotas
        Share of the budget that each group decides on, together 1.
    names
        What projects are called, by id.

    Raises
    ------
    InputError
        A value is not what it should be; names the row, the field and the value.
    """
    file = as_pabulib(costs, ballots, budget=budget, kind=kind, names=names)
    shares = None if quotas is None else {k: Fraction(v) for k, v in quotas.items()}
    return election_of(file, quotas=shares)


def as_pabulib(
    costs: Mapping[str, Decimal | int],
    ballots: Sequence[Ballot],
    *,
    budget: Decimal | int,
    kind: Kind = "approval",
    names: Mapping[str, str] | None = None,
) -> PabulibFile:
    """Return plain data as a Pabulib file, to be written or counted.

    The parameters are those of `election`. The columns `weight` and `group` are there
    only where they say something.
    """
    named = names or {}
    projects = pl.DataFrame(
        [
            (one, _written(cost), named.get(one, ""), row)
            for row, (one, cost) in enumerate(costs.items(), 1)
        ],
        schema={
            **dict.fromkeys(("project_id", "cost", "name"), pl.String),
            "line": int,
        },
        orient="row",
    )
    meta = {
        "num_projects": str(len(costs)),
        "num_votes": str(len(ballots)),
        "budget": _written(budget),
        "vote_type": kind,
    }
    return PabulibFile(
        name="support",
        meta=meta,
        projects=projects,
        votes=_votes(ballots, with_points=kind in {"cumulative", "scoring"}),
        lines=dict.fromkeys(meta, 0),
    )


def ballots_of(table: dy.DataFrame[Support]) -> tuple[Kind, list[Ballot]]:
    """Return what kind of ballots a table of support holds, and the ballots.

    Raises
    ------
    InputError
        Its rows do not all say the same kind of thing, or a supporter has two weights
        or groups.
    """
    said = [name for name in _KINDS if table[name].is_not_null().any()]
    if len(said) != 1 or table[said[0]].is_null().any():
        raise InputError(
            f"The table of support says {', '.join(said) or 'nothing'}; each row must "
            f"fill the same one of {', '.join(_KINDS)}.",
            hint="Split it into one table for each kind of ballot.",
        )
    kind = said[0]
    rows = table.sort("rank", maintain_order=True) if kind == "rank" else table
    ballots = [
        _ballot(str(supporter), part, kind)
        for (supporter,), part in rows.group_by("supporter", maintain_order=True)
    ]
    return _KINDS[kind], ballots


def _ballot(supporter: str, part: pl.DataFrame, kind: str) -> Ballot:
    for column in ("weight", "group"):
        if part[column].n_unique() > 1:
            values = ", ".join(map(str, part[column].unique(maintain_order=True)))
            raise InputError(
                f"The supporter '{supporter}' has several values of '{column}': "
                f"{values}.",
                hint="Give each supporter one.",
            )
    again = part.filter(~pl.col("proposal").is_first_distinct())
    if again.height:
        raise InputError(
            f"The supporter '{supporter}' names the proposal "
            f"'{again['proposal'][0]}' twice.",
            hint="Keep one of the two rows.",
        )
    says: Sequence[str] | Mapping[str, Decimal | int]
    if kind == "points":
        says = {
            one: _exact(points) for one, points in part["proposal", "points"].rows()
        }
    elif kind == "approval":
        says = part.filter(pl.col("approval"))["proposal"].to_list()
    else:
        says = part["proposal"].to_list()
    return Ballot(
        supporter=supporter,
        says=says,
        weight=_exact(part["weight"][0]),
        group=part["group"][0] or "",
    )


def _exact(number: float) -> Decimal:
    """Return a number as it is written, not as a float stores it."""
    return Decimal(repr(number))


def _written(number: Decimal | int) -> str:
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def _votes(ballots: Sequence[Ballot], *, with_points: bool) -> pl.DataFrame:
    columns: dict[str, list[str]] = {
        "voter_id": [ballot.supporter for ballot in ballots],
        "vote": [",".join(ballot.says) for ballot in ballots],
    }
    if with_points:
        columns["points"] = [
            ",".join(map(_written, ballot.says.values()))
            if isinstance(ballot.says, Mapping)
            else ""
            for ballot in ballots
        ]
    if any(ballot.weight != 1 for ballot in ballots):
        columns["weight"] = [_written(ballot.weight) for ballot in ballots]
    if any(ballot.group for ballot in ballots):
        columns["group"] = [ballot.group for ballot in ballots]
    table = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return table.with_columns(pl.int_range(1, pl.len() + 1).alias("line"))
