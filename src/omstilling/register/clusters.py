"""Clusters: reviewed facts, and finding one by any of its names.

A cluster has members by list (named in a file), by rule (its territory and the
activities that count there), or none: then it takes no part in rankings and is listed
as such.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from omstilling.errors import InputError, UsageError
from omstilling.register.activities import activities
from omstilling.register.folding import fold
from omstilling.register.places import find_place, place_keys, places
from omstilling.register.reviewed import read_yaml
from omstilling.tables import CLUSTER_LEVELS, Cluster, ClusterLevel, Member

REVIEWED = Path(str(files("omstilling") / "reference" / "clusters.yaml"))
UNKNOWN = "unknown"
_FIELDS = {
    "slug",
    "name",
    "aliases",
    "levels",
    "place",
    "field",
    "pilot",
    "territory",
    "activities",
    "note",
    "sources",
}
_PLAIN = str.maketrans({"å": "a", "ø": "o", "æ": "ae", "ö": "o", "ä": "a"})


@dataclass(frozen=True)
class ClusterBook:
    """Every cluster with the levels it has had and its named members."""

    clusters: dy.DataFrame[Cluster]
    levels: dy.DataFrame[ClusterLevel]
    members: dy.DataFrame[Member]


def reviewed_clusters(
    file: Path = REVIEWED, *, keys: pl.DataFrame | None = None
) -> ClusterBook:
    """Read the reviewed clusters.

    Parameters
    ----------
    file
        YAML list of clusters, as `reference/clusters.yaml` explains it.
    keys
        As `place_keys` gives them; the shipped ones by default.

    Raises
    ------
    InputError
        The file is no such list, or a field is wrong: a municipality, county, level or
        activity that does not exist, a name used twice. Names file, cluster and field.
    """
    known = place_keys() if keys is None else keys
    entries = [
        _Entry(file, number, entry) for number, entry in enumerate(_read(file), 1)
    ]
    rows = [_cluster(entry, known) for entry in entries]
    _check_names(entries, rows)
    levels = [level for entry in entries for level in _levels(entry)]
    return ClusterBook(cluster_table(rows), level_table(levels), member_table([]))


def _read(file: Path) -> list[Any]:
    content = read_yaml(file)
    if not isinstance(content, list):
        raise InputError(
            f"{file.name} is no list of clusters.",
            hint="Begin each cluster with `- slug: …`.",
        )
    return content


class _Entry:
    """One cluster of the file, read field by field with errors that say where."""

    def __init__(self, file: Path, number: int, entry: Any) -> None:
        self.file = file
        self.slug = f"number {number}"
        self.fields: dict[str, Any] = entry if isinstance(entry, dict) else {}
        self.slug = self.text("slug")
        for field in sorted(set(self.fields) - _FIELDS):
            raise self.error(field, "is not a field of a cluster")

    def error(self, field: str, reason: str) -> InputError:
        return InputError(
            f"{self.file.name}, cluster '{self.slug}', field '{field}': {reason}.",
            hint="Correct the file; the comment at its head explains every field.",
        )

    def text(self, field: str) -> str:
        value = self.fields.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.error(field, "must be a text")
        return value.strip()

    def texts(self, field: str, within: Mapping[str, Any] | None = None) -> list[str]:
        values = (self.fields if within is None else within).get(field) or []
        if not isinstance(values, list):
            raise self.error(field, "must be a list")
        return [str(value) for value in values]


def _cluster(entry: _Entry, keys: pl.DataFrame) -> dict[str, Any]:
    territory = _territory(entry, keys)
    latest = _levels(entry)[-1:]
    prefixes, unknown = activity_prefixes(entry.texts("activities"))
    for text in unknown:
        raise entry.error("activities", f"'{text}' is no activity of SN2007")
    return {
        "cluster": entry.slug,
        "name": entry.text("name"),
        "aliases": entry.texts("aliases"),
        "level": latest[0]["level"] if latest else UNKNOWN,
        "level_from": latest[0]["first_year"] if latest else None,
        "place_name": entry.text("place"),
        "field": entry.text("field"),
        "pilot": bool(entry.fields.get("pilot", False)),
        "membership": "rule" if territory else "none",
        "territory": territory,
        "activities": prefixes,
        "note": _note(entry),
        "sources": entry.texts("sources"),
        "origin": "reviewed",
    }


def _territory(entry: _Entry, keys: pl.DataFrame) -> list[str]:
    territory = entry.fields.get("territory") or {}
    texts = [
        *entry.texts("municipalities", territory),
        *entry.texts("counties", territory),
    ]
    found, unknown = territory_of(texts, keys)
    for text in unknown:
        raise entry.error("territory", f"'{text}' is no municipality or county")
    return found


def _note(entry: _Entry) -> str | None:
    """Join the reason of the territory and what is uncertain."""
    reason = (entry.fields.get("territory") or {}).get("reason")
    parts = [f"Territory: {reason}." if reason else "", entry.fields.get("note") or ""]
    return " ".join(part for part in parts if part) or None


def _levels(entry: _Entry) -> list[dict[str, Any]]:
    levels = entry.fields.get("levels") or []
    for level in levels:
        if level.get("level") not in CLUSTER_LEVELS:
            raise entry.error("levels", f"'{level.get('level')}' is no level")
    return [
        {
            "cluster": entry.slug,
            "level": level["level"],
            "first_year": level.get("first"),
            "last_year": level.get("last"),
        }
        for level in levels
    ]


def _check_names(entries: list[_Entry], rows: list[dict[str, Any]]) -> None:
    owners: dict[str, str] = {}
    for entry, row in zip(entries, rows, strict=True):
        if row["cluster"] in owners.values():
            raise entry.error("slug", "stands twice")
        for name in names_of(row):
            owner = owners.setdefault(name, entry.slug)
            if owner != entry.slug:
                raise entry.error("name", f"'{name}' also belongs to '{owner}'")


def territory_of(
    texts: Iterable[str], keys: pl.DataFrame
) -> tuple[list[str], list[str]]:
    """Return the municipalities of 2024 that texts name, and the texts that name none.

    A text is a municipality by number or name of any year, or a county by name, which
    stands for all its municipalities.
    """
    known = frozenset(keys["key"].to_list())
    places_found: set[str] = set()
    unknown = []
    for text in texts:
        found = find_place(text, text, None, known=known)
        if found.key:
            places_found.update(keys.filter(pl.col("key") == found.key)["place"])
        elif found.unplaced == "county only":
            places_found.update(places().filter(county=found.county)["place"])
        else:
            unknown.append(text)
    return sorted(places_found), unknown


def activity_prefixes(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the SN2007 codes that texts name, and the texts that name none.

    A text is a code (`22`, `22.2`, `22.290`), a section letter, which stands for its
    divisions, or the name of an activity in any of the three languages.
    """
    codes: set[str] = set()
    unknown = []
    for text in texts:
        found = _named_activities().get(text.strip().lower())
        if found is None:
            unknown.append(text)
        else:
            codes.update(found)
    return sorted(codes), unknown


@cache
def _named_activities() -> dict[str, tuple[str, ...]]:
    """Return code or name in lower case → the codes it stands for.

    Where a division and its only group bear the same name, it means the division.
    """
    table = activities()
    divisions = table.filter(level=2).group_by("section").agg("code")
    below = {section: tuple(sorted(codes)) for section, codes in divisions.iter_rows()}
    found: dict[str, tuple[str, ...]] = {}
    for row in table.sort("level", "code").iter_rows(named=True):
        codes = below.get(row["code"], (row["code"],))
        for text in (row["code"], row["name_nb"], row["name_nn"], row["name_en"]):
            if text:
                found.setdefault(text.lower(), codes)
    return found


def names_of(cluster: Mapping[str, Any]) -> list[str]:
    """Return the slug, name and aliases of a cluster, in the form they are compared."""
    names = (cluster["cluster"], cluster["name"], *cluster["aliases"])
    return list(dict.fromkeys(plain_name(name) for name in names))


def plain_name(text: str) -> str:
    """Return a name in the form names of clusters are compared: plain letters only."""
    return fold(text).translate(_PLAIN)


def find_cluster(clusters: pl.DataFrame, text: str) -> str:
    """Return the short name of the cluster that is called `text`.

    Slug, name and aliases count; case, hyphens and accents do not.

    Raises
    ------
    UsageError
        There is none; the hint names the nearest ones.
    """
    rows = clusters.select("cluster", "name", "aliases").iter_rows(named=True)
    owners = {name: row["cluster"] for row in rows for name in names_of(row)}
    if plain_name(text) in owners:
        return str(owners[plain_name(text)])
    near = difflib.get_close_matches(plain_name(text), owners, n=3, cutoff=0.5)
    slugs = list(dict.fromkeys(owners[name] for name in near))
    raise UsageError(
        f"There is no cluster called '{text}'.",
        hint=(f"Did you mean {' or '.join(slugs)}? " if slugs else "")
        + "`omstilling clusters` lists all of them.",
    )


def cluster_table(rows: list[dict[str, Any]]) -> dy.DataFrame[Cluster]:
    """Return rows as the `Cluster` table, in their order."""
    return Cluster.validate(pl.DataFrame(rows, Cluster.create_empty().schema))


def level_table(rows: list[dict[str, Any]]) -> dy.DataFrame[ClusterLevel]:
    """Return rows as the `ClusterLevel` table, in their order."""
    return ClusterLevel.validate(pl.DataFrame(rows, ClusterLevel.create_empty().schema))


def member_table(rows: list[dict[str, Any]]) -> dy.DataFrame[Member]:
    """Return rows as the `Member` table, in their order."""
    return Member.validate(pl.DataFrame(rows, Member.create_empty().schema))
