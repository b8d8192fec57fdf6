"""The facts that pages are made of: the latest snapshot, read once and kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.http import Http404
from django.utils.safestring import SafeString

from omstilling import store
from omstilling.evidence import REFERENCE_BUNDLE
from omstilling.language import Language
from omstilling.report import sentences
from omstilling.store import Snapshot
from omstilling.strengths import (
    evidence_of_cluster,
    landscape,
    strengths_of_cluster,
)
from omstilling.tables import ClusterLevel, Evidence, Reject, Source
from omstilling.transfers import find_transfers, object_names, receiver_names
from omstilling.transfers.ranking import ground
from omstilling.web.context import language

Row = dict[str, Any]
#: More than anyone pages through, and all that the ranking gives.
EVERYTHING = 100_000
#: Lines of a list that shows no idea again and again.
FOREMOST = 500
_DIVISION = re.compile(r"\d\d").fullmatch
#: Pictures kept in memory, some 30 kB each.
KEPT_PICTURES = 1000


def current() -> Facts:
    """Return the facts of the latest snapshot; raise `StoreError` if there is none."""
    return _facts(store.latest(settings.STORE).folder)


@lru_cache(maxsize=2)
def _facts(folder: Path) -> Facts:
    return Facts(Snapshot(folder))


@dataclass(frozen=True)
class Question:
    """Which transfers are asked for.

    Attributes
    ----------
    source
        Short name of a cluster; all clusters if empty.
    kind
        Kind of receiver; all kinds if empty.
    receiver
        Short name or number of one receiver of that kind; all if empty.
    any_sector
        Whether those that cross no sector boundary count too.
    every_variant
        Whether the same idea may fill the list.
    improbable
        Whether those below the least probability of the settings count too.
    """

    source: str = ""
    kind: str = ""
    receiver: str = ""
    any_sector: bool = False
    every_variant: bool = False
    improbable: bool = False


class Facts:
    """What one snapshot says, in the forms that pages ask for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.land = landscape(snapshot)
        self._pictures: dict[Hashable, SafeString | None] = {}
        self.strengths = lru_cache(maxsize=512)(self._strengths)
        self.transfers = lru_cache(maxsize=64)(self._transfers)
        self.object_names = lru_cache(maxsize=3)(self._object_names)
        self.receiver_names = lru_cache(maxsize=3)(self._receiver_names)

    @cached_property
    def evidence(self) -> pl.DataFrame:
        """All evidence, also that which does not count in the ranking."""
        return self.snapshot.read("evidence", Evidence)

    @cached_property
    def sources(self) -> dict[str, Row]:
        """The files behind the snapshot by key."""
        table = self.snapshot.read("sources", Source)
        return {row["source"]: row for row in table.iter_rows(named=True)}

    @cached_property
    def rejects(self) -> pl.DataFrame:
        """Rows and values that were set aside."""
        return self.snapshot.read("rejects", Reject)

    @cached_property
    def clusters(self) -> dict[str, Row]:
        """The clusters by short name, ordered by name."""
        table = self.land.clusters.sort("name", "cluster")
        return {row["cluster"]: row for row in table.iter_rows(named=True)}

    @cached_property
    def levels(self) -> pl.DataFrame:
        """The levels that clusters have had, by year."""
        return self.snapshot.read("cluster_levels", ClusterLevel).sort(
            "cluster", "first_year", nulls_last=False
        )

    @cached_property
    def organisations(self) -> dict[str, str | None]:
        """Names of organisations by number."""
        return dict(self.land.organisations.select("organisation", "name").iter_rows())

    @cached_property
    def places(self) -> dict[str, Row]:
        """The municipalities by number."""
        return {row["place"]: row for row in self.land.places.iter_rows(named=True)}

    @cached_property
    def place_names(self) -> dict[str, str]:
        """Names of municipalities by number."""
        return {number: place["name"] for number, place in self.places.items()}

    @cached_property
    def county_names(self) -> dict[str, str]:
        """Names of counties by number."""
        return {row["county"]: row["county_name"] for row in self.places.values()}

    @cached_property
    def stated(self) -> bool:
        """Whether any need or offer is open."""
        both = ground(self.land).asked
        return bool(both.needs.rows or both.offers.rows)

    @cached_property
    def receivers(self) -> list[tuple[str, str]]:
        """Kind and short name or number of everyone who could take something in."""
        takers = ground(self.land).receivers
        return [
            (str(kind), str(name))
            for kind, name in zip(takers.kinds, takers.ids, strict=True)
        ]

    def cluster(self, slug: str) -> Row:
        """Return a cluster; raise `Http404` if there is none of that short name."""
        if slug not in self.clusters:
            raise Http404(f"no cluster {slug}")
        return self.clusters[slug]

    def counties(self, cluster: Mapping[str, Any]) -> dict[str, str]:
        """Return the counties of a cluster's territory by number."""
        inside = [self.places[p] for p in cluster["territory"] if p in self.places]
        return {place["county"]: place["county_name"] for place in inside}

    def figures_only(self) -> str:
        """Say that no organisation is named, where that is so; else empty."""
        if self.snapshot.manifest["made_from"] != REFERENCE_BUNDLE:
            return ""
        return sentences.figures_only(language())

    def members(self, slug: str) -> pl.DataFrame:
        """Return the members that a list names, by name."""
        members = self.land.members.filter(pl.col("cluster") == slug)
        return members.sort("name", "organisation", nulls_last=True)

    def described(self, rows: pl.DataFrame) -> list[Row]:
        """Return rows of evidence with names and the source of each."""
        codes = self.object_names(language())
        return [
            {
                **row,
                "name": self.organisations.get(row["organisation"]),
                "place_facts": self.places.get(row["place"]),
                "activity_name": codes.get(row["activity"]),
                "method_name": codes.get(row["method"]),
                "cluster_facts": self.clusters.get(row["cluster"]),
                "source_facts": self.sources.get(row["source"]),
            }
            for row in rows.iter_rows(named=True)
        ]

    def evidence_rows(self, slug: str, activity: str) -> pl.DataFrame:
        """Return the rows that count for a cluster's strength, the newest first."""
        return (
            evidence_of_cluster(self.land, self.cluster(slug))
            .filter(pl.col("code") == activity)
            .sort("year", "source", "row", "id", descending=[True, False, False, False])
        )

    def picture(
        self, key: Hashable, draw: Callable[[], SafeString | None]
    ) -> SafeString | None:
        """Return a picture, drawn the first time it is asked for."""
        if key not in self._pictures:
            if len(self._pictures) >= KEPT_PICTURES:
                self._pictures.clear()
            self._pictures[key] = draw()
        return self._pictures[key]

    def _strengths(self, slug: str, language: Language) -> pl.DataFrame:
        return strengths_of_cluster(self.land, self.cluster(slug), language=language)

    def _transfers(self, asked: Question, language: Language) -> pl.DataFrame:
        wanted = [
            (kind, name)
            for kind, name in self.receivers
            if asked.kind in {"", kind} and asked.receiver in {"", name}
        ]
        return find_transfers(
            self.land,
            sources=[asked.source] if asked.source else None,
            receivers=wanted,
            any_sector=asked.any_sector,
            limit=EVERYTHING if asked.every_variant else FOREMOST,
            diversity=0.0 if asked.every_variant else None,
            least_probability=0.0 if asked.improbable else None,
            language=language,
        )

    def division_names(self, language: Language) -> dict[str, str]:
        """Return names of the divisions of industries by number."""
        names = self.object_names(language)
        return {code: names[code] for code in sorted(names) if _DIVISION(code)}

    def _object_names(self, language: Language) -> dict[str, str]:
        return object_names(self.land, language)

    def _receiver_names(self, language: Language) -> dict[tuple[str, str], str]:
        return receiver_names(self.land, language)
