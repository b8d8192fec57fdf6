"""Naive twins: each measure written as its definition reads, cell by cell."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np

from omstilling.strengths.measures import Matrix


def naive_related(one: Matrix, other: Matrix, kind: str) -> Matrix:
    result = np.zeros((one.shape[1], other.shape[1]))
    units = sum(bool(a.any() or b.any()) for a, b in zip(one, other, strict=True))
    for i in range(one.shape[1]):
        for j in range(other.shape[1]):
            u, v = one[:, i].sum(), other[:, j].sum()
            both = sum(a and b for a, b in zip(one[:, i], other[:, j], strict=True))
            if u and v:
                result[i, j] = {
                    "minimum": min(both / u, both / v),
                    "cosine": both / math.sqrt(u * v),
                    "jaccard": both / (u + v - both),
                    "association": both / u / v * units,
                }[kind]
    return result


def naive_nearest(holds: Matrix, near: Matrix, k: int) -> Matrix:
    result = np.zeros((holds.shape[0], near.shape[1]))
    for a in range(near.shape[1]):
        least = sorted(near[:, a])[-min(k, near.shape[0])]
        chosen = [b for b in range(near.shape[0]) if near[b, a] >= least]
        below = sum(near[b, a] for b in chosen)
        for u in range(holds.shape[0]):
            if below:
                result[u, a] = sum(holds[u, b] * near[b, a] for b in chosen) / below
    return result


def naive_variety(row: Matrix, groups: list[str]) -> tuple[float, float]:
    """Return related and unrelated variety of one unit, by the paper's two sums."""
    total = row.sum()
    if not total:
        return 0.0, 0.0
    shares: dict[str, list[float]] = defaultdict(list)
    for amount, group in zip(row, groups, strict=True):
        shares[group].append(amount / total)
    related = unrelated = 0.0
    for inside in shares.values():
        whole = sum(inside)
        if whole:
            unrelated += whole * math.log2(1 / whole)
            parts = [share for share in inside if share]
            related += whole * sum(p / whole * math.log2(whole / p) for p in parts)
    return related, unrelated


def naive_gain(presence: Matrix, near: Matrix, complexity: Matrix) -> Matrix:
    result = np.zeros_like(presence)
    sums = near.sum(axis=0)
    for u, row in enumerate(presence):
        for a in range(near.shape[0]):
            if not row[a]:
                result[u, a] = sum(
                    near[a, b] / sums[b] * (1 - row[b]) * complexity[b]
                    for b in range(near.shape[0])
                    if sums[b]
                )
    return result


def naive_fitness(presence: Matrix, steps: int) -> tuple[Matrix, Matrix]:
    """Return fitness and complexity of a table without empty rows or columns."""
    fit, complex_ = np.ones(presence.shape[0]), np.ones(presence.shape[1])
    for _ in range(steps):
        fit, complex_ = presence @ complex_, 1 / (presence.T @ (1 / fit))
        fit, complex_ = fit / fit.mean(), complex_ / complex_.mean()
    return fit, complex_


def eigenvectors_in_full(presence: Matrix) -> tuple[Matrix, Matrix]:
    """Return ECI and PCI by decomposing the non-symmetric matrix of units.

    Scaled by nothing, with the sign for which ECI rises with diversity.
    """
    diversity, ubiquity = presence.sum(axis=1), presence.sum(axis=0)
    by_unit, by_activity = presence / diversity[:, None], presence / ubiquity
    values, vectors = np.linalg.eig(by_unit @ by_activity.T)
    activities = by_activity.T @ vectors[:, np.argsort(values.real)[-2]].real
    units = by_unit @ activities
    sign = np.sign(np.corrcoef(diversity, units)[0, 1])
    return sign * units, sign * activities
