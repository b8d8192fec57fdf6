"""Nearness against loops, and what caution does where few places hold an activity."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from omstilling.strengths import Flags, Matrix
from omstilling.strengths.measures import proximity
from omstilling.transfers.nearness import kinds_of_pairs, nearness

PLACES, ACTIVITIES = 7, 5
KINDS = kinds_of_pairs(
    np.array(["22.1", "22.2", "25.6", "62.0", "62.1"]),
    np.array(["C", "C", "C", "J", "J"]),
)


def naive(presence: Matrix, caution: float) -> Matrix:
    holders = presence.sum(axis=0)
    places = max(1, int(presence.any(axis=1).sum()))

    def together(a: int, b: int) -> float:
        return float((presence[:, a] * presence[:, b]).sum())

    pairs = [(a, b) for a in range(ACTIVITIES) for b in range(ACTIVITIES) if a != b]
    lift = {}
    for kind in range(3):
        of_kind = [(a, b) for a, b in pairs if KINDS[a, b] == kind]
        chance = sum(holders[a] * holders[b] / places for a, b in of_kind)
        seen = sum(together(a, b) for a, b in of_kind)
        lift[kind] = seen / chance if chance > 0 else 1.0

    def given_one(a: int, b: int) -> float:
        expected = min(1.0, lift[int(KINDS[a, b])] * float(holders[b]) / places)
        return (together(a, b) + caution * expected) / (float(holders[a]) + caution)

    near = np.zeros((ACTIVITIES, ACTIVITIES))
    for a, b in pairs:
        if holders[a] and holders[b]:
            near[a, b] = min(given_one(a, b), given_one(b, a))
    return near


@given(arrays(np.bool_, (PLACES, ACTIVITIES)), st.sampled_from([0.5, 5.0, 10.0]))
def test_nearness_is_as_defined(presence: Flags, caution: float) -> None:
    found = nearness(presence.astype(float), KINDS, caution=caution)
    np.testing.assert_allclose(found, naive(presence.astype(float), caution))
    np.testing.assert_allclose(found, found.T)
    assert found.min() >= 0.0
    assert found.max() <= 1.0


@given(arrays(np.bool_, (PLACES, ACTIVITIES)))
def test_without_caution_it_is_the_usual_proximity(presence: Flags) -> None:
    table = presence.astype(float)
    np.testing.assert_allclose(nearness(table, KINDS, caution=0.0), proximity(table))


def test_one_place_says_less_than_many() -> None:
    """Two activities of one place are no nearer than two of twenty that always meet."""
    presence = np.zeros((100, 4))
    presence[0, :2] = 1.0
    presence[1:21, 2:] = 1.0
    kinds = np.zeros((4, 4), dtype=np.intp)
    assert proximity(presence)[0, 1] == proximity(presence)[2, 3] == 1.0
    near = nearness(presence, kinds)
    assert near[0, 1] < 0.5 * near[2, 3]


def test_pairs_are_of_one_division_of_one_section_or_of_neither() -> None:
    assert KINDS[0, 1] == KINDS[3, 4] == 2
    assert KINDS[0, 2] == 1
    assert KINDS[0, 3] == 0
