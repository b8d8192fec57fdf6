"""A need is moved toward offers as the training pairs teach."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

from omstilling.meaning.encoders import encoder, toward, toward_offers
from omstilling.meaning.evaluation import ranks

SCRIPT = Path(__file__).parents[2] / "scripts" / "needs_to_offers.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("needs_to_offers", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def training(script: ModuleType) -> Any:
    return script.read()


@given(st.integers(0, 1000))
def test_moved_rows_are_of_length_one_and_zeros_stay(seed: int) -> None:
    chosen = encoder()
    drawn = np.random.default_rng(seed).normal(size=(3, chosen.dimension))
    rows = drawn.astype(np.float32)
    rows[1] = 0
    moved = toward_offers(rows, encoder=chosen)
    assert np.linalg.norm(moved, axis=1) == pytest.approx([1, 0, 1], abs=1e-5)
    alone = np.vstack([toward_offers(row[None], encoder=chosen) for row in rows])
    assert alone == pytest.approx(moved, abs=1e-5)


def test_vectors_of_another_encoder_come_back_as_they_are() -> None:
    other = encoder("gloss+wordllama")
    rows = other.encode(["vi treng varme"])
    assert toward_offers(rows, encoder=other) is rows


def test_the_slope_is_that_of_differences(script: ModuleType) -> None:
    rng = np.random.default_rng(3)
    moved, offers = rng.normal(size=(8, 3)), rng.normal(size=(4, 3))
    _, slope = script.contrast(moved, offers)
    numeric = approx_fprime(
        moved.ravel(), lambda flat: script.contrast(flat.reshape(8, 3), offers)[0], 1e-7
    )
    assert slope.ravel() == pytest.approx(numeric, abs=1e-4)


def test_what_lies_between_needs_and_offers_is_learned(script: ModuleType) -> None:
    rng = np.random.default_rng(5)
    turn = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    needs = rng.normal(size=(60, 6))
    needs /= np.linalg.norm(needs, axis=1, keepdims=True)
    given = script.Training(needs, needs, needs @ turn, ["a"] * 60)
    move, unseen = script.learn(given), np.eye(6, dtype=np.float32)
    near = (move(unseen) * (unseen @ turn)).sum(axis=1)
    assert near.mean() > (unseen * (unseen @ turn)).sum(axis=1).mean() + 0.3


def test_the_file_is_what_the_script_makes(
    script: ModuleType, training: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made.npz"
    monkeypatch.setattr(script, "FILE", made)
    monkeypatch.setattr(script, "read", lambda: training)
    monkeypatch.setattr("sys.argv", ["needs_to_offers.py"])
    script.main()
    rows = training.needs.astype(np.float32)
    kept = toward_offers(rows, encoder=encoder())
    monkeypatch.setattr(toward, "FILE", made)
    toward.learned.cache_clear()
    again = toward_offers(rows, encoder=encoder())
    toward.learned.cache_clear()
    # Words that the glossary learns later move some needs, and the rest a little.
    assert (kept * again).sum(axis=1).mean() > 0.98, "run scripts/needs_to_offers.py"


def test_more_needs_find_their_offers(training: Any) -> None:
    rows, offers = training.needs.astype(np.float32), training.offers.astype(np.float32)
    moved = toward_offers(rows, encoder=encoder())
    before, after = ranks(rows @ offers.T), ranks(moved @ offers.T)
    assert (1 / after).mean() > (1 / before).mean()


def test_unseen_fields_are_tried_in_turn(
    script: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    rng = np.random.default_rng(2)
    needs = rng.normal(size=(36, 4))
    fields = [name for name in "abcdef" for _ in range(6)]
    given = script.Training(needs, needs, needs, fields)
    monkeypatch.setattr(script, "read", lambda: given)
    monkeypatch.setattr("sys.argv", ["needs_to_offers.py", "--validate"])
    script.main()
    told = capsys.readouterr().out
    assert '"mrr difference"' in told
    assert '"recall_5 with"' in told
    for seen, unseen in script._folds(fields):
        assert not {fields[at] for at in seen} & {fields[at] for at in unseen}
        assert len(seen) + len(unseen) == len(fields)
