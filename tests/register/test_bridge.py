from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling.register.activities import activities
from omstilling.register.bridge import bridge, estimate_bridge, to_sn2007
from omstilling.tables import SN2007, SN2025, VERSIONS

PAIRS = pl.DataFrame(
    [
        (SN2007, "25.610", SN2025, "25.510"),
        (SN2007, "25.620", SN2025, "25.530"),
        (SN2007, "25.620", SN2025, "25.510"),
    ],
    ["from_version", "from_code", "to_version", "to_code"],
    orient="row",
)


def recodings(*rows: tuple[str, str, float]) -> pl.DataFrame:
    schema = {"sn2007": pl.String, "sn2025": pl.String, "establishments": pl.Float64}
    return pl.DataFrame(rows, schema, orient="row")


def weights(table: pl.DataFrame, version: str, code: str) -> dict[str, Any]:
    rows = table.filter(
        (pl.col("from_version") == version) & (pl.col("from_code") == code)
    )
    return dict(rows.select("to_code", "weight").iter_rows())


def test_the_posterior_mean_of_a_uniform_prior() -> None:
    seen = recodings(("25.620", "25.530", 9.0), ("25.610", "25.510", 4.0))
    table, strays = estimate_bridge(PAIRS, seen)
    assert weights(table, SN2007, "25.620") == {
        "25.510": pytest.approx(0.5 / 10),
        "25.530": pytest.approx(9.5 / 10),
    }
    assert weights(table, SN2025, "25.510") == {
        "25.610": pytest.approx(4.5 / 5),
        "25.620": pytest.approx(0.5 / 5),
    }
    assert strays.is_empty()


def test_without_observations_the_official_targets_share_equally() -> None:
    table, _ = estimate_bridge(PAIRS, recodings())
    rows = table.filter(pl.col("from_code") == "25.620")
    rows = rows.filter(pl.col("from_version") == SN2007)
    assert rows["weight"].to_list() == [0.5, 0.5]
    assert rows["basis"].unique().to_list() == ["uniform"]


def test_observed_pairs_that_are_not_official_change_nothing_and_are_listed() -> None:
    seen = recodings(("25.620", "62.100", 7.0), ("00.000", "00.000", 9.0))
    table, strays = estimate_bridge(PAIRS, seen)
    assert table.equals(estimate_bridge(PAIRS, recodings())[0])
    assert strays["establishments"].to_list() == [9.0, 7.0]


@given(
    st.lists(st.integers(0, 500), min_size=3, max_size=3),
    st.floats(0.01, 50),
    st.permutations([0, 1, 2]),
)
def test_weights_sum_to_one_and_do_not_depend_on_order(
    counts: list[int], mass: float, order: list[int]
) -> None:
    rows = [
        (old, new, float(count))
        for (old, new), count in zip(
            PAIRS.select("from_code", "to_code").iter_rows(), counts, strict=True
        )
    ]
    table, _ = estimate_bridge(PAIRS, recodings(*rows), prior_mass=mass)
    turned, _ = estimate_bridge(
        PAIRS[list(order)], recodings(*(rows[i] for i in order)), prior_mass=mass
    )
    assert table.equals(turned)
    sums = table.group_by("from_version", "from_code").agg(pl.col("weight").sum())
    assert ((sums["weight"] - 1).abs() < 1e-9).all()


def test_the_shipped_bridge_covers_both_versions() -> None:
    table = bridge()
    sums = table.group_by("from_version", "from_code").agg(pl.col("weight").sum())
    assert ((sums["weight"] - 1).abs() < 1e-9).all()
    missing = {
        version: set(activities(version).filter(pl.col("level") == 5)["code"])
        - set(table.filter(pl.col("from_version") == version)["from_code"])
        for version in VERSIONS
    }
    # New codes that no official pair leads to; they are reported as unbridged.
    assert missing == {SN2007: set(), SN2025: {"46.890", "98.100", "98.200"}}
    for version in VERSIONS:
        codes = set(activities(version)["code"])
        assert set(table.filter(pl.col("to_version") == version)["to_code"]) <= codes


def test_unchanged_codes_make_the_round_trip() -> None:
    table = bridge()
    there = table.filter(
        (pl.col("from_version") == SN2007) & (pl.col("basis") == "unchanged")
    )
    assert (there["from_code"] == there["to_code"]).all()
    back = table.filter(pl.col("from_version") == SN2025).join(
        there.select("from_code"), on="from_code", how="semi"
    )
    home = back.filter(pl.col("from_code") == pl.col("to_code"))
    assert home.height == there.height
    alone = home.filter(pl.col("basis") == "unchanged")
    assert alone.height > 250
    assert (alone["weight"] == 1).all()


def test_a_class_that_the_last_change_left_whole_keeps_its_three_parts() -> None:
    assert set(weights(bridge(), SN2025, "43.220")) == {
        "43.221",
        "43.222",
        "43.223",
        "43.990",
    }


def test_raw_codes_are_never_compared_across_versions() -> None:
    frame = pl.DataFrame(
        {
            "code": ["25.620", "25.620", "43.220", "62.100"],
            "version": [SN2007, SN2025, SN2025, SN2007],
            "weight": [1.0, 1.0, 0.5, 1.0],
        }
    )
    led = to_sn2007(frame, code="code", version="version")
    assert led["sn2007"][0] == "25.620"
    assert led["sn2007"][1] == "25.720"
    assert led.filter(pl.col("code") == "43.220")["weight"].sum() == pytest.approx(0.5)
    wrong = led.filter(pl.col("code") == "62.100")
    assert wrong["unbridged"].to_list() == [True]
    assert wrong["sn2007"].to_list() == [None]


def test_what_has_no_bridge_is_flagged_and_what_has_no_code_is_not() -> None:
    frame = pl.DataFrame(
        {
            "code": ["99.999", "46.890", "22.2", "22.2", "22.220", None],
            "version": [SN2007, SN2025, SN2025, SN2007, None, SN2007],
        }
    )
    led = to_sn2007(frame, code="code", version="version")
    assert led["unbridged"].to_list() == [True, True, True, False, True, False]
    assert led["sn2007"].to_list() == [None, None, None, "22.2", None, None]


@pytest.mark.data
def test_the_register_after_the_change_is_led_back(real_data: Path) -> None:
    units = pl.read_csv(
        real_data / "establishments_telemark/establishments_2026-03-30.csv.gz",
        infer_schema=False,
    ).with_columns(version=pl.lit(SN2025))
    led = to_sn2007(units, code="NACE 1", version="version")
    assert led["weight"].sum() == pytest.approx(units.height)
    lost = led.filter("unbridged")["NACE 1"].unique().to_list()
    assert set(lost) <= {"00.000", "46.890", "98.100", "98.200"}
