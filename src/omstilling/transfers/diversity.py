"""A list that does not show one idea ten times.

The next line is the one with the highest

    score · Π (1 − δ · likeness with a line already chosen)

over all lines chosen, as in the diversification of search results (Agrawal et al. 2009,
doi:10.1145/1498759.1498766). Maximal marginal relevance (Carbonell and Goldstein 1998,
doi:10.1145/290941.291025) takes off the greatest likeness alone; once every idea has
been shown that is the same for the second line of an idea and for the twentieth. δ, the
diversity, is 0 for the plain order by score.

An idea is a source and an object. Two transfers are as alike as the mean of

- their ideas: how near the objects are, half as much from another source;
- their receivers: the share of municipalities in common, 1 for the same receiver.

Only a shortlist of the highest scores is compared. A line outside it is worth no more
than its score, so when the best of the shortlist is worth as much as the highest score
outside, it is the best of all; else the shortlist grows. The result is that of
comparing everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from omstilling.strengths import Index, Matrix
from omstilling.transfers.objects import Objects
from omstilling.transfers.receivers import Receivers

_FIRST = 256


@dataclass(frozen=True, eq=False)
class Lines:
    """Transfers to choose from, the highest score first.

    Attributes
    ----------
    score
        From 0 to 1, descending.
    giver, taker, thing
        Source, receiver and object of each.
    """

    score: Matrix
    giver: Index
    taker: Index
    thing: Index


@dataclass(frozen=True, eq=False)
class Likeness:
    """How alike objects and receivers are.

    Attributes
    ----------
    things
        Objects × objects, 1 on the diagonal.
    takers
        Receivers × receivers, 1 on the diagonal.
    """

    things: Matrix
    takers: Matrix

    def with_line(self, lines: Lines, chosen: int, until: int) -> Matrix:
        """Return how alike each of the first lines is with a chosen one."""
        first = slice(0, until)
        source = np.where(lines.giver[first] == lines.giver[chosen], 1.0, 0.5)
        things = self.things[lines.thing[chosen]][lines.thing[first]]
        takers = self.takers[lines.taker[chosen]][lines.taker[first]]
        alike: Matrix = (source * things + takers) / 2.0
        return alike


def likeness(things: Objects, takers: Receivers) -> Likeness:
    """Compare all objects and all receivers once."""
    return Likeness(_of_things(things), _of_takers(takers))


def _of_things(things: Objects) -> Matrix:
    """Return nearness; of two methods, the share of carriers in common."""
    size = things.methods_from
    alike = np.zeros((len(things.names), len(things.names)))
    alike[:, :size], alike[:size, :] = things.near, things.near.T
    sets = [frozenset(carriers) for carriers in things.carriers]
    for i in range(size, len(sets)):
        for j in range(size, len(sets)):
            alike[i, j] = len(sets[i] & sets[j]) / len(sets[i] | sets[j])
    np.fill_diagonal(alike, 1.0)
    return alike


def _of_takers(takers: Receivers) -> Matrix:
    every = sorted(frozenset().union(*takers.territories))
    column = {place: at for at, place in enumerate(every)}
    inside = np.zeros((len(takers.ids), len(every)))
    for row, territory in enumerate(takers.territories):
        inside[row, [column[place] for place in territory]] = 1.0
    common, size = inside @ inside.T, inside.sum(axis=1)
    either = size[:, None] + size - common
    alike: Matrix = np.divide(
        common, either, out=np.zeros_like(common), where=either > 0
    )
    np.fill_diagonal(alike, 1.0)
    return alike


def diverse(lines: Lines, alike: Likeness, limit: int, diversity: float) -> Index:
    """Return the chosen lines, in order; of equals the one that stands first.

    Parameters
    ----------
    lines
        What there is to choose from.
    alike
        How alike their objects and receivers are.
    limit
        How many to choose at most.
    diversity
        δ, from 0 to 1.
    """
    count = len(lines.score)
    if diversity == 0.0:
        return np.arange(min(limit, count))
    until = min(_FIRST, count)
    worth = lines.score.copy()
    chosen: list[int] = []
    while len(chosen) < min(limit, count):
        best = int(np.argmax(worth[:until]))
        while until < count and worth[best] < worth[until]:
            more = min(2 * until, count)
            for one in chosen:
                new = alike.with_line(lines, one, more)[until:]
                worth[until:more] *= 1.0 - diversity * new
            until = more
            best = int(np.argmax(worth[:until]))
        chosen.append(best)
        worth[:until] *= 1.0 - diversity * alike.with_line(lines, best, until)
        worth[chosen] = -1.0
    return np.array(chosen, dtype=np.intp)
