"""What fit is made of: shared projects, distance on the map, likeness of activities."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from omstilling.strengths import Flags, Index, Matrix

_EARTH_KM = 6371.0


def shared_projects(givers: Flags, takers: Flags, project: Index) -> Matrix:
    """Return how many projects join an organisation here and another one there.

    Parameters
    ----------
    givers, takers
        Units × parts, where a part is one organisation in one project: whose it is.
    project
        Parts: number of the project, from 0.

    Returns
    -------
    Givers × takers. An organisation that belongs to both sides shares nothing with
    itself: it counts only where another one takes part beside it.
    """
    here, there = _by_project(givers, project), _by_project(takers, project)
    both = _product(here > 0, there > 0)
    # The one part of a project here is also the one part of it there.
    alone_here = givers & (here == 1)[:, project]
    alone_there = takers & (there == 1)[:, project]
    return both - _product(alone_here, alone_there)


def _by_project(whose: Flags, project: Index) -> Matrix:
    """Return how many parts of each project each unit has."""
    size = int(project.max(initial=-1)) + 1
    ones = np.ones(len(project))
    at = (np.arange(len(project)), project)
    of_project = sparse.csr_array((ones, at), shape=(len(project), size))
    counts: Matrix = (sparse.csr_array(whose.astype(np.float64)) @ of_project).toarray()
    return counts


def _product(givers: Flags, takers: Flags) -> Matrix:
    product: Matrix = givers.astype(np.float64) @ takers.astype(np.float64).T
    return product


def kilometres(givers: Matrix, takers: Matrix) -> Matrix:
    """Return the distance along the ground, givers × takers.

    Parameters
    ----------
    givers, takers
        Units × latitude and longitude, in degrees; NaN where a unit lies nowhere.
    """
    (lat, lon), (lat2, lon2) = np.radians(givers).T, np.radians(takers).T
    across = np.sin((lat[:, None] - lat2) / 2) ** 2
    along = np.sin((lon[:, None] - lon2) / 2) ** 2
    half = across + np.cos(lat)[:, None] * np.cos(lat2) * along
    distance: Matrix = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return distance


def likeness(givers: Matrix, takers: Matrix) -> Matrix:
    """Return how alike the activities of two units are, from 0 to 1.

    The cosine of the square roots of their counts (Hellinger's affinity is that of
    shares), so that one large activity does not decide alone.

    Parameters
    ----------
    givers, takers
        Units × activities: pieces of evidence.

    Returns
    -------
    Givers × takers; 0 where a unit has no evidence.
    """
    one, other = _unit(np.sqrt(givers)), _unit(np.sqrt(takers))
    alike: Matrix = np.clip(one @ other.T, 0.0, 1.0)
    return alike


def _unit(rows: Matrix) -> Matrix:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Matrix = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    return result
