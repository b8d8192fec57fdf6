"""How fast texts are read and found, and how well beside BM25."""

from __future__ import annotations

from collections.abc import Sequence

from measuring import NO_DATA, data_folder, timed
from records import Benchmark, Row

_TEXTS, _ROWS, _QUERIES = 400, 1_000_000, 10_000


def _rows(quick: bool) -> Sequence[Row]:
    rows = _ROWS // 100 if quick else _ROWS
    queries = _QUERIES // 100 if quick else _QUERIES
    told, peak = timed("meaning_speed", _TEXTS, rows, queries)
    speed = [
        Row(
            work=f"read one short text: {stage}",
            ours=1 / one["warm"],
            note=f"{one['warm']:,.0f} texts a second warm; the first after "
            f"{one['cold']:.2f} s",
        )
        for stage, one in told["stages"].items()
    ]
    stages = ", ".join(f"{name} {one:.0f} s" for name, one in told["index"].items())
    many = [
        Row(
            work="index short texts, read by word vectors",
            size=f"{rows:,} texts",
            ours=sum(told["index"].values()),
            peer="faiss alone, given the vectors",
            theirs=told["index_faiss"],
            our_peak=peak,
            note=f"{stages}; time grows with texts to the power "
            f"{told['index_exponent']:.2f}; the peak is that of the whole measurement",
        ),
        Row(
            work="search them one by one, ten best",
            size=f"{rows:,} texts, {queries:,} queries",
            ours=told["ours"],
            peer="faiss alone, the same vectors",
            theirs=told["faiss"],
            our_peak=peak,
            note=f"time grows with texts to the power {told['exponent']:.2f}; the "
            f"glossary is read in {told['glossary']:.2f} s",
        ),
    ]
    return [*speed, *many, *_collections(quick)]


def _collections(quick: bool) -> Sequence[Row]:
    data = data_folder()
    if data is None:
        return [Row(work="search public collections", note=NO_DATA)]
    if quick:
        return []
    told, _ = timed("meaning_collections", data)
    measures = {"NorQuAD": "recall at 10", "Cranfield": "nDCG at 10"}
    return [
        Row(
            work=f"{name}: what {measures[name]} lacks of 1",
            size=f"{one['queries']:,} queries, {one['texts']:,} texts",
            ours=1 - one["default"]["value"],
            unit="",
            peer="BM25",
            theirs=1 - one["BM25"]["value"],
            aim=1.0,
            judged="ratio",
            note="difference to BM25 {value:+.3f} ({low:+.3f} to {high:+.3f})".format(
                **one["difference"]
            ),
        )
        for name, one in told.items()
    ]


BENCHMARK = Benchmark(
    name="meaning",
    measures="Reading short texts stage by stage, indexing and searching a million "
    "beside faiss alone, and two public collections beside BM25 in the same run.",
    sizes=("1,000,000 texts × 10,000 queries", "NorQuAD", "Cranfield"),
    rows=_rows,
)
