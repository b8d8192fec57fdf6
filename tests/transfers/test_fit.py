"""Fit against loops, its test on later projects, and the curve of distance."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import average_precision_score, roc_auc_score

from omstilling import evidence
from omstilling.errors import InputError, UsageError
from omstilling.strengths import Flags, Landscape, Matrix, landscape
from omstilling.transfers import find_transfers
from omstilling.transfers.fit.accuracy import Scored, draws, measured
from omstilling.transfers.fit.curve import curve
from omstilling.transfers.fit.foretold import foretold, pairs_until
from omstilling.transfers.fit.ingredients import (
    kilometres,
    likeness,
    shared_projects,
)
from omstilling.transfers.fit.joined import fit_of
from omstilling.transfers.fit.page import curves_table, scores_table

PROJECT = np.array([0, 0, 0, 1, 1, 2])


@given(arrays(np.bool_, (3, 6)), arrays(np.bool_, (4, 6)))
def test_a_project_is_shared_by_two_organisations_not_by_one(
    givers: Flags, takers: Flags
) -> None:
    found = shared_projects(givers, takers, PROJECT)
    for g, t in np.ndindex(3, 4):
        expected = sum(
            any(
                givers[g, a] and takers[t, b] and a != b
                for a in np.flatnonzero(project == PROJECT)
                for b in np.flatnonzero(project == PROJECT)
            )
            for project in range(3)
        )
        assert found[g, t] == expected


def test_distances_are_those_along_the_ground() -> None:
    oslo, bergen = [59.91, 10.75], [60.39, 5.32]
    found = kilometres(np.array([oslo]), np.array([oslo, bergen, [np.nan, np.nan]]))
    assert found[0, 0] == 0.0
    assert found[0, 1] == pytest.approx(305, abs=3)
    assert np.isnan(found[0, 2])


def test_likeness_is_the_cosine_of_square_roots() -> None:
    counts = np.array([[4.0, 9.0, 0.0], [0.0, 0.0, 2.0], [0.0, 0.0, 0.0]])
    found = likeness(counts, counts)
    np.testing.assert_allclose(found, [[1, 0, 0], [0, 1, 0], [0, 0, 0]], atol=1e-12)
    mixed = likeness(counts[:1], np.array([[1.0, 0.0, 1.0]]))
    assert mixed[0, 0] == pytest.approx(2 / np.sqrt(13 * 2))


def test_what_is_not_known_says_nothing_of_fit() -> None:
    everybody = np.ones((1, 3), np.bool_)
    nothing = np.full((1, 3), np.nan)
    alike = np.array([[0.1, 0.5, 0.9]])
    one = fit_of({"shared": nothing, "likeness": alike, "near": nothing}, everybody)
    np.testing.assert_allclose(one, [[1 / 6, 3 / 6, 5 / 6]])
    none = fit_of(dict.fromkeys(("shared", "likeness", "near"), nothing), everybody)
    assert np.isnan(none).all()


def test_more_shared_projects_never_fit_less() -> None:
    everybody = np.ones((1, 4), np.bool_)
    known = {
        "shared": np.array([[0.0, 1.0, 2.0, 3.0]]),
        "likeness": np.full((1, 4), 0.5),
        "near": np.full((1, 4), -10.0),
    }
    assert (np.diff(fit_of(known, everybody)[0]) > 0).all()


# -- The test on later projects --------------------------------------------------------

scores_ = arrays(np.float64, 12, elements=st.sampled_from([0.0, 0.25, 0.5, 1.0]))
weights_ = arrays(np.float64, 12, elements=st.sampled_from([0.0, 1.0, 2.0]))


@given(scores_, arrays(np.bool_, 12), weights_)
def test_measures_agree_with_scikit_learn(
    score: Matrix, came: Flags, weights: Matrix
) -> None:
    seen = came[weights > 0]
    found = Scored.of(score).measures(came, weights)
    if seen.all() or not seen.any():
        assert np.isnan(found).all()
        return
    precision = average_precision_score(came, score, sample_weight=weights)
    area = roc_auc_score(came, score, sample_weight=weights)
    assert found == pytest.approx((precision, area))


def test_a_score_of_size_alone_finds_nothing_among_pairs_of_like_size() -> None:
    rng = np.random.default_rng(1)
    strata = np.repeat(np.arange(10), 60)
    came = rng.random(600) < strata / 12
    found = measured(strata.astype(float), came, np.ones((3, 600)), strata)
    assert found["roc_auc"]["value"] > 0.7
    assert found["auc_among_like_size"]["value"] == 0.5


@pytest.mark.parametrize(
    ("linear", "quadratic", "said"),
    [
        (0.0, -1.5, "inverted U"),
        (-2.0, 0.0, "falling"),
        (2.0, 0.0, "rising"),
        (0.0, 0.0, "flat"),
    ],
)
def test_the_curve_is_found_again_that_made_the_data(
    linear: float, quadratic: float, said: str
) -> None:
    rng = np.random.default_rng(7)
    distance, place = rng.normal(size=6000), rng.integers(0, 60, 6000)
    odds = -1.0 + linear * distance + quadratic * distance**2
    came = rng.random(6000) < 1 / (1 + np.exp(-odds))
    weights = draws(60, seed=1, count=40)[:, place]
    found = curve(distance, came, [rng.normal(size=6000)], weights)
    assert found["shape"] == said
    assert found["quadratic"]["low"] <= found["quadratic"]["value"]
    if quadratic:
        assert found["quadratic"]["value"] == pytest.approx(quadratic, rel=0.15)


def test_a_curve_that_turns_where_nothing_is_seen_is_no_inverted_u() -> None:
    rng = np.random.default_rng(3)
    distance, place = rng.uniform(0, 1, 9000), rng.integers(0, 60, 9000)
    odds = 1.0 - 1.5 * (distance + 1.5) ** 2 / 2
    came = rng.random(9000) < 1 / (1 + np.exp(-odds))
    found = curve(distance, came, [], draws(60, seed=1, count=30)[:, place])
    assert found["shape"] == "falling"


def test_without_projects_fit_cannot_be_tested(land: Landscape) -> None:
    with pytest.raises(InputError, match="no joint project is known") as caught:
        foretold(land, cut=2014, awards_cut=2014, seed=1)
    assert caught.value.hint
    with pytest.raises(UsageError, match="'cut' parameter of foretold"):
        foretold(land, cut=14, awards_cut=2014, seed=1)


def test_without_projects_the_other_ingredients_make_the_fit(land: Landscape) -> None:
    table = find_transfers(land, any_sector=True, diversity=0.0, limit=1000)
    assert table["shared_projects"].is_null().all()
    assert table["fit"].is_not_null().all()


@pytest.fixture(scope="module")
def real_land(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Landscape:
    return landscape(evidence.build(tmp_path_factory.mktemp("fit"), data=real_data))


@pytest.mark.data
def test_nothing_after_the_cut_is_known_to_fit(real_land: Landscape) -> None:
    early, late = pairs_until(real_land, 2016), pairs_until(real_land, 2018)
    assert early.known["shared"].sum() < late.known["shared"].sum()
    assert early.came.sum() > late.came.sum()


@pytest.mark.data
def test_fit_says_something_beside_size_on_real_projects(real_land: Landscape) -> None:
    answer = foretold(real_land, cut=2018, awards_cut=2014, seed=2015)
    assert answer == json.loads(json.dumps(answer))
    scores = {one["name"]: one for one in answer["all_pairs"]["scores"]}
    assert answer["all_pairs"]["pairs"] > answer["first_time"]["pairs"]
    assert scores["fit, joined"]["auc_among_like_size"]["low"] > 0.5
    assert (
        scores["size × size, with fit"]["average_precision"]["value"]
        > scores["size × size"]["average_precision"]["value"]
    )
    assert scores_table(answer).height == scores_table(answer, rounded=True).height
    assert curves_table(answer)["shape"].to_list() == [
        one["shape"] for one in answer["curves"].values()
    ]
