"""What the unit's organisations know: related codes, and partners in joint projects."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import sparse

from omstilling.strengths import Flags, Matrix
from omstilling.transfers.takeup.history.panel import Past
from omstilling.transfers.takeup.relatedness import scaled, share_of_near


def from_organisations(past: Past, fitted: Flags) -> dict[str, Matrix]:
    """Return features of the organisations behind the facts; none without any.

    Codes are near when the same organisations work in both; partners are those of
    joint projects signed by then.
    """
    rows = past.records.drop_nulls("organisation")
    if rows.is_empty():
        return {}
    names = rows["organisation"].unique().sort()
    works = _table(rows, names, past.activities, "activity")
    lives = _table(rows, names, past.units, "unit")
    learned = np.asarray((lives @ fitted.astype(float)) > 0)
    taught = works[learned]
    near = scaled((taught.T @ taught).toarray(), "cosine")
    held = past.held.astype(float)
    per_unit = np.asarray(lives.sum(axis=0)).ravel()
    found = {
        "density by organisations": share_of_near(held, near),
        "near by organisations": np.log1p(held @ near),
        "organisations of the unit": np.broadcast_to(
            np.log1p(per_unit)[:, None], held.shape
        ),
        "works elsewhere in it": np.log1p(np.asarray((lives.T @ works).todense())),
    }
    partners = _partners(past.projects, names)
    if partners.nnz:
        reach = np.asarray((lives.T @ (partners @ works)).todense())
        found["partners hold it"] = np.log1p(reach)
    return found


def _table(
    rows: pl.DataFrame, names: pl.Series, columns: list[str], column: str
) -> sparse.csr_array:
    """Return organisations × columns: 1 where there is a fact."""
    pairs = (
        rows.select("organisation", column)
        .unique()
        .join(_numbered(names, "organisation", "at"), on="organisation")
        .join(_numbered(pl.Series(columns), column, "to"), on=column)
    )
    shape = (len(names), len(columns))
    box = (pairs["at"].to_numpy(), pairs["to"].to_numpy())
    return sparse.csr_array((np.ones(pairs.height), box), shape=shape)


def _numbered(names: pl.Series, name: str, number: str) -> pl.DataFrame:
    return pl.DataFrame({name: names}).with_row_index(number)


def _partners(projects: pl.DataFrame, names: pl.Series) -> sparse.csr_array:
    """Return organisations × organisations: 1 where they share a project."""
    known = projects.filter(pl.col("organisation").is_in(names.implode()))
    kinds = known["project"].unique().sort()
    at = np.searchsorted(names.to_numpy(), known["organisation"].to_numpy())
    to = np.searchsorted(kinds.to_numpy(), known["project"].to_numpy())
    shape = (len(names), len(kinds))
    joins = sparse.csr_array((np.ones(len(at)), (at, to)), shape=shape)
    shared = sparse.csr_array((joins @ joins.T > 0).astype(float))
    shared.setdiag(0.0)
    shared.eliminate_zeros()
    return shared
