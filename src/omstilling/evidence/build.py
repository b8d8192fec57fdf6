"""From files to a snapshot of facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from omstilling import register, sources, store
from omstilling.errors import StoreError
from omstilling.evidence import rows
from omstilling.sources import Reading
from omstilling.store import Snapshot
from omstilling.tables import (
    SN2007,
    Account,
    Application,
    Award,
    Cell,
    Cluster,
    Evidence,
    Member,
    Participation,
    Rate,
    Reject,
    Source,
    Statistic,
    Unit,
)

REGISTERS = "registers"
REFERENCE_BUNDLE = "reference bundle"

#: The registers that the main job reads, and the table of each. Code lists are not among
#: them: the reviewed ones that ship with the program are used.
TABLES: dict[str, type[Any]] = {
    "awards": Award,
    "participations": Participation,
    "applications": Application,
    "entities": Unit,
    "subentities": Unit,
    "establishment_extracts": Unit,
    "enterprise_extracts": Unit,
    "statistics": Statistic,
    "accounts": Account,
    "rates": Rate,
}
UNITS = tuple(name for name, table in TABLES.items() if table is Unit)
Step = Callable[[str], None]


@dataclass(frozen=True)
class Facts:
    """What the files say, by source key, and what is reviewed."""

    readings: dict[str, Reading]
    clusters: pl.DataFrame
    members: pl.DataFrame

    def of(self, *registers: str) -> dict[str, pl.DataFrame]:
        """Return the tables of some registers by source key."""
        return {
            key: reading.table
            for key, reading in self.readings.items()
            if reading.source["register"].item() in registers
        }

    def table(self, register_key: str) -> pl.DataFrame:
        """Return all rows of one register."""
        found = self.of(register_key)
        empty = TABLES[register_key].create_empty()
        return pl.concat([empty, *(found[key] for key in sorted(found))])


def build(
    store_folder: Path, *, data: Path | None = None, on_step: Step = lambda _: None
) -> Snapshot:
    """Read all files of a data folder and write the facts as a snapshot.

    Parameters
    ----------
    store_folder
        The store; clusters and members imported into its latest snapshot are kept.
    data
        Folder with files of the registers; without it the reference bundle is read.
    on_step
        Called with the name of each step as it begins.

    Raises
    ------
    InputError
        A file as a whole cannot be read, or there is none.
    StoreError
        The snapshot cannot be written.
    """
    if data is None:
        found, missing, made_from = [sources.reference()], [], REFERENCE_BUNDLE
    else:
        every = sources.find(data)
        found = [one for one in every if one.register.key in TABLES]
        missing = [key for key in sources.missing(data) if key in TABLES]
        made_from = REGISTERS
    readings: dict[str, Reading] = {}
    for one in found:
        on_step(one.path.name)
        readings[one.source] = sources.read(one)
    on_step("organisations and evidence")
    clusters, members = _clusters(store_folder)
    facts = Facts(_with_versions(readings), clusters, members)
    tables, left_out = assemble(facts)
    on_step("snapshot")
    notes = {"made_from": made_from, "missing": sorted(missing), "left_out": left_out}
    return store.write(store_folder, tables, notes=notes)


def _clusters(store_folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the reviewed clusters, and over them those that a user has imported."""
    reviewed = register.clusters()
    try:
        latest = store.latest(store_folder)
    except StoreError:
        return reviewed, Member.create_empty()
    imported = latest.read("clusters", Cluster).filter(
        pl.col("origin") != register.REVIEWED
    )
    kept = reviewed.join(imported, on="cluster", how="anti")
    return (
        pl.concat([kept, imported]).sort("cluster"),
        latest.read("members", Member),
    )


def _with_versions(readings: Mapping[str, Reading]) -> dict[str, Reading]:
    codes = register.code_lists()
    return {
        key: Reading(
            sources.with_versions(reading.table, codes), reading.rejects, reading.source
        )
        if reading.source["register"].item() in UNITS
        else reading
        for key, reading in readings.items()
    }


def assemble(
    facts: Facts,
) -> tuple[dict[str, pl.DataFrame], list[dict[str, Any]]]:
    """Return every table of a snapshot, and what was left out of them and why."""
    units = pl.concat([Unit.create_empty(), *facts.of(*UNITS).values()])
    keys = register.place_keys()
    organisations = register.organisations(
        facts.table("awards"), facts.table("participations"), units, keys
    )
    evidence, left_out = _evidence(facts, keys, organisations)
    readings = [facts.readings[key] for key in sorted(facts.readings)]
    tables: dict[str, pl.DataFrame] = {
        "sources": _all(Source, [r.source for r in readings], _reviewed()),
        "rejects": _all(Reject, [r.rejects for r in readings]),
        "organisations": organisations,
        "places": register.places(),
        "activities": pl.concat(
            [register.activities(version) for version in register.VERSIONS]
        ),
        "clusters": facts.clusters,
        "cluster_levels": register.cluster_levels(),
        "members": facts.members,
        "methods": register.methods(),
        "cluster_methods": register.cluster_methods(),
        "evidence": evidence,
        "accounts": facts.table("accounts"),
        "rates": facts.table("rates"),
    }
    return tables, left_out


def _all(
    schema: type[Any], parts: list[pl.DataFrame], *more: pl.DataFrame
) -> pl.DataFrame:
    return pl.concat([schema.create_empty(), *parts, *more])


def _reviewed() -> pl.DataFrame:
    return register.reviewed_sources()


def _evidence(
    facts: Facts, keys: pl.DataFrame, organisations: pl.DataFrame
) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    main = organisations.select(
        "organisation", main_activity="activity", main_place="place"
    )
    parts: list[pl.DataFrame] = []
    for key, table in facts.of("awards").items():
        parts.append(rows.from_awards(table, keys, key))
    for key, table in facts.of("participations").items():
        parts.append(rows.from_participations(table, keys, main, key))
    for key, table in facts.of("applications").items():
        parts.append(rows.from_applications(table, keys, main, key))
    newest, earlier = latest_of_each_year(facts.of(*UNITS))
    for key, table in newest.items():
        parts.append(rows.from_units(table, keys, key))
    for key, table in facts.of("statistics").items():
        parts.append(rows.from_statistics(table, keys, key))
    for key, table in facts.of("accounts").items():
        parts.append(rows.from_accounts(table, main, key))
    for key, table in facts.of("cells").items():
        parts.append(rows.from_cells(table, key))
    parts.append(rows.from_methods(register.cluster_methods(), register.METHOD_FACTS))
    evidence, left_out = checked(pl.concat(parts))
    return evidence, [
        *left_out,
        *(
            {"what": f"earlier extract of the same year: {e}", "count": 1}
            for e in earlier
        ),
    ]


def latest_of_each_year(
    units: Mapping[str, pl.DataFrame],
) -> tuple[dict[str, pl.DataFrame], list[str]]:
    """Return the latest extract of each register, kind and year, and the others' keys.

    Evidence counts by year; an establishment present on four dates of a year is one.
    """
    newest: dict[tuple[str, object], str] = {}
    dated = {
        key: (table["extracted"].max(), table["kind"].first())
        for key, table in units.items()
        if not table.is_empty()
    }
    for key in sorted(dated, key=lambda key: (str(dated[key][0]), key)):
        day, kind = dated[key]
        newest[str(kind), getattr(day, "year", None)] = key
    chosen = set(newest.values())
    return {key: units[key] for key in sorted(chosen)}, sorted(set(units) - chosen)


def checked(
    evidence: pl.DataFrame,
) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """Give every row its id, drop those without a year, and tell what is missing.

    A code that SN2007 does not have is no activity; it stays as written.
    """
    known = register.activities(SN2007)["code"]
    unknown = pl.col("activity").is_not_null() & ~pl.col("activity").is_in(
        known.implode()
    )
    national = pl.col("kind").is_in(["award", "project"])
    none = pl.col("activity").is_null()
    told = {
        "evidence without a year": evidence.filter(pl.col("year").is_null()).height,
        "evidence with an industry code that SN2007 does not have": evidence.filter(
            unknown
        ).height,
        "awards and projects without a municipality": evidence.filter(
            national & pl.col("place").is_null()
        ).height,
        "awards and projects without a known industry": evidence.filter(
            national & none
        ).height,
        "register units with an industry code that has no bridge to SN2007": (
            evidence.filter(
                (pl.col("kind") == "establishment")
                & none
                & pl.col("version_written").is_not_null()
            ).height
        ),
    }
    table = (
        evidence.filter(pl.col("year").is_not_null())
        .with_columns(
            activity=pl.when(~unknown).then("activity"),
            id=pl.col("source") + ":" + pl.col("row").cast(pl.String),
        )
        .sort("source", "row", "place", "activity", "label", nulls_last=True)
    )
    left_out = [{"what": what, "count": n} for what, n in told.items() if n]
    return Evidence.validate(table, cast=True), left_out
