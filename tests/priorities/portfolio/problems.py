"""Small random problems and rules, for Hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import get_args

import numpy as np
from hypothesis import strategies as st

from omstilling.priorities.portfolio import rules as ruling
from omstilling.priorities.portfolio.problem import (
    ALL,
    WHOLE,
    Groups,
    Outlook,
    Pair,
    Problem,
    Shared,
)
from omstilling.priorities.portfolio.rules import LimitUnit, Rule

YEARS = (2027, 2028)
DIMENSIONS = {"sector": ("25", "28", "62"), "region": ("33", "34")}
#: A thousand kroner, in øre.
STEP = 100_000
amounts = st.integers(0, 900).map(lambda n: n * STEP)
worths = st.integers(0, 5000).map(lambda n: Fraction(n * 1000))


@st.composite
def problems(draw: st.DrawFn, *, most: int = 7, outlooks: int = 3) -> Problem:
    n = draw(st.integers(1, most))
    asked = np.array([[draw(amounts) for _ in YEARS] for _ in range(n)], np.int64)
    own = np.array([draw(amounts) for _ in range(n)], np.int64)
    groups = {
        name: draw(groupings(asked.sum(axis=1), codes))
        for name, codes in DIMENSIONS.items()
    }
    count = draw(st.integers(1, outlooks))
    return Problem(
        ids=tuple(f"p{k}" for k in range(n)),
        years=YEARS,
        asked=asked,
        cost=asked.sum(axis=1) + own,
        own=own,
        least=np.full(n, WHOLE),
        pilot=np.array([draw(st.booleans()) for _ in range(n)]),
        groups=groups,
        unit="NOK",
        outlooks=tuple(draw(outlook(n, k, count)) for k in range(count)),
        pairs=tuple(draw(pairs(n))) if n > 1 else (),
    )


@st.composite
def groupings(
    draw: st.DrawFn,
    granted: np.ndarray[tuple[int], np.dtype[np.int64]],
    codes: tuple[str, ...],
) -> Groups:
    rows = []
    for p, money in enumerate(granted.tolist()):
        split = draw(st.sampled_from([(ALL,), (6000, 4000), (3333, 6667)]))
        where = draw(st.permutations(range(len(codes))))
        rows += [(p, g, money * part) for g, part in zip(where, split, strict=False)]
    proposal, group, amount = np.array(rows, np.int64).reshape(-1, 3).T
    return Groups(codes, proposal, group, amount)


@st.composite
def outlook(draw: st.DrawFn, n: int, k: int, count: int) -> Outlook:
    shared = []
    if n > 1 and draw(st.booleans()):
        members = draw(
            st.lists(st.integers(0, n - 1), min_size=2, max_size=3, unique=True)
        )
        shared.append(Shared(tuple(members), tuple(draw(worths) for _ in members)))
    values = tuple(draw(worths) for _ in range(n))
    return Outlook(f"s{k}", Fraction(1, count), values, tuple(shared))


@st.composite
def pairs(draw: st.DrawFn, n: int) -> list[Pair]:
    two = st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True)
    drawn = [sorted(draw(two)) for _ in range(draw(st.integers(0, 2)))]
    return [Pair(first, second, draw(worths)) for first, second in drawn]


@st.composite
def rules_of(draw: st.DrawFn, problem: Problem) -> list[Rule]:
    """Budgets, and some of every kind of rule."""
    total = int(problem.asked.sum())
    yearly = {year: draw(st.integers(0, 2500)) * STEP for year in problem.years}
    made = ruling.budgets(problem, yearly)
    if draw(st.booleans()):
        made.append(ruling.own_money(problem, draw(percents), name="own"))
    if draw(st.booleans()):
        left_out = draw(st.lists(st.sampled_from(problem.ids), max_size=2, unique=True))
        made.append(ruling.additional(problem, left_out, "later", name="additional"))
    if draw(st.booleans()):
        made.append(ruling.pilots(problem, draw(st.integers(0, 2)), name="pilots"))
    for k in range(draw(st.integers(0, 3))):
        made.append(draw(a_limit(problem, f"limit{k}", sum(yearly.values()))))
    if len(problem.ids) > 1 and total:
        made += draw(links(problem))
    return made


percents = st.sampled_from([0, 1000, 2500, 3333, 5000, 8000, ALL])


@st.composite
def a_limit(draw: st.DrawFn, problem: Problem, name: str, budget: int) -> Rule:
    dimension = draw(st.sampled_from(sorted(problem.groups)))
    unit: LimitUnit = draw(st.sampled_from(get_args(LimitUnit)))
    value = draw({"NOK": amounts, "proposals": st.integers(0, 3)}.get(unit, percents))
    return ruling.limit(
        problem,
        name=name,
        kind=draw(st.sampled_from(["least", "most"])),
        dimension=dimension,
        code=draw(st.sampled_from(["*", *problem.groups[dimension].codes])),
        value=value,
        unit=unit,
        budget=budget,
    )


@st.composite
def links(draw: st.DrawFn, problem: Problem) -> list[Rule]:
    two = st.lists(st.sampled_from(problem.ids), min_size=2, max_size=2, unique=True)
    made: dict[str, Rule] = {}
    for _ in range(draw(st.integers(0, 2))):
        make = draw(st.sampled_from([ruling.needs, ruling.excludes]))
        rule = make(problem, *draw(two))
        made[rule.id] = rule
    if draw(st.booleans()):
        one = ruling.lawful(problem, draw(st.sampled_from(problem.ids)), 999_999)
        made[one.id] = one
    return list(made.values())


def simple(
    steps: Sequence[int],
    values: Sequence[int],
    *,
    least: Sequence[int] | None = None,
    sectors: Sequence[str] | None = None,
) -> Problem:
    """One year, one region, steps of a thousand kroner, worth in thousands."""
    n = len(steps)
    asked = np.array([[step * STEP] for step in steps], np.int64)
    money = asked[:, 0] * ALL
    named = sectors or ["25"] * n
    codes = tuple(sorted(set(named)))
    where = np.array([codes.index(one) for one in named])
    everyone = np.arange(n)
    return Problem(
        ids=tuple(f"p{k}" for k in range(n)),
        years=(2027,),
        asked=asked,
        cost=2 * asked[:, 0],
        own=asked[:, 0],
        least=np.array(least or [WHOLE] * n),
        pilot=np.zeros(n, bool),
        groups={
            "sector": Groups(codes, everyone, where, money),
            "region": Groups(("34",), everyone, np.zeros(n, np.int64), money),
        },
        unit="NOK",
        outlooks=(Outlook("", Fraction(1), tuple(Fraction(v * 1000) for v in values)),),
    )
