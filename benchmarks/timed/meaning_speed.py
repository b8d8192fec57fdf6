"""Times each stage of search by meaning: how many short texts, how many queries.

Vectors of the large index are drawn at random: how long search takes depends on their
number and width alone.
"""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from math import log2
from typing import Any

import faiss
import numpy as np
from measuring import best, peak_now

from omstilling.meaning.encoders import Vectors, encoder, unit_rows
from omstilling.meaning.gloss import gloss
from omstilling.meaning.search import VectorIndex, terms

_WIDTH, _SEED = 256, 7
_SENTENCE = "Vi trenger en måte å oppdage slitte lagre i maskin {} før den stopper"


def main() -> None:
    """Print texts per second of each stage, and the seconds of search."""
    texts, rows, queries = map(int, sys.argv[1:4])
    sample = [_SENTENCE.format(number) for number in range(texts)]
    start = time.perf_counter()
    gloss(sample[0])
    told: dict[str, Any] = {"glossary": time.perf_counter() - start}
    told["stages"] = {
        "gloss": _rate(lambda some: [gloss(one) for one in some], sample),
        "terms": _rate(lambda some: [terms(one) for one in some], sample),
        "word vectors": _rate(encoder("wordllama").encode, sample),
        "sentence encoder": _rate(encoder("minilm").encode, sample),
        "default": _rate(encoder().encode, sample),
    }
    asked = _drawn(queries)
    half, _ = _search(_drawn(rows // 2), asked)
    vectors = _drawn(rows)
    ours, index = _search(vectors, asked)
    plain = faiss.IndexFlatIP(_WIDTH)
    plain.add(vectors)
    theirs, _ = best(lambda: [plain.search(one[None], 10) for one in asked], 1)
    told |= {"ours": ours, "faiss": theirs, "exponent": log2(ours / half)}
    print(json.dumps(told | {"peak": peak_now(), "index": repr(index)}))


def _rate(work: Any, texts: list[str]) -> dict[str, float]:
    start = time.perf_counter()
    work(texts[:1])
    cold = time.perf_counter() - start
    seconds, _ = best(partial(work, texts), 2)
    return {"cold": cold, "warm": len(texts) / seconds}


def _drawn(rows: int) -> Vectors:
    draw = np.random.default_rng(_SEED)
    return unit_rows(draw.standard_normal((rows, _WIDTH), dtype=np.float32))


def _search(vectors: Vectors, asked: Vectors) -> tuple[float, VectorIndex]:
    index = VectorIndex(vectors)
    seconds, _ = best(lambda: [index.nearest(one[None], count=10) for one in asked], 1)
    return seconds, index


if __name__ == "__main__":
    main()
