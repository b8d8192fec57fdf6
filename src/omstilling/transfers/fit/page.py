"""The test of fit as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

MEASURES = ("average_precision", "roc_auc", "auc_among_like_size")
_DIGITS = 3


def scores_table(answer: Mapping[str, Any], *, rounded: bool = False) -> pl.DataFrame:
    """Return a row for each score, of all pairs and of those with no project so far.

    Parameters
    ----------
    answer
        What `foretold` returns.
    rounded
        Whether each measure is one text, `value (low–high)`, instead of three numbers.
    """
    rows = []
    for pairs in ("all_pairs", "first_time"):
        for score in answer[pairs]["scores"]:
            row = {"pairs": pairs.replace("_", " "), "score": score["name"]}
            for measure in MEASURES:
                row |= _cells(measure, score[measure], rounded=rounded)
            rows.append(row)
    return pl.DataFrame(rows)


def _cells(
    measure: str, found: Mapping[str, float], *, rounded: bool
) -> dict[str, Any]:
    if rounded:
        return {measure: _told(found)}
    return {f"{measure}_{end}": number for end, number in found.items()}


def curves_table(answer: Mapping[str, Any]) -> pl.DataFrame:
    """Return a row for each curve: its terms with intervals, and its shape."""
    return pl.DataFrame(
        [
            {
                "curve": name,
                "candidates": curve["candidates"],
                "came": curve["came"],
                "linear": _told(curve["linear"]),
                "quadratic": _told(curve["quadratic"]),
                "shape": curve["shape"],
            }
            for name, curve in answer["curves"].items()
        ]
    )


def _told(found: Mapping[str, float]) -> str:
    value, low, high = (f"{found[end]:.{_DIGITS}f}" for end in ("value", "low", "high"))
    return f"{value} ({low} to {high})"
