"""The portfolio beside what business chooses together by Equal Shares."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from omstilling.errors import UsageError
from omstilling.language import Language
from omstilling.priorities.portfolio import words
from omstilling.priorities.portfolio.call.assemble import Assembled
from omstilling.priorities.portfolio.call.reading import Call
from omstilling.priorities.portfolio.choosing import Portfolio
from omstilling.priorities.portfolio.problem import ORE
from omstilling.priorities.portfolio.rules import broken
from omstilling.priorities.portfolio.worth import worth

_RUNS = 1000
"""So many runs of add-one double the budget."""


def equal_shares(call: Call, assembled: Assembled) -> dict[str, Any]:
    """Return what the Method of Equal Shares chooses, completed by add-one.

    Few decide over much, so each run of add-one adds a thousandth of the budget.

    It knows what each proposal asks for in all and the budget of all years; rules of
    balance it does not know.

    Parameters
    ----------
    call
        Its support is read.
    assembled
        What each proposal asks for, and the budget.

    Raises
    ------
    UsageError
        The call tells of no support.
    """
    # Loads machine code, which nothing else here needs.
    from omstilling.priorities import shares  # noqa: PLC0415 - see the line before

    if call.support.is_empty():
        raise UsageError(
            "The call tells of no support, so business cannot choose.",
            hint="Add `support` to it, or use --rule portfolio.",
        )
    problem = assembled.problem
    kind, ballots = shares.ballots_of(call.support)
    costs = {
        name: Decimal(int(asked)) / ORE
        for name, asked in zip(problem.ids, problem.granted, strict=True)
    }
    budget = sum(
        int(rule.facts["amount"]) for rule in assembled.rules if rule.kind == "budget"
    )
    election = shares.election(
        costs,
        ballots,
        budget=Decimal(budget) / ORE,
        kind=kind,
        names=assembled.titles,
    )
    decision = shares.decide(
        election,
        rule="mes",
        completion="add-one",
        increment=Decimal(budget) / ORE / _RUNS / max(1, election.voters),
    )
    return dict(shares.answer(decision))


def differences(
    portfolio: Portfolio, chosen: Mapping[str, Any], language: Language
) -> dict[str, Any]:
    """Return where the two differ, and what the choice of business is as a portfolio.

    Parameters
    ----------
    portfolio
        The best portfolio.
    chosen
        What `equal_shares` returned.
    language
        Language of the rules that it breaks.
    """
    problem, rules = portfolio.solver.problem, portfolio.solver.rules
    ours = {problem.ids[p] for p in portfolio.solution.chosen}
    theirs = set(chosen["winners"])
    shares = [Fraction(name in theirs) for name in problem.ids]
    names = words.Names(
        problem, portfolio.titles, {rule.id: rule for rule in rules}, language
    )
    missed = dict.fromkeys(name for name, _, _ in broken(problem, rules, shares))
    return {
        "both": sorted(ours & theirs),
        "only_portfolio": sorted(ours - theirs),
        "only_equal_shares": sorted(theirs - ours),
        "worth_of_equal_shares": float(
            round(worth(problem, shares, portfolio.solver.caution), 9)
        ),
        "rules_that_equal_shares_breaks": {
            name: words.rule(names.rules[name], names) for name in missed
        },
    }
