"""Each measure against a naive twin, written as its definition reads."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from omstilling import strengths as room
from omstilling.strengths import density, expected, location_quotient, shrink
from omstilling.strengths.measures import (
    Matrix,
    Prior,
    fit_prior,
    product_complexity,
    proximity,
)

shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))
counts = arrays(np.float64, shapes, elements=st.integers(0, 9).map(float))
presences = arrays(np.float64, shapes, elements=st.sampled_from([0.0, 1.0]))


def naive_quotient(table: Matrix) -> Matrix:
    result = np.zeros_like(table)
    for i, row in enumerate(table):
        for j, count in enumerate(row):
            nation = table[:, j].sum() / table.sum() if table.sum() else 0.0
            if row.sum() and nation:
                result[i, j] = count / row.sum() / nation
    return result


def naive_proximity(presence: Matrix) -> Matrix:
    size = presence.shape[1]
    result = np.zeros((size, size))
    for a in range(size):
        for b in range(size):
            together = sum(row[a] and row[b] for row in presence)
            held = [presence[:, a].sum(), presence[:, b].sum()]
            if a != b and min(held) > 0:
                result[a, b] = min(together / held[0], together / held[1])
    return result


def naive_density(holds: Matrix, near: Matrix) -> Matrix:
    result = np.zeros((holds.shape[0], near.shape[0]))
    for r, row in enumerate(holds):
        for a in range(near.shape[0]):
            if near[a].sum() > 0:
                result[r, a] = sum(row * near[a]) / near[a].sum()
    return result


@given(counts)
def test_location_quotient_is_the_share_over_the_national_share(table: Matrix) -> None:
    result = location_quotient(table, table.sum(axis=0))
    np.testing.assert_allclose(result, naive_quotient(table), rtol=1e-12)


@given(counts)
def test_the_nation_expects_of_itself_what_it_has(table: Matrix) -> None:
    nation = table.sum(axis=0)
    np.testing.assert_allclose(
        expected(np.array([nation.sum()]), nation)[0], nation, atol=1e-9
    )


@given(presences)
def test_proximity_is_the_smaller_conditional_probability(presence: Matrix) -> None:
    result = proximity(presence)
    np.testing.assert_allclose(result, naive_proximity(presence), rtol=1e-12)
    np.testing.assert_array_equal(result, result.T)
    assert (result >= 0).all()
    assert (result <= 1).all()


@given(presences)
def test_density_is_the_share_of_what_is_near_that_is_held(presence: Matrix) -> None:
    near = proximity(presence)
    result = density(presence, near)
    np.testing.assert_allclose(result, naive_density(presence, near), rtol=1e-9)
    assert (result <= 1 + 1e-12).all()


def test_complexity_is_the_second_eigenvector_of_the_reflections() -> None:
    rng = np.random.default_rng(7)
    presence = (rng.random((30, 12)) < np.linspace(0.1, 0.7, 12)).astype(float)
    diversity, ubiquity = presence.sum(1), presence.sum(0)
    links = (presence / ubiquity).T @ (presence / diversity[:, None])
    values, vectors = np.linalg.eig(links)
    second = vectors[:, np.argsort(-values.real)[1]].real
    naive = (second - second.mean()) / second.std()
    result = product_complexity(presence)
    sign = np.sign(naive @ result)
    np.testing.assert_allclose(result, sign * naive, atol=1e-8)
    assert np.corrcoef(result, ubiquity)[0, 1] < 0


@pytest.mark.parametrize(
    "presence",
    [np.zeros((3, 4)), np.ones((3, 4)), np.eye(1), np.zeros((0, 3)), np.ones((2, 1))],
    ids=["nothing held", "all held", "one cell", "no places", "one activity"],
)
def test_complexity_without_a_second_dimension_is_zero(presence: Matrix) -> None:
    np.testing.assert_array_equal(
        product_complexity(presence), np.zeros(presence.shape[1])
    )


def test_an_activity_held_nowhere_has_the_mean_complexity() -> None:
    presence = np.array([[1.0, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 1, 0]])
    assert product_complexity(presence)[3] == 0.0
    assert np.isfinite(product_complexity(presence)).all()


def test_the_prior_is_found_again_from_counts_drawn_with_it() -> None:
    rng = np.random.default_rng(2015)
    expect = rng.uniform(0.1, 20, size=(400, 50))
    drawn = rng.poisson(expect * rng.gamma(0.8, 1 / 0.8, size=expect.shape))
    prior = fit_prior(drawn.astype(float), expect)
    assert prior.alpha == pytest.approx(0.8, rel=0.05)
    assert prior.beta == pytest.approx(0.8, rel=0.05)


def test_the_prior_is_the_most_likely_negative_binomial() -> None:
    rng = np.random.default_rng(1)
    expect = rng.uniform(0.1, 5, size=200)
    drawn = rng.poisson(expect * rng.gamma(2.0, 0.5, size=200)).astype(float)

    def likelihood(alpha: float, beta: float) -> float:
        chances = stats.nbinom.logpmf(drawn, alpha, beta / (beta + expect))
        return float(chances.sum())

    prior = fit_prior(drawn, expect)
    best = likelihood(prior.alpha, prior.beta)
    for factor in (0.9, 1.1):
        assert best >= likelihood(prior.alpha * factor, prior.beta)
        assert best >= likelihood(prior.alpha, prior.beta * factor)


def test_with_nothing_to_learn_from_the_prior_mean_is_the_national_share() -> None:
    prior = fit_prior(np.zeros((2, 2)), np.zeros((2, 2)))
    assert prior.alpha / prior.beta == 1.0


def test_two_awards_in_a_tiny_place_do_not_rank_first() -> None:
    prior = Prior(0.5, 0.5)
    counts = np.array([[2.0, 40.0]])
    expect = np.array([[0.1, 4.0]])
    result = shrink(counts, expect, prior)
    assert counts[0, 0] / expect[0, 0] > counts[0, 1] / expect[0, 1]
    assert result.mean[0, 0] < result.mean[0, 1]
    assert result.low[0, 0] < result.low[0, 1]


@given(st.integers(0, 50), st.floats(0.01, 50), st.floats(0.1, 5), st.floats(0.1, 5))
def test_shrinkage_draws_toward_the_prior_and_the_interval_holds_it(
    count: int, expect: float, alpha: float, beta: float
) -> None:
    result = shrink(np.array([float(count)]), np.array([expect]), Prior(alpha, beta))
    raw, mean = count / expect, alpha / beta
    assert min(raw, mean) - 1e-9 <= result.mean[0] <= max(raw, mean) + 1e-9
    posterior = stats.gamma(alpha + count, scale=1 / (beta + expect))
    assert result.low[0] == pytest.approx(posterior.ppf(0.05), rel=1e-6, abs=1e-12)
    assert result.high[0] == pytest.approx(posterior.ppf(0.95), rel=1e-6)


def test_measuring_arrays_loads_no_tables_and_no_sparse_arrays() -> None:
    code = (
        "import sys, numpy as np\n"
        "from omstilling.strengths.measures import measure\n"
        "measure(np.eye(4, 5))\n"
        "print([name for name in ('polars', 'scipy.sparse', 'scipy.optimize') "
        "if name in sys.modules])"
    )
    asked = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert asked.stdout.strip() == "[]"


def test_the_door_gives_what_it_names_and_nothing_else() -> None:
    for name in room.__all__:
        assert getattr(room, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        room.nothing  # noqa: B018 # asking for it is the test
