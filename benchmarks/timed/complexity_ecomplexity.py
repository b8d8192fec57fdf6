"""Times the package ecomplexity: the folder of the exports, how often."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore] # in the peer's environment only
from ecomplexity import ecomplexity  # type: ignore[import-not-found] # as above
from measuring import best

_COLUMNS = {
    "time": "Year",
    "loc": "ReporterISO3",
    "prod": "ProductCode",
    "val": "export_kusd",
}


def main() -> None:
    """Print the best time and the complexity."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    warnings.simplefilter("ignore")
    exports = pd.read_csv(folder / "exports.csv", dtype={"ProductCode": str})
    seconds, table = best(
        lambda: ecomplexity(
            exports, _COLUMNS, check_logsupermodularity=False, verbose=False
        ),
        times,
    )
    products = table.groupby("ProductCode")["pci"].first().sort_index()
    print(json.dumps({"seconds": seconds, "complexity": products.tolist()}))


if __name__ == "__main__":
    main()
