"""Relatedness against its naive twins, and what holds of it whatever the table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from strengths.naive import (
    naive_gain,
    naive_nearest,
    naive_related,
    naive_variety,
)

from omstilling.errors import UsageError
from omstilling.strengths.measures import (
    Matrix,
    comparative_advantage,
    cross_proximity,
    density,
    location_quotient,
    nearest_density,
    outlook,
    outlook_gain,
    per_head_advantage,
    presence,
    present_at_all,
    proximity,
    variety,
    weighted_density,
)
from omstilling.strengths.measures.arrays import Table
from omstilling.strengths.measures.cross import Kind
from omstilling.strengths.measures.proximity import over_proximity

KINDS: tuple[Kind, ...] = ("minimum", "cosine", "jaccard", "association")
shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))
amounts = arrays(np.float64, shapes, elements=st.integers(0, 9).map(float))
presences = arrays(np.float64, shapes, elements=st.sampled_from([0.0, 1.0]))


@pytest.mark.parametrize("kind", KINDS)
@given(table=presences)
def test_proximity_is_what_its_definition_reads(kind: Kind, table: Matrix) -> None:
    naive = naive_related(table, table, kind)
    kept = proximity(table, kind, itself=True)
    np.testing.assert_allclose(kept, naive, rtol=1e-12)
    np.testing.assert_array_equal(kept, kept.T)
    seen = table.sum(axis=0) > 0
    if kind != "association":
        np.testing.assert_array_equal(np.diag(kept), seen.astype(float))
    without = proximity(table, kind)
    np.testing.assert_array_equal(np.diag(without), 0.0)
    np.fill_diagonal(kept, 0.0)
    np.testing.assert_array_equal(without, kept)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_cross_proximity_is_what_its_definition_reads(
    kind: Kind, data: st.DataObject
) -> None:
    one = data.draw(presences)
    shape = (one.shape[0], data.draw(st.integers(1, 5)))
    other = data.draw(arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0])))
    result = cross_proximity(one, other, kind)
    np.testing.assert_allclose(result, naive_related(one, other, kind), rtol=1e-12)
    np.testing.assert_allclose(result, cross_proximity(other, one, kind).T, rtol=1e-12)


def test_units_that_hold_nothing_change_no_proximity() -> None:
    table = np.array([[1.0, 1, 0], [0, 1, 1]])
    wider = np.vstack([table, np.zeros((3, 3))])
    for kind in KINDS:
        np.testing.assert_array_equal(proximity(table, kind), proximity(wider, kind))


@pytest.mark.parametrize("dtype", [np.bool_, np.int8, np.int64, np.uint64, np.float32])
def test_presence_of_any_type_gives_the_same(dtype: type[np.generic]) -> None:
    rng = np.random.default_rng(3)
    table = rng.random((300, 40)) < 0.6
    typed = table.astype(dtype)
    # 300 units: a count of them does not fit in eight bits.
    np.testing.assert_array_equal(proximity(typed), proximity(table.astype(np.float64)))
    assert proximity(typed).dtype == np.float64


@given(amounts, st.data())
def test_sparse_tables_give_what_dense_ones_do(
    table: Matrix, data: st.DataObject
) -> None:
    thin = sparse.csr_array(table)
    advantage = comparative_advantage(table)
    np.testing.assert_allclose(
        comparative_advantage(thin).toarray(), advantage, rtol=1e-12
    )
    heads = np.arange(table.shape[0], dtype=float)
    np.testing.assert_allclose(
        per_head_advantage(thin, heads).toarray(),
        per_head_advantage(table, heads),
        rtol=1e-12,
    )
    held = presence(advantage)
    few = sparse.csr_array(held)
    near = proximity(held)
    worth = data.draw(
        arrays(np.float64, table.shape[1], elements=st.floats(-2, 2, width=16))
    )
    np.testing.assert_allclose(proximity(few), near, rtol=1e-12)
    for of in (density, lambda a, b: nearest_density(a, b, 2)):
        np.testing.assert_allclose(of(few, near), of(held, near), rtol=1e-9)
    dense = density(held, near)
    np.testing.assert_allclose(
        outlook(few, dense, worth), outlook(held, dense, worth), atol=1e-12
    )
    for net in (False, True):
        np.testing.assert_allclose(
            outlook_gain(few, near, worth, net=net),
            outlook_gain(held, near, worth, net=net),
            atol=1e-12,
        )
    assert (present_at_all(thin).toarray() == (table > 0)).all()


@given(amounts)
def test_advantage_weighed_by_size_is_one(table: Matrix) -> None:
    total = table.sum()
    if total:
        shares = np.outer(table.sum(axis=1), table.sum(axis=0)) / total**2
        mean = (comparative_advantage(table) * shares).sum()
        assert mean == pytest.approx(1.0)
    else:
        np.testing.assert_array_equal(comparative_advantage(table), 0.0)


@given(amounts, st.data())
def test_advantage_by_head_is_a_share_over_a_share(
    table: Matrix, data: st.DataObject
) -> None:
    heads = data.draw(
        arrays(np.float64, table.shape[0], elements=st.integers(0, 5).map(float))
    )
    result = per_head_advantage(table, heads)
    for u, a in np.ndindex(table.shape):
        whole = table[:, a].sum()
        if heads[u] and whole:
            naive = (table[u, a] / heads[u]) / (whole / heads.sum())
            assert result[u, a] == pytest.approx(naive)
        else:
            assert result[u, a] == 0.0


def test_a_value_at_the_threshold_is_present() -> None:
    table = np.array([[0.99, 1.0, 1.01, 0.0]])
    assert presence(table).tolist() == [[False, True, True, False]]
    assert presence(table, 0.5).tolist() == [[True, True, True, False]]
    assert present_at_all(table).tolist() == [[True, True, True, False]]
    thin = presence(sparse.csr_array(table))
    assert thin.nnz == 2


@given(presences, st.integers(1, 7))
def test_nearest_density_is_what_its_definition_reads(table: Matrix, k: int) -> None:
    near = proximity(table)
    result = nearest_density(table, near, k)
    np.testing.assert_allclose(result, naive_nearest(table, near, k), atol=1e-12)
    every = nearest_density(table, near, near.shape[0])
    np.testing.assert_array_equal(every, density(table, near))


@given(presences, st.permutations(range(6)))
def test_the_order_of_activities_decides_no_tie(
    table: Matrix, order: list[int]
) -> None:
    turned = [one for one in order if one < table.shape[1]]
    near = proximity(table)
    result = nearest_density(table, near, 2)
    again = nearest_density(table[:, turned], near[np.ix_(turned, turned)], 2)
    np.testing.assert_allclose(again, result[:, turned], atol=1e-12)


@given(presences, st.floats(0.1, 5))
def test_equal_weights_change_no_density(table: Matrix, weight: float) -> None:
    near = proximity(table)
    same = weighted_density(table, near, np.full(table.shape[1], weight))
    np.testing.assert_allclose(same, density(table, near), rtol=1e-9)


@given(presences, st.data())
def test_weighted_density_is_a_share(table: Matrix, data: st.DataObject) -> None:
    near = proximity(table)
    weights = data.draw(
        arrays(np.float64, table.shape[1], elements=st.integers(0, 9).map(float))
    )
    result = weighted_density(table, near, weights)
    assert ((result >= 0) & (result <= 1 + 1e-12)).all()
    for u, a in np.ndindex(table.shape):
        below = sum(weights * near[:, a])
        naive = sum(weights * near[:, a] * table[u]) / below if below else 0.0
        assert result[u, a] == pytest.approx(naive, abs=1e-12)


@given(presences, st.data())
def test_outlook_and_its_gain_are_what_their_definitions_read(
    table: Matrix, data: st.DataObject
) -> None:
    worth = data.draw(
        arrays(np.float64, table.shape[1], elements=st.floats(-2, 2, width=16))
    )
    near = proximity(table, itself=data.draw(st.booleans()))
    dense = density(table, near)
    np.testing.assert_allclose(
        outlook(table, dense, worth), ((1 - table) * dense) @ worth, atol=1e-12
    )
    gain = outlook_gain(table, near, worth)
    np.testing.assert_allclose(gain, naive_gain(table, near, worth), atol=1e-12)
    net = outlook_gain(table, near, worth, net=True)
    np.testing.assert_allclose(net, gain - (1 - table) * dense * worth, atol=1e-12)


@pytest.mark.parametrize("itself", [True, False])
@pytest.mark.parametrize("kind", [bool, float, int])
def test_few_units_and_many_activities_are_the_same_the_shorter_way(
    kind: type, itself: bool
) -> None:
    rng = np.random.default_rng(5)
    chance = rng.random((20, 1)) * np.linspace(1, 0, 300)
    table: Table = (rng.random((20, 300)) < chance).astype(kind)
    table[3], table[:, 7] = 0, 0
    near, worth = proximity(table, itself=itself), rng.normal(size=300)
    whole, gain = density(table, near), outlook_gain(table, near, worth)
    shorter = density(table, near, of=table)
    np.testing.assert_allclose(shorter, whole, atol=1e-14)
    assert not shorter[3].any()
    assert not shorter[:, 7].any()
    again = outlook_gain(table, near, worth, minimum=True)
    np.testing.assert_allclose(again, gain, atol=1e-13)


def test_the_shorter_way_is_taken_and_needs_no_product_of_all_pairs() -> None:
    table = np.eye(4, 300)
    spoiled = proximity(table)
    # Blocks of neighbours in ubiquity are read; what lies outside them never is.
    spoiled[:100, 140:250] = 7.0
    spoiled[140:250, :100] = 7.0
    one = over_proximity(table, table, spoiled)
    np.testing.assert_allclose(one, over_proximity(table, None, proximity(table)))


@given(presences)
def test_the_net_gain_is_how_much_the_outlook_rises(table: Matrix) -> None:
    """Take an activity up, keep the proximity: the outlook moves by the net gain."""
    near = proximity(table)
    worth = np.linspace(-1, 1, table.shape[1])
    before = outlook(table, density(table, near), worth)
    gain = outlook_gain(table, near, worth, net=True)
    for u, a in zip(*np.nonzero(table == 0), strict=True):
        taken = table.copy()
        taken[u, a] = 1.0
        after = outlook(taken, density(taken, near), worth)
        assert after[u] - before[u] == pytest.approx(gain[u, a], abs=1e-12)


@given(amounts, st.data())
def test_variety_is_what_its_definition_reads(
    table: Matrix, data: st.DataObject
) -> None:
    size = table.shape[1]
    groups = data.draw(st.lists(st.sampled_from("ABC"), min_size=size, max_size=size))
    for given_table in (table, sparse.csr_array(table)):
        result = variety(given_table, groups)
        for u, row in enumerate(table):
            related, unrelated = naive_variety(row, groups)
            assert result.related[u] == pytest.approx(related, abs=1e-9)
            assert result.unrelated[u] == pytest.approx(unrelated, abs=1e-9)


def test_variety_of_even_shares_is_the_logarithm_of_their_number() -> None:
    result = variety(np.ones((1, 8)), list("AABBCCDD"))
    assert result.unrelated[0] == pytest.approx(2.0)
    assert result.related[0] == pytest.approx(1.0)


bad = np.array([[1.0, -1.0]])
lost = np.array([[1.0, np.nan]])


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (lambda: comparative_advantage(bad), "comparative_advantage must be finite"),
        (lambda: location_quotient(lost, np.ones(2)), "location_quotient must be"),
        (lambda: comparative_advantage(np.ones(3)), "Got 1 dimensions"),
        (lambda: presence(lost), "presence must be finite"),
        (lambda: presence(np.ones((1, 1)), 0.0), "must be above 0. Got 0.0"),
        (lambda: proximity(np.array([[2]])), "must be 0 or 1 in each cell"),
        (lambda: proximity(np.eye(2), "near"), "minimum, cosine, jaccard, assoc"),  # type: ignore[arg-type] # it is what is tested
        (lambda: cross_proximity(np.eye(2), np.eye(3)), "Got 2 and 3 rows"),
        (lambda: nearest_density(np.eye(2), np.eye(2), 0), "at least 1. Got 0"),
        (lambda: weighted_density(np.eye(2), np.eye(2), bad[0]), "at least 0"),
        (lambda: per_head_advantage(np.eye(2), np.ones(3)), "each of the 2 units"),
        (lambda: variety(np.eye(2), ["A"]), "each of the 2 activities. Got 1"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    work: Callable[[], object], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        work()
