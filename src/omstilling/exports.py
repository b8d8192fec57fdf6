"""Tables as text that other programs can open safely."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

_JOINED = "; "
#: A spreadsheet takes a cell that begins so for a formula and runs it.
_FORMULA = r"^[=+\-@\t\r]"


def csv_text(table: pl.DataFrame) -> str:
    """Return a table as CSV: UTF-8, comma, LF, lists joined by a semicolon.

    Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers
    stay numbers.
    """
    return table.select(_flat(table, name) for name in table.columns).write_csv()


def _flat(table: pl.DataFrame, name: str) -> pl.Expr:
    kind, column = table.schema[name], pl.col(name)
    if isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct):
        first = kind.inner.fields[0].name
        column = column.list.eval(pl.element().struct.field(first))
        kind = pl.List(pl.String)
    if isinstance(kind, pl.List):
        column, kind = column.cast(pl.List(pl.String)).list.join(_JOINED), pl.String()
    if kind != pl.String:
        return column
    formula = column.str.contains(_FORMULA)
    return pl.when(formula).then("'" + column).otherwise(column).alias(name)


def json_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as a JSON array, dates in ISO form, letters as they are."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1, default=str)
