from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from omstilling.errors import InputError
from omstilling.sources.lists import (
    NOT_USED,
    ListReading,
    read_clusters,
    read_members,
)
from omstilling.tables import ClusterRow, MemberRow

CLUSTER_LINES = {
    "nb": "Klynge;Alias;Nivå;År;Sted;Felt;Kommuner;Næringskoder;Merknad",
    "nn": "Klyngje;Andre namn;Nivå;Frå år;Stad;Felt;Kommunar;Næringskodar;Merknad",
    "en": "Cluster;Other names;Level;Year;Seat;Field;Municipality;Industry codes;Note",
}
MEMBER_LINES = {
    "nb": "Klynge;Org.nr;Medlem",
    "nn": "Klyngje;Organisasjonsnummer;Namn",
    "en": "CLUSTER;Organisation number;Member_name",
}


def write(
    folder: Path, text: str, *, name: str = "liste.csv", as_: str = "utf-8"
) -> Path:
    path = folder / name
    path.write_bytes(text.encode(as_))
    return path


def write_xlsx(
    folder: Path, *sheets: list[list[object]], at: tuple[int, int] = (0, 0)
) -> Path:
    path = folder / "liste.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for number, rows in enumerate(sheets, 1):
            sheet = book.add_worksheet(f"Ark {number}")
            for index, row in enumerate(rows):
                sheet.write_row(at[0] + index, at[1], row)
    return path


def reject(reading: ListReading) -> dict[str, object]:
    assert reading.rejects.height == 1
    return reading.rejects.row(0, named=True)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_cluster_list_is_read_in_three_languages(
    tmp_path: Path, language: str, separator: str, encoding: str
) -> None:
    header = CLUSTER_LINES[language].replace(";", separator)
    cells = (
        "NCE Prøve",
        '"Prøveklyngen; Gamle Prøve"',
        "nce",
        "2006",
        "Raufoss",
        "Plast",
        '"Vestre Toten, Gjøvik;0301\n301"',
        '"25; 22.2"',
        "skrift",
    )
    text = f"{header}\r\n{separator.join(cells)}\r\n"
    reading = read_clusters(write(tmp_path, text, as_=encoding))

    assert ClusterRow.is_valid(reading.table)
    assert reading.table.row(0, named=True) == {
        "row": 2,
        "name": "NCE Prøve",
        "aliases": ["Prøveklyngen", "Gamle Prøve"],
        "level": "NCE",
        "level_from": 2006,
        "place": "Raufoss",
        "field": "Plast",
        "municipalities": ["Vestre Toten", "Gjøvik", "0301"],
        "activities": ["25", "22.2"],
    }
    assert reading.rejects.is_empty()
    assert list(reading.understood.values()) == [
        "name",
        "aliases",
        "level",
        "level_from",
        "place",
        "field",
        "municipalities",
        "activities",
        NOT_USED,
    ]
    assert list(reading.understood) == CLUSTER_LINES[language].split(";")
    assert reading.sheet is None


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_member_list_is_read_in_three_languages(
    tmp_path: Path, language: str, separator: str
) -> None:
    lines = [MEMBER_LINES[language], "NCE Prøve;974760673;TESTBEDRIFT AS"]
    text = "\n".join(lines).replace(";", separator)
    reading = read_members(write(tmp_path, text))

    assert MemberRow.is_valid(reading.table)
    assert reading.table.rows(named=True) == [
        {
            "row": 2,
            "cluster": "NCE Prøve",
            "organisation": "974760673",
            "name": "TESTBEDRIFT AS",
        }
    ]
    assert list(reading.understood.values()) == ["cluster", "organisation", "name"]


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("ORG. NR.", "organisation"),
        ("org_nr", "organisation"),
        ("Organisasjonsnummer", "organisation"),
        ("organization number", "organisation"),
        ("Verksemd", "name"),
        ("Bedriftsnavn", "name"),
        ("Omsetning", NOT_USED),
    ],
)
def test_headings_of_members(tmp_path: Path, heading: str, meaning: str) -> None:
    other = "orgnr" if meaning != "organisation" else "medlem"
    text = f"klynge;{heading};{other}\nNCE Prøve;974760673;974760673\n"
    assert read_members(write(tmp_path, text)).understood[heading] == meaning


@pytest.mark.parametrize(
    "heading",
    ["Kommune(r)", "KOMMUNER", "kommunar", "Municipality", "territory", "Territorium"],
)
def test_headings_of_territory(tmp_path: Path, heading: str) -> None:
    reading = read_clusters(write(tmp_path, f"navn;{heading}\nNCE Prøve;Halden\n"))
    assert reading.table["municipalities"].to_list() == [["Halden"]]


def test_only_the_name_is_needed_and_the_rest_is_not_known(tmp_path: Path) -> None:
    table = read_clusters(write(tmp_path, "Navn\nNCE Prøve\n")).table
    assert table.row(0) == (2, "NCE Prøve", [], "unknown", None, None, None, [], [])


def test_a_heading_in_decomposed_letters_is_known(tmp_path: Path) -> None:
    reading = read_clusters(write(tmp_path, "navn;a\u030ar\nNCE Prøve;2006\n"))
    assert reading.table["level_from"].to_list() == [2006]


def test_a_workbook_is_read_with_its_first_sheet(tmp_path: Path) -> None:
    first: list[list[object]] = [
        ["Klynge", "Nivå", "År", "Kommuner", "Næringskoder"],
        ["NCE Prøve", "GCE", 2014, 301, 25.62],
        [],
        ["Arena Prøve", "arena pro", "", "Gjøvik\nØstre Toten", "62; 63"],
    ]
    reading = read_clusters(write_xlsx(tmp_path, first, [["annet"]], at=(2, 1)))
    assert reading.sheet == "Ark 1"
    assert reading.other_sheets == ("Ark 2",)
    assert reading.table["row"].to_list() == [4, 6]
    assert reading.table["level"].to_list() == ["GCE", "Arena Pro"]
    assert reading.table["level_from"].to_list() == [2014, None]
    assert reading.table["municipalities"].to_list() == [
        ["0301"],
        ["Gjøvik", "Østre Toten"],
    ]
    assert reading.table["activities"].to_list() == [["25.62"], ["62", "63"]]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_members_in_a_workbook_may_have_numbers_as_numbers(
    tmp_path: Path, language: str
) -> None:
    rows: list[list[object]] = [
        list(MEMBER_LINES[language].split(";")),
        ["NCE Prøve", 974760673, "TESTBEDRIFT AS"],
    ]
    table = read_members(write_xlsx(tmp_path, rows)).table
    assert table["organisation"].to_list() == ["974760673"]


def test_formulas_give_their_values(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Klynge", "Orgnr"])
        sheet.write_formula(1, 0, '="NCE "&"Prøve"', None, "NCE Prøve")
        sheet.write_formula(1, 1, "=974760672+1", None, 974760673)
    table = read_members(path).table
    assert table["cluster"].to_list() == ["NCE Prøve"]
    assert table["organisation"].to_list() == ["974760673"]


def test_a_date_stands_for_its_year(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Klynge", "År"])
        sheet.write(1, 0, "NCE Prøve")
        sheet.write_number(1, 1, 38718, book.add_format({"num_format": "yyyy-mm-dd"}))
    assert read_clusters(path).table["level_from"].to_list() == [2006]


@pytest.mark.parametrize(
    "written", ["974760673", "974 760 673", "974.760.673", "NO 974 760 673 MVA"]
)
def test_organisation_numbers_as_people_write_them(
    tmp_path: Path, written: str
) -> None:
    text = f"klynge;orgnr\nNCE Prøve;{written}\nNCE Prøve;P0123456789\n"
    table = read_members(write(tmp_path, text)).table
    assert table["organisation"].to_list() == ["974760673", "P0123456789"]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("974760674", "the check digit of the organisation number is wrong"),
        ("97476067", "an organisation number has nine digits"),
        ("", "there is no organisation number"),
        ("TESTBEDRIFT AS", "an organisation number has nine digits"),
    ],
)
def test_a_wrong_organisation_number_is_set_aside_with_its_place(
    tmp_path: Path, written: str, reason: str
) -> None:
    text = f"Klynge;Org.nr.\nNCE Prøve;974760673\nNCE Prøve;{written}\n"
    reading = read_members(write(tmp_path, text))
    assert reading.table.height == 1
    assert reject(reading) == {
        "source": "members",
        "file": "liste.csv",
        "row": 3,
        "column": "Org.nr.",
        "value": written,
        "reason": reason,
        "dropped": True,
    }


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (";NCE;2006;Halden;62", "Klynge", "there is no name"),
        ("NCE PRØVE;;;;", "Klynge", "the same cluster stands in row 2"),
        ("Ny;NCE;2006;Halden;62;63", None, "6 cells, but 5 headings"),
    ],
)
def test_a_bad_row_is_set_aside_and_the_good_are_kept(
    tmp_path: Path, line: str, column: str | None, reason: str
) -> None:
    header = "Klynge;Nivå;År;Kommuner;Næringskoder"
    text = f"{header}\nNCE Prøve;NCE;2006;Halden;62\n{line}\n"
    reading = read_clusters(write(tmp_path, text))
    assert reading.table["name"].to_list() == ["NCE Prøve"]
    line_aside = reject(reading)
    assert (line_aside["row"], line_aside["column"]) == (3, column)
    assert line_aside["reason"] == reason
    assert line_aside["dropped"] is True


@pytest.mark.parametrize(
    ("column", "value", "reason", "kept"),
    [
        ("Nivå", "Gull", "unknown level; known are Arena, Arena Pro", "unknown"),
        ("År", "2006-2016", "no year from 1900 to 2100", None),
        ("År", "206", "no year from 1900 to 2100", None),
        ("Næringskoder", "25,62", "25,62 may be one code or two", []),
    ],
)
def test_a_bad_value_is_cleared_and_its_row_is_kept(
    tmp_path: Path, column: str, value: str, reason: str, kept: object
) -> None:
    meanings = {"Nivå": "level", "År": "level_from", "Næringskoder": "activities"}
    reading = read_clusters(write(tmp_path, f"Klynge;{column}\nNCE Prøve;{value}\n"))
    assert reading.table[meanings[column]].to_list() == [kept]
    aside = reject(reading)
    assert (aside["column"], aside["value"]) == (column, value)
    assert str(aside["reason"]).startswith(reason)
    assert aside["dropped"] is False


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("gce", "GCE"),
        ("ARENA PRO", "Arena Pro"),
        ("Moden", "mature"),
        ("ingen", "none"),
        ("", "unknown"),
    ],
)
def test_levels_as_people_write_them(tmp_path: Path, written: str, level: str) -> None:
    reading = read_clusters(write(tmp_path, f"Klynge;Nivå\nNCE Prøve;{written}\n"))
    assert reading.table["level"].to_list() == [level]


def test_codes_may_be_separated_by_comma_where_that_is_plain(tmp_path: Path) -> None:
    text = 'Klynge;Næringskoder\nNCE Prøve;"25.620,26.110, 62"\n'
    table = read_clusters(write(tmp_path, text)).table
    assert table["activities"].to_list() == [["25.620", "26.110", "62"]]


def test_a_member_of_no_cluster_is_set_aside(tmp_path: Path) -> None:
    text = "klynge;orgnr\n;974760673\nNCE Prøve;974760673\n"
    reading = read_members(write(tmp_path, text))
    assert reading.table["row"].to_list() == [3]
    assert reject(reading)["reason"] == "there is no cluster"


def test_the_same_member_twice_is_kept_once(tmp_path: Path) -> None:
    line = "NCE Prøve;974760673;TESTBEDRIFT AS\n"
    text = f"klynge;orgnr;navn\n{line}Arena Ny;974760673;\n{line}"
    reading = read_members(write(tmp_path, text))
    assert reading.table["row"].to_list() == [2, 3]
    reason = "the same member of the same cluster stands in row 2"
    assert reject(reading)["reason"] == reason


def test_rows_without_content_are_no_rows_but_count(tmp_path: Path) -> None:
    text = "\nklynge;orgnr\n\n;;\nNCE Prøve;974760673\n"
    reading = read_members(write(tmp_path, text))
    assert reading.table["row"].to_list() == [5]
    assert reading.rejects.is_empty()


def test_a_missing_column_is_an_error_that_lists_the_headings(tmp_path: Path) -> None:
    path = write(tmp_path, "Klynge;Omsetning;\nNCE Prøve;5;\n")
    with pytest.raises(InputError) as caught:
        read_members(path)
    assert caught.value.message == (
        "liste.csv has no column for the organisation. "
        "Its headings are 'Klynge', 'Omsetning', 'column 3'."
    )
    assert "Call one column organisasjonsnummer, " in caught.value.hint


def test_a_wrong_separator_is_an_error_that_shows_what_was_seen(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Its headings are 'klynge\|orgnr'") as caught:
        read_members(write(tmp_path, "klynge|orgnr\nNCE Prøve|974760673\n"))
    assert "separated by semicolon, comma or tab" in caught.value.hint


def test_two_columns_for_the_same_thing_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'Klynge' and 'Navn' both mean name"):
        read_clusters(write(tmp_path, "Klynge;Navn\nNCE Prøve;Prøve\n"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "liste.csv is empty"),
        (b" \r\n\r\n", "liste.csv is empty"),
        (b"klynge;orgnr\n", "liste.csv has headings but no rows"),
        (
            b'klynge;orgnr\n"NCE;974760673\n',
            "no sound CSV file: line 2: unexpected end",
        ),
        (b"PK\x03\x04klynge", "liste.csv is a packed file, not text"),
    ],
)
def test_a_broken_csv_is_an_error(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        read_members(path)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("data", "read_as"),
    [
        ("navn\nGjøvik\n".encode("utf-16"), "Windows-1252"),
        ("navn\nGjøvik\n".encode("utf-16-le"), "Windows-1252"),
        ("navn\nHalden\n".encode("utf-16-le"), "UTF-8"),
        ("navn\nVåler\n".encode("cp865"), "Windows-1252"),
        ("navn\nVåler\n".encode("mac-roman"), "Windows-1252"),
        ("navn\nGjøvik\n".encode() + "Våler\n".encode("cp1252"), "Windows-1252"),
        ("navn\nGjøvik\n".encode().decode("cp1252").encode(), "UTF-8"),
        ("navn\nGj\ufffdvik\n".encode(), "UTF-8"),
        (b"navn\nGj\x81vik\n", "Windows-1252"),
    ],
)
def test_an_encoding_that_is_not_certain_is_an_error(
    tmp_path: Path, data: bytes, read_as: str
) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(data)
    with pytest.raises(
        InputError, match=f"encoding of liste.csv .*{read_as}"
    ) as caught:
        read_clusters(path)
    assert "CSV UTF-8" in caught.value.hint


def test_an_empty_workbook_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"liste\.xlsx is empty"):
        read_clusters(write_xlsx(tmp_path, []))


@pytest.mark.parametrize("data", [b"klynge;orgnr\n", b"PK\x03\x04 and then nothing"])
def test_a_workbook_that_is_none_is_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"liste\.xlsx is no XLSX file") as caught:
        read_clusters(path)
    assert "save it as .xlsx" in caught.value.hint


def test_another_kind_of_file_or_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no CSV, XLSX or JSON lines file"):
        read_clusters(write(tmp_path, "navn\nNCE Prøve\n", name="liste.docx"))
    with pytest.raises(InputError, match="No such file"):
        read_clusters(tmp_path / "borte.csv")


def valid(number: str) -> bool:
    """Modulus 11 as the register states it, digit by digit."""
    weights = (3, 2, 7, 6, 5, 4, 3, 2)
    total = sum(w * int(d) for w, d in zip(weights, number, strict=False))
    check = (11 - total % 11) % 11
    return check == int(number[-1])


@given(
    numbers=st.lists(
        st.from_regex(r"[89]\d{8}", fullmatch=True, alphabet="0123456789"), max_size=30
    )
)
def test_every_row_is_kept_or_set_aside(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[str]
) -> None:
    rows = ["974760673", *numbers]
    lines = "".join(f"NCE Prøve;{number}\n" for number in rows)
    path = write(tmp_path_factory.mktemp("lists"), f"klynge;orgnr\n{lines}")
    reading = read_members(path)
    assert reading.table.height + reading.rejects.height == len(rows)
    assert set(reading.table["organisation"]) == {n for n in rows if valid(n)}
    seen = sorted([*reading.table["row"], *reading.rejects["row"]])
    assert seen == list(range(2, len(rows) + 2))
