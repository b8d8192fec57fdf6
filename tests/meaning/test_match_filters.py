"""What is left out of a search before the best are taken."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from omstilling.errors import UsageError
from omstilling.meaning.matching import Wanted
from omstilling.meaning.matching.wanted import allowed

TABLE = pl.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "activity": ["25.620", "62.010", None, "25.110"],
        "places": [["3443"], ["3446", "0301"], [], ["3107"]],
        "kind": ["technology", "method", None, "technology"],
        "stage": [9, 4, None, 6],
        "expires": [date(2026, 12, 31), date(2026, 1, 1), None, date(2026, 11, 24)],
    }
)


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ({"other_sector_than": "25.99"}, "bc"),
        ({"other_sector_than": " 62"}, "acd"),
        ({"place": "34"}, "ab"),
        ({"place": "0301"}, "b"),
        ({"kind": "technology"}, "ad"),
        ({"least_stage": 6}, "ad"),
        ({"open_on": date(2026, 11, 24)}, "acd"),
        ({"kind": "technology", "place": "31", "least_stage": 7}, ""),
    ],
)
def test_filters_leave_out_what_does_not_fit(wanted: dict[str, Any], left: str) -> None:
    fits = allowed(TABLE, Wanted(**wanted))
    assert fits is not None
    assert "".join(TABLE["id"].filter(pl.Series(fits))) == left


def test_nothing_wanted_leaves_nothing_out() -> None:
    assert allowed(TABLE, Wanted()) is None


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"other_sector_than": "C"}, "must be an SN2007 code. Got 'C'"),
        ({"place": "Raufoss"}, "number of a municipality or county. Got 'Raufoss'"),
        ({"place": "34430"}, "number of a municipality"),
        ({"kind": "magic"}, "one of technology, knowledge"),
        ({"least_stage": 10}, r"in the range \[1, 9\]. Got 10"),
    ],
)
def test_filters_that_cannot_be_are_refused(wanted: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        allowed(TABLE, Wanted(**wanted))
