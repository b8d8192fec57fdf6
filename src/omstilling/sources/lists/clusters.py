"""Clusters from a list."""

from __future__ import annotations

import re
from pathlib import Path

from omstilling.sources.lists.cells import (
    Aside,
    ListReading,
    activities,
    municipalities,
    open_list,
    split,
)
from omstilling.tables import CLUSTER_LEVELS, ClusterRow

CLUSTERS = "clusters"

_HEADINGS = {
    "name": (
        "klynge klyngje klyngenavn klyngjenamn cluster cluster-name navn namn name"
    ),
    "aliases": (
        "alias aliaser aliases andre-navn andre-namn other-names "
        "tidligere-navn tidlegare-namn former-names"
    ),
    "level": (
        "nivå nivaa level klyngenivå klyngjenivå cluster-level programnivå status"
    ),
    "level_from": (
        "år aar year fra-år frå-år from-year nivå-fra nivå-frå level-from siden sidan "
        "since"
    ),
    "place": "sted stad place sete seat lokalisering location",
    "field": "felt field fagfelt fagområde tema theme",
    "municipalities": (
        "kommune kommuner kommunar kommune(r) municipality municipalities "
        "kommunenummer kommunenr kommunenumre municipality-number "
        "municipality-numbers territorium territory geografi"
    ),
    "activities": (
        "næringskode næringskoder næringskodar næringskode(r) naeringskode "
        "naeringskoder naeringskodar næring næringer næringar industry industries "
        "industry-code industry-codes aktivitet aktiviteter aktivitetar activity "
        "activities nace nace-kode nace-koder nace-kodar nace-code nace-codes sn2007"
    ),
}
_LEVELS = {level.casefold(): level for level in CLUSTER_LEVELS} | {
    "arenapro": "Arena Pro",
    "moden": "mature",
    "moden klynge": "mature",
    "moden klyngje": "mature",
    "ingen": "none",
    "ukjent": "unknown",
    "": "unknown",
}


def read_clusters(path: Path) -> ListReading:
    """Read a list of clusters.

    A cell of municipalities holds names or numbers, separated by comma, semicolon or a
    new line; a number that a spreadsheet has shortened to three digits gets its zero
    back. Industry codes are separated likewise; other names by semicolon or a new line,
    because names may hold commas. What the texts stand for is for the register to find.
    Rows without any content are no rows.

    Raises
    ------
    InputError
        The file cannot be read, has no rows, has no column for the name of the cluster,
        or has two columns for the same thing.
    """
    opened = open_list(path, source=CLUSTERS, headings=_HEADINGS, essential=("name",))
    aside = opened.aside
    kept: list[dict[str, object]] = []
    first: dict[str, int] = {}
    for row, cells in opened.rows:
        name = cells["name"]
        if not name:
            aside.drop(row, "name", name, "there is no name")
            continue
        earlier = first.setdefault(name.casefold(), row)
        if earlier != row:
            aside.drop(row, "name", name, f"the same cluster stands in row {earlier}")
            continue
        kept.append({"row": row, "name": name} | _cluster(row, cells, aside))
    return opened.reading(kept, ClusterRow)


def _cluster(row: int, cells: dict[str, str], aside: Aside) -> dict[str, object]:
    return {
        "aliases": split(cells["aliases"], "[;\n]"),
        "level": _level(row, cells["level"], aside),
        "level_from": _year(row, cells["level_from"], aside),
        "place": cells["place"] or None,
        "field": cells["field"] or None,
        "municipalities": municipalities(cells["municipalities"]),
        "activities": activities(row, "activities", cells["activities"], aside),
    }


def _level(row: int, cell: str, aside: Aside) -> str:
    level = _LEVELS.get(cell.casefold())
    if level is None:
        reason = f"unknown level; known are {', '.join(CLUSTER_LEVELS)}"
        aside.clear(row, "level", cell, reason)
        return "unknown"
    return level


def _year(row: int, cell: str, aside: Aside) -> int | None:
    if not cell:
        return None
    # A spreadsheet may hold a whole date where the year is meant.
    match = re.fullmatch(r"(\d{4})(-\d\d-\d\d( 00:00:00)?)?", cell)
    if match and 1900 <= int(match[1]) <= 2100:
        return int(match[1])
    aside.clear(row, "level_from", cell, "no year from 1900 to 2100")
    return None
