"""Working methods that clusters share, and the documented facts behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import dataframely as dy
import polars as pl

from omstilling.errors import InputError
from omstilling.register.activities import activities
from omstilling.register.clusters import REVIEWED
from omstilling.register.reviewed import read_yaml
from omstilling.tables import ClusterMethod, Method

S = TypeVar("S", bound=dy.Schema)
FILE = REVIEWED.with_name("methods.yaml")


def methods(
    clusters: pl.DataFrame, file: Path = FILE
) -> tuple[dy.DataFrame[Method], dy.DataFrame[ClusterMethod]]:
    """Return the reviewed methods, and which cluster gives or has which, since when.

    Parameters
    ----------
    clusters
        The `Cluster` table that the facts speak of.
    file
        YAML with the lists `methods` and `facts`, as `reference/methods.yaml` explains
        it; fact n of the list is row n.

    Raises
    ------
    InputError
        The file is no such YAML, or a method, cluster or carrier does not exist.
    """
    content = _read(file)
    known = _table(file, content["methods"], Method)
    numbered = [{"row": row, **fact} for row, fact in enumerate(content["facts"], 1)]
    facts = _table(file, numbered, ClusterMethod)
    _check(file, "carriers", known["carriers"].explode(), activities()["code"])
    _check(file, "method", facts["method"], known["method"])
    _check(file, "cluster", facts["cluster"], clusters["cluster"])
    return known, facts


def _table(file: Path, rows: list[dict[str, Any]], schema: type[S]) -> dy.DataFrame[S]:
    try:
        return schema.validate(pl.DataFrame(rows, schema.create_empty().schema))
    except (TypeError, pl.exceptions.PolarsError, dy.exc.ValidationError) as error:
        raise InputError(
            f"{file.name} breaks a rule of the table {schema.__name__}: {error}",
            hint="Correct the file; the comment at its head explains every field.",
        ) from error


def _read(file: Path) -> dict[str, list[dict[str, Any]]]:
    content = read_yaml(file)
    try:
        return {"methods": content["methods"], "facts": content["facts"]}
    except (KeyError, TypeError) as error:
        raise InputError(
            f"{file.name} is no YAML with the lists 'methods' and 'facts': {error}.",
            hint="Mend the file, or take the shipped one as a pattern.",
        ) from error


def _check(file: Path, field: str, used: pl.Series, known: pl.Series) -> None:
    strange = used.filter(~used.is_in(known.to_list())).to_list()
    if strange:
        raise InputError(
            f"{file.name}, field '{field}': '{strange[0]}' does not exist.",
            hint="Correct the file; the comment at its head explains every field.",
        )
