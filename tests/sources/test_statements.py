from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from omstilling.errors import InputError
from omstilling.sources.lists import (
    NOT_USED,
    PERSONAL,
    ListReading,
    read_answers,
    read_needs,
    read_offers,
)
from omstilling.sources.lists.statements import LONGEST_TITLE
from omstilling.tables import Answer, StatementRow

HEADINGS = {
    "nb": "Tittel;Beskrivelse;Fordeler;Modenhet;Rettigheter;Kompetanse;Partner;"
    "Partnerstørrelse;Stikkord;Sted;Utløper;Språk;Org.nr;Klynge;Næringskode;Type;Id",
    "nn": "Tittel;Skildring;Fordelar;Modning;Rettar;Kompetanse;Partnartype;"
    "Partnerstorleik;Stikkord;Stad;Går ut;Målform;Orgnr;Klyngje;Næring;Slag;Referanse",
    "en": "Title;Description;Advantages;TRL;IPR;Expertise sought;Partner sought;"
    "Partner size;Keywords;Place;Expiry date;Language;Organisation number;Cluster;"
    "Industry code;Kind;Reference number",
}
HEADINGS["nn"] = HEADINGS["nn"].replace("Partnartype", "Partnertype")
CELLS = [
    "Akustisk kamera",
    "Finner lekkasjer",
    "Uten stans",
    "TRL 7,0",
    "Patent",
    "Prosessindustri",
    "Lisens",
    "SMB, stor",
    '"lyd; lekkasje"',
    '"Raufoss, 301"',
    "31.12.2027",
    "nb",
    "974 760 673",
    "Raufoss",
    "26.51",
    "Teknologi",
    "T-1",
]
WHOLE: dict[str, Any] = {
    "row": 2,
    "role": "offer",
    "reference": "T-1",
    "kind": "technology",
    "title": "Akustisk kamera",
    "description": "Finner lekkasjer",
    "advantages": "Uten stans",
    "stage": 7,
    "rights": "Patent",
    "expertise": "Prosessindustri",
    "partner_kind": "Lisens",
    "partner_sizes": ["micro", "small", "medium", "large"],
    "keywords": ["lyd", "lekkasje"],
    "places": ["Raufoss", "0301"],
    "expires": dt.date(2027, 12, 31),
    "language": "nb",
    "organisation": "974760673",
    "cluster": "Raufoss",
    "activity": "26.51",
}


def write(folder: Path, text: str, name: str = "liste.csv", as_: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(as_))
    return path


def offers(folder: Path, heading: str, *cells: str) -> ListReading:
    rows = "\n".join(f"Tittel {n};{cell}" for n, cell in enumerate(cells))
    return read_offers(write(folder, f"Tittel;{heading}\n{rows}\n"))


def reason(reading: ListReading) -> str:
    assert reading.rejects.height == 1, reading.rejects
    return str(reading.rejects["reason"].item())


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(("separator", "encoding"), [(";", "cp1252"), ("\t", "utf-8")])
def test_an_offer_is_read_in_three_languages(
    tmp_path: Path, language: str, separator: str, encoding: str
) -> None:
    lines = [separator.join(HEADINGS[language].split(";")), separator.join(CELLS)]
    reading = read_offers(write(tmp_path, "\n".join(lines), as_=encoding))

    assert StatementRow.is_valid(reading.table)
    assert reading.table.row(0, named=True) == WHOLE
    assert reading.rejects.is_empty()
    assert NOT_USED not in reading.understood.values()


def test_xlsx_and_json_lines_say_the_same_as_csv(tmp_path: Path) -> None:
    names = HEADINGS["en"].split(";")
    cells = [cell.strip('"') for cell in CELLS]
    with xlsxwriter.Workbook(tmp_path / "liste.xlsx") as book:
        sheet = book.add_worksheet()
        for row, values in enumerate([names, cells]):
            sheet.write_row(row, 0, values)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(1, names.index("Expiry date"), dt.date(2027, 12, 31), day)
        sheet.write_number(1, names.index("TRL"), 7)
    one: dict[str, Any] = dict(zip(names, cells, strict=True))
    one |= {"TRL": 7, "Keywords": ["lyd", "lekkasje"], "Place": ["Raufoss", "0301"]}
    line = json.dumps(one | {"Organisation number": 974760673, "Note": None})
    path = write(tmp_path, f"\n{line}\n", "liste.jsonl")

    assert read_offers(tmp_path / "liste.xlsx").table.row(0, named=True) == WHOLE
    reading = read_offers(path)
    assert reading.table.row(0, named=True) == WHOLE
    assert reading.understood["Note"] == NOT_USED


def test_a_need_without_a_kind_is_a_request_and_an_offer_may_be_none(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, "behov;type\nVi må finne slitte lagre;\nVi må lære;metode\n")
    assert read_needs(path).table["kind"].to_list() == ["request", "method"]
    path = write(tmp_path, "tilbud;type\nKamera;\nKamera to;behov\n")
    reading = read_offers(path)
    assert reading.table["kind"].to_list() == [None]
    assert reason(reading) == "a request is no offer but a need"
    assert reading.rejects["row"].item() == 3


def test_contact_data_are_recognised_and_left_out(tmp_path: Path) -> None:
    text = "behov;kontaktperson;e-post;telefon\nVi må lære;X;x@example.org;22000000\n"
    reading = read_needs(write(tmp_path, text))
    assert list(reading.understood.values()) == ["title", *3 * [PERSONAL]]
    assert "example.org" not in str(reading.table.rows())


@pytest.mark.parametrize(
    ("heading", "cell", "column", "why"),
    [
        ("TRL", "10", "stage", "from 1 to 9"),
        ("TRL", "6-7", "stage", "from 1 to 9"),
        ("TRL", "7,5", "stage", "from 1 to 9"),
        ("Type", "drøm", "kind", "unknown kind"),
        ("Partner size", "kjempestor", "partner_sizes", "unknown size"),
        ("Utløper", "31.02.2027", "expires", "does not exist"),
        ("Utløper", "snart", "expires", "is not a date"),
        ("Org.nr", "974760670", "organisation", "check digit"),
        ("Org.nr", "Firma AS", "organisation", "nine digits"),
        ("Næringskode", "25,62", "activity", "one code or two"),
        ("Næringskode", "25; 28", "activity", "one activity"),
    ],
)
def test_a_bad_value_is_set_aside_and_its_row_kept(
    tmp_path: Path, heading: str, cell: str, column: str, why: str
) -> None:
    reading = offers(tmp_path, heading, f'"{cell}"')
    row = reading.rejects.row(0, named=True)
    assert why in row["reason"]
    assert (row["file"], row["row"], row["column"]) == ("liste.csv", 2, heading)
    assert row["value"] == cell
    assert row["dropped"] is False
    assert reading.table[column].to_list() in ([None], [[]])


@pytest.mark.parametrize(
    ("cell", "stage"),
    [("9", 9), ("TRL4", 4), ("trl 6.0", 6), ("Already on the market", 9)],
)
def test_a_stage_is_read_as_people_write_it(
    tmp_path: Path, cell: str, stage: int
) -> None:
    assert offers(tmp_path, "TRL", cell).table["stage"].to_list() == [stage]


def test_the_same_reference_twice_is_set_aside(tmp_path: Path) -> None:
    reading = offers(tmp_path, "Id", "A", "B", "A")
    assert reading.table["reference"].to_list() == ["A", "B"]
    assert reason(reading) == "the same reference stands in row 2"


# -- What people also send -------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "12345", "?! …", "  "])
def test_a_row_without_a_word_is_set_aside(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, f'id;behov;stikkord\n1;"{text}";x\n2;lære;x\n')
    reading = read_needs(path)
    assert reading.table["title"].to_list() == ["lære"]
    assert reason(reading) == "there is no word in title and description"
    assert reading.rejects["dropped"].item() is True


@pytest.mark.parametrize(
    "text", ["sveising", "焊接机器人", "Нам нужны сварщики", "ⵜⴰⵎⴰⵣⵉⵖⵜ"]
)
def test_one_word_and_other_scripts_are_kept(tmp_path: Path, text: str) -> None:
    reading = read_needs(write(tmp_path, f"behov\n{text}\n"))
    assert reading.table["title"].to_list() == [text]
    assert reading.rejects.is_empty()


def test_json_lines_may_each_have_names_of_their_own(tmp_path: Path) -> None:
    lines = [
        {"title": "Welding", "description": "Of pipes", "e-mail": "x@x.no"},
        {"tittel": "Sveising", "beskrivelse": "Av rør", "navn": "Kari"},
        {"title": "", "tittel": "Laks", "behov": "Laks"},
        {"title": "Is", "tittel": "Sno"},
        {"tittel": "Lean"},
    ]
    path = write(tmp_path, "\n".join(map(json.dumps, lines)), "liste.jsonl")
    reading = read_needs(path)
    kept = reading.table.select("row", "title", "description").rows()
    assert kept == [
        (1, "Welding", "Of pipes"),
        (2, "Sveising", "Av rør"),
        (3, "Laks", None),
        (5, "Lean", None),
    ]
    aside = reading.rejects.row(0, named=True)
    assert (aside["row"], aside["dropped"]) == (4, True)
    assert aside["reason"] == "says twice, and not the same, what the title is"
    assert "Sno" in aside["value"]
    assert "x@x.no" not in str(reading.table.rows()), "personal data stay out"


def test_a_description_without_a_title_becomes_the_title(tmp_path: Path) -> None:
    reading = read_needs(write(tmp_path, "tittel;tekst\n;Vi må lære\n"))
    row = reading.table.row(0, named=True)
    assert (row["title"], row["description"]) == ("Vi må lære", None)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_hundred_thousand_characters_are_kept_whole(
    tmp_path: Path, form: str
) -> None:
    text = "sveising av tynne plater " * 4000 + "slutt"
    assert len(text) > 100_000
    lines = {"csv": f"behov\n{text}\n", "jsonl": json.dumps({"behov": text})}
    reading = read_needs(write(tmp_path, lines[form], f"liste.{form}"))
    row = reading.table.row(0, named=True)
    assert row["description"] == text
    assert len(row["title"]) <= LONGEST_TITLE + 2
    assert text.startswith(row["title"].removesuffix(" …"))


def test_markup_is_kept_as_text(tmp_path: Path) -> None:
    text = "<script>alert('a')</script> <b>Vi må lære</b> =1+1 &amp;"
    reading = read_needs(write(tmp_path, f'behov\n"{text}"\n'))
    assert reading.table["title"].to_list() == [text]


def test_a_file_in_two_encodings_at_once_is_named_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "blandet.csv"
    path.write_bytes("behov\nstøy\n".encode() + "støv på gulvet\n".encode("cp1252"))
    with pytest.raises(InputError, match=r"blandet\.csv is neither UTF-8 nor"):
        read_needs(path)


def test_what_a_terminal_would_obey_is_left_out(tmp_path: Path) -> None:
    line = json.dumps({"behov": "Vi må \x1b[31mlære\x07\nog se"})
    reading = read_needs(write(tmp_path, line, "liste.jsonl"))
    assert reading.table["title"].to_list() == ["Vi må [31mlære\nog se"]


def test_lines_that_are_no_objects_are_set_aside(tmp_path: Path) -> None:
    deep = "[" * 100_000
    lines = ['{"behov": "lære"}', "{behov: x}", '["lære"]', "", deep, '{"behov": "se"}']
    reading = read_needs(write(tmp_path, "\n".join(lines), "liste.jsonl"))
    assert reading.table["row"].to_list() == [1, 6]
    told = reading.rejects.select("row", "value", "reason", "dropped").rows()
    assert told == [
        (2, "{behov: x}", "is not JSON", True),
        (3, '["lære"]', "is not a JSON object", True),
        (5, deep, "is nested too deeply", True),
    ]


def test_brackets_inside_a_text_do_not_nest(tmp_path: Path) -> None:
    text = "vi lærer " + "[" * 60 + '" {'
    lines = [
        json.dumps({"behov": text}),
        json.dumps({"behov": "lære", "x": [[1]] * 40}),
    ]
    reading = read_needs(write(tmp_path, "\n".join(lines), "liste.jsonl"))
    assert reading.table["title"].to_list() == [text, "lære"]


def test_a_file_without_an_object_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, "title;text\nlære;se\n", "liste.jsonl")
    with pytest.raises(
        InputError, match=r"no line that is a JSON object; line 1 is no"
    ):
        read_needs(path)


def test_a_file_without_a_title_names_the_headings(tmp_path: Path) -> None:
    path = write(tmp_path, "dato;beløp\n1;2\n")
    with pytest.raises(InputError, match="no column for the title") as raised:
        read_offers(path)
    assert "tilbud" in raised.value.hint


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_every_line_is_kept_or_named(texts: list[str]) -> None:
    """Whatever stands in the titles, each row is either kept or set aside."""
    folder = Path(__file__).parent
    lines = [json.dumps({"title": text, "id": n}) for n, text in enumerate(texts)]
    path = folder / "never-written.jsonl"
    reading = _read_lines(path, lines)
    seen = sorted([*reading.table["row"], *reading.rejects["row"]])
    assert seen == list(range(1, len(texts) + 1))


def _read_lines(path: Path, lines: list[str]) -> ListReading:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda _: "\n".join(lines).encode())
        return read_needs(path)


# -- Answers ---------------------------------------------------------------------------


def test_answers_are_read_with_or_without_a_sign(tmp_path: Path) -> None:
    heading = "Nr;Svar;Bransje;Fylke;Navn"
    rows = ["A;Kapital;25;Oslo;X", ";Fagfolk;;;", "A;Tid;;;", "B;;;;"]
    reading = read_answers(write(tmp_path, "\n".join([heading, *rows])))
    assert Answer.is_valid(reading.table)
    assert reading.table.rows() == [
        (2, "A", "Kapital", "25", "Oslo", None),
        (3, "3", "Fagfolk", None, None, None),
    ]
    assert reading.rejects["reason"].to_list() == [
        "the same sign stands in row 2",
        "there is no answer",
    ]
    assert reading.understood["Navn"] == PERSONAL
