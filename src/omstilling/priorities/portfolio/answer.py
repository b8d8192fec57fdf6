"""The answer as plain data, sealed: the same call gives the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from importlib.metadata import version
from typing import Any

from omstilling.language import Language
from omstilling.priorities.portfolio import words
from omstilling.priorities.portfolio.clash import Clash
from omstilling.priorities.portfolio.front import Front
from omstilling.priorities.portfolio.problem import ORE, Problem
from omstilling.priorities.portfolio.reasons import Reason, Reasons
from omstilling.priorities.portfolio.rules import Rule
from omstilling.priorities.portfolio.solving import Solution, Solver
from omstilling.priorities.portfolio.turning import Turn
from omstilling.store import content_hash


@dataclass(frozen=True)
class Seal:
    """What an answer was made from.

    Attributes
    ----------
    inputs
        File → checksum, and the snapshot where one was asked.
    aid_rules
        Versions of aid rules that ceilings rest on; None where they were not asked.
    indicative
        Proposals whose ceiling rests on a rule that is not checked.
    """

    inputs: Mapping[str, str]
    aid_rules: tuple[str, ...] | None = None
    indicative: tuple[str, ...] = ()


def answer(
    solver: Solver,
    solution: Solution,
    reasons: Reasons | None,
    clash: Clash | None,
    *,
    titles: Mapping[str, str],
    seal: Seal,
    language: Language,
) -> dict[str, Any]:
    """Return the answer; money in NOK as text, exact to the øre.

    Worth is a number, rounded to the ninth decimal; shares and gap are from 0 to 1.

    Nothing in it depends on the clock unless time was out, which it then says.
    """
    rules = {rule.id: rule for rule in solver.rules}
    names = words.Names(solver.problem, titles, rules, language)
    found = solution.found
    problem = solver.problem
    return {
        "status": solution.status,
        "said": words.status(
            solution.status, solution.gap, solver.proven_within, language
        ),
        "objective": _worth(solution.value) if found else None,
        "unit": problem.unit,
        "gap": solution.gap if found else None,
        "proven_within": solver.proven_within,
        "granted": _granted(problem, solution) if found else None,
        "selected": _proposals(solver, solution, reasons, names, inside=True),
        "rejected": _proposals(solver, solution, reasons, names, inside=False),
        "binding": _binding(reasons, names),
        "clash": None if clash is None else _clash(clash, names),
        "reasons_proven": None if reasons is None else reasons.complete,
        "inputs": {"files": dict(sorted(seal.inputs.items())), **_made_with(solver)},
        "rules": _rules(solver, seal, names),
    }


def _worth(value: Fraction) -> float:
    """Return worth with two decimals of a krone, or nine of a score."""
    return float(round(value, 9))


def _nok(ore: Fraction) -> str:
    """Return an amount with two decimals, rounded to the øre.

    >>> _nok(Fraction(123456, 10)), _nok(Fraction(500))
    ('123.46', '5.00')
    """
    return f"{Decimal(round(ore)) / ORE:.2f}"


def _granted(problem: Problem, solution: Solution) -> dict[str, str]:
    """Return what is granted in each year, in NOK."""
    return {
        str(year): _nok(
            sum(
                (s * int(a) for s, a in zip(solution.shares, each, strict=True) if s),
                Fraction(0),
            )
        )
        for year, each in zip(problem.years, problem.asked.T.tolist(), strict=True)
    }


def _proposals(
    solver: Solver,
    solution: Solution,
    reasons: Reasons | None,
    names: words.Names,
    *,
    inside: bool,
) -> list[dict[str, Any]]:
    if not solution.found:
        return []
    return [
        _proposal(
            solver,
            solution,
            p,
            None if reasons is None else reasons.proposals[p],
            names,
        )
        for p in range(len(solver.problem.ids))
        if (p in solution.chosen) == inside
    ]


def _proposal(
    solver: Solver,
    solution: Solution,
    p: int,
    reason: Reason | None,
    names: words.Names,
) -> dict[str, Any]:
    problem = solver.problem
    told: dict[str, Any] = {
        "id": problem.ids[p],
        "title": names.titles.get(problem.ids[p], problem.ids[p]),
        "asked": _nok(Fraction(int(problem.granted[p]))),
    }
    inside = p in solution.chosen
    if inside:
        told["share"] = float(solution.shares[p])
        told["granted"] = _nok(solution.shares[p] * int(problem.granted[p]))
    told["why"] = None if reason is None else words.why(reason, names)
    if reason is None:
        return told
    others = {
        "leaves": [problem.ids[q] for q in reason.leaves],
        "joins": [problem.ids[q] for q in reason.joins],
    }
    budget = _budget(solver)
    side = "out" if inside else "in"
    told |= {
        "loss": None if reason.loss is None else _worth(reason.loss),
        "loss_at_least": None if reason.at_least is None else _worth(reason.at_least),
        f"budget_at_which_{side}": _turn(reason.budget, budget, inside=inside),
        f"budget_for_good_{side}": _turn(reason.for_good, budget, inside=inside),
        f"cost_at_which_{side}": _turn(
            reason.cost, int(problem.granted[p]), inside=inside
        ),
    }
    if inside:
        told |= {"replaced_by": others["joins"], "takes_along": others["leaves"]}
    else:
        told |= {"displaces": others["leaves"], "brings": others["joins"]}
    told["clash"] = None if reason.clash is None else list(reason.clash.rules)
    told["proven"] = reason.proven and reason.turns_proven
    return told


def _budget(solver: Solver) -> int:
    """Return the budget of all years, in øre."""
    return sum(int(r.facts["amount"]) for r in solver.rules if r.kind == "budget")


def _turn(turn: Turn | None, whole: int, *, inside: bool) -> str | None:
    """Return the amount on the far side of a turn, in NOK."""
    if turn is None:
        return None
    return _nok((turn.out if inside else turn.inside) * whole)


def _binding(reasons: Reasons | None, names: words.Names) -> list[dict[str, Any]]:
    """Return the rules of balance that cost something, the dearest first."""
    if reasons is None:
        return []
    told = [
        {
            "rule": one.rule,
            "says": words.rule(names.rules[one.rule], names),
            "price": None if one.price is None else _worth(one.price),
            "proven": one.proven,
        }
        for one in reasons.prices
        if one.price is None or one.price > 0
    ]
    return sorted(told, key=lambda one: (-(one["price"] or 0.0), one["rule"]))


def _clash(found: Clash, names: words.Names) -> dict[str, Any]:
    return {
        "rules": list(found.rules),
        "proven": found.proven,
        "says": words.clash(found, names),
    }


def _made_with(solver: Solver) -> dict[str, Any]:
    settings = solver.settings
    return {
        "omstilling": version("omstilling"),
        "solver": "HiGHS",
        "solver_version": version("highspy"),
        "tolerance": settings.tolerance,
        "seed": settings.seed,
        "caution": float(solver.caution.weight),
        "tail": float(solver.caution.tail),
        "scenarios": [one.name for one in solver.problem.outlooks if one.name],
    }


def _rules(solver: Solver, seal: Seal, names: words.Names) -> dict[str, Any]:
    return {
        "version": content_hash([_row_hash(rule) for rule in solver.rules]),
        "kept": {rule.id: words.rule(rule, names) for rule in solver.rules},
        "aid": None if seal.aid_rules is None else list(seal.aid_rules),
        "indicative": list(seal.indicative),
    }


def _row_hash(rule: Rule) -> list[Any]:
    """Return what names a rule by its content."""
    numbers = hashlib.sha256()
    for row in rule.rows:
        numbers.update(row.proposals.astype("<i8").tobytes())
        numbers.update(row.coefficients.astype("<i8").tobytes())
        numbers.update(repr((row.lower, row.upper, row.over, row.of_granted)).encode())
    return [rule.id, rule.kind, numbers.hexdigest()]


def front_data(found: Front, problem: Problem) -> dict[str, Any]:
    """Return a front as plain data: worth, breadth from 0 to 1, and who is in."""
    return {
        "complete": found.complete,
        "unit": problem.unit,
        "points": [
            {
                "at_least": one.at_least,
                "breadth": round(one.breadth, 9),
                "worth": _worth(one.solution.value),
                "selected": [problem.ids[p] for p in sorted(one.solution.chosen)],
                "proven": one.proven,
            }
            for one in found.points
        ],
    }
