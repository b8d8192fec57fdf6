from __future__ import annotations

import json
from pathlib import Path

import pytest

from omstilling import cli
from omstilling.language import translations
from omstilling.meaning.needs import THRESHOLD

OFFERS = (
    "title;description;TRL;place;e-mail\n"
    "Acoustic camera for leaks;<script>alert(1)</script> shows;8;Stavanger;x@x.no\n"
    "Kamera som hører lekkasjer;Viser utette koblinger;8;Atlantis;\n"
    "12345;;;;\n"
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("offers.csv").write_text(OFFERS, encoding="utf-8")


def omstilling(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    return int(str(left.value.code))


def test_offers_are_looked_at_imported_and_compared(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert omstilling("offers", "import", "offers.csv", "--preview") == 0
    told = capsys.readouterr()
    assert "e-mail  →  personal data, not kept" in told.out
    assert "2 offers kept, 2 rows or values set aside." in told.out
    assert "offers.csv, row 3, column places: 'Atlantis' no municipality" in told.err
    assert "row 4, column title: '12345' there is no word" in told.err
    assert "Snapshot" not in told.err

    assert omstilling("offers", "import", "offers.csv", "--format", "json") == 0
    told = capsys.readouterr()
    rows = json.loads(told.out)
    assert rows[0]["description"] == "<script>alert(1)</script> shows"
    assert rows[0]["places"] == ["1103"]
    assert "x@x.no" not in told.out + told.err

    assert omstilling("needs", "duplicates", "--threshold", "0.1") == 0
    assert "1 pairs." in capsys.readouterr().out
    assert omstilling("needs", "duplicates", "--format", "json") == 0
    for pair in json.loads(capsys.readouterr().out):
        assert pair["similarity"] >= THRESHOLD


def test_needs_are_imported_beside_offers(capsys: pytest.CaptureFixture[str]) -> None:
    Path("needs.csv").write_text("behov\nVi må finne lekkasjer\n", encoding="utf-8")
    assert omstilling("offers", "import", "offers.csv") == 0
    assert omstilling("needs", "import", "needs.csv") == 0
    told = capsys.readouterr().out
    assert translations("nb").gettext("Reference") in told
    assert "1 needs kept, 0 rows" in told
    assert "Kortnavn" not in told


def answers(*texts: str) -> None:
    lines = [json.dumps({"id": f"a{n}", "text": text}) for n, text in enumerate(texts)]
    Path("answers.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_answers_are_grouped_and_corrected(capsys: pytest.CaptureFixture[str]) -> None:
    answers(
        "Vi må få lån i banken", "Flere kurs og lærlinger", "Lån og investorer", "?"
    )
    Path("rettelser.csv").write_text(
        "svar;tema;navn\n;Penger og eiere;Kapital\na1;;Folk\na9;;Folk\n;;Folk\n",
        encoding="utf-8",
    )
    command = ("needs", "themes", "answers.jsonl")
    assert omstilling(*command) == 0
    told = capsys.readouterr()
    assert "Penger og eiere" in told.out
    assert "1 answers say nothing and are in no theme." in told.out

    corrected = (*command, "--corrections", "rettelser.csv")
    assert omstilling(*corrected, "--format", "json") == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert {one["name"]: one["answers"] for one in found["themes"]} == {
        "Kapital": 2,
        "Folk": 1,
    }
    assert found["answers"][3]["theme"] is None
    assert "rettelser.csv, row 4: 'a9' no answer has this sign" in told.err
    assert "rettelser.csv, row 5" in told.err

    assert omstilling(*corrected, "--format", "csv") == 0
    assert capsys.readouterr().out.splitlines()[0] == "id,theme,name,similarity"


def test_a_frame_of_ones_own_or_none(capsys: pytest.CaptureFixture[str]) -> None:
    answers("Vi må få lån i banken", "Flere kurs og lærlinger", "Lån og investorer")
    Path("frame.yaml").write_text(
        "themes:\n"
        "- {theme: a, name_nb: Lån, name_nn: Lån, name_en: Loans, phrases: [lån]}\n"
        "- {theme: b, name_nb: Kurs, name_nn: Kurs, name_en: Kurs, phrases: [kurs]}\n",
        encoding="utf-8",
    )
    command = ("needs", "themes", "answers.jsonl", "--format", "json", "--frame")
    assert omstilling(*command, "frame.yaml") == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["name"] for one in found["themes"]} == {"Lån", "Kurs"}
    assert omstilling(*command, "none") == 0
    assert len(json.loads(capsys.readouterr().out)["themes"]) == 1


def test_where_there_is_no_word_there_is_nothing_to_cover(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("empty.txt").write_text("\n", encoding="utf-8")
    assert omstilling("meaning", "coverage", "empty.txt") == 0
    told = capsys.readouterr()
    assert "there is nothing to cover" in told.err
    assert "100" not in told.out + told.err
    assert omstilling("meaning", "coverage", "empty.txt", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["share"] is None


def test_themes_are_measured_on_labels(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        {"id": n, "text": text, "label": text}
        for n, text in enumerate(["Vi må få lån i banken", "Flere kurs"] * 10)
    ]
    text = "\n".join(map(json.dumps, lines))
    Path("answers.jsonl").write_text(text, encoding="utf-8")
    command = ("needs", "themes", "answers.jsonl", "--measure")
    assert omstilling(*command, "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["with_labels"], found["themes"], found["labels"]) == (1.0, 2, 2)
    assert omstilling(*command) == 0
    assert "20" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_said_in_two_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert omstilling("needs", "import", "nowhere.csv") == 3
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("Error: nowhere.csv cannot be read")
    assert told[1] == "Check its name and place."
