"""What is searched among all texts: filters that come before the best are taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from omstilling.errors import UsageError
from omstilling.register import activities
from omstilling.tables import STATEMENT_KINDS


@dataclass(frozen=True)
class Wanted:
    """Which texts count; what is not told decides nothing.

    Attributes
    ----------
    other_sector_than
        An SN2007 code: what is known to be in the same division is left out. A longer
        code stands for its division.
    place
        Number of a municipality or county: what is not known to be there is left out.
    kind
        Kind of statement, one of `tables.STATEMENT_KINDS`: others are left out.
    least_stage
        Technology readiness level, 1 to 9: what is not known to have reached it is
        left out.
    open_on
        A day: what has expired before it is left out.
    """

    other_sector_than: str | None = None
    place: str | None = None
    kind: str | None = None
    least_stage: int | None = None
    open_on: date | None = None


def allowed(table: pl.DataFrame, wanted: Wanted) -> NDArray[np.bool_] | None:
    """Tell which rows of a collection's table count; None if all do.

    Raises
    ------
    UsageError
        A filter is none of those that can be asked for.
    """
    _check(wanted)
    conditions = _conditions(wanted)
    if not conditions:
        return None
    told = [condition.fill_null(value=False) for condition in conditions]
    fits = np.asarray(table.select(pl.all_horizontal(told)).to_series(), dtype=bool)
    return None if fits.all() else fits


def _conditions(wanted: Wanted) -> list[pl.Expr]:
    conditions = []
    if wanted.other_sector_than is not None:
        division = wanted.other_sector_than.strip()[:2]
        same = pl.col("activity").str.slice(0, 2) == division
        conditions.append(~same.fill_null(value=False))
    if wanted.place is not None:
        there = pl.element().str.starts_with(wanted.place.strip())
        conditions.append(pl.col("places").list.eval(there).list.any())
    if wanted.kind is not None:
        conditions.append(pl.col("kind") == wanted.kind)
    if wanted.least_stage is not None:
        conditions.append(pl.col("stage") >= wanted.least_stage)
    if wanted.open_on is not None:
        over = pl.col("expires") < wanted.open_on
        conditions.append(~over.fill_null(value=False))
    return conditions


def _check(wanted: Wanted) -> None:
    sector, place = wanted.other_sector_than, wanted.place
    if sector is not None and sector.strip() not in _activities():
        divisions = ", ".join(code for code in _activities() if len(code) == 2)
        hint = f"A division, or a code within one as 25.620: {divisions}."
        raise _wrong("other_sector_than", "an SN2007 code", sector, hint)
    if place is not None and not (place.strip().isdigit() and len(place.strip()) < 5):
        raise _wrong(
            "place",
            "the number of a municipality or county",
            place,
            "For instance 3443 or 34.",
        )
    if wanted.kind is not None and wanted.kind not in STATEMENT_KINDS:
        choices = ", ".join(STATEMENT_KINDS)
        raise _wrong("kind", f"one of {choices}", wanted.kind, "Or leave it out.")
    if wanted.least_stage is not None and wanted.least_stage not in range(1, 10):
        raise _wrong(
            "least_stage", "in the range [1, 9]", wanted.least_stage, "It is a TRL."
        )


@cache
def _activities() -> tuple[str, ...]:
    """Return the codes of SN2007, ordered, without the letters of its sections."""
    return tuple(activities().filter(pl.col("level") >= 2)["code"].sort().to_list())


def _wrong(name: str, must: str, got: object, hint: str) -> UsageError:
    return UsageError(
        f"The '{name}' parameter of match must be {must}. Got {got!r} instead.",
        hint=hint,
    )
