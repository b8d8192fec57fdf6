"""Learns take-up: logistic regression that rises with what speaks for it.

Chosen on training windows alone, before the test window was read; the decision record
"Take-up is learned by logistic regression" holds the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from omstilling.errors import UsageError
from omstilling.strengths import Flags, Matrix
from omstilling.transfers.takeup.features import Evidence, Features

#: Inverse strength of the ridge; between 0.001 and 0.1 validation hardly differs.
RIDGE = 0.01
LEAST_POSITIVES = 20
#: Theory says nothing of the sign of these groups; all others can only speak for.
FREE_GROUPS = ("complexity", "growth", "amounts held already")
_STEPS = 200
_SAME = 1e-12


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
    table = np.stack([evidence.values[name][candidates] for name in names], axis=1)
    known: Flags = np.array([np.isfinite(one).all() for one in table.T])
    clean = np.where(known, table, 0.0)
    mean, spread = clean.mean(axis=0), clean.std(axis=0)
    varies: Flags = np.array([one > _SAME for one in spread])
    unused = {
        name: "it is the same everywhere" if fine else "values are missing"
        for name, fine, used in zip(names, list(known), list(varies), strict=True)
        if not used
    }
    if not varies.any():
        raise UsageError(
            "No feature varies, so nothing can be learned.",
            hint="Give a table with more units, activities or years.",
        )
    scaled = (clean[:, varies] - mean[varies]) / spread[varies]
    used = [name for name, yes in zip(names, varies, strict=True) if yes]
    free = np.array([evidence.group_of[name] in FREE_GROUPS for name in used])
    kept, weights, intercept = _fit_rising(scaled, label, free)
    unused |= {
        name: "others say it better: its weight would be below nought"
        for name, yes in zip(used, kept, strict=True)
        if not yes
    }
    weights = weights / spread[varies][kept]
    return Learned(
        names=[name for name, yes in zip(used, kept, strict=True) if yes],
        weights=weights,
        intercept=float(intercept - weights @ mean[varies][kept]),
        unused=unused,
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
    scaled: Matrix, label: Flags, free: Flags
) -> tuple[Flags, Matrix, float]:
    """Fit, leave out what speaks against though it cannot, and fit again until none."""
    kept = np.ones(scaled.shape[1], dtype=bool)
    while True:
        model = LogisticRegression(
            C=RIDGE, solver="newton-cholesky", max_iter=_STEPS
        ).fit(scaled[:, kept], label)
        weights = model.coef_[0]
        wrong = (weights < 0) & ~free[kept]
        if not wrong.any():
            return kept, weights, float(model.intercept_[0])
        if wrong.all():
            # Nothing is left that speaks for: the base rate is all there is to say.
            none = np.zeros_like(kept)
            rate = label.mean()
            return none, np.zeros(0), float(np.log(rate / (1 - rate)))
        kept[np.flatnonzero(kept)[wrong]] = False
