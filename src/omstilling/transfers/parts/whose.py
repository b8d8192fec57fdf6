"""Whose a need or an offer is: which clusters, places and sectors it stands for.

- A statement that names its cluster is that cluster's; else it is a cluster's if its
  organisation is on the list of members, or if a rule counts it: it is asked or offered
  in the territory and, where the rule names activities, in one of them.
- A municipality's is what is asked for there, a county's what is asked for in any of
  its municipalities. What names all of a county is asked for by the county, and not by
  each of its municipalities.
- A sector's is what belongs to its division.

Where a statement names no place or activity, those of its organisation count.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from omstilling.strengths import Flags, Landscape
from omstilling.strengths.units import has_prefix
from omstilling.transfers.receivers import Receivers


def whose(landscape: Landscape, statements: pl.DataFrame, takers: Receivers) -> Flags:
    """Return statements × receivers: whether the statement is the receiver's.

    Parameters
    ----------
    landscape
        Who is where, and who is a member of what.
    statements
        Rows of `tables.Statement`.
    takers
        The receivers.
    """
    stated = _completed(landscape, statements)
    where = _where(landscape, stated)
    owners = pl.concat(
        [
            _named(stated, "cluster", pl.col("cluster")),
            _members(landscape, stated),
            _ruled(landscape, stated, where),
            _named(where.filter(~_AS_A_WHOLE), "municipality", pl.col("place")),
            _named(where, "county", pl.col("county")),
            _named(stated, "sector", pl.col("activity").str.slice(0, 2)),
        ]
    )
    rows = pl.DataFrame({"kind": takers.kinds, "owner": takers.ids}).with_row_index("j")
    found = owners.join(rows, on=["kind", "owner"])
    flags: Flags = np.zeros((statements.height, rows.height), dtype=np.bool_)
    flags[found["i"].to_numpy(), found["j"].to_numpy()] = True
    return flags


#: Whether a row of `_where` is there because the statement names all of its county.
_AS_A_WHOLE = (pl.col("named") == pl.col("size")) & (pl.col("size") > 1)


def _completed(landscape: Landscape, statements: pl.DataFrame) -> pl.DataFrame:
    """Return `i, organisation, cluster, places, activity`, completed where not told."""
    of_organisation = landscape.organisations.select(
        "organisation", own_place="place", own_activity="activity"
    )
    untold = pl.col("places").list.len() == 0
    return (
        statements.select("organisation", "cluster", "places", "activity")
        .with_row_index("i")
        .join(of_organisation, on="organisation", how="left", maintain_order="left")
        .with_columns(
            places=pl.when(untold)
            .then(pl.concat_list("own_place").list.drop_nulls())
            .otherwise("places"),
            activity=pl.coalesce("activity", "own_activity"),
        )
    )


def _where(landscape: Landscape, stated: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each statement and municipality, with how many of its county."""
    counties = landscape.places.select("place", "county")
    sizes = counties.group_by("county").agg(size=pl.len())
    return (
        stated.explode("places")
        .rename({"places": "place"})
        .join(counties.join(sizes, on="county"), on="place")
        .with_columns(named=pl.len().over("i", "county"))
    )


def _named(rows: pl.DataFrame, kind: str, owner: pl.Expr) -> pl.DataFrame:
    return rows.select("i", kind=pl.lit(kind), owner=owner).drop_nulls().unique()


def _members(landscape: Landscape, stated: pl.DataFrame) -> pl.DataFrame:
    free = stated.filter(pl.col("cluster").is_null()).drop("cluster")
    listed = landscape.clusters.filter(pl.col("membership") == "list")["cluster"]
    members = landscape.members.select("cluster", "organisation").filter(
        pl.col("cluster").is_in(listed.to_list())
    )
    return _named(free.join(members, on="organisation"), "cluster", pl.col("cluster"))


def _ruled(
    landscape: Landscape, stated: pl.DataFrame, where: pl.DataFrame
) -> pl.DataFrame:
    """Return what the rules of clusters count."""
    free = where.filter(pl.col("cluster").is_null())
    rules = landscape.clusters.filter(pl.col("membership") == "rule")
    found = [_named(stated.clear(), "cluster", pl.col("cluster"))]
    for cluster in rules.iter_rows(named=True):
        inside = free.filter(pl.col("place").is_in(cluster["territory"]))
        # All of a county is asked for there only where all of it is inside.
        here = inside.filter(
            ~_AS_A_WHOLE | (pl.len().over("i", "county") == pl.col("size"))
        )
        if cluster["activities"]:
            here = here.filter(has_prefix(pl.col("activity"), cluster["activities"]))
        found.append(_named(here, "cluster", pl.lit(cluster["cluster"])))
    return pl.concat(found)
