"""The same winners as pabutools on real elections.

On those that it decides soon; with HYPOTHESIS_PROFILE=nightly on every one, within the
time for a night, and with a line for each hundred comparisons. What was compared is in
the documentation, by `scripts/shares_agreement.py`.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from priorities.shares import peers

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
#: Entries on different ballots, and runs of add-one before the first that may count.
MOST_ENTRIES = 10**9 if NIGHTLY else 5000
MOST_STEPS = 10**9 if NIGHTLY else 60
#: Seconds for one way to compare one rule on one election, and for all.
EACH, ALL = (60.0, 3600.0) if NIGHTLY else (30.0, 240.0)
pytestmark = [
    pytest.mark.data,
    # Each comparison ends by itself.
    pytest.mark.timeout(0),
]


def test_same_winners(real_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    results: Counter[str] = Counter()
    for path, told, way in peers.work(real_data / "elections_pabulib"):
        if len(told.ballots.project) > MOST_ENTRIES:
            continue
        if way.completion == "add-one" and told.share() > MOST_STEPS:
            continue
        if time.monotonic() - began > ALL:
            results["no time left"] += 1
            continue
        found = peers.compare(path, told, way, seconds=EACH)
        assert found.result != "unequal", (path.name, found)
        results[found.result] += 1
        if results.total() % 100 == 0:
            with capsys.disabled():
                print(f"\n{results.total()} compared: {dict(results)}", flush=True)  # noqa: T201 - progress of a night
    assert results["equal"] > 300
