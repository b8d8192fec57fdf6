"""Needs and offers in the ranking: what they raise, and what they leave alone."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import world as small
from hypothesis import given
from hypothesis import strategies as st
from stated import stated, statements

from omstilling import store
from omstilling.meaning.encoders import encoder
from omstilling.meaning.needs import resolve, said_in
from omstilling.register import reviewed_clusters
from omstilling.settings import WEIGHTS, settings
from omstilling.sources.lists import read_needs, read_offers
from omstilling.strengths import Landscape, landscape
from omstilling.transfers import find_transfer, find_transfers
from omstilling.transfers.parts.answering import (
    ALL,
    NOTHING,
    degrees,
    joined_by_object,
    texts_of_objects,
)
from omstilling.transfers.parts.asked import CARRIES, MOST, day_of
from omstilling.transfers.parts.joining import RAISING, joined
from omstilling.transfers.parts.whose import whose
from omstilling.transfers.ranking import ground

PROGRAMMING = {
    "title": "Computer programming",
    "description": "We need somebody who programs our computers",
}
NONSENSE = {"title": "Qwerty asdf", "description": "Zzz blah blah"}
LEAN = {
    "role": "offer",
    "title": "Lean",
    "description": "Less waste in production",
    "kind": "method",
    "cluster": "halden",
}
FOR_FISK = PROGRAMMING | {"cluster": "fisk"}


def every(land: Landscape) -> pl.DataFrame:
    return find_transfers(
        land, limit=100_000, diversity=0.0, any_sector=True, language="en"
    )


def scores(land: Landscape) -> dict[str, float]:
    return dict(every(land).select("id", "score").iter_rows())


def at_fisk(land: Landscape) -> list[str]:
    """Return what could go to one receiver, in order."""
    mine = every(land).filter(pl.col("receiver") == "fisk")
    return mine["object"].to_list()


# -- What raises --

part = st.floats(0.01, 1.0)
degree = st.one_of(st.floats(0.0, 1.0), st.just(np.nan))


@given(part, part, degree, degree)
def test_a_part_that_raises_never_lowers_and_more_of_it_raises_more(
    fit: float, worth: float, first: float, second: float
) -> None:
    known = {"fit": np.array([fit]), "worth": np.array([worth])}
    (plain,) = joined(known, WEIGHTS)

    def with_need(value: float) -> float:
        return float(joined(known | {"need": np.array([value])}, WEIGHTS)[0])

    low, high = sorted(np.nan_to_num([first, second]))
    assert plain <= with_need(first) <= 1.0
    assert with_need(low) <= with_need(high)
    if np.nan_to_num(first) == 0.0:
        assert with_need(first) == plain


@given(part, part, st.floats(0.0, 1.0))
def test_of_two_the_one_that_is_answered_better_never_falls_behind(
    one: float, other: float, answered: float
) -> None:
    parts = {"fit": np.array([one, other]), "need": np.array([1.0, answered])}
    before = joined({"fit": parts["fit"]}, WEIGHTS)
    after = joined(parts, WEIGHTS)
    assert (before[0] > before[1]) <= (after[0] >= after[1])


def test_a_need_counts_as_a_part_of_one_by_its_degree() -> None:
    parts = {"fit": np.array([0.25]), "need": np.array([0.5])}
    (score,) = joined(parts, {"fit": 1.0, "need": 2.0})
    assert score == pytest.approx((0.25 * 1.0 * 1.0) ** (1 / (1 + 2.0 * 0.5)))
    alone = joined(parts, {"need": 1.0})
    assert alone[0] == pytest.approx(0.5 ** (1 / 1.5))


def test_a_need_raises_what_answers_it_and_nothing_else(
    land: Landscape, tmp_path: Path
) -> None:
    changed = stated(tmp_path, FOR_FISK)
    before, after = scores(land), scores(changed)
    rows = every(changed)
    met = rows.filter(pl.col("need") > 0)
    assert set(met["receiver"]) == {"fisk"}
    assert "62.0" in set(met["object"])
    for name, score in after.items():
        if name in set(met["id"]):
            assert score > before[name]
        else:
            assert score == before[name]
    assert before.keys() == after.keys()
    first, then = at_fisk(land), at_fisk(changed)
    assert then.index("62.0") < first.index("62.0")


def test_the_need_is_told_with_whose_it_is_and_how_long_it_holds(
    tmp_path: Path,
) -> None:
    firm = small.number(2)
    until = dt.date(2030, 1, 1)
    one = {"organisation": firm, "expires": until, "cluster": "fisk", "id": "need:7"}
    changed = stated(tmp_path, PROGRAMMING | one)
    row = every(changed).filter(pl.col("need") > 0).row(0, named=True)
    (need,) = row["needs"]
    assert need["id"] == "need:7"
    assert need[
        "text"
    ] == "Computer programming. We need somebody who programs our " + ("computers")
    assert (need["organisation"], need["name"]) == (firm, "TESTBEDRIFT 2 AS")
    assert (need["cluster"], need["expires"]) == ("fisk", until)
    assert row["need"] == pytest.approx(degrees(np.array(need["similarity"])))
    assert "need" in row["joined"]
    assert find_transfer(changed, row["id"])["needs"] == row["needs"]


def test_at_most_three_needs_are_told_the_nearest_first(tmp_path: Path) -> None:
    asks = [FOR_FISK | {"id": f"need:{n}"} for n in range(MOST + 2)]
    weaker = {"title": "We program", "cluster": "fisk", "id": "need:0-weaker"}
    changed = stated(tmp_path, *asks, weaker)
    told = every(changed).filter(pl.col("object") == "62.0", pl.col("need") > 0)
    assert [one["id"] for one in told["needs"][0]] == ["need:0", "need:1", "need:2"]


# -- What changes nothing --


def test_where_nothing_is_stated_nothing_is_known_and_no_encoder_is_loaded(
    land: Landscape,
) -> None:
    table = every(land)
    assert table.select(pl.col(RAISING).is_null().all()).row(0) == (True, True)
    assert table["needs"].list.len().sum() == table["offers"].list.len().sum() == 0
    assert not table["offer_only"].any()
    script = (
        "import sys; from pathlib import Path; from omstilling.store import Snapshot; "
        "from omstilling.strengths import landscape; "
        "from omstilling.transfers import find_transfers; "
        f"find_transfers(landscape(Snapshot(Path({str(land.snapshot.folder)!r})))); "
        "sys.exit(any(name.startswith('omstilling.meaning') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_need_that_nothing_answers_changes_no_score(
    land: Landscape, tmp_path: Path
) -> None:
    changed = stated(tmp_path, NONSENSE | {"cluster": "fisk"})
    assert scores(changed) == scores(land)
    mine = every(changed).filter(pl.col("receiver") == "fisk")
    assert (mine["need"] == 0.0).all()
    assert not any("need" in joined for joined in mine["joined"])


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"expires": dt.date(2016, 12, 29)}, False),
        ({"expires": dt.date(2016, 12, 30)}, True),
        ({"language": "other"}, False),
    ],
    ids=["expired the day before", "holds on the day", "not read"],
)
def test_what_has_expired_or_cannot_be_read_does_not_count(
    land: Landscape, tmp_path: Path, change: dict[str, Any], counts: bool
) -> None:
    assert day_of(land) == dt.date(2016, 12, 30)
    changed = stated(tmp_path, FOR_FISK | change, LEAN | change)
    assert (scores(changed) != scores(land)) == counts
    assert every(changed)["need"].is_not_null().any() == counts
    assert every(changed)["offer"].is_not_null().any() == counts


def test_without_days_in_the_sources_the_latest_year_decides(tmp_path: Path) -> None:
    tables = small.tables()
    tables["sources"] = tables["sources"].with_columns(last=pl.lit(None, pl.Date))
    snapshot = store.write(
        tmp_path, tables, notes={"made_from": "registers", "missing": []}
    )
    assert day_of(landscape(snapshot)) == dt.date(2016, 12, 31)


def test_the_order_of_the_statements_changes_nothing(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [FOR_FISK, LEAN, NONSENSE | {"places": ["1508"]}]
    one = stated(tmp_path / "one", *rows)
    other = stated(tmp_path / "other", *reversed(rows))
    assert every(one).equals(every(other))


# -- Offers --


def test_an_offer_lets_its_cluster_give_a_method_that_nothing_documents(
    tmp_path: Path, land: Landscape
) -> None:
    changed = stated(tmp_path, LEAN)
    lean = every(changed).filter(pl.col("object") == "lean")
    new = lean.filter(pl.col("source") == "halden")
    assert new.height > 0
    assert new["offer_only"].all()
    assert (new["offer"] >= CARRIES).all()
    assert new["offers"].list.len().min() == 1
    assert not lean.filter(pl.col("source") == "raufoss")["offer_only"].any()
    assert "halden" not in every(land).filter(pl.col("object") == "lean")["source"]


@pytest.mark.parametrize("kind", ["technology", "test facility", "request"])
def test_an_offer_of_another_kind_carries_no_method(tmp_path: Path, kind: str) -> None:
    lean = every(stated(tmp_path, LEAN | {"kind": kind})).filter(
        pl.col("object") == "lean"
    )
    assert set(lean["source"]) == {"raufoss"}


def test_an_offer_raises_what_its_source_is_proven_to_be_good_at(
    tmp_path: Path, land: Landscape
) -> None:
    offer = PROGRAMMING | {"role": "offer", "cluster": "halden"}
    before, table = scores(land), every(stated(tmp_path, offer))
    raised = table.filter(pl.col("offer") > 0)
    assert set(raised["source"]) == {"halden"}
    assert all(
        score > before[name] for name, score in raised.select("id", "score").rows()
    )


# -- Whose --

TWO_COUNTIES = (
    "cluster:raufoss cluster:halden municipality:3407 municipality:3101 county:34 "
    "county:31"
)
OWNERS = [
    (
        {"cluster": "halden", "places": ["3407"]},
        "cluster:halden municipality:3407 county:34",
    ),
    ({"places": ["3407"]}, "cluster:raufoss municipality:3407 county:34"),
    ({"places": ["3407", "3443"]}, "cluster:raufoss county:34"),
    ({"places": ["3407", "3101"]}, TWO_COUNTIES),
    (
        {"places": ["5001"], "activity": "62.010"},
        "municipality:5001 county:50 sector:62",
    ),
    (
        {"organisation": "fish"},
        "cluster:fisk municipality:1508 county:15 sector:03",
    ),
    (
        {"organisation": "fish", "places": ["1103"], "activity": "62"},
        "cluster:fisk municipality:1103 county:11 sector:62",
    ),
    ({}, ""),
]


@pytest.mark.parametrize(("told", "owners"), OWNERS)
def test_a_statement_belongs_where_it_is_asked_or_offered(
    land: Landscape, told: dict[str, Any], owners: str
) -> None:
    if "organisation" in told:
        fish = land.organisations.filter(
            (pl.col("activity") == "03.200") & (pl.col("place") == "1508")
        )
        told = told | {"organisation": fish["organisation"][0]}
    takers = ground(land).receivers
    (flags,) = whose(land, statements([{"title": "A", **told}]), takers)
    found = {
        f"{takers.kinds[at]}:{takers.ids[at]}" for at in np.flatnonzero(flags).tolist()
    }
    assert found == set(owners.split())


def test_a_rule_with_activities_counts_only_what_is_in_them(tmp_path: Path) -> None:
    tables = small.tables()
    only = pl.when(pl.col("cluster") == "raufoss").then(pl.lit(["22.2"]))
    tables["clusters"] = tables["clusters"].with_columns(
        activities=only.otherwise("activities")
    )
    land = landscape(
        store.write(tmp_path, tables, notes={"made_from": "registers", "missing": []})
    )
    asks = statements(
        [
            {"title": title, "places": ["3407"], "activity": activity}
            for title, activity in (("A", "22.210"), ("B", "25.620"), ("C", None))
        ]
    )
    takers = ground(land).receivers
    column = takers.ids.tolist().index("raufoss")
    assert whose(land, asks, takers)[:, column].tolist() == [True, False, False]


# -- Likeness --


def test_the_likeness_is_that_of_loops(tmp_path: Path) -> None:
    land = stated(tmp_path, FOR_FISK)
    base = ground(land)
    texts = texts_of_objects(land, base.objects)
    assert texts["id"].is_unique().all()
    reads = encoder(settings().encoder)
    said = reads.encode(said_in(statements([FOR_FISK])))[0]
    for at, name in enumerate(base.objects.names):
        mine = texts.filter(pl.col("object") == at)
        assert mine["id"][0] == name
        near = [float(row @ said) for row in reads.encode(mine["text"].to_list())]
        expected = (near[0] + max(near)) / 2
        assert base.asked.needs.cosine[0, at] == pytest.approx(expected, abs=2e-5)


def test_the_name_and_the_best_text_count_half_each() -> None:
    alike = np.array([[0.2, 0.6, 0.4, 0.1]])
    found = joined_by_object(alike, np.array([0, 0, 0, 1]), 2)
    np.testing.assert_allclose(found, [[0.4, 0.1]])


def test_a_weak_likeness_says_nothing_and_a_strong_one_all() -> None:
    found = degrees(np.array([-1.0, NOTHING, (NOTHING + ALL) / 2, ALL, 1.0]))
    np.testing.assert_allclose(found, [0.0, 0.0, 0.5, 1.0, 1.0], atol=1e-12)


@pytest.mark.parametrize("role", ["need", "offer"])
def test_the_files_to_try_are_read_whole(role: str) -> None:
    file = Path(__file__).parents[2] / f"examples/statements/{role}s.csv"
    reading = read_needs(file) if role == "need" else read_offers(file)
    assert reading.rejects.is_empty()
    _, unused = resolve(
        reading.table, reviewed_clusters().clusters, role=role, file=file.name
    )
    assert unused.is_empty()
