"""Who teaches whom: later years from earlier ones, and places from other places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from omstilling.errors import UsageError
from omstilling.language import gettext_noop
from omstilling.strengths import Flags, Index, Matrix
from omstilling.transfers.takeup.baselines import BASELINES
from omstilling.transfers.takeup.features import HABITS, Evidence, evidence_apart
from omstilling.transfers.takeup.hazard import with_mean, within
from omstilling.transfers.takeup.history.panel import (
    Outcome,
    Panel,
    outcome,
    told,
    until,
    with_levels,
)
from omstilling.transfers.takeup.history.tables_in import hashed
from omstilling.transfers.takeup.learner import Learned, learn
from omstilling.transfers.takeup.pace import Pace, learn_pace

Protocol = Literal["later", "places-out"]
RANKER = "logistic regression"
FOLDS = 5


@dataclass(frozen=True)
class Window:
    """The years that teach: as of `start`, take-ups through `end`."""

    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Scored:
    """Every unit and activity, scored by one method.

    Attributes
    ----------
    score
        What the method ranks by.
    raw
        Probability within the learned horizon, as it was learned.
    constant
        Within the horizon asked for, with the base rate of the window that taught, as
        if the pace stayed the same.
    probability
        The same with the pace that was learned.
    """

    score: Matrix
    raw: Matrix
    constant: Matrix
    probability: Matrix


@dataclass(frozen=True, eq=False)
class Base:
    """How what was learned becomes a probability at the cut.

    Attributes
    ----------
    rate
        Take-ups per candidate in the window that taught.
    candidates
        Units × activities at the cut whose mean probability is to be that rate.
    window, horizon
        The window that taught, and the periods after it that are asked for.
    pace
        How the pace of take-up changes from the one to the other.
    """

    rate: float
    candidates: Flags
    window: Window
    horizon: int
    pace: Pace

    def of(self, score: Matrix, raw: Matrix, *, among: Matrix | None = None) -> Scored:
        """Return a method's scores with their probabilities.

        `among` are the raw probabilities of the candidates, if others than those of
        `raw` itself set the mean.
        """
        those = raw[self.candidates] if among is None else among
        rebased = with_mean(raw, those, self.rate)
        length = self.window.end - self.window.start
        return Scored(
            score,
            raw,
            within(rebased, learned=length, asked=self.horizon),
            within(rebased, learned=self.learned, asked=self.asked),
        )

    @property
    def learned(self) -> float:
        """Cumulative hazard of the window that taught, in the unit of the pace."""
        return self.pace.between(self.window.start, self.window.end)

    @property
    def asked(self) -> float:
        """The same of the horizon asked for."""
        end = self.window.end
        return self.pace.between(end, end + self.horizon)


@dataclass(frozen=True, eq=False)
class Fold:
    """What was learned without some units, and how it scores those.

    Attributes
    ----------
    evidence
        At the cut.
    scored_units
        Units of the past at the cut that are scored.
    methods
        Method → units × activities of the past at the cut.
    without_habits
        The same method without the habits of the agency; None where it has none.
    learned
        What the window that taught has told.
    base
        How it becomes a probability.
    """

    evidence: Evidence
    scored_units: Flags
    methods: dict[str, Scored]
    without_habits: Scored | None
    learned: Learned
    base: Base


def window_before(panel: Panel, cut: int, horizon: int) -> Window:
    """Return the window before a cut that teaches.

    It ends at the cut. It begins half a horizon before (a whole one where presence is
    of one year), or as near to that as the data allow with enough years before.

    Raises
    ------
    UsageError
        There is no earlier window.
    """
    wanted = cut - (horizon if panel.presence == "rca" else -(-horizon // 2))
    starts = [
        year
        for number, year in enumerate(panel.years, 1)
        if year < cut and number >= panel.least_history
    ]
    if not starts:
        raise UsageError(
            f"There is no window before {told(cut, panel.period)} to learn from: the "
            f"data set '{panel.dataset}' begins in "
            f"{told(panel.years[0], panel.period)}, and "
            f"{panel.least_history} periods are needed before what is learned.",
            hint="Choose a later --cut.",
            why=gettext_noop("too few years are known to learn from"),
        )
    return Window(min(starts, key=lambda year: (abs(year - wanted), -year)), cut)


def folds_of(panel: Panel, cut: int) -> Index:
    """Return the fold of each unit of a panel, from 0.

    Groups are dealt out by size at the cut, each to the fold with fewest units; units
    that are groups of their own go by a hash of their names.
    """
    seen = [panel.groups[row] for row in until(panel, cut).rows]
    names, counts = np.unique(seen, return_counts=True)
    if counts.max() == 1:
        return np.array([hashed(unit) for unit in panel.units])
    filled = np.zeros(FOLDS, dtype=int)
    # A group that is not seen by the cut neither teaches nor is scored.
    fold = dict.fromkeys(panel.groups, 0)
    for count, name in sorted(zip(-counts, names, strict=True)):
        fold[name] = int(filled.argmin())
        filled[fold[name]] -= count
    return np.array([fold[group] for group in panel.groups])


def run_folds(
    panel: Panel, cut: int, horizon: int, protocol: Protocol, *, compare: bool = True
) -> tuple[Window, list[Fold]]:
    """Learn before the cut and score what comes after, by a protocol.

    Nothing of a year after the cut is read here. Without `compare` there are neither
    baselines nor the ranking without habits.
    """
    window = window_before(panel, cut, horizon)
    panel = with_levels(panel, cut)
    if protocol == "later":
        everybody = np.ones(len(panel.units), dtype=bool)
        together = np.zeros(len(panel.units), dtype=np.intp)
        one = _fold(panel, window, horizon, together, everybody, compare=compare)
        return window, [one]
    fold = folds_of(panel, cut)
    here = np.unique(fold)
    if len(here) < 2:
        raise UsageError(
            "The protocol places-out needs units of at least two folds.",
            hint="Use --protocol later.",
        )
    return window, [
        _fold(panel, window, horizon, fold, fold == one, compare=compare)
        for one in here
    ]


def _fold(
    panel: Panel,
    window: Window,
    horizon: int,
    fold: Index,
    asked: Flags,
    *,
    compare: bool,
) -> Fold:
    fitted = np.ones_like(asked) if asked.all() else ~asked
    then = evidence_apart(panel, window.start, fitted=fitted, fold=fold)
    came = outcome(panel, then.past, window.end)
    now = evidence_apart(panel, window.end, fitted=fitted, fold=fold)
    taught = _of(came, fitted[then.past.rows])
    learned = learn(then, taught.candidates, taught.taken)
    rate = float(taught.taken.sum() / taught.candidates.sum())
    base = Base(
        rate,
        now.past.absent & fitted[now.past.rows][:, None],
        window=window,
        horizon=horizon,
        pace=learn_pace(panel, window.end, fitted=fitted),
    )
    methods = {RANKER: scored(learned, now, base)}
    for name in BASELINES if compare else ():
        methods[name] = _baseline(name, then, taught, now, fitted=fitted, base=base)
    without = None
    if compare and HABITS in now.group_of.values():
        plain = learn(then, taught.candidates, taught.taken, without=(HABITS,))
        without = scored(plain, now, base)
    mine = asked[now.past.rows]
    return Fold(now, mine, methods, without, learned, base)


def _of(came: Outcome, units: Flags) -> Outcome:
    return Outcome(came.candidates & units[:, None], came.taken & units[:, None])


def scored(
    learned: Learned, now: Evidence, base: Base, *, among: Matrix | None = None
) -> Scored:
    """Score every unit and activity by what was learned; `among` as in `Base.of`."""
    everything = np.ones(now.past.counts.shape, dtype=bool)
    raw = learned.probability(now.values, everything).reshape(everything.shape)
    return base.of(raw, raw, among=among)


def _baseline(
    name: str,
    then: Evidence,
    taught: Outcome,
    now: Evidence,
    *,
    fitted: Flags,
    base: Base,
) -> Scored:
    """Score by a baseline; its probability is isotonic in it, from the same window."""
    # Loaded where it is needed: scikit-learn takes long.
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415 - see above

    function = BASELINES[name]
    before = function(then.past, fitted[then.past.rows])[taught.candidates]
    score = np.asarray(function(now.past, fitted[now.past.rows]))
    model = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    model.fit(before, taught.taken[taught.candidates].astype(float))
    raw = model.predict(score.ravel()).reshape(score.shape)
    return base.of(score, raw)
