"""Every benchmark, by name."""

from __future__ import annotations

from measures import (
    complexity,
    meaning,
    needs,
    portfolio,
    register,
    report,
    shares,
    start,
    takeup,
    whole_way,
)
from records import Benchmark

BENCHMARKS: dict[str, Benchmark] = {
    one.name: one
    for one in (
        whole_way.BENCHMARK,
        report.BENCHMARK,
        start.BENCHMARK,
        register.BENCHMARK,
        complexity.BENCHMARK,
        takeup.BENCHMARK,
        meaning.BENCHMARK,
        needs.BENCHMARK,
        shares.BENCHMARK,
        portfolio.BENCHMARK,
    )
}
