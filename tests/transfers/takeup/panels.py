"""Small panels that the tests of take-up share."""

from __future__ import annotations

import numpy as np
import polars as pl

from omstilling.transfers.takeup import Panel, make_panel


def table(seed: int = 1, *, units: int = 40, activities: int = 24) -> pl.DataFrame:
    """Facts of 2010–2018 in which related activities draw each other."""
    draw = np.random.default_rng(seed)
    taste = draw.normal(size=(units, 3)) @ draw.normal(size=(3, activities))
    rate = np.exp(0.9 * taste - 2.6 + draw.normal(size=(units, 1)))
    counts = draw.poisson(np.broadcast_to(rate, (9, units, activities)))
    year, unit, activity = np.nonzero(counts)
    return pl.DataFrame(
        {
            "unit": [f"{one % 6}/u{one:02}" for one in unit],
            "activity": [f"{one // 6 + 10}.{one % 6}" for one in activity],
            "year": year + 2010,
            "value": counts[year, unit, activity].astype(float),
        }
    )


def panel(rows: pl.DataFrame | None = None, presence: str = "any") -> Panel:
    """The same as a panel, with six groups."""
    used = table() if rows is None else rows
    return make_panel(
        used,
        dataset="small",
        label_meaning="The first fact of the unit in the activity.",
        presence="rca" if presence == "rca" else "any",
        groups={unit: unit.split("/")[0] for unit in used["unit"].unique()},
        least_history=2 if presence == "any" else 1,
    )
