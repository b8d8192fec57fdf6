"""Texts are matched with offers, needs and organisations from the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from world import tables

from omstilling import store
from omstilling.cli import main
from omstilling.language import translations
from omstilling.meaning.matching import (
    ALL_WEAK,
    CUT,
    DIGITS,
    UNREADABLE,
    WEAK_NEARNESS,
    WEAK_SCORE,
    texts_of,
)
from omstilling.settings import settings
from omstilling.store import Snapshot
from omstilling.tables import Project, Statement

OFFERS = {
    "o1": ("Wireless vibration sensors for worn bearings", "26.510"),
    "o2": ("Kamera som teller lakselus", "03.211"),
    "o3": ("Lean training for food producers", None),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    empty: dict[str, list[str]] = {"keywords": [], "places": [], "partner_sizes": []}
    rows: list[dict[str, Any]] = [
        {
            **dict.fromkeys(Statement.column_names()),
            **empty,
            "id": one,
            "role": "offer",
            "title": title,
            "activity": activity,
            "cluster": "raufoss" if one == "o3" else None,
            "language": "en",
            "origin": "offers.csv",
            "row": 2,
        }
        for one, (title, activity) in OFFERS.items()
    ]
    statements: Any = Statement
    empty_frame = statements.create_empty()
    made = {
        **tables(),
        "projects": Project.create_empty(),
        "statements": statements.validate(
            pl.DataFrame(rows, schema=empty_frame.schema), cast=True
        ),
    }
    store.write(folder, made, notes={})
    return folder


def ask(filled: Path, capsys: Any, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["match", *arguments, "--store", str(filled)])
    shown = capsys.readouterr()
    return int(left.value.code or 0), shown.out, shown.err


def test_a_need_finds_its_offer_and_says_why(filled: Path, capsys: Any) -> None:
    need = "Vi må oppdage slitte lagre"
    code, out, _ = ask(filled, capsys, need, "--format", "json", "--limit", "2")
    told = json.loads(out)
    assert (code, told["language"]) == (0, "nb")
    assert [hit["rank"] for hit in told["hits"]] == [1, 2]
    first = told["hits"][0]
    assert first["id"] == "o1"
    parts = first["similarity"] + first["lexical"] - first["crowding"] / 2
    assert first["score"] == pytest.approx(parts)
    for why in first["reasons"]:
        query, found = why["query"], why["found"]
        assert need[query["start"] : query["end"]] == query["text"]
        assert first["text"][found["start"] : found["end"]] == found["text"]


def test_another_sector_is_asked_before_the_best_are_taken(
    filled: Path, capsys: Any
) -> None:
    asked = ("slitte lagre", "--other-sector-than", "26", "--format", "json")
    _, out, _ = ask(filled, capsys, *asked)
    assert {hit["id"] for hit in json.loads(out)["hits"]} == {"o2", "o3"}


def test_people_see_a_table(filled: Path, capsys: Any) -> None:
    code, out, _ = ask(filled, capsys, "telle lus på laks", "--lang", "nb")
    assert code == 0
    assert out.index("Kamera som teller") < out.index("Lean training")
    assert "03.211" in out


def test_people_see_who_offers_it_and_no_column_without_anything_in_it(
    filled: Path, capsys: Any
) -> None:
    _, out, _ = ask(filled, capsys, "lean training", "--limit", "1")
    heading = out.splitlines()[1]
    assert [one.strip() for one in heading.strip("┃").split("┃")] == [
        *("Plass", "Tittel", "Fra", "Poengsum", "Uttrykk som møttes")
    ]
    assert "raufoss" in out


def test_programs_get_every_column(filled: Path, capsys: Any) -> None:
    _, out, _ = ask(filled, capsys, "lean training", "--format", "csv")
    table = pl.read_csv(out.encode())
    assert table["cluster"][0] == "raufoss"
    assert {"id", "places", "weak", "reasons", "similarity"} <= set(table.columns)
    assert table["weak"].null_count() == 0


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_where_nothing_fits_the_choices_it_is_said(
    filled: Path, capsys: Any, form: str
) -> None:
    asked = ("lean", "--what", "request", "--format", form)
    code, out, err = ask(filled, capsys, *asked)
    assert code == 0
    assert "Lean training" not in out
    assert "Ingenting passer" in err


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Мы ищем решение", UNREADABLE),
        ("Wir haben nur eine Maschine, und die ist für das Werk", UNREADABLE),
        ("焊接机器人", UNREADABLE),
        ("vi trenger varme " * 6000, CUT),
        ("12345 67", DIGITS),
        ("Når går bussen til byen?", ALL_WEAK),
    ],
)
def test_odd_texts_are_answered_with_a_note(
    filled: Path, capsys: Any, text: str, note: str
) -> None:
    code, out, err = ask(filled, capsys, text, "--format", "json")
    assert code == 0
    assert note in json.loads(out)["notes"]
    assert translations("nb").gettext(note) in err


@pytest.mark.parametrize("text", ["ISO 13849", "316L", "varme", "We need heat"])
def test_what_can_be_read_has_no_such_note(
    filled: Path, capsys: Any, text: str
) -> None:
    _, out, _ = ask(filled, capsys, text, "--format", "json")
    assert UNREADABLE not in json.loads(out)["notes"]


def test_a_weak_hit_is_said_to_be_weak(filled: Path, capsys: Any) -> None:
    weak = []
    for text in ("Vi må oppdage slitte lagre", "Når går bussen til byen?"):
        hits = json.loads(ask(filled, capsys, text, "--format", "json")[1])["hits"]
        for hit in hits:
            near = hit["similarity"] + hit["lexical"]
            strong = hit["score"] >= WEAK_SCORE and near >= WEAK_NEARNESS
            assert hit["weak"] is not strong
        weak.append(hits[0]["weak"])
    assert weak == [False, True]


def test_all_can_be_read_before_anybody_asks(
    filled: Path, capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(
        filled, tmp_path / "store", ignore=shutil.ignore_patterns("meaning")
    )
    monkeypatch.setattr(settings(), "index", "hnsw")
    for _ in range(2):
        with pytest.raises(SystemExit) as left:
            main(["meaning", "index", "--store", str(tmp_path / "store")])
        shown = capsys.readouterr()
        assert not left.value.code
        assert "offers: 3 texts can be searched." in shown.out
        assert "has no needs to search" in shown.err
    assert (tmp_path / "store/meaning/organisations/graph.npy").is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["…"], "says nothing"),
        (["<script>alert(1)</script>"], "says nothing"),
        (["varme", "--limit", "0"], "in the range [1, 1000]"),
        (["varme", "--other-sector-than", "C"], "must be an SN2007 code"),
        (["varme", "--other-sector-than", "999"], "01, 02, 03, 05, 06, 07, 08"),
        (["varme", "--kind", "needs"], "has no needs to search"),
        (["varme", "--encoder", "none"], "There is no encoder 'none'"),
    ],
)
def test_what_cannot_be_asked_is_told(
    filled: Path, capsys: Any, arguments: list[str], told: str
) -> None:
    code, _, err = ask(filled, capsys, *arguments)
    assert code == 2
    assert told in err


def test_organisations_are_their_names_activities_and_projects(
    filled: Path, world: Snapshot
) -> None:
    snapshot = store.latest(filled)
    table = texts_of(snapshot, "organisations")
    assert table["id"].is_sorted()
    assert all(
        row["text"].startswith(row["title"]) for row in table.iter_rows(named=True)
    )
    assert world.id != snapshot.id
