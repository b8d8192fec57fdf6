"""What the words of a list stand for: clusters, places, activities, languages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import dataframely as dy
import polars as pl

from omstilling.errors import UsageError
from omstilling.meaning.gloss import detect
from omstilling.meaning.texts import content_key
from omstilling.register import find_cluster, fold, place_keys, territory_of
from omstilling.register.clusters import activity_prefixes
from omstilling.tables import Reject, Statement

_LANGUAGES = {
    **dict.fromkeys(("nb", "bokmål"), "nb"),
    **dict.fromkeys(("nn", "nynorsk"), "nn"),
    **dict.fromkeys(("en", "english", "engelsk"), "en"),
    # Two forms of writing: which of them, the text shows.
    **dict.fromkeys(("", "no", "norsk", "norwegian"), None),
}
T = TypeVar("T")
Row = dict[str, Any]


def resolve(
    listed: pl.DataFrame, clusters: pl.DataFrame, *, role: str, file: str
) -> tuple[dy.DataFrame[Statement], dy.DataFrame[Reject]]:
    """Return rows of a list as needs or offers.

    Each gets an id: its role with its reference, or where it has none, with a checksum
    of what it says and who says it. Places become municipalities of 2024, activities
    codes of SN2007, clusters short names. The language is the one that the list names,
    if it is one of the three, else the one that the text is found to be in.

    Parameters
    ----------
    listed
        `StatementRow` rows.
    clusters
        The clusters there are.
    role
        ``need`` or ``offer``.
    file
        Name of the file.

    Returns
    -------
    The needs or offers, and what was set aside: a value that stands for nothing known,
    and a row that says the same as an earlier one of the same organisation.
    """
    known = _Known(listed, clusters)
    found: dict[str, Row] = {}
    aside: list[Row] = []
    for row in listed.iter_rows(named=True):
        one = row | known.resolved(row, aside) | {"origin": file}
        one["id"] = f"{role}:{row['reference'] or _checksum(one)}"
        first = found.setdefault(one["id"], one)
        if first is not one:
            reason = f"says the same as row {first['row']}"
            aside.append(_reject(row, None, row["title"], reason, dropped=True))
    table = pl.DataFrame(list(found.values()), schema=Statement.create_empty().schema)
    where = {"source": f"{role}s", "file": file}
    rejects = pl.DataFrame(
        [where | one for one in aside], schema=Reject.create_empty().schema
    )
    return Statement.validate(table), Reject.validate(rejects)


class _Known:
    """What the words of a list stand for; each word is looked up once."""

    def __init__(self, listed: pl.DataFrame, clusters: pl.DataFrame) -> None:
        keys = place_keys()
        self._places = _each(
            listed["places"].explode(), lambda text: territory_of([text], keys)[0]
        )
        self._activities = _each(
            listed["activity"], lambda text: activity_prefixes([text])[0]
        )
        self._clusters = _each(
            listed["cluster"], lambda text: _cluster_of(text, clusters)
        )

    def resolved(self, row: Row, aside: list[Row]) -> Row:
        """Return the columns of a row that stand for something else than written."""
        places: set[str] = set()
        for text in row["places"]:
            places.update(self._places[text])
            if not self._places[text]:
                why = "no municipality or county"
                aside.append(_reject(row, "places", text, why))
        return {
            "places": sorted(places),
            "activity": self._activity(row, aside),
            "cluster": self._cluster(row, aside),
            "language": _language(row, aside),
        }

    def _activity(self, row: Row, aside: list[Row]) -> str | None:
        text = row["activity"]
        codes = self._activities.get(text, [])
        if text and len(codes) != 1:
            why = "several activities" if codes else "no activity of SN2007"
            aside.append(_reject(row, "activity", text, why))
        return codes[0] if len(codes) == 1 else None

    def _cluster(self, row: Row, aside: list[Row]) -> str | None:
        cluster = self._clusters.get(row["cluster"])
        if row["cluster"] and cluster is None:
            why = "no cluster is called so"
            aside.append(_reject(row, "cluster", row["cluster"], why))
        return cluster


def _each(texts: Iterable[str | None], find: Callable[[str], T]) -> Mapping[str, T]:
    return {text: find(text) for text in dict.fromkeys(texts) if text is not None}


def _cluster_of(text: str, clusters: pl.DataFrame) -> str | None:
    try:
        return find_cluster(clusters, text)
    except UsageError:
        return None


def _language(row: Row, aside: list[Row]) -> str:
    written = fold(row["language"] or "")
    if written not in _LANGUAGES:
        why = "none of bokmål, nynorsk and English; the text tells the language"
        aside.append(_reject(row, "language", row["language"], why))
    told = _LANGUAGES.get(written)
    return told or detect(f"{row['title']}. {row['description'] or ''}")


def _checksum(one: Row) -> str:
    said = content_key(f"{one['title']} {one['description'] or ''}")
    who = (one["organisation"] or "", one["cluster"] or "")
    return hashlib.sha256("|".join((*who, said)).encode()).hexdigest()[:12]


def _reject(
    row: Row, column: str | None, value: str, reason: str, *, dropped: bool = False
) -> Row:
    return {
        "row": row["row"],
        "column": column,
        "value": value,
        "reason": reason,
        "dropped": dropped,
    }
