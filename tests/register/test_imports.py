from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl
import pytest

from omstilling.register.clusters import ClusterBook, reviewed_clusters
from omstilling.register.imports import with_imports
from omstilling.register.places import place_keys
from omstilling.tables import ClusterRow, MemberRow, Reject

Row = dict[str, Any]


FIRST, SECOND = "974760673", "971526920"


def cluster_rows(*rows: Row) -> dy.DataFrame[ClusterRow]:
    full = [
        {
            "row": number,
            "aliases": [],
            "level": "unknown",
            "level_from": None,
            "place": None,
            "field": None,
            "municipalities": [],
            "activities": [],
        }
        | row
        for number, row in enumerate(rows, 2)
    ]
    return ClusterRow.validate(pl.DataFrame(full, ClusterRow.create_empty().schema))


def member_rows(*pairs: tuple[str, str]) -> dy.DataFrame[MemberRow]:
    rows = [
        {"row": number, "cluster": cluster, "organisation": organisation, "name": None}
        for number, (cluster, organisation) in enumerate(pairs, 2)
    ]
    return MemberRow.validate(pl.DataFrame(rows, MemberRow.create_empty().schema))


def laid(
    clusters: dy.DataFrame[ClusterRow] | None = None,
    members: dy.DataFrame[MemberRow] | None = None,
    book: ClusterBook | None = None,
) -> tuple[ClusterBook, dy.DataFrame[Reject]]:
    return with_imports(
        book or reviewed_clusters(),
        clusters=clusters,
        members=members,
        source="clusters:own.csv",
        file="own.csv",
        keys=place_keys(),
    )


def row(book: ClusterBook, slug: str) -> Row:
    return book.clusters.row(by_predicate=pl.col("cluster") == slug, named=True)


def test_a_new_cluster_is_added() -> None:
    book, rejects = laid(
        cluster_rows(
            {
                "name": "Fjordklyngen Øst",
                "municipalities": ["Voss", "4601"],
                "activities": ["Telekommunikasjon"],
                "level": "Arena",
                "level_from": 2024,
            }
        )
    )
    new = row(book, "fjordklyngen-øst")
    assert new["territory"] == ["4601", "4621"]
    assert new["activities"] == ["61"]
    assert new["membership"] == "rule"
    assert new["origin"] == "own.csv"
    assert book.levels.row(-1) == ("fjordklyngen-øst", "Arena", 2024, None)
    assert book.clusters.height == 59
    assert rejects.is_empty()


def test_a_known_name_replaces_what_the_list_tells_and_keeps_the_rest() -> None:
    book, rejects = laid(
        cluster_rows(
            {"name": "ncese", "aliases": ["NCE SE"], "municipalities": ["Drammen"]}
        )
    )
    changed = row(book, "kongsberg")
    assert changed["territory"] == ["3301"]
    assert changed["level"] == "NCE"
    assert changed["pilot"]
    assert changed["origin"] == "own.csv"
    assert "ncese" in changed["aliases"]
    assert book.clusters.height == 58
    assert rejects.is_empty()


def test_members_make_a_membership_by_list() -> None:
    book, rejects = laid(
        members=member_rows(("Raufoss", FIRST), ("NCE RAUFOSS", FIRST))
    )
    assert row(book, "raufoss")["membership"] == "list"
    assert book.members.rows() == [("raufoss", FIRST, None, "own.csv")]
    assert rejects.is_empty()
    again, _ = laid(members=member_rows(("raufoss", SECOND)), book=book)
    assert again.members["organisation"].to_list() == [SECOND]
    kept, _ = laid(cluster_rows({"name": "Raufoss", "field": "things"}), book=again)
    assert row(kept, "raufoss")["membership"] == "list"


def test_a_cluster_with_no_members_and_no_territory_takes_no_part() -> None:
    book, _ = laid(cluster_rows({"name": "Tomklyngen"}))
    assert row(book, "tomklyngen")["membership"] == "none"
    assert row(book, "tomklyngen")["place_name"] == "unknown"


def test_what_cannot_be_used_is_set_aside_with_its_row() -> None:
    book, rejects = laid(
        cluster_rows(
            {
                "name": "Nyklyngen",
                "municipalities": ["Atlantis"],
                "activities": ["99.9"],
            },
            {"name": "Raufoss", "aliases": ["Halden"]},
        ),
        member_rows(("Ukjentklyngen", FIRST)),
    )
    told = rejects.select("file", "row", "column", "value", "dropped").rows()
    assert told == [
        ("own.csv", 2, "municipalities", "Atlantis", False),
        ("own.csv", 2, "activities", "99.9", False),
        ("own.csv", 3, "aliases", "Halden", False),
        ("own.csv", 2, "cluster", "Ukjentklyngen", True),
    ]
    assert row(book, "raufoss")["aliases"] == ["Raufoss"]
    assert book.members.is_empty()


@pytest.mark.parametrize("turned", [False, True])
def test_two_rows_of_one_cluster_do_not_depend_on_their_order(turned: bool) -> None:
    rows: list[Row] = [
        {"name": "Nyklyngen", "municipalities": ["Voss"]},
        {"name": "NYKLYNGEN", "field": "wool"},
    ]
    book, _ = laid(cluster_rows(*(rows[::-1] if turned else rows)))
    assert row(book, "nyklyngen")["territory"] == ["4621"]
    assert row(book, "nyklyngen")["field"] == "wool"
