"""Runs all benchmarks, or those named: one table, results as JSON, and the page.

python benchmarks/run.py [NAME …] [--quick]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import page
from machine import machine
from measuring import BENCHMARKS as HOME
from records import HEADINGS, Benchmark, Result, cells
from registry import BENCHMARKS

RESULTS = HOME / "results"
_WIDTH = 180


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument(
        "--quick",
        action="store_true",
        help="once, on the smallest size, and without keeping results: does it work?",
    )
    given = parser.parse_args(arguments)
    unknown = [name for name in given.names if name not in BENCHMARKS]
    if unknown:
        parser.error(
            f"no such benchmark: {', '.join(unknown)}; {', '.join(BENCHMARKS)}"
        )
    results = {}
    for name in given.names or BENCHMARKS:
        results[name] = _measure(BENCHMARKS[name], quick=given.quick)
        if not given.quick:
            _keep(name, results[name])
    _show(results)


def _measure(benchmark: Benchmark, *, quick: bool) -> list[Result]:
    print(f"{benchmark.name}: {benchmark.measures}", flush=True)
    return [row.as_result() for row in benchmark.rows(quick)]


def _show(results: dict[str, list[Result]]) -> None:
    # Not above: processes started from here count its size in their peak memory.
    from rich.console import Console  # noqa: PLC0415 - see the line before
    from rich.table import Column, Table  # noqa: PLC0415 - as above

    console = Console()
    # A pipe or a file has no width of its own, and rows fit in this one.
    console = console if console.is_terminal else Console(width=_WIDTH)
    table = Table(*(Column(heading, overflow="fold") for heading in HEADINGS))
    for rows in results.values():
        for row in rows:
            table.add_row(*cells(row))
        table.add_section()
    console.print(table)
    for name, rows in results.items():
        for row in rows:
            if row["note"]:
                console.print(f"{name}, {row['work']}: {row['note']}", markup=False)


def _keep(name: str, rows: list[Result]) -> None:
    kept: dict[str, Any] = {
        "benchmark": name,
        "measures": BENCHMARKS[name].measures,
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": machine(),
        "rows": rows,
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    (RESULTS / f"{name}.json").write_text(text + "\n", "utf-8")
    page.write()


if __name__ == "__main__":
    main()
