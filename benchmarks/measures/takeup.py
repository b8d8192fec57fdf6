"""How fast take-up is learned and every place and activity ranked."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from math import log2
from pathlib import Path

from measuring import NO_DATA, data_folder, timed
from records import Benchmark, Row

_TIMES = 3
_WORK = "learn take-up and rank every place and activity"
_RANKING = "learn and rank every cluster, receiver and activity"


def _rows(quick: bool) -> Sequence[Row]:
    data = data_folder()
    if data is None:
        return [Row(work=_WORK, note=NO_DATA)]
    times = 1 if quick else _TIMES
    told, peak = timed("takeup_ours", data, times)
    places, activities = told["exponents"]
    return [
        _ranking(data, times),
        Row(
            work=_WORK,
            size=" × ".join(f"{count:,}" for count in told["shape"]),
            ours=told["seconds"],
            peer="one pass of the features' matrix products, one thread",
            theirs=told["products"],
            our_peak=peak,
            note=f"best of {times}; time grows with places to the power {places:.2f} "
            f"and with activities to the power {activities:.2f}, from half of each; "
            "the peak is with the reading of the awards",
        ),
    ]


def _ranking(data: Path, times: int) -> Row:
    """Measure the whole ranking, and on half of the places and of the activities."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        timed("ranking_snapshots", data, home)
        told, peak = timed("ranking_ours", home / "whole", times)
        halves = {
            name: timed("ranking_ours", home / name, times)[0]
            for name in ("places", "activities")
        }
    grows = {
        name: log2(told["seconds"] / half["seconds"])
        / log2(told["shape"][axis] / half["shape"][axis])
        for axis, (name, half) in enumerate(halves.items())
    }
    size = (told["clusters"], *told["shape"])
    return Row(
        work=_RANKING,
        size=" × ".join(f"{count:,}" for count in size),
        ours=told["seconds"],
        peer="one pass of the features' matrix products, one thread",
        theirs=told["products"],
        our_peak=peak,
        note=f"best of {times}, from the facts of a snapshot to the best fifty, for "
        "receivers of all four kinds; time grows with places to the power "
        f"{grows['places']:.2f} and with activities to the power "
        f"{grows['activities']:.2f}, from half of each; municipalities are those of "
        "2024",
    )


BENCHMARK = Benchmark(
    name="takeup",
    measures="Learning take-up on the awards at five digits and ranking every place "
    "and activity, and every cluster, receiver and activity, beside the matrix "
    "products that the features need.",
    sizes=("33 clusters × 357 places × 689 activities", "429 places × 606 activities"),
    rows=_rows,
)
