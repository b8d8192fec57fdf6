"""Times our measures on the table of a folder: folder, how often."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from measuring import best, peak_now

from omstilling.strengths.measures import Table, measure


def main() -> None:
    """Print the best time, and the peak after the imports."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    imported = peak_now()
    periods = _periods(folder)

    def work() -> None:
        # A period at a time, as a caller of `measure_periods` has them.
        for values in periods:
            measure(values)

    seconds, _ = best(work, times)
    print(json.dumps({"seconds": seconds, "imports": imported}))


def _periods(folder: Path) -> list[Table]:
    if (folder / "values.npz").is_file():
        from scipy import sparse  # noqa: PLC0415 # a dense table need not load it

        return [sparse.load_npz(folder / "values.npz")]
    return list(np.load(folder / "values.npy"))


if __name__ == "__main__":
    main()
