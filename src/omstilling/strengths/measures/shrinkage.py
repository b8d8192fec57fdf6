"""Empirical-Bayes shrinkage of location quotients, with intervals.

The count of evidence of a unit in an activity is taken as Poisson with mean `E·θ`,
where `E` is the count expected from the national share and `θ` the true specialisation;
`θ` is Gamma distributed with shape α and rate β over all units and activities. Both are
estimated by maximum marginal likelihood (negative binomial). The posterior of `θ` given
a count `x` is Gamma(α + x, β + E): its mean is the shrunken value, its quantiles the
interval.

Clayton and Kaldor (1987), doi:10.2307/2532003.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Its parts are loaded when they are named, so that who shrinks nothing need not.
import scipy

from omstilling.strengths.measures.arrays import Matrix

INTERVAL = 0.90


@dataclass(frozen=True)
class Prior:
    """A Gamma distribution: shape `alpha`, rate `beta`, both positive."""

    alpha: float
    beta: float


@dataclass(frozen=True)
class Shrunken:
    """Posterior mean and interval, each shaped as the counts."""

    mean: Matrix
    low: Matrix
    high: Matrix


def fit_prior(counts: Matrix, expectation: Matrix) -> Prior:
    """Return the prior that makes the counts most likely.

    Parameters
    ----------
    counts, expectation
        Same shape, at least zero; cells with an expectation of zero say nothing and are
        left out.

    Returns
    -------
    Prior
        Shape and rate in [0.001, 1000]. With no cell to learn from it is Gamma(1, 1),
        whose mean is the national share.
    """
    says = expectation > 0
    if not says.any():
        return Prior(1.0, 1.0)
    observed, expect = counts[says], expectation[says]
    seen = observed > 0
    met, awaited = observed[seen], expect[seen]
    values, times = np.unique(observed[seen], return_counts=True)

    def minus_log_likelihood(logs: Matrix) -> float:
        alpha, beta = np.exp(logs)
        log_gamma = scipy.special.gammaln
        ratios = (log_gamma(alpha + values) - log_gamma(alpha)) @ times
        zeros = alpha * (expect.size * np.log(beta) - _sum_of_logs(beta + expect))
        shares = met @ np.log(beta + awaited)
        return -float(ratios + zeros - shares)

    bound = np.log(1000.0)
    found = scipy.optimize.minimize(
        minus_log_likelihood,
        x0=np.zeros(2),
        method="Nelder-Mead",
        bounds=[(-bound, bound)] * 2,
        options={"xatol": 1e-6, "fatol": 1e-6},
    )
    alpha, beta = np.exp(found.x)
    return Prior(float(alpha), float(beta))


def _sum_of_logs(values: Matrix) -> float:
    """Return Σ log of values from 1e-30 to 1e30, from products of eight at a time."""
    whole = values.size - values.size % 8
    products = values[:whole].reshape(8, -1).prod(axis=0)
    return float(np.log(products).sum() + np.log(values[whole:]).sum())


def shrunken_mean(counts: Matrix, expectation: Matrix, prior: Prior) -> Matrix:
    """Return the posterior mean of each cell, without the interval."""
    mean: Matrix = (prior.alpha + counts) / (prior.beta + expectation)
    return mean


def shrink(counts: Matrix, expectation: Matrix, prior: Prior) -> Shrunken:
    """Return the posterior mean and 90 % interval of each cell."""
    shape, rate = prior.alpha + counts, prior.beta + expectation
    tail = (1.0 - INTERVAL) / 2.0
    return Shrunken(
        mean=shrunken_mean(counts, expectation, prior),
        low=scipy.special.gammaincinv(shape, tail) / rate,
        high=scipy.special.gammaincinv(shape, 1.0 - tail) / rate,
    )
