"""The same winners as pabutools on real elections.

On those that it decides soon; with HYPOTHESIS_PROFILE=nightly on every one.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pabutools.election import (
    Additive_Borda_Sat,
    Additive_Cardinal_Sat,
    Cardinality_Sat,
    Cost_Sat,
)
from pabutools.election.pabulib import parse_pabulib_from_string
from pabutools.rules import (
    completion_by_rule_combination,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)

from omstilling.priorities.shares import decide, election_of, read_pabulib

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
#: Entries on different ballots, and runs of add-one before the first that may count.
MOST_ENTRIES = 10**9 if NIGHTLY else 5000
MOST_STEPS = 300 if NIGHTLY else 60
pytestmark = [
    pytest.mark.data,
    *([pytest.mark.timeout(0)] if NIGHTLY else []),
]


def theirs(chosen: Any) -> list[str]:
    return sorted(project.name for project in chosen)


@pytest.mark.parametrize("first", "FHNPSUW")
def test_same_winners(real_data: Path, first: str) -> None:
    compared = 0
    for path in sorted((real_data / "elections_pabulib").glob(f"{first}*.pb.gz")):
        compared += agrees(path)
    assert compared >= 2


def agrees(path: Path) -> int:
    """Compare every rule that both have; return how many were compared."""
    told = election_of(read_pabulib(path))
    if len(told.ballots.project) > MOST_ENTRIES:
        return 0
    instance, profile = parse_pabulib_from_string(
        gzip.decompress(path.read_bytes()).decode("utf-8-sig")
    )
    profile = profile.as_multiprofile()
    measures = {"cost": Cost_Sat, "cardinality": Cardinality_Sat}
    if not told.by_approval:
        ordinal = told.kind == "ordinal"
        measures = {"cost": Additive_Borda_Sat if ordinal else Additive_Cardinal_Sat}
    compared = 0
    for satisfaction, measure in measures.items():
        for (rule, completion), run in rules(instance, profile, measure).items():
            if rule == "phragmen" and not told.by_approval:
                continue
            if completion == "add-one" and told.share() > MOST_STEPS:
                continue
            decision: Any = decide
            ours = decision(
                told, rule=rule, completion=completion, satisfaction=satisfaction
            )
            assert sorted(ours.winners) == theirs(run()), (path.name, rule, completion)
            compared += 1
    return compared


def rules(
    instance: Any, profile: Any, measure: Any
) -> dict[tuple[str, str], Callable[[], Any]]:
    both = [{"sat_class": measure}] * 2
    return {
        ("mes", "none"): lambda: method_of_equal_shares(
            instance, profile, sat_class=measure
        ),
        ("mes", "add-one"): lambda: method_of_equal_shares(
            instance, profile, sat_class=measure, voter_budget_increment=1
        ),
        ("mes", "greedy"): lambda: completion_by_rule_combination(
            instance,
            profile,
            [method_of_equal_shares, greedy_utilitarian_welfare],
            both,
        ),
        ("greedy", "none"): lambda: greedy_utilitarian_welfare(
            instance, profile, sat_class=measure
        ),
        ("phragmen", "none"): lambda: sequential_phragmen(instance, profile),
    }
