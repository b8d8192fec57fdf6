"""What became of transfers, from lists of one's own: who, to whom and what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import dataframely as dy
import polars as pl

from omstilling.errors import UsageError
from omstilling.register.clusters import activity_prefixes, find_cluster, territory_of
from omstilling.register.folding import fold
from omstilling.register.places import place_keys, places
from omstilling.tables import Outcome, Reject

Named = tuple[str, str]


def with_outcomes(
    before: pl.DataFrame,
    listed: pl.DataFrame,
    *,
    clusters: pl.DataFrame,
    methods: pl.DataFrame,
    file: str,
) -> tuple[dy.DataFrame[Outcome], dy.DataFrame[Reject]]:
    """Add the outcomes of a list to those that are recorded.

    An outcome of the same transfer on the same day is replaced by the list's.

    Parameters
    ----------
    before
        `tables.Outcome` so far.
    listed
        `tables.OutcomeRow`.
    clusters, methods
        What names may mean.
    file
        Name of the list: the origin of what it says.

    Returns
    -------
    All outcomes by day and transfer, and the rows whose cluster, receiver or object is
    not known.
    """
    kept: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    for row in listed.iter_rows(named=True):
        found, column = _understood(row, clusters, methods)
        if found is None:
            rejects.append(_reject(file, row, column))
        else:
            kept.append(found | {"origin": file})
    new = pl.DataFrame(kept, schema=Outcome.create_empty().schema)
    told = (
        pl.concat([before, new])
        .unique(_TRANSFER, keep="last", maintain_order=True)
        .sort(_TRANSFER)
    )
    table = pl.DataFrame(rejects, schema=Reject.create_empty().schema)
    return Outcome.validate(told, cast=True), Reject.validate(table, cast=True)


_TRANSFER = ["date", "source", "receiver_kind", "receiver", "object_kind", "object"]
_REASONS = {
    "source": "no cluster is called so",
    "receiver": "no cluster, municipality, sector or county is called so",
    "object": "no activity of SN2007 and no method is called so",
}


def _reject(file: str, row: Mapping[str, Any], column: str) -> dict[str, Any]:
    return {
        "source": "outcomes",
        "file": file,
        "row": row["row"],
        "column": column,
        "value": row[column],
        "reason": _REASONS[column],
        "dropped": True,
    }


def _understood(
    row: Mapping[str, Any], clusters: pl.DataFrame, methods: pl.DataFrame
) -> tuple[dict[str, Any] | None, str]:
    """Return the outcome, or the column that nobody understands."""
    source = _cluster(clusters, row["source"])
    if source is None:
        return None, "source"
    receiver = _receiver(clusters, row["receiver_kind"], row["receiver"])
    if receiver is None:
        return None, "receiver"
    thing = _object(methods, row["object"])
    if thing is None:
        return None, "object"
    return {
        **{name: row[name] for name in ("date", "outcome", "reason", "note", "row")},
        "source": source,
        "receiver_kind": receiver[0],
        "receiver": receiver[1],
        "object_kind": thing[0],
        "object": thing[1],
    }, ""


def _cluster(clusters: pl.DataFrame, text: str) -> str | None:
    try:
        return find_cluster(clusters, text)
    except UsageError:
        return None


def _receiver(clusters: pl.DataFrame, kind: str | None, text: str) -> Named | None:
    """Return kind and short name or number: the first kind that knows the name."""
    told, _, name = text.rpartition(":")
    finders: Mapping[str, Callable[[str], str | None]] = {
        "cluster": lambda text: _cluster(clusters, text),
        "municipality": _municipality,
        "sector": _sector,
        "county": _county,
    }
    wanted = kind or told.strip() or None
    for one, find in finders.items():
        if wanted in {None, one}:
            found = find(name.strip())
            if found is not None:
                return one, found
    return None


def _municipality(text: str) -> str | None:
    """Return its number of 2024; none for a county or what was split among several."""
    found, _ = territory_of([text], place_keys())
    return found[0] if len(found) == 1 else None


def _sector(text: str) -> str | None:
    codes, _ = activity_prefixes([text])
    return codes[0] if len(codes) == 1 and len(codes[0]) == 2 else None


def _county(text: str) -> str | None:
    for number, name in places().select("county", "county_name").unique().iter_rows():
        if text == number or fold(text) == fold(name):
            return str(number)
    return None


def _object(methods: pl.DataFrame, text: str) -> Named | None:
    columns = ("method", "name_nb", "name_nn", "name_en")
    for row in methods.iter_rows(named=True):
        if fold(text) in {fold(row[column]) for column in columns}:
            return "method", str(row["method"])
    codes, _ = activity_prefixes([text])
    return ("activity", codes[0]) if len(codes) == 1 else None
