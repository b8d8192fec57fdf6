"""The tables of recall in the explanation are those of the results that are kept."""

from __future__ import annotations

import pytest
import recall_tables

from omstilling.meaning.matching import WEAK_NEARNESS, WEAK_SCORE


def test_the_page_has_the_tables_of_the_results() -> None:
    page = recall_tables.PAGE.read_text("utf-8")
    told = "run: python benchmarks/recall_tables.py"
    assert recall_tables.text(page) == page, told


def test_a_page_without_its_table_is_told() -> None:
    with pytest.raises(ValueError, match="has 0 tables after 'Pool: the 80'"):
        recall_tables.text("# Nothing")


def test_the_page_names_the_bounds_of_a_weak_hit() -> None:
    page = recall_tables.PAGE.read_text("utf-8")
    assert f"its score is below {WEAK_SCORE} or" in page
    assert f"together are below {WEAK_NEARNESS}, which about" in page
