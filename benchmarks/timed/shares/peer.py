"""Times pabutools on a file: file, `gmpy2` or `float`, `phragmen` or nothing.

It counts processor time, which does not grow when the machine is busy.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import pabutools.fractions
from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares, sequential_phragmen


def main() -> None:
    """Print the seconds of each, once, and the winners."""
    path, fractions, *more = sys.argv[1:]
    pabutools.fractions.FRACTION = fractions
    # Its rules call themselves once for each project they buy.
    sys.setrecursionlimit(100_000)
    parse, (instance, profile) = timed(lambda: parse_pabulib(path))
    profile = profile.as_multiprofile()
    mes, chosen = timed(
        lambda: method_of_equal_shares(instance, profile, sat_class=Cost_Sat)
    )
    told = {"parse": parse, "mes": mes, "winners": sorted(one.name for one in chosen)}
    if more:
        seconds, chosen = timed(lambda: sequential_phragmen(instance, profile))
        told["phragmen"] = seconds
        told["winners_phragmen"] = sorted(one.name for one in chosen)
    print(json.dumps(told))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor seconds of some work, and what it gave."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


if __name__ == "__main__":
    main()
