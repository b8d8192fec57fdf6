"""Proof, worth and how parts are joined."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from omstilling.settings import WEIGHTS, Settings, weights_from
from omstilling.strengths import Landscape, cluster_counts, evidence_of_cluster
from omstilling.transfers.parts.joining import joined, mean_of_known
from omstilling.transfers.parts.proof import effective_number, proof
from omstilling.transfers.parts.worth import scaled_complexity
from omstilling.transfers.ranking import ground

shares = st.lists(st.floats(0.01, 1.0), min_size=2, max_size=2)


@given(shares, st.floats(0.1, 5.0), st.floats(0.1, 5.0))
def test_the_score_lies_between_its_parts(
    values: list[float], first: float, second: float
) -> None:
    parts = {"a": np.array(values[:1]), "b": np.array(values[1:])}
    (score,) = joined(parts, {"a": first, "b": second})
    assert min(values) - 1e-12 <= score <= max(values) + 1e-12
    expected = (values[0] ** first * values[1] ** second) ** (1 / (first + second))
    assert score == pytest.approx(expected)


def test_what_is_not_known_or_has_no_weight_does_not_count() -> None:
    parts = {
        "a": np.array([0.4, 0.4, 0.0, np.nan]),
        "b": np.array([np.nan, 0.9, 0.9, np.nan]),
        "c": np.array([0.1, 0.1, 0.1, 0.1]),
    }
    found = joined(parts, {"a": 1.0, "b": 1.0, "c": 0.0})
    np.testing.assert_allclose(found, [0.4, 0.6, 0.0, 0.5])


def test_the_mean_is_over_what_is_known() -> None:
    found = mean_of_known(np.array([0.2, np.nan, np.nan]), np.array([0.4, 0.6, np.nan]))
    np.testing.assert_allclose(found, [0.3, 0.6, np.nan])


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_organisations_of_equal_size_count_whole(pieces: list[int]) -> None:
    total = np.array([float(sum(pieces))])
    squares = np.array([float(sum(one**2 for one in pieces))])
    (effective,) = effective_number(total, squares)
    assert 1.0 <= effective <= len(pieces) + 1e-9
    if len(set(pieces)) == 1:
        assert effective == pytest.approx(len(pieces))


def test_organisations_behind_a_strength_are_counted(land: Landscape) -> None:
    found, clusters = proof(land), cluster_counts(land).clusters
    for row, cluster in enumerate(clusters):
        behind = evidence_of_cluster(land, cluster)
        for code, column in land.activity_index.items():
            here = behind.filter(pl.col("code") == code)["organisation"].n_unique()
            count = found.organisations[row, column]
            assert (np.isnan(count) and here == 0) or count == here


def test_worth_is_the_mean_of_the_ranks_that_are_known(land: Landscape) -> None:
    base = ground(land)
    assert np.isnan(base.productivity).all()
    assert base.outlook.min() >= 0.0
    assert ((base.by_taker["worth"] >= 0) & (base.by_taker["worth"] <= 1)).all()


def test_complexity_is_scaled_from_the_least_to_the_most() -> None:
    assert scaled_complexity(np.array([-1.0, 0.0, 3.0])).tolist() == [0.0, 0.25, 1.0]
    assert scaled_complexity(np.array([2.0, 2.0])).tolist() == [0.0, 0.0]


def test_weights_come_from_a_text_or_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert weights_from("fit=2, takeup=0") == WEIGHTS | {"fit": 2.0, "takeup": 0.0}
    monkeypatch.setenv("OMSTILLING_WEIGHTS", "worth=3")
    assert Settings().weights == WEIGHTS | {"worth": 3.0}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fut=1", "no such part: fut; there are takeup, relatedness"),
        ("fit", "'fit' is not of the form part=number"),
        ("fit=x", "'fit=x' is not of the form part=number"),
        ("fit=1,fit=2", "'fit' is named twice"),
        ("fit=-1", "the weight of fit is not from 0 to 100"),
        ("fit=nan", "the weight of fit is not from 0 to 100"),
        (",".join(f"{part}=0" for part in WEIGHTS), "at least one weight"),
    ],
)
def test_weights_that_cannot_be_right_are_refused(
    text: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=message):
        weights_from(text)
    monkeypatch.setenv("OMSTILLING_WEIGHTS", text)
    with pytest.raises(ValidationError, match=message):
        Settings()
