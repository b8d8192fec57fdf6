"""The ranking against a naive twin that loops over everything, and its promises."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from omstilling.errors import UsageError
from omstilling.settings import WEIGHTS
from omstilling.strengths import Flags, Landscape, Matrix
from omstilling.transfers import PARTS, find_transfers, givers, takers
from omstilling.transfers.percentile import percentile
from omstilling.transfers.ranking import ground, ranked
from omstilling.transfers.related import nearest_held
from omstilling.transfers.sectors import sector_counts

ALL = 100_000


def everything(land: Landscape, **options: object) -> pl.DataFrame:
    return find_transfers(land, limit=ALL, diversity=0.0, **options)  # type: ignore[arg-type] # options of the tests


def naive_nearest(holds: Flags, near: Matrix) -> list[list[list[int]]]:
    return [
        [
            sorted(
                (a for a in range(near.shape[1]) if row[a] and nearness[a] > 0),
                key=lambda a: (-nearness[a], a),
            )[:3]
            for nearness in near
        ]
        for row in holds
    ]


@given(
    arrays(np.bool_, (4, 6)),
    arrays(np.float64, (3, 6), elements=st.sampled_from([0.0, 0.2, 0.5, 1.0])),
)
def test_the_nearest_held_activities_in_order(holds: Flags, near: Matrix) -> None:
    found = nearest_held(holds, near)
    expected = naive_nearest(holds, near)
    for r, o in product(range(4), range(3)):
        assert [c for c in found[r, o] if c >= 0] == expected[r][o]


@given(st.lists(st.integers(0, 5).map(float), min_size=1))
def test_a_percentile_is_the_share_below_with_ties_counted_half(
    values: list[float],
) -> None:
    among = np.array(values)
    for value, rank in zip(values, percentile(among, among), strict=True):
        below = sum(other < value for other in values)
        same = sum(other == value for other in values)
        assert rank == pytest.approx((below + same / 2) / len(values))


def test_with_nothing_to_compare_with_a_value_is_in_the_middle() -> None:
    assert percentile(np.array([3.0]), np.array([])).tolist() == [0.5]


@given(arrays(np.float64, (3, 4), elements=st.sampled_from([0.0, 1.0, 2.0, np.nan])))
def test_ranks_stand_where_their_values_do(values: Matrix) -> None:
    among = np.array([1.0, 0.0, 2.0, 2.0])
    expected = {0.0: 1 / 8, 1.0: 3 / 8, 2.0: 6 / 8}
    ranks = ranked(values, among)
    for at, value in np.ndenumerate(values):
        rank = expected.get(float(value), math.nan)
        np.testing.assert_equal(ranks[at], rank)


def test_the_score_is_the_weighted_geometric_mean_of_what_joined(
    land: Landscape,
) -> None:
    weights = {"takeup": 2.0, "fit": 0.25, "proximity": 1.0}
    table = everything(land, any_sector=True, weights=weights)
    assert table.height > 5
    every = WEIGHTS | weights
    for row in table.iter_rows(named=True):
        assert set(row["joined"]) <= set(PARTS)
        assert ("takeup" in row["joined"]) == (row["probability"] is not None)
        assert ("takeup" in row["joined"]) != ("relatedness" in row["joined"])
        total = sum(every[part] for part in row["joined"])
        product = math.prod(row[part] ** every[part] for part in row["joined"])
        assert row["score"] == pytest.approx(product ** (1 / total))
    assert table["score"].is_sorted(descending=True)
    assert table["rank"].to_list() == list(range(1, table.height + 1))
    assert table["id"].is_unique().all()


def test_a_part_without_weight_does_not_join(land: Landscape) -> None:
    table = everything(land, any_sector=True, weights={"fit": 0.0})
    assert not any("fit" in joined for joined in table["joined"])
    assert table["fit"].is_not_null().all()


def test_a_missing_probability_has_a_reason_and_another_does_not(
    land: Landscape,
) -> None:
    table = everything(land, any_sector=True)
    known = pl.col("probability").is_not_null()
    assert (table.select(known == pl.col("no_probability").is_null())).to_series().all()
    assert table["label_meaning"].str.ends_with(".").all()


def test_the_probability_does_not_depend_on_the_source(land: Landscape) -> None:
    table = everything(land, any_sector=True)
    by = ["receiver_kind", "receiver", "object"]
    assert table.group_by(by).agg(
        pl.col("probability").n_unique(), pl.col("takeup").n_unique()
    ).select(pl.col("probability", "takeup").max()).row(0) == (1, 1)


def test_density_and_lack_against_loops(land: Landscape) -> None:
    """Density is the share of what is near that the receiver holds."""
    quotient = land.counts / land.counts.sum(1, keepdims=True)
    quotient = quotient / (land.national / land.national.sum())
    nearness = ground(land).objects.near
    table = everything(land, any_sector=True).filter(
        (pl.col("receiver_kind") == "municipality")
        & (pl.col("object_kind") == "activity")
    )
    assert table.height > 0
    for row in table.iter_rows(named=True):
        place = land.place_index[row["receiver"]]
        thing = land.activity_index[row["object"]]
        near = nearness[thing]
        held = sum(n for n, q in zip(near, quotient[place], strict=True) if q >= 1)
        assert row["density"] == pytest.approx(held / near.sum())
        related = [land.activity_index[code] for code in row["related"]]
        assert all(quotient[place][a] >= 1 and near[a] > 0 for a in related)
        three = [near[a] for a in related] + [0.0] * (3 - len(related))
        assert row["distance"] == pytest.approx(1 - sum(three) / 3)


def test_a_source_gives_only_what_it_is_proven_to_be_good_at(land: Landscape) -> None:
    table = everything(land, any_sector=True).filter(
        pl.col("object_kind") == "activity"
    )
    assert (table["low"] > 1).all()
    assert (table["pieces"] >= 2).all()


def test_transfers_cross_a_sector_boundary_unless_asked_otherwise(
    land: Landscape,
) -> None:
    crossing, every = everything(land), everything(land, any_sector=True)
    assert crossing["crosses"].all()
    assert not every["crosses"].all()
    assert set(crossing["id"]) == set(every.filter(pl.col("crosses"))["id"])
    section = dict(land.activities.select("code", "section").iter_rows())
    for row in every.filter(
        (pl.col("receiver_kind") != "sector") & (pl.col("object_kind") == "activity")
    ).iter_rows(named=True):
        own = section[row["object"]]
        held = {section[code] for code in row["related"]}
        assert row["crosses"] == (own not in held)


def test_a_sector_boundary_is_between_the_sector_itself_and_the_activity(
    land: Landscape,
) -> None:
    section = dict(land.activities.select("code", "section").iter_rows())
    rows = everything(land, any_sector=True).filter(
        (pl.col("receiver_kind") == "sector") & (pl.col("object_kind") == "activity")
    )
    assert rows.height > 0
    for row in rows.iter_rows(named=True):
        assert row["crosses"] == (section[row["object"]] != section[row["receiver"]])


def test_nothing_goes_from_a_cluster_to_itself_or_into_its_own_territory(
    land: Landscape,
) -> None:
    table = everything(land, any_sector=True).filter(pl.col("source") == "raufoss")
    taken = set(table.select("receiver_kind", "receiver").iter_rows())
    assert not taken & {
        ("cluster", "raufoss"),
        ("municipality", "3407"),
        ("municipality", "3443"),
    }


def test_a_method_goes_where_it_is_not_known(land: Landscape) -> None:
    lean = everything(land, any_sector=True).filter(pl.col("object") == "lean")
    assert set(lean["source"]) == {"raufoss"}
    assert set(lean["object_kind"]) == {"method"}
    assert lean["version"].is_null().all()
    assert set(lean["object_name"]) == {"Lean"}


def test_receivers_and_sources_can_be_chosen(land: Landscape) -> None:
    chosen = everything(
        land, sources=["raufoss"], receivers=[("sector", "72")], any_sector=True
    )
    assert set(chosen["source"]) == {"raufoss"}
    assert set(chosen["receiver"]) <= {"72"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"limit": 0}, r"'limit' parameter of find_transfers must be an int in the"),
        ({"diversity": 2}, r"'diversity' parameter .* from 0 to 1. Got 2 instead"),
        ({"weights": {"x": 1}}, "'weights' parameter .* no such part: x; there are"),
        ({"weights": {"fit": -1}}, "the weight of fit is not from 0 to 100"),
        ({"weights": dict.fromkeys(PARTS, 0)}, "at least one weight must be above"),
        ({"sources": ["tom"]}, "neither territory nor members"),
        ({"receivers": [("cluster", "x")]}, "no receiver cluster 'x'"),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_wrong(
    land: Landscape, options: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        find_transfers(land, **options)  # type: ignore[arg-type] # wrong on purpose
    assert caught.value.hint


def test_every_transfer_names_who_gives_and_who_could_take(land: Landscape) -> None:
    row = everything(
        land, sources=["raufoss"], receivers=[("sector", "25")], any_sector=True
    ).row(0, named=True)
    giving, taking = givers(land, row), takers(land, row)
    assert giving.height == 5
    assert set(
        land.evidence.filter(
            pl.col("id").is_in(giving["evidence"].explode().to_list())
        )["code"]
    ) == {row["object"]}
    divisions = dict(land.organisations.select("organisation", "activity").iter_rows())
    assert taking.height > 0
    assert all(divisions[o].startswith("25") for o in taking["organisation"])


@pytest.mark.parametrize("kind", ["cluster", "municipality", "county", "sector"])
def test_those_who_could_take_in_are_at_the_receiver(
    land: Landscape, kind: str
) -> None:
    table = everything(land, any_sector=True).filter(pl.col("receiver_kind") == kind)
    for row in table.head(3).iter_rows(named=True):
        for ids in takers(land, row)["evidence"]:
            found = land.evidence.filter(pl.col("id").is_in(ids.to_list()))
            assert set(found["code"]) <= set(row["related"])


def test_a_sector_has_what_three_of_its_organisations_show(land: Landscape) -> None:
    divisions, counts = sector_counts(land)
    assert divisions == ["03", "09", "22", "25", "30", "62", "72"]
    programming = land.activity_index["62.0"]
    assert counts[divisions.index("62"), programming] == land.national[programming]
    assert counts[divisions.index("62")].sum() == land.national[programming]
