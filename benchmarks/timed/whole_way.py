"""Times the main job beside Polars, and its parts: data folder, folder, how often."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
from measuring import best
from timed.polars_reads import read
from timed.profiling import Profiled
from timed.whole_way_once import whole_way

from omstilling import register, sources, store
from omstilling.evidence.assemble import assemble
from omstilling.exports import csv_text
from omstilling.sources import entities, files
from omstilling.strengths import landscape
from omstilling.transfers import find_transfers

Plan = list[dict[str, Any]]


def main() -> None:
    """Print the times, the parts, and what was read."""
    data, folder, times = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    plan = reading_plan(data, folder)
    read(plan)
    ours, polars = [], []
    for _ in range(times):
        seconds, snapshot = best(lambda: whole_way(data, folder), 1)
        ours.append(seconds)
        polars.append(best(lambda: read(plan), 1)[0])
    told = {
        "ours": min(ours),
        "polars": min(polars),
        "parts": parts(data, folder),
        "plan": plan,
        "evidence": snapshot.manifest["tables"]["evidence"]["rows"],
    }
    print(json.dumps(told))


# -- What our readers read -------------------------------------------------------------


def reading_plan(data: Path, folder: Path) -> Plan:
    """Do the job once and note which columns of which CSV files it reads."""
    seen: dict[Path, files.Form] = {}
    original = files.csv_batches

    def noting(path: Path, *forms: files.Form) -> Iterator[files.Rows]:
        for rows in original(path, *forms):
            seen[path] = rows.form
            yield rows

    with (
        patch.object(files, "csv_batches", noting),
        patch.object(entities, "csv_batches", noting),
    ):
        whole_way(data, folder)
    return [_entry(path, form) for path, form in sorted(seen.items())]


def _entry(path: Path, form: files.Form) -> dict[str, Any]:
    packed = path.read_bytes()
    text = gzip.decompress(packed) if path.suffix == ".gz" else packed
    encoding = "utf8" if _is_utf8(text) else "windows-1252"
    headings = {
        separator: pl.read_csv(
            text[: text.index(b"\n") + 1],
            separator=separator,
            encoding=encoding,
            infer_schema=False,
        ).columns
        for separator in form.separators
    }
    separator = max(headings, key=lambda one: len(headings[one]))
    wanted = {*form.columns, *form.optional}
    return {
        "path": str(path),
        "columns": [name for name in headings[separator] if name in wanted],
        "separator": separator,
        "encoding": encoding,
    }


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


# -- Where the time goes ---------------------------------------------------------------


def parts(data: Path, folder: Path) -> dict[str, float]:
    """Return the seconds of each part of one run under a profiler."""
    run = Profiled(whole_way, data, folder)
    registers = dict.fromkeys(one.register.key for one in sources.find(data))
    people, methods = run.within(register.organisations), run.within(register.methods)
    told = {f"read {key}": run.within(sources.REGISTERS[key].read) for key in registers}
    told |= {
        "read reviewed clusters": run.within(register.reviewed_clusters),
        "read reviewed methods": methods,
        "versions of codes": run.within(sources.with_versions),
        "organisations": people,
        "evidence": run.within(assemble) - people - methods,
        "write the snapshot": run.within(store.write),
        "landscape": run.within(landscape),
        "transfers": run.within(find_transfers),
        "transfers.csv": run.within(csv_text),
    }
    told = {name: seconds for name, seconds in told.items() if seconds}
    return told | {"the rest": run.seconds - sum(told.values())}


if __name__ == "__main__":
    main()
