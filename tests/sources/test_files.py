"""Containers: gzip, encodings, separators, headers, JSON arrays."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling.errors import InputError
from omstilling.sources import files
from omstilling.sources.files import Form

FORM = Form(("navn", "sted"), separators=";")
CP1252 = Form(("navn", "sted"), separators=";", encoding="cp1252")


def write(folder: Path, content: bytes, name: str = "register.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    path = write(tmp_path, 'navn;sted\n"A\nB";Bø\nC;Skien\n'.encode())
    frame = files.read_csv(path, FORM).frame
    assert frame.rows() == [(2, "A\nB", "Bø"), (3, "C", "Skien")]


def test_blank_lines_count_as_rows_but_are_none(tmp_path: Path) -> None:
    path = write(tmp_path, b"navn;sted\nA;Skien\n\nB;Nome\n\n")
    rows = files.read_csv(path, FORM)
    assert rows.frame["row"].to_list() == [2, 4]
    assert rows.broken.is_empty()


def test_spaces_around_are_cut_and_empty_is_null(tmp_path: Path) -> None:
    path = write(tmp_path, 'navn;sted\n A\xa0;""\n'.encode())
    assert files.read_csv(path, FORM).frame.rows() == [(2, "A", None)]


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xef\xbb\xbfnavn;sted\nA;B\n")
    assert files.read_csv(path, FORM).frame.columns == ["row", "navn", "sted"]


def test_an_absent_optional_column_is_null(tmp_path: Path) -> None:
    form = Form(("navn",), ("sted",), separators=";")
    path = write(tmp_path, b"navn;annet\nA;B\n")
    assert files.read_csv(path, form).frame.rows() == [(2, "A", None)]


def test_rows_with_too_many_or_few_fields_are_set_aside(tmp_path: Path) -> None:
    path = write(tmp_path, b"navn;sted\nA;Skien\nB\nC;Nome;3\nD;Tinn\n")
    rows = files.read_csv(path, FORM)
    assert rows.frame["row"].to_list() == [2, 5]
    assert rows.broken.rows() == [
        (3, "B", "has 1 fields where the header has 2"),
        (4, "C;Nome;3", "has 3 fields where the header has 2"),
    ]


def test_a_short_row_is_seen_though_others_have_separators_inside(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, b'navn;sted\n"A;a";\nB\nC;Nome\n')
    rows = files.read_csv(path, FORM)
    assert rows.frame.rows() == [(2, "A;a", None), (4, "C", "Nome")]
    assert rows.broken["row"].to_list() == [3]


def test_a_quote_never_closed_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path, b'navn;sted\nA;Skien\n"B;Nome\nC;Tinn\n')
    rows = files.read_csv(path, FORM)
    assert rows.frame["navn"].to_list() == ["A", "C"]
    assert rows.broken.rows() == [(3, '"B;Nome', "has a quote that is never closed")]


def test_quotes_inside_quotes_are_read_as_they_stand(tmp_path: Path) -> None:
    path = write(tmp_path, b'navn;sted\n"A "B" C";Skien\nD\n')
    assert files.read_csv(path, FORM).frame.rows() == [(2, 'A B" C"', "Skien")]


def test_short_rows_pass_where_the_publisher_leaves_columns_out(tmp_path: Path) -> None:
    form = Form(("navn", "sted"), separators=";", short_rows=True)
    rows = files.read_csv(write(tmp_path, b"navn;sted\nA\nB;Nome\n"), form)
    assert rows.frame.rows() == [(2, "A", None), (3, "B", "Nome")]


def test_a_header_only_is_no_error(tmp_path: Path) -> None:
    for content in (b"navn;sted", b"navn;sted\n"):
        rows = files.read_csv(write(tmp_path, content), FORM)
        assert rows.frame.is_empty()
        assert rows.broken.is_empty()


def test_small_blocks_give_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f'"navn {i}\nto";Bø {i}' for i in range(50)]
    path = write(tmp_path, ("navn;sted\n" + "\n".join(lines)).encode())
    whole = files.read_csv(path, FORM)
    monkeypatch.setattr(files, "_BLOCK", 64)
    batches = list(files.csv_batches(path, FORM))
    assert len(batches) > 5
    assert pl.concat([batch.frame for batch in batches]).equals(whole.frame)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=8))
def test_any_rows_are_read_as_the_csv_module_reads_them(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows([FORM.columns, *rows])
    text = out.getvalue().encode()
    part = files._Part(Path("x"), text, FORM, ";", list(FORM.columns), 1, 2)
    frame, broken, records = files._parse(part)
    numbered = list(enumerate(rows, start=2))
    good = [(row, *fields) for row, fields in numbered if len(fields) == 2]
    assert frame.with_columns(pl.exclude("row").fill_null("")).rows() == good
    assert broken["row"].to_list() == [
        row for row, fields in numbered if len(fields) != 2
    ]
    assert records == len(rows)


# -- What is broken as a whole ---------------------------------------------------------


def test_an_empty_file(tmp_path: Path) -> None:
    for name, content in (("a.csv", b""), ("a.csv.gz", gzip.compress(b""))):
        with pytest.raises(InputError, match=rf"The file {name} is empty\.") as error:
            files.read_csv(write(tmp_path, content, name), FORM)
        assert "Download it again" in error.value.hint


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.csv cannot be read: No such file"):
        files.read_csv(tmp_path / "gone.csv", FORM)
    with pytest.raises(InputError, match=r"gone\.csv cannot be read"):
        files.sha256(tmp_path / "gone.csv")


def test_cp1252_where_utf8_is_published(tmp_path: Path) -> None:
    path = write(tmp_path, "navn;sted\nA;Bø\n".encode("cp1252"))
    with pytest.raises(InputError, match=r"register\.csv is not UTF-8") as error:
        files.read_csv(path, FORM)
    assert "looks like cp1252" in error.value.hint


def test_utf8_where_cp1252_is_published(tmp_path: Path) -> None:
    path = write(tmp_path, "navn;sted\nA;Bø\n".encode())
    with pytest.raises(
        InputError, match=r"is UTF-8; this register is published as cp1252"
    ):
        files.read_csv(path, CP1252)


def test_cp1252_is_read_as_such(tmp_path: Path) -> None:
    path = write(tmp_path, "navn;sted\nÆØÅ – €;Bø\n".encode("cp1252"))
    assert files.read_csv(path, CP1252).frame.rows() == [(2, "ÆØÅ – €", "Bø")]


def test_bytes_of_neither_encoding(tmp_path: Path) -> None:
    path = write(tmp_path, b"navn;sted\nA;\x81\xff\n")
    with pytest.raises(InputError, match="is neither cp1252 nor UTF-8"):
        files.read_csv(path, CP1252)


def test_a_gzip_file_cut_short(tmp_path: Path) -> None:
    whole = gzip.compress(b"navn;sted\n" + b"A;B\n" * 1000)
    path = write(tmp_path, whole[:-20], "register.csv.gz")
    with pytest.raises(InputError, match=r"register\.csv\.gz is packed with gzip and"):
        files.read_csv(path, FORM)


def test_a_gzip_file_that_is_damaged_or_none(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(b"navn;sted\n" + b"A;B\n" * 1000))
    whole[-6] ^= 0xFF
    for content in (bytes(whole), b"navn;sted\nA;B\n"):
        path = write(tmp_path, content, "register.csv.gz")
        with pytest.raises(InputError, match="is damaged or cut short"):
            files.read_csv(path, FORM)


def test_gzip_of_several_members_and_without_its_ending(tmp_path: Path) -> None:
    packed = gzip.compress(b"navn;sted\n") + gzip.compress(b"A;B\n") + b"\0\0"
    for name in ("register.csv", "register.csv.gz"):
        rows = files.read_csv(write(tmp_path, packed, name), FORM)
        assert rows.frame.rows() == [(2, "A", "B")]


def test_a_wrong_separator(tmp_path: Path) -> None:
    path = write(tmp_path, b"navn,sted\nA,B\n")
    with pytest.raises(InputError, match="has ',' between its columns") as error:
        files.read_csv(path, FORM)
    assert "published with ';'" in error.value.message


def test_a_column_missing(tmp_path: Path) -> None:
    path = write(tmp_path, b"navn;fylke\nA;B\n")
    with pytest.raises(InputError, match="lacks 'sted' among its columns") as error:
        files.read_csv(path, FORM)
    assert "which are 'navn', 'fylke'" in error.value.message


def test_a_column_renamed(tmp_path: Path) -> None:
    path = write(tmp_path, b"navn;Stedet\nA;B\n")
    with pytest.raises(InputError, match="lacks 'sted'") as error:
        files.read_csv(path, FORM)
    assert "the file has 'Stedet' for 'sted'" in error.value.hint


def test_a_column_twice(tmp_path: Path) -> None:
    path = write(tmp_path, b"navn;sted;sted\nA;B;C\n")
    with pytest.raises(InputError, match="has the column 'sted' more than once"):
        files.read_csv(path, FORM)


# -- JSON ------------------------------------------------------------------------------


@given(st.lists(st.dictionaries(st.text(max_size=3), st.text() | st.integers())))
def test_elements_are_those_of_the_array(
    tmp_path_factory: pytest.TempPathFactory, items: list[dict[str, object]]
) -> None:
    path = tmp_path_factory.mktemp("json") / "a.json"
    path.write_text(json.dumps(items, ensure_ascii=False, indent=1), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_TEXT", 7)
        assert list(files.json_elements(path)) == items


def test_a_json_array_cut_short(tmp_path: Path) -> None:
    whole = json.dumps([{"navn": "A"}, {"navn": "Bø"}], ensure_ascii=False).encode()
    for cut in (1, 2, 9, len(whole) - 8):
        path = write(tmp_path, whole[:-cut], "enheter.json")
        with pytest.raises(
            InputError, match=r"enheter\.json is no whole JSON"
        ) as error:
            list(files.json_elements(path))
        assert "breaks off after element" in error.value.message


def test_json_that_is_no_array(tmp_path: Path) -> None:
    for content, what in (
        (b'{"a": 1}', "does not begin with"),
        (b"[] x", "something follows the array"),
        (b'[{"a": 1}, {"a" 2}, {"a": 3}]', "breaks off after element 1"),
    ):
        with pytest.raises(InputError, match=what):
            list(files.json_elements(write(tmp_path, content, "enheter.json")))
    with pytest.raises(InputError, match="is no whole JSON document"):
        files.read_json(write(tmp_path, b"{", "codes.json"))


def test_json_in_cp1252(tmp_path: Path) -> None:
    path = write(tmp_path, '[{"navn": "Bø"}]'.encode("cp1252"), "enheter.json")
    with pytest.raises(InputError, match="is not UTF-8"):
        list(files.json_elements(path))
