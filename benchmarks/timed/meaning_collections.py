"""Searches two public collections by BM25 and by the default: folder.

NorQuAD: questions in Norwegian, each answered by one passage (recall at 10). Cranfield:
queries and abstracts in English with graded judgements (nDCG at 10); judgements of
grade 5, which mark the source of the query, are left out, and grades 1 to 4 (1 the most
relevant) gain 4 to 1.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from omstilling.meaning.evaluation import bm25, default, interval

_SEED, _MOST = 1, 10
Table = np.ndarray[tuple[int, int], np.dtype[np.float32]]


def main() -> None:
    """Print what each method reaches."""
    folder = Path(sys.argv[1]) / "texts"
    told = {
        "NorQuAD": _measure(*_norquad(folder), _recall),
        "Cranfield": _measure(*_cranfield(folder), _ndcg),
    }
    print(json.dumps(told))


def _measure(
    queries: list[str],
    texts: list[str],
    judged: list[dict[int, int]],
    score: Callable[[list[int], dict[int, int]], float],
) -> dict[str, Any]:
    found: dict[str, Any] = {"queries": len(queries), "texts": len(texts)}
    values = {}
    for name, method in (("BM25", bm25), ("default", default)):
        ranked = zip(_best(method(queries, texts)), judged, strict=True)
        values[name] = np.array([score(best.tolist(), own) for best, own in ranked])
        found[name] = interval(values[name], seed=_SEED)
    found["difference"] = interval(values["default"] - values["BM25"], seed=_SEED)
    return found


def _best(scores: Table) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.argsort(-scores, axis=1, kind="stable")[:, :_MOST]


def _recall(best: list[int], gains: dict[int, int]) -> float:
    return float(bool(gains.keys() & set(best)))


def _ndcg(best: list[int], gains: dict[int, int]) -> float:
    weights = 1 / np.log2(np.arange(2, _MOST + 2))
    reached = np.array([gains.get(one, 0) for one in best]) @ weights[: len(best)]
    ideal = np.array(sorted(gains.values(), reverse=True)[:_MOST])
    return float(reached / (ideal @ weights[: len(ideal)]))


def _norquad(folder: Path) -> tuple[list[str], list[str], list[dict[int, int]]]:
    questions: list[str] = []
    passages: list[str] = []
    answered: list[dict[int, int]] = []
    for path in sorted(folder.glob("norquad_*.json.gz")):
        data = json.loads(gzip.decompress(path.read_bytes()))["data"]
        for paragraph in (one for article in data for one in article["paragraphs"]):
            for question in paragraph["qas"]:
                questions.append(question["question"])
                answered.append({len(passages): 1})
            passages.append(paragraph["context"])
    return questions, passages, answered


def _cranfield(folder: Path) -> tuple[list[str], list[str], list[dict[int, int]]]:
    texts = _parts(folder / "cranfield_cran.all.1400.gz")
    queries = _parts(folder / "cranfield_cran.qry.gz")
    judged: defaultdict[int, dict[int, int]] = defaultdict(dict)
    lines = gzip.decompress((folder / "cranfield_cranqrel.gz").read_bytes()).decode()
    for line in lines.splitlines():
        query, _, document, grade = map(int, line.split())
        if 1 <= grade <= 4:
            judged[query - 1][document - 1] = 5 - grade
    kept = sorted(judged)
    return [queries[at] for at in kept], texts, [judged[at] for at in kept]


def _parts(path: Path) -> list[str]:
    """Return the text of each record; queries are numbered by their order."""
    text = gzip.decompress(path.read_bytes()).decode("latin-1")
    records = re.split(r"^\.I \d+\s*$", text, flags=re.MULTILINE)[1:]
    return [" ".join(one.split(".W", 1)[1].split()) for one in records]


if __name__ == "__main__":
    main()
