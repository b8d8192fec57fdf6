"""Nothing later is seen, and what is said of the ranking is right."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from transfers.takeup.panels import panel, table

from omstilling.cli import main
from omstilling.errors import InputError, UsageError
from omstilling.transfers.takeup import (
    backtest,
    probabilities,
    read_dataset,
    read_table,
)
from omstilling.transfers.takeup.features import evidence, evidence_apart
from omstilling.transfers.takeup.history.panel import outcome, until
from omstilling.transfers.takeup.protocols import Protocol, run_folds, window_before

ASKED = {"cut": 2014, "horizon": 4, "seed": 1, "count": 20}


def noise_after(rows: pl.DataFrame, cut: int) -> pl.DataFrame:
    draw = np.random.default_rng(9)
    later = (rows["year"] > cut).to_numpy()
    value = np.where(later, draw.integers(1, 99, len(later)), rows["value"].to_numpy())
    unit = rows["unit"].to_numpy().copy()
    unit[later] = draw.permutation(unit[later])
    return rows.with_columns(unit=pl.Series(unit), value=pl.Series(value.astype(float)))


@pytest.mark.parametrize("protocol", ["later", "places-out"])
def test_noise_after_the_cut_changes_no_score(protocol: Protocol) -> None:
    rows = table()
    _, honest = run_folds(panel(rows), 2014, 4, protocol)
    _, noisy = run_folds(panel(noise_after(rows, 2014)), 2014, 4, protocol)
    for one, other in zip(honest, noisy, strict=True):
        for name, scored in one.methods.items():
            assert scored.score.tobytes() == other.methods[name].score.tobytes(), name
            assert (
                scored.probability.tobytes()
                == other.methods[name].probability.tobytes()
            ), name


def test_shuffled_labels_bring_average_precision_to_the_base_rate() -> None:
    from omstilling.transfers.takeup.scores import all_scores, resamples

    whole = panel()
    _, (fold,) = run_folds(whole, 2014, 4, "later")
    came = outcome(whole, fold.evidence.past, 2018)
    score = fold.methods["logistic regression"].score[came.candidates]
    label, place = came.taken[came.candidates], np.nonzero(came.candidates)[0]
    draw = np.random.default_rng(3)
    found = [
        all_scores(
            score,
            score,
            draw.permutation(label),
            place,
            resamples(place, seed=1, count=0),
        )["average_precision"][0]
        for _ in range(30)
    ]
    assert abs(np.mean(found) - label.mean()) < 0.25 * label.mean()


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = table()
    mixed = rows.sample(fraction=1.0, shuffle=True, seed=5)
    assert backtest(panel(rows), **ASKED) == backtest(panel(mixed), **ASKED)  # type: ignore[arg-type] # the dict holds ints


def test_there_is_one_ranker_and_every_measure_lies_in_its_interval() -> None:
    told = backtest(panel(), cut=2014, horizon=4, seed=1, count=50)
    kinds = [one["kind"] for one in told["methods"]]
    assert kinds.count("ranker") == 1
    assert kinds.count("baseline") == 7
    ranker = told["methods"][0]
    assert ranker["average_precision"]["value"] > 0
    assert told["difference"]["low"] <= told["difference"]["high"]
    assert 0 < told["positives"] < told["candidates"]


def test_places_out_learns_proximity_without_the_places_it_scores() -> None:
    whole = panel()
    _, folds = run_folds(whole, 2014, 4, "places-out")
    scored = np.sum([fold.scored_units.astype(int) for fold in folds], axis=0)
    assert (scored == 1).all(), "each unit is scored once"
    fold = folds[0]
    out = set(np.array(fold.evidence.past.units)[fold.scored_units])
    less = table().filter(~pl.col("unit").is_in(sorted(out)))
    past = until(panel(less), 2014)
    popular = dict(zip(past.activities, past.held.sum(axis=0), strict=True))
    shown = fold.methods["popularity"].score[0]
    for activity, holders in zip(fold.evidence.past.activities, shown, strict=True):
        assert holders == popular.get(activity, 0), activity


def test_what_teaches_is_made_as_what_is_scored() -> None:
    whole = panel()
    fold = np.array([int(group) for group in whole.groups])
    fitted = fold != 5
    apart = evidence_apart(whole, 2014, fitted=fitted, fold=fold)
    for one in range(6):
        alone = evidence(whole, 2014, fitted=fitted & (fold != one))
        rows = np.flatnonzero((fold == one)[apart.past.rows])
        assert len(rows)
        for name, value in apart.values.items():
            assert np.array_equal(value[rows], alone.values[name][rows]), name


def test_one_fold_alone_teaches_as_it_is() -> None:
    whole = panel()
    together = np.zeros(len(whole.units), dtype=int)
    fitted = np.ones(len(whole.units), dtype=bool)
    apart = evidence_apart(whole, 2014, fitted=fitted, fold=together)
    for name, value in evidence(whole, 2014).values.items():
        assert np.array_equal(value, apart.values[name]), name


def test_features_as_of_a_year_do_not_depend_on_later_rows() -> None:
    rows = table()
    cut = evidence(panel(rows.filter(pl.col("year") <= 2012)), 2012)
    whole = evidence(panel(rows), 2012)
    assert cut.values.keys() == whole.values.keys()
    for name, value in whole.values.items():
        assert np.array_equal(value, cut.values[name]), name


def test_probabilities_are_shares_and_rise_with_the_horizon() -> None:
    short = probabilities(panel(), as_of=2016, horizon=2)
    long = probabilities(panel(), as_of=2016, horizon=4)
    assert short["probability"].drop_nulls().is_between(0, 1).all()
    assert short.filter(~pl.col("absent"))["probability"].null_count() > 0
    assert long["probability"].mean() > short["probability"].mean()  # type: ignore[operator] # both are floats


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"cut": 2030, "horizon": 1}, "2010–2018"),
        ({"cut": 2017, "horizon": 4}, "cannot be tested"),
        ({"cut": 2010, "horizon": 2}, "no window before"),
        ({"cut": 2014, "horizon": 0}, "horizon"),
    ],
)
def test_a_cut_outside_the_data_is_a_clear_error(
    asked: dict[str, int], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        backtest(panel(), **asked)  # type: ignore[arg-type] # the dict holds ints


def test_too_few_take_ups_are_a_clear_error() -> None:
    few = table().filter(pl.col("unit").str.starts_with("1/"))
    few = few.filter(pl.col("activity") < "11")
    with pytest.raises(UsageError, match="take-ups among"):
        backtest(panel(few), cut=2014, horizon=4)


def test_an_activity_first_seen_after_the_cut_is_left_out_and_named() -> None:
    new = pl.DataFrame(
        {"unit": ["0/u00"], "activity": ["99.9"], "year": [2016], "value": [1.0]}
    )
    told = backtest(panel(pl.concat([table(), new])), cut=2014, horizon=4, count=5)
    assert "1 activities not seen by the cut" in map(str, told["left_out"])


def test_stock_panels_need_an_advantage_to_hold() -> None:
    whole = panel(presence="rca")
    past = until(whole, 2014)
    assert not (past.held & past.absent).any()
    assert window_before(whole, 2014, 4).start == 2010


def test_bad_rows_of_a_table_are_set_aside_and_told(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    rows = table().with_columns(pl.all().cast(pl.String))
    bad = pl.DataFrame(
        {"unit": ["x"], "activity": ["y"], "year": ["later"], "value": ["-1"]}
    )
    pl.concat([rows, bad]).write_csv(path)
    read = read_table(path, presence="any")
    assert "1 rows of long.csv" in str(read.notes[0])
    assert "'year': 'later'" in str(read.notes[0])
    path.write_text("unit;activity\n")
    with pytest.raises(InputError, match="no column"):
        read_table(path, presence="any")


@pytest.mark.parametrize("presence", ["any", "rca"])
def test_the_command_answers_for_any_long_table(
    presence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "long.parquet"
    table().write_parquet(path)
    asked = ["backtest", "--table", str(path), "--cut", "2014", "--horizon", "4"]
    for form in ("json", "html", "table"):
        with pytest.raises(SystemExit) as left:
            main([*asked, "--presence", presence, "--format", form])
        out = capsys.readouterr().out
        assert left.value.code == 0
        if form == "json":
            told = json.loads(out)
            assert {"methods", "difference", "candidates", "snapshot"} <= told.keys()
        if form == "html":
            assert "<svg" in out
            assert "<title" in out
    with pytest.raises(SystemExit) as left:
        main(["backtest", "--cut", "2014", "--horizon", "4"])
    assert left.value.code == 2


@pytest.mark.data
@pytest.mark.parametrize(
    ("level", "shape", "candidates", "taken"),
    [(2, (429, 79), 28_549, 1_935), (3, (429, 230), 92_201, 3_063)],
)
def test_the_universe_of_the_awards_is_the_one_described(
    real_data: Path, level: int, shape: tuple[int, int], candidates: int, taken: int
) -> None:
    awards = read_dataset(real_data, "awards", level=level)
    past = until(awards, 2014)
    came = outcome(awards, past, 2018)
    assert past.counts.shape == shape
    assert (int(came.candidates.sum()), int(came.taken.sum())) == (candidates, taken)


@pytest.mark.data
@pytest.mark.parametrize("protocol", ["later", "places-out"])
def test_the_ranking_beats_every_baseline_on_the_awards(
    real_data: Path, protocol: Protocol
) -> None:
    awards = read_dataset(real_data, "awards", level=3)
    told = backtest(awards, cut=2014, horizon=4, protocol=protocol, count=50)
    assert told["difference"]["low"] > 0
    assert told["ablation"]["average_precision"]["value"] > 0


@pytest.mark.data
def test_participations_count_from_the_signing(real_data: Path) -> None:
    panels = read_dataset(real_data, "participations")
    assert panels.years[0] == 2014
    assert (panels.projects.is_empty(), panels.presence) == (True, "any")
