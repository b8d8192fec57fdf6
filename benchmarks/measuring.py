"""Seconds and peak memory, each measured in a process of its own.

Only the standard library is imported here, for two reasons: peers run this module in
environments of their own, and a new process counts the size of the one that started it
in its own peak, so the one that starts must be small.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

BENCHMARKS = Path(__file__).parent
DATA_VARIABLE = "OMSTILLING_TEST_DATA"
NO_DATA = f"{DATA_VARIABLE} names no folder with the real data"
#: They choose a slower kernel of the matrix library than the processor has.
LEFT_OUT = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
T = TypeVar("T")
_MIB = 1 << 20
_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Done:
    """A process that has ended: what it wrote, how long it took, its peak in MiB."""

    text: str
    errors: str
    seconds: float
    peak: float


def run(command: Sequence[str | Path]) -> Done:
    """Run a command to its end.

    Raises
    ------
    RuntimeError
        It ended with an error; the message holds the end of what it wrote.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=output,
            stderr=errors,
            env=_environment(),
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        for file in (output, errors):
            file.seek(0)
        text, told = output.read().decode(), errors.read().decode()
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{told}")
    return Done(text, told, seconds, usage.ru_maxrss * _MAXRSS_BYTES / _MIB)


def timed(
    script: str, *arguments: object, python: Path | None = None
) -> tuple[dict[str, Any], float]:
    """Run a script of `timed/` and return the JSON that it wrote, and its peak in MiB.

    `python` is the interpreter of a peer's environment; ours if not given.
    """
    path = BENCHMARKS / "timed" / f"{script}.py"
    done = run([python or sys.executable, path, *map(str, arguments)])
    answer: dict[str, Any] = json.loads(done.text.splitlines()[-1])
    return answer, done.peak


def best(work: Callable[[], T], times: int) -> tuple[float, T]:
    """Do some work several times; return the fewest seconds and what it last gave."""
    seconds = []
    for left in range(times, 0, -1):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
        if left > 1:
            # It must not count in the peak memory of the next one.
            del result
    return min(seconds), result


def peak_now() -> float:
    """Return the peak of this process so far, in MiB."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_maxrss * _MAXRSS_BYTES / _MIB


def data_folder() -> Path | None:
    """Return the folder of the real data, None where there is none."""
    named = os.environ.get(DATA_VARIABLE)
    return Path(named) if named and Path(named).is_dir() else None


def _environment() -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if name not in LEFT_OUT}
    return {**kept, "PYTHONPATH": str(BENCHMARKS)}
