"""A small world: a snapshot with every table, made by hand, for tests of upper rooms.

Nine municipalities, two clusters with territory, one with members and one with neither,
some ninety organisations. `raufoss` makes plastics (22.2) and metal (25.6); `halden`
programs (62.0); `fisk` are two fish farms; `tom` is empty.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

from omstilling import store
from omstilling.store import Snapshot
from omstilling.tables import (
    Account,
    Activity,
    Cluster,
    ClusterLevel,
    ClusterMethod,
    Evidence,
    Member,
    Method,
    Organisation,
    Place,
    Project,
    Rate,
    Reject,
    Source,
)

PLACES = {
    "3101": ("Halden", "31", "Østfold", 59.12, 11.39),
    "3303": ("Kongsberg", "33", "Buskerud", 59.67, 9.65),
    "3407": ("Gjøvik", "34", "Innlandet", 60.80, 10.69),
    "3443": ("Vestre Toten", "34", "Innlandet", 60.68, 10.62),
    "1508": ("Ålesund", "15", "Møre og Romsdal", 62.47, 6.15),
    "1860": ("Vestvågøy", "18", "Nordland", 68.15, 13.60),
    "4204": ("Kristiansand", "42", "Agder", 58.15, 8.00),
    "5001": ("Trondheim", "50", "Trøndelag", 63.43, 10.40),
    "1103": ("Stavanger", "11", "Rogaland", 58.97, 5.73),
}
ACTIVITIES = {
    "03": ("A", "Fiske, fangst og akvakultur", "Fishing and aquaculture"),
    "03.2": ("A", "Akvakultur", "Aquaculture"),
    "09": ("B", "Tjenester til olje og gass", "Services to oil and gas"),
    "09.1": ("B", "Tjenester til utvinning", "Support for extraction"),
    "22": ("C", "Gummi- og plastprodukter", "Rubber and plastics"),
    "22.2": ("C", "Produksjon av plastprodukter", "Plastics products"),
    "25": ("C", "Metallvarer", "Fabricated metal"),
    "25.6": ("C", "Bearbeiding av metaller", "Treatment of metals"),
    "30": ("C", "Andre transportmidler", "Other transport equipment"),
    "30.1": ("C", "Bygging av skip", "Building of ships"),
    "62": ("J", "IT-tjenester", "IT services"),
    "62.0": ("J", "Programmering", "Computer programming"),
    "72": ("M", "Forskning", "Research"),
    "72.1": ("M", "Forskning innen teknikk", "Research in engineering"),
}
#: place → activity → awards there, each to an organisation of its own
AWARDS: dict[str, dict[str, int]] = {
    "3101": {"62.0": 8, "72.1": 3, "25.6": 1},
    "3303": {"72.1": 4, "62.0": 2, "30.1": 1},
    "3407": {"22.2": 3, "25.6": 3, "62.0": 1},
    "3443": {"22.2": 6, "25.6": 5, "72.1": 1},
    "1508": {"30.1": 7, "25.6": 2, "09.1": 3, "03.2": 1},
    "1860": {"03.2": 5, "30.1": 1},
    "4204": {"09.1": 4, "30.1": 3, "22.2": 4},
    "5001": {"72.1": 5, "62.0": 5, "30.1": 2, "25.6": 3},
    "1103": {"09.1": 6, "62.0": 4, "25.6": 2},
}


def number(serial: int) -> str:
    """Return the valid organisation number that begins with 9 and the serial."""
    digits = f"9{serial:07d}"
    weights = (3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11
    return number(serial + 5000) if rest == 1 else f"{digits}{(11 - rest) % 11}"


def small_world(folder: Path) -> Snapshot:
    """Write the small world as a snapshot of the store in `folder`."""
    return store.write(
        folder, tables(), notes={"made_from": "registers", "missing": []}
    )


def tables() -> dict[str, pl.DataFrame]:
    """Return every table of the small world."""
    evidence, organisations = _evidence()
    return {
        "sources": _sources(len(evidence)),
        "rejects": Reject.create_empty(),
        "organisations": Organisation.validate(pl.DataFrame(organisations), cast=True),
        "places": Place.validate(
            pl.DataFrame(
                [
                    dict(zip(Place.column_names(), (place, *facts), strict=True))
                    for place, facts in PLACES.items()
                ]
            )
        ),
        "activities": _activities(),
        "clusters": _clusters(),
        "cluster_levels": ClusterLevel.validate(
            pl.DataFrame(
                {
                    "cluster": ["raufoss", "halden"],
                    "level": ["NCE", "NCE"],
                    "first_year": [2006, 2009],
                    "last_year": [None, None],
                },
                schema_overrides={"last_year": pl.Int64},
            ),
            cast=True,
        ),
        "members": Member.validate(
            pl.DataFrame(
                {
                    "cluster": ["fisk"] * 2,
                    "organisation": [
                        o["organisation"]
                        for o in organisations
                        if o["activity"] == "03.200"
                    ][:2],
                    "name": ["TESTBEDRIFT A", "TESTBEDRIFT B"],
                    "origin": ["medlemmer.csv"] * 2,
                }
            )
        ),
        "methods": Method.validate(
            pl.DataFrame(
                {
                    "method": ["lean"],
                    "name_nb": ["Lean"],
                    "name_nn": ["Lean"],
                    "name_en": ["Lean"],
                    "meaning": ["Less waste in production."],
                    "carriers": [["22.2", "25.6"]],
                }
            )
        ),
        "projects": Project.create_empty(),
        "cluster_methods": ClusterMethod.validate(
            pl.DataFrame(
                {
                    "row": [2],
                    "cluster": ["raufoss"],
                    "method": ["lean"],
                    "relation": ["gives"],
                    "year": [2015],
                    "fact": ["Shares lean production with others."],
                    "url": ["https://example.org/lean"],
                }
            ),
            cast=True,
        ),
        "evidence": Evidence.validate(pl.DataFrame(evidence), cast=True),
        "accounts": Account.create_empty(),
        "rates": Rate.create_empty(),
    }


def _evidence() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    evidence: list[dict[str, Any]] = []
    organisations: list[dict[str, Any]] = []
    for place, activities in AWARDS.items():
        for activity, awards in activities.items():
            for _ in range(awards):
                row = len(evidence) + 2
                evidence.append(_award(row, place, activity))
                organisations.append(_organisation(row, place, activity))
    return evidence, organisations


def _award(row: int, place: str, activity: str) -> dict[str, Any]:
    return {
        "id": f"awards:{row}",
        "organisation": number(row),
        "cluster": None,
        "place": place,
        "county": PLACES[place][1],
        "activity": f"{activity}00",
        "method": None,
        "year": 2012 + row % 5,
        "kind": "award",
        "amount": 100_000.0 * row,
        "unit": "NOK",
        "count": 1.0,
        "weight": 1.0,
        "source": "awards",
        "row": row,
        "project": None,
        "label": "Etablerertilskudd",
        "place_written": PLACES[place][0],
        "activity_written": f"{activity}00",
        "version_written": "SN2007",
    }


def _organisation(row: int, place: str, activity: str) -> dict[str, Any]:
    return {
        "organisation": number(row),
        "name": f"TESTBEDRIFT {row} AS",
        "legal_form": "AS",
        "parent": None,
        "employees": None,
        "size_class": "unknown",
        "place": place,
        "activity": f"{activity}00",
        "activity_basis": "awards",
        "unbridged": None,
    }


def _activities() -> pl.DataFrame:
    rows = []
    for code, (section, nb, en) in ACTIVITIES.items():
        level = 2 if len(code) == 2 else 3
        rows.append(
            {
                "version": "SN2007",
                "code": code,
                "level": level,
                "parent": section if level == 2 else code[:2],
                "section": section,
                "name_nb": nb,
                "name_nn": None,
                "name_en": en,
            }
        )
    frame = pl.DataFrame(rows, schema_overrides={"name_nn": pl.String})
    return Activity.validate(frame, cast=True)


def _clusters() -> pl.DataFrame:
    shared = {
        "aliases": [],
        "level": "NCE",
        "level_from": 2006,
        "field": "manufacturing",
        "pilot": False,
        "membership": "rule",
        "territory": [],
        "activities": [],
        "note": None,
        "sources": ["https://example.org/"],
        "origin": "reviewed",
    }
    rows = [
        {
            **shared,
            "cluster": "raufoss",
            "name": "NCE Raufoss",
            "pilot": True,
            "place_name": "Raufoss",
            "territory": ["3407", "3443"],
        },
        {
            **shared,
            "cluster": "halden",
            "name": "NCE Smart Energy Markets",
            "aliases": ["Smart Energy Halden"],
            "pilot": True,
            "place_name": "Halden",
            "territory": ["3101"],
        },
        {
            **shared,
            "cluster": "fisk",
            "name": "Fiskeklyngen",
            "place_name": "unknown",
            "membership": "list",
            "origin": "medlemmer.csv",
        },
        {
            **shared,
            "cluster": "tom",
            "name": "Klyngen uten sted",
            "level": "unknown",
            "level_from": None,
            "place_name": "unknown",
            "field": "unknown",
            "membership": "none",
        },
    ]
    frame = pl.DataFrame(
        rows,
        schema_overrides={
            "note": pl.String,
            "aliases": pl.List(pl.String),
            "territory": pl.List(pl.String),
            "activities": pl.List(pl.String),
            "level_from": pl.Int64,
        },
    )
    return Cluster.validate(frame, cast=True)


def _sources(rows: int) -> pl.DataFrame:
    return Source.validate(
        pl.DataFrame(
            {
                "source": ["awards"],
                "register": ["awards"],
                "title": ["Tildelinger"],
                "publisher": ["Innovasjon Norge"],
                "terms": ["NLOD 2.0"],
                "url": ["https://www.innovasjonnorge.no/"],
                "file": ["awards.csv"],
                "sha256": ["0" * 64],
                "first": [dt.date(2012, 1, 2)],
                "last": [dt.date(2016, 12, 30)],
                "rows": [rows],
                "kept": [rows],
                "rejected": [0],
            }
        ),
        cast=True,
    )
