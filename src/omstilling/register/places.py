"""Municipalities followed through the reforms of 2012 to 2024.

A register writes a municipality by its number of that year or by name. Both lead to the
municipalities of 2024 through `place_keys`; what was split leads to several, with
weights.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import dataframely as dy
import polars as pl

from omstilling.errors import UsageError
from omstilling.register.folding import fold
from omstilling.tables import Place, PlaceKey

REFERENCE = files("omstilling") / "reference"
REASONS = ("county only", "several", "abroad", "svalbard", "unknown", "missing")
UNPLACED = pl.Enum(REASONS)

_WORDS = {
    "flere kommuner": "several",
    "flere fylker": "several",
    "flere fylker/utland": "several",
    "utlandet": "abroad",
    "utland": "abroad",
    "svalbard": "svalbard",
    "longyearbyen": "svalbard",
    "jan mayen": "svalbard",
    "uspesifisert": "missing",
    "ukjent": "missing",
}
_OUTSIDE = re.compile(r"^2[12]\d\d$")  # 21 Svalbard, 22 Jan Mayen
_QUALIFIED = re.compile(r"^(.*?)\s*\((.*)\)$")


class Found(NamedTuple):
    """Where a written municipality lies: a key, or a county and why no more."""

    key: str | None
    county: str | None
    unplaced: str | None


@cache
def places() -> dy.DataFrame[Place]:
    """Return the 357 municipalities of 2024, ordered by number.

    Names and numbers are those of Statistics Norway; the points are computed from the
    boundaries of Kartverket (CC BY 4.0).
    """
    text = dict.fromkeys(("place", "name", "county", "county_name"), pl.String)
    with (REFERENCE / "places.csv").open("rb") as file:
        return Place.validate(pl.read_csv(file, schema_overrides=text))


@cache
def _shipped_keys() -> dy.DataFrame[PlaceKey]:
    with (REFERENCE / "place_keys.csv").open("rb") as file:
        table = pl.read_csv(
            file, schema_overrides={"key": pl.String, "place": pl.String}
        )
    return PlaceKey.validate(table, cast=True)


@cache
def _shipped_counties() -> pl.DataFrame:
    with (REFERENCE / "counties.csv").open("rb") as file:
        return pl.read_csv(file, infer_schema=False)


@cache
def county_names() -> Mapping[str, str]:
    """Return the number of each county of 2024 → its name."""
    rows = _shipped_counties().iter_rows()
    return {key: name for key, county, name in rows if key == county}


@cache
def counties() -> Mapping[str, str | None]:
    """Return number or folded name of a county of any year → its number of 2024.

    Counties that were split again (Viken, Vestfold og Telemark, Troms og Finnmark) lead
    to None.
    """
    table = _shipped_counties()
    names = {fold(name): county for _, county, name in table.iter_rows()}
    return names | {key: county for key, county, _ in table.iter_rows()}


def place_keys(establishments: pl.DataFrame | None = None) -> dy.DataFrame[PlaceKey]:
    """Return every way in which registers write a municipality.

    Parameters
    ----------
    establishments
        Columns `key`, `place`, `establishments`: how many establishments of the split
        municipality `key` lie in each municipality of 2024 today. Without it, or for
        splits it does not cover, the parts weigh the same, and `basis` says so.

    Returns
    -------
    One row per key and municipality of 2024; weights sum to 1 per key.
    """
    keys = _shipped_keys()
    if establishments is None:
        return keys
    counts = establishments.select("key", "place", "establishments")
    total = pl.col("establishments").fill_null(0).sum().over("key")
    known = (pl.col("basis") == "equal") & (total > 0)
    weighed = keys.join(counts, on=["key", "place"], how="left", maintain_order="left")
    weighed = weighed.with_columns(
        weight=pl.when(known)
        .then(pl.col("establishments").fill_null(0) / total)
        .otherwise("weight"),
        basis=pl.when(known).then(pl.lit("establishments")).otherwise("basis"),
    )
    return PlaceKey.validate(weighed.drop("establishments"), cast=True)


def split_establishments(
    earlier: pl.DataFrame, today: pl.DataFrame, *, keys: pl.DataFrame
) -> pl.DataFrame:
    """Count where establishments of municipalities that were split lie today.

    Parameters
    ----------
    earlier, today
        Columns `organisation`, `municipality_number`, `municipality`: where
        establishments were (in older extracts or awards) and where they are.
    keys
        As `place_keys` gives them.

    Returns
    -------
    `key`, `place`, `establishments` for `place_keys`; splits that no establishment of
    both tables has been through are left out.
    """
    then = _placed(earlier, keys, whole=False)
    # Few have been through a split, so most of today need not be looked up.
    same = pl.col("organisation").is_in(then["organisation"].implode())
    now = _placed(today.filter(same), keys, whole=True)
    # No municipality took in parts of two split ones, so the place tells the split.
    counts = then.join(now, on=["organisation", "place"]).group_by("place").len()
    return (
        keys.filter(pl.col("basis") != "whole")
        .join(counts, on="place")
        .select("key", "place", establishments="len")
        .sort("key", "place")
    )


def _placed(table: pl.DataFrame, keys: pl.DataFrame, *, whole: bool) -> pl.DataFrame:
    """Return `organisation, place` in municipalities that are whole, or were split."""
    number, name = "municipality_number", "municipality"
    written = table.select("organisation", number, name)
    return (
        resolve_places(written, number=number, name=name, keys=keys)
        .filter((pl.col("basis") == "whole") == whole)
        .select("organisation", "place")
        .unique()
    )


def resolve_places(
    frame: pl.DataFrame,
    *,
    number: str | None = None,
    name: str | None = None,
    county: str | None = None,
    keys: pl.DataFrame,
) -> pl.DataFrame:
    """Add to each row where its municipality lies today.

    Parameters
    ----------
    frame
        Any table.
    number, name, county
        Its columns with the municipality's number, its name, and its county by name or
        number; at least one of the first two. The number counts first.
    keys
        As `place_keys` gives them.

    Returns
    -------
    The frame in its order, one row per part of a split municipality, with the columns
    `place` (null when it cannot be placed), `place_county` (county of 2024, where
    known), `weight` (share of the row that counts there; an earlier column `weight` is
    multiplied), `basis` (how the share was found) and `unplaced` (why there is no
    place: one of `REASONS`). No row is dropped.
    """
    if number is None and name is None:
        raise UsageError(
            "resolve_places needs the column of the number or of the name.",
            hint="Pass number=… or name=….",
        )
    columns = [column for column in (number, name, county) if column]
    written = frame.select(columns).unique(maintain_order=True)
    found = _find_all(written, number=number, name=name, county=county, keys=keys)
    table = (
        frame if "weight" in frame.columns else frame.with_columns(weight=pl.lit(1.0))
    )
    table = table.join(
        found, on=columns, how="left", nulls_equal=True, maintain_order="left"
    )
    parts = keys.select("key", "place", "basis", _share="weight")
    table = table.join(
        parts.rename({"key": "_key"}),
        on="_key",
        how="left",
        maintain_order="left_right",
    )
    in_county = places().select("place", _county="county")
    return (
        table.join(in_county, on="place", how="left", maintain_order="left")
        .with_columns(
            place_county=pl.coalesce("_county", "place_county"),
            weight=pl.col("weight") * pl.col("_share").fill_null(1.0),
        )
        .drop("_key", "_share", "_county")
        .select(*frame.drop("weight", strict=False).columns, *_ADDED)
    )


_ADDED = ("place", "place_county", "weight", "basis", "unplaced")


def _find_all(
    written: pl.DataFrame,
    *,
    number: str | None,
    name: str | None,
    county: str | None,
    keys: pl.DataFrame,
) -> pl.DataFrame:
    """Look up each distinct way of writing once; there are hundreds, not millions."""
    known = frozenset(keys["key"].to_list())
    rows = [
        find_place(
            row.get(number or ""),
            row.get(name or ""),
            row.get(county or ""),
            known=known,
        )
        for row in written.iter_rows(named=True)
    ]
    return written.with_columns(
        pl.Series("_key", [row.key for row in rows], pl.String),
        pl.Series("place_county", [row.county for row in rows], pl.String),
        pl.Series("unplaced", [row.unplaced for row in rows], UNPLACED),
    )


def find_place(
    number: str | None, name: str | None, county: str | None, *, known: frozenset[str]
) -> Found:
    """Find the key of one written municipality among the keys that are `known`."""
    code = number.strip().zfill(4) if number and number.strip() else ""
    if code in known:
        return Found(code, None, None)
    text, within = _split_county(name or "", county)
    place_county = _county(within)
    for key in _candidates(text, place_county):
        if key in known:
            return Found(key, None, None)
    return _not_placed(code, text, within, place_county)


def _split_county(name: str, county: str | None) -> tuple[str, str | None]:
    """Take the county out of names written as `Våler (Østfold)`."""
    qualified = _QUALIFIED.match(name.strip())
    return (qualified[1], qualified[2]) if qualified else (name.strip(), county)


def _candidates(name: str, county: str | None) -> list[str]:
    """List the keys to try: with its county, alone, and parts of double names.

    >>> _candidates("Unjargga-Nesseby", None)
    ['unjargga nesseby', 'unjargga', 'nesseby']
    """
    if not name or fold(name) in _WORDS:
        return []
    # A county in the place of a municipality; Oslo is both.
    if _county_key(name) not in {None, "oslo"}:
        return []
    text = fold(name)
    parts = [fold(part) for part in re.split(r"\s*[-/]\s*", name)]
    return [
        *([f"{text} ({county})"] if county else []),
        text,
        *(part for part in parts if len(parts) > 1),
    ]


@cache
def _county_key(written: str | None) -> str | None:
    """Return the key of `counties` for a county by name, number or double name."""
    texts = [written or "", *re.split(r"\s+-\s+", written or "")]
    return next((fold(text) for text in texts if fold(text) in counties()), None)


def _county(written: str | None) -> str | None:
    return counties().get(_county_key(written) or "")


def _not_placed(
    code: str, name: str, written_county: str | None, county: str | None
) -> Found:
    county = county or _county(name)
    reason = _WORDS.get(fold(name or written_county or ""))
    if _OUTSIDE.match(code) or fold(written_county or "") == "svalbard":
        return Found(None, None, "svalbard")
    if reason and reason != "missing":
        return Found(None, county, reason)
    if (name and not reason and not _county_key(name)) or (code and not name):
        return Found(None, county, "unknown")
    return Found(None, county, "county only" if county else "missing")
