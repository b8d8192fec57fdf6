"""The page `docs/benchmarks.md`, made from the results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measuring import LEFT_OUT
from records import HEADINGS, cells

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_INTRODUCTION = f"""\
# Benchmarks

`make bench` measures everything on this page anew, `make bench ONLY=name` one part of
it; both write `benchmarks/results/` and this page. Each time is the best of several,
and stands beside a named peer or a limit of the machine measured in the same run; the
ratio is ours over theirs. Peers are packages of others in environments of their own.
Peak memory is the largest resident memory of a process that did this and nothing else,
the interpreter and its imports included; none is below that of the program which
starts them, some 16 MiB. Processes run without
{" and ".join(f"`{name}`" for name in LEFT_OUT)}.
"""


def write() -> None:
    """Write the page."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text(kept()), "utf-8")


def kept() -> list[dict[str, Any]]:
    """Return the results, ordered by name."""
    return [
        json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*.json"))
    ]


def text(results: Sequence[dict[str, Any]]) -> str:
    """Return the page as Markdown."""
    return "\n".join([_INTRODUCTION, *map(_section, results)])


def _section(result: dict[str, Any]) -> str:
    notes = [
        f"- {', '.join(filter(None, (row['work'], row['size'])))}: {row['note']}"
        for row in result["rows"]
        if row["note"]
    ]
    table = [HEADINGS, ["---"] * len(HEADINGS), *map(cells, result["rows"])]
    lines = [f"| {' | '.join(line)} |" for line in table]
    parts = [f"## {result['benchmark']}", result["measures"], "\n".join(lines)]
    parts += ["\n".join(notes)] * bool(notes)
    return "\n\n".join([*parts, _measured(result)]) + "\n"


def _measured(result: dict[str, Any]) -> str:
    on = result["machine"]
    libraries = ", ".join(f"{name} {one}" for name, one in on["libraries"].items())
    return (
        f"Measured {result['date']} on {on['cores']} cores of {on['processor']} with "
        f"{on['memory_gib']} GiB, {on['system']}; Python {on['python']}, {libraries}."
    )


if __name__ == "__main__":
    write()
