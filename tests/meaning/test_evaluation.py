"""Recall, ranks and the methods that are compared."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling.cli import main
from omstilling.errors import InputError
from omstilling.meaning import evaluation
from omstilling.meaning.evaluation.methods import character_ngrams, stems

PAIRS = [
    {"need": "Vi trenger å telle lus på laksen", "offer": "Camera counts salmon lice"},
    {"need": "Me må tørke tre raskare", "offer": "Faster drying of wood by vacuum"},
    {"need": "Vi vil sveise rør", "offer": "Sveising av rør for offshore"},
]
POOL = "Opplæring i ledelse\n\nHotel booking system\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    pairs, pool = tmp_path / "pairs.jsonl", tmp_path / "pool.txt"
    lines = [json.dumps(one, ensure_ascii=False) for one in PAIRS]
    pairs.write_text("\n".join(["", *lines]), "utf-8")
    pool.write_text(POOL, "utf-8")
    return pairs, pool


@given(
    st.lists(
        st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=4, max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_ranks_count_half_of_what_is_level(table: list[list[float]]) -> None:
    found = evaluation.ranks(np.array(table, np.float32))
    for at, row in enumerate(table):
        better = sum(one > row[at] for one in row)
        level = sum(one == row[at] for one in row) - 1
        assert found[at] == 1 + better + level / 2


def test_the_summary_is_that_of_the_ranks() -> None:
    found = evaluation.summary(np.array([1.0, 4, 7, 20]), seed=1)
    assert found["recall_1"]["value"] == 0.25
    assert found["recall_5"]["value"] == 0.5
    assert found["recall_10"]["value"] == 0.75
    assert found["mrr"]["value"] == pytest.approx((1 + 1 / 4 + 1 / 7 + 1 / 20) / 4)
    assert all(one["low"] <= one["value"] <= one["high"] for one in found.values())
    assert found == evaluation.summary(np.array([1.0, 4, 7, 20]), seed=1)


def test_stems_are_norwegian_and_english() -> None:
    assert stems("Sensorene sensors") == ["sensor", "sensoren", "sensor"]


def test_plain_methods_find_what_shares_words() -> None:
    needs = ["Sveising av rør", "hotellet"]
    texts = ["Rørsveising og rør", "Hotel booking"]
    assert evaluation.bm25(needs, texts)[0].tolist()[1] == 0
    assert evaluation.bm25(needs, texts)[0, 0] > 0
    assert character_ngrams(needs, texts).argmax(axis=1).tolist() == [0, 1]


def test_the_command_answers_as_documented(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    pairs, pool = files
    with pytest.raises(SystemExit) as left:
        main(
            ["meaning", "evaluate", str(pairs), "--pool", str(pool), "--format", "json"]
        )
    assert left.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["default"], told["pairs"], told["pool"]) == ("default", 3, 5)
    methods = {one.pop("name"): one for one in told["methods"]}
    assert {"BM25", "character n-grams", "gloss+minilm", "default"} <= set(methods)
    for one in methods.values():
        assert set(one) == {"recall_1", "recall_5", "recall_10", "mrr"}
        assert set(one["mrr"]) == {"value", "low", "high"}
    assert methods["default"]["recall_1"]["value"] == 1.0


@pytest.mark.parametrize("offers", [False, True])
def test_the_default_is_ranked_as_search_ranks(
    files: tuple[Path, Path], offers: bool
) -> None:
    from omstilling.meaning.encoders import encoder
    from omstilling.meaning.search import Index

    pairs = evaluation.read_pairs(*files[:1], pool=files[1])
    method = evaluation.offers if offers else evaluation.default
    scores = method(pairs.needs, pairs.pool)
    ids = [str(at) for at in range(len(pairs.pool))]
    index = Index.build(ids, pairs.pool, encoder=encoder())
    for need, row in zip(pairs.needs, scores, strict=True):
        found = {hit.id: hit.score for hit in index.search(need, offers=offers)}
        assert [found[one] for one in ids] == pytest.approx(row, abs=1e-5)


def test_the_command_shows_a_table(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["meaning", "evaluate", str(files[0])])
    shown = capsys.readouterr()
    assert "BM25" in shown.out
    assert "3 pairs, 3 texts; default: default." in shown.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "There is no pair"),
        ("not json", "Row 1 of .* is no JSON"),
        ("[1]", "Row 1 of .* has no text 'need'"),
        ('{"need": "a", "offer": " "}', "has no text 'offer'"),
        ('{"need": "a", "offer": "b"}\n{"need": 3}', "Row 2 of .* has no text 'need'"),
    ],
)
def test_pairs_that_cannot_be_read_say_where(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=told):
        evaluation.read_pairs(path)


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes("måling".encode("cp1252"))
    for name in ("latin", "nowhere"):
        with pytest.raises(InputError, match="cannot be read"):
            evaluation.read_pairs(tmp_path / name)


def test_coverage_is_told_for_people_and_programs(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text("Vi trenger xyzzy\n", "utf-8")
    with pytest.raises(SystemExit):
        main(["meaning", "coverage", str(files[1])])
    shown = capsys.readouterr()
    assert shown.out == "1\txyzzy\n"
    assert "2 of 3 running words are known (66.7%)." in shown.err
    with pytest.raises(SystemExit):
        main(["meaning", "coverage", *map(str, files), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["words"] > told["known"] > 0
    assert {"word": "xyzzy", "count": 1} in told["missing"]
