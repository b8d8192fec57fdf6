"""Writes the tables of recall into the explanation of meaning, from the results kept.

python benchmarks/recall_tables.py
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]
PAGE = _ROOT / "docs" / "explanation" / "meaning.md"
_RESULTS = _ROOT / "benchmarks" / "results" / "meaning"
#: Result → how the line before its table begins.
_TABLES = {
    "report": "Pool: the 80",
    "report-distractors": "Pool: these",
}
_COUNT = r"[\d,]+"
_NAMES = ("recall_1", "recall_5", "recall_10", "mrr")


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(text(PAGE.read_text("utf-8")), "utf-8")


def text(page: str) -> str:
    """Return the page with the tables that the results give."""
    for name, begin in _TABLES.items():
        found = json.loads((_RESULTS / f"{name}.json").read_text("utf-8"))
        place = re.compile(rf"({begin}[^\n]*\(){_COUNT}( texts\)\.\n\n)(?:\|[^\n]*\n)+")
        made = rf"\g<1>{found['pool']:,}\g<2>{table(found['methods'])}"
        page, times = place.subn(made, page)
        if times != 1:
            raise ValueError(f"{PAGE.name} has {times} tables after '{begin}'")
    return page


def table(methods: list[dict[str, Any]]) -> str:
    """Return the rows of a table in Markdown."""
    lines = [
        "| method | recall at 1 | recall at 5 | recall at 10 | mean reciprocal rank |",
        "|---|---|---|---|---|",
    ]
    for one in methods:
        cells = [_interval(one[name]) for name in _NAMES]
        lines.append(f"| {' | '.join([one['name'], *cells])} |")
    return "\n".join(lines) + "\n"


def _interval(one: dict[str, float]) -> str:
    return "{value:.3f} ({low:.3f}–{high:.3f})".format(**one)


if __name__ == "__main__":
    main()
