"""How soon the command answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from measuring import Done, run
from records import Benchmark, Row

HEAVY = ("django", "numba", "polars", "scipy", "sklearn", "faiss")
_TIMES = 20


def _rows(quick: bool) -> Sequence[Row]:
    times = 1 if quick else _TIMES
    command = Path(sys.executable).with_name("omstilling")
    helps, passes = [], []
    for _ in range(times):
        helps.append(run([command, "--help"]))
        passes.append(run([sys.executable, "-c", "pass"]))
    loaded = heavy_imports()
    return [
        Row(
            work="omstilling --help",
            ours=_seconds(helps),
            peer="python -c pass",
            theirs=_seconds(passes),
            our_peak=max(done.peak for done in helps),
            peer_peak=max(done.peak for done in passes),
            note=f"median of {times}, by turns",
        ),
        Row(
            work="heavy libraries that --help imports",
            ours=float(len(loaded)),
            unit="",
            aim=0.0,
            note=f"{', '.join(loaded) or 'none'} of {', '.join(HEAVY)}",
        ),
    ]


def _seconds(runs: Sequence[Done]) -> float:
    return median(done.seconds for done in runs)


def heavy_imports() -> list[str]:
    """Return which of the heavy libraries `omstilling --help` imports."""
    told = run([sys.executable, "-X", "importtime", "-m", "omstilling", "--help"])
    names = {line.rpartition("|")[2].strip() for line in told.errors.splitlines()}
    packages = {name.partition(".")[0] for name in names}
    return [name for name in HEAVY if name in packages]


BENCHMARK = Benchmark(
    name="start",
    measures="How soon `omstilling --help` answers, beside an interpreter that does "
    "nothing, and which heavy libraries it waits for.",
    sizes=(),
    rows=_rows,
)
