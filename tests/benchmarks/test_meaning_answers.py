from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks" / "meaning"
REFERENCE = ROOT / "src" / "omstilling" / "reference"


def answers() -> list[dict[str, Any]]:
    text = (FOLDER / "answers.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def rules() -> dict[str, int]:
    """The labels that have a rule, and how many answers it says bear each."""
    text = (FOLDER / "answers.md").read_text(encoding="utf-8")
    row = r"^\| `(\w+)` \| (\d+) \| .{40,} \| .{20,} \|$"
    rows = re.findall(row, text, re.MULTILINE)
    return {label: int(count) for label, count in rows}


def test_three_hundred_answers_bear_twelve_labels_each_with_a_rule() -> None:
    rows = answers()
    assert len(rows) == 300
    assert len(rules()) == 12
    assert Counter(row["label"] for row in rows) == rules()


def test_every_answer_is_whole_different_and_of_the_length_that_was_set() -> None:
    rows = answers()
    assert len({row["text"] for row in rows}) == 300
    for number, row in enumerate(rows, 1):
        assert list(row) == ["id", "text", "sector", "region", "label"]
        assert row["id"] == f"a{number:03}"
        assert 10 <= len(re.findall(r"\w+", row["text"])) <= 40, row["id"]


def test_sectors_and_counties_exist() -> None:
    codes = pl.read_csv(REFERENCE / "activities.csv", infer_schema=False)
    divisions = set(codes.filter(pl.col("level") == "2")["code"])
    counties = set(pl.read_csv(REFERENCE / "counties.csv")["name"])
    for row in answers():
        assert row["sector"] in divisions, row["id"]
        assert row["region"] in counties, row["id"]


def test_a_label_is_spread_over_sectors_and_counties() -> None:
    for label in rules():
        mine = [row for row in answers() if row["label"] == label]
        assert len({row["sector"] for row in mine}) >= 12, label
        assert len({row["region"] for row in mine}) >= 8, label
