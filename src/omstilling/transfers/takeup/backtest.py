"""Would it have been right? Ranks of the past beside what came, and baselines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from omstilling.errors import UsageError, check_range
from omstilling.language import gettext_noop
from omstilling.strengths import Flags, Index, Matrix
from omstilling.transfers.takeup.baselines import BASELINES
from omstilling.transfers.takeup.features import HABITS
from omstilling.transfers.takeup.history.notes import Note, note
from omstilling.transfers.takeup.history.outcomes import Joined
from omstilling.transfers.takeup.history.panel import Outcome, Panel, outcome, told
from omstilling.transfers.takeup.pace import windows
from omstilling.transfers.takeup.protocols import (
    RANKER,
    Fold,
    Protocol,
    Scored,
    run_folds,
    window_before,
)
from omstilling.transfers.takeup.scores import (
    MEASURES,
    RESAMPLES,
    Ranking,
    Resamples,
    all_scores,
    average_precision,
    interval,
    reliability,
    resamples,
)

Answer = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Tested:
    """The candidates of a test, in one order for all methods.

    Attributes
    ----------
    taken, unit, activity
        Of each candidate: whether it was taken up, and its unit and activity as
        positions in the panel.
    place, group
        The same unit and its group of units, numbered from 0 without gaps.
    methods
        Method → scores and probabilities of each.
    without_habits
        The ranking without the habits of the agency, where there are any.
    """

    taken: Flags
    unit: Index
    activity: Index
    place: Index
    group: Index
    methods: dict[str, Scored]
    without_habits: Scored | None


def backtest(
    panel: Panel,
    *,
    cut: int,
    horizon: int,
    protocol: Protocol = "later",
    seed: int = 2015,
    count: int = RESAMPLES,
    recorded: Joined | None = None,
) -> Answer:
    """Learn before a cut, rank what could be taken up after it, and see what was.

    Parameters
    ----------
    panel
        The data.
    cut
        The last period that is known.
    horizon
        How many periods after it are tested, at least 1.
    protocol
        `later`: all units teach; `places-out`: a unit is scored by what others teach.
    seed, count
        Of the bootstrap over places (over groups of places with `places-out`).
    recorded
        The panel with what became of transfers; it is then compared with `panel`.

    Returns
    -------
    What the command prints as JSON, where `left_out` holds the notes as sentences; see
    the reference of the JSON.

    Raises
    ------
    UsageError
        The data do not cover the cut and the horizon, there is no window before the
        cut, or there are too few take-ups.
    """
    check_range("horizon", "backtest", horizon, 1, 1_000_000)
    with threadpool_limits(1):
        whole = recorded.panel if recorded else panel
        balanced, units_out = _balanced(whole, cut, horizon)
        window, folds = run_folds(balanced, cut, horizon, protocol)
        tested = _tested(balanced, folds, cut + horizon)
        drawn = resamples(
            tested.place if protocol == "later" else tested.group,
            seed=seed,
            count=count,
        )
        answer = _methods(tested, drawn)
        answer |= _calibration(tested, folds)
        answer["ablation"] = _ablation(tested, drawn)
        answer["outcomes"] = NONE_RECORDED
        if recorded and recorded.used:
            _, plain = run_folds(panel, cut, horizon, protocol, compare=False)
            answer["outcomes"] = _helped(recorded, panel, plain, tested, drawn)
        elif recorded:
            answer["outcomes"] = _counted(recorded)
    return {
        **answer,
        "candidates": len(tested.taken),
        "positives": int(tested.taken.sum()),
        "places": len(np.unique(tested.place)),
        "activities": len(np.unique(tested.activity)),
        "protocol": protocol,
        "label_meaning": whole.label_meaning,
        "dataset": panel.dataset,
        "presence": panel.presence,
        "cut": cut,
        "horizon": horizon,
        "training": {"start": window.start, "end": window.end},
        "left_out": _left_out(whole, folds, units_out),
        "weights": _weights(folds[0]),
        "snapshot": whole.digest(),
        "seed": seed,
    }


def _balanced(panel: Panel, cut: int, horizon: int) -> tuple[Panel, list[Note]]:
    """Keep the units reported in every year that a stock is compared in."""
    if panel.presence == "any":
        return panel, []
    start = window_before(panel, cut, horizon).start
    years = [
        panel.years.index(one)
        for one in (start, cut, cut + horizon)
        if one in panel.years
    ]
    kept = (panel.values[years].sum(axis=2) > 0).all(axis=0)
    if not kept.any():
        raise UsageError(
            f"No unit of '{panel.dataset}' has values in all of {start}, {cut} and "
            f"{cut + horizon}.",
            hint="Choose another --cut or --horizon.",
        )
    chosen = np.flatnonzero(kept)
    out = note(
        _UNREPORTED,
        count=int((~kept).sum()),
        start=told(start, panel.period),
        cut=told(cut, panel.period),
        end=told(cut + horizon, panel.period),
    )
    return only_units(panel, chosen), [] if kept.all() else [out]


def only_units(panel: Panel, chosen: Index) -> Panel:
    """Return the panel of some of its units, given by position."""
    return replace(
        panel,
        units=[panel.units[at] for at in chosen],
        values=panel.values[:, chosen],
        groups=[panel.groups[at] for at in chosen],
        points=panel.points[chosen],
        places=[panel.places[at] for at in chosen],
    )


def _tested(panel: Panel, folds: list[Fold], end: int) -> Tested:
    parts = []
    for fold in folds:
        came = outcome(panel, fold.evidence.past, end)
        parts.append((fold, came, came.candidates & fold.scored_units[:, None]))
    taken = np.concatenate([came.taken[chosen] for _, came, chosen in parts])
    if not taken.any() or taken.all():
        raise UsageError(
            f"Of {len(taken)} candidates {int(taken.sum())} were taken up by {end}: "
            "nothing can be told apart.",
            hint="Choose another --cut or a longer --horizon.",
        )
    rows = [fold.evidence.past.rows[np.nonzero(chosen)[0]] for fold, _, chosen in parts]
    columns = [
        fold.evidence.past.columns[np.nonzero(chosen)[1]] for fold, _, chosen in parts
    ]
    unit = np.concatenate(rows)
    groups = np.unique(panel.groups, return_inverse=True)[1]
    names = [RANKER, *BASELINES]
    habits = [fold.without_habits for fold, _, _ in parts]
    return Tested(
        taken=taken,
        unit=unit,
        activity=np.concatenate(columns),
        place=np.unique(unit, return_inverse=True)[1],
        group=np.unique(groups[unit], return_inverse=True)[1],
        methods={
            name: _joined([f.methods[name] for f in folds], parts) for name in names
        },
        without_habits=_joined([one for one in habits if one], parts)
        if all(habits)
        else None,
    )


def _joined(scored: list[Scored], parts: list[tuple[Fold, Outcome, Flags]]) -> Scored:
    pairs = [(one, chosen) for one, (_, _, chosen) in zip(scored, parts, strict=True)]
    return Scored(
        np.concatenate([one.score[chosen] for one, chosen in pairs]),
        np.concatenate([one.raw[chosen] for one, chosen in pairs]),
        np.concatenate([one.constant[chosen] for one, chosen in pairs]),
        np.concatenate([one.probability[chosen] for one, chosen in pairs]),
    )


# -- What is said of it ----------------------------------------------------------------


def _methods(tested: Tested, drawn: Resamples) -> Answer:
    """Return every method's measures, and the ranker's lead over the best baseline."""
    measured = {
        name: all_scores(one.score, one.probability, tested.taken, tested.place, drawn)
        for name, one in tested.methods.items()
    }
    precision = {name: values["average_precision"] for name, values in measured.items()}
    best = max(BASELINES, key=lambda name: (precision[name][0], name))
    methods = [
        {
            "name": name,
            "kind": "ranker" if name == RANKER else "baseline",
            **{one: interval(values[one]).as_dict() for one in MEASURES},
        }
        for name, values in measured.items()
    ]
    return {
        "methods": methods,
        "best_baseline": best,
        "difference": interval(precision[RANKER] - precision[best]).as_dict(),
        "ratio": interval(precision[RANKER] / precision[best]).as_dict(),
    }


def _calibration(tested: Tested, folds: list[Fold]) -> Answer:
    """Return how probabilities fare as learned and through the steps to the horizon."""
    ranker = tested.methods[RANKER]
    base = folds[0].base
    stages = {
        "before": _calibrated(ranker.raw, tested.taken),
        "constant": _calibrated(ranker.constant, tested.taken),
        "after": _calibrated(ranker.probability, tested.taken),
    }
    length = base.window.end - base.window.start
    return {
        "calibration": {"learned_horizon": length, **stages},
        "drift": {
            "learned_rate": float(np.mean([fold.base.rate for fold in folds])),
            "same_horizon_as_learned": stages["before"]["expected_rate"],
            "constant_pace": stages["constant"]["expected_rate"],
            "expected_rate": stages["after"]["expected_rate"],
            "observed_rate": float(tested.taken.mean()),
            "shape": float(np.mean([fold.base.pace.shape for fold in folds])),
            "why_constant": base.pace.why_constant,
            "windows": [vars(one) for one in windows(base.pace, length)],
        },
    }


def _calibrated(probability: Matrix, taken: Flags) -> Answer:
    bins = reliability(probability, taken)
    error = sum(abs(one.expected - one.observed) * one.candidates for one in bins)
    return {
        "expected_rate": float(probability.mean()),
        "brier": float(((probability - taken) ** 2).mean()),
        "calibration_error": error / len(taken),
        "bins": [vars(one) for one in bins],
    }


def _ablation(tested: Tested, drawn: Resamples) -> Answer | None:
    """Return what is left of the ranking without the habits of the agency."""
    if tested.without_habits is None:
        return None
    whole = _precisions(tested.methods[RANKER].score, tested.taken, drawn)
    plain = _precisions(tested.without_habits.score, tested.taken, drawn)
    return {
        "without": HABITS,
        "average_precision": interval(plain).as_dict(),
        "difference": interval(whole - plain).as_dict(),
    }


NONE_RECORDED: Answer = {"recorded": 0, "used": 0, "unused": {}}


def _counted(recorded: Joined) -> Answer:
    return {
        "recorded": recorded.used + sum(recorded.unused.values()),
        "used": recorded.used,
        "unused": recorded.unused,
    }


def _helped(
    recorded: Joined, panel: Panel, plain: list[Fold], tested: Tested, drawn: Resamples
) -> Answer:
    """Return how the ranking does without what became of transfers.

    Both are tested on the same candidates, with the same labels.
    """
    everywhere = np.zeros(panel.values.shape[1:])
    for fold in plain:
        past, mine = fold.evidence.past, fold.scored_units
        box = np.ix_(past.rows[mine], past.columns)
        everywhere[box] = fold.methods[RANKER].score[mine]
    score = everywhere[tested.unit, tested.activity]
    without = _precisions(score, tested.taken, drawn)
    joined = _precisions(tested.methods[RANKER].score, tested.taken, drawn)
    return _counted(recorded) | {
        "without": interval(without).as_dict(),
        "difference": interval(joined - without).as_dict(),
    }


def _precisions(score: Matrix, taken: Flags, drawn: Resamples) -> Matrix:
    ranking = Ranking.of(score, taken)
    order = drawn.cluster[ranking.order]
    return np.array(
        [average_precision(*ranking.steps(row[order])) for row in drawn.weights]
    )


_UNREPORTED = gettext_noop("{count} units not reported in {start}, {cut} and {end}")
_LATE_UNITS = gettext_noop("{count} units without anything by the cut")
_LATE_ACTIVITIES = gettext_noop("{count} activities not seen by the cut")


def _left_out(panel: Panel, folds: list[Fold], units_out: list[Note]) -> list[Note]:
    first = folds[0]
    unseen = len(panel.activities) - len(first.evidence.past.columns)
    late = len(panel.units) - len(first.evidence.past.rows)
    found = [*panel.notes, *units_out]
    if panel.presence == "any" and late:
        found.append(note(_LATE_UNITS, count=late))
    if unseen:
        found.append(note(_LATE_ACTIVITIES, count=unseen))
    reasons = [*first.evidence.left_out.items(), *sorted(first.learned.unused.items())]
    return found + [Note(why, about=name) for name, why in reasons]


def _weights(fold: Fold) -> dict[str, float]:
    """Return the learned weight of each feature times its spread at the cut."""
    values = fold.evidence.values
    weights = {
        name: round(float(weight * values[name].std()), 6)
        for name, weight in zip(fold.learned.names, fold.learned.weights, strict=True)
    }
    return dict(sorted(weights.items(), key=lambda pair: (-abs(pair[1]), pair[0])))
