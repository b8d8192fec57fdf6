"""Which receiver a text means."""

from __future__ import annotations

import polars as pl

from omstilling.errors import UsageError
from omstilling.language import LANGUAGES
from omstilling.register import find_cluster, fold, place_keys, territory_of
from omstilling.strengths import Landscape
from omstilling.tables import RECEIVER_KINDS
from omstilling.transfers.find import nothing_known, receiver_names


def find_receivers(landscape: Landscape, text: str) -> list[tuple[str, str]]:
    """Return kind and short name or number of the receiver that a text means.

    A cluster goes by any of its names, a municipality, county or sector by name or
    number. Two digits are a sector; a county by number, or one of several that share a
    name, is asked for with its kind, as in `county:34` or `municipality:Oslo`. A kind
    alone, as in `sector:`, means all of that kind.

    Raises
    ------
    UsageError
        Nothing is called so.
    """
    kind, _, name = text.rpartition(":")
    if kind and kind not in RECEIVER_KINDS:
        raise UsageError(
            f"'{kind}' in '{text}' is no kind of receiver.",
            hint=f"Use one of {', '.join(RECEIVER_KINDS)}.",
        )
    kinds = (kind,) if kind else ("cluster", "municipality", "sector", "county")
    for wanted in kinds:
        found = _named(landscape, wanted, name.strip())
        if found:
            return found
    raise UsageError(
        f"There is no cluster, municipality, county or sector called '{text}'.",
        hint="Use a name, a municipality number (3443), a division (09) or county:34.",
    )


def _named(landscape: Landscape, kind: str, name: str) -> list[tuple[str, str]]:
    if kind == "cluster":
        return _clusters(landscape, name)
    wanted = fold(name)
    named = {
        (which, key)
        for language in LANGUAGES
        for (which, key), called in receiver_names(landscape, language).items()
        if which == kind and (not name or name == key or fold(called) == wanted)
    }
    if not named and kind == "municipality" and name:
        return _earlier(name)
    return sorted(named)


def _clusters(landscape: Landscape, name: str) -> list[tuple[str, str]]:
    ranked = landscape.clusters.filter(pl.col("membership") != "none")
    if not name:
        return [("cluster", cluster) for cluster in ranked["cluster"].sort()]
    try:
        found = find_cluster(landscape.clusters, name)
    except UsageError:
        return []
    if found not in ranked["cluster"]:
        raise nothing_known(found)
    return [("cluster", found)]


def _earlier(name: str) -> list[tuple[str, str]]:
    """Return the municipality that goes by a number or name of an earlier year."""
    places, _ = territory_of([name], place_keys())
    return [("municipality", place) for place in places[:1]] if len(places) == 1 else []
