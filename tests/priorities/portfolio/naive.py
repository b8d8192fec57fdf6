"""The twin of the portfolio: every subset is tried, every rule read in plain words.

It knows neither rows nor a solver: it takes the problem and the rules' facts, and whole
projects only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from omstilling.priorities.portfolio.problem import ALL, Outlook, Problem
from omstilling.priorities.portfolio.rules import Rule
from omstilling.priorities.portfolio.worth import Caution

Subset = frozenset[int]


def best(
    problem: Problem, rules: Sequence[Rule], caution: Caution
) -> tuple[Fraction, list[Subset]] | None:
    """Return the most worth and every subset that has it; None if none is allowed."""
    found = [(value_of(problem, one, caution), one) for one in allowed(problem, rules)]
    if not found:
        return None
    most = max(value for value, _ in found)
    return most, [one for value, one in found if value == most]


def allowed(problem: Problem, rules: Sequence[Rule]) -> Iterator[Subset]:
    for picks in product((False, True), repeat=len(problem.ids)):
        subset = frozenset(p for p, pick in enumerate(picks) if pick)
        if all(kept(problem, rule, subset) for rule in rules):
            yield subset


def kept(problem: Problem, rule: Rule, subset: Subset) -> bool:
    facts, names = rule.facts, {problem.ids[p] for p in subset}
    first, second = facts.get("proposal") in names, facts.get("other") in names
    spent: dict[int, int] = {
        year: sum(int(problem.asked[p, k]) for p in subset)
        for k, year in enumerate(problem.years)
    }
    own = sum(int(problem.own[p]) for p in subset)
    cost = sum(int(problem.cost[p]) for p in subset)
    answers: dict[str, bool] = {
        "budget": spent.get(facts.get("year", 0), 0) <= facts.get("amount", 0),
        "own_money": own * ALL >= facts.get("percent", 0) * cost,
        "pilots": sum(bool(problem.pilot[p]) for p in subset) >= facts.get("count", 0),
        "additionality": not names & set(facts.get("left_out", ())),
        "needs": second or not first,
        "excludes": not (first and second),
        "lawful": not first,
    }
    if rule.kind in answers:
        return answers[rule.kind]
    return all(
        within(problem, rule, subset, code)
        for code in problem.groups[facts["dimension"]].codes
        if facts["code"] in {"*", code}
    )


def within(problem: Problem, rule: Rule, subset: Subset, code: str) -> bool:
    """Whether one group gets as much, or as little, as a rule says."""
    groups, facts = problem.groups[rule.facts["dimension"]], rule.facts
    parts = [
        (int(p), Fraction(int(amount), ALL))
        for p, g, amount in zip(
            groups.proposal, groups.group, groups.amount, strict=True
        )
        if groups.codes[g] == code and p in subset
    ]
    money = sum((amount for _, amount in parts), Fraction(0))
    total = sum(int(problem.granted[p]) for p in subset)
    bound: Fraction
    if facts["unit"] == "proposals":
        money, bound = Fraction(len({p for p, _ in parts})), Fraction(facts["value"])
    elif facts["unit"] == "NOK":
        bound = Fraction(facts["value"])
    else:
        whole = total if facts["unit"] == "percent of granted" else facts["budget"]
        bound = Fraction(facts["value"], ALL) * whole
    return money >= bound if rule.kind == "least" else money <= bound


def value_of(problem: Problem, subset: Subset, caution: Caution) -> Fraction:
    bonus = sum(
        (
            pair.bonus
            for pair in problem.pairs
            if pair.first in subset and pair.second in subset
        ),
        Fraction(0),
    )
    each = [
        (one.weight, outlook_value(one, subset) + bonus) for one in problem.outlooks
    ]
    mean = sum((weight * value for weight, value in each), Fraction(0))
    worst = tail_mean(sorted(each, key=lambda one: one[1]), caution.tail)
    return (1 - caution.weight) * mean + caution.weight * worst


def tail_mean(each: Sequence[tuple[Fraction, Fraction]], tail: Fraction) -> Fraction:
    """Return the mean below the quantile: the whole ones, then a part of the next."""
    whole, total = Fraction(0), Fraction(0)
    for weight, value in each:
        if whole + weight > tail:
            return (total + (tail - whole) * value) / tail
        whole, total = whole + weight, total + weight * value
    return total / tail


def outlook_value(outlook: Outlook, subset: Subset) -> Fraction:
    alone = sum((outlook.value[p] for p in subset), Fraction(0))
    once = sum(
        (
            max(
                (
                    worth
                    for worth, member in zip(shared.worth, shared.members, strict=True)
                    if member in subset
                ),
                default=Fraction(0),
            )
            for shared in outlook.shared
        ),
        Fraction(0),
    )
    return alone + once
