"""Rules of a portfolio, each as exact rows over shares and choices.

A row says `lower ≤ Σ coefficient · share + of_granted · granted ≤ upper`, in whole
numbers, where `granted` is all money granted in øre. So the solver's answer can be
checked without rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from omstilling.priorities.portfolio.problem import ALL, ORE, WHOLE, Ints, Problem

RuleKind = Literal[
    "budget",
    "own_money",
    "least",
    "most",
    "pilots",
    "additionality",
    "needs",
    "excludes",
    "lawful",
    "undertaking",
]
LimitUnit = Literal["percent of granted", "percent of budget", "NOK", "proposals"]
#: Rules of which it makes sense to ask what each costs: those that keep a balance, and
#: the amounts of single undertakings, which proposals compete for.
PRICED = ("own_money", "least", "most", "pilots", "additionality", "undertaking")
#: The solver counts money in thousand kroner.
THOUSAND = 1000 * ORE
_THOUSAND_EURO = 1000 * 100


@dataclass(frozen=True)
class Row:
    """One row of a rule.

    Attributes
    ----------
    proposals, coefficients
        Positions and whole numbers.
    lower, upper
        Whole numbers in the same unit; None: no bound.
    over
        Whether the row is over shares funded or over what is chosen at all.
    of_granted
        Coefficient of all money granted.
    money
        Whether the coefficients are amounts, which follow a proposal's cost.
    of_budget
        Whether the bounds follow the budget.
    per
        What the solver divides the row by.
    """

    proposals: Ints
    coefficients: Ints
    lower: int | None = None
    upper: int | None = None
    over: Literal["shares", "chosen"] = "shares"
    of_granted: int = 0
    money: bool = True
    of_budget: bool = False
    per: int = THOUSAND


@dataclass(frozen=True)
class Rule:
    """A rule by name, what it says as plain facts, and its rows."""

    id: str
    kind: RuleKind
    rows: tuple[Row, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


def budgets(problem: Problem, amounts: Mapping[int, int]) -> list[Rule]:
    """Return a rule for each year: at most `amounts[year]` øre."""
    everyone = np.arange(len(problem.ids))
    return [
        Rule(
            f"budget-{year}",
            "budget",
            (
                Row(
                    everyone,
                    problem.asked[:, k],
                    upper=amounts[year],
                    of_budget=True,
                ),
            ),
            {"year": year, "amount": amounts[year]},
        )
        for k, year in enumerate(problem.years)
    ]


def own_money(problem: Problem, percent: int, *, name: str) -> Rule:
    """Return the rule that private money is at least so much of all cost.

    `percent` is in hundredths of a per cent.
    """
    coefficients = ALL * problem.own - percent * problem.cost
    row = Row(np.arange(len(problem.ids)), coefficients, lower=0, per=ALL * THOUSAND)
    return Rule(name, "own_money", (row,), {"percent": percent})


def pilots(problem: Problem, count: int, *, name: str) -> Rule:
    """Return the rule that at least `count` pilots are chosen."""
    which = np.flatnonzero(problem.pilot)
    row = Row(
        which, np.ones_like(which), lower=count, over="chosen", money=False, per=1
    )
    return Rule(name, "pilots", (row,), {"count": count})


def limit(
    problem: Problem,
    *,
    name: str,
    kind: Literal["least", "most"],
    dimension: str,
    code: str,
    value: int,
    unit: LimitUnit,
    budget: int,
) -> Rule:
    """Return the rule that a group gets at least, or at most, so much.

    Parameters
    ----------
    problem
        The proposals.
    name, kind, dimension
        Its name; `least` or `most`; a key of `problem.groups`.
    code
        The group, or `*` for each group of the dimension.
    value, unit
        How much: hundredths of a per cent, øre or a number of proposals.
    budget
        The budget of all years, øre.
    """
    groups = problem.groups[dimension]
    chosen = range(len(groups.codes)) if code == "*" else [groups.codes.index(code)]
    rows = tuple(
        _limit_row(groups.of(k), kind=kind, value=value, unit=unit, budget=budget)
        for k in chosen
    )
    facts = {
        "dimension": dimension,
        "code": code,
        "value": value,
        "unit": unit,
        "budget": budget,
    }
    return Rule(name, kind, rows, facts)


def _limit_row(
    group: tuple[Ints, Ints], *, kind: str, value: int, unit: LimitUnit, budget: int
) -> Row:
    proposals, amounts = group
    if unit == "proposals":
        ones = np.ones_like(proposals)
        return Row(
            proposals,
            ones,
            **_bound(kind, value),
            over="chosen",
            money=False,
            per=1,
        )
    if unit == "percent of granted":
        return Row(
            proposals,
            amounts,
            **_bound(kind, 0),
            of_granted=-value,
            per=ALL * THOUSAND,
        )
    bound = value * ALL if unit == "NOK" else value * budget
    return Row(
        proposals,
        amounts,
        **_bound(kind, bound),
        of_budget=unit == "percent of budget",
        per=ALL * THOUSAND,
    )


def _bound(kind: str, value: int) -> dict[str, Any]:
    return {"lower": value} if kind == "least" else {"upper": value}


def needs(problem: Problem, proposal: str, other: str) -> Rule:
    """Return the rule that `proposal` is chosen only together with `other`."""
    pair = np.array([problem.position(proposal), problem.position(other)])
    row = Row(pair, np.array([1, -1]), upper=0, over="chosen", money=False, per=1)
    return Rule(
        f"needs-{proposal}-{other}",
        "needs",
        (row,),
        {"proposal": proposal, "other": other},
    )


def excludes(problem: Problem, proposal: str, other: str) -> Rule:
    """Return the rule that not both are chosen."""
    first, second = sorted([proposal, other])
    pair = np.array([problem.position(first), problem.position(second)])
    row = Row(pair, np.array([1, 1]), upper=1, over="chosen", money=False, per=1)
    return Rule(
        f"excludes-{first}-{second}",
        "excludes",
        (row,),
        {"proposal": first, "other": second},
    )


def lawful(problem: Problem, proposal: str, most: int, **facts: Any) -> Rule:
    """Return the rule that at most `most` millionths of a proposal can be funded."""
    at = problem.position(proposal)
    row = Row(
        np.array([at]),
        np.array([WHOLE]),
        # Below its least share, nothing of it can be funded.
        upper=most if most >= problem.least[at] else 0,
        money=False,
        per=WHOLE,
    )
    return Rule(f"lawful-{proposal}", "lawful", (row,), {"proposal": proposal, **facts})


def undertaking(
    problem: Problem,
    draws: Mapping[str, int],
    left: int,
    *,
    name: str,
    raised: Sequence[str] = (),
    **facts: Any,
) -> Rule:
    """Return the rule that an undertaking gets no more aid of a kind than is left.

    Parameters
    ----------
    problem
        The proposals.
    draws
        Proposal → cents of a euro that it draws on the amount.
    left
        Cents of a euro that are left of it.
    name
        Its name.
    raised
        Proposals that can be chosen only if all together keep within the amount; where
        none is named the amount holds for all. Each draws in full if it is chosen.
    **facts
        What sentences about the rule need.
    """
    where = np.array([problem.position(one) for one in draws], np.int64)
    cents = np.array(list(draws.values()), np.int64)
    if not raised:
        row = Row(where, cents, upper=left, per=_THOUSAND_EURO)
        return Rule(name, "undertaking", (row,), facts)
    # Where the raised one is out, the row lets everything through.
    total = int(cents.sum())
    rows = tuple(
        Row(
            where,
            cents + total * (where == problem.position(one)),
            upper=left + total,
            over="chosen",
            money=False,
            per=_THOUSAND_EURO,
        )
        for one in raised
    )
    return Rule(name, "undertaking", rows, facts)


def additional(
    problem: Problem, left_out: Sequence[str], at_least: str, *, name: str
) -> Rule:
    """Return the rule that leaves out what would come about without money."""
    where = np.array([problem.position(one) for one in left_out], np.int64)
    row = Row(where, np.ones_like(where), upper=0, over="chosen", money=False, per=1)
    facts = {"at_least": at_least, "left_out": tuple(left_out)}
    return Rule(name, "additionality", (row,), facts)


def broken(
    problem: Problem,
    rules: Iterable[Rule],
    shares: Sequence[Fraction],
    *,
    cost: Mapping[int, Fraction] = MappingProxyType({}),
    budget: Fraction = Fraction(1),
) -> list[tuple[str, int, Fraction]]:
    """Return which rows the shares break, in exact arithmetic.

    Parameters
    ----------
    problem, rules, shares
        Proposals, what is to be kept, and the share funded of each.
    cost
        What the money of a proposal is multiplied by, where it is.
    budget
        What every budget is multiplied by.

    Returns
    -------
    list of tuple
        Rule, row of it, and by how much of the row's unit; positive above the upper
        bound, negative below the lower one. Empty when every rule is kept.
    """
    chosen = {p: share for p, share in enumerate(shares) if share}
    paid = {p: share * cost.get(p, 1) for p, share in chosen.items()}
    asked = problem.granted
    granted = sum((share * int(asked[p]) for p, share in paid.items()), Fraction(0))
    found = []
    for rule in rules:
        for k, row in enumerate(rule.rows):
            counted = paid if row.money else chosen
            total = _total(row, counted) + row.of_granted * granted
            by = budget if row.of_budget else 1
            if row.upper is not None and total > row.upper * by:
                found.append((rule.id, k, total - row.upper * by))
            elif row.lower is not None and total < row.lower * by:
                found.append((rule.id, k, total - row.lower * by))
    return found


def needed_budget(rules: Iterable[Rule], shares: Sequence[Fraction]) -> Fraction:
    """Return the least multiple of the budget under which the shares are allowed."""
    chosen = {p: share for p, share in enumerate(shares) if share}
    return max(
        (
            _total(row, chosen) / row.upper
            for rule in rules
            for row in rule.rows
            if row.of_budget and row.upper
        ),
        default=Fraction(0),
    )


def _total(row: Row, counted: Mapping[int, Fraction]) -> Fraction:
    total = Fraction(0)
    for p, c in zip(row.proposals.tolist(), row.coefficients.tolist(), strict=True):
        if p in counted:
            total += c * (counted[p] if row.over == "shares" else 1)
    return total
