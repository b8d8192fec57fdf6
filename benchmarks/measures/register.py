"""Reading the official register of entities, at three sizes."""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import linear_regression

from measuring import BENCHMARKS, run, timed
from records import Benchmark, Row

# entities → how many times
_SIZES = {10_000: 5, 100_000: 3, 1_100_000: 2}
_LIMIT = "gzip and json.loads alone, line by line"
_MOST_MIB = 1500.0
_EXPONENT = 1.05


def _rows(quick: bool) -> Sequence[Row]:
    sizes = {1_000: 1, 10_000: 1} if quick else _SIZES
    with tempfile.TemporaryDirectory() as folder:
        rows = [_row(Path(folder), *size) for size in sizes.items()]
    return [*rows, _memory(rows[-1]), _growth(sizes, rows)]


def _row(folder: Path, entities: int, times: int) -> Row:
    path = folder / "enheter_alle.json.gz"
    maker = str(BENCHMARKS / "register_rows.py")
    run([sys.executable, maker, str(path), "--entities", str(entities)])
    packed = path.stat().st_size / 2**20
    ours, peak = timed("register_import", path, times)
    limit, limit_peak = timed("json_limit", path, times)
    path.unlink()
    return Row(
        work="read entities from JSON",
        size=f"{entities:,} entities",
        ours=ours["seconds"],
        peer=_LIMIT,
        theirs=limit["seconds"],
        our_peak=peak,
        peer_peak=limit_peak,
        note=f"{entities / ours['seconds']:,.0f} rows a second; {packed:,.1f} MiB "
        f"packed; {ours['rejects']:,} rejects; best of {times}",
    )


def _memory(largest: Row) -> Row:
    return Row(
        work="peak memory at the largest",
        size=largest.size,
        ours=largest.our_peak,
        unit="MiB",
        aim=_MOST_MIB,
    )


def _growth(sizes: Iterable[int], rows: Sequence[Row]) -> Row:
    # A machine that is busy part of the time bends both alike.
    return Row(
        work="exponent of growth",
        ours=_exponent(sizes, [row.ours for row in rows]),
        unit="",
        peer=_LIMIT,
        theirs=_exponent(sizes, [row.theirs for row in rows]),
        aim=_EXPONENT,
        note="least squares of log time on log rows",
    )


def _exponent(sizes: Iterable[int], seconds: Iterable[float | None]) -> float:
    logs = [math.log(one) for one in seconds if one]
    return linear_regression([math.log(size) for size in sizes], logs).slope


BENCHMARK = Benchmark(
    name="register",
    measures="Reading a made-up register of entities in the official form (.json.gz) "
    "into the checked table of units, beside unpacking and parsing the same text.",
    sizes=tuple(f"{entities:,} entities" for entities in _SIZES),
    rows=_rows,
)
