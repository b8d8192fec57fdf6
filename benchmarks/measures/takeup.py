"""How fast take-up is learned and every place and activity ranked."""

from __future__ import annotations

from collections.abc import Sequence

from measuring import NO_DATA, data_folder, timed
from records import Benchmark, Row

_TIMES = 3
_WORK = "learn take-up and rank every place and activity"


def _rows(quick: bool) -> Sequence[Row]:
    data = data_folder()
    if data is None:
        return [Row(work=_WORK, note=NO_DATA)]
    times = 1 if quick else _TIMES
    told, peak = timed("takeup_ours", data, times)
    places, activities = told["exponents"]
    return [
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
        )
    ]


BENCHMARK = Benchmark(
    name="takeup",
    measures="Learning take-up on the awards at five digits and ranking every place "
    "and activity, beside the matrix products that the features need.",
    sizes=("429 places × 606 activities",),
    rows=_rows,
)
