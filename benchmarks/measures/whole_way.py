"""The main job: from files to a snapshot and the list of transfers."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measuring import NO_DATA, data_folder, timed
from records import Benchmark, Row

_TIMES = 5
_AIM = 15.0
_WORK = "from files to snapshot and transfers.csv"
_PEER = "Polars reading the same columns"


def _rows(quick: bool) -> Sequence[Row]:
    data = data_folder()
    if data is None:
        return [Row(work=_WORK, peer=_PEER, aim=_AIM, judged="ratio", note=NO_DATA)]
    times = 1 if quick else _TIMES
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.json"
        told, _ = timed("whole_way", data, folder, times)
        plan.write_text(json.dumps(told["plan"]), "utf-8")
        _, our_peak = timed("whole_way_once", data, folder)
        _, peer_peak = timed("polars_reads", plan)
    whole = Row(
        work=_WORK,
        size=f"{len(told['plan'])} files, {told['evidence']:,} rows of evidence",
        ours=told["ours"],
        peer=_PEER,
        theirs=told["polars"],
        aim=_AIM,
        judged="ratio",
        our_peak=our_peak,
        peer_peak=peer_peak,
        note=f"best of {times}, by turns in one warm process; the Polars of both is "
        "the same, and reads text without checking it",
    )
    return [whole, *_parts(told["parts"], told["polars"])]


def _parts(parts: dict[str, float], polars: float) -> list[Row]:
    rows: list[dict[str, Any]] = [
        {"work": f"of that: {name}", "ours": seconds} for name, seconds in parts.items()
    ]
    rows[0]["note"] = (
        "the parts are those of one run under a profiler, which slows plain Python most"
    )
    return [Row(**row, peer="Polars, as above", theirs=polars) for row in rows]


BENCHMARK = Benchmark(
    name="run",
    measures="From the files of the real data folder to a snapshot and `transfers.csv` "
    "in a warm process after imports, beside Polars reading the same columns of the "
    "same files; and where the time goes.",
    sizes=("the real data folder",),
    rows=_rows,
)
