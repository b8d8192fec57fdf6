"""Decides which version of the industry codes a file is written in.

Statistics Norway changed the classification on 1 September 2025, but registers followed
on days of their own, and 25.620 means one thing before and another after. So the
version is decided from the codes and their names, never from a date.
"""

from __future__ import annotations

import polars as pl

from omstilling.tables import VERSIONS

#: So many codes of the other version make a list one of both.
_OF_BOTH = 2


def decide_version(
    codes_with_names: pl.DataFrame, code_lists: pl.DataFrame
) -> str | None:
    """Return the version that the codes of one file are written in.

    Each row with a name votes for the version in which its code has this name, if there
    is just one; each row without a name votes for the version in which its code exists,
    if there is just one.

    Parameters
    ----------
    codes_with_names
        `code`, five digits with a dot, and `name`, null where the file has no names.
    code_lists
        Rows of `tables.Code` of both versions.

    Returns
    -------
    str | None
        SN2007 or SN2025; None when no row votes, or as many for each.
    """
    lists = code_lists.filter(
        pl.col("version").is_in(VERSIONS), pl.col("level") == 5
    ).select("version", "code", name=_plain("name"))
    rows = (
        codes_with_names.drop_nulls("code")
        .group_by("code", "name")
        .agg(votes=pl.len())
        .with_columns(_plain("name"))
    )
    named = rows.drop_nulls("name").join(
        _only_one(lists, "code", "name"), ["code", "name"]
    )
    bare = rows.filter(pl.col("name").is_null()).join(_only_one(lists, "code"), "code")
    cast = pl.concat([one.select("version", "votes") for one in (named, bare)])
    old, new = (
        cast.filter(pl.col("version") == version)["votes"].sum() for version in VERSIONS
    )
    if old == new:
        return None
    return VERSIONS[0] if old > new else VERSIONS[1]


def with_versions(units: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Return the units of one file with the version of their codes filled in.

    Parameters
    ----------
    units
        Rows of `tables.Unit` of one file, as a reader gives them.
    codes
        Rows of `tables.Code` of both versions.
    """
    pairs = units.select(code="activity", name="activity_name")
    version = decide_version(pairs, codes)
    return units.with_columns(
        version=pl.lit(version, pl.String).cast(units["version"].dtype)
    )


def with_row_versions(awards: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Return awards with the version of each code filled in.

    A list that is written anew each night may hold awards coded before and after the
    change. It does if two codes or more stand in it that only the version which does
    not decide the file has (one may be older than both); then a code and name that
    stand together in one version only are of that version. All other rows are of the
    version that decides the file: older names of a code may by chance be those of the
    other version. Where nothing decides, codes and names stand in both versions alike,
    and SN2007 says the same as SN2025.

    Parameters
    ----------
    awards
        Rows of `tables.Award` of one file.
    codes
        Rows of `tables.Code` of both versions.
    """
    pairs = awards.select(code="activity", name="activity_name")
    lists = codes.filter(
        pl.col("version").is_in(VERSIONS), pl.col("level") == 5
    ).select("version", "code", name=_plain("name"))
    rest = decide_version(pairs, codes) or VERSIONS[0]
    others = _only_one(lists, "code").filter(pl.col("version") != rest)["code"]
    if (
        pairs.filter(pl.col("code").is_in(others.implode()))["code"].n_unique()
        < _OF_BOTH
    ):
        return awards.with_columns(version=pl.lit(rest).cast(awards["version"].dtype))
    own = pairs.with_columns(_plain("name")).join(
        _only_one(lists, "code", "name"),
        ["code", "name"],
        how="left",
        maintain_order="left",
    )["version"]
    return awards.with_columns(
        version=own.fill_null(rest).cast(awards["version"].dtype)
    )


def _plain(column: str) -> pl.Expr:
    # Registers spell names in their own case: "Pr og kommunikasjonstjenester".
    return pl.col(column).str.to_lowercase()


def _only_one(lists: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Return `keys` and `version` of what exists in one version only."""
    found = lists.group_by(keys).agg(
        pl.col("version").min(), count=pl.col("version").n_unique()
    )
    return found.filter(pl.col("count") == 1).select(*keys, "version")
