"""How often texts are near to industries that they have nothing to do with.

    python benchmarks/meaning/answering.py

Of the development pairs, each text and each industry of another division than those of
its pair is taken for wrong, each industry of the text's own division for right. Chosen
with it: the two ends of a degree in `omstilling.transfers.parts.answering`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from omstilling.meaning.encoders import encoder
from omstilling.register import activities
from omstilling.settings import settings
from omstilling.tables import SN2007
from omstilling.transfers.parts.answering import ALL, NOTHING, joined_by_object

PAIRS = Path(__file__).parent / "pairs" / "development.jsonl"
_LIMITS = (0.20, 0.25, NOTHING, 0.35, 0.40, ALL, 0.50)


def texts() -> list[dict[str, Any]]:
    """Return the texts of the pairs with the division of each and of its twin."""
    pairs = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    sides = (("need", "offer"), ("offer", "need"))
    return [
        {
            "text": pair[side],
            "own": pair[f"{side}_sector"],
            "other": pair[f"{other}_sector"],
        }
        for side, other in sides
        for pair in pairs
    ]


def names() -> pl.DataFrame:
    """Return `group, code, text`: names of three-digit groups, then those beneath."""
    known = activities().filter(
        (pl.col("version") == SN2007) & pl.col("level").is_in([3, 5])
    )
    return known.select(
        "code",
        group=pl.col("code").str.slice(0, 4),
        text=pl.coalesce("name_en", "name_nb"),
    ).sort("group", pl.col("code").str.len_chars(), "code")


def main() -> None:
    """Print by cosine how many wrong and right pairs reach it."""
    said, called = texts(), names()
    reads = encoder(settings().encoder)
    alike = reads.encode([one["text"] for one in said]) @ (
        reads.encode(called["text"].to_list()).T
    )
    groups = called["group"].unique(maintain_order=True).to_list()
    owner = called["group"].rle_id().to_numpy()
    cosine = joined_by_object(alike.astype(np.float64), owner, len(groups))
    division = np.array([group[:2] for group in groups])
    own, other = (
        division == np.array([one[side] for one in said])[:, None]
        for side in ("own", "other")
    )
    wrong, right = cosine[~own & ~other], cosine[own]
    print("| cosine | wrong pairs that reach it | right pairs that reach it |")
    print("|---|---|---|")
    for limit in _LIMITS:
        shares = [np.mean(some >= limit) for some in (wrong, right)]
        print(f"| {limit:.2f} | {shares[0]:.2%} | {shares[1]:.1%} |")
    print(f"{wrong.size} wrong pairs, {right.size} right ones.")


if __name__ == "__main__":
    main()
