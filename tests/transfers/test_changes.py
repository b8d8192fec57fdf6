"""What would have to change, against scoring everything again with the change."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import polars as pl
import pytest

from omstilling.cli import main
from omstilling.errors import UsageError
from omstilling.settings import WEIGHTS, weights_from
from omstilling.store import Snapshot
from omstilling.strengths import Landscape
from omstilling.strengths.measures import density
from omstilling.transfers import find_transfer, find_transfers
from omstilling.transfers.changes import _with_activity, _with_organisation, changes
from omstilling.transfers.parts.distance import cognitive_distance
from omstilling.transfers.parts.worth import outlook_gained
from omstilling.transfers.percentile import percentile
from omstilling.transfers.ranking import ground, worth_rank
from omstilling.transfers.related import nearest_held

COLUMNS = {"kind", "activity", "score", "place", "rises"}
OF_RELATEDNESS = WEIGHTS | {"takeup": 0.0, "proximity": 0.5}


@pytest.fixture(scope="module")
def table(land: Landscape) -> pl.DataFrame:
    return find_transfers(land, any_sector=True, diversity=0.0, limit=1000)


def where(land: Landscape, row: dict[str, object]) -> tuple[int, int, int]:
    base = ground(land)
    takers = list(zip(base.receivers.kinds, base.receivers.ids, strict=True))
    return (
        base.offers.clusters.index(str(row["source"])),
        takers.index((row["receiver_kind"], row["receiver"])),
        base.objects.names.index(str(row["object"])),
    )


def test_one_more_activity_is_that_of_holding_it(
    land: Landscape, table: pl.DataFrame
) -> None:
    """The fast way agrees with measuring everything again for the changed receiver."""
    base = ground(land)
    for row in table.head(12).iter_rows(named=True):
        at = where(land, row)
        kind = str(row["receiver_kind"])
        codes, parts = _with_activity(land, at)
        for position, code in enumerate(codes):
            holds = base.receivers.holds.copy()
            holds[at[1], land.activity_index[code]] = True
            takers = dataclasses.replace(base.receivers, holds=holds)
            near = base.objects.near
            dense = density(holds.astype(float), near.T)[at[1], at[2]]
            distance = cognitive_distance(nearest_held(holds, near), near)
            gain = outlook_gained(land, takers, base.objects)[at[1], at[2]]
            expected = {
                "relatedness": percentile(dense, base.scales["relatedness"][kind]),
                "proximity": percentile(
                    -distance[at[1], at[2]], base.scales["proximity"][kind]
                ),
                "worth": worth_rank(
                    base.scales,
                    base.objects.complexity[at[2]],
                    percentile(gain, base.scales["outlook"][kind]),
                    base.productivity[at[2]],
                ),
            }
            for part, value in expected.items():
                assert parts[part][position] == pytest.approx(float(value)), part


def test_changes_only_lift_and_the_most_stands_first(
    land: Landscape, table: pl.DataFrame
) -> None:
    seen = set()
    for row in table.iter_rows(named=True):
        found = changes(land, row)
        assert 1 <= found.place <= found.among
        scores = [one.score for one in found.changes]
        assert scores == sorted(scores, reverse=True)
        for one in found.changes:
            assert one.score > row["score"]
            assert one.rises == found.place - one.place > 0
            assert (one.activity is not None) == (one.kind == "activity")
            seen.add(one.kind)
        assert sum(one.kind == "activity" for one in found.changes) <= 3
    # Nothing is known of projects in this world, so none can be one more.
    assert "organisation" in seen
    assert "project" not in seen


def test_the_place_is_that_in_the_list_by_score(
    land: Landscape, table: pl.DataFrame
) -> None:
    crossing = find_transfers(land, diversity=0.0, limit=1000)
    for row in crossing.head(20).iter_rows(named=True):
        higher = (crossing["score"] > row["score"] + 1e-9).sum()
        assert changes(land, row).place == higher + 1


def test_where_relatedness_counts_one_more_activity_lifts(land: Landscape) -> None:
    weights = OF_RELATEDNESS | {"relatedness": 1.0}
    methods = find_transfers(
        land, any_sector=True, diversity=0.0, limit=1000, weights=weights
    ).filter(pl.col("object_kind") == "method")
    found = [
        one.kind
        for row in methods.iter_rows(named=True)
        for one in changes(land, row, weights=weights).changes
    ]
    assert "activity" in found


def test_one_more_organisation_strengthens_what_is_proven(
    land: Landscape, table: pl.DataFrame
) -> None:
    for row in table.head(12).iter_rows(named=True):
        parts = _with_organisation(land, where(land, row))
        assert parts["strength"][0] >= row["strength"]
        assert parts["proof"][0] >= row["proof"]
        assert np.isfinite([parts["strength"][0], parts["proof"][0]]).all()


def test_the_command_answers_people_and_programs(
    world: Snapshot,
    land: Landscape,
    table: pl.DataFrame,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store = str(world.folder.parents[1])
    name = table["id"][0]

    def asked(*options: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["changes", name, "--store", store, "--language", "en", *options])
        assert ended.value.code == 0
        return capsys.readouterr().out

    told = json.loads(asked("--format", "json"))
    assert told["transfer"] == name
    assert set(told) == {"transfer", "place", "among", "changes"}
    assert all(set(one) == COLUMNS for one in told["changes"])
    only_fit = "worth=0,proof=0,strength=0,takeup=0,relatedness=0"
    other = json.loads(asked("--format", "json", "--weights", only_fit))
    row = table.row(0, named=True)
    assert other["place"] == changes(land, row, weights=weights_from(only_fit)).place
    assert {one["kind"] for one in other["changes"]} <= {"project"}
    assert "rises" in asked()
    assert asked("--format", "csv").splitlines()[0].startswith("kind,activity,score")


def test_a_transfer_that_is_not_is_said_to_be_none(land: Landscape) -> None:
    with pytest.raises(UsageError, match=r"no transfer 'raufoss~sector-72~99\.9'"):
        find_transfer(land, "raufoss~sector-72~99.9")
    for name in ("", "raufoss", "raufoss~sector~25.1", "raufoss~sector-72"):
        with pytest.raises(UsageError, match=f"no transfer '{name}'"):
            find_transfer(land, name)
