"""The small world with needs and offers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import world as small

from omstilling import store
from omstilling.strengths import Landscape, landscape
from omstilling.tables import STATEMENTS, Statement


def statement(**told: Any) -> dict[str, Any]:
    role = told.get("role", "need")
    default = dict.fromkeys(Statement.column_names()) | {
        "role": role,
        "partner_sizes": [],
        "keywords": [],
        "places": [],
        "language": "en",
        "origin": "list.csv",
        "row": 2,
    }
    one = default | told
    return one | {"id": told.get("id", f"{role}:{one['title']}")}


def statements(rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = Statement.create_empty().schema
    return Statement.validate(pl.DataFrame([statement(**r) for r in rows], schema))


def stated(folder: Path, *rows: dict[str, Any]) -> Landscape:
    """Return the small world with some needs and offers."""
    tables = small.tables() | {STATEMENTS: statements(list(rows))}
    notes = {"made_from": "registers", "missing": []}
    return landscape(store.write(folder, tables, notes=notes))
