"""Times the package ecomplexity on the table of a folder: folder, how often.

Of a single period it leaves what it found in the folder.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore] # in the peer's environment only
from ecomplexity import ecomplexity, proximity  # type: ignore[import-not-found] # as above
from measuring import best

_COLUMNS = {"time": "period", "loc": "unit", "prod": "activity", "val": "value"}
_BY_UNIT, _BY_ACTIVITY = ("diversity", "eci", "coi"), ("ubiquity", "pci")
_BY_BOTH = ("rca", "mcp", "density", "cog")


def main() -> None:
    """Print the best time."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    warnings.simplefilter("ignore")
    values = np.moveaxis(np.load(folder / "values.npy"), 0, 2)
    table = _long(values)
    seconds, found = best(
        lambda: ecomplexity(
            table, _COLUMNS, check_logsupermodularity=False, verbose=False
        ),
        times,
    )
    if values.shape[2] == 1 and values.shape[0] < 100:
        _leave(folder, table, found, values.shape[:2])
    print(json.dumps({"seconds": seconds}))


def _long(values: np.ndarray) -> Any:
    unit, activity, period = np.nonzero(values)
    return pd.DataFrame(
        {
            "period": period,
            "unit": unit,
            "activity": activity,
            "value": values[unit, activity, period],
        }
    )


def _leave(folder: Path, table: Any, found: Any, shape: tuple[int, int]) -> None:
    found = found.sort_values(["unit", "activity"])
    arrays = {name: found[name].to_numpy().reshape(shape) for name in _BY_BOTH}
    for name in _BY_UNIT:
        arrays[name] = found[name].to_numpy().reshape(shape)[:, 0]
    for name in _BY_ACTIVITY:
        arrays[name] = found[name].to_numpy().reshape(shape)[0]
    near = proximity(table, _COLUMNS)["proximity"].to_numpy()
    arrays["proximity"] = near.reshape(shape[1], shape[1])
    np.savez(folder / "ecomplexity.npz", **arrays)


if __name__ == "__main__":
    main()
