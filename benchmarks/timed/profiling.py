"""How long functions of ours take in one run."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]


class Profiled:
    """One call, and how often and how long each function ran in it."""

    def __init__(self, work: Function, *arguments: object) -> None:
        profile = cProfile.Profile()
        profile.runcall(work, *arguments)
        stats = pstats.Stats(profile)
        self.seconds: float = stats.total_tt  # type: ignore[attr-defined] # typeshed leaves it out
        self._stats: dict[Any, Any] = stats.stats  # type: ignore[attr-defined] # as above

    def within(self, function: Function) -> float:
        """Return the seconds spent in a function and in what it calls."""
        return float(self._entry(function)[3])

    def calls(self, function: Function) -> int:
        """Return how often a function was called."""
        return int(self._entry(function)[1])

    def _entry(self, function: Function) -> tuple[Any, ...]:
        code = function.__code__
        key = (code.co_filename, code.co_firstlineno, code.co_name)
        entry: tuple[Any, ...] = self._stats.get(key, (0, 0, 0.0, 0.0))
        return entry
