"""The probability today of every take-up: by municipality, list of members and sector.

Learned as `backtest` tests it, on the newest window of the landscape's own awards.
Nothing is put where nothing can be said: there the reason stands instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from omstilling.errors import UsageError, check_range
from omstilling.language import gettext_noop
from omstilling.strengths import Landscape, Matrix
from omstilling.transfers.takeup.features import evidence
from omstilling.transfers.takeup.history.panel import Panel, Past
from omstilling.transfers.takeup.protocols import (
    RANKER,
    Fold,
    Window,
    run_folds,
    scored,
)
from omstilling.transfers.takeup.today.panels import (
    MEMBERS,
    PLACE,
    SECTOR,
    Kind,
    of_places,
    of_sectors,
)

#: Sentences, each held once: an array of objects, not of padded text.
Reasons = NDArray[np.object_]
HORIZON = 4
"""Years ahead; the one that the backtest on awards tests."""
NO_ORGANISATIONS = gettext_noop(
    "the awards do not show three organisations of any sector together"
)


@dataclass(frozen=True, eq=False, repr=False)
class Current:
    """Probabilities of units × activities of a landscape, and where there are none.

    Attributes
    ----------
    as_of
        The last year that is known; None where there is none.
    horizon
        Years after it.
    training
        The window that taught; None where nothing could be learned.
    kind
        What a take-up is, and what is said where there is none.
    units, activities
        What the axes of `probability` stand for; activities as in the landscape.
    probability
        0–1, NaN where there is none.
    why_not
        Why there is none, in words; empty where there is one.
    not_learned
        Why nothing could be learned at all; empty if something was.
    """

    as_of: int | None
    horizon: int
    training: Window | None
    kind: Kind
    units: list[str]
    activities: list[str]
    probability: Matrix
    why_not: Reasons
    not_learned: str

    def __repr__(self) -> str:
        """Say what it holds in one line."""
        known = int(np.isfinite(self.probability).sum())
        told = self.not_learned or f"{known:,} probabilities"
        return f"Current(as of {self.as_of}, within {self.horizon} years: {told})"

    def table(self) -> pl.DataFrame:
        """Return `unit`, `activity`, `probability` (null where none) and `why_not`."""
        rows, columns = self.probability.shape
        return pl.DataFrame(
            {
                "unit": pl.Series(self.units, dtype=pl.String).gather(
                    np.repeat(np.arange(rows), columns)
                ),
                "activity": pl.Series(self.activities, dtype=pl.String).gather(
                    np.tile(np.arange(columns), rows)
                ),
                "probability": self.probability.ravel(),
                "why_not": pl.Series(self.why_not.ravel().tolist(), dtype=pl.String),
            }
        ).with_columns(pl.col("probability").fill_nan(None))


@dataclass(frozen=True, eq=False)
class Taught:
    """What the newest window of a panel has told, or why it has told nothing."""

    kind: Kind
    as_of: int | None = None
    window: Window | None = None
    fold: Fold | None = None
    why_not: str = ""


@lru_cache(maxsize=8)
def current_probabilities(landscape: Landscape, *, horizon: int = HORIZON) -> Current:
    """Return how likely each municipality takes up each activity from today on.

    Today is the end of the last year with awards. It is kept with the landscape.

    Parameters
    ----------
    landscape
        Its awards teach, from the award list or from the cells of the bundle.
    horizon
        Years, in [1, 20].

    Raises
    ------
    UsageError
        The horizon is out of range.
    """
    check_range("horizon", "current_probabilities", horizon, 1, 20)
    taught = _by_places(landscape, horizon)
    units = landscape.place_numbers
    if taught.fold is None:
        return _nothing(landscape, taught, units, horizon)
    return _laid_out(landscape, taught, units, horizon, _of(taught.fold))


def current_of_lists(
    landscape: Landscape, clusters: Sequence[str], *, horizon: int = HORIZON
) -> Current:
    """Return the same of clusters known by their members, learned of municipalities.

    Each is seen as if it were a municipality with the awards of its members, outside
    any county and without a place on the map.
    """
    check_range("horizon", "current_of_lists", horizon, 1, 20)
    taught = replace(_by_places(landscape, horizon), kind=MEMBERS)
    if taught.fold is None or not clusters:
        return _nothing(landscape, taught, clusters, horizon)
    panel = of_places(landscape, lists=clusters)
    fitted = np.array([unit not in set(clusters) for unit in panel.units])
    fold = taught.fold
    with threadpool_limits(1):
        now = evidence(panel, fold.evidence.past.as_of, fitted=fitted)
        among = fold.methods[RANKER].raw[fold.base.candidates]
        found = scored(fold.learned, now, fold.base, among=among)
    told = now.past, found.probability
    return _laid_out(landscape, taught, clusters, horizon, told)


@lru_cache(maxsize=8)
def current_of_sectors(landscape: Landscape, *, horizon: int = HORIZON) -> Current:
    """Return the same of sectors (SN2007 divisions), learned of sectors."""
    check_range("horizon", "current_of_sectors", horizon, 1, 20)
    panel = of_sectors(landscape)
    if panel is None:
        none = Taught(SECTOR, why_not=NO_ORGANISATIONS)
        return _nothing(landscape, none, [], horizon)
    taught = _taught(panel, SECTOR, horizon)
    if taught.fold is None:
        return _nothing(landscape, taught, panel.units, horizon)
    return _laid_out(landscape, taught, panel.units, horizon, _of(taught.fold))


@lru_cache(maxsize=4)
def _by_places(landscape: Landscape, horizon: int) -> Taught:
    return _taught(of_places(landscape), PLACE, horizon)


def _taught(panel: Panel, kind: Kind, horizon: int) -> Taught:
    as_of = panel.years[-1]
    try:
        with threadpool_limits(1):
            window, (fold,) = run_folds(panel, as_of, horizon, "later", compare=False)
    except UsageError as error:
        return Taught(kind, as_of, why_not=error.told())
    return Taught(kind, as_of, window, fold)


def _of(fold: Fold) -> tuple[Past, Matrix]:
    return fold.evidence.past, fold.methods[RANKER].probability


def _nothing(
    landscape: Landscape, taught: Taught, units: Sequence[str], horizon: int
) -> Current:
    shape = (len(units), len(landscape.activity_codes))
    return Current(
        as_of=taught.as_of,
        horizon=horizon,
        training=None,
        kind=taught.kind,
        units=list(units),
        activities=landscape.activity_codes,
        probability=np.full(shape, np.nan),
        why_not=np.full(shape, taught.why_not, dtype=object),
        not_learned=taught.why_not,
    )


def _laid_out(
    landscape: Landscape,
    taught: Taught,
    units: Sequence[str],
    horizon: int,
    learned: tuple[Past, Matrix],
) -> Current:
    """Put what was learned of a past in the order of the landscape."""
    past, probability = learned
    row = {unit: at for at, unit in enumerate(units)}
    here = [at for at, unit in enumerate(past.units) if unit in row]
    box = np.ix_(
        [row[past.units[at]] for at in here],
        [landscape.activity_index[code] for code in past.activities],
    )
    empty = _nothing(landscape, taught, units, horizon)
    found = empty.probability
    kind = taught.kind
    why = np.full(found.shape, kind.unseen_activity, dtype=object)
    why[np.isin(np.arange(len(units)), box[0], invert=True)] = kind.unseen
    found[box] = np.where(past.absent[here], probability[here], np.nan)
    why[box] = np.where(past.absent[here], "", kind.holds)
    return replace(empty, training=taught.window, probability=found, why_not=why)
