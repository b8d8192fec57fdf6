"""Compare Equal Shares with pabutools on real elections, and write the table of it.

`python scripts/shares_agreement.py FOLDER [SECONDS]` compares every election in a
folder that is not yet in `benchmarks/results/shares_agreement.tsv`, each way within the
seconds (100), and writes the table of `docs/explanation/shares.md`; without a folder,
the table alone. Interrupted and run again, it goes on where it was.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results/shares_agreement.tsv"
TARGET = ROOT / "docs/explanation/shares.md"
START, END = "<!-- made: start -->\n", "<!-- made: end -->\n"
COLUMNS = ("election", "rule", "satisfaction", "completion", "result", "by")
HOW = ("fractions", "floats", "last runs", "definition")


def main(arguments: Sequence[str]) -> None:
    """Compare what is asked for, and write the table."""
    if arguments:
        seconds = float(arguments[1]) if len(arguments) > 1 else 100.0
        _compare(Path(arguments[0]), seconds)
    before, _, rest = TARGET.read_text("utf-8").partition(START)
    after = rest.partition(END)[2]
    TARGET.write_text(before + START + table() + END + after, "utf-8")


def _compare(folder: Path, seconds: float) -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    from priorities.shares import peers  # noqa: PLC0415 - pabutools is for this alone

    known = {tuple(row[name] for name in COLUMNS[:4]) for row in _results()}
    work = peers.work(folder)
    for place, (path, told, way) in enumerate(work, 1):
        key = (path.name.removesuffix(".pb.gz"), *way)
        if key in known:
            continue
        found = peers.compare(path, told, way, seconds=seconds)
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write("\t".join((*key, found.result, found.how)) + "\n")
        sys.stderr.write(f"{place} of {len(work)}: {key} {found.result}\n")


def _results() -> list[dict[str, str]]:
    if not RESULTS.is_file():
        RESULTS.write_text("\t".join(COLUMNS) + "\n", "utf-8")
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def table() -> str:
    """Return how many elections were compared in each way, and how."""
    rows = _results()
    head = (
        "| rule | satisfaction | completion | elections | equal | unequal "
        "| not decided in time | of the equal, by "
        f"{' | by '.join(HOW)} |\n|---|---|---|--:|--:|--:|--:|{'--:|' * len(HOW)}\n"
    )
    ways = sorted({tuple(row[name] for name in COLUMNS[1:4]) for row in rows})
    return head + "".join(_row(way, rows) for way in ways)


def _row(way: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    here = [row for row in rows if tuple(row[name] for name in COLUMNS[1:4]) == way]
    results = Counter(row["result"] for row in here)
    by = Counter(row["by"] for row in here if row["result"] == "equal")
    numbers = [len(here), *(results[one] for one in ("equal", "unequal", "too slow"))]
    return f"| {' | '.join(map(str, [*way, *numbers, *(by[one] for one in HOW)]))} |\n"


if __name__ == "__main__":
    main(sys.argv[1:])
