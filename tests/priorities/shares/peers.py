"""pabutools beside our rules on one election, each comparison within a time limit.

A rule that the package does not finish in time with fractions is tried with floats.
After that add-one, which runs the rule hundreds of times, is compared in its last run
and in the one after it, which must be over the budget; and what has no completion, or
greedy, with the definitions in rationals.
"""

from __future__ import annotations

import gzip
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pabutools.fractions
from pabutools.election import (
    Additive_Borda_Sat,
    Additive_Cardinal_Sat,
    Cardinality_Sat,
    Cost_Sat,
)
from pabutools.election.pabulib import parse_pabulib_from_string
from pabutools.rules import (
    BudgetAllocation,
    completion_by_rule_combination,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from pabutools.rules.mes.mes_rule import method_of_equal_shares_scheme
from pabutools.tiebreaking import lexico_tie_breaking
from priorities.shares import naive

from omstilling.priorities.shares import (
    Completion,
    Decision,
    Election,
    Rule,
    Satisfaction,
    decide,
    election_of,
    read_pabulib,
)
from omstilling.priorities.shares.rules.state import State

#: What pabutools knows as well.
BOTH: tuple[tuple[Rule, Completion], ...] = (
    ("greedy", "none"),
    ("phragmen", "none"),
    ("mes", "none"),
    ("mes", "greedy"),
    ("mes", "add-one"),
)
# Its rules call themselves once for each project they buy.
sys.setrecursionlimit(100_000)


class Way(NamedTuple):
    """A rule with its satisfaction and completion."""

    rule: Rule
    satisfaction: Satisfaction
    completion: Completion


@dataclass(frozen=True)
class Compared:
    """Whether a rule decided as pabutools does: `equal`, `unequal` or `too slow`."""

    way: Way
    result: str
    how: str
    seconds: float
    our_seconds: float


class TooSlowError(Exception):
    """The time is up."""


def ways(told: Election) -> list[Way]:
    """Return what can be compared on an election; points say their worth alone."""
    by: tuple[Satisfaction, ...] = ("cost", "cardinality")
    return [
        Way(rule, satisfaction, completion)
        for rule, completion in BOTH
        for satisfaction in (by if told.by_approval else by[:1])
        if rule != "phragmen" or (told.by_approval and satisfaction == "cost")
    ]


def work(folder: Path) -> list[tuple[Path, Election, Way]]:
    """Return all that can be compared, what takes least time first."""
    found = []
    for path in sorted(folder.glob("*.pb.gz")):
        told = election_of(read_pabulib(path))
        for way in ways(told):
            runs = float(told.share()) if way.completion == "add-one" else 1.0
            found.append((len(told.ballots.project) * runs, path, told, way))
    found.sort(key=lambda one: (one[3].completion == "add-one", one[0], one[1]))
    return [(path, told, way) for _, path, told, way in found]


def compare(path: Path, told: Election, way: Way, *, seconds: float) -> Compared:
    """Compare by fractions, else by floats, else as the module says."""
    began = time.perf_counter()
    decision: Any = decide(told, **way._asdict())
    our_seconds = time.perf_counter() - began
    tries: dict[str, Callable[[], bool]] = {
        "fractions": lambda: same(decision, run(path, "gmpy2", told, way)),
        "floats": lambda: same(decision, run(path, "float", told, way)),
    }
    if way.completion == "add-one":
        tries["last runs"] = lambda: same_last_runs(path, told, decision, way)
    elif way.rule != "phragmen":
        tries["definition"] = lambda: list(decision.winners) == defined(told, way)
    spent = 0.0
    for how, alike in tries.items():
        began = time.perf_counter()
        try:
            with within(seconds):
                equal = alike()
        except TooSlowError:
            spent += time.perf_counter() - began
            continue
        spent += time.perf_counter() - began
        if not equal and how == "floats":
            continue
        return Compared(way, "equal" if equal else "unequal", how, spent, our_seconds)
    return Compared(way, "too slow", ", ".join(tries), spent, our_seconds)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `TooSlowError` when the time is up, wherever the work is."""

    def stop(_signal: int, _frame: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.signal(signal.SIGALRM, before)


@cache
def parsed(path: Path, fractions: str) -> tuple[Any, Any]:
    pabutools.fractions.FRACTION = fractions
    text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
    instance, profile = parse_pabulib_from_string(text)
    return instance, profile.as_multiprofile()


def measure(told: Election, way: Way) -> Any:
    if told.kind == "ordinal":
        return Additive_Borda_Sat
    if not told.by_approval:
        return Additive_Cardinal_Sat
    return Cost_Sat if way.satisfaction == "cost" else Cardinality_Sat


def run(path: Path, fractions: str, told: Election, way: Way) -> Any:
    """Return what pabutools chooses."""
    instance, profile = parsed(path, fractions)
    pabutools.fractions.FRACTION = fractions
    sat = {"sat_class": measure(told, way)}
    if way.rule == "phragmen":
        return sequential_phragmen(instance, profile)
    if way.rule == "greedy":
        return greedy_utilitarian_welfare(instance, profile, **sat)
    if way.completion == "greedy":
        both = [method_of_equal_shares, greedy_utilitarian_welfare]
        return completion_by_rule_combination(instance, profile, both, [sat, sat])
    more = 1 if way.completion == "add-one" else None
    return method_of_equal_shares(instance, profile, voter_budget_increment=more, **sat)


def defined(told: Election, way: Way) -> list[str]:
    """Return what the definitions choose, each different ballot one heavy voter."""
    entries = np.diff(told.ballots.start).cumsum()[:-1]
    names = [one.id for one in told.projects]
    by_cost = told.by_approval and way.satisfaction == "cost"
    worth = [
        {
            names[p]: told.costs[p] if by_cost else Fraction(int(has))
            for p, has in zip(projects, points, strict=True)
        }
        for projects, points in zip(
            np.split(told.ballots.project, entries),
            np.split(told.ballots.points, entries),
            strict=True,
        )
    ]
    plain = naive.Plain(
        costs=dict(zip(names, told.costs, strict=True)),
        wants=[frozenset(one) for one in worth],
        worth=worth,
        weights=[Fraction(int(one)) for one in told.ballots.weight],
        budget=Fraction(told.budget),
    )
    if way.rule == "greedy":
        return naive.greedy(plain, by_id)
    chosen, _ = naive.equal_shares(plain, by_id, exact=False)
    return naive.greedy(plain, by_id, chosen) if way.completion == "greedy" else chosen


def by_id(project: str) -> str:
    return project


def same(decision: Decision, chosen: Any) -> bool:
    return sorted(decision.winners) == sorted(project.name for project in chosen)


def same_last_runs(path: Path, told: Election, decision: Decision, way: Way) -> bool:
    """Say whether the last run is the same, and rightly the last."""
    assert isinstance(decision.run, State)
    instance, _ = parsed(path, "gmpy2")
    last = with_share(path, told, way, decision.run.share)
    if not (same(decision, last) and instance.is_feasible(last)):
        return False
    wanted = [
        project
        for one, project in zip(told.projects, decision.book.total, strict=True)
        if project
        for project in instance
        if project.name == one.id
    ]
    if instance.is_exhaustive(last, available_projects=wanted):
        return True
    return not instance.is_feasible(with_share(path, told, way, decision.run.share + 1))


def with_share(path: Path, told: Election, way: Way, share: Fraction) -> Any:
    """Return what pabutools chooses when each voter may spend a given share."""
    instance, profile = parsed(path, "gmpy2")
    pabutools.fractions.FRACTION = "gmpy2"
    return method_of_equal_shares_scheme(
        instance,
        profile,
        profile.as_sat_profile(measure(told, way)),
        pabutools.fractions.frac(share.numerator, share.denominator),
        BudgetAllocation(),
        lexico_tie_breaking,
        binary_sat=told.by_approval,
    )
