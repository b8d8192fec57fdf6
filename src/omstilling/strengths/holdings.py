"""Everything the rankings stand on, computed once from a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import dataframely as dy
import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from omstilling.errors import InputError, UsageError
from omstilling.store import Snapshot
from omstilling.strengths.measures import (
    Matrix,
    Prior,
    expected,
    fit_prior,
    location_quotient,
    presence,
    product_complexity,
)
from omstilling.tables import (
    Account,
    Activity,
    Cluster,
    ClusterMethod,
    Evidence,
    Member,
    Method,
    Organisation,
    Place,
)

#: Kinds that are there for the whole country, so that shares can be compared.
NATIONAL_KINDS = ("award", "project")
#: Farming and forestry are funded by schemes of their own, and most recipients are
#: persons; codes 00 and 99 say that the industry is unknown.
LEFT_OUT_DIVISIONS = ("00", "01", "02", "99")
LEVELS = {2: 2, 3: 4, 5: 6}
"""Digits of a level → characters of its codes."""


@dataclass(frozen=True, eq=False, repr=False)
class Landscape:
    """Who holds what: places × activities, and what follows from it.

    Attributes
    ----------
    snapshot
        The snapshot it was made from.
    level
        Digits of the activities: 2, 3 or 5.
    evidence
        `tables.Evidence` that counts, with the activity cut to the level in `code`.
    codes
        `tables.Evidence` of the industry codes that registers give organisations: it
        does not count, since it is not there for the whole country.
    place_numbers, activity_codes
        What the rows and columns of `counts` stand for.
    counts
        Places × activities: pieces of evidence, weighted where a code or place was
        split.
    prior
        The prior of specialisation, fitted on all places.
    """

    snapshot: Snapshot
    level: int
    evidence: pl.DataFrame
    codes: pl.DataFrame
    place_numbers: list[str]
    activity_codes: list[str]
    counts: Matrix
    prior: Prior

    def __repr__(self) -> str:
        """Say what it holds in one line."""
        return (
            f"Landscape(snapshot {self.snapshot.id}: "
            f"{len(self.place_numbers)} places × {len(self.activity_codes)} "
            f"activities at {self.level} digits, "
            f"{self.counts.sum():,.0f} pieces of evidence)"
        )

    @cached_property
    def national(self) -> Matrix:
        """Pieces of evidence by activity in the whole country."""
        return np.asarray(self.counts.sum(axis=0))

    @cached_property
    def presence(self) -> Matrix:
        """Places × activities: 1 where the location quotient is at least 1."""
        held = presence(location_quotient(self.counts, self.national))
        return np.asarray(held, dtype=np.float64)

    @cached_property
    def complexity(self) -> Matrix:
        """Product complexity by activity."""
        with threadpool_limits(1):
            return product_complexity(self.presence)

    @cached_property
    def activity_index(self) -> dict[str, int]:
        """Column of each activity."""
        return {code: column for column, code in enumerate(self.activity_codes)}

    @cached_property
    def place_index(self) -> dict[str, int]:
        """Row of each place."""
        return {place: row for row, place in enumerate(self.place_numbers)}

    @cached_property
    def places(self) -> dy.DataFrame[Place]:
        """The municipalities."""
        return self.snapshot.read("places", Place)

    @cached_property
    def activities(self) -> dy.DataFrame[Activity]:
        """The industry codes."""
        return self.snapshot.read("activities", Activity)

    @cached_property
    def organisations(self) -> dy.DataFrame[Organisation]:
        """The organisations."""
        return self.snapshot.read("organisations", Organisation)

    @cached_property
    def accounts(self) -> dy.DataFrame[Account]:
        """Key figures of enterprises."""
        return self.snapshot.read("accounts", Account)

    @cached_property
    def clusters(self) -> dy.DataFrame[Cluster]:
        """The clusters."""
        return self.snapshot.read("clusters", Cluster)

    @cached_property
    def members(self) -> dy.DataFrame[Member]:
        """Members named in lists."""
        return self.snapshot.read("members", Member)

    @cached_property
    def methods(self) -> dy.DataFrame[Method]:
        """Working methods."""
        return self.snapshot.read("methods", Method)

    @cached_property
    def method_facts(self) -> dy.DataFrame[ClusterMethod]:
        """Which cluster masters or takes in which method."""
        return self.snapshot.read("cluster_methods", ClusterMethod)


def landscape(snapshot: Snapshot, *, level: int = 3) -> Landscape:
    """Build the landscape of a snapshot.

    Parameters
    ----------
    snapshot
        The facts.
    level
        Digits of the activities: 2, 3 or 5.

    Raises
    ------
    UsageError
        The level is another one, or the snapshot has no evidence that fine.
    InputError
        The snapshot has no evidence that counts at all.
    """
    if level not in LEVELS:
        raise UsageError(
            f"The 'level' parameter of landscape must be one of 2, 3, 5. Got {level!r} "
            "instead.",
            hint="Use 2 for divisions, 3 for groups, 5 for subclasses.",
        )
    every_place = snapshot.read("places", Place)
    every = snapshot.read("evidence", Evidence)
    evidence = counted(every, level)
    if evidence.is_empty():
        if counted(every, min(LEVELS)).is_empty():
            raise InputError(
                f"The snapshot {snapshot.id} has no award or project with a "
                "municipality and an industry.",
                hint="Check that the files of the data folder have rows.",
            )
        raise UsageError(
            f"The snapshot {snapshot.id} has no evidence at {level} digits.",
            hint="The reference bundle goes to three digits; use --data.",
        )
    places = every_place["place"].sort().to_list()
    codes = evidence["code"].unique().sort().to_list()
    counts = tabulate(evidence, "place", places, codes)
    prior = fit_prior(counts, expected(counts.sum(axis=1), counts.sum(axis=0)))
    known = pl.col("organisation").is_not_null() & pl.col("activity").is_not_null()
    return Landscape(
        snapshot=snapshot,
        level=level,
        evidence=evidence,
        codes=every.filter((pl.col("kind") == "establishment") & known),
        place_numbers=places,
        activity_codes=codes,
        counts=counts,
        prior=prior,
    )


def counted(evidence: pl.DataFrame, level: int) -> pl.DataFrame:
    """Return the evidence that counts, with its activity cut to the level as `code`."""
    length = LEVELS[level]
    return evidence.filter(
        pl.col("kind").is_in(NATIONAL_KINDS)
        & pl.col("place").is_not_null()
        & (pl.col("activity").str.len_chars() >= length)
        & ~pl.col("activity").str.slice(0, 2).is_in(LEFT_OUT_DIVISIONS)
    ).with_columns(
        code=pl.col("activity").str.slice(0, length),
        pieces=pl.col("count") * pl.col("weight"),
    )


def tabulate(
    evidence: pl.DataFrame, by: str, rows: Sequence[str], columns: Sequence[str]
) -> Matrix:
    """Return pieces of evidence as a matrix, `rows` of column `by` × activity codes.

    Evidence for another row or column than those asked for is not counted.
    """
    cells = (
        evidence.select(by, "code", "pieces")
        .join(pl.DataFrame({by: rows}).with_row_index("i"), on=by)
        .join(pl.DataFrame({"code": columns}).with_row_index("j"), on="code")
    )
    result = np.zeros((len(rows), len(columns)))
    # Added in the order of the evidence table, one by one: the same to the last bit.
    np.add.at(
        result,
        (cells["i"].to_numpy(), cells["j"].to_numpy()),
        cells["pieces"].to_numpy(),
    )
    return result
