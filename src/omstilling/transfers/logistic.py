"""Ridge logistic regression by Newton's method, exact.

It minimises ½ Σ weights² + c · Σ log-loss over weights and an intercept (Hoerl and
Kennard 1970, doi:10.1080/00401706.1970.10488634, for the ridge). The curvature is kept
while it still serves, since a gradient costs a quarter of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from omstilling.strengths import Flags, Matrix

#: No weight is further than this from the minimum: the curvature is at least 1.
_EXACT = 1e-10
#: What the sums of a gradient are known to, as a share of `c` times the cases.
_ROUNDING = np.finfo(np.float64).eps
_STEPS = 1_000
_SLOW = 0.1


@dataclass(frozen=True, eq=False)
class Fitted:
    """A minimum, and the last curvature on the way to it.

    Attributes
    ----------
    terms
        The weight of each feature, then the intercept.
    curvature
        Terms × terms.
    """

    terms: Matrix
    curvature: Matrix

    @property
    def weights(self) -> Matrix:
        """The weight of each feature."""
        return self.terms[:-1]

    @property
    def intercept(self) -> float:
        """The log-odds where every feature is nought."""
        return float(self.terms[-1])

    def only(self, kept: Flags) -> Fitted:
        """Return the same without the other features: where to fit again from."""
        terms = np.append(kept, True)
        return Fitted(self.terms[terms], self.curvature[np.ix_(terms, terms)])


def fit_logistic(
    features: Matrix, label: Flags, *, c: float, start: Fitted | None = None
) -> Fitted:
    """Return the minimum of ½ Σ weights² + c · Σ log-loss.

    Parameters
    ----------
    features
        Features × cases, finite; best with means near 0 and spreads near 1.
    label
        Of each case; some are true and some are false.
    c
        Inverse strength of the ridge, above 0.
    start
        Where to begin, of the same features; at the base rate if not given.
    """
    task = _Task(features, label, c)
    # Of very many cases the gradient is no better known than this.
    exact = max(_EXACT, _ROUNDING * c * len(label))
    at = task.at(task.base_rate() if start is None else start.terms)
    curvature = task.curvature(at) if start is None else start.curvature
    fresh, share = start is None, 1.0
    for _ in range(_STEPS):
        if at.size <= exact:
            return Fitted(at.terms, curvature)
        ahead = task.at(at.terms - share * np.linalg.solve(curvature, at.gradient))
        better = ahead.size < at.size
        if better and ahead.size < _SLOW * at.size:
            at, fresh, share = ahead, False, 1.0
        elif better or not fresh:
            at, share = ahead if better else at, 1.0
            curvature, fresh = task.curvature(at), True
        else:
            share /= 2
    raise AssertionError("a convex function with a ridge has a minimum")


@dataclass(frozen=True, eq=False)
class _Point:
    """Terms, the probability of each case there, and how far from level it is."""

    terms: Matrix
    probability: Matrix
    gradient: Matrix
    size: float


@dataclass(frozen=True, eq=False)
class _Task:
    features: Matrix
    label: Flags
    c: float

    def base_rate(self) -> Matrix:
        """Return terms that give every case the share of true labels."""
        rate = self.label.mean()
        terms = np.zeros(len(self.features) + 1)
        terms[-1] = np.log(rate / (1 - rate))
        return terms

    def at(self, terms: Matrix) -> _Point:
        # What is too far from 0 for a double is the probability 0.
        with np.errstate(over="ignore"):
            odds = np.exp(-(terms[:-1] @ self.features + terms[-1]))
        probability = 1 / (1 + odds)
        missed = probability - self.label
        gradient = self.c * np.append(self.features @ missed, missed.sum())
        gradient[:-1] += terms[:-1]
        size = float(np.linalg.norm(gradient))
        return _Point(terms, probability, gradient, size)

    def curvature(self, at: _Point) -> Matrix:
        """Return the second derivatives."""
        spread = np.sqrt(at.probability * (1 - at.probability))
        last = len(self.features)
        scaled = np.empty((last + 1, len(spread)))
        np.multiply(self.features, spread, out=scaled[:-1])
        scaled[-1] = spread
        found: Matrix = self.c * (scaled @ scaled.T)
        found[np.arange(last), np.arange(last)] += 1.0
        return found
