"""Learns take-up: logistic regression that rises with what speaks for it.

Chosen on training windows alone, before the test window was read; the decision record
"Take-up is learned by logistic regression" holds the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from omstilling.errors import UsageError
from omstilling.language import gettext_noop
from omstilling.strengths import Flags, Matrix
from omstilling.transfers.logistic import fit_logistic
from omstilling.transfers.takeup.features import OUTCOMES, Evidence, Features

#: Inverse strength of the ridge; between 0.001 and 0.1 validation hardly differs.
RIDGE = 0.01
LEAST_POSITIVES = 20
#: Theory says nothing of the sign of these groups; all others can only speak for.
FREE_GROUPS = ("complexity", "growth", "amounts held already", OUTCOMES)
_SAME = 1e-12
_SAID_BETTER = gettext_noop("others say it better: its weight would be below nought")


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
    kept, weights, intercept = _fit_rising(table.rows, label, free)
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

    `rows` are features × candidates.
    """

    names: list[str]
    rows: Matrix
    mean: Matrix
    spread: Matrix
    unused: dict[str, str]


def _scaled(values: Features, names: list[str], candidates: Flags) -> _Scaled:
    rows = np.empty((len(names), int(candidates.sum())))
    used: list[str] = []
    means, spreads = [], []
    unused: dict[str, str] = {}
    for name in names:
        row = rows[len(used)]
        row[:] = values[name][candidates]
        mean = row.mean()
        row -= mean
        spread = np.sqrt(row @ row / row.size)
        if not np.isfinite(spread):
            unused[name] = gettext_noop("values are missing")
        elif spread <= _SAME:
            unused[name] = gettext_noop("it is the same everywhere")
        else:
            row /= spread
            used.append(name)
            means.append(mean)
            spreads.append(spread)
    if not used:
        raise UsageError(
            "No feature varies, so nothing can be learned.",
            hint="Give a table with more units, activities or years.",
            why=gettext_noop("nothing that is known of them differs"),
        )
    return _Scaled(used, rows[: len(used)], np.array(means), np.array(spreads), unused)


def _check(label: Flags) -> None:
    taken = int(label.sum())
    if taken < LEAST_POSITIVES or len(label) - taken < LEAST_POSITIVES:
        raise UsageError(
            f"There are {taken} take-ups among {len(label)} candidates to learn from; "
            f"{LEAST_POSITIVES} of each kind are needed.",
            hint="Choose a coarser --level, another --cut or a longer --horizon.",
            why=gettext_noop("too few cases with and without a take-up are known"),
        )


def _fit_rising(
    scaled: Matrix, label: Flags, free: Flags
) -> tuple[Flags, Matrix, float]:
    """Fit, leave out what speaks against though it cannot, and fit again until none.

    Each fit begins where the one before ended.
    """
    kept = np.ones(len(scaled), dtype=bool)
    found = fit_logistic(scaled, label, c=RIDGE)
    while True:
        wrong = (found.weights < 0) & ~free[kept]
        if not wrong.any():
            return kept, found.weights, found.intercept
        if wrong.all():
            # Nothing is left that speaks for: the base rate is all there is to say.
            none = np.zeros_like(kept)
            rate = label.mean()
            return none, np.zeros(0), float(np.log(rate / (1 - rate)))
        kept[np.flatnonzero(kept)[wrong]] = False
        found = fit_logistic(scaled[kept], label, c=RIDGE, start=found.only(~wrong))
