"""ECI, PCI, fitness: against full decompositions, and on tables that are hard."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from strengths.naive import eigenvectors_in_full, naive_fitness

from omstilling.errors import UsageError
from omstilling.strengths.measures import (
    Matrix,
    complexity,
    fitness,
    measure,
    measure_periods,
)
from omstilling.strengths.measures.second import leading

shapes = st.tuples(st.integers(1, 7), st.integers(1, 7))
presences = arrays(np.float64, shapes, elements=st.sampled_from([0.0, 1.0]))


def nested(units: int, activities: int, seed: int = 0) -> Matrix:
    """Return a table in which richer units hold rarer activities too, with noise."""
    rng = np.random.default_rng(seed)
    reach = np.linspace(0.1, 0.9, units)[:, None]
    chance = 1 / (1 + np.exp(12 * (np.linspace(0, 1, activities) - reach)))
    table = (rng.random((units, activities)) < chance).astype(float)
    table[:, 0], table[-1] = 1.0, 1.0
    return table


def z(values: Matrix) -> Matrix:
    result: Matrix = (values - values.mean()) / values.std()
    return result


@pytest.mark.parametrize("shape", [(30, 50), (50, 30), (260, 300), (300, 260)])
def test_complexity_is_the_second_eigenvector(shape: tuple[int, int]) -> None:
    table = nested(*shape)
    units, activities = eigenvectors_in_full(table)
    for given_table in (table, sparse.csr_array(table)):
        each = complexity(given_table)
        np.testing.assert_allclose(each.units, z(units), atol=1e-8)
        np.testing.assert_allclose(each.activities, z(activities), atol=1e-8)
    one = complexity(table, "units")
    np.testing.assert_allclose(one.units, z(units), atol=1e-8)
    np.testing.assert_allclose(
        one.activities, (activities - units.mean()) / units.std(), atol=1e-8
    )


def test_on_one_scale_a_unit_is_the_mean_of_what_it_holds() -> None:
    table = nested(20, 30)
    for scale in ("units", "uncentred"):
        found = complexity(table, scale)
        mean = table @ found.activities / table.sum(axis=1)
        np.testing.assert_allclose(found.units, mean, atol=1e-12)
    assert complexity(table, "uncentred").activities @ table.sum(
        axis=0
    ) == pytest.approx(0.0, abs=1e-9)


@given(presences)
def test_complexity_is_finite_and_has_a_sign(table: Matrix) -> None:
    found = complexity(table)
    assert np.isfinite(found.units).all()
    assert np.isfinite(found.activities).all()
    rows, columns = table.sum(axis=1) > 0, table.sum(axis=0) > 0
    np.testing.assert_array_equal(found.units[~rows], 0.0)
    np.testing.assert_array_equal(found.activities[~columns], 0.0)
    if found.units.any():
        rises = np.cov(found.units[rows], table.sum(axis=1)[rows])[0, 1]
        assert rises >= -1e-7


@given(presences, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_decides_nothing(
    table: Matrix, random: object
) -> None:
    rng = np.random.default_rng(table.size)
    rows, columns = (rng.permutation(size) for size in table.shape)
    found, again = complexity(table), complexity(table[np.ix_(rows, columns)])
    np.testing.assert_allclose(again.units, found.units[rows], atol=1e-6)
    np.testing.assert_allclose(again.activities, found.activities[columns], atol=1e-6)


@given(presences)
def test_empty_rows_and_columns_change_nothing(table: Matrix) -> None:
    wider = np.pad(table, ((0, 2), (1, 0)))
    found, again = complexity(table), complexity(wider)
    np.testing.assert_allclose(again.units[:-2], found.units, atol=1e-9)
    np.testing.assert_allclose(again.activities[1:], found.activities, atol=1e-9)


def test_those_alike_are_tied_to_the_bit() -> None:
    table = nested(60, 40)
    table = table[:, np.r_[0:40, 7, 7, 21]][np.r_[0:60, 30, 30]]
    found, settled = complexity(table), fitness(table)
    for values in (found.activities, settled.activities):
        assert values[7] == values[40] == values[41]
        assert values[21] == values[42]
    for values in (found.units, settled.units):
        assert values[30] == values[60] == values[61]


def test_an_economy_in_two_parts_is_told_apart() -> None:
    table = np.zeros((5, 7))
    table[:2, :2], table[2:, 2:] = 1.0, 1.0
    found = complexity(table)
    assert np.unique(found.units.round(9)).size == 2
    assert found.units[4] > found.units[0]
    # Three parts: the eigenvalue 1 occurs twice more, and still one answer is given.
    three = np.zeros((6, 6))
    three[:1, :1], three[1:3, 1:3], three[3:, 3:] = 1.0, 1.0, 1.0
    units = complexity(three).units
    assert units[0] < units[1] == units[2] < units[3]


def test_where_no_side_is_up_all_is_zero() -> None:
    ring = np.eye(6) + np.roll(np.eye(6), 1, axis=1)
    np.testing.assert_array_equal(complexity(ring).units, 0.0)
    np.testing.assert_array_equal(complexity(np.eye(4)).activities, 0.0)


def test_no_unit_that_holds_nothing_ranks_first() -> None:
    table = np.vstack([nested(12, 20), np.zeros((2, 20))])
    assert np.isfinite(complexity(table).units).all()
    assert complexity(table).units.argmax() < 12
    assert fitness(table).units[-2:].tolist() == [0.0, 0.0]


def test_few_and_all_eigenvectors_lead_to_the_same() -> None:
    rng = np.random.default_rng(5)
    base = rng.standard_normal((400, 400))
    links = base @ base.T
    links /= np.linalg.eigvalsh(links)[-1]
    toward = rng.standard_normal(400)
    value, vector = leading(links, [toward])
    np.testing.assert_allclose(links @ vector, value * vector, atol=1e-9)
    assert value == pytest.approx(1.0)
    assert vector @ toward > 0


def test_a_repeated_eigenvalue_gives_the_projection() -> None:
    size = 300
    links = np.zeros((size, size))
    links[[0, 1], [0, 1]] = 1.0
    toward = np.ones(size)
    _, vector = leading(links, [toward])
    np.testing.assert_allclose(vector, np.r_[1.0, 1.0, np.zeros(size - 2)], atol=1e-12)
    none, zero = leading(np.zeros((3, 3)), [np.ones(3)])
    assert none == 0.0
    assert not zero.any()


@pytest.mark.parametrize("shape", [(40, 300), (300, 40)])
def test_the_smaller_side_is_decomposed_and_is_symmetric(
    shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Matrix] = []

    def watched(links: Matrix, directions: Sequence[Matrix]) -> tuple[float, Matrix]:
        seen.append(links)
        return leading(links, directions)

    # By the module itself: the package's name for it is the function.
    module = sys.modules["omstilling.strengths.measures.complexity"]
    monkeypatch.setattr(module, "leading", watched)
    complexity(nested(*shape))
    (links,) = seen
    assert max(links.shape) <= 40
    np.testing.assert_allclose(links, links.T, atol=1e-15)


def test_an_unknown_scale_is_refused() -> None:
    with pytest.raises(UsageError, match="each, units, uncentred"):
        complexity(np.eye(2), "other")  # type: ignore[arg-type] # it is what is tested


BLOCKS = np.kron(np.eye(2), np.ones((2, 3)))
BLOCKS_APART = np.zeros((6, 7))
BLOCKS_APART[:2, :4], BLOCKS_APART[2:, 4:] = 1.0, np.tril(np.ones((4, 3)))
ISOLATED = np.zeros((4, 5))
ISOLATED[0, 0], ISOLATED[1:, 1:] = 1.0, np.tril(np.ones((3, 4)), 1)
HARD = {
    "nested": np.tril(np.ones((12, 12))),
    "nested, wide": np.tril(np.ones((30, 50)), 5),
    "nested, with empty rows": np.tril(np.ones((50, 30)), -10),
    "nested, with noise": nested(40, 60),
    "blocks": BLOCKS,
    "blocks that share nothing": BLOCKS_APART,
    "one unit apart": ISOLATED,
    "each its own": np.eye(5),
    "all held": np.ones((4, 3)),
    "nothing held": np.zeros((3, 4)),
}


def order(values: Matrix) -> list[int]:
    logs = np.log(values, out=np.full(values.shape, -900.0), where=values > 0)
    return [int(place) for place in np.argsort(logs.round(7), kind="stable")]


@pytest.mark.parametrize("table", HARD.values(), ids=HARD.keys())
def test_fitness_settles_where_it_keeps_its_ranks(
    table: Matrix,
) -> None:
    found = fitness(table)
    assert found.converged, (found.ended, found.iterations)
    assert np.isfinite(found.units).all()
    assert np.isfinite(found.activities).all()
    longer = fitness(table, until="values", most=max(1, 50 * found.iterations))
    assert order(longer.units) == order(found.units)


@given(presences)
def test_fitness_is_finite_with_mean_one(table: Matrix) -> None:
    found = fitness(table, most=300)
    for values, there in (
        (found.units, table.any(axis=1)),
        (found.activities, table.any(axis=0)),
    ):
        assert np.isfinite(values).all()
        assert (values[~there] == 0).all()
        assert (values[there] > 0).all()
        if there.any():
            assert values[there].mean() == pytest.approx(1.0)


def test_fitness_is_what_its_definition_reads() -> None:
    table = nested(15, 25)
    found = fitness(table)
    units, activities = naive_fitness(table, found.iterations)
    np.testing.assert_allclose(found.units, units, rtol=1e-9)
    np.testing.assert_allclose(found.activities, activities, rtol=1e-9)
    thin = fitness(sparse.csr_array(table))
    np.testing.assert_allclose(thin.units, found.units, rtol=1e-9)


def test_fitness_says_when_it_has_not_settled() -> None:
    found = fitness(nested(15, 25), most=3)
    assert (found.ended, found.iterations, found.converged) == ("steps", 3, False)
    with pytest.raises(UsageError, match="'most' parameter of fitness"):
        fitness(np.eye(2), most=0)


def test_fitness_stops_before_it_falls_below_what_a_float_holds() -> None:
    found = fitness(BLOCKS_APART, until="values")
    assert found.ended == "vanishing"
    assert not found.converged
    assert (found.units > 0).all()


def test_all_measures_of_any_table_are_finite() -> None:
    rng = np.random.default_rng(2)
    table = rng.integers(0, 3, (9, 12)).astype(float)
    table[3], table[:, 5] = 0.0, 0.0
    for given_table in (table, sparse.csr_array(table), np.zeros((3, 2))):
        found = measure(given_table)
        for name, values in vars(found).items():
            plain = values.toarray() if sparse.issparse(values) else values
            assert np.isfinite(plain).all(), name
        assert found.density.shape == found.outlook_gain.shape == given_table.shape


def _processes() -> ProcessPoolExecutor:
    # Forking a process that has threads is unsafe, and a warning from Python 3.12 on.
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


def test_periods_are_the_same_one_by_one_and_with_any_executor() -> None:
    stack = np.random.default_rng(4).lognormal(size=(40, 30, 3))
    plain = list(measure_periods(stack))
    assert len(plain) == 3
    with ThreadPoolExecutor(2) as threads, _processes() as processes:
        for executor in (threads, processes):
            apart = measure_periods(
                [stack[:, :, year] for year in range(3)], executor=executor
            )
            for one, other in zip(plain, apart, strict=True):
                for name, values in vars(one).items():
                    np.testing.assert_array_equal(values, getattr(other, name), name)
    with pytest.raises(UsageError, match="Got 2 dimensions"):
        list(measure_periods(np.ones((2, 2))))
