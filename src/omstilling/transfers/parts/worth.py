"""How much a transfer would be worth to its receiver.

- *complexity* of the activity (Hidalgo and Hausmann 2009);
- *outlook gained*: how much more complexity would lie near what the receiver holds
  (Hausmann, Hidalgo et al. 2014; `strengths.measures.outlook`), with complexity from 0
  for the least complex activity to 1 for the most;
- *productivity*: median value added per employee in the activity, where accounts of
  `FEWEST` organisations or more are at hand.

Worth is the mean of the percentile ranks of those that are known.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from omstilling.strengths import Landscape, Matrix
from omstilling.strengths.frontier import FEWEST, frontier
from omstilling.strengths.holdings import LEVELS
from omstilling.strengths.measures import outlook_gain
from omstilling.transfers.objects import Objects
from omstilling.transfers.receivers import Receivers


def outlook_gained(landscape: Landscape, takers: Receivers, things: Objects) -> Matrix:
    """Return receivers × objects: complexity gained nearby, at least 0.

    A method gains what its carriers would on average.
    """
    size = things.methods_from
    scaled = scaled_complexity(landscape.complexity)
    gain = outlook_gain(
        takers.holds.astype(np.float64), things.near[:size, :size], scaled
    )
    by_method = [gain[:, columns].mean(axis=1) for columns in things.carriers[size:]]
    return np.column_stack([gain, *by_method])


def scaled_complexity(complexity: Matrix) -> Matrix:
    """Return complexity from 0, the least of all activities, to 1, the most."""
    low, high = complexity.min(), complexity.max()
    width = high - low if high > low else 1.0
    return np.asarray((complexity - low) / width)


def productivity(landscape: Landscape, things: Objects) -> Matrix:
    """Return by object the median NOK of value added per employee; NaN if unknown."""
    measured = frontier(landscape.accounts, landscape.organisations)
    length = LEVELS[landscape.level]
    typical = (
        measured.with_columns(code=pl.col("activity").str.slice(0, length))
        .group_by("code")
        .agg(pl.col("productivity").median(), organisations=pl.len())
        .filter(pl.col("organisations") >= FEWEST)
    )
    known = dict(typical.select("code", "productivity").iter_rows())
    of_activity = np.array(
        [known.get(code, np.nan) for code in landscape.activity_codes]
    )
    return np.array([_mean(of_activity[columns]) for columns in things.carriers])


def _mean(values: Matrix) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
