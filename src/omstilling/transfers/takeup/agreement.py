"""Do labels that different bodies decide rank the same places and activities first?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from omstilling.errors import OmstillingError
from omstilling.transfers.takeup.history.panel import Panel, told
from omstilling.transfers.takeup.probability import probabilities


@dataclass(frozen=True)
class Agreement:
    """How alike two rankings are.

    Attributes
    ----------
    of, other
        The two data sets.
    what
        `places`: by the mean probability of their candidates; `pairs`: by the
        probability of each place and activity that both have.
    matched
        How many both rank.
    rank_correlation
        Spearman's, −1 to 1.
    """

    of: str
    other: str
    what: str
    matched: int
    rank_correlation: float


def middle_cut(panel: Panel) -> tuple[int, int]:
    """Return the cut and horizon that leave half of the periods to each side."""
    cut = panel.years[(len(panel.years) - 1) // 2]
    return cut, panel.years[-1] - cut


def agreement(
    panel: Panel, cut: int, horizon: int, others: list[Panel]
) -> list[dict[str, Any]]:
    """Return how each other data set's ranking agrees with the panel's.

    Each of the others is ranked at the middle of its own periods, since registers cover
    different years. Units are matched by their municipality of 2024, activities by
    code. A data set that cannot be ranked is returned with the reason.
    """
    mine = _by_place(panel, cut, horizon)
    found: list[dict[str, Any]] = []
    for other in others:
        at, span = middle_cut(other)
        try:
            theirs = _by_place(other, at, span)
        except OmstillingError as error:
            why = {"of": panel.dataset, "other": other.dataset}
            found.append(why | {"why_not": error.told()})
            continue
        pair = (panel.dataset, other.dataset)
        for what, keys in (("places", ["place"]), ("pairs", ["place", "activity"])):
            found.append(
                {
                    **asdict(_compare(mine, theirs, keys, pair, what)),
                    "cut": told(at, other.period),
                }
            )
    return found


def _by_place(panel: Panel, cut: int, horizon: int) -> pl.DataFrame:
    where = pl.DataFrame({"unit": panel.units, "place": panel.places})
    table = probabilities(panel, as_of=cut, horizon=horizon)
    return table.drop_nulls("probability").join(
        where.filter(pl.col("place") != ""), on="unit", maintain_order="left"
    )


def _compare(
    mine: pl.DataFrame,
    theirs: pl.DataFrame,
    keys: list[str],
    pair: tuple[str, str],
    what: str,
) -> Agreement:
    first, second = (
        table.sort("place", "activity", "unit")
        .group_by(keys, maintain_order=True)
        .agg(pl.col("probability").mean())
        for table in (mine, theirs)
    )
    both = first.join(second, on=keys, suffix="_other", maintain_order="left")
    value = float("nan")
    if both.height > 2:
        ranks = both.select(
            pl.corr("probability", "probability_other", method="spearman")
        )
        value = float(ranks.item())
    return Agreement(*pair, what, both.height, value)
