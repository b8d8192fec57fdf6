"""Nothing after the cut is seen, whatever the data set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from transfers.takeup.panels import panel, table

from omstilling.transfers.takeup import Panel, read_dataset, read_table
from omstilling.transfers.takeup.history.panel import Presence, outcome, until
from omstilling.transfers.takeup.protocols import RANKER, Protocol, run_folds
from omstilling.transfers.takeup.scores import Ranking, average_precision

ASKED = {
    "awards": (2014, 4),
    "participations": (2017, 4),
    "trade": (2007, 10),
}


def with_noise(whole: Panel, cut: int) -> Panel:
    """All that comes after the cut, replaced by what has no sense."""
    draw = np.random.default_rng(7)
    late = np.array([year > cut for year in whole.years])
    values = whole.values.copy()
    shape = values[late].shape
    values[late] = draw.integers(0, 3, shape) * (draw.random(shape) < 0.2)

    def scrambled(rows: pl.DataFrame) -> pl.DataFrame:
        known = rows.filter(pl.col("year") <= cut)
        unknown = rows.filter(pl.col("year") > cut)
        mixed = [unknown[name].shuffle(seed=at) for at, name in enumerate(rows.columns)]
        return pl.concat([known, pl.DataFrame(mixed)])

    return replace(
        whole,
        values=values,
        records=scrambled(whole.records),
        projects=scrambled(whole.projects),
    )


def assert_nothing_leaks(
    whole: Panel, cut: int, horizon: int, protocol: Protocol
) -> None:
    _, honest = run_folds(whole, cut, horizon, protocol)
    _, noisy = run_folds(with_noise(whole, cut), cut, horizon, protocol)
    for one, other in zip(honest, noisy, strict=True):
        for name, scored in one.methods.items():
            for kind in ("score", "raw", "probability"):
                mine, theirs = getattr(scored, kind), getattr(other.methods[name], kind)
                assert mine.tobytes() == theirs.tobytes(), (name, kind)


@pytest.mark.data
@pytest.mark.parametrize("dataset", ASKED)
def test_noise_after_the_cut_changes_no_score_of_the_registers(
    dataset: str, real_data: Path
) -> None:
    cut, horizon = ASKED[dataset]
    whole = read_dataset(real_data, dataset, level=2)
    assert_nothing_leaks(whole, cut, horizon, "later")


@pytest.mark.data
def test_nothing_leaks_into_places_either(real_data: Path) -> None:
    whole = read_dataset(real_data, "participations")
    assert_nothing_leaks(whole, 2017, 4, "places-out")


@pytest.mark.parametrize("presence", ["any", "rca"])
@pytest.mark.parametrize("protocol", ["later", "places-out"])
def test_noise_after_the_cut_changes_no_score_of_a_table(
    presence: str, protocol: Protocol
) -> None:
    assert_nothing_leaks(panel(presence=presence), 2014, 4, protocol)


NEW = {
    "units": [(f"9/z{at}", "10.1", 2016, 3.0) for at in range(12)],
    "a short code": [("0/u00", "9", 2016, 3.0)],
    "codes of another kind": [("0/u00", f"X{at}Y", 2016, 3.0) for at in range(40)],
}


@pytest.mark.parametrize("new", NEW)
@pytest.mark.parametrize("presence", ["any", "rca"])
@pytest.mark.parametrize("protocol", ["later", "places-out"])
def test_what_is_first_seen_after_the_cut_changes_no_score(
    presence: Presence, protocol: Protocol, new: str, tmp_path: Path
) -> None:
    late = pl.DataFrame(NEW[new], schema=table().schema, orient="row")
    found = []
    for rows in (table(), pl.concat([table(), late])):
        path = tmp_path / "long.csv"
        grouped = rows.with_columns(group=pl.col("unit").str.split("/").list.first())
        grouped.write_csv(path)
        _, folds = run_folds(read_table(path, presence=presence), 2014, 4, protocol)
        found.append([fold.methods[RANKER].probability for fold in folds])
    for known, surprised in zip(*found, strict=True):
        assert known.tobytes() == surprised.tobytes()


@pytest.mark.data
def test_participations_are_known_from_the_signing_and_not_before(
    real_data: Path,
) -> None:
    whole = read_dataset(real_data, "participations")
    awards = read_dataset(real_data, "awards", level=2)
    first = awards.projects.group_by("project").agg(pl.col("year").min())
    assert first["year"].min() == 2014
    for year in (2013, 2014, 2016):
        seen = until(awards, min(year, 2018)).projects
        assert (seen["year"] <= year).all()
        if year in whole.years:
            past = until(whole, year)
            assert (past.records["year"] <= year).all()
            assert past.counts.sum() == pytest.approx(
                whole.values[: whole.years.index(year) + 1].sum()
            )


@pytest.mark.parametrize("presence", ["any", "rca"])
def test_permuted_labels_bring_average_precision_to_the_base_rate(
    presence: str,
) -> None:
    whole = panel(presence=presence)
    _, (fold,) = run_folds(whole, 2014, 4, "later")
    came = outcome(whole, fold.evidence.past, 2018)
    label = came.taken[came.candidates]
    draw = np.random.default_rng(3)
    for name, scored in fold.methods.items():
        score = scored.score[came.candidates]
        found = [
            average_precision(
                *Ranking.of(score, draw.permutation(label)).steps(np.ones(len(label)))
            )
            for _ in range(40)
        ]
        assert abs(np.mean(found) - label.mean()) < 0.25 * label.mean(), name


def test_the_order_of_the_rows_of_a_file_changes_nothing(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    table().write_csv(one)
    table().sample(fraction=1.0, shuffle=True, seed=5).write_csv(other)
    ours, theirs = (read_table(path, presence="any") for path in (one, other))
    assert ours.digest() == theirs.digest()
