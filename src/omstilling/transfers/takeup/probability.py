"""The calibrated probability of a take-up, for every unit and activity today."""

from __future__ import annotations

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from omstilling.errors import check_range
from omstilling.transfers.takeup.history.panel import Panel
from omstilling.transfers.takeup.protocols import RANKER, run_folds


def probabilities(panel: Panel, *, as_of: int, horizon: int) -> pl.DataFrame:
    """Return the probability that each unit takes up each activity within a horizon.

    Parameters
    ----------
    panel
        The data; `panel.label_meaning` says what a take-up is.
    as_of
        The last period that is known; nothing later is read.
    horizon
        Periods, at least 1.

    Returns
    -------
    `unit`, `activity`, `absent` (whether it can be taken up at all) and `probability`
    (0–1; null where it cannot), by unit and activity.

    Raises
    ------
    UsageError
        There is no window before `as_of`, or it has too few take-ups.
    """
    check_range("horizon", "probabilities", horizon, 1, 1_000_000)
    with threadpool_limits(1):
        _, (fold,) = run_folds(panel, as_of, horizon, "later", compare=False)
    past, shape = fold.evidence.past, fold.evidence.past.counts.shape
    table = pl.DataFrame(
        {
            "unit": np.repeat(past.units, shape[1]),
            "activity": np.tile(past.activities, shape[0]),
            "absent": past.absent.ravel(),
            "probability": fold.methods[RANKER].probability.ravel(),
        }
    )
    possible = pl.when("absent").then("probability")
    return table.with_columns(probability=possible).sort("unit", "activity")
