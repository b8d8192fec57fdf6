"""What became of transfers teaches, from its day on and not before."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from transfers.takeup.lands import place_of, written
from transfers.takeup.panels import panel, table

from omstilling import store
from omstilling.strengths import landscape
from omstilling.tables import Outcome
from omstilling.transfers.receivers import receivers
from omstilling.transfers.takeup import backtest, outlook
from omstilling.transfers.takeup.features import evidence
from omstilling.transfers.takeup.history.outcomes import OR_RECORDED, with_outcomes
from omstilling.transfers.takeup.history.panel import outcome, until
from omstilling.transfers.takeup.protocols import run_folds
from omstilling.transfers.takeup.today.receiving import RECORDED


def recorded(*rows: tuple[str, str, str, int], kind: str = "municipality") -> Any:
    """Outcomes of unit, activity, outcome and year."""
    return Outcome.validate(
        pl.DataFrame(
            {
                "date": [dt.date(year, 6, 1) for *_, year in rows],
                "source": ["raufoss"] * len(rows),
                "receiver_kind": [kind] * len(rows),
                "receiver": [unit for unit, *_ in rows],
                "object_kind": ["activity"] * len(rows),
                "object": [activity for _, activity, *_ in rows],
                "outcome": [what for *_, what, _ in rows],
                "reason": [None] * len(rows),
                "note": [None] * len(rows),
                "origin": ["utfall.csv"] * len(rows),
                "row": list(range(2, len(rows) + 2)),
            },
            schema=Outcome.create_empty().schema,
        )
    )


def absent(count: int, as_of: int = 2012, until_year: int = 2018) -> list[list[str]]:
    """Pairs of unit and activity absent then and never taken up."""
    whole = panel()
    past = until(whole, as_of)
    came = outcome(whole, past, until_year)
    rows, columns = np.nonzero(came.candidates & ~came.taken)
    return [
        [past.units[row], past.activities[column]]
        for row, column in list(zip(rows, columns, strict=True))[:: len(rows) // count]
    ][:count]


def joined(rows: Any, width: int = 4) -> Any:
    return with_outcomes(panel(), rows, kinds=("municipality",), width=width)


def test_a_take_up_counts_on_its_day() -> None:
    (unit, activity), *_ = absent(1)
    found = joined(recorded((unit, activity, "taken up", 2014)))
    assert (found.used, found.unused) == (1, {})
    before, after = until(found.panel, 2013), until(found.panel, 2014)
    box = before.units.index(unit), before.activities.index(activity)
    assert before.absent[box]
    assert outcome(found.panel, before, 2014).taken[box]
    assert after.held[after.units.index(unit), after.activities.index(activity)]
    assert found.panel.label_meaning.endswith(OR_RECORDED)


def test_a_decline_is_no_take_up_and_is_seen_from_its_day_on() -> None:
    (unit, activity), *_ = absent(1)
    whole = joined(
        recorded((unit, activity, "started", 2013), (unit, activity, "declined", 2014))
    ).panel
    seen = {year: evidence(whole, year) for year in (2012, 2013, 2014)}
    assert "declined" not in seen[2012].values
    box = seen[2013].past.units.index(unit), seen[2013].past.activities.index(activity)
    marks = {
        year: [
            float(seen[year].values[name][box]) for name in ("under way", "declined")
        ]
        for year in (2013, 2014)
    }
    assert marks == {2013: [1.0, 0.0], 2014: [0.0, 1.0]}
    assert not outcome(whole, until(whole, 2013), 2018).taken[box]


def test_what_is_recorded_after_the_cut_changes_no_score() -> None:
    late = [(*pair, "taken up", 2016) for pair in absent(40, 2014)]
    whole = joined(recorded(*late)).panel  # type: ignore[arg-type] # pairs of str
    _, (plain,) = run_folds(panel(), 2014, 4, "later")
    _, (told,) = run_folds(whole, 2014, 4, "later")
    for name, scored in plain.methods.items():
        assert scored.score.tobytes() == told.methods[name].score.tobytes(), name


def test_the_backtest_says_whether_outcomes_help() -> None:
    pairs = absent(60, 2012)
    # Of sixty, thirty were begun early and taken up late: that can be learned.
    rows = [(*pair, "started", 2011) for pair in pairs[:30]]
    rows += [(*pair, "taken up", 2013) for pair in pairs[:30:2]]
    rows += [(*pair, "taken up", 2017) for pair in pairs[1:30:2]]
    found = joined(recorded(*rows))  # type: ignore[arg-type] # pairs of str
    told = backtest(panel(), cut=2014, horizon=4, count=20, recorded=found)["outcomes"]
    assert told["used"] == told["recorded"] == 60
    assert told["difference"]["value"] > 0
    assert told["without"]["value"] > 0
    nothing = backtest(panel(), cut=2014, horizon=4, count=2)["outcomes"]
    assert nothing == {"recorded": 0, "used": 0, "unused": {}}


def test_outcomes_that_the_data_cannot_hold_are_counted_with_their_reason() -> None:
    (unit, activity), *_ = absent(1)
    rows = recorded(
        ("nowhere", activity, "declined", 2014),
        (unit, "99.9", "declined", 2014),
        (unit, activity, "declined", 2024),
    )
    found = joined(
        pl.concat([rows, recorded(("fisk", "x", "started", 2014), kind="cluster")])
    )
    assert found.used == 0
    assert sum(found.unused.values()) == 4
    assert set(found.unused) == {
        "of a receiver that the data set does not know",
        "of an activity that the data set does not know",
        "later than the data set",
        "of a kind of receiver that the data set has not",
    }
    told = backtest(panel(), cut=2014, horizon=4, count=2, recorded=found)["outcomes"]
    assert told == {"recorded": 4, "used": 0, "unused": found.unused}


def test_a_finer_code_counts_where_it_belongs() -> None:
    (unit, activity), *_ = absent(1)
    found = joined(recorded((unit, f"{activity}00", "declined", 2014)))
    assert found.panel.outcomes["activity"].to_list() == [activity]


def test_what_is_recorded_as_taken_up_has_no_probability(tmp_path: Path) -> None:
    base = written(tmp_path)
    unit = table()["unit"].min()
    plain = landscape(base)
    row = plain.place_index[place_of(str(unit))]
    lacking = int(np.flatnonzero(plain.counts[row] == 0)[0])
    code = plain.activity_codes[lacking]
    late = recorded((place_of(str(unit)), code, "taken up", 2030))
    tables = {name: base.frame(name) for name in base.manifest["tables"]}
    land = landscape(
        store.write(tmp_path, {**tables, "outcomes": late}, notes=base.notes)
    )
    takers = receivers(land)
    told = outlook(land, takers)
    where = int(np.flatnonzero(takers.ids == place_of(str(unit)))[0])
    assert told.why_not[where, lacking] == RECORDED
    assert np.isnan(told.probability[where, lacking])
