"""Logistic regression beside scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from omstilling.strengths import Flags, Matrix
from omstilling.transfers.logistic import fit_logistic


def drawn(seed: int, *, cases: int, features: int, rate: float) -> tuple[Matrix, Flags]:
    made = np.random.default_rng(seed)
    table = made.normal(size=(features, cases))
    table[1] = 0.9 * table[0] + 0.1 * table[1]
    odds = made.normal(size=features) @ table + np.log(rate / (1 - rate))
    label = made.random(cases) < 1 / (1 + np.exp(-odds))
    label[:2] = True, False
    return table, label


def by_scikit_learn(table: Matrix, label: Flags, c: float) -> Matrix:
    model = LogisticRegression(
        C=c, solver="newton-cholesky", tol=1e-13, max_iter=1_000
    ).fit(table.T, label)
    return np.append(model.coef_[0], model.intercept_)


@pytest.mark.parametrize("c", [0.01, 1.0])
@pytest.mark.parametrize("rate", [0.003, 0.2])
def test_agrees_with_scikit_learn(c: float, rate: float) -> None:
    table, label = drawn(7, cases=4_000, features=12, rate=rate)
    found = fit_logistic(table, label, c=c)
    np.testing.assert_allclose(
        found.terms, by_scikit_learn(table, label, c), rtol=0, atol=1e-10
    )


def test_what_can_be_parted_wholly_needs_shorter_steps_and_gets_there() -> None:
    table = np.array([np.concatenate([np.full(5_000, -0.05), np.full(3, 30.0)])])
    label = table[0] > 0
    found = fit_logistic(table, label, c=100.0)
    np.testing.assert_allclose(
        found.terms, by_scikit_learn(table, label, 100.0), rtol=0, atol=1e-6
    )
    assert found.weights[0] > 0 > found.intercept


def test_ends_where_the_sums_of_a_gradient_are_known_to_no_more_digits() -> None:
    table, label = drawn(3, cases=20_000, features=4, rate=0.1)
    found = fit_logistic(table, label, c=1e4)
    np.testing.assert_allclose(
        found.terms, by_scikit_learn(table, label, 1e4), rtol=0, atol=1e-10
    )


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), c=st.sampled_from([1e-3, 0.1, 10.0]))
def test_beginning_elsewhere_ends_in_the_same_place(seed: int, c: float) -> None:
    table, label = drawn(seed, cases=300, features=5, rate=0.1)
    kept = np.array([True, True, False, True, False])
    whole = fit_logistic(table, label, c=c)
    again = fit_logistic(table[kept], label, c=c, start=whole.only(kept))
    anew = fit_logistic(table[kept], label, c=c)
    np.testing.assert_allclose(again.terms, anew.terms, rtol=0, atol=1e-8)
    assert len(again.weights) == 3
