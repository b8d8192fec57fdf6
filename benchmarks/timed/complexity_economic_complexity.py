"""Times the package economic-complexity: the folder of the matrix, how often."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore] # in the peer's environment only
from economic_complexity import (  # type: ignore[import-not-found] # as above
    complexity,
    proximity,
)
from measuring import best


def main() -> None:
    """Print the best time and the complexity."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    advantage = pd.DataFrame(np.load(folder / "advantage.npy"))
    seconds, (_, (_, products)) = best(
        lambda: (proximity(advantage), complexity(advantage)), times
    )
    print(json.dumps({"seconds": seconds, "complexity": products.tolist()}))


if __name__ == "__main__":
    main()
