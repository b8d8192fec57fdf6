from __future__ import annotations

import polars as pl
import pytest

from omstilling.errors import UsageError
from omstilling.language import LANGUAGES
from omstilling.register.activities import (
    activities,
    at_level,
    name_of,
    parent,
    section_of,
)
from omstilling.tables import SN2007, SN2025, VERSIONS


def test_a_code_means_something_only_with_its_version() -> None:
    assert name_of("25.620", "nb", SN2007) == "Bearbeiding av metaller"
    assert name_of("25.620", "nb", SN2025) == "Produksjon av låser og beslag"


@pytest.mark.parametrize(
    ("version", "counts"),
    [(SN2007, [21, 87, 270, 613, 820]), (SN2025, [22, 87, 287, 651, 736])],
)
def test_each_version_has_its_levels(version: str, counts: list[int]) -> None:
    levels = activities(version)["level"].value_counts().sort("level")
    assert levels["count"].to_list() == counts


@pytest.mark.parametrize("version", VERSIONS)
def test_every_code_has_a_parent_of_its_version(version: str) -> None:
    table = activities(version)
    below = table.filter(pl.col("level") > 1)
    assert below["parent"].is_in(table["code"].to_list()).all()
    assert table["section"].is_in(table["code"].to_list()).all()


def test_divisions_and_groups_have_names_in_three_languages() -> None:
    wide = activities().filter(pl.col("level").is_in([2, 3]))
    assert wide.height == 357
    for language in LANGUAGES:
        assert wide[f"name_{language}"].null_count() == 0
    assert name_of("22.2", "nn") == "Produksjon av plastprodukt"
    assert name_of("45.2", "en") == "Maintenance and repair of motor vehicles"


def test_nynorsk_names_keep_no_bokmaal_words() -> None:
    names = activities()["name_nn"].drop_nulls().str.to_lowercase()
    words = r"\b(ikke|fra|annet|annen|tjenester|virksomhet|unntatt|produkter)\b"
    assert names.filter(names.str.contains(words)).to_list() == []


def test_names_fall_back_on_bokmaal_where_there_are_none() -> None:
    assert name_of("22.290", "nn") == name_of("22.290", "nb")


def test_levels_and_sections() -> None:
    assert section_of("62.010") == "J"
    assert section_of("62.100", SN2025) == "K"
    assert parent("22.290") == "22.29"
    assert parent("C") is None
    codes = pl.DataFrame({"code": ["22.290", "22.2", "22", None]})
    cut = codes.select(at_level(pl.col("code"), 3)).to_series()
    assert cut.to_list() == ["22.2", "22.2", None, None]


def test_unknown_codes_and_levels_say_what_to_do() -> None:
    with pytest.raises(UsageError, match=r"'22\.999' is no code of SN2007") as caught:
        name_of("22.999", "nb")
    assert "version" in caught.value.hint
    with pytest.raises(UsageError, match="must be 2, 3, 4 or 5"):
        at_level(pl.col("code"), 6)
