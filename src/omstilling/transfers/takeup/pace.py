"""How the pace of take-up changes with time, learned from every window before a cut.

The longer a data set has run, the rarer first take-ups become: what is easily taken up
has been, and what was there before the first year has been seen. A hazard that goes
with a power of the time since the data began (Weibull 1951, doi:10.1115/1.4010337) says
so with one number, its shape; 1 is a constant pace.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from omstilling.strengths import Flags, Index, Matrix
from omstilling.transfers.takeup.history.panel import Panel

#: Narrow enough to stay a hazard of the Weibull kind, wide enough not to decide.
_SHAPES = (0.05, 3.0)
LEAST_STEPS = 3
LEAST_TAKEN = 20


@dataclass(frozen=True)
class Step:
    """What was taken up in one period by those who could at the start of a window.

    Attributes
    ----------
    start
        When the window began: who could take up what, as of then.
    before, end
        The period: after `before` and by `end`.
    candidates, taken
        How many still could at `before`, and how many did by `end`.
    """

    start: int
    before: int
    end: int
    candidates: int
    taken: int


@dataclass(frozen=True)
class Pace:
    """The pace of take-up through time.

    Attributes
    ----------
    origin
        Where time begins: one period before the first.
    last, last_share
        The last period, and the share of it that the data cover.
    shape
        Of the Weibull hazard, 1 where it is constant.
    why_constant
        Why it is taken to be constant; empty where it was learned.
    steps
        What it was learned from.
    """

    origin: float
    last: int
    last_share: float
    shape: float
    why_constant: str
    steps: tuple[Step, ...]

    def between(self, start: int, end: int) -> float:
        """Return the cumulative hazard between the ends of two periods, in any unit.

        With a constant pace it is the number of periods that the data cover.
        """
        ends = np.array([start, end], dtype=float)
        if start < self.last <= end:
            # Of what is asked beyond the data nothing is missing.
            ends[1] -= (1.0 - self.last_share) * (end == self.last)
        return float(np.diff((ends - self.origin) ** self.shape)[0])


@dataclass(frozen=True)
class Told:
    """How much was taken up within a window.

    Attributes
    ----------
    start, end
        The window.
    candidates, taken
        How many could take up at its start, and how many did by its end.
    """

    start: int
    end: int
    candidates: int
    taken: int


def windows(pace: Pace, length: int) -> list[Told]:
    """Return the windows of a length that the pace was learned from."""
    found: dict[int, Told] = {}
    for step in pace.steps:
        if step.end <= step.start + length:
            before = found.get(step.start)
            found[step.start] = Told(
                step.start,
                step.end,
                before.candidates if before else step.candidates,
                step.taken + (before.taken if before else 0),
            )
    return [one for one in found.values() if one.end == one.start + length]


def learn_pace(panel: Panel, cut: int, *, fitted: Flags | None = None) -> Pace:
    """Learn the pace from all that was taken up by a cut.

    Parameters
    ----------
    panel
        The data; nothing after `cut` is read.
    cut
        The last period that is known.
    fitted
        Units that teach; all if not given.
    """
    known = [year for year in panel.years if year <= cut]
    steps = _steps(panel, known, fitted)
    gap = float(np.median(np.diff(known))) if len(known) > 1 else 1.0
    why = _why_constant(panel, steps)
    origin = known[0] - gap
    return Pace(
        origin=origin,
        last=panel.years[-1],
        last_share=panel.last_share,
        shape=1.0 if why else _shape(panel, steps, origin),
        why_constant=why,
        steps=tuple(steps),
    )


def _why_constant(panel: Panel, steps: list[Step]) -> str:
    if panel.presence == "rca":
        return "presence is of single years, which do not make one course of time"
    taken = sum(step.taken for step in steps)
    if len(steps) < LEAST_STEPS or taken < LEAST_TAKEN:
        return (
            f"{len(steps)} steps with {taken} take-ups before the cut are too few to "
            "learn a change of pace from"
        )
    return ""


def _steps(panel: Panel, known: list[int], fitted: Flags | None) -> list[Step]:
    if panel.presence == "rca":
        return []
    values = panel.values[: len(known)]
    first = _first(values if fitted is None else values[:, fitted])
    found = []
    for start in range(len(known) - 1):
        seen: Flags = np.asarray(first <= start)
        able = seen.any(axis=1, keepdims=True) & seen.any(axis=0) & ~seen
        came = np.bincount(first[able], minlength=len(known) + 1)
        left = int(able.sum())
        for end in range(start + 1, len(known)):
            found.append(
                Step(known[start], known[end - 1], known[end], left, int(came[end]))
            )
            left -= int(came[end])
    return found


def _first(values: Matrix) -> Index:
    """Return the position of the first period with anything, or one beyond the last."""
    there = values > 0
    return np.where(there.any(axis=0), there.argmax(axis=0), len(values))


def _shape(panel: Panel, steps: list[Step], origin: float) -> float:
    """Return the most likely shape of Poisson counts; the level cancels out."""
    before = np.array([step.before for step in steps]) - origin
    end = np.array([step.end for step in steps], dtype=float) - origin
    end[end == panel.years[-1] - origin] -= 1.0 - panel.last_share
    able = np.array([step.candidates for step in steps], dtype=float)
    taken = np.array([step.taken for step in steps], dtype=float)

    def unlikely(shape: float) -> float:
        passed = end**shape - before**shape
        return float(taken.sum() * np.log(able @ passed) - taken @ np.log(passed))

    # Loads with its first use: `import scipy.optimize` would load it with this module.
    found = scipy.optimize.minimize_scalar(unlikely, bounds=_SHAPES, method="bounded")
    return float(found.x)
