"""The page on JSON and what `backtest` answers are in step."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from transfers.takeup.panels import panel
from transfers.takeup.test_outcomes import absent, recorded

from omstilling.transfers.takeup import as_text, backtest, read_dataset
from omstilling.transfers.takeup.agreement import agreement
from omstilling.transfers.takeup.history.outcomes import with_outcomes

PAGE = Path(__file__).parents[3] / "docs/reference/json.md"
#: Objects whose keys are data, not fields.
FREE = {"weights", "outcomes.unused"}
STAGES = re.compile(r"^calibration\.(before|constant|after)(?=\.)")


def documented() -> set[str]:
    section = PAGE.read_text(encoding="utf-8").split("\n## backtest\n")[1]
    rows = section.split("\n## ")[0].split("|---|---|\n")[1].splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("|")]
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def fields(value: Any, prefix: str = "") -> Iterator[str]:
    for name, one in value.items():
        whole = f"{prefix}{name}"
        yield STAGES.sub("calibration.*", whole)
        parts = one if isinstance(one, list) else [one]
        for part in parts:
            if isinstance(part, dict) and whole not in FREE:
                yield from fields(part, f"{whole}.")


def answers() -> list[dict[str, Any]]:
    pairs = [(*pair, "started", 2012) for pair in absent(20)]
    found = with_outcomes(panel(), recorded(*pairs), kinds=("municipality",), width=4)  # type: ignore[arg-type] # pairs of str
    told = backtest(panel(), cut=2014, horizon=4, count=4, recorded=found)
    told["agreement"] = agreement(panel(), 2014, 4, [panel()])
    return [json.loads(as_text(told, "json"))]


def plain(names: set[str]) -> set[str]:
    """Without the ends of intervals, and objects of which only the parts are told."""
    return {
        name for name in names if name.split(".")[-1] not in {"value", "low", "high"}
    }


def test_every_field_is_documented_and_every_documented_field_is_there() -> None:
    given = plain({name for one in answers() for name in fields(one)})
    told = documented()
    parents = {name.rsplit(".", 1)[0] for name in told if "." in name}
    assert given - told - parents == set(), "in the answer, not on the page"
    missing = told - given
    # Only awards of an agency have habits, and not every data set can be ranked.
    assert {one.split(".")[0] for one in missing} <= {"ablation", "agreement"}, missing


@pytest.mark.data
def test_the_fields_that_only_awards_have_are_documented(real_data: Path) -> None:
    awards = read_dataset(real_data, "awards", level=2)
    told = backtest(awards, cut=2014, horizon=4, count=2)
    given = plain(set(fields(json.loads(as_text(told, "json")))))
    parents = {name.rsplit(".", 1)[0] for name in documented() if "." in name}
    assert given <= documented() | parents
    assert {"ablation.without", "ablation.difference"} <= given


def test_the_same_numbers_come_with_any_hash_seed_and_threads(tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    path = tmp_path / "long.parquet"
    from transfers.takeup.panels import table

    table().write_parquet(path)
    asked = ["--table", str(path), "--cut", "2014", "--horizon", "4"]
    asked += ["--format", "json", "--protocol", "places-out"]
    told = set()
    for seed, threads in (("0", "1"), ("1", "2"), ("99", "4")):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
            "POLARS_MAX_THREADS": threads,
        }
        done = subprocess.run(
            [sys.executable, "-m", "omstilling", "backtest", *asked],
            capture_output=True,
            check=True,
            env=environment,
            cwd=tmp_path,
        )
        told.add(done.stdout)
    assert len(told) == 1
