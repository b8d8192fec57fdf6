"""Agreement on world trade, every year, with an independent twin.

The twin follows the documented definitions of the package ecomplexity 0.5.3; the
package itself is compared with in `make bench ONLY=complexity`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from strengths.naive import eigenvectors_in_full

from omstilling.strengths.measures import Matrix, fitness, measure

YEARS = (1997, 1998, 1999, 2007, 2017, 2018, 2019)
CLOSE = 1e-6


@pytest.fixture(scope="module")
def exports(real_data: Path) -> pl.DataFrame:
    path = real_data / "trade_country_product" / "exports_hs96_4digit.csv.gz"
    return pl.read_csv(path, schema_overrides={"ProductCode": pl.String})


def of_year(exports: pl.DataFrame, year: int) -> Matrix:
    wide = exports.filter(Year=year).pivot(
        "ProductCode", index="ReporterISO3", values="export_kusd"
    )
    return np.asarray(
        wide.sort("ReporterISO3").select(pl.exclude("ReporterISO3")).fill_null(0.0)
    )


@pytest.mark.data
@pytest.mark.parametrize("year", YEARS)
def test_measures_agree_with_the_documented_definitions(
    exports: pl.DataFrame, year: int
) -> None:
    values = of_year(exports, year)
    values = values[:, values.sum(axis=0) > 0]
    found = measure(values, scale="units", itself=True)

    shares = values / values.sum(axis=1, keepdims=True)
    advantage = shares / (values.sum(axis=0) / values.sum())
    present = (advantage >= 1).astype(float)
    units, activities = eigenvectors_in_full(present)
    together = present.T @ present
    near = np.minimum(
        together / present.sum(axis=0), (together / present.sum(axis=0)).T
    )
    dense = present @ (near / near.sum(axis=0))
    outlook = ((1 - present) * dense) @ activities
    pull = near * (activities / near.sum(axis=0))[:, None]
    gain = (1 - present) * ((1 - present) @ pull)
    theirs = {
        "advantage": advantage,
        "presence": present,
        "diversity": present.sum(axis=1),
        "ubiquity": present.sum(axis=0),
        "unit_complexity": (units - units.mean()) / units.std(),
        "activity_complexity": (activities - units.mean()) / units.std(),
        "proximity": near,
        "density": dense,
        "outlook_gain": gain / units.std(),
    }
    for name, values_ in theirs.items():
        np.testing.assert_allclose(
            getattr(found, name), values_, rtol=CLOSE, atol=CLOSE, err_msg=name
        )
    ours = (found.outlook - found.outlook.mean()) / found.outlook.std()
    np.testing.assert_allclose(
        ours, (outlook - outlook.mean()) / outlook.std(), atol=CLOSE
    )


@pytest.mark.data
@pytest.mark.parametrize("year", YEARS)
def test_fitness_of_countries_keeps_its_ranks(exports: pl.DataFrame, year: int) -> None:
    present = measure(of_year(exports, year)).presence
    found = fitness(present)
    assert found.converged
    longer = fitness(present, until="values", most=5 * found.iterations)
    assert np.argsort(longer.units).tolist() == np.argsort(found.units).tolist()
