"""Learns take-up: logistic regression that rises with what speaks for it.

Chosen on training windows alone, before the test window was read; the decision record
"Take-up is learned by logistic regression" holds the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from omstilling.errors import UsageError
from omstilling.strengths import Flags, Matrix
from omstilling.transfers.takeup.features import OUTCOMES, Evidence, Features

#: Inverse strength of the ridge; between 0.001 and 0.1 validation hardly differs.
RIDGE = 0.01
LEAST_POSITIVES = 20
#: Theory says nothing of the sign of these groups; all others can only speak for.
FREE_GROUPS = ("complexity", "growth", "amounts held already", OUTCOMES)
_STEPS = 200
_SAME = 1e-12
_SAID_BETTER = "others say it better: its weight would be below nought"


@dataclass(frozen=True, eq=False)
class Learned:
    """What was learned.

    Attributes
    ----------
    names
        The features that count.
    weights, intercept
        On the scale of log-odds, of features as they are.
    unused
        Feature → why it does not count.
    """

    names: list[str]
    weights: Matrix
    intercept: float
    unused: dict[str, str]

    def probability(self, values: Features, candidates: Flags) -> Matrix:
        """Return the probability of each candidate, in the order of the table."""
        odds = np.full(int(candidates.sum()), self.intercept)
        for name, weight in zip(self.names, self.weights, strict=True):
            odds += weight * values[name][candidates]
        return np.asarray(1 / (1 + np.exp(-odds)))


def learn(
    evidence: Evidence,
    candidates: Flags,
    taken: Flags,
    *,
    without: tuple[str, ...] = (),
) -> Learned:
    """Learn take-up from one window of the past.

    Parameters
    ----------
    evidence
        Features at the start of the window.
    candidates, taken
        Units × activities: which could be taken up in the window, and which were.
    without
        Groups of features to leave out.

    Raises
    ------
    UsageError
        Fewer than 20 take-ups, or as few candidates without one.
    """
    label = taken[candidates]
    _check(label)
    names = [name for name in evidence.values if evidence.group_of[name] not in without]
    table = _scaled(evidence.values, names, candidates)
    free = np.array([evidence.group_of[name] in FREE_GROUPS for name in table.names])
    kept, weights, intercept = _fit_rising(table.columns, label, free)
    weights = weights / table.spread[kept]
    dropped = [name for name, yes in zip(table.names, kept, strict=True) if not yes]
    return Learned(
        names=[name for name, yes in zip(table.names, kept, strict=True) if yes],
        weights=weights,
        intercept=float(intercept - weights @ table.mean[kept]),
        unused=table.unused | dict.fromkeys(dropped, _SAID_BETTER),
    )


@dataclass(frozen=True, eq=False)
class _Scaled:
    """Features with mean 0 and spread 1 over the candidates; those that tell nothing.

    In single precision: what is learned is the same to four digits in half the time.
    """

    names: list[str]
    columns: np.ndarray[tuple[int, int], np.dtype[np.float32]]
    mean: Matrix
    spread: Matrix
    unused: dict[str, str]


def _scaled(values: Features, names: list[str], candidates: Flags) -> _Scaled:
    columns = np.empty((int(candidates.sum()), len(names)), np.float32, order="F")
    used: list[str] = []
    means, spreads = [], []
    unused: dict[str, str] = {}
    for name in names:
        column = values[name][candidates]
        mean = column.mean()
        spread = column.std()
        if not np.isfinite(column).all():
            unused[name] = "values are missing"
        elif spread <= _SAME:
            unused[name] = "it is the same everywhere"
        else:
            columns[:, len(used)] = (column - mean) / spread
            used.append(name)
            means.append(mean)
            spreads.append(spread)
    if not used:
        raise UsageError(
            "No feature varies, so nothing can be learned.",
            hint="Give a table with more units, activities or years.",
        )
    return _Scaled(
        used, columns[:, : len(used)], np.array(means), np.array(spreads), unused
    )


def _check(label: Flags) -> None:
    taken = int(label.sum())
    if taken < LEAST_POSITIVES or len(label) - taken < LEAST_POSITIVES:
        raise UsageError(
            f"There are {taken} take-ups among {len(label)} candidates to learn from; "
            f"{LEAST_POSITIVES} of each kind are needed.",
            hint="Choose a coarser --level, another --cut or a longer --horizon.",
        )


def _fit_rising(
    scaled: np.ndarray[tuple[int, int], np.dtype[np.float32]], label: Flags, free: Flags
) -> tuple[Flags, Matrix, float]:
    """Fit, leave out what speaks against though it cannot, and fit again until none.

    Each fit begins where the one before ended.
    """
    # It takes long to load, and most commands learn nothing.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - see above

    kept = np.ones(scaled.shape[1], dtype=bool)
    model = LogisticRegression(
        C=RIDGE, solver="newton-cholesky", max_iter=_STEPS, warm_start=True
    )
    while True:
        model.fit(scaled[:, kept], label)
        weights = model.coef_[0].astype(np.float64)
        wrong = (weights < 0) & ~free[kept]
        if not wrong.any():
            return kept, weights, float(model.intercept_[0])
        if wrong.all():
            # Nothing is left that speaks for: the base rate is all there is to say.
            none = np.zeros_like(kept)
            rate = label.mean()
            return none, np.zeros(0), float(np.log(rate / (1 - rate)))
        kept[np.flatnonzero(kept)[wrong]] = False
        model.coef_ = model.coef_[:, ~wrong]
