"""The whole answer as plain data, as the command writes it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from omstilling.priorities.shares.decide import Decision
from omstilling.priorities.shares.fairness import check_ejr_plus
from omstilling.priorities.shares.reasons import Reason, explain
from omstilling.priorities.shares.rules.state import State


def answer(decision: Decision) -> dict[str, Any]:
    """Return what was decided and why, of texts, numbers, lists and mappings.

    Money is in the unit of the budget. The keys are explained on the page about the
    JSON of the command.
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
        "weight": _number(election.weight),
        "different_ballots": len(election.ballots.weight),
        "groups": [name for name in election.groups if name],
        "budget": _number(Fraction(decision.budget)),
        "cost": _number(Fraction(decision.cost)),
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


def _share(decision: Decision) -> float | None:
    """Return what a voter of weight 1 could spend in the run that decided."""
    if not isinstance(decision.run, State):
        return None
    election = decision.election
    return float(decision.run.share * election.units / election.weight)


def _project(decision: Decision, reason: Reason) -> dict[str, Any]:
    project = decision.election.projects[reason.project]
    return {
        "id": project.id,
        "name": project.name,
        "cost": _number(Fraction(project.cost)),
        "selected": reason.order is not None,
        "order": reason.order,
        "chosen_by": reason.chosen_by,
        "price": None if reason.price is None else float(reason.price),
        "full_price": None if reason.full_price is None else float(reason.full_price),
        "supporters": reason.supporters,
        "payers": sum(one.voters for one in reason.paid),
        "paid": sum(one.amount for one in reason.paid),
        "by_group": [
            {"group": one.group, "voters": one.voters, "paid": one.amount}
            for one in reason.paid
        ],
        "effective_support": reason.effective_support,
        "needed": reason.needed,
    }


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
