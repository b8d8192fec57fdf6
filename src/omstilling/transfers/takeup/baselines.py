"""What the ranking has to beat: one function each, all of a past alone.

Each takes a past and which of its units are `fitted` (whose holdings teach popularity
and proximity), and gives a score for each unit and activity; only the order counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from omstilling.strengths import Flags, Matrix
from omstilling.transfers.takeup.history.panel import Past
from omstilling.transfers.takeup.relatedness import (
    NEAREST,
    nearest_only,
    nearness,
    share_of_near,
)

_STAYS = 0.85


def persistence(past: Past, fitted: Flags) -> Matrix:
    """Return 1 where the activity is held: nothing new is ever taken up."""
    del fitted
    return past.held.astype(float)


def current_advantage(past: Past, fitted: Flags) -> Matrix:
    """Return Balassa's index today."""
    del fitted
    return past.advantage


def popularity(past: Past, fitted: Flags) -> Matrix:
    """Return how many units hold the activity."""
    holders = past.held[fitted].sum(axis=0).astype(float)
    return np.broadcast_to(holders, past.held.shape)


def popularity_and_size(past: Past, fitted: Flags) -> Matrix:
    """Return how many hold the activity times how many the unit holds."""
    size = past.held.sum(axis=1, keepdims=True)
    return np.asarray(popularity(past, fitted) * size)


def density(past: Past, fitted: Flags) -> Matrix:
    """Return the held share of what is near (Hidalgo et al. 2007)."""
    held = past.held.astype(float)
    return share_of_near(held, nearness(held[fitted], "minimum"))


def nearest_density(past: Past, fitted: Flags) -> Matrix:
    """Return the same of the 30 nearest activities only."""
    held = past.held.astype(float)
    near = nearest_only(nearness(held[fitted], "minimum"), NEAREST)
    return share_of_near(held, near)


def random_walk(past: Past, fitted: Flags) -> Matrix:
    """Return how often a walk over the product space comes by.

    It starts at a held activity, goes on along proximity with probability 0.85 and
    starts anew otherwise (random walk with restart, Tong et al. 2006,
    doi:10.1109/ICDM.2006.70).
    """
    held = past.held.astype(float)
    near = nearness(held[fitted], "minimum")
    steps = near / np.maximum(near.sum(axis=1, keepdims=True), 1e-12)
    start = held / np.maximum(held.sum(axis=1, keepdims=True), 1.0)
    onward = np.eye(len(near)) - _STAYS * steps.T
    return np.asarray(np.linalg.solve(onward, (1 - _STAYS) * start.T).T)


BASELINES: Mapping[str, Callable[[Past, Flags], Matrix]] = {
    "persistence": persistence,
    "current RCA": current_advantage,
    "popularity": popularity,
    "popularity × size": popularity_and_size,
    "density": density,
    f"k-nearest density (k = {NEAREST})": nearest_density,
    "product-space random walk": random_walk,
}
"""Name → function, in the order in which they are shown."""
