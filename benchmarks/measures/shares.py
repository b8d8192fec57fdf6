"""Equal Shares beside pabutools, and beside one pass over the approvals."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from measuring import NO_DATA, data_folder, run, timed
from peers import Peer, PeerMissingError
from records import Benchmark, Row

_LODZ = "elections_pabulib/Poland_Lodz_2022.pb.gz"
_TIMES = 20
_PEER = Peer("pabutools", ("pabutools==1.2.3", "gmpy2==2.3.2", "numpy==2.4.6"))
_COMMAND = (
    "from omstilling.cli import main; import sys; "
    "main(['shares', sys.argv[1], '--format', 'json'])"
)


@dataclass(frozen=True)
class _Size:
    """An election to measure on."""

    title: str
    made: tuple[int, int] | None = None
    times_faster: float | None = None
    beside: bool = True

    def write(self, path: Path, data: Path | None) -> bool:
        """Write the file; False where the real data are not at hand."""
        if self.made is not None:
            timed("shares/make", path, "made", *self.made)
            return True
        if data is None or not (data / _LODZ).is_file():
            return False
        timed("shares/make", path, "real", data / _LODZ)
        return True


_SIZES = (
    _Size("Łódź 2022, 160 × 90,494", times_faster=1000),
    _Size("made, 100 × 10,000", (100, 10_000)),
    _Size("made, 300 × 100,000", (300, 100_000), beside=False),
)
_QUICK = (_Size("made, 20 × 500", (20, 500)),)


def _rows(quick: bool) -> Sequence[Row]:
    rows = []
    for size in _QUICK if quick else _SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "election.pb"
            if size.write(path, data_folder()):
                rows += _measured(path, size, 2 if quick else _TIMES)
            else:
                rows.append(Row(work="equal shares", size=size.title, note=NO_DATA))
    return rows


def _measured(path: Path, size: _Size, times: int) -> list[Row]:
    ours, peak = timed("shares/ours", path, times)
    mes = Row(
        work="Method of Equal Shares",
        size=size.title,
        ours=ours["mes"],
        our_peak=peak,
        note=f"best of {times}, lists by project made anew; {ours['first_rule']:.2g} s "
        "the first time in a process, which reads machine code from disk",
    )
    rows = [
        replace(
            mes,
            peer="one pass over all approvals",
            theirs=ours["one_pass"],
            aim=20,
            judged="ratio",
            note="parsing apart",
        )
    ]
    if not size.beside:
        minutes = "the package needs minutes for this size and was not run"
        return [*rows, replace(mes, note=f"{mes.note}; {minutes}"), _whole(path, size)]
    try:
        rows += _beside(path, size, mes, ours)
    except PeerMissingError as missing:
        rows.append(replace(mes, peer=_PEER.title, note=str(missing)))
    return [*rows, _whole(path, size)]


def _beside(path: Path, size: _Size, mes: Row, ours: dict[str, Any]) -> list[Row]:
    rows = []
    for fractions in ("gmpy2", "float"):
        with_phragmen = ["phragmen"] * (fractions == "gmpy2")
        theirs, peak = timed(
            "shares/peer", path, fractions, *with_phragmen, python=_PEER.python()
        )
        same = "the same" if theirs["winners"] == ours["winners"] else "OTHER"
        beside = replace(
            mes,
            peer=f"{_PEER.title}, {fractions}",
            theirs=theirs["mes"],
            peer_peak=peak,
            note=f"{mes.note}; {same} winners; the package once, identical "
            "ballots as one",
        )
        if size.times_faster is not None:
            beside = replace(beside, aim=1 / size.times_faster, judged="ratio")
        rows.append(beside)
        if with_phragmen:
            rows += _others(beside, ours, theirs)
    return rows


def _others(beside: Row, ours: dict[str, Any], theirs: dict[str, Any]) -> list[Row]:
    """Return the rows of parsing and of Phragmén's rule."""
    alike = theirs["winners_phragmen"] == ours["winners_phragmen"]
    plain = replace(beside, our_peak=None, peer_peak=None, aim=None, judged="ours")
    return [
        replace(
            plain,
            work="reading the file",
            ours=ours["parse"],
            theirs=theirs["parse"],
            aim=1 / 30,
            judged="ratio",
            note=f"ours with every value checked and ballots counted; "
            f"{ours['first_parse']:.2g} s the first time in a process",
        ),
        replace(
            plain,
            work="Phragmén's rule",
            ours=ours["phragmen"],
            theirs=theirs["phragmen"],
            note=f"{'the same' if alike else 'OTHER'} winners",
        ),
    ]


def _whole(path: Path, size: _Size) -> Row:
    """Return the row of the command as one types it, in a process of its own."""
    done = run([sys.executable, "-c", _COMMAND, path])
    return Row(
        work="omstilling shares, whole process",
        size=size.title,
        ours=done.seconds,
        our_peak=done.peak,
        note="with imports, machine code, parsing, the rule and all reasons",
    )


BENCHMARK = Benchmark(
    name="shares",
    measures="The Method of Equal Shares with cost satisfaction and Phragmén's rule "
    "beside pabutools, with gmpy2 fractions and with floats; reading a Pabulib file "
    "beside its parser; and beside one pass over the approvals, an addition for each. "
    "All in processor time of all threads, but for the whole process.",
    sizes=tuple(size.title for size in _SIZES),
    rows=_rows,
)
