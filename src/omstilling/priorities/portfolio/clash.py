"""Which rules clash, when no portfolio keeps them all.

A deletion filter (J. W. Chinneck and E. W. Dravnieks, Locating minimal infeasible
constraint sets in linear programs, ORSA Journal on Computing 3(2), 157–168, 1991,
https://doi.org/10.1287/ijoc.3.2.157) over whole rules: leave out one after the other;
what still clashes without it was not needed. What is left is irreducible: without any
one of its rules there is a portfolio.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from omstilling.priorities.portfolio.rules import RuleKind
from omstilling.priorities.portfolio.solving import Question, Solver

#: Rules that people can change go last, so that they are kept out as long as possible.
_ORDER: tuple[RuleKind, ...] = (
    *("needs", "excludes", "lawful", "undertaking", "additionality"),
    *("most", "least", "own_money", "pilots", "budget"),
)


@dataclass(frozen=True)
class Clash:
    """Rules that cannot be kept together.

    Attributes
    ----------
    rules
        Their names, in the order of the problem's rules.
    proven
        Whether it is proven that none of them can be left out; False where time was
        out, and then some may be needless.
    """

    rules: tuple[str, ...]
    proven: bool


def clash(
    solver: Solver, *, force: Mapping[int, bool] | None = None, seconds: float = 60.0
) -> Clash:
    """Return a smallest set of rules that clash; there must be no portfolio.

    Parameters
    ----------
    solver
        Problem and rules.
    force
        Proposals that must be in or out beside the rules.
    seconds
        Time for all.
    """
    ends = time.monotonic() + seconds
    without: frozenset[str] = frozenset()
    proven = True
    for names in _parts(solver):
        tried = without | names
        left = ends - time.monotonic()
        if left <= 0:
            proven = False
            break
        question = Question(force=force or {}, without=tried, any_portfolio=True)
        outcome = solver.solve(question, seconds=left).status
        if outcome == "infeasible":
            without = tried
        elif outcome == "unknown" and len(names) == 1:
            proven = False
    kept = tuple(rule.id for rule in solver.rules if rule.id not in without)
    return Clash(kept, proven)


def _parts(solver: Solver) -> Iterator[frozenset[str]]:
    """Give all rules of a kind at once, then each by itself."""
    for kind in _ORDER:
        names = frozenset(rule.id for rule in solver.rules if rule.kind == kind)
        if len(names) > 1:
            yield names
    for kind in _ORDER:
        for rule in solver.rules:
            if rule.kind == kind:
                yield frozenset([rule.id])
