"""The leading eigenvector of a symmetric matrix, one way even where there are many.

An eigenvalue that occurs more than once (parts of the economy that share nothing, or
mirror one another) leaves a choice of eigenvectors, and any eigenvector a choice of
sign. Both are settled by a direction: what is returned is the projection of the
direction on the eigenspace, which depends on no solver and on no order of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from omstilling.strengths.measures.arrays import Matrix

NOTHING = 1e-12
"""Below this an eigenvalue of a matrix of norm 1 is rounding, not a dimension."""
_APART = 1e-9
"""Eigenvalues that are nearer than this are one."""
_SMALL = 200
"""Up to this many rows all eigenvectors are as fast as a few."""
_STEPS, _EVERY = 240, 20
_SETTLED = 1e-14


def leading(links: Matrix, directions: Sequence[Matrix]) -> tuple[float, Matrix]:
    """Return the largest eigenvalue and the eigenvector that a direction chooses.

    Parameters
    ----------
    links
        Symmetric, positive semi-definite, of norm at most 1.
    directions
        Vectors, the most wanted first; the next one counts where the eigenspace is
        orthogonal to those before.

    Returns
    -------
    The eigenvalue, and a vector that is not scaled; zeros where the eigenvalue is
    nothing or the eigenspace is orthogonal to every direction.
    """
    values, vectors = _largest(links)
    space = vectors[:, values > values[-1] - _APART]
    if values[-1] > NOTHING:
        for direction in directions:
            along = space.T @ direction
            if np.linalg.norm(along) > _APART * np.linalg.norm(direction):
                return float(values[-1]), space @ along
    return float(values[-1]), np.zeros(links.shape[0])


def _largest(links: Matrix) -> tuple[Matrix, Matrix]:
    """Return the largest eigenvalues, rising, and as many vectors as are needed."""
    if links.shape[0] > _SMALL:
        found = _lanczos(links)
        if found is not None and found[0][1] - found[0][0] > _APART:
            return found
    values, vectors = np.linalg.eigh(links)
    return values, vectors


def _lanczos(links: Matrix) -> tuple[Matrix, Matrix] | None:
    """Return the two largest eigenpairs, or None where they do not settle.

    Lanczos (1950), doi:10.6028/jres.045.026, each vector made orthogonal to all before
    it twice, from a start that is always the same.
    """
    size = links.shape[0]
    steps = min(_STEPS, size)
    basis = np.empty((steps + 1, size))
    small = np.zeros((steps + 1, steps + 1))
    start = np.random.default_rng(0).standard_normal(size)
    basis[0] = start / np.linalg.norm(start)
    for step in range(steps):
        known = basis[: step + 1]
        new = links @ known[-1]
        small[step, step] = known[-1] @ new
        for _ in range(2):
            new -= known.T @ (known @ new)
        rest = float(np.linalg.norm(new))
        if rest < NOTHING:
            return None
        small[step, step + 1] = small[step + 1, step] = rest
        basis[step + 1] = new / rest
        if (step + 1) % _EVERY == 0:
            values, inner = np.linalg.eigh(small[: step + 1, : step + 1])
            if (rest * np.abs(inner[-1, -2:]) < _SETTLED).all():
                return values[-2:], known.T @ inner[:, -2:]
    return None
