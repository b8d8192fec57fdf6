"""Product complexity: how much know-how an activity asks for.

The second eigenvector of the matrix that links activities through the places which hold
them (Hidalgo and Hausmann 2009, doi:10.1073/pnas.0900943106). It is found from the
singular vectors of the symmetrically scaled presence matrix, which has the same
eigenvalues and needs no full decomposition of a non-symmetric matrix.

Conventions: values are z-scores over the activities that are held somewhere; the sign
is the one for which complexity falls with ubiquity. An activity held nowhere, and every
activity where the matrix has no second dimension, is 0: neither more nor less than the
mean.
"""

from __future__ import annotations

import numpy as np

from omstilling.strengths.specialisation import Matrix

_NOTHING = 1e-9
"""Below this a singular value or a spread is rounding, not a dimension."""


def product_complexity(presence: Matrix) -> Matrix:
    """Return one z-score per activity.

    Parameters
    ----------
    presence
        Places × activities, 1 where the place is specialised in the activity, else 0.
    """
    result = np.zeros(presence.shape[1])
    rows, columns = presence.sum(axis=1) > 0, presence.sum(axis=0) > 0
    held = presence[np.ix_(rows, columns)]
    if min(held.shape) < 2:
        return result
    diversity, ubiquity = held.sum(axis=1), held.sum(axis=0)
    scaled = held / np.sqrt(np.outer(diversity, ubiquity))
    _, values, vectors = np.linalg.svd(scaled, full_matrices=False)
    second = vectors[1] / np.sqrt(ubiquity)
    spread = second.std()
    if values[1] < _NOTHING or spread < _NOTHING:
        return result
    z = (second - second.mean()) / spread
    falls = _covariance(z, ubiquity)
    result[columns] = -z if falls > 0 else z
    return result


def _covariance(one: Matrix, other: Matrix) -> float:
    return float(np.mean((one - one.mean()) * (other - other.mean())))
