"""What a benchmark is, and the rows that it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Result = dict[str, Any]
HEADINGS = (
    *("Work", "Size", "Ours", "Peer or limit", "Theirs", "Ratio", "Aim", "Reached"),
    "Peak MiB, ours / theirs",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a benchmark.

    Attributes
    ----------
    work, size
        What is done, and on how much.
    ours, theirs
        What was measured, in `unit`; None where it could not be, and `note` says why.
    unit
        s for seconds, MiB for memory, empty for a pure number.
    peer
        The package or the limit of the machine that `theirs` was measured on.
    aim
        The most that `judged` should be; None where nothing is aimed at.
    judged
        Whether the aim is for what is measured (`ours`) or for the ratio to the peer.
    our_peak, peer_peak
        Largest resident memory of a process of its own that did nothing else, in MiB.
    note
        What a reader must know to understand the numbers.
    """

    work: str
    size: str = ""
    ours: float | None = None
    unit: Literal["s", "MiB", ""] = "s"
    peer: str | None = None
    theirs: float | None = None
    aim: float | None = None
    judged: Literal["ours", "ratio"] = "ours"
    our_peak: float | None = None
    peer_peak: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours over theirs."""
        if self.ours is None or not self.theirs:
            return None
        return self.ours / self.theirs

    @property
    def reached(self) -> bool | None:
        """Whether the aim was reached; None where there is none or nothing measured."""
        value = self.ratio if self.judged == "ratio" else self.ours
        if self.aim is None or value is None:
            return None
        return value <= self.aim

    def as_result(self) -> Result:
        """Return the row as it stands in the results, with four digits."""
        told = {**asdict(self), "ratio": self.ratio, "reached": self.reached}
        return {name: _four_digits(value) for name, value in told.items()}


@dataclass(frozen=True)
class Benchmark:
    """One benchmark.

    Attributes
    ----------
    name
        As in `make bench ONLY=name`.
    measures
        One or two sentences: what is measured, against what.
    sizes
        The sizes it is measured at.
    rows
        Measures; takes `quick`: whether to do so once and on the smallest size, to see
        that all works.
    """

    name: str
    measures: str
    sizes: tuple[str, ...]
    rows: Callable[[bool], Sequence[Row]]


def cells(result: Result) -> list[str]:
    """Return a row of the results as texts, in the order of `HEADINGS`."""
    aim = "" if result["aim"] is None else f"≤ {short(result['aim'])}"
    reached = {True: "yes", False: "no", None: ""}[result["reached"]]
    unit = result["unit"]
    return [
        *(result["work"], result["size"], short(result["ours"], unit)),
        *(result["peer"] or "", short(result["theirs"], unit)),
        *(short(result["ratio"]), aim, reached),
        _peaks(result["our_peak"], result["peer_peak"]),
    ]


def _peaks(ours: float | None, theirs: float | None) -> str:
    if ours is None and theirs is None:
        return ""
    return f"{short(ours) or '–'} / {short(theirs) or '–'}"


def short(value: float | None, unit: str = "") -> str:
    """Return a number with three digits and its unit, in milliseconds below a tenth."""
    if value is None:
        return ""
    if unit == "s" and value < 0.1:
        value, unit = value * 1000, "ms"
    digits = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    return f"{digits} {unit}".rstrip()


def _four_digits(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value
