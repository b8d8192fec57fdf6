"""How near activities are, told with caution where few places hold them.

The proximity of Hidalgo et al. (2007, doi:10.1126/science.1144581) is the smaller of
two conditional probabilities. Of an activity that three places hold, one place says a
third of all there is to say, and what is named as nearest is often chance. So each
probability is drawn toward what pairs of its kind show in the whole country, as the
mean of a Beta posterior whose prior weighs as much as κ places:

    P(b | a) = (n + κ · ℓ · u_b / N) / (u_a + κ)

n places hold both, u_a and u_b each, N hold anything. ℓ says how much more often than
by chance pairs of the same kind are held together: of the same division, of the same
section, or of neither; it is estimated from all pairs of that kind.
"""

from __future__ import annotations

import numpy as np

from omstilling.strengths import Index, Matrix, Texts

#: Places that the prior weighs as much as; chosen on the awards until 2014, see the
#: decision record on nearness.
CAUTION = 10.0


def nearness(presence: Matrix, kinds: Index, *, caution: float = CAUTION) -> Matrix:
    """Return how near each activity is to each other one.

    Parameters
    ----------
    presence
        Places × activities, 1 where the place is specialised in the activity, else 0.
    kinds
        Activities × activities, symmetric: of what kind each pair is, from 0.
    caution
        κ, at least 0; with 0 it is the proximity of Hidalgo et al.

    Returns
    -------
    Activities × activities, symmetric, in [0, 1]; 0 on the diagonal, and 0 for an
    activity that no place holds.
    """
    together = presence.T @ presence
    holders = presence.sum(axis=0)
    places = max(1.0, float(presence.any(axis=1).sum()))
    chance = np.outer(holders, holders) / places
    np.fill_diagonal(chance, 0.0)
    np.fill_diagonal(together, 0.0)
    expected = np.minimum(_lift(together, chance, kinds) * holders[None, :] / places, 1)
    below = holders[:, None] + caution
    given = np.divide(
        together + caution * expected,
        below,
        out=np.zeros_like(together),
        where=below > 0,
    )
    near = np.where(np.outer(holders, holders) > 0, np.minimum(given, given.T), 0.0)
    np.fill_diagonal(near, 0.0)
    return near


def _lift(together: Matrix, chance: Matrix, kinds: Index) -> Matrix:
    """Return, by pair, how much oftener than by chance pairs of its kind are held."""
    size = int(kinds.max(initial=0)) + 1
    seen = np.bincount(kinds.ravel(), weights=together.ravel(), minlength=size)
    expected = np.bincount(kinds.ravel(), weights=chance.ravel(), minlength=size)
    lift = np.divide(seen, expected, out=np.ones(size), where=expected > 0)
    result: Matrix = lift[kinds]
    return result


def kinds_of_pairs(codes: Texts, sections: Texts) -> Index:
    """Return 2 for pairs of one division, 1 of one section, 0 for the others."""
    divisions = np.array([code[:2] for code in codes])
    division = divisions[:, None] == divisions
    section = sections[:, None] == sections
    result: Index = np.where(division, 2, np.where(section, 1, 0)).astype(np.intp)
    return result
