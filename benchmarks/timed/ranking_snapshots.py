"""Writes the snapshots that `ranking_ours` reads: folder of the data, folder of stores.

`whole` holds the facts of the data; `places` and `activities` those of every second
municipality and of every second activity at five digits.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl

from omstilling import evidence, store


def main() -> None:
    """Write the three stores."""
    data, folder = map(Path, sys.argv[1:])
    whole = evidence.build(folder / "whole", data=data)
    tables = {name: whole.frame(name) for name in whole.manifest["tables"]}
    facts = tables["evidence"]
    for name, column in (("places", "place"), ("activities", "activity")):
        kept = facts[column].drop_nulls().unique().sort()[::2]
        half = facts.filter(pl.col(column).is_in(kept.implode()))
        store.write(folder / name, {**tables, "evidence": half}, notes=whole.notes)
    print(json.dumps({"evidence": facts.height}))


if __name__ == "__main__":
    main()
