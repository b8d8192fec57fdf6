"""Times each stage of search by meaning, and search among many texts.

The many texts are short and English, drawn with a seed from the words of the glossary,
and read by the word vectors alone: how long search takes depends on their number and
width, not on the encoder. Faiss alone searches the same vectors for a tenth of the
queries, one by one as we do, and its time is counted ten times.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from math import log2
from typing import Any

import faiss
import numpy as np
from measuring import best, peak_now

from omstilling.meaning.encoders import encoder
from omstilling.meaning.gloss import gloss
from omstilling.meaning.gloss.languages import english_words
from omstilling.meaning.search import Index, LexicalIndex, terms

_SEED = 7
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
    told |= _many(rows, queries)
    print(json.dumps(told | {"peak": peak_now()}))


def _many(rows: int, queries: int) -> dict[str, Any]:
    """Index and search many texts; then half as many, for the growth."""
    texts = _texts(rows + queries)
    whole = _measured(texts[:rows], texts[rows:])
    half = _measured(texts[: rows // 2], texts[rows : rows + queries // 10])
    made = [sum(one["index"].values()) for one in (whole, half)]
    found = [whole["ours"] / queries, half["ours"] / (queries // 10)]
    growth = {"index_exponent": log2(made[0] / made[1])}
    return whole | growth | {"exponent": log2(found[0] / found[1])}


def _measured(texts: list[str], asked: list[str]) -> dict[str, Any]:
    """Return the seconds of ours and of faiss alone, to index and to search."""
    stages, index = _indexed(texts)
    ours = _seconds(lambda: [index.search(one) for one in asked])
    tenth = asked[: len(asked) // 10]
    theirs, added = _plain(index, tenth)
    return {
        "index": stages,
        "index_faiss": added,
        "ours": ours,
        "faiss": theirs * len(asked) / len(tenth),
    }


def _texts(count: int) -> list[str]:
    """Return short texts of six words, none like another but by chance."""
    known = sorted(english_words())
    draw = np.random.default_rng(_SEED)
    rows = draw.integers(len(known), size=(count, 6)).tolist()
    return [" ".join(known[at] for at in row) for row in rows]


def _indexed(texts: list[str]) -> tuple[dict[str, float], Index]:
    """Return an index that is ready to be asked, and the seconds of each stage."""
    reader = encoder("wordllama")
    start = time.perf_counter()
    vectors = reader.encode(texts)
    encoded = time.perf_counter()
    lexical = LexicalIndex.build(texts)
    listed = time.perf_counter()
    ids = [f"{at:07}" for at in range(len(texts))]
    index = Index(ids, texts, vectors, lexical=lexical, encoder=reader)
    index.search(texts[0])
    stages = {
        "encoding": encoded - start,
        "terms": listed - encoded,
        "crowding and faiss": time.perf_counter() - listed,
    }
    return stages, index


def _plain(index: Index, asked: list[str]) -> tuple[float, float]:
    """Return the seconds that faiss alone takes to search, and to take the vectors."""
    rows = index.encoder.encode(asked)
    alone = faiss.IndexFlatIP(rows.shape[1])
    added = _seconds(lambda: alone.add(index.vectors))
    return _seconds(lambda: [alone.search(one[None], 10) for one in rows]), added


def _seconds(work: Callable[[], object]) -> float:
    return best(work, 1)[0]


def _rate(work: Any, texts: list[str]) -> dict[str, float]:
    start = time.perf_counter()
    work(texts[:1])
    cold = time.perf_counter() - start
    seconds, _ = best(partial(work, texts), 2)
    return {"cold": cold, "warm": len(texts) / seconds}


if __name__ == "__main__":
    main()
