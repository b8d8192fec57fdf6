"""Times the ranking of every cluster, receiver and activity: store, how often.

From the facts of a snapshot on disk to the best fifty transfers, everything learned
anew. Beside it stand the matrix products that the features of take-up need at least:
the three proximities and as many densities.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from measuring import best
from threadpoolctl import threadpool_limits

from omstilling import store
from omstilling.strengths import Landscape, landscape
from omstilling.transfers import find_transfers

_LEVEL = 5


def main() -> None:
    """Print the best times and how much was ranked."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    snapshot = store.latest(folder)
    seconds, land = best(lambda: _rank(snapshot), times)
    held = (land.counts[land.counts.sum(axis=1) > 0] > 0).astype(np.float64)
    with threadpool_limits(1):
        products, _ = best(lambda: [_products(held) for _ in range(3)], max(times, 3))
    told = {
        "seconds": seconds,
        "products": products,
        "shape": held.shape,
        "clusters": land.clusters.filter(land.clusters["membership"] != "none").height,
    }
    print(json.dumps(told))


def _rank(snapshot: store.Snapshot) -> Landscape:
    land = landscape(snapshot, level=_LEVEL)
    find_transfers(land, any_sector=True, limit=50)
    return land


def _products(held: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> object:
    return held @ (held.T @ held)


if __name__ == "__main__":
    main()
