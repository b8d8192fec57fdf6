from __future__ import annotations

import pytest
from records import HEADINGS, Row, cells, short


def test_an_aim_for_a_ratio_is_judged_by_the_ratio() -> None:
    row = Row(work="w", ours=3.0, theirs=2.0, aim=1.6, judged="ratio")
    assert row.ratio == 1.5
    assert row.reached is True
    assert Row(work="w", ours=3.0, theirs=2.0, aim=1.6).reached is False


def test_what_was_not_measured_is_neither_reached_nor_missed() -> None:
    absent = Row(work="w", peer="p", aim=1.0, judged="ratio", note="not there")
    assert absent.ratio is None
    assert absent.reached is None
    assert Row(work="w", ours=1.0, theirs=2.0).reached is None


def test_a_count_of_none_is_within_an_aim_of_none() -> None:
    assert Row(work="w", ours=0.0, unit="", aim=0.0).reached is True


def test_results_hold_four_digits_and_what_follows_from_them() -> None:
    result = Row(work="w", ours=1.234567, theirs=2.0, note="n").as_result()
    assert result["ours"] == 1.235
    assert result["ratio"] == 0.6173
    assert result["reached"] is None
    assert result["note"] == "n"


def test_cells_stand_under_their_headings() -> None:
    row = Row(
        work="read",
        size="9 rows",
        ours=0.0123,
        peer="other 1.0",
        theirs=0.5,
        aim=15.0,
        judged="ratio",
        our_peak=123.4,
    )
    told = dict(zip(HEADINGS, cells(row.as_result()), strict=True))
    assert told == {
        "Work": "read",
        "Size": "9 rows",
        "Ours": "12.3 ms",
        "Peer or limit": "other 1.0",
        "Theirs": "0.5 s",
        "Ratio": "0.0246",
        "Aim": "≤ 15",
        "Reached": "yes",
        "Peak MiB, ours / theirs": "123 / –",
    }


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (None, "s", ""),
        (0.0, "", "0"),
        (12.345, "s", "12.3 s"),
        (0.0999, "s", "99.9 ms"),
        (1500.4, "MiB", "1500 MiB"),
    ],
)
def test_numbers_have_three_digits(value: float | None, unit: str, told: str) -> None:
    assert short(value, unit) == told
