"""The pace of take-up: learned from the past alone, and right where it is known."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pytest
from transfers.takeup.panels import panel, table

from omstilling.transfers.takeup import Panel, make_panel
from omstilling.transfers.takeup.history.panel import outcome, until
from omstilling.transfers.takeup.pace import learn_pace, windows


def weibull(shape: float) -> Panel:
    """First facts of 200 × 60 whose hazard is a power of the time since 2010."""
    draw = np.random.default_rng(4)
    passed = draw.exponential(size=(200, 60)) / 0.03
    when = passed ** (1 / shape)
    unit, activity = np.nonzero(when < 9)
    year = 2010 + when[unit, activity].astype(int)
    return make_panel(
        pl.DataFrame(
            {
                "unit": [f"u{one:03}" for one in unit],
                "activity": [f"a{one:02}" for one in activity],
                "year": year,
                "value": np.ones(len(unit)),
            }
        ),
        dataset="drawn",
        label_meaning="The first fact.",
        presence="any",
    )


@pytest.mark.parametrize("shape", [0.6, 1.0, 1.5])
def test_the_shape_that_was_drawn_is_found(shape: float) -> None:
    assert learn_pace(weibull(shape), 2018).shape == pytest.approx(shape, rel=0.1)


def test_steps_are_those_of_a_loop() -> None:
    whole = panel()
    counted: Counter[tuple[int, int]] = Counter()
    for step in learn_pace(whole, 2014).steps:
        counted[step.start, step.end] = step.taken
        past = until(whole, step.start)
        if step.end > step.start + 1:
            before = outcome(whole, past, step.before)
            left = int(before.candidates.sum() - before.taken.sum())
        else:
            left = int(past.absent.sum())
        assert step.candidates == left
        came = int(outcome(whole, past, step.end).taken.sum())
        so_far = sum(counted[step.start, year] for year in range(2010, step.end + 1))
        assert came == so_far


def test_windows_add_up_the_steps() -> None:
    whole = panel()
    for one in windows(learn_pace(whole, 2014), 2):
        came = outcome(whole, until(whole, one.start), one.end)
        assert one.end == one.start + 2
        assert one.candidates == came.candidates.sum()
        assert one.taken == came.taken.sum()


def test_nothing_after_the_cut_is_read() -> None:
    rows = table()
    early = learn_pace(panel(rows.filter(pl.col("year") <= 2014)), 2014)
    whole = learn_pace(panel(rows), 2014)
    assert (early.shape, early.steps) == (whole.shape, whole.steps)


def test_a_year_that_is_not_whole_counts_as_far_as_it_goes() -> None:
    rows = table()
    half = make_panel(
        rows, dataset="x", label_meaning="x", presence="rca", last_share=0.5
    )
    pace = learn_pace(half, 2014)
    assert pace.between(2014, 2018) == 3.5
    assert pace.between(2014, 2016) == 2.0
    assert pace.between(2018, 2022) == 4.0
    assert "single years" in pace.why_constant


def test_too_few_windows_leave_the_pace_constant_and_say_so() -> None:
    pace = learn_pace(panel(), 2011)
    assert pace.shape == 1.0
    assert "too few" in pace.why_constant
    assert pace.between(2011, 2014) == 3.0
