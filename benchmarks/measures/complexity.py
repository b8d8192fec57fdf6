"""Relatedness and complexity on world trade, beside two packages and the machine."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

from measuring import NO_DATA, data_folder, timed
from peers import Peer, PeerMissingError
from records import Benchmark, Row

_EXPORTS = "trade_country_product/exports_hs96_4digit.csv.gz"
_YEAR = 1997
_TIMES = 5
_MATRIX = Peer("economic-complexity", ("economic-complexity==0.3.0", "pandas==2.3.3"))
_TABLE = Peer(
    "ecomplexity",
    ("ecomplexity==0.5.3", "pandas==3.1.1", "numpy==2.4.6", "scikit-learn==1.9.1"),
)
_REMARKS = {
    _MATRIX.name: "the package stops after 20 reflections",
    _TABLE.name: "the package computes outlook and its gain too",
}
_FROM_MATRIX = "proximity and complexity, from the matrix"
_FROM_TABLE = "advantage, proximity, density and complexity, from the table"


def _rows(quick: bool) -> Sequence[Row]:
    data = data_folder()
    if data is None or not (data / _EXPORTS).is_file():
        return [Row(work=_FROM_MATRIX, note=NO_DATA)]
    times = 1 if quick else _TIMES
    with tempfile.TemporaryDirectory() as folder:
        ours, peak = timed("complexity_ours", data / _EXPORTS, _YEAR, folder, times)
        size = " × ".join(f"{count:,}" for count in ours["shape"])
        from_matrix = Row(
            work=_FROM_MATRIX,
            size=size,
            ours=ours["from_presence"],
            our_peak=peak,
            note=f"best of {times}; ours with one thread, as the product runs it, "
            "and its peak with the reading of the trade file",
        )
        from_table = replace(from_matrix, work=_FROM_TABLE, ours=ours["from_table"])
        return [
            *_limits(from_matrix, ours),
            _beside(_MATRIX, from_matrix, ours, Path(folder), times),
            _beside(_TABLE, from_table, ours, Path(folder), times),
        ]


def _limits(row: Row, ours: dict[str, Any]) -> list[Row]:
    """Return the row beside one matrix product, which both methods need at least."""
    return [
        replace(
            row,
            peer=f"one matrix product, {threads}",
            theirs=ours[key],
            note=f"kernel {ours['kernel']}; {row.note}" if key == "one_thread" else "",
        )
        for key, threads in (
            ("one_thread", "one thread"),
            ("all_threads", "all threads"),
        )
    ]


def _beside(
    peer: Peer, row: Row, ours: dict[str, Any], folder: Path, times: int
) -> Row:
    script = f"complexity_{peer.name.replace('-', '_')}"
    try:
        theirs, peak = timed(script, folder, times, python=peer.python())
    except PeerMissingError as missing:
        return replace(row, peer=peer.title, note=str(missing))
    apart = furthest_apart(ours["complexity"], theirs["complexity"])
    told = f"product complexity differs by {apart:.2g} standard deviations at most"
    return replace(
        row,
        peer=peer.title,
        theirs=theirs["seconds"],
        peer_peak=peak,
        note=f"{row.note}; {_REMARKS[peer.name]}; {told}",
    )


def furthest_apart(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the largest difference of two series as z-scores, signs aligned."""
    first, second = _scores(one), _scores(other)
    sign = 1 if sum(a * b for a, b in zip(first, second, strict=True)) > 0 else -1
    return max(abs(a - sign * b) for a, b in zip(first, second, strict=True))


def _scores(values: Sequence[float]) -> list[float]:
    mean, spread = fmean(values), pstdev(values)
    return [(value - mean) / spread for value in values]


BENCHMARK = Benchmark(
    name="complexity",
    measures="Proximity and product complexity of world exports in one year, beside "
    "two packages that compute the same and one matrix product of the same shapes.",
    sizes=("84 countries × about 1,240 products",),
    rows=_rows,
)
