"""The probability for receivers of all four kinds, row by row.

- A *municipality*: its own.
- A *county*, and a *cluster* known by its territory: that at least one of their
  municipalities that have had no award in the activity gets one, 1 − ∏(1 − p). What is
  learned is learned where there are hundreds of units; a panel of fifteen counties that
  hold nearly everything would teach nothing. Municipalities are taken to be independent
  given what is known of each.
- A cluster known by its *members*: as if the list were a municipality.
- A *sector*: learned of sectors, since its organisations are all over the country.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from omstilling.evidence import recorded_outcomes
from omstilling.language import gettext_noop
from omstilling.strengths import Landscape, Matrix, Texts
from omstilling.strengths.holdings import LEVELS
from omstilling.transfers.receivers import Receivers
from omstilling.transfers.takeup.today.current import (
    HORIZON,
    Current,
    Reasons,
    current_of_lists,
    current_of_sectors,
    current_probabilities,
)
from omstilling.transfers.takeup.today.panels import (
    MEMBERS,
    PLACE,
    SECTOR,
    TERRITORY,
    Kind,
)


@dataclass(frozen=True, eq=False)
class Outlook:
    """Receivers × activities: how likely each takes up each within the horizon.

    Attributes
    ----------
    probability
        0–1, NaN where there is none.
    why_not
        Why there is none, in words; empty where there is one.
    label_meanings
        What a take-up is for the receiver of each row.
    as_of, horizon
        The last year that is known, None if none is, and the years after it.
    """

    probability: Matrix
    why_not: Reasons
    label_meanings: list[str]
    as_of: int | None
    horizon: int


def outlook(
    landscape: Landscape, takers: Receivers, *, horizon: int = HORIZON
) -> Outlook:
    """Return the probability that each receiver takes up each activity.

    Parameters
    ----------
    landscape, takers
        The landscape and its receivers.
    horizon
        Years after the last with awards, in [1, 20].

    Returns
    -------
    Rows as in `takers`, columns as `landscape.activity_codes`.
    """
    places = current_probabilities(landscape, horizon=horizon)
    kinds = np.array([_kind(takers, row) for row in range(len(takers.ids))])
    shape = (len(kinds), len(landscape.activity_codes))
    found, why = np.full(shape, np.nan), np.full(shape, "", dtype=object)
    for row in np.flatnonzero(kinds == "territory"):
        found[row], why[row] = of_territory(
            landscape, places, sorted(takers.territories[row])
        )
    for kind, current in (
        ("municipality", places),
        ("list", _lists(landscape, takers, kinds, horizon)),
        ("sector", current_of_sectors(landscape, horizon=horizon)),
    ):
        rows = np.flatnonzero(kinds == kind)
        found[rows], why[rows] = _rows(current, [takers.ids[row] for row in rows])
    told = recorded_outcomes(landscape.snapshot)
    _without_taken(landscape, takers, told, found, why)
    meanings = [_KINDS[kind].meaning for kind in kinds]
    return Outlook(found, why, meanings, places.as_of, horizon)


RECORDED = gettext_noop("it is recorded as taken up")


def _without_taken(
    landscape: Landscape,
    takers: Receivers,
    told: pl.DataFrame,
    found: Matrix,
    why: Reasons,
) -> None:
    """Put the reason in the place of what is recorded as taken up, on whatever day."""
    rows = {
        (str(kind), str(name)): row
        for row, (kind, name) in enumerate(zip(takers.kinds, takers.ids, strict=True))
    }
    width = LEVELS[landscape.level]
    taken = told.filter(pl.col("outcome") == "taken up")
    for kind, name, code in taken.select(
        pl.col("receiver_kind").cast(pl.String), "receiver", "object"
    ).iter_rows():
        row = rows.get((kind, name))
        column = landscape.activity_index.get(code[:width])
        if row is not None and column is not None and np.isfinite(found[row, column]):
            found[row, column], why[row, column] = np.nan, RECORDED


def _kind(takers: Receivers, row: int) -> str:
    kind = str(takers.kinds[row])
    if kind not in {"cluster", "county"}:
        return kind
    return "territory" if takers.territories[row] else "list"


def of_territory(
    landscape: Landscape, places: Current, territory: Sequence[str]
) -> tuple[Matrix, Reasons]:
    """Return by activity 1 − ∏(1 − p) over the places of a territory that lack it."""
    rows = [landscape.place_index[place] for place in territory]
    known = np.isfinite(places.probability[rows])
    stays = np.where(known, 1.0 - places.probability[rows], 1.0).prod(axis=0)
    why = np.full(known.shape[1], TERRITORY.unseen, dtype=object)
    why[(places.why_not[rows] == PLACE.unseen_activity).any(axis=0)] = (
        TERRITORY.unseen_activity
    )
    why[(places.why_not[rows] == PLACE.holds).any(axis=0)] = TERRITORY.holds
    if places.not_learned:
        why[:] = places.not_learned
    told = known.any(axis=0)
    return np.where(told, 1.0 - stays, np.nan), np.where(told, "", why)


def _lists(
    landscape: Landscape, takers: Receivers, kinds: Texts, horizon: int
) -> Current:
    clusters = [str(takers.ids[row]) for row in np.flatnonzero(kinds == "list")]
    return current_of_lists(landscape, clusters, horizon=horizon)


def _rows(current: Current, ids: Sequence[str]) -> tuple[Matrix, Reasons]:
    """Return the rows of some units; of those not known, why."""
    at = {unit: row for row, unit in enumerate(current.units)}
    shape = (len(ids), len(current.activities))
    found = np.full(shape, np.nan)
    why = np.full(shape, current.not_learned or current.kind.unseen, dtype=object)
    here = [row for row, unit in enumerate(ids) if unit in at]
    known = [at[ids[row]] for row in here]
    found[here], why[here] = current.probability[known], current.why_not[known]
    return found, why


_KINDS: dict[str, Kind] = {
    "municipality": PLACE,
    "territory": TERRITORY,
    "list": MEMBERS,
    "sector": SECTOR,
}
