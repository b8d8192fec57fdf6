"""Texts are matched with offers, needs and organisations from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from world import tables

from omstilling import store
from omstilling.cli import main
from omstilling.meaning.matching import CUT, UNREADABLE, texts_of
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


@pytest.mark.parametrize(
    ("text", "note"),
    [("Мы ищем решение", UNREADABLE), ("vi trenger varme " * 6000, CUT)],
)
def test_odd_texts_are_answered_with_a_note(
    filled: Path, capsys: Any, text: str, note: str
) -> None:
    code, out, err = ask(filled, capsys, text, "--format", "json")
    assert code == 0
    assert json.loads(out)["notes"] == [note]
    assert note in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["…"], "says nothing"),
        (["<script>alert(1)</script>"], "says nothing"),
        (["varme", "--limit", "0"], "in the range [1, 1000]"),
        (["varme", "--other-sector-than", "C"], "must be an SN2007 code"),
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
