"""Relatedness and complexity beside two packages and the machine's matrix products."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from measuring import NO_DATA, data_folder, timed
from peers import Peer, PeerMissingError
from records import Benchmark, Row

_EXPORTS = "trade_country_product/exports_hs96_4digit.csv.gz"
_YEARS = (1997, 1998, 1999, 2007, 2017, 2018, 2019)
_TIMES = 5
_APART = 1e-6
_LIMIT = 3.0
_HALF = 0.5
_HARVARD = Peer(
    "ecomplexity",
    ("ecomplexity==0.5.3", "pandas==3.1.1", "numpy==2.4.6", "scikit-learn==1.9.1"),
)
_DATAWHEEL = Peer(
    "economic-complexity", ("economic-complexity==0.3.0", "pandas==2.3.3")
)
_WORK = "all measures"
_PRODUCTS = "its four matrix products"
_REMARKS = {
    _HARVARD.name: "from its long table to its long table",
    _DATAWHEEL.name: "from its wide table; without outlook, which it does not have, "
    "and with complexity after 20 reflections",
}


@dataclass(frozen=True)
class _Size:
    """A table to measure on, and how many times faster than Harvard it should be."""

    units: int
    activities: int
    periods: int = 1
    times_faster: float | None = None
    share: float | None = None

    @property
    def title(self) -> str:
        parts = [f"{self.units:,} × {self.activities:,}"]
        parts += [f"{self.periods} periods"] * (self.periods > 1)
        parts += [] if self.share is None else [f"{self.share:.0%} filled"]
        return ", ".join(parts)

    @property
    def values(self) -> tuple[str, ...]:
        """What `complexity/values` is told, the folder left out."""
        last = self.periods if self.share is None else self.share
        return (
            "made" if self.share is None else "thin",
            *map(str, (self.units, self.activities, last)),
        )


_SIZES = (
    _Size(250, 1200, periods=10, times_faster=40),
    _Size(2500, 1000, times_faster=60),
    _Size(250, 5000, times_faster=150),
    _Size(50_000, 2000, share=0.01),
)
_QUICK = (_Size(120, 200, periods=2, times_faster=40), _Size(2000, 200, share=0.02))


def _rows(quick: bool) -> Sequence[Row]:
    data = data_folder()
    if data is None or not (data / _EXPORTS).is_file():
        return [Row(work="agreement on world trade", unit="", note=NO_DATA)]
    rows = [
        row
        for size in (_QUICK if quick else _SIZES)
        for row in _speed(size, 1 if quick else _TIMES)
    ]
    for year in _YEARS[:1] if quick else _YEARS:
        rows += _agreement(data / _EXPORTS, year)
    return rows


def _speed(size: _Size, times: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        kind, *rest = size.values
        timed("complexity/values", kind, folder, *rest)
        ours, peak = timed("complexity/ours", folder, times)
        limit, _ = timed("complexity/limit", folder, times)
        row = Row(
            work=_WORK,
            size=size.title,
            ours=ours["seconds"],
            our_peak=peak,
            note=f"best of {times}; {ours['imports']:.0f} MiB of our peak are imports",
        )
        rows = _limits(row, limit)
        if size.share is None:
            rows += _beside_peers(row, size, Path(folder))
        else:
            rows.append(replace(row, note="the packages take dense tables only"))
        return rows


def _limits(row: Row, limit: dict[str, Any]) -> list[Row]:
    return [
        replace(
            row,
            peer=_PRODUCTS,
            theirs=limit["seconds"],
            aim=_LIMIT,
            judged="ratio",
            note=f"kernel {limit['kernel']}",
        ),
        replace(row, peer="one of them, M·Φ", theirs=limit["one"], note=""),
    ]


def _beside_peers(row: Row, size: _Size, folder: Path) -> list[Row]:
    rows = [_beside(peer, row, folder) for peer in (_HARVARD, _DATAWHEEL)]
    if size.times_faster is not None:
        rows[0] = replace(rows[0], aim=1 / size.times_faster, judged="ratio")
    known = [one for one in rows if one.peer_peak is not None]
    if known:
        leaner = min(known, key=lambda one: one.peer_peak or 0.0)
        memory = replace(leaner, work="peak memory", unit="MiB", ours=row.our_peak)
        rows.append(
            replace(
                memory,
                theirs=leaner.peer_peak,
                our_peak=None,
                peer_peak=None,
                aim=_HALF,
                judged="ratio",
                note="beside the leaner package; both with their imports",
            )
        )
    return rows


def _beside(peer: Peer, row: Row, folder: Path) -> Row:
    try:
        theirs, peak = timed(_script(peer), folder, 1, python=peer.python())
    except PeerMissingError as missing:
        return replace(row, peer=peer.title, note=str(missing))
    return replace(
        row,
        peer=peer.title,
        theirs=theirs["seconds"],
        peer_peak=peak,
        note=f"{row.note}; the package once, {_REMARKS[peer.name]}",
    )


def _script(peer: Peer) -> str:
    return f"complexity/beside_{peer.name.replace('-', '_')}"


def _agreement(exports: Path, year: int) -> list[Row]:
    """Return how far measures of world trade are apart: all, or those that can meet."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        made, _ = timed("complexity/values", "trade", folder, exports, year)
        size = " × ".join(f"{count:,}" for count in made["shape"][:2])
        for peer in (_HARVARD, _DATAWHEEL):
            row = Row(
                work=f"largest difference on world trade, {year}",
                size=size,
                unit="",
                peer=peer.title,
                aim=_APART,
            )
            try:
                timed(_script(peer), folder, 1, python=peer.python())
            except PeerMissingError as missing:
                rows.append(replace(row, note=str(missing)))
                continue
            apart = timed("complexity/apart", folder)[0][peer.name]
            rows.append(replace(row, ours=furthest_apart(apart), note=_told(apart)))
    return rows


def furthest_apart(apart: dict[str, float]) -> float:
    """Return the largest difference of the measures that follow one convention."""
    return max(value for name, value in apart.items() if name not in _reflected(apart))


def _reflected(apart: dict[str, float]) -> set[str]:
    """Return the measures that 20 reflections only come near to."""
    return set() if "coi" in apart else {"eci", "pci"}


def _told(apart: dict[str, float]) -> str:
    parts = ", ".join(f"{name} {value:.1e}" for name, value in apart.items())
    reflected = "; eci and pci, after 20 reflections, are not counted"
    return parts + reflected * bool(_reflected(apart))


BENCHMARK = Benchmark(
    name="complexity",
    measures="Advantage, presence, diversity, ubiquity, both complexities, proximity, "
    "density, outlook and its gain, beside two packages and beside the matrix products "
    "that they need at least: of presence M and proximity Φ these are Mᵀ·M, the same "
    "of the smaller side, M·Φ and (1 − M)·Φ, in double precision and with all threads. "
    "Then how far the measures are from the packages' on world trade.",
    sizes=tuple(size.title for size in _SIZES),
    rows=_rows,
)
