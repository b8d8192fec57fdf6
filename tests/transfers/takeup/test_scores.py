"""The measures agree with scikit-learn's and with naive twins."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from omstilling.transfers.takeup.hazard import with_mean, within
from omstilling.transfers.takeup.relatedness import nearest_held, nearness
from omstilling.transfers.takeup.scores import all_scores, interval, resamples


@given(seed=st.integers(0, 10_000), kinds=st.integers(2, 60))
def test_measures_are_those_of_scikit_learn(seed: int, kinds: int) -> None:
    draw = np.random.default_rng(seed)
    score = draw.integers(0, kinds, 300) / kinds
    taken = draw.random(300) < 0.1 + 0.5 * score
    place = draw.integers(0, 12, 300)
    drawn = resamples(place, seed=seed, count=3)
    told = all_scores(score, score, taken, place, drawn)
    for at, row in enumerate(drawn.weights):
        weight = row[drawn.cluster]
        if not weight @ taken or not weight @ ~taken:
            continue
        wanted = average_precision_score(taken, score, sample_weight=weight)
        assert np.isclose(told["average_precision"][at], wanted)
        wanted = roc_auc_score(taken, score, sample_weight=weight)
        assert np.isclose(told["roc_auc"][at], wanted)
    steps = [f1_score(taken, score >= edge) for edge in np.unique(score)]
    assert np.isclose(told["best_f1"][0], max(steps))
    assert np.isclose(told["brier"][0], np.mean((score - taken) ** 2))


def test_precision_at_the_top_is_what_a_list_would_show() -> None:
    score = np.arange(2000, 0, -1) / 2000
    taken = np.arange(2000) % 4 == 0
    place = np.zeros(2000, dtype=int)
    told = all_scores(score, score, taken, place, resamples(place, seed=1, count=0))
    assert told["precision_at_100"][0] == 0.25
    assert told["precision_at_1000"][0] == 0.25
    assert told["precision_at_10_per_place"][0] == 0.3


def test_the_interval_holds_the_middle_of_the_resamples() -> None:
    found = interval(np.array([5.0, *range(1001)]))
    assert (found.value, found.low, found.high) == (5.0, 25.0, 975.0)


@given(st.floats(0, 0.99), st.integers(1, 9), st.integers(1, 9))
def test_two_horizons_in_a_row_are_their_sum(p: float, one: int, other: int) -> None:
    whole = within(np.array([p]), learned=1, asked=one + other)
    stays = [1 - within(np.array([p]), learned=1, asked=h) for h in (one, other)]
    assert np.allclose(1 - whole, stays[0] * stays[1])


def test_the_base_rate_is_kept_and_the_order_too() -> None:
    raw = np.array([0.01, 0.2, 0.4])
    kept = with_mean(raw, raw, 0.1)
    assert np.isclose(kept.mean(), 0.1)
    assert (np.diff(kept) > 0).all()


def test_nearness_and_nearest_are_those_of_a_loop() -> None:
    held = (np.random.default_rng(2).random((9, 7)) < 0.4).astype(float)
    near = nearness(held, "minimum")
    for a in range(7):
        for b in range(7):
            most = max(held[:, a].sum(), held[:, b].sum())
            both = (held[:, a] * held[:, b]).sum()
            assert near[a, b] == (both / most if a != b and most else 0)
    first, several = nearest_held(held, near, 3)
    for unit in range(9):
        for a in range(7):
            mine = sorted(near[held[unit] > 0, a], reverse=True)
            assert first[unit, a] == (mine[0] if mine else 0)
            assert np.isclose(several[unit, a], sum(mine[:3]))
