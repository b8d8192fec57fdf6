"""Broken or thin data end in a clear error, or in a clear word on what is left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from transfers.takeup.panels import panel, table

from omstilling.errors import InputError, UsageError
from omstilling.transfers.takeup import backtest, make_panel, read_table
from omstilling.transfers.takeup.features import evidence
from omstilling.transfers.takeup.history.panel import outcome
from omstilling.transfers.takeup.learner import learn


def saved(folder: Path, text: str, name: str = "long.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


GOOD = "a,b,2014,1\na,c,2015,2\n"
HEAD = "unit,activity,year,value\n"


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("a,b,2014.5,1", "2014.5"),
        ("a,b,i fjor,1", "i fjor"),
        ("a,b,,1", "None"),
        ("a,b,2014,-1", "-1"),
        ("a,b,2014,NaN", "NaN"),
        ("a,b,2014,inf", "inf"),
        ("a,b,2014,mye", "mye"),
        (",b,2014,1", "None"),
        ("a,  ,2014,1", "  "),
    ],
)
def test_a_bad_row_is_set_aside_with_its_number(
    row: str, shown: str, tmp_path: Path
) -> None:
    read = read_table(saved(tmp_path, f"{HEAD}{GOOD}{row}\n"), presence="any")
    assert read.values.sum() == 3
    note = str(*read.notes)
    assert note.startswith("1 rows of long.csv")
    assert "row 4" in note
    assert shown in note


def test_a_table_of_bad_rows_alone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no rows that count"):
        read_table(saved(tmp_path, f"{HEAD}a,b,x,y\n"), presence="any")


def test_a_table_of_noughts_is_an_error() -> None:
    nothing = panel(table().with_columns(value=pl.lit(0.0)))
    with pytest.raises(UsageError, match="no value above zero by 201"):
        backtest(nothing, cut=2014, horizon=4)


def test_years_of_parquet_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "long.parquet"
    keys = {"unit": ["a", "b"], "activity": ["c", "d"], "value": [1.0, 2.0]}
    pl.DataFrame(keys | {"year": [2014.0, 2014.5]}).write_parquet(path)
    read = read_table(path, presence="any")
    assert (read.years, read.units) == ([2014], ["a"])
    assert "2014.5" in str(read.notes[0])
    dates = pl.DataFrame(keys | {"year": [dt.date(2014, 1, 1)] * 2})
    dates.write_parquet(path)
    with pytest.raises(InputError, match=r"2 rows .* whole year .* row 2"):
        read_table(path, presence="any")


def test_a_table_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read as a table"):
        read_table(saved(tmp_path, "not parquet", "long.parquet"), presence="any")
    with pytest.raises(InputError, match="cannot be read as a table"):
        read_table(tmp_path / "absent.csv", presence="any")
    with pytest.raises(InputError, match="no column 'value'"):
        read_table(saved(tmp_path, "unit,activity,year\na,b,2014\n"), presence="any")


def test_the_same_key_twice_is_added_up_and_said(tmp_path: Path) -> None:
    path = saved(tmp_path, f"{HEAD}{GOOD}a,b,2014,4\n")
    read = read_table(path, presence="any")
    assert read.values[0].sum() == 5
    assert any("stand more than once" in str(note) for note in read.notes)


def test_one_period_alone_is_a_clear_error() -> None:
    one = table().filter(pl.col("year") == 2014)
    with pytest.raises(UsageError, match="no window before 2014"):
        backtest(panel(one), cut=2014, horizon=1)


def test_no_take_up_after_the_cut_is_a_clear_error() -> None:
    rows = table().filter(pl.col("year") <= 2014)
    again = rows.filter(pl.col("year") == 2014).with_columns(year=pl.lit(2018))
    same = rows.select("unit", "activity").unique()
    again = again.join(same, on=["unit", "activity"], how="semi").select(rows.columns)
    again = again.with_columns(pl.col("year").cast(pl.Int64))
    with pytest.raises(UsageError, match="nothing can be told apart"):
        backtest(panel(pl.concat([rows, again])), cut=2014, horizon=4)


def test_features_that_are_the_same_everywhere_or_missing_are_named() -> None:
    whole = panel()
    then = evidence(whole, 2012)
    came = outcome(whole, then.past, 2014)
    shape = then.past.counts.shape
    more = {"flat": np.ones(shape), "gone": np.full(shape, np.nan)}
    then = replace(
        then,
        values=then.values | more,
        group_of=then.group_of | dict.fromkeys(more, "sizes"),
    )
    learned = learn(then, came.candidates, came.taken)
    assert learned.unused["flat"] == "it is the same everywhere"
    assert learned.unused["gone"] == "values are missing"
    assert not {"flat", "gone"} & set(learned.names)
    known = learned.probability(then.values, came.candidates)
    assert np.isfinite(known).all()


def test_nothing_but_flat_features_is_a_clear_error() -> None:
    whole = panel()
    then = evidence(whole, 2012)
    came = outcome(whole, then.past, 2014)
    flat = replace(
        then,
        values={"flat": np.ones(then.past.counts.shape)},
        group_of={"flat": "sizes"},
    )
    with pytest.raises(UsageError, match="No feature varies"):
        learn(flat, came.candidates, came.taken)


def test_what_speaks_against_though_it_cannot_leaves_the_base_rate() -> None:
    whole = panel()
    then = evidence(whole, 2012)
    came = outcome(whole, then.past, 2014)
    against = replace(
        then,
        values={"against": -came.taken.astype(float)},
        group_of={"against": "sizes"},
    )
    learned = learn(against, came.candidates, came.taken)
    rate = came.taken[came.candidates].mean()
    known = learned.probability(against.values, came.candidates)
    assert learned.names == []
    assert np.allclose(known, rate)


def test_places_out_needs_places_of_two_folds() -> None:
    lone = make_panel(
        table(),
        dataset="small",
        label_meaning="x",
        presence="any",
        groups=dict.fromkeys(table()["unit"].unique(), "one"),
    )
    with pytest.raises(UsageError, match="at least two folds"):
        backtest(lone, cut=2014, horizon=4, protocol="places-out")


@pytest.mark.parametrize("kind", ["any", "rca"])
def test_a_table_of_one_activity_or_one_unit_is_a_clear_error(kind: str) -> None:
    first = table()
    for column in ("unit", "activity"):
        few = first.filter(pl.col(column) == first[column][0])
        with pytest.raises(UsageError):
            backtest(panel(few, presence=kind), cut=2014, horizon=4)
