from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling import evidence, store
from omstilling.meaning.encoders import Vectors, encoder, unit_rows
from omstilling.meaning.needs import (
    THRESHOLD,
    duplicates,
    import_statements,
    said_in,
    statements_of,
)
from omstilling.meaning.needs.near import near_pairs, shared_letters
from omstilling.meaning.texts import words
from omstilling.sources.lists import ListReading, read_needs, read_offers
from omstilling.store import Snapshot
from omstilling.tables import Reject, Statement

BENCHMARKS = Path(__file__).parents[2] / "benchmarks" / "meaning"


class Letters:
    """An encoder for tests: counts the letters of a text."""

    name = "letters"
    dimension = 26

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        counts = [[t.lower().count(chr(97 + n)) for n in range(26)] for t in texts]
        return unit_rows(np.array(counts, np.float32).reshape(len(texts), 26))


def listed(folder: Path, text: str, name: str = "liste.csv") -> ListReading:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_needs(path) if text.startswith("behov") else read_offers(path)


def laid(
    base: Snapshot, folder: Path, text: str, name: str = "liste.csv"
) -> tuple[Snapshot, list[dict[str, Any]]]:
    """Import a list over a snapshot, and say what was set aside."""
    role = "need" if text.startswith("behov") else "offer"
    snapshot, aside = import_statements(
        folder / "store", base, listed(folder, text, name), role=role, file=name
    )
    return snapshot, aside.rows(named=True)


def statement(number: int, title: str, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(Statement.column_names())
    empty |= {"partner_sizes": [], "keywords": [], "places": []}
    own = {"id": f"need:{number:03}", "role": "need", "title": title, "row": number}
    return empty | own | {"language": "nb", "origin": "x.csv"} | more


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    return Statement.validate(pl.DataFrame(rows, Statement.create_empty().schema))


# -- Into a snapshot -------------------------------------------------------------------


def test_a_need_gets_what_its_words_stand_for(world: Snapshot, tmp_path: Path) -> None:
    text = (
        "behov;sted;næring;klynge;orgnr;språk\n"
        "Vi må finne slitte lagre;Vestre Toten, Halden;25.6;Raufoss;974760673;\n"
        "Me må finne slitne lager;;;;;nynorsk\n"
    )
    snapshot, aside = laid(world, tmp_path, text)
    assert aside == []
    first, second = statements_of(snapshot).sort("row").rows(named=True)
    assert first["places"] == ["3101", "3443"]
    assert (first["activity"], first["cluster"]) == ("25.6", "raufoss")
    assert (first["organisation"], first["language"]) == ("974760673", "nb")
    assert (first["role"], first["origin"], first["row"]) == ("need", "liste.csv", 2)
    assert second["language"] == "nn"
    assert first["id"].startswith("need:")
    assert snapshot.read("rejects", Reject).equals(world.read("rejects", Reject))


def test_what_stands_for_nothing_is_set_aside(world: Snapshot, tmp_path: Path) -> None:
    text = "behov;sted;næring;klynge\nVi må lære;Atlantis, Halden;C;Ukjent\n"
    snapshot, aside = laid(world, tmp_path, text)
    told = {(row["column"], row["value"], row["reason"]) for row in aside}
    assert told == {
        ("places", "Atlantis", "no municipality or county"),
        ("activity", "C", "several activities"),
        ("cluster", "Ukjent", "no cluster is called so"),
    }
    assert not any(row["dropped"] for row in aside)
    row = statements_of(snapshot).row(0, named=True)
    assert row["places"] == ["3101"]
    assert row["activity"] is row["cluster"] is None


def test_a_language_that_is_not_read_is_set_aside(
    world: Snapshot, tmp_path: Path
) -> None:
    text = "behov;språk\nWe must learn to weld;tysk\nVi må lære;Norsk\nVi må se;\n"
    snapshot, aside = laid(world, tmp_path, text)
    assert [(row["row"], row["column"], row["value"]) for row in aside] == [
        (2, "language", "tysk")
    ]
    rows = statements_of(snapshot).sort("row")
    assert rows["language"].to_list() == ["en", "nb", "nb"]


def test_the_same_words_of_the_same_organisation_count_once(
    world: Snapshot, tmp_path: Path
) -> None:
    text = (
        "behov;tekst;orgnr\n"
        "Vi må lære;å sveise;974760673\n"
        "VI MÅ LÆRE;<b>å  sveise!</b>;974760673\n"
        "Vi må lære;å sveise;\n"
    )
    snapshot, aside = laid(world, tmp_path, text)
    assert [(row["row"], row["reason"]) for row in aside] == [
        (3, "says the same as row 2")
    ]
    assert statements_of(snapshot)["row"].sort().to_list() == [2, 4]


def test_a_list_takes_the_place_of_what_its_file_said_before(
    world: Snapshot, tmp_path: Path
) -> None:
    one, _ = laid(world, tmp_path, "behov;sted\nVi må lære;Atlantis\nVi må se;\n")
    two, _ = laid(one, tmp_path, "tilbud;id\nKamera;K\n")
    three, _ = laid(two, tmp_path, "behov\nVi må høre\n")
    four, _ = laid(three, tmp_path, "tilbud;id\nNytt kamera;K\n", name="ny.csv")
    assert statements_of(four)["title"].to_list() == ["Vi må høre", "Nytt kamera"]
    assert four.read("rejects", Reject).height == world.read("rejects", Reject).height
    assert statements_of(one)["title"].sort().to_list() == ["Vi må lære", "Vi må se"]


def test_a_list_in_which_nothing_is_good_is_told_and_stops_nothing(
    world: Snapshot, tmp_path: Path
) -> None:
    snapshot, aside = laid(world, tmp_path, "behov;id\n12345;1\n")
    assert statements_of(snapshot).is_empty()
    assert aside[0]["reason"] == "there is no word in title and description"


def test_the_main_job_keeps_needs_and_offers(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    base = evidence.build(folder)
    assert statements_of(base).is_empty()
    laid(base, tmp_path, "behov\nVi må lære\n")
    again = evidence.build(folder)
    assert statements_of(again)["title"].to_list() == ["Vi må lære"]
    assert store.latest(folder).id == again.id


def test_a_text_is_all_that_a_statement_says() -> None:
    rows = table(
        statement(1, "Kamera", description="Ser alt", advantages="Billig"),
        statement(2, "Kamera"),
    )
    assert said_in(rows) == ["Kamera. Ser alt. Billig", "Kamera"]


# -- Near-duplicates -------------------------------------------------------------------


def test_needs_are_paired_with_needs_alone() -> None:
    rows = table(
        statement(1, "Vi må lære å sveise"),
        statement(2, "Vi må lære å sveise!"),
        statement(3, "Vi må lære å sveise", id="offer:1", role="offer"),
        statement(4, "Helt ulikt"),
    )
    found = duplicates(rows, encoder=Letters(), threshold=0.99)
    assert found.rows(named=True) == [
        {
            "similarity": pytest.approx(1),
            "shared_letters": 1.0,
            "statement": "need:001",
            "duplicate": "need:002",
            "title": "Vi må lære å sveise",
            "duplicate_title": "Vi må lære å sveise!",
        }
    ]


def test_order_of_rows_does_not_matter_and_none_gives_none() -> None:
    rows = table(*(statement(n, f"sveising {chr(97 + n)}") for n in range(6)))
    found = duplicates(rows, encoder=Letters())
    assert found.height == 15
    assert found.equals(duplicates(rows.reverse(), encoder=Letters()))
    assert duplicates(rows.clear(), encoder=Letters()).is_empty()


def test_languages_that_no_encoder_reads_are_compared_by_their_letters() -> None:
    rows = table(
        statement(1, "Нам нужны опытные сварщики", language="other"),
        statement(2, "Нам нужны опытные сварщики.", language="other"),
        statement(3, "Туристы приезжают только летом", language="other"),
    )
    found = duplicates(rows, encoder=encoder("gloss+wordllama"))
    assert found.select("statement", "duplicate").rows() == [("need:001", "need:002")]


@given(st.integers(0, 40), st.floats(-0.5, 0.9), st.integers(0, 99))
def test_near_pairs_are_those_that_one_by_one_gives(
    count: int, threshold: float, seed: int
) -> None:
    random = np.random.default_rng(seed)
    vectors = unit_rows(random.normal(size=(count, 4)).astype(np.float32))
    near = {(one, other) for one, other, _ in near_pairs(vectors, threshold)}
    for one, other in combinations(range(count), 2):
        cosine = float(vectors[one].astype(float) @ vectors[other].astype(float))
        if abs(cosine - threshold) > 1e-5:
            assert ((one, other) in near) == (cosine > threshold)


def test_near_pairs_cross_the_bounds_of_blocks() -> None:
    vectors = unit_rows(np.random.default_rng(0).normal(size=(50, 3)).astype("f4"))
    whole = near_pairs(vectors, 0.5)
    parts = near_pairs(vectors, 0.5, block=7)
    assert [pair[:2] for pair in sorted(parts)] == [pair[:2] for pair in sorted(whole)]


def test_shared_letters_of_short_and_empty_keys() -> None:
    assert shared_letters("", "") == 1.0
    assert shared_letters("ab", "abc") == 0.0


def objects(path: Path) -> list[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_rewritten_texts_of_the_development_half_are_found_and_hardly_others() -> None:
    """The threshold keeps apart what it was chosen to keep apart."""
    pairs = objects(BENCHMARKS / "pairs" / "development.jsonl")
    known = {row["id"] for row in pairs}
    twins = [
        one for one in objects(BENCHMARKS / "rewritten.jsonl") if one["of"] in known
    ]
    rows = [
        statement(1, row[side], id=f"{row['id']}:{side}", role=side)
        for row in pairs
        for side in ("need", "offer")
    ]
    wanted = {
        (f"{row['of']}:{row['side']}", f"twin:{row['of']}:{row['side']}")
        for row in twins
    }
    rows += [
        statement(
            1, row["text"], id=f"twin:{row['of']}:{row['side']}", role=row["side"]
        )
        for row in twins
    ]
    found = duplicates(table(*rows), encoder=encoder())
    told = set(found.select("statement", "duplicate").rows())
    assert len(wanted) == 28
    # A little room, because the glossary grows.
    assert len(told & wanted) >= 0.9 * max(len(told), len(wanted)), told ^ wanted
    assert (found["similarity"] >= THRESHOLD).all()


def test_rewritten_texts_are_not_the_texts_themselves() -> None:
    rows = objects(BENCHMARKS / "rewritten.jsonl")
    assert len({(row["of"], row["side"]) for row in rows}) == len(rows) == 42
    texts: dict[tuple[str, str], str] = {}
    for half in ("development", "report"):
        for pair in objects(BENCHMARKS / "pairs" / f"{half}.jsonl"):
            texts |= {(pair["id"], side): pair[side] for side in ("need", "offer")}
    for row in rows:
        assert texts[row["of"], row["side"]] != row["text"]
        assert len(words(row["text"])) >= 8
