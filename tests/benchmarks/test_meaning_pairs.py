from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from omstilling.tables import ACTIVITY

FOLDER = Path(__file__).parents[2] / "benchmarks" / "meaning" / "pairs"
HALVES = ("development", "report")
KEYS = ["id", "need", "offer", "field", "need_language", "offer_language"]
KEYS += ["need_sector", "offer_sector"]
MIX = {("nb", "en"): 32, ("nb", "nb"): 32, ("nn", "en"): 8, ("nn", "nb"): 8}
SIX = "manufacturing energy ICT maritime aquaculture health construction food"
FIELDS = dict.fromkeys([*SIX.split(), "transport", "management"], 6)
FIELDS |= dict.fromkeys(["materials", "subsea", "forestry", "tourism"], 5)


def pairs(half: str) -> list[dict[str, Any]]:
    text = (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def content(text: str) -> set[str]:
    """The first five letters of each word that is longer than function words are."""
    return {word[:5] for word in words(text) if len(word) > 4}


@pytest.mark.parametrize("half", HALVES)
def test_each_half_has_the_mix_of_languages_and_fields(half: str) -> None:
    rows = pairs(half)
    languages = Counter((row["need_language"], row["offer_language"]) for row in rows)
    assert languages == MIX
    assert Counter(row["field"] for row in rows) == FIELDS


@pytest.mark.parametrize("half", HALVES)
def test_each_pair_is_whole_and_of_the_length_that_was_set(half: str) -> None:
    for number, row in enumerate(pairs(half), 1):
        assert list(row) == KEYS
        assert row["id"] == f"{half}-{number:02}"
        assert 8 <= len(words(row["need"])) <= 30, row["id"]
        assert 8 <= len(words(row["offer"])) <= 35, row["id"]


@pytest.mark.parametrize("half", HALVES)
def test_need_and_offer_share_no_beginning_of_a_content_word(half: str) -> None:
    for row in pairs(half):
        assert not content(row["need"]) & content(row["offer"]), row["id"]


def test_an_offer_comes_from_another_sector_that_exists() -> None:
    codes = pl.read_csv(
        Path(__file__).parents[2] / "src/omstilling/reference/activities.csv",
        infer_schema=False,
    )
    divisions = set(codes.filter(pl.col("version") == "SN2007")["code"])
    for row in [*pairs("development"), *pairs("report")]:
        assert row["need_sector"] != row["offer_sector"], row["id"]
        for sector in (row["need_sector"], row["offer_sector"]):
            assert re.match(ACTIVITY, sector)
            assert sector in divisions, row["id"]


def test_no_text_stands_twice() -> None:
    rows = [*pairs("development"), *pairs("report")]
    texts = [row[side] for row in rows for side in ("need", "offer")]
    assert len(set(texts)) == len(texts) == 320
