"""Search beside naive twins: vectors, BM25, the whole index, on disk, and reasons."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling.errors import UsageError
from omstilling.meaning.encoders import Vectors, encoder, unit_rows
from omstilling.meaning.search import (
    EXACT_WEIGHT,
    STEMS_WEIGHT,
    Index,
    Kind,
    LexicalIndex,
    VectorIndex,
    crowding,
    exact_terms,
    open_index,
    phrases,
    reasons,
    terms,
)
from omstilling.meaning.search.saved import (
    BROKEN,
    NOT_KEPT,
    OTHER_ENCODER,
    OTHER_FORMAT,
)

TEXTS = {
    "a": "Wireless vibration sensors for rotating machines, certified to ISO 13849",
    "b": "Kamera som teller lus på laks i merden",
    "c": "Welding of AISI 316L pipes for subsea installations",
    "d": "Lean training for small food producers",
    "e": "Vibration monitoring of wind turbines",
}


class Letters:
    """An encoder that counts letters: quick, and plain to compute by hand."""

    name, dimension = "letters", 26

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked = [*getattr(self, "asked", []), *texts]
        counts = [
            [text.lower().count(chr(97 + n)) for n in range(26)] for text in texts
        ]
        return unit_rows(np.array(counts, np.float32).reshape(len(texts), 26))


def build(ids: Sequence[str] = tuple(TEXTS)) -> Index:
    return Index.build(ids, [TEXTS[one] for one in ids], encoder=Letters())


@given(st.integers(0, 30), st.integers(1, 40), st.integers(0, 2**20), st.booleans())
def test_flat_search_is_that_of_sorting_all(
    rows: int, count: int, seed: int, filtered: bool
) -> None:
    draw = np.random.default_rng(seed)
    vectors = unit_rows(draw.normal(size=(rows, 4)).astype(np.float32))
    query = unit_rows(draw.normal(size=(1, 4)).astype(np.float32))
    allowed = draw.random(rows) < 0.5 if filtered else np.ones(rows, bool)
    found = VectorIndex(vectors).nearest(
        query, count=count, allowed=allowed if filtered else None
    )
    order = np.argsort(-(vectors @ query[0]), kind="stable")
    naive = [at for at in order.tolist() if allowed[at]][:count]
    assert found.tolist() == naive


def test_hnsw_finds_nearly_all_and_is_exact_where_filtered() -> None:
    draw = np.random.default_rng(7)
    vectors = unit_rows(draw.normal(size=(2000, 16)).astype(np.float32))
    graph = VectorIndex(vectors, kind="hnsw")
    allowed = np.arange(2000) % 3 == 0
    exact = VectorIndex(vectors)
    shared = 0
    for query in vectors[:20]:
        ours = graph.nearest(query[None], count=10, allowed=allowed)
        assert allowed[ours].all()
        truth = exact.nearest(query[None], count=10, allowed=allowed)
        shared += len(set(ours.tolist()) & set(truth.tolist()))
    assert shared == 200, "what is filtered is exact"
    whole = [graph.nearest(query[None], count=10).tolist() for query in vectors[:20]]
    for query, listed in zip(vectors, whole, strict=False):
        shared += len({*listed} & {*exact.nearest(query[None], count=10).tolist()})
    assert shared >= 390
    saved = VectorIndex(vectors, kind="hnsw", graph=graph.graph())
    assert [
        saved.nearest(one[None], count=10).tolist() for one in vectors[:20]
    ] == whole
    made = [one.graph() for one in (graph, VectorIndex(vectors, kind="hnsw"))]
    assert made[0] is not None
    assert made[1] is not None
    assert np.array_equal(made[0], made[1]), "the same whatever the threads"
    assert exact.graph() is None
    assert len(graph.nearest(vectors[:1], count=2000)) == 2000
    assert repr(graph) == "VectorIndex(2000 × 16, hnsw)"


def test_where_the_graph_leads_to_too_few_all_are_compared() -> None:
    same = np.full((1000, 4), 0.5, np.float32)
    graph = VectorIndex(same, kind="hnsw")
    found = graph.nearest(same[:1], count=1000)
    assert sorted(found.tolist()) == list(range(1000))


@given(st.integers(0, 30), st.integers(0, 5))
def test_crowding_is_the_mean_over_the_ten_nearest_others(rows: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    vectors = unit_rows(draw.normal(size=(rows, 4)).astype(np.float32))
    alike = vectors @ vectors.T
    naive = [
        sum(sorted(np.delete(one, at), reverse=True)[:10]) / 10
        for at, one in enumerate(alike)
    ]
    assert crowding(vectors) == pytest.approx(np.array(naive), abs=1e-5)


def test_of_two_as_near_the_one_near_to_fewer_comes_first() -> None:
    ids = ["crowd", *(f"crowd {at}" for at in range(9)), "lone"]
    texts = [*("ab" * 20 + "c" * at for at in range(10)), "a" * 20 + "d" * 20]
    index = Index.build(ids, texts, encoder=Letters())
    assert index.search("a", limit=1)[0].id == "lone"


def test_texts_that_say_the_same_crowd_as_one() -> None:
    vectors = unit_rows(np.array([[1, 0], [1, 0], [1, 1]], np.float32))
    assert crowding(vectors) == pytest.approx(np.sqrt([0.5] * 3) / 10)
    assert crowding(vectors[:2]).tolist() == [0, 0]


def test_of_many_rows_some_are_compared_with(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(7)
    spread = np.repeat([0.1, 1.0], 250)[:, None]
    drawn = np.eye(8)[0] + spread * draw.normal(size=(500, 8))
    vectors = unit_rows(drawn.astype(np.float32))
    whole = crowding(vectors)
    monkeypatch.setattr("omstilling.meaning.search.vectors._MOST_COMPARED", 250)
    order = draw.permutation(500)
    some = crowding(vectors)
    assert crowding(vectors[order]) == pytest.approx(some[order], abs=1e-6)
    assert (some <= whole + 1e-6).all()
    assert np.corrcoef(some, whole)[0, 1] > 0.9


def naive_share(query: list[str], texts: list[list[str]]) -> list[float]:
    """BM25 by its formula, over the most a text could reach."""
    mean = sum(map(len, texts)) / len(texts)
    rarity = {}
    for term in query:
        having = sum(term in text for text in texts)
        rarity[term] = math.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
    scores = []
    for text in texts:
        counts = Counter(text)
        norm = 1.2 * (1 - 0.75 + 0.75 * len(text) / max(mean, 1))
        scores.append(
            sum(rarity[term] * counts[term] / (counts[term] + norm) for term in query)
        )
    most = sum(rarity.values())
    return [score / most for score in scores]


@given(
    st.lists(
        st.lists(st.sampled_from(["ab", "bc", "cd", "de"]), min_size=1, max_size=6),
        min_size=1,
        max_size=6,
    ),
    st.sets(st.sampled_from(["ab", "bc", "cd", "xy"]), min_size=1),
)
def test_bm25_is_that_of_its_formula(texts: list[list[str]], asked: set[str]) -> None:
    index = LexicalIndex(texts)
    query = " ".join(sorted(asked))
    found = index.scores(query)
    naive = naive_share(terms(query), texts)
    assert found.stems == pytest.approx(naive, abs=1e-6)
    assert not found.exact.any()


def test_exact_terms_are_names_standards_and_part_numbers() -> None:
    assert exact_terms("Sveising av AISI 316L etter ISO-13849 hos Equinor") == [
        "=13849",
        "=316l",
        "=aisi",
        "=aisi 316l",
        "=equinor",
        "=iso",
        "=iso 13849",
    ]
    assert exact_terms("Vanlig tekst uten slikt") == []


def test_stems_are_those_of_the_english() -> None:
    assert terms("slitte lagre") == terms("worn bearings")
    assert terms("") == []


def test_an_exact_term_is_found_though_the_rest_differs() -> None:
    index = Index.build(list(TEXTS), list(TEXTS.values()), encoder=encoder())
    assert index.search("Hvem kan ISO 13849?", limit=1)[0].id == "a"
    assert index.search("316L", limit=1)[0].id == "c"
    assert index.search("telle lakselus", limit=1)[0].id == "b"


def test_a_hit_is_the_sum_of_its_parts() -> None:
    index = build()
    query = "vibration ISO 13849"
    hits = {hit.id: hit for hit in index.search(query, limit=5)}
    lexical = index.lexical.scores(query)
    row = Letters().encode([query])[0]
    for at, one in enumerate(index.ids):
        added = STEMS_WEIGHT * lexical.stems[at] + EXACT_WEIGHT * lexical.exact[at]
        assert hits[one].lexical == pytest.approx(added, abs=1e-6)
        assert hits[one].similarity == pytest.approx(index.vectors[at] @ row, abs=1e-6)
        others = np.delete(index.vectors, at, axis=0) @ index.vectors[at]
        assert hits[one].crowding == pytest.approx(others.sum() / 10, abs=1e-6)
        assert hits[one].score == pytest.approx(
            hits[one].similarity + hits[one].lexical - hits[one].crowding / 2, abs=1e-6
        )


def test_filters_come_before_the_limit() -> None:
    index = build()
    allowed = np.array([one in "bd" for one in index.ids])
    found = index.search("vibration", limit=2, allowed=allowed)
    assert {hit.id for hit in found} == {"b", "d"}


def test_ties_go_by_id_whatever_the_order() -> None:
    ids = ["z", "m", "a", "q"]
    for order in (ids, ids[::-1]):
        index = Index.build(order, ["same text"] * 4, encoder=Letters())
        hits = [hit.id for hit in index.search("same", limit=4)]
        assert hits == sorted(ids)


@pytest.mark.parametrize("query", ["", "…", "<script>alert(1)</script>"])
def test_a_query_that_says_nothing_has_no_hits(query: str) -> None:
    index = Index.build(list(TEXTS), list(TEXTS.values()), encoder=encoder())
    assert index.search(query) == []


@pytest.mark.parametrize(
    "query", ["lager", "x" * 100_000, "vi " * 40_000, "МАШИНА", "12345", "pÃ¥"]
)
def test_any_other_query_has_hits(query: str) -> None:
    index = Index.build(list(TEXTS), list(TEXTS.values()), encoder=encoder())
    assert all(math.isfinite(hit.score) for hit in index.search(query))


def test_adding_and_removing_is_like_building_anew() -> None:
    index = build(["a", "b", "c"])
    index.add(["d", "e"], [TEXTS["d"], TEXTS["e"]])
    index.remove(["b", "not there"])
    anew = build(["a", "c", "d", "e"])
    assert index.ids == anew.ids
    for query in ("vibration", "lean", "AISI"):
        assert index.search(query) == anew.search(query)
    assert repr(index).startswith("Index(4 texts, flat, ")
    assert repr(index.lexical) == "LexicalIndex(4 texts)"


def test_an_empty_index_finds_nothing() -> None:
    assert build([]).search("vibration") == []


@pytest.mark.parametrize(("ids", "texts"), [(["a", "a"], ["x", "y"]), (["a"], [])])
def test_ids_name_each_text(ids: list[str], texts: list[str]) -> None:
    with pytest.raises(UsageError, match="'ids' parameter of Index"):
        Index.build(ids, texts, encoder=Letters())


@pytest.mark.parametrize("limit", [0, 10_001])
def test_the_limit_has_a_range(limit: int) -> None:
    with pytest.raises(UsageError, match="'limit' parameter"):
        build().search("x", limit=limit)


def opened(folder: Path, ids: str = "abcde") -> tuple[Index, list[str], str]:
    reader = Letters()
    found = open_index(folder, list(ids), [TEXTS[one] for one in ids], encoder=reader)
    return found.index, getattr(reader, "asked", []), found.note


def test_what_is_saved_is_not_encoded_again(tmp_path: Path) -> None:
    first, asked, _ = opened(tmp_path, "abc")
    assert len(asked) == 3
    second, asked, note = opened(tmp_path, "cabe")
    assert (asked, note) == ([TEXTS["e"]], "")
    assert second.search("vibration") == build(list("cabe")).search("vibration")
    third, asked, _ = opened(tmp_path, "ab")
    assert asked == []
    assert third.ids == ["a", "b"]
    assert len(json.loads((tmp_path / "texts.json").read_text("utf-8"))) == 2
    assert first.ids == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["vectors.npy", "crowding.npy", "texts.json"])
def test_a_damaged_index_is_made_anew(tmp_path: Path, name: str) -> None:
    opened(tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    index, asked, note = opened(tmp_path)
    assert (len(asked), note) == (5, BROKEN)
    assert opened(tmp_path)[2] == ""
    assert index.ids == list("abcde")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"files": 1}'])
def test_a_manifest_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    opened(tmp_path)
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    assert opened(tmp_path)[2] == BROKEN


def test_an_index_of_another_encoder_is_made_anew(tmp_path: Path) -> None:
    opened(tmp_path)
    path = tmp_path / "manifest.json"
    told = json.loads(path.read_text("utf-8")) | {"encoder": "another"}
    path.write_text(json.dumps(told), "utf-8")
    _, asked, note = opened(tmp_path)
    assert (len(asked), note) == (5, OTHER_ENCODER)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    index, _, note = opened(tmp_path / "file" / "index")
    assert (index.ids, note) == (list("abcde"), NOT_KEPT)


@pytest.mark.parametrize("told", [2, "3", None])
def test_an_index_of_another_version_is_not_called_damaged(
    tmp_path: Path, told: object
) -> None:
    opened(tmp_path)
    old = json.dumps({"format": told, "files": {"vectors.npy": "another"}})
    (tmp_path / "manifest.json").write_text(old, "utf-8")
    _, asked, note = opened(tmp_path)
    assert (len(asked), note) == (5, OTHER_FORMAT)
    assert opened(tmp_path)[1:] == ([], "")


def test_a_saved_index_knows_its_kind(tmp_path: Path) -> None:
    def kept(kind: Kind) -> tuple[Index, int]:
        found = open_index(
            tmp_path, list(TEXTS), list(TEXTS.values()), encoder=Letters(), kind=kind
        )
        told = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
        return found.index, len(told["files"])

    assert kept("flat")[1] == 3
    graph, files = kept("hnsw")
    assert (files, repr(graph).split(", ")[1]) == (4, "hnsw")
    before = (tmp_path / "graph.npy").stat().st_mtime_ns
    again, _ = kept("hnsw")
    assert (tmp_path / "graph.npy").stat().st_mtime_ns == before
    flat, _ = kept("flat")
    for query in ("vibration", "lean"):
        assert again.search(query) == graph.search(query) == flat.search(query)


def test_what_means_the_same_is_encoded_once_and_counted(tmp_path: Path) -> None:
    reader, seen = Letters(), []
    found = open_index(
        tmp_path,
        ["1", "2", "3"],
        ["Ås. Fish", "Bø. Fish", "Bø. Steel pipes"],
        encoder=reader,
        meant=["Fish", "Fish", "Steel pipes"],
        on_read=lambda done, total: seen.append((done, total)),
    )
    assert (reader.asked, found.encoded, seen) == (["Fish", "Steel pipes"], 2, [(2, 2)])
    assert np.array_equal(
        found.index.vectors, reader.encode(["Fish"] * 2 + ["Steel pipes"])
    )
    assert found.index.search("Bø fish", limit=1)[0].id == "2"


def test_an_index_of_nothing_is_kept_as_well(tmp_path: Path) -> None:
    found = open_index(tmp_path, [], [], encoder=Letters())
    assert (found.index.search("x"), found.encoded) == ([], 0)


def test_vectors_do_not_depend_on_what_stands_beside() -> None:
    texts = [TEXTS[one] * (1 + at % 3) for at, one in enumerate("abcdeabc")]
    together = encoder().encode(texts)
    alone = np.vstack([encoder().encode([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_reasons_stand_where_they_say_and_name_no_phrase_twice() -> None:
    need = "Vi må oppdage slitte lagre. We also want fewer stops."
    offer = "Detection of worn bearings, and fewer stops in the line"
    [found, alone] = reasons(need, [offer, need], encoder=encoder())
    assert [alone] == reasons(need, [need], encoder=encoder())
    met = [(one.query.span.text, one.text.span.text) for one in found]
    assert any("slitte lagre" in one and "worn bearings" in two for one, two in met)
    for text, phrase in [
        *((need, one.query) for one in found),
        *((offer, one.text) for one in found),
    ]:
        assert text[phrase.span.start : phrase.span.end] == phrase.span.text
    assert len({one.query.span for one in found}) == len(found) <= 3
    order = [one.similarity for one in found]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize("text", ["", "og i på", "…"])
def test_without_phrases_there_are_no_reasons(text: str) -> None:
    assert reasons(text, [TEXTS["a"]], encoder=encoder()) == [[]]
    assert reasons(TEXTS["a"], [text], encoder=encoder()) == [[]]


def test_what_is_not_alike_is_no_reason() -> None:
    assert reasons("banana", ["ISO 13849"], encoder=encoder()) == [[]]
    assert reasons("banana", [], encoder=encoder()) == []
    assert phrases("") == []
