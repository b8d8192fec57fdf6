"""The diverse list against a naive twin that compares everything with everything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling import evidence
from omstilling.strengths import Landscape, landscape
from omstilling.transfers import diversity, find_transfers
from omstilling.transfers.diversity import Likeness, Lines, diverse
from omstilling.transfers.ranking import ground


def naive(lines: Lines, alike: Likeness, limit: int, spread: float) -> list[int]:
    """Choose one line after the other, each compared with all chosen so far."""

    def same(i: int, j: int) -> float:
        source = 1.0 if lines.giver[i] == lines.giver[j] else 0.5
        idea = source * alike.things[lines.thing[i], lines.thing[j]]
        return float((idea + alike.takers[lines.taker[i], lines.taker[j]]) / 2)

    chosen: list[int] = []
    while len(chosen) < min(limit, len(lines.score)):
        worth = {}
        for i in range(len(lines.score)):
            if i not in chosen:
                worth[i] = lines.score[i]
                for j in chosen:
                    worth[i] *= 1 - spread * same(i, j)
        chosen.append(max(worth, key=lambda i: (worth[i], -i)))
    return chosen


@st.composite
def questions(draw: st.DrawFn) -> tuple[Lines, Likeness]:
    count = draw(st.integers(1, 25))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    things, takers = rng.random((6, 6)), rng.random((5, 5))
    np.fill_diagonal(things, 1.0)
    np.fill_diagonal(takers, 1.0)
    lines = Lines(
        score=-np.sort(-rng.choice([0.2, 0.5, 0.8, 0.9], size=count)),
        giver=rng.integers(0, 3, count),
        taker=rng.integers(0, 5, count),
        thing=rng.integers(0, 6, count),
    )
    return lines, Likeness((things + things.T) / 2, (takers + takers.T) / 2)


@given(questions(), st.integers(1, 30), st.sampled_from([0.0, 0.3, 0.7, 1.0]))
def test_the_list_is_that_of_comparing_everything(
    question: tuple[Lines, Likeness], limit: int, spread: float
) -> None:
    lines, alike = question
    kept = diversity._FIRST
    try:
        # A shortlist of two has to grow again and again.
        diversity._FIRST = 2
        found = diverse(lines, alike, limit, spread)
    finally:
        diversity._FIRST = kept
    assert found.tolist() == naive(lines, alike, limit, spread)


def test_without_diversity_the_order_is_that_of_the_score(land: Landscape) -> None:
    table = find_transfers(land, any_sector=True, diversity=0.0, limit=1000)
    assert table["score"].is_sorted(descending=True)
    spread = find_transfers(land, any_sector=True, diversity=0.5, limit=1000)
    assert set(spread["id"]) == set(table["id"])
    assert spread["id"].to_list() != table["id"].to_list()
    assert spread["id"][0] == table["id"][0]


def test_likeness_is_symmetric_and_whole_with_itself(land: Landscape) -> None:
    alike = ground(land).alike
    for matrix in (alike.things, alike.takers):
        np.testing.assert_allclose(matrix, matrix.T)
        assert (np.diag(matrix) == 1.0).all()
        assert matrix.min() >= 0.0
        assert matrix.max() <= 1.0


def test_a_county_is_like_its_municipalities(land: Landscape) -> None:
    base = ground(land)
    ids = list(zip(base.receivers.kinds, base.receivers.ids, strict=True))
    county, place = ids.index(("county", "34")), ids.index(("municipality", "3407"))
    assert base.alike.takers[county, place] == pytest.approx(0.5)


@pytest.mark.data
def test_on_real_data_no_idea_fills_the_list(real_data: Path, tmp_path: Path) -> None:
    land = landscape(evidence.build(tmp_path, data=real_data))
    pilots = land.clusters.filter("pilot")["cluster"].to_list()
    table = find_transfers(land, sources=pilots, limit=50)

    def most(*columns: str) -> int:
        return int(table.group_by(columns).len().select(pl.col("len").max()).item())

    assert most("source", "object") < 10
    assert most("receiver_kind", "receiver") <= 3
    assert set(table["source"]) == set(pilots)
    plain = find_transfers(land, sources=pilots, limit=50, diversity=0.0)
    by_idea = plain.group_by("source", "object").len()["len"].to_list()
    assert max(by_idea) > most("source", "object")
