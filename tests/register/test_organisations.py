from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import number

from omstilling.register.organisations import organisations
from omstilling.register.places import place_keys
from omstilling.sources import awards as awards_source
from omstilling.sources import research
from omstilling.tables import SN2007, SN2025, Award, Organisation, Participation, Unit

Row = dict[str, Any]
S = TypeVar("S", bound=dy.Schema)


FIRM, OTHER, HIDDEN = "974760673", "971526920", "P0123456789"
DAY = dt.date(2018, 1, 1)


def table(schema: type[S], rows: Sequence[Row]) -> dy.DataFrame[S]:
    empty = schema.create_empty()
    full = [
        dict.fromkeys(empty.columns) | {"row": number} | row
        for number, row in enumerate(rows, 2)
    ]
    return schema.validate(pl.DataFrame(full, empty.schema))


def award(organisation: str | None = FIRM, **fields: object) -> Row:
    told = {"amount": 1.0, "date": DAY, "version": SN2007}
    return {"organisation": organisation} | told | fields


def unit(organisation: str = FIRM, **fields: object) -> Row:
    return {
        "organisation": organisation,
        "kind": "enterprise",
        "version": SN2007,
        "extracted": dt.date(2025, 1, 1),
    } | fields


def known(
    awards: Sequence[Row] = (), projects: Sequence[Row] = (), units: Sequence[Row] = ()
) -> dy.DataFrame[Organisation]:
    return organisations(
        awards=table(Award, awards),
        participations=table(
            Participation, [{"project": "1"} | row for row in projects]
        ),
        units=table(Unit, units),
        keys=place_keys(),
    )


def one(**parts: Sequence[Row]) -> Row:
    result = known(**parts)
    return result.row(by_predicate=pl.col("organisation") == FIRM, named=True)


def test_nothing_gives_an_empty_table() -> None:
    assert known().is_empty()


def test_everyone_seen_anywhere_stands_once() -> None:
    result = known(
        awards=[award(), award(), award(organisation=None)],
        projects=[{"organisation": OTHER}],
        units=[unit(HIDDEN, parent="984661185", kind="establishment")],
    )
    assert result["organisation"].to_list() == [OTHER, FIRM, "984661185", HIDDEN]
    assert result["size_class"].unique().to_list() == ["unknown"]


def test_the_register_names_it_else_the_latest_award() -> None:
    early, late = dt.date(2012, 1, 1), dt.date(2017, 1, 1)
    awards = [
        award(name="GAMMELT NAVN", date=early),
        award(name="NYTT NAVN", date=late),
    ]
    assert one(awards=awards)["name"] == "NYTT NAVN"
    assert one(awards=awards[::-1])["name"] == "NYTT NAVN"
    registered = [
        unit(name="REGISTERNAVN AS"),
        unit(name="FØR AS", extracted=dt.date(2024, 1, 1)),
        unit(name=None, extracted=dt.date(2026, 1, 1)),
        unit(name="UDATERT AS", extracted=None),
    ]
    assert one(awards=awards, units=registered)["name"] == "REGISTERNAVN AS"


@pytest.mark.parametrize(
    ("employees", "has_employees", "size"),
    [
        (0, None, "micro"),
        (9, True, "micro"),
        (10, True, "small"),
        (49, None, "small"),
        (50, None, "medium"),
        (249, None, "medium"),
        (250, None, "large"),
        (None, False, "micro"),
        (None, True, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_size_classes_go_by_employees(
    employees: int | None, has_employees: bool | None, size: str
) -> None:
    found = one(units=[unit(employees=employees, has_employees=has_employees)])
    assert found["size_class"] == size
    assert found["employees"] == employees


def test_the_register_places_it_else_an_award_else_a_project() -> None:
    awards = [
        award(municipality="Halden", county="Østfold", date=dt.date(2010, 1, 1)),
        award(municipality="Flere kommuner", county="Østfold"),
    ]
    projects = [{"organisation": FIRM, "municipality_number": "5001"}]
    assert one(projects=projects)["place"] == "5001"
    assert one(awards=awards, projects=projects)["place"] == "3101"
    units = [
        unit(municipality_number="0529"),
        unit(municipality_number="2100", extracted=dt.date(2026, 1, 1)),
    ]
    assert one(awards=awards, units=units)["place"] == "3443"


def test_an_establishment_keeps_its_own_place() -> None:
    result = known(
        units=[
            unit(FIRM, municipality="Gjøvik"),
            unit(OTHER, kind="establishment", parent=FIRM, municipality="HALDEN"),
        ]
    )
    assert result["place"].to_list() == ["3101", "3407"]
    assert result["parent"].to_list() == [FIRM, None]


def test_the_register_code_is_led_to_its_heaviest_target() -> None:
    found = one(units=[unit(activity="43.220", version=SN2025)])
    assert found["activity"] == "43.221"
    assert found["activity_basis"] == "register"
    assert found["unbridged"] is None


def test_the_register_code_counts_before_the_awards() -> None:
    found = one(awards=[award(activity="22.220")], units=[unit(activity="25.620")])
    assert (found["activity"], found["activity_basis"]) == ("25.620", "register")


def test_a_code_without_a_bridge_is_told_and_the_awards_speak() -> None:
    found = one(
        awards=[award(activity="22.220")],
        units=[unit(activity="46.890", version=SN2025)],
    )
    assert (found["activity"], found["activity_basis"]) == ("22.220", "awards")
    assert found["unbridged"] == "46.890"
    wrong = one(units=[unit(activity="62.100", version=SN2007)])
    assert (wrong["activity"], wrong["activity_basis"]) == (None, "unknown")
    assert wrong["unbridged"] == "62.100"


def test_the_most_frequent_award_code_then_the_latest_then_the_lowest() -> None:
    early = dt.date(2011, 1, 1)
    most = [award(activity="22.220", date=early)] * 2 + [award(activity="01.110")]
    assert one(awards=most)["activity"] == "22.220"
    latest = [award(activity="01.110", date=early), award(activity="22.220")]
    assert one(awards=latest)["activity"] == "22.220"
    lowest = [award(activity="22.220"), award(activity="01.110")]
    assert one(awards=lowest)["activity"] == "01.110"
    assert one(awards=[award(activity="99.999")])["activity_basis"] == "unknown"


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "organisation": st.sampled_from([FIRM, OTHER, HIDDEN]),
            "activity": st.sampled_from(["01.110", "22.220", "62.010", None]),
            "municipality": st.sampled_from(["Halden", "Gjøvik", "Hedmark", None]),
            "date": st.dates(dt.date(2010, 1, 1), dt.date(2010, 1, 4)),
        }
    ),
    max_size=8,
    unique_by=lambda record: tuple(map(str, record.values())),
)


@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_the_file_decides_nothing_but_row_numbers(
    records: list[Row], random: Random
) -> None:
    rows = [award(row=number, **record) for number, record in enumerate(records)]
    turned = rows.copy()
    random.shuffle(turned)
    assert known(awards=rows).equals(known(awards=turned))


@given(RECORDS)
def test_it_agrees_with_a_naive_twin(records: list[Row]) -> None:
    rows = [award(row=number, **record) for number, record in enumerate(records)]
    result = known(awards=rows)
    for found in result.iter_rows(named=True):
        mine = [row for row in rows if row["organisation"] == found["organisation"]]
        assert found["activity"] == naive_activity(mine)


def naive_activity(rows: list[Row]) -> str | None:
    codes = {row["activity"] for row in rows} - {None}
    ranked = [
        (
            -sum(row["activity"] == code for row in rows),
            -max(row["date"] for row in rows if row["activity"] == code).toordinal(),
            code,
        )
        for code in codes
    ]
    return min(ranked)[2] if ranked else None


@pytest.mark.data
def test_the_real_awards_and_projects(real_data: Path) -> None:
    awards = awards_source.read(
        real_data / "awards_innovasjon_norge/awards_2010_2018.csv.gz", "awards"
    ).table
    projects = research.read_participations(
        real_data / "h2020_norway/participations_2014_2021.csv.gz", "h2020"
    ).table
    result = organisations(
        awards=awards.with_columns(version=pl.lit(SN2007)),
        participations=projects,
        units=Unit.create_empty(),
        keys=place_keys(),
    )
    seen = set(awards["organisation"].drop_nulls()) | set(
        projects["organisation"].drop_nulls()
    )
    assert set(result["organisation"]) == seen
    assert result["place"].null_count() < 0.02 * result.height
    assert (result["activity_basis"] == "awards").sum() > 10_000


@pytest.mark.data
def test_the_real_register_before_and_after_the_change_of_codes(
    real_data: Path,
) -> None:
    folder = real_data / "establishments_telemark"
    before = extract(folder, "2025-08-04", SN2007)
    after = extract(folder, "2025-09-29", SN2025)
    units = Unit.validate(pl.concat([before, after]))
    result = organisations(
        awards=Award.create_empty(),
        participations=Participation.create_empty(),
        units=units,
        keys=place_keys(),
    )
    located = result.filter(
        pl.col("organisation").is_in(units["organisation"].implode())
    )
    assert located["place"].null_count() < 0.001 * located.height
    assert located["place"].drop_nulls().str.starts_with("40").all()
    unbridged = located["unbridged"].drop_nulls().unique().to_list()
    assert set(unbridged) <= {"00.000", "46.890", "98.100", "98.200"}
    without = located.filter(pl.col("activity_basis") != "register")
    assert without.height < 0.05 * located.height
    uncoded = units.filter(pl.col("activity").is_null())["organisation"].implode()
    told = pl.col("unbridged").is_not_null() | pl.col("organisation").is_in(uncoded)
    assert without.filter(~told).is_empty()


def extract(folder: Path, day: str, version: str) -> pl.DataFrame:
    rows = pl.read_csv(folder / f"establishments_{day}.csv.gz", infer_schema=False)
    valid = pl.col("organisation").str.contains(r"^(\d{9}|P[0-9a-f]{10})$")
    return (
        rows.with_row_index("row", offset=2)
        .select(
            pl.col("row").cast(pl.Int64),
            organisation="Org. nr.",
            kind=pl.lit("establishment"),
            name="Navn",
            parent=pl.lit(None, pl.String),
            legal_form="Organisasjonsform - Kode",
            employees=pl.col("Antall ansatte").cast(pl.Float64, strict=False),
            has_employees=pl.lit(None, pl.Boolean),
            activity="NACE 1",
            activity_name="NACE 1 - Bransje",
            activity2=pl.lit(None, pl.String),
            activity3=pl.lit(None, pl.String),
            version=pl.lit(version),
            municipality_number=pl.lit(None, pl.String),
            municipality="Beliggenhetsadresse - Kommune",
            founded=pl.lit(None, pl.Date),
            bankrupt=pl.lit(None, pl.Boolean),
            extracted=pl.lit(dt.date.fromisoformat(day)),
        )
        .filter(valid)
        .cast(Unit.create_empty().schema)
    )


def test_names_of_sole_traders_and_partnerships_are_withheld() -> None:
    branch = number(7)
    inside = unit(branch, kind="establishment", parent=FIRM, name="TEST AVD")
    for form, shown in (("ENK", None), ("ANS", None), ("AS", "TESTFIRMA")):
        firm = unit(legal_form=form, name="TESTFIRMA")
        result = known(awards=[award(name="TESTFIRMA")], units=[firm, inside])
        names = dict(result.select("organisation", "name").iter_rows())
        assert names[FIRM] == shown
        assert names[branch] == (None if shown is None else "TEST AVD")
