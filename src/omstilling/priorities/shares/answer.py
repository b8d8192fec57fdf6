"""The whole answer as plain data, as the command writes it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from omstilling.priorities.shares.decide import Decision
from omstilling.priorities.shares.fairness import check_ejr_plus
from omstilling.priorities.shares.reasons import Reason, explain
from omstilling.priorities.shares.rules.state import State


def answer(decision: Decision) -> dict[str, Any]:
    """Return what was decided and why, of texts, numbers, lists and mappings.

    Money is text in the unit of the budget, exact, and so are prices and effective
    support. The keys are explained on the page about the JSON of the command.
    """
    election = decision.election
    failures = check_ejr_plus(decision)
    return {
        "rule": decision.rule,
        "satisfaction": decision.satisfaction,
        "completion": decision.completion,
        "ties": decision.ties,
        "kind": election.kind,
        "voters": election.voters,
        "weight": exact_text(election.weight),
        "different_ballots": len(election.ballots.weight),
        "groups": [name for name in election.groups if name],
        "budget": exact_text(Fraction(decision.budget)),
        "cost": exact_text(Fraction(decision.cost)),
        "share": _share(decision),
        "winners": list(decision.winners),
        "projects": [_project(decision, one) for one in explain(decision)],
        "ejr_plus": {
            "holds": not failures,
            "failures": [
                {"project": one.project, "share_of_voters": one.share_of_voters}
                for one in failures
            ],
        },
        "notes": list(election.notes),
    }


def _share(decision: Decision) -> str | None:
    """Return what a voter of weight 1 could spend in the run that decided."""
    if not isinstance(decision.run, State):
        return None
    election = decision.election
    return exact_text(decision.run.share * election.units / election.weight)


def _project(decision: Decision, reason: Reason) -> dict[str, Any]:
    project = decision.election.projects[reason.project]
    return {
        "id": project.id,
        "name": project.name,
        "cost": exact_text(Fraction(project.cost)),
        "selected": reason.order is not None,
        "order": reason.order,
        "chosen_by": reason.chosen_by,
        "price": _known(reason.price),
        "full_price": _known(reason.full_price),
        "supporters": reason.supporters,
        "payers": sum(one.voters for one in reason.paid),
        "paid": exact_text(sum((one.amount for one in reason.paid), Fraction(0))),
        "by_group": [
            {"group": one.group, "voters": one.voters, "paid": exact_text(one.amount)}
            for one in reason.paid
        ],
        "effective_support": _known(reason.effective_support),
        "needed": _known(reason.needed),
    }


def _known(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def exact_text(value: Fraction) -> str:
    """Return a number as text, exact: a decimal where one is, else a fraction.

    >>> exact_text(Fraction(30)), exact_text(Fraction(5, 4)), exact_text(Fraction(5, 6))
    ('30', '1.25', '5/6')
    """
    left, twos, fives = value.denominator, 0, 0
    while left % 2 == 0:
        left, twos = left // 2, twos + 1
    while left % 5 == 0:
        left, fives = left // 5, fives + 1
    # Decimals write whole numbers of any length; Python's own end at 4,300 digits.
    if left != 1:
        return f"{Decimal(value.numerator):f}/{Decimal(value.denominator):f}"
    digits = max(twos, fives)
    whole = value.numerator * 10**digits // value.denominator
    sign, figures, _ = Decimal(whole).as_tuple()
    return f"{Decimal((sign, figures, -digits)):f}"
