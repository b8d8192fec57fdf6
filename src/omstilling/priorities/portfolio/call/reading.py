"""Reads a call from a YAML file, or from a folder of CSV tables.

The projects themselves, with partners, costs and other aid, stand in the same file or
folder and are read by `aid`: one schema for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import dataframely as dy
import polars as pl
from pydantic import BaseModel

from omstilling.errors import InputError
from omstilling.priorities.aid import Project, read_projects
from omstilling.priorities.aid.rules import record, wrong
from omstilling.priorities.portfolio.call import records
from omstilling.priorities.portfolio.call.checks import check, check_support
from omstilling.register.reviewed import read_yaml
from omstilling.sources.files import Form, read_csv, sha256
from omstilling.tables import Support

M = TypeVar("M", bound=BaseModel)
Row = dict[str, Any]
HINT = "Correct the file; docs/reference/proposals.md explains every field."
#: Tables whose rows belong to a proposal, and what one row is.
_OF_PROPOSAL: Mapping[str, type[BaseModel]] = {
    "asked": records.Asked,
    "sectors": records.SectorPart,
    "regions": records.RegionPart,
    "transfers": records.Expected,
    "criteria": records.Judged,
    "helps": records.Help,
}
_ALONE: Mapping[str, type[BaseModel]] = {
    "budget": records.BudgetYear,
    "limits": records.Limit,
    "weights": records.CriterionWeight,
}
_NEEDED = ("budget", "proposals", "asked")
_SPACES = str.maketrans("", "", " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")
_NUMBERS = frozenset(
    ["nok", "percent", "least_percent", "probability", "score", "weight", "factor"]
)


@dataclass(frozen=True)
class Call:
    """A call as read and checked.

    Attributes
    ----------
    projects
        Project → what `aid` knows of it.
    file
        Budget, proposals, limits, weights and scenarios.
    support
        Who supports which proposal; empty where nobody was asked.
    hashes
        File → its checksum.
    """

    projects: Mapping[str, Project]
    file: records.CallFile
    support: dy.DataFrame[Support]
    hashes: Mapping[str, str]

    @property
    def proposals(self) -> tuple[records.Proposal, ...]:
        """The proposals, ordered by project."""
        return tuple(sorted(self.file.proposals, key=lambda one: one.project))


def read_call(path: Path) -> Call:
    """Return the call of a YAML file, or of a folder of CSV tables.

    Raises
    ------
    InputError
        Something is missing or wrong; the message names file, field and value.
    """
    try:
        call = _from_folder(path) if path.is_dir() else _from_yaml(path)
        check(call.file, call.projects, path.name)
        check_support(call.support["proposal"], call.file, path.name)
    except InputError as error:
        raise InputError(error.message, hint=HINT) from error
    return call


def _from_yaml(path: Path) -> Call:
    content = read_yaml(path)
    if not isinstance(content, dict) or "projects" not in content:
        raise wrong(path.name, "projects", None, "is missing")
    projects = content.pop("projects")
    support = content.pop("support", [])
    read = [
        record(Project, one, file=path.name, within=f"projects[{place}]")
        for place, one in enumerate(projects or [])
    ]
    return Call(
        _named(read, path.name),
        record(records.CallFile, content, file=path.name),
        _support(support, path.name),
        {path.name: sha256(path)},
    )


def _named(projects: list[Project], file: str) -> dict[str, Project]:
    named: dict[str, Project] = {}
    for one in projects:
        if one.project in named:
            raise wrong(file, "projects.project", one.project, "stands twice")
        named[one.project] = one
    return named


def _support(rows: list[Row], file: str) -> dy.DataFrame[Support]:
    try:
        table = pl.DataFrame(rows, infer_schema_length=None)
        absent = [c for c in Support.column_names() if c not in table.columns]
        whole = table.with_columns(pl.lit(None).alias(name) for name in absent)
        # A supporter of whom nothing else is said counts as one.
        whole = whole.with_columns(pl.col("weight").fill_null(1))
        if whole.schema["approval"] == pl.String:
            yes_no = {"true": True, "false": False}
            whole = whole.with_columns(pl.col("approval").replace_strict(yes_no))
        return Support.validate(whole.select(Support.column_names()), cast=True)
    except (
        dy.exc.ValidationError,
        dy.exc.SchemaError,
        pl.exceptions.PolarsError,
    ) as error:
        raise InputError(f"{file}, field 'support': {error}.", hint=HINT) from error


# -- Tables ----------------------------------------------------------------------------


def _from_folder(folder: Path) -> Call:
    tops: dict[str, type[BaseModel]] = {
        **_ALONE,
        "proposals": records.Proposal,
        "scenarios": records.Scenario,
    }
    tables = {
        **{name: _table(folder, name, one) for name, one in tops.items()},
        **{
            name: _table(folder, name, one, "project")
            for name, one in _OF_PROPOSAL.items()
        },
        "probabilities": _table(
            folder, "probabilities", records.ScenarioProbability, "scenario"
        ),
    }
    _check_parents(tables)
    content = {name: tables[name] for name in _ALONE} | {
        "proposals": [_with(row, tables, _OF_PROPOSAL) for row in tables["proposals"]],
        "scenarios": [
            _with(row, tables, {"probabilities": records.ScenarioProbability})
            for row in tables["scenarios"]
        ],
    }
    bare = {name: [_bare(row) for row in rows] for name, rows in content.items()}
    return Call(
        _named(read_projects(folder), "projects.csv"),
        record(records.CallFile, bare, file=folder.name),
        _support(_support_rows(folder), "support.csv"),
        {one.name: sha256(one) for one in sorted(folder.glob("*.csv"))},
    )


def _table(folder: Path, name: str, model: type[BaseModel], *extra: str) -> list[Row]:
    """Return the rows of a table, each checked, so that an error names its row."""
    file = folder / f"{name}.csv"
    if not file.is_file():
        if name not in _NEEDED:
            return []
        raise wrong(folder.name, file.name, None, "is missing")
    nested = {*_OF_PROPOSAL, "probabilities"}
    fields = {key: one for key, one in model.model_fields.items() if key not in nested}
    needed = [key for key, one in fields.items() if one.is_required()]
    optional = [key for key, one in fields.items() if not one.is_required()]
    form = Form((*extra, *needed), tuple(optional), separators=";,", encoding="either")
    rows = read_csv(file, form)
    for at, value, reason in rows.broken.iter_rows():
        raise wrong(f"{file.name}, row {at}", "", value, reason)
    found = []
    for one in rows.frame.iter_rows(named=True):
        row = {key: _value(key, text) for key, text in one.items() if text is not None}
        if model not in {records.Proposal, records.Scenario}:
            left_out = {"row", *extra}
            content = {key: one for key, one in row.items() if key not in left_out}
            record(model, content, file=f"{file.name}, row {row['row']}")
        found.append(row)
    return found


def _value(name: str, text: Any) -> Any:
    if name in _NUMBERS:
        return text.translate(_SPACES).replace(",", ".")
    return {"ja": "true", "nei": "false"}.get(text, text)


def _check_parents(tables: Mapping[str, list[Row]]) -> None:
    """No row may belong to a proposal or a scenario that there is not."""
    for parent, field, children in (
        ("proposals", "project", tuple(_OF_PROPOSAL)),
        ("scenarios", "scenario", ("probabilities",)),
    ):
        known = {row[field] for row in tables[parent] if field in row}
        for name in children:
            for row in tables[name]:
                if row.get(field) not in known:
                    place = f"{name}.csv, row {row['row']}"
                    raise wrong(place, field, row.get(field), f"is not in {parent}.csv")


def _with(
    row: Row, tables: Mapping[str, list[Row]], children: Mapping[str, type[BaseModel]]
) -> Row:
    """Return a row with those of other tables that belong to it."""
    key = "scenario" if "probabilities" in children else "project"
    return row | {
        name: [
            {k: v for k, v in _bare(one).items() if k != key}
            for one in tables[name]
            if one[key] == row[key]
        ]
        for name in children
    }


def _bare(row: Row) -> Row:
    return {key: value for key, value in row.items() if key != "row"}


def _support_rows(folder: Path) -> list[Row]:
    file = folder / "support.csv"
    if not file.is_file():
        return []
    columns = Support.column_names()
    needed = ("supporter", "proposal")
    optional = tuple(c for c in columns if c not in needed)
    rows = read_csv(file, Form(needed, optional, separators=";,", encoding="either"))
    return [
        {
            key: text if text is None else _value(key, text)
            for key, text in _bare(one).items()
        }
        for one in rows.frame.iter_rows(named=True)
    ]
