"""Write `docs/reference/tables.md` from the declarations of `omstilling.tables`.

Run it as `python scripts/reference_tables.py`.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import dataframely as dy

from omstilling import tables

TARGET = Path(__file__).parents[1] / "docs/reference/tables.md"
HEAD = """# Tables

Every table that passes between rooms, as `omstilling.tables` declares it. A table is
checked against its declaration where it enters a room. This page is made by
`scripts/reference_tables.py`; a test fails when it is not current.

`null` always means *not known* or *does not apply*, never zero. A column may be null
only where the table below says so.
"""
KINDS = {
    "String": "text",
    "Int32": "whole number",
    "Int64": "whole number",
    "Float64": "number",
    "Bool": "true or false",
    "Date": "date",
    "Enum": "one of",
    "List": "list of",
    "Struct": "record",
}
#: Which table of a snapshot is of which declaration.
SNAPSHOT = {
    "Source": "sources",
    "Reject": "rejects",
    "Organisation": "organisations",
    "Place": "places",
    "Activity": "activities",
    "Cluster": "clusters",
    "ClusterLevel": "cluster_levels",
    "Member": "members",
    "Method": "methods",
    "ClusterMethod": "cluster_methods",
    "Account": "accounts",
    "Rate": "rates",
    "Evidence": "evidence",
    "Project": "projects",
}


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(section(one) for one in declared())])


def declared() -> list[type[dy.Schema]]:
    """Return the declarations in the order of the source."""
    files = sorted(Path(tables.__file__).parent.glob("*.py"), key=_place)
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    classes = [
        one for tree in trees for one in tree.body if isinstance(one, ast.ClassDef)
    ]
    return [getattr(tables, one.name) for one in classes]


def _place(file: Path) -> tuple[int, str]:
    """Return where a file stands: from what registers say to what came out."""
    first = ("registers", "facts")
    place = first.index(file.stem) if file.stem in first else len(first)
    return place, file.stem


def section(schema: type[dy.Schema]) -> str:
    """Return the part of the page about one table."""
    name = schema.__name__
    kept = SNAPSHOT.get(name)
    where = f" Kept in a snapshot as `{kept}`." if kept else ""
    lines = [
        f"## {name}",
        "",
        f"{inspect.getdoc(schema)}{where}",
        "",
        "| column | type | unit | may be null | meaning |",
        "|---|---|---|---|---|",
        *(row(column, kind) for column, kind in schema.columns().items()),
        "",
    ]
    return "\n".join(lines)


def row(name: str, kind: dy.Column) -> str:
    """Return the line of one column."""
    unit = (kind.metadata or {}).get("unit", "")
    meaning = (kind.description or "").replace("|", "\\|")
    null = "yes" if kind.nullable else ""
    return f"| `{name}` | {type_of(kind)} | {unit} | {null} | {meaning} |"


def type_of(kind: dy.Column) -> str:
    """Return the type of a column in words."""
    word = KINDS[type(kind).__name__]
    if isinstance(kind, dy.Enum):
        return f"{word} {', '.join(f'`{value}`' for value in kind.categories)}"
    if isinstance(kind, dy.List):
        return f"{word} {type_of(kind.inner)}"
    if isinstance(kind, dy.Struct):
        return f"{word} of {', '.join(f'`{name}`' for name in kind.inner)}"
    return word


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    print(f"{TARGET.name}: {len(declared())} tables")
