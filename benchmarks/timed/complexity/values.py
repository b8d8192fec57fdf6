"""Leaves a table in a folder for all that are timed on it.

made FOLDER UNITS ACTIVITIES PERIODS: made up, nested with noise, most cells empty
thin FOLDER UNITS ACTIVITIES SHARE: made up, sparse, with a share of the cells filled
trade FOLDER FILE YEAR: world exports of one year
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import polars as pl
from scipy import sparse

_SEED = 2015


def main() -> None:
    """Write the table and print its shape and how many cells are filled."""
    kind, folder, *rest = sys.argv[1:]
    target = Path(folder)
    if kind == "thin":
        units, activities, share = int(rest[0]), int(rest[1]), float(rest[2])
        thin = _thin(units, activities, share)
        sparse.save_npz(target / "values.npz", thin)
        print(json.dumps({"shape": thin.shape, "filled": thin.nnz}))
        return
    if kind == "made":
        values = _made(*(int(number) for number in rest))
    else:
        values = _trade(Path(rest[0]), int(rest[1]))
    # A period after the other, so that each lies together.
    np.save(target / "values.npy", np.ascontiguousarray(np.moveaxis(values, 2, 0)))
    filled = int(np.count_nonzero(values))
    print(json.dumps({"shape": values.shape, "filled": filled}))


def _made(units: int, activities: int, periods: int) -> np.ndarray:
    """Richer units hold more, and rarer activities; amounts are lognormal."""
    rng = np.random.default_rng(_SEED)
    chance = _chance(units, activities)[:, :, None]
    shape = (units, activities, periods)
    return rng.lognormal(3.0, 1.5, shape) * (rng.random(shape) < chance)


def _thin(units: int, activities: int, share: float) -> sparse.csr_array:
    rng = np.random.default_rng(_SEED)
    rows = []
    for block in np.array_split(np.arange(units), max(1, units // 1000)):
        chance = _chance(units, activities, block)
        chance *= share / chance.mean()
        there = rng.random(chance.shape) < chance
        rows.append(sparse.csr_array(there * rng.lognormal(3.0, 1.5, chance.shape)))
    return sparse.csr_array(sparse.vstack(rows))


def _chance(units: int, activities: int, rows: np.ndarray | None = None) -> np.ndarray:
    reach = np.linspace(0.05, 0.95, units)
    reach = reach if rows is None else reach[rows]
    hard = np.linspace(0.0, 1.0, activities)
    return 1.0 / (1.0 + np.exp(8.0 * (hard - reach[:, None])))


def _trade(path: Path, year: int) -> np.ndarray:
    table = pl.read_csv(path, schema_overrides={"ProductCode": pl.String})
    wide = table.filter(Year=year).pivot(
        "ProductCode", index="ReporterISO3", values="export_kusd"
    )
    products = wide.select(pl.exclude("ReporterISO3"))
    wide = wide.sort("ReporterISO3").select(sorted(products.columns)).fill_null(0.0)
    values = wide.to_numpy()
    return values[:, values.sum(axis=0) > 0, None]


if __name__ == "__main__":
    main()
