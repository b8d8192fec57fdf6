"""What a sector has: a sector is an SN2007 division, known through its organisations.

A sector has an activity when at least `ENOUGH` of its organisations show evidence in
it: an award coded there, a second or third industry code there, or a project shared
with an organisation whose main activity it is. Where evidence comes without
organisations (the reference bundle), only the sector's own activities can be seen, and
each piece of evidence counts as one organisation.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl

from omstilling.strengths import Landscape, Matrix
from omstilling.strengths.holdings import LEFT_OUT_DIVISIONS, LEVELS

ENOUGH = 3


def sector_counts(landscape: Landscape) -> tuple[list[str], Matrix]:
    """Return divisions, and divisions × activities: organisations with evidence."""
    shown = (
        pl.concat(
            [_by_awards(landscape), _by_codes(landscape), _by_projects(landscape)]
        )
        .filter(~pl.col("division").is_in(LEFT_OUT_DIVISIONS))
        .unique()
    )
    divisions = shown["division"].unique().sort().to_list()
    cells = (
        shown.group_by("division", "code")
        .agg(organisations=pl.len())
        .join(pl.DataFrame({"division": divisions}).with_row_index("i"), on="division")
        .join(
            pl.DataFrame({"code": landscape.activity_codes}).with_row_index("j"),
            on="code",
        )
    )
    counts = np.zeros((len(divisions), len(landscape.activity_codes)))
    counts[cells["i"].to_numpy(), cells["j"].to_numpy()] = cells["organisations"]
    return divisions, counts


@lru_cache(maxsize=4)
def main_divisions(landscape: Landscape) -> pl.DataFrame:
    """Return `organisation, division` of every organisation with a main activity."""
    return landscape.organisations.filter(pl.col("activity").is_not_null()).select(
        "organisation", division=pl.col("activity").str.slice(0, 2)
    )


def _by_awards(landscape: Landscape) -> pl.DataFrame:
    known = landscape.evidence.join(main_divisions(landscape), on="organisation")
    unknown = landscape.evidence.filter(pl.col("organisation").is_null())
    return pl.concat(
        [
            known.select("division", "code", by=pl.col("organisation")),
            unknown.select(
                division=pl.col("code").str.slice(0, 2), code="code", by=pl.col("id")
            ),
        ]
    )


def _by_codes(landscape: Landscape) -> pl.DataFrame:
    length = LEVELS[landscape.level]
    codes = landscape.codes.filter(pl.col("activity").str.len_chars() >= length)
    return codes.join(main_divisions(landscape), on="organisation").select(
        "division",
        code=pl.col("activity").str.slice(0, length),
        by=pl.col("organisation"),
    )


def _by_projects(landscape: Landscape) -> pl.DataFrame:
    taking_part = landscape.evidence.filter(pl.col("project").is_not_null()).select(
        "project", "organisation", "code"
    )
    partners = taking_part.select("project", "code", partner="organisation").unique()
    return (
        taking_part.select("project", "organisation")
        .unique()
        .join(partners, on="project")
        .filter(pl.col("organisation") != pl.col("partner"))
        .join(main_divisions(landscape), on="organisation")
        .select("division", "code", by=pl.col("organisation"))
    )
