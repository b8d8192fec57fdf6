"""Pages about aid are current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from omstilling.priorities.aid import (
    Accounts,
    Additionality,
    Cost,
    Earlier,
    Enterprise,
    GivenRate,
    Holding,
    OtherAid,
    Partner,
    Project,
)
from omstilling.priorities.aid.asked.files import _TABLES
from omstilling.priorities.aid.asked.project import DECLARABLE
from omstilling.priorities.aid.rules import CATEGORIES, Record

ROOT = Path(__file__).parents[3]


def explained() -> set[str]:
    page = (ROOT / "docs/reference/aid-input.md").read_text(encoding="utf-8")
    return set(re.findall(r"`([\w.-]+)`", page))


@pytest.mark.parametrize(
    "model",
    [
        *(Accounts, Additionality, Cost, Earlier, Enterprise),
        *(GivenRate, Holding, OtherAid, Partner, Project),
    ],
    ids=lambda one: one.__name__,
)
def test_every_field_of_the_input_is_explained(model: type[Record]) -> None:
    assert set(model.model_fields) <= explained()


def test_every_category_condition_and_column_is_explained() -> None:
    columns = {
        name for form in _TABLES.values() for name in (*form.columns, *form.optional)
    }
    assert set(CATEGORIES) | set(DECLARABLE) | columns <= explained()
