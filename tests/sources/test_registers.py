"""The readers, on small files of the published forms."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl
import pytest

from omstilling.errors import InputError
from omstilling.sources import accounts, awards, entities, rates, research, statistics
from omstilling.sources.reading import Reading
from omstilling.tables import (
    Account,
    Application,
    Award,
    Cell,
    Participation,
    Rate,
    Reject,
    Source,
    Statistic,
    Unit,
)

HISTORY = (
    "Fylkesnavn,Kommunenavn,Org.nr,Navn,Innvilget.beløp,Virkemiddelgruppe,"
    "Beslutningsenhet,Næringshovedområde,Næring,dato\n"
)
NIGHTLY = (
    "Fylkesnavn;Kommunenavn;Org-nr;Bedriftsnavn;Virkemiddelkategori;Underkategori;"
    "Innvilget beløp;Innvilget dato;Beslutningsenhet;Næringshovedområde;Næring;"
    "Type finansiering\n"
)
FIRM = "974760673"


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def write_json(folder: Path, name: str, document: Any) -> Path:
    return write(folder, name, json.dumps(document, ensure_ascii=False))


def reasons(reading: Reading) -> list[tuple[int, str | None, str, bool]]:
    chosen = reading.rejects.select("row", "column", "reason", "dropped")
    return list(chosen.iter_rows())


def check(reading: Reading, schema: type[dy.Schema]) -> pl.DataFrame:
    """Return the table after holding all three parts to their declarations."""
    Reject.validate(reading.rejects)
    counted = Source.validate(reading.source).row(0, named=True)
    assert counted["kept"] + counted["rejected"] == counted["rows"]
    return schema.validate(reading.table)


def award(**changes: str) -> str:
    cells = {
        "county": "Oppland",
        "place": "Vestre Toten",
        "number": FIRM,
        "name": "TESTBEDRIFT AS",
        "amount": "202000",
        "scheme": "Utviklingstilskudd",
        "office": "IN Innlandet",
        "section": "C - Industri",
        "industry": '"25.620 Bearbeiding av metaller, plast"',
        "date": "2014-11-11",
    }
    return ",".join((cells | changes).values()) + "\n"


def read_awards(folder: Path, *rows: str) -> Reading:
    path = write(folder, "awards_2010_2018.csv", HISTORY + "".join(rows))
    return awards.read(path, "awards")


# -- Awards ----------------------------------------------------------------------------


def test_an_award_of_the_list_of_2010_to_2018(tmp_path: Path) -> None:
    table = check(read_awards(tmp_path, award()), Award)
    assert table.row(0, named=True) == {
        "row": 2,
        "county": "Oppland",
        "municipality": "Vestre Toten",
        "organisation": FIRM,
        "name": "TESTBEDRIFT AS",
        "amount": 202000.0,
        "scheme": "Utviklingstilskudd",
        "office": "IN Innlandet",
        "section": "C - Industri",
        "activity": "25.620",
        "activity_name": "Bearbeiding av metaller, plast",
        "version": None,
        "date": dt.date(2014, 11, 11),
    }


def test_an_award_of_the_nightly_list(tmp_path: Path) -> None:
    row = (
        f"Innlandet;Østre Toten;{FIRM};TESTBEDRIFT AS;Tilskudd;Etablering;1 202 000,50;"
        "03.02.2024;IN Innlandet;C - Industri;22.290 Produksjon av plast;Tilskudd\n"
    )
    path = write(tmp_path, "Tildelinger.csv", NIGHTLY + row, "cp1252")
    table = check(awards.read(path, "awards"), Award)
    chosen = table.select("municipality", "amount", "scheme", "activity", "date")
    assert chosen.row(0) == (
        "Østre Toten",
        1202000.5,
        "Tilskudd",
        "22.290",
        dt.date(2024, 2, 3),
    )


def test_each_list_in_the_encoding_of_the_other(tmp_path: Path) -> None:
    path = write(tmp_path, "Tildelinger.csv", NIGHTLY)
    with pytest.raises(
        InputError, match="is UTF-8; this register is published as cp12"
    ):
        awards.read(path, "awards")
    path = write(tmp_path, "awards.csv", HISTORY + award(place="Østre Toten"), "cp1252")
    with pytest.raises(InputError, match="is not UTF-8, as this register is published"):
        awards.read(path, "awards")


def test_the_nightly_list_with_a_wrong_separator(tmp_path: Path) -> None:
    text = NIGHTLY.replace(";", ",")
    path = write(tmp_path, "Tildelinger.csv", text, "cp1252")
    with pytest.raises(InputError, match="has ',' between its columns"):
        awards.read(path, "awards")


def test_an_award_list_with_a_renamed_column(tmp_path: Path) -> None:
    path = write(tmp_path, "awards.csv", HISTORY.replace("Org.nr", "Orgnr") + award())
    with pytest.raises(InputError, match=r"lacks 'Org\.nr' among") as error:
        awards.read(path, "awards")
    assert "'Orgnr' for 'Org.nr'" in error.value.hint


def test_a_header_only_gives_no_awards(tmp_path: Path) -> None:
    reading = read_awards(tmp_path)
    assert check(reading, Award).is_empty()
    assert reading.source["rows"].item() == 0
    assert reading.source["first"].item() is None


def test_an_industry_that_is_unspecified_is_no_error(tmp_path: Path) -> None:
    unspecified = ("Uspesifisert Uspesifisert", "99.999 Uspesifisert")
    reading = read_awards(tmp_path, *(award(industry=text) for text in unspecified))
    assert check(reading, Award)["activity"].to_list() == [None, None]
    assert reasons(reading) == []


def test_an_industry_without_a_code_is_said(tmp_path: Path) -> None:
    reading = read_awards(tmp_path, award(industry="Industri"))
    table = check(reading, Award)
    assert table.select("activity", "activity_name").row(0) == (None, "Industri")
    reason = "does not begin with an industry code of five digits"
    assert reasons(reading) == [(2, "Næring", reason, False)]


def test_bad_awards_are_set_aside_and_the_others_kept(tmp_path: Path) -> None:
    reading = read_awards(
        tmp_path,
        award(),
        award(amount="-5"),
        award(date="2015-02-29"),
        award(number="974760674"),
        award(amount=""),
        "for,få\n",
    )
    assert check(reading, Award)["row"].to_list() == [2, 5]
    assert reasons(reading) == [
        (3, "Innvilget.beløp", "is negative", True),
        (4, "dato", "is a date that does not exist", True),
        (5, "Org.nr", "is an organisation number with a wrong check digit", False),
        (6, "Innvilget.beløp", "is missing", True),
        (7, None, "has 2 fields where the header has 10", True),
    ]
    assert reading.source.select("rows", "kept", "rejected").row(0) == (6, 2, 4)


def test_the_same_award_twice_is_kept_once(tmp_path: Path) -> None:
    reading = read_awards(tmp_path, award(), award(name="ANNEN TEST AS"), award())
    assert check(reading, Award)["row"].to_list() == [2, 3]
    assert reasons(reading) == [(4, None, "is a duplicate of row 2", True)]


# -- Forskningsrådet -------------------------------------------------------------------


def semicolons(fields: dict[str, str], extra: int) -> str:
    names = [*fields, *(f"annet {index}" for index in range(extra))]
    return ";".join(names) + "\n" + ";".join([*fields.values(), *[""] * extra]) + "\n"


def test_a_participation(tmp_path: Path) -> None:
    fields = {
        "Programkortnavn (H2020)": "SECURITY",
        "Programnivå 1 kortnavn (H2020)": "",
        "Topic kode": "SU-DS03",
        "Prosjektnr": "883188",
        "Prosjektkortnavn": "Test",
        "Prosjektnavn": "Prøveprosjekt",
        "Organisasjon rolle": "COORDINATOR",
        "Organisasjonsnummer": FIRM,
        "Organisasjonsnavn": "TESTBEDRIFT AS",
        "Adresse kommunenummer": "301",
        "Adresse kommune": "Oslo",
        "Innvilget beløp organisasjon EUR": "3518202.75",
        "Kontrakt signeringsdato": "25.05.2020 00:00",
        "Kontrakt startdato": "",
        "Kontrakt sluttdato": "31.05.2024 00:00",
    }
    path = write(tmp_path, "dataset.csv", semicolons(fields, 29))
    reading = research.read_participations(path, "participations")
    row = check(reading, Participation).row(0, named=True)
    assert (row["programme"], row["municipality_number"]) == ("SECURITY", "0301")
    assert (row["signed"], row["start"]) == (dt.date(2020, 5, 25), None)
    assert row["amount"] == 3518202.75
    assert reasons(reading) == []


def test_applications_without_a_number_are_no_error(tmp_path: Path) -> None:
    columns = [field.column for field in research._APPLICATION]
    cells = dict.fromkeys(columns, "") | {
        "prosjektnummer": "225873",
        "prosjekttittel": '"En linje\nog en til, med komma"',
        "organisasjonsnummer": "0",
        "sokt_belop": "-8",
        "soknadsdato": "2012-10-16 22:25:17",
    }
    text = ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"
    reading = research.read_applications(write(tmp_path, "a.csv", text), "applications")
    row = check(reading, Application).row(0, named=True)
    assert (row["organisation"], row["asked"]) == (None, None)
    assert row["date"] == dt.date(2012, 10, 16)
    assert reasons(reading) == [(2, "sokt_belop", "is negative", False)]


# -- Enhetsregisteret ------------------------------------------------------------------

UNIT: dict[str, Any] = {
    "organisasjonsnummer": FIRM,
    "navn": "TESTBEDRIFT AS",
    "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
    "registreringsdatoEnhetsregisteret": "1995-02-19",
    "naeringskode1": {"kode": "25.620", "beskrivelse": "Bearbeiding av metaller"},
    "naeringskode2": {"kode": "22.290", "beskrivelse": "Produksjon av plast"},
    "antallAnsatte": 12,
    "harRegistrertAntallAnsatte": True,
    "forretningsadresse": {"kommune": "VESTRE TOTEN", "kommunenummer": "3443"},
    "beliggenhetsadresse": {"kommune": "GJØVIK", "kommunenummer": "3407"},
    "konkurs": False,
    "underAvvikling": True,
    "underTvangsavviklingEllerTvangsopplosning": False,
}


def test_an_entity_of_the_official_download(tmp_path: Path) -> None:
    path = tmp_path / "enheter_alle_2026-01-12.json.gz"
    path.write_bytes(gzip.compress(json.dumps([UNIT], indent=2).encode()))
    reading = entities.read_entities(path, "entities")
    row = check(reading, Unit).row(0, named=True)
    assert row == {
        "row": 1,
        "organisation": FIRM,
        "kind": "enterprise",
        "name": "TESTBEDRIFT AS",
        "parent": None,
        "legal_form": "AS",
        "employees": 12,
        "has_employees": True,
        "activity": "25.620",
        "activity_name": "Bearbeiding av metaller",
        "activity2": "22.290",
        "activity3": None,
        "version": None,
        "municipality_number": "3443",
        "municipality": "VESTRE TOTEN",
        "founded": dt.date(1995, 2, 19),
        "bankrupt": True,
        "extracted": dt.date(2026, 1, 12),
    }


def test_csv_and_json_say_the_same(tmp_path: Path) -> None:
    flat: dict[str, str] = {}
    for key, value in UNIT.items():
        nested = value if isinstance(value, dict) else {"": value}
        flat |= {f"{key}.{k}".rstrip("."): str(v).lower() for k, v in nested.items()}
        if isinstance(value, dict):
            flat |= {f"{key}.{k}": v for k, v in value.items()}
    flat |= {"navn": "TESTBEDRIFT AS"}
    for separator in ",;":
        text = separator.join(flat) + "\n" + separator.join(flat.values()) + "\n"
        csv = entities.read_entities(write(tmp_path, "enheter.csv", text), "entities")
        path = write_json(tmp_path, "enheter.json", [UNIT])
        js = entities.read_entities(path, "entities")
        assert csv.table.drop("row").equals(js.table.drop("row"))


def test_a_subentity_has_a_parent_and_lies_where_it_is(tmp_path: Path) -> None:
    unit = UNIT | {"overordnetEnhet": "974760673", "oppstartsdato": "2001-01-01"}
    path = write_json(tmp_path, "underenheter.json", [unit])
    table = check(entities.read_subentities(path, "subentities"), Unit)
    chosen = table.select("kind", "parent", "municipality_number", "founded")
    assert chosen.row(0) == ("establishment", FIRM, "3407", dt.date(2001, 1, 1))


def test_employees_fewer_than_five_are_withheld(tmp_path: Path) -> None:
    some = {k: v for k, v in UNIT.items() if k != "antallAnsatte"}
    none = some | {"harRegistrertAntallAnsatte": False}
    path = write_json(tmp_path, "enheter.json", [some, none])
    table = entities.read_entities(path, "entities").table
    chosen = table.select("employees", "has_employees")
    assert chosen.rows() == [(None, True), (None, False)]


def test_bad_entities_are_set_aside(tmp_path: Path) -> None:
    bad = UNIT | {"organisasjonsnummer": "974760674"}
    odd = UNIT | {"antallAnsatte": -1, "naeringskode1": {"kode": "25"}}
    path = write_json(tmp_path, "enheter.json", [bad, "x", odd])
    reading = entities.read_entities(path, "entities")
    assert check(reading, Unit)["row"].to_list() == [3]
    assert reasons(reading) == [
        (
            1,
            "organisasjonsnummer",
            "is an organisation number with a wrong check digit",
            True,
        ),
        (2, None, "is no object with fields", True),
        (3, "antallAnsatte", "is not a whole number from 0 up", False),
        (3, "naeringskode1.kode", "is not an industry code of five digits", False),
    ]


def test_a_download_cut_short(tmp_path: Path) -> None:
    path = write(tmp_path, "enheter.json", json.dumps([UNIT, UNIT])[:-30])
    with pytest.raises(
        InputError, match=r"enheter\.json .* breaks off after element 1"
    ):
        entities.read_entities(path, "entities")


def test_an_empty_register(tmp_path: Path) -> None:
    path = write(tmp_path, "enheter.json", "[]")
    assert check(entities.read_entities(path, "entities"), Unit).is_empty()


EXTRACT = (
    "Org. nr.,Navn,Overordnet enhet,Antall ansatte,Organisasjonsform - Kode,NACE 1,"
    "NACE 1 - Bransje,Beliggenhetsadresse - Kommune\n"
)


def test_employees_of_an_extract(tmp_path: Path) -> None:
    rows = [
        f"{FIRM},TEST,P0123456789,{employees},BEDR,33.120,Reparasjon,Skien\n"
        for employees in ("True", "False", "2079.0", "", "mange")
    ]
    path = write(tmp_path, "establishments_2025-02-11.csv", EXTRACT + "".join(rows))
    reading = entities.read_establishments(path, "establishments")
    table = check(reading, Unit)
    assert table.select("employees", "has_employees").rows() == [
        (None, True),
        (None, False),
        (2079, True),
        (None, None),
        (None, None),
    ]
    assert table["extracted"].unique().to_list() == [dt.date(2025, 2, 11)]
    reason = "is not a whole number from 0 up"
    assert reasons(reading) == [(6, "Antall ansatte", reason, False)]


def test_legal_forms_of_enterprises_become_codes(tmp_path: Path) -> None:
    text = (
        "Navn,Org. nr.,Overordnet enhet,Antall ansatte,Forretningsadresse - Kommune,"
        "Organisasjonsform,NACE 1,NACE 1 - Bransje,NACE 2,NACE 3\n"
        f"TEST,{FIRM},,7.0,Bamble,Aksjeselskap,84.110,Administrasjon,33.200,\n"
        f"TEST,{FIRM},,7.0,Bamble,Losje,84.110,Administrasjon,,\n"
    )
    path = write(tmp_path, "enterprises_2025-02-30.csv", text)
    reading = entities.read_enterprises(path, "enterprises")
    table = check(reading, Unit)
    assert table["legal_form"].to_list() == ["AS", None]
    assert table["activity2"].to_list() == ["33.200", None]
    assert table["extracted"].to_list() == [None, None]
    reason = "is no legal form of Enhetsregisteret"
    assert reasons(reading) == [(3, "Organisasjonsform", reason, False)]


# -- Regnskapsregisteret ---------------------------------------------------------------


def account(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "virksomhet": {"organisasjonsnummer": FIRM, "organisasjonsform": "AS"},
        "regnskapsperiode": {"fraDato": "2023-01-01", "tilDato": "2023-12-31"},
        "valuta": "NOK",
        "eiendeler": {"sumEiendeler": 900.0},
        "egenkapitalGjeld": {"egenkapital": {"sumEgenkapital": -100.5}},
        "resultatregnskapResultat": {
            "aarsresultat": 40,
            "driftsresultat": {
                "driftsresultat": 50,
                "driftsinntekter": {"sumDriftsinntekter": 1000},
                "driftskostnad": {"loennskostnad": 300, "sumDriftskostnad": 950},
            },
        },
    } | changes


def test_the_accounts_of_one_enterprise_and_of_several(tmp_path: Path) -> None:
    one = write_json(tmp_path, "one.json", [account()])
    table = check(accounts.read(one, "accounts"), Account)
    figures = ("revenue", "wages", "operating_result", "result", "assets", "equity")
    assert table.select(figures).row(0) == (1000.0, 300.0, 50.0, 40.0, 900.0, -100.5)
    several = write_json(tmp_path, "all.json", [[account()], [account(valuta="USD")]])
    table = check(accounts.read(several, "accounts"), Account)
    assert table.select("row", "currency").rows() == [(1, "NOK"), (2, "USD")]


def test_operating_income_that_is_not_known_is_not_nought(tmp_path: Path) -> None:
    result = {"driftsresultat": {"driftsinntekter": {}, "driftsresultat": 5}}
    path = write_json(tmp_path, "a.json", [account(resultatregnskapResultat=result)])
    table = check(accounts.read(path, "accounts"), Account)
    assert table.select("revenue", "operating_result").row(0) == (None, 5.0)


def test_accounts_without_a_period_or_currency(tmp_path: Path) -> None:
    path = write_json(
        tmp_path,
        "a.json",
        [account(regnskapsperiode={}), account(valuta="kr"), account()],
    )
    reading = accounts.read(path, "accounts")
    assert check(reading, Account)["row"].to_list() == [3]
    assert reasons(reading) == [
        (1, "regnskapsperiode.fraDato", "is missing", True),
        (1, "regnskapsperiode.tilDato", "is missing", True),
        (2, "valuta", "is not a currency of three letters", True),
    ]


# -- Norges Bank -----------------------------------------------------------------------

RATES = (
    "FREQ;Frequency;BASE_CUR;Base Currency;QUOTE_CUR;Quote Currency;TENOR;Tenor;"
    "DECIMALS;CALCULATED;UNIT_MULT;Unit Multiplier;COLLECTION;"
    "Collection Indicator;TIME_PERIOD;"
    "OBS_VALUE\n"
)


def rate(
    currency: str, multiplier: int, year: str, value: str, often: str = "A"
) -> str:
    return (
        f"{often};Annual;{currency};;NOK;Norwegian krone;SP;Spot;4;true;{multiplier};"
        f"Units;A;Average;{year};{value}\n"
    )


def test_annual_rates_are_for_one_unit(tmp_path: Path) -> None:
    text = RATES + rate("EUR", 0, "2015", "8.9530") + rate("SEK", 2, "2015", "95,7")
    path = write(tmp_path, "EXR.csv", "\ufeff" + text)
    table = check(rates.read(path, "rates"), Rate)
    assert table.select("currency", "year", "nok", "basis").rows() == [
        ("EUR", 2015, 8.953, "official"),
        ("SEK", 2015, pytest.approx(0.957), "official"),
    ]


def test_rates_of_a_day_or_of_nothing_are_set_aside(tmp_path: Path) -> None:
    bad = rate("EUR", 0, "2015-01-02", "9", "B") + rate("EUR", 0, "2016", "0")
    path = write(tmp_path, "EXR.csv", RATES + bad)
    reading = rates.read(path, "rates")
    assert check(reading, Rate).is_empty()
    assert [reason for _, _, reason, _ in reasons(reading)] == [
        "is not A, an annual mean",
        "is not a whole number from 1900 to 2100",
        "is not a price above 0",
    ]


def test_the_list_of_our_own_is_marked_as_such() -> None:
    table = rates.fallback()
    assert table["year"].to_list() == list(range(2010, 2025))
    assert set(table["basis"]) == {"fallback"}
    assert table.filter(year=2015)["nok"].item() == 8.953


# -- Statistics Norway -----------------------------------------------------------------


def dataset(**changes: Any) -> dict[str, Any]:
    def dimension(**labels: str) -> dict[str, Any]:
        places = {code: place for place, code in enumerate(labels)}
        return {"category": {"index": places, "label": labels}}

    return {
        "class": "dataset",
        "id": ["Region", "NACE2007", "ContentsCode", "Tid"],
        "size": [2, 1, 1, 2],
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "dimension": {
            "Region": dimension(**{"3443": "Vestre Toten", "3407": "Gjøvik"}),
            "NACE2007": dimension(**{"10-33": "Industri"}),
            "ContentsCode": dimension(Sysselsatte="Sysselsatte personer"),
            "Tid": dimension(**{"2023": "2023", "2024": "2024"}),
        },
        "value": [1, 2, None, 4.5],
    } | changes


def test_json_stat_in_long_form(tmp_path: Path) -> None:
    path = write_json(tmp_path, "07984.json", dataset())
    table = check(statistics.read(path, "statistics"), Statistic)
    chosen = table.select("row", "region", "activity_label", "unit", "year", "value")
    assert chosen.rows() == [
        (1, "3443", "10-33", "persons", 2023, 1.0),
        (2, "3443", "10-33", "persons", 2024, 2.0),
        (3, "3407", "10-33", "persons", 2023, None),
        (4, "3407", "10-33", "persons", 2024, 4.5),
    ]
    assert set(table["table"]) == {"07984"}
    assert set(table["measure"]) == {"Sysselsatte personer"}


def test_json_stat_with_only_the_cells_that_it_has(tmp_path: Path) -> None:
    path = write_json(tmp_path, "t.json", dataset(value={"3": 4.5}))
    table = check(statistics.read(path, "statistics"), Statistic)
    assert table["value"].to_list() == [None, None, None, 4.5]


def test_json_stat_that_does_not_add_up(tmp_path: Path) -> None:
    path = write_json(tmp_path, "t.json", dataset(value=[1, 2]))
    with pytest.raises(InputError, match="has 2 cells where its dimensions make 4"):
        statistics.read(path, "statistics")
    path = write_json(tmp_path, "t.json", {"error": "too many cells"})
    with pytest.raises(InputError, match="is no JSON-stat 2 dataset"):
        statistics.read(path, "statistics")


def test_json_stat_divided_by_something_else(tmp_path: Path) -> None:
    table = dataset(role={})
    table["id"] = ["Region", "Kjonn", "ContentsCode", "Tid"]
    table["dimension"]["Kjonn"] = {"category": {"index": ["1", "2"]}}
    table["size"] = [2, 2, 1, 1]
    path = write_json(tmp_path, "t.json", table)
    with pytest.raises(InputError, match=r"is divided by 'Kjonn' \(2 values\)"):
        statistics.read(path, "statistics")


def test_cells_of_the_reference_bundle(tmp_path: Path) -> None:
    text = (
        "place,activity,period,first_year,last_year,awards,organisations,amount\n"
        "3443,25.6,2010–12,2010,2012,7,4,1000\n"
        "3443,22.2,2010–12,2010,2012,1–2,1–2,\n"
        "3443,22,2010–12,2010,2012,få,1–2,\n"
    )
    reading = statistics.read_cells(write(tmp_path, "cells.csv", text), "cells")
    table = check(reading, Cell)
    assert table.select("row", "awards", "amount").rows() == [
        (2, "7", 1000.0),
        (3, "1–2", None),
    ]
    assert [reason for _, _, reason, _ in reasons(reading)] == [
        "is not a three-digit code",
        "is not a count or 1–2",
    ]
