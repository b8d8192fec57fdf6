"""Times the portfolio and HiGHS alone on the same model: candidates, pairs, times.

The model is drawn from a fixed seed: costs and worths of candidates, 40 groups of four
divisions with a least and a most amount each, a budget of a fifth of all that is asked
for, and pairs that help each other. HiGHS gets it as plain arrays, without a rule, a
name or an exact number; ours starts from the problem in exact numbers and ends with an
answer that was checked in them.
"""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from typing import Any

import highspy
import numpy as np
from measuring import best

from omstilling.priorities.portfolio import Problem, Rule, Solver
from omstilling.priorities.portfolio import rules as ruling
from omstilling.priorities.portfolio.problem import (
    ALL,
    ORE,
    WHOLE,
    Groups,
    Outlook,
    Pair,
)

_GROUPS = {"sector": 20, "region": 11, "size_class": 4, "level": 5}
_SEEDS = (1, 2, 3)
_THOUSAND = 1000


def main() -> None:
    """Print the best times of each, and how far their worths differ."""
    count, pairs, times = (int(one) for one in sys.argv[1:])
    told = [_measured(_draw(count, pairs, seed), times) for seed in _SEEDS]
    print(json.dumps({key: [one[key] for one in told] for key in told[0]}))


def _draw(count: int, pairs: int, seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    cost = random.integers(200, 3000, count) * _THOUSAND
    value = (cost * random.lognormal(0.3, 0.5, count)).round(-3).astype(np.int64)
    groups = {name: random.integers(0, size, count) for name, size in _GROUPS.items()}
    first, second = random.integers(0, count, (2, pairs))
    bonus = random.integers(100, 1500, pairs) * _THOUSAND
    apart = first != second
    linked = np.stack([first, second, bonus], axis=1)[apart]
    return {"cost": cost, "value": value, "groups": groups, "pairs": linked}


def _measured(drawn: dict[str, Any], times: int) -> dict[str, float]:
    ours, solution = best(lambda: Solver(*_problem(drawn)).solve(), times)
    theirs, worth = best(lambda: _alone(drawn), times)
    value = float(solution.value)
    return {
        "ours": ours,
        "theirs": theirs,
        "difference": abs(value - worth) / worth,
        "gap": solution.gap,
    }


def _limits(drawn: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Return the least and the most of each group of a division, in NOK."""
    budget = int(drawn["cost"].sum()) // 5
    return {
        name: (budget // (2 * size), 8 * budget // (5 * size))
        for name, size in _GROUPS.items()
    }


def _problem(drawn: dict[str, Any]) -> tuple[Problem, list[Rule]]:
    cost = drawn["cost"] * ORE
    count, everyone = len(cost), np.arange(len(cost))
    groups = {
        name: Groups(
            tuple(f"{k:02d}" for k in range(_GROUPS[name])), everyone, where, cost * ALL
        )
        for name, where in drawn["groups"].items()
    }
    values = tuple(Fraction(int(one)) for one in drawn["value"])
    problem = Problem(
        ids=tuple(f"p{k:04d}" for k in range(count)),
        years=(2027,),
        asked=cost[:, None],
        cost=2 * cost,
        own=cost,
        least=np.full(count, WHOLE),
        pilot=np.zeros(count, bool),
        groups=groups,
        unit="NOK",
        outlooks=(Outlook("", Fraction(1), values),),
        pairs=tuple(Pair(a, b, Fraction(c)) for a, b, c in drawn["pairs"].tolist()),
    )
    budget = int(drawn["cost"].sum()) // 5 * ORE
    rules = ruling.budgets(problem, {2027: budget})
    for name, bounds in _limits(drawn).items():
        for code in groups[name].codes:
            for kind, nok in zip(("least", "most"), bounds, strict=True):
                rules.append(
                    ruling.limit(
                        problem,
                        name=f"{kind}-{name}-{code}",
                        kind="least" if kind == "least" else "most",
                        dimension=name,
                        code=code,
                        value=nok * ORE,
                        unit="NOK",
                        budget=budget,
                    )
                )
    return problem, rules


def _alone(drawn: dict[str, Any]) -> float:
    """Return what HiGHS alone finds the best portfolio to be worth."""
    cost, pairs = drawn["cost"] / _THOUSAND, drawn["pairs"]
    count, linked = len(cost), len(pairs)
    rows, lower, upper = (
        [(np.arange(count), cost)],
        [-np.inf],
        [int(drawn["cost"].sum()) // 5 / _THOUSAND],
    )
    for name, (least, most) in _limits(drawn).items():
        for k in range(_GROUPS[name]):
            there = np.flatnonzero(drawn["groups"][name] == k)
            rows.append((there, cost[there]))
            lower.append(least / _THOUSAND)
            upper.append(most / _THOUSAND)
    for k, (first, second, _) in enumerate(pairs):
        for one in (first, second):
            rows.append((np.array([count + k, one]), np.array([1.0, -1.0])))
            lower.append(-np.inf)
            upper.append(0.0)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count + linked, len(rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([drawn["value"], pairs[:, 2]]) / _THOUSAND
    model.col_lower_ = np.zeros(count + linked)
    model.col_upper_ = np.ones(count + linked)
    model.row_lower_, model.row_upper_ = np.array(lower), np.array(upper)
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger] * count + [kinds.kContinuous] * linked
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(one) for one, _ in rows)])
    model.a_matrix_.index_ = np.concatenate([one for one, _ in rows])
    model.a_matrix_.value_ = np.concatenate([one for _, one in rows])
    solver = highspy.Highs()  # type: ignore[no-untyped-call] # highspy is partly typed
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(model)
    solver.run()
    return float(solver.getInfo().objective_function_value) * _THOUSAND


if __name__ == "__main__":
    main()
