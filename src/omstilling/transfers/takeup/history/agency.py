"""What only measures the habits of the agency: its volume, its offices, its schemes.

They stand apart so that the backtest can say what is left without them.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from omstilling.strengths import Flags, Matrix
from omstilling.transfers.takeup.history.panel import Past


def from_agency(past: Past, fitted: Flags) -> dict[str, Matrix]:
    """Return features of earlier decisions; none where there are no schemes."""
    rows = past.records.filter(pl.col("scheme").is_not_null())
    if rows.is_empty():
        return {}
    volume, count = _sums(rows.with_columns(one=1.0), past)
    shape = past.counts.shape
    found = {
        "awards to the unit": np.broadcast_to(
            np.log1p(count.sum(axis=1))[:, None], shape
        ),
        "awards to the activity": np.broadcast_to(
            np.log1p(count[fitted].sum(axis=0)), shape
        ),
        "money to the unit": np.broadcast_to(
            np.log1p(volume.sum(axis=1) / 1e6)[:, None], shape
        ),
        "money to the activity": np.broadcast_to(
            np.log1p(volume[fitted].sum(axis=0) / 1e6), shape
        ),
        "schemes in common": _in_common(rows, past, fitted, "scheme"),
    }
    if rows["office"].is_not_null().any():
        found["offices in common"] = _in_common(rows, past, fitted, "office")
    if past.recent is not None:
        late = past.recent
        found["late awards to the unit"] = np.broadcast_to(
            np.log1p(late.sum(axis=1))[:, None], shape
        )
        found["late awards to the activity"] = np.broadcast_to(
            np.log1p(late[fitted].sum(axis=0)), shape
        )
    return found


def _sums(rows: pl.DataFrame, past: Past) -> tuple[Matrix, Matrix]:
    """Return units × activities: money, and decisions."""
    # Sorted, so that sums do not depend on the order of the rows.
    cells = (
        rows.select("unit", "activity", "year", "amount", "one")
        .sort("year", "amount")
        .group_by("unit", "activity", maintain_order=True)
        .agg(pl.col("amount").fill_null(0.0).sum(), pl.col("one").sum())
    )
    box = _at(cells["unit"], past.units), _at(cells["activity"], past.activities)
    volume, count = np.zeros(past.counts.shape), np.zeros(past.counts.shape)
    volume[box], count[box] = cells["amount"].to_numpy(), cells["one"].to_numpy()
    return volume, count


def _in_common(rows: pl.DataFrame, past: Past, fitted: Flags, column: str) -> Matrix:
    """Return how often the unit's schemes (or offices) go to the activity elsewhere.

    A scheme's share of the unit times the activity's share of that scheme, over the
    activity's share of all, as a logarithm.
    """
    known = rows.drop_nulls(column)
    kinds = known[column].unique().sort().to_list()
    by_unit = _count(known, past.units, "unit", kinds, column)
    learned = known.filter(
        pl.col("unit").is_in(
            [one for one, yes in zip(past.units, fitted, strict=True) if yes]
        )
    )
    by_activity = _count(learned, past.activities, "activity", kinds, column)
    unit_share = by_unit / np.maximum(by_unit.sum(axis=1, keepdims=True), 1.0)
    scheme_share = by_activity / np.maximum(by_activity.sum(axis=0), 1.0)
    national = by_activity.sum(axis=1) / max(by_activity.sum(), 1.0)
    expected = unit_share @ scheme_share.T
    return np.asarray(np.log(expected + 1e-4) - np.log(national + 1e-4))


def _count(
    rows: pl.DataFrame, names: list[str], name: str, kinds: list[str], kind: str
) -> Matrix:
    cells = rows.group_by(name, kind).len().sort(name, kind)
    table = np.zeros((len(names), len(kinds)))
    table[_at(cells[name], names), _at(cells[kind], kinds)] = cells["len"].to_numpy()
    return table


def _at(
    values: pl.Series, names: list[str]
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.searchsorted(np.array(names), values.to_numpy().astype(str))
