"""Probabilities from today on: what each kind of receiver is told, and what not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from transfers.takeup.lands import written
from transfers.takeup.panels import table

from omstilling import evidence
from omstilling.errors import UsageError
from omstilling.strengths import Landscape, landscape
from omstilling.transfers import find_transfers
from omstilling.transfers.changes import changes
from omstilling.transfers.receivers import Receivers, receivers
from omstilling.transfers.takeup import (
    current_of_lists,
    current_of_sectors,
    current_probabilities,
    outlook,
    probabilities,
    read_dataset,
)
from omstilling.transfers.takeup.history.panel import outcome, until
from omstilling.transfers.takeup.protocols import RANKER, run_folds
from omstilling.transfers.takeup.today.panels import (
    MEMBERS,
    PLACE,
    SECTOR,
    TERRITORY,
    last_share,
    of_places,
    of_sectors,
)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Landscape:
    """A landscape with enough history to learn from."""
    return landscape(written(tmp_path_factory.mktemp("store")))


@pytest.fixture(scope="module")
def takers(grown: Landscape) -> Receivers:
    return receivers(grown)


def test_municipalities_are_told_what_the_panel_tells(grown: Landscape) -> None:
    found = current_probabilities(grown, horizon=4)
    panel = of_places(grown)
    plain = probabilities(panel, as_of=2018, horizon=4).drop_nulls("probability")
    told = found.table().drop_nulls("probability")
    assert told.height == plain.height > 100
    both = told.join(plain, on=["unit", "activity"])
    assert (both["probability"] == both["probability_right"]).all()
    assert (found.as_of, found.training.end if found.training else 0) == (2018, 2018)
    assert "probabilities" in repr(found)


def test_a_probability_is_there_or_the_reason_for_none_is(grown: Landscape) -> None:
    for found in (
        current_probabilities(grown),
        current_of_sectors(grown),
        current_of_lists(grown, ["fisk"]),
    ):
        known = np.isfinite(found.probability)
        assert ((found.why_not == "") == known).all()
        inside = found.probability[known]
        assert ((inside >= 0) & (inside <= 1)).all()
        assert known.any() != bool(found.not_learned)
        assert not known.all()


def test_what_a_place_has_is_not_taken_up_again(grown: Landscape) -> None:
    found = current_probabilities(grown)
    assert (found.why_not[grown.counts > 0] == PLACE.holds).all()


def test_a_territory_takes_up_what_one_of_its_places_does(
    grown: Landscape, takers: Receivers
) -> None:
    places = current_probabilities(grown)
    told = outlook(grown, takers)
    county = int(np.flatnonzero(takers.kinds == "county")[0])
    for column, found in enumerate(told.probability[county]):
        missing = [
            places.probability[grown.place_index[place], column]
            for place in takers.territories[county]
        ]
        able = [one for one in missing if np.isfinite(one)]
        if able:
            assert np.isclose(found, 1 - np.prod([1 - one for one in able]))
        else:
            assert told.why_not[county, column] == TERRITORY.holds
    meanings = dict(zip(takers.kinds, told.label_meanings, strict=True))
    assert meanings["county"] == TERRITORY.meaning
    assert meanings["sector"] == SECTOR.meaning


def test_a_sector_holds_what_three_of_its_organisations_have(grown: Landscape) -> None:
    panel = of_sectors(grown)
    assert panel is not None
    main = dict(grown.organisations.select("organisation", "activity").iter_rows())
    first: dict[tuple[str, str], dict[str, int]] = {}
    facts = grown.evidence.select("organisation", "code", "year").sort("year")
    for organisation, code, year in facts.iter_rows():
        by = first.setdefault((main[organisation][:2], code), {})
        by.setdefault(organisation, year)
    for (division, code), by in first.items():
        third = sorted(by.values())[2] if len(by) > 2 else 9999
        for year in panel.years:
            past = until(panel, year)
            known = division in past.units and code in past.activities
            held = known and bool(
                past.held[past.units.index(division), past.activities.index(code)]
            )
            assert held == (third <= year), (division, code, year)


@pytest.mark.data
def test_sectors_are_learned_where_the_registers_are_there(
    real_data: Path, tmp_path: Path
) -> None:
    found = current_of_sectors(landscape(evidence.build(tmp_path, data=real_data)))
    known = np.isfinite(found.probability)
    assert known.mean() > 0.5
    assert not found.not_learned
    assert found.probability[known].max() < 1


def test_a_list_of_members_is_seen_as_a_municipality(
    grown: Landscape, takers: Receivers
) -> None:
    found = current_of_lists(grown, ["fisk"])
    theirs = grown.evidence.join(
        grown.members.select("organisation"), on="organisation"
    )["code"].unique()
    for column, code in enumerate(grown.activity_codes):
        holds = code in theirs
        assert (found.why_not[0, column] == MEMBERS.holds) == holds
        assert np.isnan(found.probability[0, column]) == holds
    row = int(np.flatnonzero(takers.ids == "fisk")[0])
    told = outlook(grown, takers)
    assert np.array_equal(told.probability[row], found.probability[0], equal_nan=True)
    assert told.label_meanings[row] == MEMBERS.meaning


def test_a_list_changes_nothing_for_municipalities(grown: Landscape) -> None:
    before = current_probabilities(grown).probability.copy()
    current_of_lists(grown, ["fisk"])
    assert before.tobytes() == current_probabilities(grown).probability.tobytes()


def test_too_few_take_ups_give_no_probability_and_say_so(land: Landscape) -> None:
    found = current_probabilities(land)
    assert np.isnan(found.probability).all()
    assert found.not_learned == "too few cases with and without a take-up are known"
    assert set(found.why_not.ravel()) == {found.not_learned}
    told = outlook(land, receivers(land))
    assert np.isnan(told.probability).all()
    assert (told.why_not != "").all()
    assert "too few cases" in repr(found)


def test_one_period_gives_no_probability_and_says_so(tmp_path: Path) -> None:
    one = table().filter(pl.col("year") == 2014)
    found = current_probabilities(landscape(written(tmp_path, one)))
    assert found.not_learned == "too few years are known to learn from"
    assert (found.why_not == found.not_learned).all()


def test_the_bundle_teaches_municipalities_but_no_sectors(tmp_path: Path) -> None:
    bundle = landscape(evidence.build(tmp_path))
    found = current_probabilities(bundle)
    assert found.training is not None
    assert (found.as_of, found.training.start) == (2018, 2016)
    assert np.isfinite(found.probability).mean() > 0.8
    told = outlook(bundle, receivers(bundle))
    sectors = receivers(bundle).kinds == "sector"
    assert np.isnan(told.probability[sectors]).all()
    assert (told.why_not[sectors] != "").all()
    assert last_share(bundle) == 1.0, "the cells tell whole periods"


def test_the_last_year_counts_as_far_as_the_list_goes(land: Landscape) -> None:
    assert last_share(land) == 365 / 366


def test_a_horizon_out_of_range_is_refused(grown: Landscape) -> None:
    for function in (current_probabilities, current_of_sectors):
        with pytest.raises(UsageError, match="horizon"):
            function(grown, horizon=0)


@pytest.mark.data
def test_what_counties_take_up_is_what_their_places_let_expect(real_data: Path) -> None:
    awards = read_dataset(real_data, "awards", level=3)
    _, (fold,) = run_folds(awards, 2014, 4, "later", compare=False)
    past = fold.evidence.past
    came = outcome(awards, past, 2018)
    stays = np.where(came.candidates, 1 - fold.methods[RANKER].probability, 1.0)
    expected, observed = [], []
    for county in sorted(set(past.groups)):
        rows = np.array([group == county for group in past.groups])
        able = came.candidates[rows].any(axis=0)
        expected.append((1 - stays[rows].prod(axis=0))[able])
        observed.append(came.taken[rows].any(axis=0)[able])
    told, found = np.concatenate(expected), np.concatenate(observed)
    assert abs(told.mean() / found.mean() - 1) < 0.05
    for fifth in np.array_split(np.argsort(told, kind="stable"), 5):
        assert abs(told[fifth].mean() - found[fifth].mean()) < 0.05


def test_the_improbable_is_listed_only_when_asked_for(tmp_path: Path) -> None:
    bundle = landscape(evidence.build(tmp_path))
    every, likely = (
        find_transfers(
            bundle,
            any_sector=True,
            limit=100_000,
            diversity=0.0,
            least_probability=least,
        )
        for least in (0.0, 0.01)
    )
    unlikely = pl.col("probability") < 0.01
    kept = every.filter(unlikely.not_().fill_null(value=True))
    assert 0 < likely.height == kept.height < every.height
    assert likely["id"].to_list() == kept["id"].to_list()
    assert likely["score"].to_list() == kept["score"].to_list(), "ranks stay the same"
    assert likely["probability"].null_count() == every["probability"].null_count() > 0
    within = ~pl.col("crosses")
    for listed, row in (
        (likely, likely.filter(within).row(-1, named=True)),
        (every, every.filter(within & unlikely).row(0, named=True)),
    ):
        stands = changes(bundle, row)
        higher = (listed["score"] > row["score"] + 1e-9).sum()
        assert (stands.place, stands.among) == (higher + 1, listed.height)


def test_a_least_probability_out_of_range_is_refused(grown: Landscape) -> None:
    with pytest.raises(UsageError, match=r"'least_probability' .* Got 2 instead"):
        find_transfers(grown, least_probability=2)
