"""Answers the command `backtest`: which data, then the backtest, then the agreement."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from omstilling.errors import OmstillingError, UsageError
from omstilling.strengths.holdings import LEVELS
from omstilling.transfers.takeup.agreement import agreement
from omstilling.transfers.takeup.backtest import Answer, backtest
from omstilling.transfers.takeup.history.outcomes import with_outcomes
from omstilling.transfers.takeup.history.panel import Panel, Presence
from omstilling.transfers.takeup.history.tables_in import read_table
from omstilling.transfers.takeup.history.universes import read_dataset
from omstilling.transfers.takeup.protocols import Protocol


def ask(
    *,
    data: Path | None,
    table: Path | None,
    dataset: str = "awards",
    level: int = 3,
    presence: Presence = "any",
    cut: int,
    horizon: int,
    protocol: Protocol = "later",
    seed: int = 2015,
    recorded: pl.DataFrame | None = None,
) -> Answer:
    """Return what `backtest` returns, and for awards the agreement with other labels.

    Parameters
    ----------
    data, table
        A data folder, or a long table; one of the two.
    dataset, level
        Of the data folder; see `read_dataset`.
    presence
        Of the table; see `read_table`.
    cut, horizon, protocol, seed
        See `backtest`. For the register the cut is a year and month such as 202508,
        and the horizon is in months.
    recorded
        What became of transfers (`tables.Outcome`); joined to the awards, and compared
        with the awards alone.
    """
    if (data is None) == (table is None):
        raise UsageError(
            "Give either --data or --table.",
            hint="For instance: omstilling backtest --data folder --cut 2014 "
            "--horizon 4",
        )
    if table is not None:
        panel = read_table(table, presence=presence)
    else:
        panel = read_dataset(data or Path(), dataset, level=level)
    at = cut if panel.period == "year" else _month(cut)
    joined = None
    if recorded is not None and data is not None and dataset == "awards":
        joined = with_outcomes(
            panel, recorded, kinds=("municipality",), width=LEVELS[level]
        )
    answer = backtest(
        panel, cut=at, horizon=horizon, protocol=protocol, seed=seed, recorded=joined
    )
    answer["cut"] = cut
    if data is not None and dataset == "awards":
        others, unread = _others(data, level)
        answer["agreement"] = [*agreement(panel, at, horizon, others), *unread]
    return answer


def _month(cut: int) -> int:
    year, month = divmod(cut, 100)
    if not (1900 <= year <= 2100 and 1 <= month <= 12):
        raise UsageError(
            f"The cut {cut} is no year and month.",
            hint="Write it as 202508 for August 2025.",
        )
    return year * 12 + month - 1


def _others(data: Path, level: int) -> tuple[list[Panel], list[dict[str, str]]]:
    """Return the data sets that the agency does not decide, and why some are not."""
    found, unread = [], []
    for name in ("participations", "register"):
        try:
            found.append(read_dataset(data, name, level=level))
        except OmstillingError as error:
            # The backtest does not need them, so it only tells what is amiss.
            unread.append({"of": "awards", "other": name, "why_not": error.told()})
    return found, unread
