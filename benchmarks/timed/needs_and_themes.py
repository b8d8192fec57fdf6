"""Measures themes, near-duplicates, weak hits and phrases that met, and prints JSON.

Themes are measured on all answers and on the every-other that nothing was chosen on;
near-duplicates on the half of the pairs for choosing and on the half for reporting;
what is weak, and which phrases met, on the half for choosing alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from omstilling.meaning.encoders import encoder
from omstilling.meaning.evaluation import offers, read_pairs
from omstilling.meaning.evaluation.methods import glossed_bm25, similar_offers
from omstilling.meaning.matching import WEAK_NEARNESS, WEAK_SCORE
from omstilling.meaning.needs import THRESHOLD, duplicates
from omstilling.meaning.search.reasons import LEAST_ALIKE, phrases
from omstilling.meaning.themes import measure_themes, read_frame
from omstilling.sources.lists import read_answers
from omstilling.tables import Statement

FOLDER = Path(__file__).parents[1] / "meaning"
SIDES = ("need", "offer")
_FIRST = 10


def objects(path: Path) -> list[dict[str, str]]:
    """Return the objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def rounded(found: Any) -> dict[str, Any]:
    """Return measures with three decimals."""
    return {
        name: round(value, 3) if isinstance(value, float) else value
        for name, value in found._asdict().items()
    }


def themes() -> dict[str, Any]:
    """Measure the themes by the frame, by themselves, and on the untouched half."""
    answers = read_answers(FOLDER / "answers.jsonl").table
    untouched = answers.filter(pl.col("row") % 2 == 0)
    chosen, frame = encoder(), read_frame()
    return {
        "by_frame": rounded(measure_themes(answers, encoder=chosen, frame=frame)),
        "by_frame_on_the_untouched_half": rounded(
            measure_themes(untouched, encoder=chosen, frame=frame)
        ),
        "by_themselves": rounded(measure_themes(answers, encoder=chosen, frame=None)),
    }


def near_duplicates(half: str) -> dict[str, Any]:
    """Measure precision and recall of the near-duplicates of one half."""
    pairs = objects(FOLDER / "pairs" / f"{half}.jsonl")
    known = {row["id"] for row in pairs}
    twins = [one for one in objects(FOLDER / "rewritten.jsonl") if one["of"] in known]
    said = [(f"{row['id']}:{side}", side, row[side]) for row in pairs for side in SIDES]
    said += [
        (f"twin:{row['of']}:{row['side']}", row["side"], row["text"]) for row in twins
    ]
    empty: dict[str, Any] = dict.fromkeys(Statement.column_names())
    empty |= {"partner_sizes": [], "keywords": [], "places": [], "row": 1}
    empty |= {"language": "nb", "origin": "pairs"}
    rows = [
        empty | {"id": one, "role": role, "title": text} for one, role, text in said
    ]
    table = pl.DataFrame(rows, schema=Statement.create_empty().schema)
    found = set(
        duplicates(table, encoder=encoder()).select("statement", "duplicate").rows()
    )
    wanted = {
        (f"{row['of']}:{row['side']}", f"twin:{row['of']}:{row['side']}")
        for row in twins
    }
    return {
        "texts": len(said),
        "twins": len(wanted),
        "threshold": THRESHOLD,
        "recall": round(len(found & wanted) / len(wanted), 3),
        "precision": round(len(found & wanted) / len(found), 3),
    }


def weak_hits() -> dict[str, Any]:
    """Measure what the bounds of a weak hit call so, of the first ten of each need.

    `score` and `nearness` are what nine of ten right answers among them reach.
    """
    pairs = read_pairs(FOLDER / "pairs" / "development.jsonl")
    scores = offers(pairs.needs, pairs.pool)
    near = similar_offers(pairs.needs, pairs.pool)
    near = near + glossed_bm25(pairs.needs, pairs.pool)
    first = np.argsort(-scores, axis=1, kind="stable")[:, :_FIRST]
    right = first == np.arange(len(first))[:, None]
    score, nearness = (np.take_along_axis(one, first, 1) for one in (scores, near))
    weak = (score < WEAK_SCORE) | (nearness < WEAK_NEARNESS)
    return {
        "score": round(float(np.quantile(score[right], 0.1)), 3),
        "nearness": round(float(np.quantile(nearness[right], 0.1)), 3),
        "right_answers": int(right.sum()),
        "right_called_weak": round(float(weak[right].mean()), 3),
        "others_called_weak": round(float(weak[~right].mean()), 3),
    }


def phrases_met() -> dict[str, Any]:
    """Measure how many have phrases that met: pairs, and other needs and offers."""
    pairs = read_pairs(FOLDER / "pairs" / "development.jsonl")
    sides = [[phrases(text) for text in side] for side in (pairs.needs, pairs.pool)]
    said = sorted({one.english for side in sides for of in side for one in of})
    rows = dict(zip(said, encoder().encode(said), strict=True))
    needs, others = (
        [np.vstack([rows[one.english] for one in of]) for of in side] for side in sides
    )
    alike = np.array([[(one @ two.T).max() for two in others] for one in needs])
    met, own = alike >= LEAST_ALIKE, np.eye(len(needs), dtype=bool)
    return {
        "pairs": len(own),
        "pairs_met": round(float(met[own].mean()), 3),
        "others_met": round(float(met[~own].mean()), 3),
    }


def main() -> None:
    """Print all measures."""
    told = {
        "themes": themes(),
        "near_duplicates": {
            half: near_duplicates(half) for half in ("development", "report")
        },
        "weak_hits": weak_hits(),
        "phrases_met": phrases_met(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
