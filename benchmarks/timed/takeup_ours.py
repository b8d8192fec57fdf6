"""Times learning and ranking take-up: folder, how often.

Beside it stand the matrix products that its features need at least: the three
proximities and as many densities.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from math import log2
from pathlib import Path

import numpy as np
import polars as pl
from measuring import best
from threadpoolctl import threadpool_limits

from omstilling.transfers.takeup import Panel, make_panel, probabilities, read_dataset
from omstilling.transfers.takeup.history.panel import until

_CUT, _HORIZON = 2014, 4


def main() -> None:
    """Print the best times."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    awards = read_dataset(folder, "awards", level=5)
    seconds, _ = best(lambda: _rank(awards), times)
    held = until(awards, _CUT).held.astype(float)
    with threadpool_limits(1):
        products, _ = best(lambda: [_products(held) for _ in range(3)], times)
    half = [_half(awards, axis) for axis in ("units", "activities")]
    shorter = [best(partial(_rank, one), times)[0] for one in half]
    told = {
        "seconds": seconds,
        "products": products,
        "shape": held.shape,
        "exponents": [log2(seconds / one) for one in shorter],
    }
    print(json.dumps(told))


def _rank(panel: Panel) -> pl.DataFrame:
    return probabilities(panel, as_of=_CUT, horizon=_HORIZON)


def _products(held: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> object:
    return held @ (held.T @ held)


def _half(panel: Panel, axis: str) -> Panel:
    """Return the panel of every second unit or activity."""
    kept_units = panel.units[:: 2 if axis == "units" else 1]
    kept = panel.activities[:: 2 if axis == "activities" else 1]
    rows = panel.records.filter(
        pl.col("unit").is_in(kept_units) & pl.col("activity").is_in(kept)
    )
    place = dict(zip(panel.units, panel.points.tolist(), strict=True))
    return make_panel(
        rows.select("unit", "activity", "year", value=pl.lit(1.0)),
        dataset="half of the awards",
        label_meaning=panel.label_meaning,
        presence="any",
        groups=dict(zip(panel.units, panel.groups, strict=True)),
        points={unit: (point[0], point[1]) for unit, point in place.items()},
        records=rows,
        projects=panel.projects,
    )


if __name__ == "__main__":
    main()
