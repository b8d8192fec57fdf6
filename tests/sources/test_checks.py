"""Casts: what is understood, and what is said of the rest."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.no import orgnr

from omstilling.sources import checks
from omstilling.sources.checks import Field


def cast(field: Field, *values: str | None) -> tuple[list[object], list[str]]:
    """Return the values kept (in order of row) and the reasons given."""
    series = pl.Series(field.column, values, dtype=pl.String)
    frame = pl.DataFrame([series]).with_row_index("row", 2)
    frame = frame.with_columns(pl.col("row").cast(pl.Int64))
    table, rejects = checks.read_fields(frame, [field])
    return table[field.name].to_list(), rejects["reason"].to_list()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("202000", 202000.0),
        ("1234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\N{NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567", 1234567.0),
        ("3518202.75", 3518202.75),
        (None, None),
    ],
)
def test_numbers_as_written_in_norway(written: str | None, value: float | None) -> None:
    assert cast(checks.number("amount", "Beløp"), written) == ([value], [])


@pytest.mark.parametrize("written", ["1,234.5", "1.234,5", "mye", "NaN", "inf", "-"])
def test_what_is_no_number(written: str) -> None:
    field = checks.number("amount", "Beløp")
    assert cast(field, written) == ([None], ["is not a number"])


def test_a_negative_amount_is_set_aside() -> None:
    field = checks.number("amount", "Beløp")
    assert cast(field, "-5", "\N{MINUS SIGN}5,0") == ([None, None], ["is negative"] * 2)
    assert cast(checks.required(field), "-5", "5") == ([5.0], ["is negative"])
    assert cast(checks.number("x", "x", negative=True), "-5") == ([-5.0], [])


def test_whole_numbers() -> None:
    field = checks.integer("employees", "Ansatte")
    kept, reasons = cast(field, "2079.0", "12", "1 200", "1,5", "-1", "mange")
    assert kept == [2079, 12, 1200, None, None, None]
    assert reasons == ["is not a whole number from 0 up"] * 3


@pytest.mark.parametrize(
    "written",
    ["2016-02-29", "29.02.2016", "2016-02-29 13:00:00", "29.02.2016 00:00"],
)
def test_dates_in_both_forms(written: str) -> None:
    field = checks.date("date", "dato")
    assert cast(field, written) == ([dt.date(2016, 2, 29)], [])


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2015-02-29", "is a date that does not exist"),
        ("31.04.2015", "is a date that does not exist"),
        ("2015-13-01", "is a date that does not exist"),
        ("0215-01-01", "is not between 1900 and 2100"),
        ("1.2.2015", "is not a date (YYYY-MM-DD or DD.MM.YYYY)"),
        ("2015-01-01 i dag", "is not a date (YYYY-MM-DD or DD.MM.YYYY)"),
    ],
)
def test_dates_that_are_none(written: str, reason: str) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        field = checks.date("date", "dato", usual=form)
        assert cast(field, written) == ([None], [reason])


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_every_date_in_every_form(day: dt.date) -> None:
    for form, written in (("%Y-%m-%d", f"{day:%d.%m.%Y}"), ("%d.%m.%Y", f"{day}")):
        field = checks.date("date", "dato", usual=form)
        assert cast(field, written, f"{day}", None) == ([day, day, None], [])


def test_organisation_numbers() -> None:
    field = checks.organisation("organisation", "Org.nr")
    kept, reasons = cast(
        field, "974760673", "974 760 673", "P0123456789", "974760674", "97476067", "P1"
    )
    assert kept == ["974760673", "974760673", "P0123456789", None, None, None]
    assert reasons == [
        "is not an organisation number of nine digits",
        "is not an organisation number of nine digits",
        "is an organisation number with a wrong check digit",
    ]


def test_a_wrong_check_digit_keeps_the_row_and_says_so() -> None:
    frame = pl.DataFrame({"row": [7], "Org.nr": ["974760674"], "Navn": ["TEST AS"]})
    fields = [checks.organisation("organisation", "Org.nr"), checks.text("n", "Navn")]
    table, rejects = checks.read_fields(frame, fields)
    assert table.rows() == [(7, None, "TEST AS")]
    assert rejects.to_dicts() == [
        {
            "row": 7,
            "column": "Org.nr",
            "value": "974760674",
            "reason": "is an organisation number with a wrong check digit",
            "dropped": False,
        }
    ]


@given(st.text("0123456789", min_size=9, max_size=9))
def test_check_digits_as_the_library_has_them(written: str) -> None:
    frame = pl.DataFrame({"number": [written]})
    valid = frame.select(checks.valid_number(pl.col("number"))).item()
    assert valid == orgnr.is_valid(written)


@given(st.text("P0123456789af \N{NO-BREAK SPACE}", min_size=8, max_size=12))
def test_the_usual_spelling_changes_no_result(written: str) -> None:
    field = checks.organisation("organisation", "Org.nr")
    frame = pl.DataFrame({"Org.nr": [written]})
    usual, value = frame.select(u=field.usual, v=field.value).row(0)
    assert usual in {None, value}


def test_industry_codes() -> None:
    field = checks.industry_code("activity", "NACE 1")
    kept, reasons = cast(field, "25.620", "25620", "1.410", "25.62", "Industri", "")
    assert kept == ["25.620", "25.620", "01.410", None, None, None]
    assert reasons == ["is not an industry code of five digits"] * 3


def test_municipality_numbers_get_their_zero_back() -> None:
    field = checks.municipality_number("m", "kommunenummer")
    assert cast(field, "301", "0301", "5001") == (["0301", "0301", "5001"], [])
    reasons = ["is not a municipality number of four digits"] * 2
    assert cast(field, "50010", "Oslo") == ([None, None], reasons)


def test_true_and_false() -> None:
    field = checks.flag("bankrupt", "konkurs")
    assert cast(field, "true", "False", "N", None) == ([True, False, False, None], [])
    assert cast(field, "kanskje") == ([None], ["is neither true nor false"])


def test_a_missing_value_drops_the_row_where_it_is_required() -> None:
    field = checks.required(checks.text("name", "Navn"))
    assert cast(field, "A", None) == (["A"], ["is missing"])


def test_rows_stay_in_order_whichever_way_they_were_read() -> None:
    field = checks.number("amount", "Beløp")
    written = ["1", "2,5", "x", "4", "5 000"]
    assert cast(field, *written)[0] == [1.0, 2.5, None, 4.0, 5000.0]


def test_duplicates_name_the_row_that_was_kept() -> None:
    frame = pl.DataFrame({"row": [2, 3, 4, 5], "a": list("xyxx"), "b": [None] * 4})
    kept, again = checks.without_duplicates(frame)
    assert kept["row"].to_list() == [2, 3]
    assert again.select("row", "reason", "dropped").rows() == [
        (4, "is a duplicate of row 2", True),
        (5, "is a duplicate of row 2", True),
    ]
