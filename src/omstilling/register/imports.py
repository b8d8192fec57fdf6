"""Clusters and members from lists of one's own, laid over the reviewed ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import dataframely as dy
import polars as pl

from omstilling.errors import UsageError
from omstilling.register.clusters import (
    UNKNOWN,
    ClusterBook,
    activity_prefixes,
    cluster_table,
    find_cluster,
    level_table,
    member_table,
    names_of,
    plain_name,
    territory_of,
)
from omstilling.register.folding import fold
from omstilling.tables import Reject


@dataclass
class _Rejects:
    """What was set aside, and where."""

    source: str
    file: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        row: int,
        column: str,
        values: Iterable[str],
        reason: str,
        *,
        dropped: bool,
    ) -> None:
        self.rows += [
            {
                "source": self.source,
                "file": self.file,
                "row": row,
                "column": column,
                "value": value,
                "reason": reason,
                "dropped": dropped,
            }
            for value in values
        ]

    def table(self) -> dy.DataFrame[Reject]:
        return Reject.validate(pl.DataFrame(self.rows, Reject.create_empty().schema))


def with_imports(
    book: ClusterBook,
    *,
    clusters: pl.DataFrame | None = None,
    members: pl.DataFrame | None = None,
    source: str,
    file: str,
    keys: pl.DataFrame,
) -> tuple[ClusterBook, dy.DataFrame[Reject]]:
    """Lay imported lists over the clusters.

    A cluster that bears the name or an alias of one already there takes its place where
    the list says something: territory, activities, level, place, field; otherwise it is
    added. The members of a cluster that the list names replace those it had, and its
    membership is then by list.

    Parameters
    ----------
    book
        The clusters so far.
    clusters, members
        The lists, as `ClusterRow` and `MemberRow` rows.
    source, file
        Key and name of the file, for the rejects and as the origin of what it says.
    keys
        As `place_keys` gives them.

    Returns
    -------
    The new book, and what could not be used: municipalities and activities that do not
    exist, aliases that another cluster bears, members of clusters that do not exist.
    """
    rejects = _Rejects(source, file)
    if clusters is not None:
        book = _with_clusters(book, clusters, rejects, keys)
    if members is not None:
        book = _with_members(book, members, rejects)
    return book, rejects.table()


def _with_clusters(
    book: ClusterBook, listed: pl.DataFrame, rejects: _Rejects, keys: pl.DataFrame
) -> ClusterBook:
    rows = {row["cluster"]: row for row in book.clusters.iter_rows(named=True)}
    levels = book.levels.rows(named=True)
    for row in listed.iter_rows(named=True):
        slug = _known_slug(book.clusters, row)
        old = rows.get(slug) or _new(slug, row["name"])
        rows[slug] = _laid_over(old, row, rejects, keys)
        rows[slug]["aliases"] = _free_aliases(rows, slug, row, rejects)
        book = ClusterBook(
            cluster_table(list(rows.values())), book.levels, book.members
        )
        if row["level"] != UNKNOWN:
            levels.append(
                {
                    "cluster": slug,
                    "level": row["level"],
                    "first_year": row["level_from"],
                    "last_year": None,
                }
            )
    return ClusterBook(book.clusters, level_table(levels), book.members)


def _known_slug(clusters: pl.DataFrame, row: dict[str, Any]) -> str:
    for name in (row["name"], *row["aliases"]):
        try:
            return find_cluster(clusters, name)
        except UsageError:
            continue
    return re.sub(r"[^\w]+", "-", fold(row["name"])).strip("-")


def _new(slug: str, name: str) -> dict[str, Any]:
    return {
        "cluster": slug,
        "name": name,
        "aliases": [],
        "level": UNKNOWN,
        "level_from": None,
        "place_name": UNKNOWN,
        "field": UNKNOWN,
        "pilot": False,
        "membership": "none",
        "territory": [],
        "activities": [],
        "note": None,
        "sources": [],
    }


def _laid_over(
    old: dict[str, Any], row: dict[str, Any], rejects: _Rejects, keys: pl.DataFrame
) -> dict[str, Any]:
    territory, nowhere = territory_of(row["municipalities"], keys)
    prefixes, nothing = activity_prefixes(row["activities"])
    rejects.add(
        row["row"],
        "municipalities",
        nowhere,
        "no municipality or county",
        dropped=False,
    )
    rejects.add(
        row["row"], "activities", nothing, "no activity of SN2007", dropped=False
    )
    told = row["level"] != UNKNOWN
    territory = territory or old["territory"]
    by_list = old["membership"] == "list"
    return old | {
        "level": row["level"] if told else old["level"],
        "level_from": row["level_from"] if told else old["level_from"],
        "place_name": row["place"] or old["place_name"],
        "field": row["field"] or old["field"],
        "membership": "list" if by_list else ("rule" if territory else "none"),
        "territory": territory,
        "activities": prefixes or old["activities"],
        "origin": rejects.file,
    }


def _free_aliases(
    rows: dict[str, dict[str, Any]], slug: str, row: dict[str, Any], rejects: _Rejects
) -> list[str]:
    """Keep the names that no other cluster bears."""
    taken = {
        name
        for other, cluster in rows.items()
        if other != slug
        for name in names_of(cluster)
    }
    wanted = [row["name"], *row["aliases"]]
    refused = [alias for alias in wanted if plain_name(alias) in taken]
    rejects.add(
        row["row"], "aliases", refused, "the name of another cluster", dropped=False
    )
    mine = {*names_of(rows[slug]), *taken}
    new = [alias for alias in dict.fromkeys(wanted) if plain_name(alias) not in mine]
    return [*rows[slug]["aliases"], *new]


def _with_members(
    book: ClusterBook, listed: pl.DataFrame, rejects: _Rejects
) -> ClusterBook:
    slugs: dict[str, str | None] = {}
    for name in listed["cluster"].unique(maintain_order=True):
        try:
            slugs[name] = find_cluster(book.clusters, name)
        except UsageError:
            slugs[name] = None
    for row in listed.iter_rows(named=True):
        if slugs[row["cluster"]] is None:
            rejects.add(
                row["row"],
                "cluster",
                [row["cluster"]],
                "no cluster is called so",
                dropped=True,
            )
    named = (
        listed.with_columns(
            pl.col("cluster").replace_strict(slugs, return_dtype=pl.String)
        )
        .drop_nulls("cluster")
        .unique(["cluster", "organisation"], keep="first", maintain_order=True)
        .with_columns(origin=pl.lit(rejects.file))
        .select("cluster", "organisation", "name", "origin")
    )
    replaced = named["cluster"].unique().implode()
    kept = book.members.filter(~pl.col("cluster").is_in(replaced))
    here = pl.col("cluster").is_in(replaced)
    clusters = book.clusters.with_columns(
        membership=pl.when(here)
        .then(pl.lit("list", book.clusters.schema["membership"]))
        .otherwise("membership"),
        origin=pl.when(here).then(pl.lit(rejects.file)).otherwise("origin"),
    )
    return ClusterBook(
        cluster_table(clusters.rows(named=True)),
        book.levels,
        member_table(pl.concat([kept, named]).rows(named=True)),
    )
