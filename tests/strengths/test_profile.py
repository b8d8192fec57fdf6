from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from world import number, tables

from omstilling import store
from omstilling.errors import InputError, UsageError
from omstilling.store import Snapshot
from omstilling.strengths import (
    Landscape,
    landscape,
    strengths,
    strengths_of_cluster,
)
from omstilling.strengths.frontier import frontier
from omstilling.strengths.holdings import counted
from omstilling.strengths.units import evidence_of_territory, has_prefix
from omstilling.tables import Account, Cluster, Evidence, Organisation


def cluster(land: Landscape, name: str, **changes: object) -> dict[str, object]:
    row = land.clusters.row(by_predicate=pl.col("cluster") == name, named=True)
    return {**row, **changes}


def test_a_cluster_is_best_at_what_it_does_more_of_than_the_nation(
    land: Landscape,
) -> None:
    table = strengths_of_cluster(land, cluster(land, "raufoss"))
    assert table["activity"].to_list() == ["22.2", "25.6"]
    plastics = table.row(0, named=True)
    # 9 of the territory's 19 pieces, where it is 13 of the nation's 95.
    assert plastics["pieces"] == 9
    assert plastics["expected"] == pytest.approx(19 * 13 / 95)
    assert plastics["value"] == pytest.approx(9 / 2.6)
    assert plastics["low"] < plastics["shrunken"] < plastics["high"]


def test_every_number_names_its_organisations_and_rows(land: Landscape) -> None:
    first = strengths_of_cluster(land, cluster(land, "raufoss")).row(0, named=True)
    assert len(first["organisations"]) == 9
    assert first["organisations"][0]["name"].startswith("TESTBEDRIFT")
    evidence = land.evidence.filter(pl.col("id").is_in(first["evidence"]))
    assert set(evidence["activity"]) == {"22.200"}
    assert set(evidence["place_written"]) == {"Gjøvik", "Vestre Toten"}


def test_one_award_is_an_anecdote_unless_asked_for(land: Landscape) -> None:
    place = evidence_of_territory(land, ["3101"])
    usual = strengths(land, place, place)
    every = strengths(land, place, place, least_pieces=1)
    assert "25.6" not in usual["activity"].to_list()
    assert "25.6" in every["activity"].to_list()


def test_a_cluster_with_a_list_counts_its_members_wherever_they_are(
    land: Landscape,
) -> None:
    table = strengths_of_cluster(land, cluster(land, "fisk"))
    assert table["activity"].to_list() == ["03.2"]
    assert table["pieces"].to_list() == [2.0]


def test_a_rule_with_activities_is_compared_with_all_of_its_territory(
    land: Landscape,
) -> None:
    all_of_it = strengths_of_cluster(land, cluster(land, "raufoss"))
    only = strengths_of_cluster(land, cluster(land, "raufoss", activities=["22"]))
    assert only["activity"].to_list() == ["22.2"]
    assert only["value"][0] == all_of_it["value"][0]


def test_names_come_in_the_language_asked_for(land: Landscape) -> None:
    raufoss = cluster(land, "raufoss")
    assert strengths_of_cluster(land, raufoss)["name"][0].startswith("Produksjon")
    english = strengths_of_cluster(land, raufoss, language="en")
    assert english["name"][0] == "Plastics products"
    nynorsk = strengths_of_cluster(land, raufoss, language="nn")
    assert nynorsk["name"][0].startswith("Produksjon")


def test_a_prefix_is_a_code_or_what_lies_under_it() -> None:
    codes = pl.DataFrame({"code": ["22.2", "22", "02.2", "72.1", "72.2"]})
    under = codes.filter(has_prefix(pl.col("code"), ["22", "72.1"]))["code"]
    assert under.to_list() == ["22.2", "22", "72.1"]


def test_farming_and_unknown_industries_do_not_count() -> None:
    evidence = pl.DataFrame(
        {
            "kind": ["award"] * 4 + ["establishment"],
            "place": ["3101", "3101", None, "3101", "3101"],
            "activity": ["01.410", "99.999", "62.010", "62.010", "62.010"],
            "count": [1.0] * 5,
            "weight": [1.0, 1.0, 1.0, 0.5, 1.0],
        }
    )
    result = counted(evidence, 3)
    assert result["code"].to_list() == ["62.0"]
    assert result["pieces"].to_list() == [0.5]


def test_an_unknown_level_and_a_too_fine_one_say_what_to_do(
    world: Snapshot, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"one of 2, 3, 5. Got 4"):
        landscape(world, level=4)
    coarse = tables()
    coarse["evidence"] = Evidence.validate(
        coarse["evidence"].with_columns(activity=pl.col("activity").str.slice(0, 4))
    )
    with pytest.raises(UsageError, match="no evidence at 5 digits") as caught:
        landscape(store.write(tmp_path, coarse, notes={}), level=5)
    assert "--data" in caught.value.hint


def test_a_snapshot_without_evidence_says_so(tmp_path: Path) -> None:
    nothing = tables()
    nothing["evidence"] = nothing["evidence"].clear()
    with pytest.raises(InputError, match="no award or project") as caught:
        landscape(store.write(tmp_path, nothing, notes={}))
    assert "have rows" in caught.value.hint


def test_the_landscape_says_what_it_holds(land: Landscape) -> None:
    assert "9 places × 7 activities at 3 digits, 95 pieces" in repr(land)


def test_the_frontier_is_the_ninetieth_percentile_of_at_least_five() -> None:
    firms = [number(i) for i in range(6)]
    organisations = pl.DataFrame(
        {
            "organisation": firms,
            "employees": [10] * 6,
            "activity": ["22.290"] * 5 + ["25.620"],
        }
    )
    accounts = pl.DataFrame(
        {
            "row": range(7),
            "organisation": [*firms, firms[0]],
            "start": [dt.date(2020, 1, 1)] * 6 + [dt.date(2019, 1, 1)],
            "end": [dt.date(2020, 12, 31)] * 6 + [dt.date(2019, 12, 31)],
            "currency": ["NOK"] * 7,
            "revenue": [None] * 7,
            "wages": [1e6, 2e6, 3e6, 4e6, 5e6, 9e6, 99e6],
            "operating_result": [0.0] * 7,
            "result": [None] * 7,
            "assets": [None] * 7,
            "equity": [None] * 7,
        },
        schema_overrides=dict.fromkeys(
            ("revenue", "result", "assets", "equity"), pl.Float64
        ),
    )
    result = frontier(Account.validate(accounts, cast=True), organisations)
    assert result.height == 5, "one firm in 25.6 makes no frontier"
    assert result["frontier"].to_list() == pytest.approx([460_000.0] * 5)
    best = result.filter(pl.col("productivity") == 500_000.0)
    assert best["gap"].item() == pytest.approx(500 / 460)


def test_frontier_leaves_out_other_currencies_and_unknown_figures() -> None:
    accounts = Account.create_empty()
    assert frontier(accounts, Organisation.create_empty()).is_empty()


def test_clusters_with_neither_members_nor_territory_are_there_but_not_ranked(
    land: Landscape,
) -> None:
    assert "tom" in Cluster.validate(land.clusters)["cluster"].to_list()
    empty = strengths_of_cluster(land, cluster(land, "tom"))
    assert empty.is_empty()
