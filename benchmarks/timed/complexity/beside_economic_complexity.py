"""Times the package economic-complexity on the table of a folder: folder, how often.

Of a single period it leaves what it found in the folder.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore] # in the peer's environment only
from economic_complexity import (  # type: ignore[import-not-found] # as above
    complexity,
    opportunity_gain,
    proximity,
    rca,
    relatedness,
)
from measuring import best


def main() -> None:
    """Print the best time."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    values = np.moveaxis(np.load(folder / "values.npy"), 0, 2)
    tables = [pd.DataFrame(values[:, :, one]) for one in range(values.shape[2])]

    def work() -> dict[str, Any]:
        for table in tables:
            found = _measures(table)
        return found

    seconds, found = best(work, times)
    if len(tables) == 1 and values.shape[0] < 100:
        arrays = {name: one.to_numpy() for name, one in found.items()}
        np.savez(folder / "economic-complexity.npz", **arrays)
    print(json.dumps({"seconds": seconds}))


def _measures(table: Any) -> dict[str, Any]:
    advantage = rca(table)
    units, activities = complexity(advantage)
    near = proximity(advantage)
    return {
        "rca": advantage,
        "eci": units,
        "pci": activities,
        "proximity": near,
        "density": relatedness(advantage, proximities=near),
        "gain": opportunity_gain(advantage, pci=activities, proximities=near),
    }


if __name__ == "__main__":
    main()
