"""Reads a register of entities into the table of units: the path, how many times."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from measuring import best

from omstilling.sources.entities import read_entities


def main() -> None:
    """Print the best time."""
    path, times = Path(sys.argv[1]), int(sys.argv[2])
    seconds, reading = best(lambda: read_entities(path, "entities"), times)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "rows": reading.table.height,
                "rejects": reading.rejects.height,
            }
        )
    )


if __name__ == "__main__":
    main()
