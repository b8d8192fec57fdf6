"""Each register's rows as evidence: one table in, the evidence expected out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from world import number
from world import tables as world_tables

from omstilling import register
from omstilling.evidence import rows
from omstilling.evidence.assemble import (
    checked,
    latest_of_each_year,
    place_keys,
    unknown_codes,
    unknown_places,
)
from omstilling.sources import Reading
from omstilling.tables import (
    Account,
    Application,
    Award,
    Cell,
    ClusterMethod,
    Evidence,
    Participation,
    Reject,
    Source,
    Statistic,
    Unit,
)

ORG = number(1)
KEYS = register.place_keys()
MAIN = pl.DataFrame(
    {"organisation": [ORG], "main_activity": ["72.190"], "main_place": ["3101"]}
)


def table(schema: Any, *given: dict[str, Any]) -> Any:
    """Rows with nulls where nothing is given, in the types of the schema."""
    frame = pl.DataFrame(list(given), schema=schema.create_empty().schema)
    return schema.validate(frame, cast=True)


def sources_of(key: str) -> Any:
    """One row of sources, that of the small world."""
    return Source.validate(world_tables()["sources"].filter(source=key))


def known(evidence: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows without what is null, for reading."""
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in evidence.iter_rows(named=True)
    ]


AWARD = {
    "row": 2,
    "county": "Oppland",
    "municipality": "Vestre Toten",
    "organisation": ORG,
    "name": "TESTBEDRIFT AS",
    "amount": 5e5,
    "scheme": "Etablerertilskudd",
    "activity": "22.290",
    "version": "SN2007",
    "date": dt.date(2014, 3, 1),
}


def test_an_award_counts_where_and_when_it_was_given() -> None:
    assert known(rows.from_awards(table(Award, AWARD), KEYS, "awards")) == [
        {
            "organisation": ORG,
            "place": "3443",
            "county": "34",
            "activity": "22.290",
            "year": 2014,
            "kind": "award",
            "amount": 5e5,
            "unit": "NOK",
            "count": 1.0,
            "weight": 1.0,
            "source": "awards",
            "row": 2,
            "label": "Etablerertilskudd",
            "place_written": "Vestre Toten",
            "activity_written": "22.290",
            "version_written": "SN2007",
        }
    ]


def test_an_award_in_a_municipality_that_was_split_counts_in_shares() -> None:
    split = AWARD | {"county": "Nordland", "municipality": "Tysfjord"}
    result = rows.from_awards(table(Award, split), KEYS, "awards")
    assert result.height == 2
    assert result["weight"].to_list() == [0.5, 0.5]
    assert set(result["place"]) == {"1806", "1875"}
    assert set(result["row"]) == {2}


def test_an_award_without_a_municipality_keeps_what_is_known() -> None:
    somewhere = AWARD | {"municipality": "Flere kommuner"}
    [row] = known(rows.from_awards(table(Award, somewhere), KEYS, "awards"))
    assert "place" not in row
    assert row["place_written"] == "Flere kommuner"
    assert row["weight"] == 1.0


def test_a_participation_counts_in_the_main_activity_from_the_signing() -> None:
    part = {
        "row": 3,
        "project": "883188",
        "role": "PARTICIPANT",
        "topic": "SU-DS03",
        "organisation": ORG,
        "municipality_number": "0101",
        "municipality": "Halden",
        "amount": 1e5,
        "signed": dt.date(2019, 12, 30),
        "start": dt.date(2020, 1, 1),
    }
    unknown = part | {"row": 4, "organisation": number(2), "signed": None}
    first, second = known(
        rows.from_participations(table(Participation, part, unknown), KEYS, MAIN, "h")
    )
    assert (first["activity"], first["year"], first["unit"]) == ("72.190", 2019, "EUR")
    assert (first["place"], first["project"]) == ("3101", "883188")
    assert "activity" not in second
    assert second["year"] == 2020


def test_an_application_is_a_statement_of_what_somebody_wants() -> None:
    application = {
        "row": 2,
        "project": "1",
        "phase": "Avslag",
        "organisation": ORG,
        "municipality_number": "3443",
        "asked": 1e7,
        "date": dt.date(2012, 10, 16),
    }
    [row] = known(
        rows.from_applications(table(Application, application), KEYS, MAIN, "a")
    )
    assert (row["kind"], row["label"], row["amount"]) == ("statement", "Avslag", 1e7)


UNIT = {
    "row": 2,
    "organisation": ORG,
    "kind": "enterprise",
    "employees": 12,
    "activity": "25.620",
    "activity2": "22.290",
    "version": "SN2007",
    "municipality": "Skien",
    "extracted": dt.date(2025, 8, 4),
}


def test_a_unit_shows_each_of_its_codes() -> None:
    result = known(rows.from_units(table(Unit, UNIT), KEYS, "e"))
    assert [(row["activity"], row["label"]) for row in result] == [
        ("25.620", "enterprise, first code"),
        ("22.290", "enterprise, second code"),
    ]
    assert {row["kind"] for row in result} == {"establishment"}
    assert {(row["amount"], row["unit"]) for row in result} == {(12.0, "persons")}


def test_a_code_of_sn2025_is_led_to_sn2007_in_shares() -> None:
    """25.620 is metal working in SN2007, and locks in SN2025: never the same."""
    new = UNIT | {"version": "SN2025", "activity2": None}
    result = rows.from_units(table(Unit, new), KEYS, "e")
    assert "25.620" not in result["activity"].to_list()
    assert result["weight"].sum() == pytest.approx(1.0)
    assert set(result["activity_written"]) == {"25.620"}
    assert set(result["version_written"]) == {"SN2025"}


def test_statistics_have_a_label_but_no_activity() -> None:
    cell = {
        "row": 2,
        "table": "employment",
        "region": "Porsgrunn",
        "activity_label": "Industri",
        "measure": "Sysselsatte",
        "unit": "persons",
        "year": 2016,
        "value": 70.0,
    }
    withheld = cell | {"row": 3, "value": None}
    counted = cell | {"row": 4, "unit": "establishments", "size_class": "1-4"}
    result = known(
        rows.from_statistics(table(Statistic, cell, withheld, counted), KEYS, "s")
    )
    assert [row["kind"] for row in result] == ["employment", "establishment"]
    assert result[0]["amount"] == 70.0
    assert result[0]["place"] == "4001"
    assert "activity" not in result[0]
    assert result[1]["label"] == "1-4"


def test_accounts_show_the_value_added_where_it_can_be_computed() -> None:
    account = {
        "row": 1,
        "organisation": ORG,
        "start": dt.date(2020, 1, 1),
        "end": dt.date(2020, 12, 31),
        "currency": "NOK",
        "wages": 3e6,
        "operating_result": 1e6,
    }
    other = account | {"row": 2, "currency": "SEK"}
    unknown = account | {"row": 3, "wages": None}
    first, second, third = known(
        rows.from_accounts(table(Account, account, other, unknown), MAIN, "r")
    )
    assert (first["amount"], first["unit"], first["year"]) == (4e6, "NOK", 2020)
    assert "amount" not in second
    assert second["label"] == "SEK"
    assert "amount" not in third


def test_a_count_of_one_or_two_counts_as_one() -> None:
    cell = {
        "row": 2,
        "place": "3443",
        "activity": "22.2",
        "period": "2013–14",
        "first_year": 2013,
        "last_year": 2014,
        "awards": "1–2",
        "organisations": "1–2",
    }
    more = cell | {"row": 3, "awards": "17", "organisations": "5", "amount": 9e6}
    result = known(rows.from_cells(table(Cell, cell, more), "cells"))
    assert [row["count"] for row in result] == [1.0, 17.0]
    assert [row.get("amount") for row in result] == [None, 9e6]
    assert {row["year"] for row in result} == {2014}


def test_a_method_is_evidence_of_a_cluster() -> None:
    fact = {
        "row": 1,
        "cluster": "raufoss",
        "method": "lean",
        "relation": "gives",
        "year": 2015,
        "fact": "Shares it.",
        "url": "https://example.org/",
    }
    [row] = known(rows.from_methods(table(ClusterMethod, fact), "methods"))
    assert (row["cluster"], row["method"], row["kind"]) == ("raufoss", "lean", "method")


def test_of_several_extracts_of_a_year_the_latest_counts() -> None:
    days = [dt.date(2025, 2, 11), dt.date(2025, 11, 24), dt.date(2026, 1, 12)]
    units = {
        f"e-{day}": table(Unit, UNIT | {"extracted": day, "kind": "establishment"})
        for day in days
    } | {"p-2025": table(Unit, UNIT | {"extracted": days[0]})}
    chosen, passed = latest_of_each_year(units)
    assert list(chosen) == ["e-2025-11-24", "e-2026-01-12", "p-2025"]
    assert passed == [
        {"what": "e-2025-02-11: an earlier extract of the same year", "count": 1}
    ]
    backwards = dict(reversed(units.items()))
    assert list(latest_of_each_year(backwards)[0]) == list(chosen)


def test_an_extract_without_a_date_counts_too() -> None:
    chosen, passed = latest_of_each_year(
        {"bulk": table(Unit, UNIT | {"extracted": None})}
    )
    assert list(chosen) == ["bulk"]
    assert passed == []


def test_what_is_missing_is_counted_and_what_has_no_year_is_left_out() -> None:
    awards = table(
        Award,
        AWARD,
        AWARD | {"row": 3, "activity": "55.555"},
        AWARD | {"row": 4, "activity": None, "municipality": "Utlandet"},
    )
    evidence, left_out = checked(rows.from_awards(awards, KEYS, "awards"))
    Evidence.validate(evidence)
    assert evidence["id"].to_list() == ["awards:2", "awards:3", "awards:4"]
    assert evidence["activity"].to_list() == ["22.290", None, None]
    assert evidence["activity_written"].to_list() == ["22.290", "55.555", None]
    assert {one["what"]: one["count"] for one in left_out} == {
        "evidence with an industry code that leads to none of SN2007": 1,
        "awards and projects without a municipality": 1,
        "awards and projects without a known industry": 2,
    }


def test_evidence_is_in_one_order_whatever_the_order_of_its_parts() -> None:
    one = rows.from_awards(table(Award, AWARD), KEYS, "b")
    two = rows.from_awards(table(Award, AWARD | {"row": 9}, AWARD), KEYS, "a")
    forth, back = checked(pl.concat([one, two]))[0], checked(pl.concat([two, one]))[0]
    assert forth.equals(back)
    assert forth["id"].to_list() == ["a:2", "a:9", "b:2"]


def test_a_split_is_weighed_by_where_its_organisations_are_today() -> None:
    orgs = [number(i) for i in range(1, 5)]
    then = AWARD | {"county": "Nordland", "municipality": "Tysfjord"}
    awards = table(Award, *(then | {"organisation": o} for o in orgs))
    now = ["1806", "1875", "1875", "1875"]
    units = table(
        Unit,
        *(
            UNIT | {"organisation": o, "municipality_number": n, "municipality": None}
            for o, n in zip(orgs, now, strict=True)
        ),
    )
    weighed = rows.from_awards(awards, place_keys(awards, units), "awards")
    shares = dict(weighed.select("place", "weight").unique().iter_rows())
    assert shares == pytest.approx({"1806": 0.25, "1875": 0.75})
    assert place_keys(awards, Unit.create_empty()).equals(KEYS)


def test_an_award_in_a_code_of_sn2025_is_led_to_sn2007() -> None:
    new = AWARD | {"activity": "25.620", "version": "SN2025"}
    result = rows.from_awards(table(Award, new), KEYS, "awards")
    assert "25.620" not in result["activity"].to_list()
    assert result["weight"].sum() == pytest.approx(1.0)
    assert set(result["version_written"]) == {"SN2025"}


def test_a_municipality_that_nobody_knows_is_reported_and_the_row_kept() -> None:
    awards = table(
        Award,
        AWARD,
        AWARD | {"row": 3, "municipality": "Atlantis"},
        AWARD | {"row": 4, "municipality": "Utlandet"},
    )
    evidence, _ = checked(rows.from_awards(awards, KEYS, "awards"))
    reading = Reading(awards, Reject.create_empty(), sources_of("awards"))
    [reject] = unknown_places(evidence, KEYS, [reading]).to_dicts()
    assert evidence.height == 3
    assert (reject["file"], reject["row"]) == ("awards.csv", 3)
    assert (reject["value"], reject["dropped"]) == ("Atlantis", False)


def test_an_industry_code_that_does_not_exist_is_reported_and_the_row_kept() -> None:
    awards = table(
        Award,
        AWARD,
        AWARD | {"row": 3, "activity": "43.999"},
        AWARD | {"row": 4, "activity": "00.000"},
    )
    evidence, _ = checked(rows.from_awards(awards, KEYS, "awards"))
    reading = Reading(awards, Reject.create_empty(), sources_of("awards"))
    [reject] = unknown_codes(evidence, [reading]).to_dicts()
    assert evidence.height == 3
    assert (reject["row"], reject["column"], reject["value"]) == (
        3,
        "industry",
        "43.999",
    )
