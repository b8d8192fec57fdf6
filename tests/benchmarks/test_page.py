from __future__ import annotations

import json
import platform
import re
from pathlib import Path

import page
from records import HEADINGS, Row
from registry import BENCHMARKS

RESULT = {
    "benchmark": "sum",
    "measures": "Adding numbers.",
    "date": "2025-01-31",
    "machine": {
        "processor": "Processor 1",
        "cores": 2,
        "memory_gib": 4.0,
        "system": "Linux x86_64",
        "python": "3.11.0",
        "libraries": {"numpy": "2.3.0"},
    },
    "rows": [
        Row(work="add", size="3 numbers", ours=2.0, note="best of 5").as_result(),
        Row(work="subtract", ours=1.0).as_result(),
    ],
}


def test_the_page_is_what_the_results_give() -> None:
    assert page.PAGE.read_text("utf-8") == page.text(page.kept()), (
        "run: .venv/bin/python benchmarks/page.py"
    )


def test_every_benchmark_has_results_and_no_result_is_of_another() -> None:
    assert {result["benchmark"] for result in page.kept()} == set(BENCHMARKS)


def test_results_tell_no_machine_name_and_no_folder() -> None:
    for path in page.RESULTS.glob("*.json"):
        text = path.read_text("utf-8")
        assert platform.node() not in text, path.name
        assert str(Path.home()) + "/" not in text, path.name
        assert str(page.RESULTS.parents[1]) not in text, path.name


def test_a_section_has_the_table_the_notes_and_the_machine() -> None:
    told = page.text([json.loads(json.dumps(RESULT))])
    lines = told.splitlines()
    assert "## sum" in lines
    assert f"| {' | '.join(HEADINGS)} |" in lines
    assert "- add, 3 numbers: best of 5" in lines
    assert (
        "Measured 2025-01-31 on 2 cores of Processor 1 with 4.0 GiB, Linux x86_64; "
        "Python 3.11.0, numpy 2.3.0." in lines
    )
    assert len(re.findall(r"^- ", told, re.MULTILINE)) == 1
