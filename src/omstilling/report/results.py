"""What the main job answers: the pilots' strengths and the best transfers from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl

from omstilling.language import LANGUAGES, Language
from omstilling.store import Snapshot
from omstilling.strengths import (
    Landscape,
    evidence_of_cluster,
    landscape,
    strengths_of_cluster,
)
from omstilling.tables import Source, Strength, Transfer
from omstilling.transfers import (
    find_transfers,
    givers,
    object_codes,
    object_names,
    receiver_evidence,
    receiver_names,
    takers,
)

Row = dict[str, Any]
#: As many transfers as a programme officer reads in one sitting.
TRANSFERS = 50


@dataclass(frozen=True)
class Names:
    """What things are called in one language.

    Attributes
    ----------
    objects
        Name by SN2007 code or short name of a method.
    receivers
        Name by kind and short name or number.
    """

    objects: dict[str, str]
    receivers: dict[tuple[str, str], str]


@dataclass(frozen=True)
class Pilot:
    """A pilot cluster, a row of `tables.Cluster`, and its strengths."""

    cluster: Row
    strengths: dy.DataFrame[Strength]


@dataclass(frozen=True)
class Offer:
    """A transfer, a row of `tables.Transfer`, with those who could carry it out.

    Attributes
    ----------
    transfer
        The row.
    givers, takers
        Rows `organisation, name, pieces, evidence`, most evidence first.
    given, taken
        Ids of the rows of evidence at the source and at the receiver: those of the
        organisations named, or all that count where none is.
    facts
        Rows of `tables.ClusterMethod` that document the method; none for an activity.
    """

    transfer: Row
    givers: list[Row]
    takers: list[Row]
    given: list[str]
    taken: list[str]
    facts: list[Row]


@dataclass(frozen=True, eq=False)
class Results:
    """The answers, and what they were made from.

    Attributes
    ----------
    snapshot, landscape, seed
        The facts, what follows from them, and the seed of every random choice.
    language
        Language of the names in the tables.
    pilots
        The pilots that can be ranked, in the order of the clusters' table.
    unranked
        Pilots with neither territory nor members, rows of `tables.Cluster`.
    transfers
        The best transfers from the pilots.
    offers
        The same, with organisations.
    names
        Names by language.
    sources
        Rows of `tables.Source` by key.
    evidence
        Rows of `tables.Evidence` by id, the first of each id, with the `name` of the
        organisation.
    """

    snapshot: Snapshot
    landscape: Landscape
    seed: int
    language: Language
    pilots: list[Pilot]
    unranked: list[Row]
    transfers: dy.DataFrame[Transfer]
    offers: list[Offer]
    names: dict[Language, Names]
    sources: dict[str, Row]
    evidence: dict[str, Row]

    def __repr__(self) -> str:
        """Say what it holds in one line."""
        return (
            f"Results(snapshot {self.snapshot.id}: {len(self.pilots)} pilots, "
            f"{self.transfers.height} transfers)"
        )


def results(snapshot: Snapshot, *, seed: int, language: Language = "nb") -> Results:
    """Answer the questions of the main job from a snapshot.

    Parameters
    ----------
    snapshot
        The facts.
    seed
        Seed of every random choice; written beside the results.
    language
        Language of the names in the tables.
    """
    land = landscape(snapshot)
    clusters = land.clusters.filter("pilot").to_dicts()
    ranked = [cluster for cluster in clusters if cluster["membership"] != "none"]
    pilots = [
        Pilot(cluster, strengths_of_cluster(land, cluster, language=language))
        for cluster in ranked
    ]
    transfers = _transfers(land, [cluster["cluster"] for cluster in ranked], language)
    offers = [_offer(land, row) for row in transfers.iter_rows(named=True)]
    return Results(
        snapshot=snapshot,
        landscape=land,
        seed=seed,
        language=language,
        pilots=pilots,
        unranked=[cluster for cluster in clusters if cluster not in ranked],
        transfers=transfers,
        offers=offers,
        names={
            other: Names(object_names(land, other), receiver_names(land, other))
            for other in LANGUAGES
        },
        sources={
            row["source"]: row
            for row in snapshot.read("sources", Source).iter_rows(named=True)
        },
        evidence=_evidence(land, pilots, offers),
    )


def _transfers(
    land: Landscape, sources: list[str], language: Language
) -> dy.DataFrame[Transfer]:
    if not sources:
        return Transfer.create_empty()
    return find_transfers(land, sources=sources, limit=TRANSFERS, language=language)


def _offer(land: Landscape, transfer: Row) -> Offer:
    giving, taking = (
        givers(land, transfer).to_dicts(),
        takers(land, transfer).to_dicts(),
    )
    source = land.clusters.row(
        by_predicate=pl.col("cluster") == transfer["source"], named=True
    )
    held, related = object_codes(land, transfer), transfer["related"]
    return Offer(
        transfer=transfer,
        givers=giving,
        takers=taking,
        given=_ids(giving, evidence_of_cluster(land, source), held),
        taken=_ids(taking, receiver_evidence(land, transfer), related),
        facts=_facts(land, transfer),
    )


def _ids(people: list[Row], evidence: pl.DataFrame, codes: list[str]) -> list[str]:
    if people:
        return [i for row in people for i in row["evidence"]]
    found = evidence.filter(pl.col("code").is_in(codes)).sort("source", "row")
    return found["id"].unique(maintain_order=True).to_list()


def _facts(land: Landscape, transfer: Row) -> list[Row]:
    if transfer["object_kind"] != "method":
        return []
    shares = land.method_facts.filter(
        (pl.col("cluster") == transfer["source"])
        & (pl.col("method") == transfer["object"])
        & (pl.col("relation") == "gives")
    )
    return shares.sort("row").to_dicts()


def _evidence(
    land: Landscape, pilots: list[Pilot], offers: list[Offer]
) -> dict[str, Row]:
    named = {i for pilot in pilots for ids in pilot.strengths["evidence"] for i in ids}
    for offer in offers:
        named.update(offer.given, offer.taken)
    rows = land.evidence.filter(pl.col("id").is_in(sorted(named)))
    first = rows.unique("id", keep="first", maintain_order=True).join(
        land.organisations.select("organisation", "name"),
        on="organisation",
        how="left",
        maintain_order="left",
    )
    return {row["id"]: row for row in first.iter_rows(named=True)}
