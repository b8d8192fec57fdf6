"""Times the report: a folder to write to, how often, and the data folder if any."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from measuring import best
from timed.profiling import Profiled

from omstilling import evidence, report
from omstilling.settings import settings
from omstilling.store import Snapshot


def write(snapshot: Snapshot, out: Path) -> report.Results:
    """Write the report as `omstilling run` does."""
    return report.write_report(snapshot, out, seed=settings().seed)


def main() -> None:
    """Print the best time, and the time of each part."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    data = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    snapshot = evidence.build(folder / "store", data=data)
    out = folder / "out"
    write(snapshot, out)
    seconds, results = best(lambda: write(snapshot, out), times)
    told = {
        "seconds": seconds,
        "made_from": snapshot.notes["made_from"],
        "transfers": results.transfers.height,
        "bytes": (out / "report.html").stat().st_size,
        "parts": parts(snapshot, out),
    }
    print(json.dumps(told))


def parts(snapshot: Snapshot, out: Path) -> dict[str, dict[str, float | str]]:
    """Return seconds and number of pictures, from one run under a profiler."""
    run = Profiled(write, snapshot, out)
    results = run.within(report.results)
    charts, maps = run.within(report.strengths_chart), run.within(report.transfers_map)
    page = run.within(report.page)
    return {
        "strengths, transfers and who": _part(results),
        "charts": _part(charts, f"{run.calls(report.strengths_chart)} charts"),
        "maps": _part(maps, f"{run.calls(report.transfers_map)} maps"),
        "the rest of the page": _part(page - charts - maps),
        "tables and checksums": _part(run.seconds - results - page),
    }


def _part(seconds: float, size: str = "") -> dict[str, float | str]:
    return {"seconds": seconds, "size": size}


if __name__ == "__main__":
    main()
