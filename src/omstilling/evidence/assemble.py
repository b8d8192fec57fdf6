"""Every table of a snapshot, from what the files say and what is reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from omstilling import register
from omstilling.evidence import rows
from omstilling.register import ClusterBook
from omstilling.register.methods import FILE as METHODS_FILE
from omstilling.sources import Reading
from omstilling.sources.files import sha256
from omstilling.tables import (
    SN2007,
    VERSIONS,
    Account,
    Application,
    Award,
    Evidence,
    Participation,
    Project,
    Rate,
    Reject,
    Source,
    Statistic,
    Unit,
)

#: The registers that the main job reads, and the table of each. Code lists are not
#: among them: the reviewed ones that ship with the program are used.
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
METHODS = "methods"
_CODE = r"^\d{2}\.\d{3}$"


@dataclass(frozen=True)
class Facts:
    """What the files say by source key, and the clusters."""

    readings: dict[str, Reading]
    book: ClusterBook

    def of(self, *registers: str) -> dict[str, pl.DataFrame]:
        """Return the tables of some registers by source key, in their order."""
        return {
            key: self.readings[key].table
            for key in sorted(self.readings)
            if self.readings[key].source["register"].item() in registers
        }

    def table(self, register_key: str) -> Any:
        """Return all rows of one register, as its table declares them."""
        empty = TABLES[register_key].create_empty()
        return pl.concat([empty, *self.of(register_key).values()])


def assemble(
    facts: Facts,
) -> tuple[dict[str, pl.DataFrame], list[dict[str, Any]]]:
    """Return every table of a snapshot, and what was left out of them and why."""
    units: Any = pl.concat([Unit.create_empty(), *facts.of(*UNITS).values()])
    keys = place_keys(facts.table("awards"), units)
    organisations = register.organisations(
        awards=facts.table("awards"),
        participations=facts.table("participations"),
        units=units,
        keys=keys,
    )
    methods, method_facts = register.methods(facts.book.clusters)
    parts, earlier = _parts(facts, keys, organisations)
    parts.append(rows.from_methods(method_facts, METHODS))
    evidence, left_out = checked(pl.concat(parts))
    readings = [facts.readings[key] for key in sorted(facts.readings)]
    own = method_source(method_facts.height)
    tables: dict[str, pl.DataFrame] = {
        "sources": pl.concat([*(one.source for one in readings), own]),
        "rejects": pl.concat(
            [
                Reject.create_empty(),
                *(one.rejects for one in readings),
                unknown_places(evidence, keys, readings),
                unknown_codes(evidence, readings),
            ]
        ),
        "organisations": organisations,
        "projects": projects(facts),
        "places": register.places(),
        "activities": codes(),
        "clusters": facts.book.clusters,
        "cluster_levels": facts.book.levels,
        "members": facts.book.members,
        "methods": methods,
        "cluster_methods": method_facts,
        "evidence": evidence,
        "accounts": facts.table("accounts"),
        "rates": facts.table("rates"),
    }
    return tables, [*left_out, *earlier]


def projects(facts: Facts) -> pl.DataFrame:
    """Return every project with its title; of several titles the first by alphabet."""
    tables = [facts.table("participations"), facts.table("applications")]
    listed = pl.concat([table.select("project", "title") for table in tables])
    titled = listed.filter(pl.col("title").str.strip_chars() != "")
    first = titled.group_by("project").agg(pl.min("title")).sort("project")
    checked: pl.DataFrame = Project.validate(first)
    return checked


def place_keys(awards: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Return how registers write municipalities, splits weighed where it is known.

    An organisation with an award in a municipality that was split later, and an
    establishment in the register today, tells where in it its like were.
    """
    keys = register.place_keys()
    if units.is_empty():
        return keys
    earlier = awards.filter(
        pl.col("organisation").is_in(units["organisation"].implode())
    ).with_columns(municipality_number=pl.lit(None, pl.String))
    counts = register.split_establishments(earlier, units, keys=keys)
    return register.place_keys(counts)


def unknown_places(
    evidence: pl.DataFrame, keys: pl.DataFrame, readings: list[Reading]
) -> pl.DataFrame:
    """Return the rows whose municipality is none that is known, as rejects.

    They stay in the evidence, without a place. Rows that name only a county, several
    municipalities or a place abroad are no mistakes and are only counted.
    """
    written = pl.col("place_written")
    lost = evidence.filter(pl.col("place").is_null() & written.is_not_null())
    unknown = register.resolve_places(
        lost.select("place_written").unique(), name="place_written", keys=keys
    ).filter(pl.col("unplaced") == "unknown")["place_written"]
    return _rejects(
        lost.filter(written.is_in(unknown.implode())).select(
            "source", "row", value="place_written"
        ),
        readings,
        column="municipality",
        reason="is no municipality that is known",
    )


def unknown_codes(evidence: pl.DataFrame, readings: list[Reading]) -> pl.DataFrame:
    """Return the rows whose industry code leads to none of SN2007, as rejects.

    They stay in the evidence, without an activity. 00.000 says that the industry is not
    known, which is no mistake.
    """
    code = pl.col("activity_written")
    lost = evidence.filter(
        pl.col("activity").is_null() & code.str.contains(_CODE) & (code != "00.000")
    )
    return _rejects(
        lost.select("source", "row", value=code),
        readings,
        column="industry",
        reason="is no industry code of SN2007 and leads to none",
    )


def _rejects(
    rows_: pl.DataFrame, readings: list[Reading], *, column: str, reason: str
) -> pl.DataFrame:
    files = pl.concat(
        [Source.create_empty(), *(one.source for one in readings)]
    ).select("source", "file")
    told = (
        rows_.unique()
        .join(files, on="source")
        .with_columns(
            column=pl.lit(column), reason=pl.lit(reason), dropped=pl.lit(value=False)
        )
        .sort("source", "row", "value")
    )
    return Reject.validate(told, cast=True)


def codes() -> pl.DataFrame:
    """Return the reviewed industry codes of both versions."""
    return pl.concat([register.activities(version) for version in VERSIONS])


def method_source(facts: int) -> pl.DataFrame:
    """Return the reviewed list of facts about methods as a source."""
    row = {
        "source": METHODS,
        "register": METHODS,
        "title": "Reviewed facts about clusters and methods",
        "publisher": "Omstilling",
        "terms": "MIT; each fact names its own source",
        "file": METHODS_FILE.name,
        "sha256": sha256(METHODS_FILE),
        "rows": facts,
        "kept": facts,
        "rejected": 0,
    }
    return Source.validate(pl.DataFrame([row], Source.create_empty().schema))


def _parts(
    facts: Facts, keys: pl.DataFrame, organisations: pl.DataFrame
) -> tuple[list[pl.DataFrame], list[dict[str, Any]]]:
    """Return the rows of evidence of each file, and extracts passed by."""
    main = organisations.select(
        "organisation", main_activity="activity", main_place="place"
    )
    newest, earlier = latest_of_each_year(facts.of(*UNITS))
    parts = [
        *(rows.from_awards(t, keys, key) for key, t in facts.of("awards").items()),
        *(
            rows.from_participations(t, keys, main, key)
            for key, t in facts.of("participations").items()
        ),
        *(
            rows.from_applications(t, keys, main, key)
            for key, t in facts.of("applications").items()
        ),
        *(rows.from_units(t, keys, key) for key, t in newest.items()),
        *(
            rows.from_statistics(t, keys, key)
            for key, t in facts.of("statistics").items()
        ),
        *(rows.from_accounts(t, main, key) for key, t in facts.of("accounts").items()),
        *(rows.from_cells(t, key) for key, t in facts.of("cells").items()),
    ]
    return parts, earlier


def latest_of_each_year(
    units: Mapping[str, pl.DataFrame],
) -> tuple[dict[str, pl.DataFrame], list[dict[str, Any]]]:
    """Return the latest extract of each kind and year, and what was passed by.

    Evidence counts by year; an establishment present on four dates of a year is one.
    """
    newest: dict[tuple[str, int], str] = {}
    for key in sorted(units, key=lambda key: (_day(units[key]), key)):
        kind = units[key]["kind"].first()
        newest[str(kind), _day(units[key])[0]] = key
    chosen = set(newest.values())
    passed = [
        {
            "what": f"{key}: an earlier extract of the same year",
            "count": units[key].height,
        }
        for key in sorted(set(units) - chosen)
    ]
    return {key: units[key] for key in sorted(chosen)}, passed


def _day(units: pl.DataFrame) -> tuple[int, int]:
    day: Any = units["extracted"].max()
    return (day.year, day.toordinal()) if day else (0, 0)


def checked(
    evidence: pl.DataFrame,
) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """Give every row its id, drop those without a year, and tell what is missing.

    A code that SN2007 does not have is no activity; it stays as written.
    """
    known = register.activities(SN2007)["code"].implode()
    evidence = evidence.with_columns(
        activity=pl.when(pl.col("activity").is_in(known)).then("activity")
    )
    left_out = [
        {"what": what, "count": evidence.filter(which).height}
        for what, which in _left_out().items()
    ]
    table = (
        evidence.filter(pl.col("year").is_not_null())
        .with_columns(id=pl.col("source") + ":" + pl.col("row").cast(pl.String))
        .sort("source", "row", "place", "activity", "label", nulls_last=True)
        .select(Evidence.column_names())
    )
    told = [one for one in left_out if one["count"]]
    return Evidence.validate(table, cast=True), told


def _left_out() -> dict[str, pl.Expr]:
    national = pl.col("kind").is_in(["award", "project"])
    nowhere = pl.col("activity").is_null()
    coded = pl.col("activity_written").str.contains(_CODE)
    return {
        "evidence without a year": pl.col("year").is_null(),
        "evidence with an industry code that leads to none of SN2007": nowhere & coded,
        "awards and projects without a municipality": national
        & pl.col("place").is_null(),
        "awards and projects without a known industry": national & nowhere,
    }
