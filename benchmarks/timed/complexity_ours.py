"""Times our relatedness and complexity: exports file, year, folder, how often.

It leaves what the peers read in the folder: the exports of the year, and the revealed
comparative advantages as a matrix.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from measuring import best
from threadpoolctl import threadpool_info, threadpool_limits

from omstilling.strengths.measures import (
    Matrix,
    density,
    location_quotient,
    product_complexity,
    proximity,
)


@dataclass(frozen=True)
class Answer:
    """What both peers compute too."""

    advantage: Matrix
    near: Matrix
    complexity: Matrix


def main() -> None:
    """Print the best times."""
    exports, year, folder = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    times = int(sys.argv[4])
    table = _exports(exports, year)
    table.write_csv(folder / "exports.csv")
    # One thread, as the product does, so that results are the same to the bit.
    with threadpool_limits(1):
        from_table, answer = best(lambda: from_exports(table), times)
        presence = (answer.advantage >= 1).astype(np.float64)
        from_presence, _ = best(lambda: both(presence), times)
        one_thread, _ = best(lambda: presence.T @ presence, times)
    all_threads, _ = best(lambda: presence.T @ presence, times)
    np.save(folder / "advantage.npy", answer.advantage)
    told: dict[str, Any] = {
        "from_table": from_table,
        "from_presence": from_presence,
        "one_thread": one_thread,
        "all_threads": all_threads,
        "shape": presence.shape,
        "kernel": _kernel(),
        "complexity": answer.complexity.tolist(),
    }
    print(json.dumps(told))


def _exports(path: Path, year: int) -> pl.DataFrame:
    """Return country, product and value of one year, in order."""
    table = pl.read_csv(path, schema_overrides={"ProductCode": pl.String})
    return (
        table.filter(Year=year)
        .select("Year", "ReporterISO3", "ProductCode", "export_kusd")
        .sort("ReporterISO3", "ProductCode")
    )


def from_exports(table: pl.DataFrame) -> Answer:
    """Go from the long table to everything, density included."""
    values = (
        table.pivot("ProductCode", index="ReporterISO3", values="export_kusd")
        .select(pl.exclude("ReporterISO3"))
        .fill_null(0.0)
    )
    amounts = values.select(sorted(values.columns)).to_numpy().astype(np.float64)
    advantage = location_quotient(amounts, amounts.sum(axis=0))
    presence = (advantage >= 1).astype(np.float64)
    near, complexity = both(presence)
    density(presence, near)
    return Answer(advantage, near, complexity)


def both(presence: Matrix) -> tuple[Matrix, Matrix]:
    """Return proximity and product complexity."""
    return proximity(presence), product_complexity(presence)


def _kernel() -> str:
    found = {library.get("architecture") for library in threadpool_info()}
    return ", ".join(sorted(filter(None, found)))


if __name__ == "__main__":
    main()
