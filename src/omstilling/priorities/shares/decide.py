"""Decides an election by a rule, and keeps what is needed to explain it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from omstilling.errors import UsageError
from omstilling.priorities.shares.ballots.book import (
    SATISFACTIONS,
    Book,
    Satisfaction,
    open_book,
)
from omstilling.priorities.shares.ballots.election import (
    Ballots,
    Election,
    Integers,
    Members,
    Project,
)
from omstilling.priorities.shares.rules.completion import Watch, add_one, add_opt
from omstilling.priorities.shares.rules.equal_shares import equal_shares
from omstilling.priorities.shares.rules.exact import settle
from omstilling.priorities.shares.rules.greedy import greedy
from omstilling.priorities.shares.rules.phragmen import Course, phragmen
from omstilling.priorities.shares.rules.state import State
from omstilling.priorities.shares.rules.ties import TIES, Ties, ranking

ONE = Decimal(1)

Rule = Literal["mes", "ees", "phragmen", "greedy"]
Completion = Literal["none", "add-one", "add-opt", "greedy"]
RULES: tuple[Rule, ...] = get_args(Rule)
COMPLETIONS: tuple[Completion, ...] = get_args(Completion)
#: Which completion belongs to which rule.
_GOES_WITH: dict[Rule, tuple[Completion, ...]] = {
    "mes": ("none", "add-one", "greedy"),
    "ees": ("none", "add-one", "add-opt", "greedy"),
    "phragmen": ("none",),
    "greedy": ("none",),
}


@dataclass(frozen=True, eq=False)
class Decision:
    """What a rule decided.

    Attributes
    ----------
    election, book
        What was decided on.
    rule, satisfaction, completion, ties
        How. For points and rankings, `satisfaction` is `points` or `borda`: ballots say
        by themselves what a project is worth.
    free
        Projects that cost nothing and that somebody wants, chosen before all rounds.
    chosen
        All projects chosen, in order, by their place.
    run
        The last run of Equal Shares, or the course of Phragmén's rule.
    """

    election: Election
    book: Book
    rule: Rule
    satisfaction: str
    completion: Completion
    ties: Ties
    free: tuple[int, ...]
    chosen: tuple[int, ...]
    run: State | Course | None

    @property
    def winners(self) -> tuple[str, ...]:
        """Ids of the projects, in the order they were chosen."""
        return tuple(self.election.projects[one].id for one in self.chosen)

    @cached_property
    def cost(self) -> Decimal:
        """What they cost together."""
        return sum(
            (self.election.projects[one].cost for one in self.chosen), Decimal(0)
        )

    @property
    def budget(self) -> Decimal:
        """What could be spent."""
        return self.election.budget


def decide(
    election: Election,
    *,
    rule: Rule = "mes",
    satisfaction: Satisfaction = "cost",
    completion: Completion = "none",
    ties: Ties = "id",
    increment: Decimal = ONE,
    watch: Watch = lambda _runs, _spent: None,
) -> Decision:
    """Decide which projects to fund.

    Parameters
    ----------
    election
        Projects, budget and ballots.
    rule
        `mes` (Method of Equal Shares), `ees` (Exact Equal Shares), `phragmen`
        (sequential) or `greedy` (the yardstick).
    satisfaction
        What an approved project is worth: its `cost`, or 1 (`cardinality`). Points and
        rankings say so by themselves.
    completion
        What is done with money left over: `none`; `add-one` for mes and ees; `add-opt`
        for ees on approvals; `greedy` for mes and ees.
    ties
        Which of two tied projects goes first: `id`, `cheapest`, `costliest`, `votes`.
    increment
        What `add-one` gives each voter more in each run, above 0: 1 as the literature
        has it; more where few decide over much.
    watch
        Called after each run of `add-one` and `add-opt` with how many are done and
        what the last one spent.

    Raises
    ------
    UsageError
        A parameter is none of these, or the completion does not go with the rule.
    """
    _check("rule", rule, RULES)
    _check("satisfaction", satisfaction, SATISFACTIONS)
    _check("completion", completion, COMPLETIONS)
    _check("ties", ties, TIES)
    _check_completion(election, rule, completion)
    if not increment > 0:
        raise UsageError(
            f"The 'increment' parameter of decide must be above 0. Got {increment} "
            "instead.",
            hint="It is money that each voter gets more in each run of add-one.",
        )
    book = open_book(election, satisfaction)
    rank = ranking(election, book, ties)
    free = tuple(
        sorted(
            (
                one
                for one, cost in enumerate(election.costs)
                if not cost and book.total[one]
            ),
            key=lambda one: rank[one],
        )
    )
    chosen, run = _choose(
        election,
        book,
        rank,
        rule=rule,
        completion=completion,
        free=free,
        increment=Fraction(increment),
        watch=watch,
    )
    return Decision(
        election=election,
        book=book,
        rule=rule,
        satisfaction=_named(election, satisfaction),
        completion=completion,
        ties=ties,
        free=free if rule in {"mes", "ees"} else (),
        chosen=tuple(chosen),
        run=run,
    )


def _choose(
    election: Election,
    book: Book,
    rank: Integers,
    *,
    rule: Rule,
    completion: Completion,
    free: tuple[int, ...],
    increment: Fraction,
    watch: Watch,
) -> tuple[list[int], State | Course | None]:
    if rule == "greedy":
        return greedy(election, book, rank=rank), None
    if rule == "phragmen":
        course = phragmen(election, book, rank=rank)
        return course.bought, course
    exact = rule == "ees"
    if completion == "add-one":
        state = add_one(
            election, book, rank=rank, exact=exact, increment=increment, watch=watch
        )
    elif completion == "add-opt":
        state = add_opt(election, book, rank=rank, watch=watch)
    else:
        state = equal_shares(
            election, book, share=election.share(), rank=rank, exact=exact
        )
    chosen = [*free, *state.bought[: state.done].tolist()]
    if completion == "greedy":
        return greedy(election, book, rank=rank, already=chosen), state
    return chosen, state


def _named(election: Election, satisfaction: Satisfaction) -> str:
    if election.by_approval:
        return satisfaction
    return "borda" if election.kind == "ordinal" else "points"


def _check(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(
            f"The '{name}' parameter of decide must be one of {', '.join(allowed)}. "
            f"Got {value!r} instead.",
            hint=f"Choose one of {', '.join(allowed)}.",
        )


def _check_completion(election: Election, rule: Rule, completion: Completion) -> None:
    if completion not in _GOES_WITH[rule]:
        raise UsageError(
            f"The completion '{completion}' does not go with the rule '{rule}'.",
            hint=f"With '{rule}' go {', '.join(_GOES_WITH[rule])}.",
        )
    if completion == "add-opt" and not election.by_approval:
        raise UsageError(
            "The completion 'add-opt' is for approvals, where a project is worth the "
            f"same to all its supporters; these ballots are {election.kind}.",
            hint="Use 'add-one'.",
        )


def load_machine_code(*, rule: Rule, completion: Completion, ties: Ties) -> None:
    """Decide on one project, so that a later decision finds its machine code loaded.

    It is read from disk once in each process, and made where it is not there.
    """
    ballots = Ballots(
        start=np.array([0, 1]),
        project=np.zeros(1, dtype=np.int32),
        points=np.ones(1, dtype=np.int64),
        weight=np.ones(1, dtype=np.int64),
    )
    none, one = np.zeros(1, dtype=np.int32), np.ones(1, dtype=np.int64)
    smallest = Election(
        projects=(Project("a", Decimal(1)),),
        budget=Decimal(1),
        kind="approval",
        ballots=ballots,
        members=Members(ballot=none, group=none, voters=one, weight=one),
        groups=("",),
        voters=1,
        weight=Fraction(1),
    )
    answered = decide(smallest, rule=rule, completion=completion, ties=ties)
    if isinstance(answered.run, State):
        settle(answered.run)
