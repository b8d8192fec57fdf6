"""The report in three languages, and its charts and maps."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence

from measuring import data_folder, timed
from records import Benchmark, Row

_TIMES = 5
_AIM = 10.0


def _rows(quick: bool) -> Sequence[Row]:
    times = 1 if quick else _TIMES
    data = data_folder()
    with tempfile.TemporaryDirectory() as folder:
        told, peak = timed("report", folder, times, *filter(None, [data]))
    whole = Row(
        work="report.html in three languages, with its tables",
        size=f"the {told['made_from']}, {told['transfers']} transfers",
        ours=told["seconds"],
        aim=_AIM,
        our_peak=peak,
        note=f"from the snapshot; best of {times}; {told['bytes'] / 2**20:.1f} MiB; "
        "peak with the snapshot made in the same process; the parts are those of one "
        "run under a profiler",
    )
    parts = [
        Row(work=f"of that: {name}", ours=part["seconds"], size=part["size"])
        for name, part in told["parts"].items()
    ]
    return [whole, *parts]


BENCHMARK = Benchmark(
    name="report",
    measures="From a snapshot to the report in all three languages, charts and maps as "
    "lines of their own.",
    sizes=("the real data folder, or the reference bundle where there is none",),
    rows=_rows,
)
