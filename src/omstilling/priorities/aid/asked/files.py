"""Reads projects from a YAML file, or from a folder of CSV tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from omstilling.errors import InputError
from omstilling.priorities.aid.asked.project import (
    Additionality,
    Cost,
    Earlier,
    GivenRate,
    OtherAid,
    Partner,
    Project,
)
from omstilling.priorities.aid.rules import record, wrong
from omstilling.register.reviewed import read_yaml
from omstilling.sources.files import Form, read_csv

M = TypeVar("M", bound=BaseModel)
Row = dict[str, Any]
_TABLES = {
    "projects": Form(
        ("project", "title", "start", "end", "granted"),
        (
            *("applied", "jurisdiction", "schemes", "declared", "area"),
            *("operating_since", "assessment", "reason"),
            *("eur_nok", "rate_date", "rate_source"),
        ),
        separators=";,",
        encoding="either",
    ),
    "partners": Form(
        ("project", "partner", "name", "role", "sector"),
        ("size", "group", "in_difficulty", "recovery_order", "economic", "private"),
        separators=";,",
        encoding="either",
    ),
    "costs": Form(
        ("project", "partner", "category", "year", "nok"),
        ("basis",),
        separators=";,",
        encoding="either",
    ),
    "other_aid": Form(
        ("project", "partner", "category", "giver", "kind", "granted", "nok"),
        ("rate_percent", "form"),
        separators=";,",
        encoding="either",
    ),
    "earlier": Form(
        ("project", "partner", "kind", "giver", "granted"),
        ("nok", "eur", "eur_nok"),
        separators=";,",
        encoding="either",
    ),
}
#: Columns of projects.csv that are parts of records of their own.
_JOINED = {"row", "assessment", "reason", "eur_nok", "rate_date", "rate_source"}
_NEEDED = ("projects", "partners", "costs")
_NUMBERS = {"nok", "eur", "eur_nok", "rate_percent"}
_YES_NO = {"ja": "true", "nei": "false"}
_SPACES = str.maketrans("", "", " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


def read_projects(path: Path) -> list[Project]:
    """Return the projects of a file or folder, in the order in which they stand there.

    Parameters
    ----------
    path
        A YAML file with one project or a list `projects`; or a folder with
        `projects.csv`, `partners.csv` and `costs.csv`, and `other_aid.csv` and
        `earlier.csv` if there is any (comma or semicolon, UTF-8 or cp1252, decimal
        point or comma).

    Raises
    ------
    InputError
        Something is missing or wrong; the message names file, field and value.
    """
    return _from_folder(path) if path.is_dir() else _from_yaml(path)


def _from_yaml(path: Path) -> list[Project]:
    content = read_yaml(path)
    if isinstance(content, dict) and set(content) == {"projects"}:
        content = content["projects"]
    if not isinstance(content, list):
        return [record(Project, content, file=path.name)]
    projects = [
        record(Project, one, file=path.name, within=f"projects[{place}]")
        for place, one in enumerate(content)
    ]
    _check_once([one.project for one in projects], path.name)
    return projects


def _check_once(names: list[str], file: str) -> None:
    if twice := sorted({one for one in names if names.count(one) > 1}):
        raise wrong(file, "project", twice[0], "stands twice")


# -- Tables ----------------------------------------------------------------------------


def _from_folder(folder: Path) -> list[Project]:
    tables = {name: _table(folder, name) for name in _TABLES}
    names = [one["project"] for one in tables["projects"] if "project" in one]
    _check_once(names, "projects.csv")
    _check_names(tables)
    return [_project(row, tables) for row in tables["projects"]]


def _table(folder: Path, name: str) -> list[Row]:
    file = folder / f"{name}.csv"
    if not file.is_file():
        if name not in _NEEDED:
            return []
        raise InputError(
            f"{folder.name} has no {file.name}.",
            hint="A folder of tables needs projects.csv, partners.csv and costs.csv.",
        )
    rows = read_csv(file, _TABLES[name])
    for row, value, reason in rows.broken.iter_rows():
        raise wrong(f"{file.name}, row {row}", "", value, reason)
    return [
        {key: _value(key, text) for key, text in one.items() if text is not None}
        for one in rows.frame.iter_rows(named=True)
    ]


def _check_names(tables: Mapping[str, list[Row]]) -> None:
    """No row may speak of a project or a partner that the other tables do not have."""
    known = {one.get("project") for one in tables["projects"]} - {None}
    partners = {(one.get("project"), one.get("partner")) for one in tables["partners"]}
    for name, rows in tables.items():
        for one in rows:
            place = f"{name}.csv, row {one['row']}"
            if one.get("project") not in known:
                raise wrong(place, "project", one.get("project"), "is no project")
            member = (one["project"], one.get("partner"))
            if name == "earlier" and member not in partners:
                raise wrong(place, "partner", one.get("partner"), "is no partner")


def _value(name: str, text: Any) -> Any:
    if not isinstance(text, str):
        return text
    if name in _NUMBERS:
        return text.translate(_SPACES).replace(",", ".")
    return _YES_NO.get(text.lower(), text)


def _project(row: Row, tables: Mapping[str, list[Row]]) -> Project:
    name = row["project"]
    parts: dict[str, list[Row]] = {
        table: [one for one in rows if one["project"] == name]
        for table, rows in tables.items()
    }
    earlier = [(one, _checked(Earlier, one, "earlier")) for one in parts["earlier"]]
    partners = [
        _checked(
            Partner,
            one,
            "partners",
            earlier=[e for row, e in earlier if row["partner"] == one["partner"]],
        )
        for one in parts["partners"]
    ]
    content = _whole(row) | {
        "partners": partners,
        "costs": [_checked(Cost, one, "costs") for one in parts["costs"]],
        "other_aid": [
            _checked(OtherAid, one, "other_aid") for one in parts["other_aid"]
        ],
    }
    return record(Project, content, file=f"projects.csv, row {row['row']}")


def _checked(model: type[M], row: Row, table: str, **more: Any) -> M:
    place = f"{table}.csv, row {row['row']}"
    left_out = {"row", "project"} | ({"partner"} if model is Earlier else set())
    content = {key: value for key, value in row.items() if key not in left_out}
    return record(model, content | more, file=place)


def _whole(row: Row) -> Row:
    """Return a row of projects.csv in the form of a project."""
    place = f"projects.csv, row {row['row']}"
    own = {key: value for key, value in row.items() if key not in _JOINED}
    if "schemes" in own:
        own["schemes"] = own["schemes"].split()
    if "declared" in own:
        words = own["declared"].split()
        own["declared"] = {one.removeprefix("-"): one[0] != "-" for one in words}
    if "assessment" in row:
        reasons = [row["reason"]] if "reason" in row else []
        given = {"assessment": row["assessment"], "reasons": reasons}
        own["additionality"] = record(Additionality, given, file=place)
    if "eur_nok" in row:
        names = {"eur_nok": "eur_nok", "rate_date": "date", "rate_source": "source"}
        rate = {new: row[old] for old, new in names.items() if old in row}
        own["rate"] = record(GivenRate, rate, file=place)
    return own
