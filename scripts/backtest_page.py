"""Write the tables of `docs/explanation/backtest.md` from saved answers of the command.

Save one with `omstilling backtest … --format json` in `benchmarks/results/backtest`,
then run `python scripts/backtest_page.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs/explanation/backtest.md"
START, END = "<!-- made: start -->\n", "<!-- made: end -->\n"


def tables() -> str:
    """Return every saved answer as a row of one table, and the baselines of each."""
    answers = [
        (path.stem, json.loads(path.read_text("utf-8")))
        for path in sorted((ROOT / "benchmarks/results/backtest").glob("*.json"))
    ]
    head = (
        "| test | candidates | take-ups | places | ranking | best baseline "
        "| difference | ratio | ROC-AUC | without habits |\n"
        "|---|--:|--:|--:|--:|---|--:|--:|--:|--:|\n"
    )
    return (
        head + "".join(_row(name, one) for name, one in answers) + _calibration(answers)
    )


def _row(name: str, answer: dict[str, Any]) -> str:
    by_name = {one["name"]: one for one in answer["methods"]}
    ranker = next(one for one in answer["methods"] if one["kind"] == "ranker")
    best = by_name[answer["best_baseline"]]["average_precision"]["value"]
    habits = answer["ablation"]
    plain = _interval(habits["average_precision"]) if habits else "–"
    return (
        f"| {name}, {answer['cut']} + {answer['horizon']} | {answer['candidates']:,} "
        f"| {answer['positives']:,} | {answer['places']} "
        f"| {_interval(ranker['average_precision'])} "
        f"| {answer['best_baseline']}: {best:.3f} | {_interval(answer['difference'])} "
        f"| {answer['ratio']['value']:.2f} | {ranker['roc_auc']['value']:.3f} "
        f"| {plain} |\n"
    )


def _interval(one: dict[str, float]) -> str:
    return f"{one['value']:.3f} ({one['low']:.3f} to {one['high']:.3f})"


def _calibration(answers: list[tuple[str, dict[str, Any]]]) -> str:
    head = (
        "\n| test | observed rate | learned, before | constant pace | learned pace "
        "| over observed | error: before | constant | learned | shape |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    )
    rows = []
    for name, answer in answers:
        drift = answer["drift"]
        stages = [answer["calibration"][one] for one in ("before", "constant", "after")]
        expected = " | ".join(f"{one['expected_rate']:.4f}" for one in stages)
        errors = " | ".join(f"{one['calibration_error']:.4f}" for one in stages)
        share = drift["expected_rate"] / drift["observed_rate"]
        shape = f"{drift['shape']:.2f}" if not drift["why_constant"] else "–"
        rows.append(
            f"| {name} | {drift['observed_rate']:.4f} | {expected} | {share:.2f} "
            f"| {errors} | {shape} |\n"
        )
    return head + "".join(rows) + _windows(answers)


def _windows(answers: list[tuple[str, dict[str, Any]]]) -> str:
    """Return the base rate of every window before the cut, by which drift is seen."""
    head = (
        "\n| test | windows before the cut: take-ups per thousand candidates |\n"
        "|---|---|\n"
    )
    rows = []
    for name, answer in answers:
        windows = answer["drift"]["windows"]
        if name.endswith("-later") and windows:
            told = ", ".join(
                f"{one['start']}→{one['end']}: "
                f"{1000 * one['taken'] / one['candidates']:.1f}"
                for one in windows
            )
            rows.append(f"| {name.removesuffix('-later')} | {told} |\n")
    return head + "".join(rows)


def page() -> str:
    """Return the page with its tables anew."""
    text = TARGET.read_text(encoding="utf-8")
    before, rest = text.split(START)
    return before + START + "\n" + tables() + "\n" + END + rest.split(END)[1]


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    print(TARGET.name)
