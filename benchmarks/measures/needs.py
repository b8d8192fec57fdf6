"""How well answers are grouped, near-duplicates found and hits explained."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from measuring import BENCHMARKS as HOME
from measuring import timed
from records import Benchmark, Row

#: What the explanation of themes shows.
_SHOWN = HOME / "results" / "meaning" / "needs_and_themes.json"


def _rows(quick: bool) -> Sequence[Row]:
    told, _ = timed("needs_and_themes")
    if not quick:
        _SHOWN.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    return [
        *(_grouped(name, one) for name, one in told["themes"].items()),
        *(_twins(name, one) for name, one in told["near_duplicates"].items()),
        _weak(told["weak_hits"]),
        _met(told["phrases_met"]),
    ]


def _grouped(name: str, one: Mapping[str, Any]) -> Row:
    return Row(
        work=f"themes {name.replace('_', ' ')}: what the Rand index lacks of 1",
        size=f"{one['answers']} answers, {one['labels']} labels",
        ours=1 - one["with_labels"],
        unit="",
        # Without a frame nothing is aimed at: the frame is measured against it.
        aim=0.4 if name.startswith("by_frame") else None,
        note="adjusted for chance; ten times without a tenth of the answers, the index "
        f"with the themes of all is {one['without_a_tenth_mean']:.3f} on average, "
        f"{one['without_a_tenth_least']:.3f} at least",
    )


def _twins(half: str, one: Mapping[str, Any]) -> Row:
    return Row(
        work=f"near-duplicates of the {half} pairs: what recall lacks of 1",
        size=f"{one['texts']} texts, {one['twins']} twins",
        ours=1 - one["recall"],
        unit="",
        note=f"precision {one['precision']:.3f} at a cosine of {one['threshold']}",
    )


def _weak(one: Mapping[str, Any]) -> Row:
    return Row(
        work="right answers among the first ten that are called weak",
        size=f"{one['right_answers']} right answers of the development pairs",
        ours=one["right_called_weak"],
        unit="",
        note=f"of the others {one['others_called_weak']:.3f}; nine of ten right reach "
        f"a score of {one['score']} and a nearness of {one['nearness']}",
    )


def _met(one: Mapping[str, Any]) -> Row:
    return Row(
        work="needs and offers that belong together without phrases that met",
        size=f"{one['pairs']} development pairs",
        ours=1 - one["pairs_met"],
        unit="",
        note=f"of needs and offers that do not, {one['others_met']:.3f} have such "
        "phrases",
    )


BENCHMARK = Benchmark(
    name="needs",
    measures="Themes of three hundred answers against labels given by hand, "
    "near-duplicates against twins written by hand, what weak hits are, and which "
    "phrases met.",
    sizes=("300 answers", "28 and 14 twins", "80 development pairs"),
    rows=_rows,
)
