"""The productivity frontier: how far an organisation is from the best in its activity.

Productivity is value added per employee, where value added is operating result plus
wage cost (depreciation is not in the open key figures, so it is a little low for all).
The frontier of an activity is the 90th percentile over its organisations, and needs at
least five of them; the gap of an organisation is its productivity over the frontier.
"""

from __future__ import annotations

import polars as pl

QUANTILE = 0.9
FEWEST = 5


def frontier(accounts: pl.DataFrame, organisations: pl.DataFrame) -> pl.DataFrame:
    """Return productivity and gap of each organisation that can be measured.

    Parameters
    ----------
    accounts
        `tables.Account`; the latest period of an organisation counts, and only figures
        in NOK, since a frontier over currencies would measure exchange rates.
    organisations
        `tables.Organisation`, with activity and employees.

    Returns
    -------
    `organisation, activity` (three digits), `productivity` and `frontier` (NOK per
    employee), `gap` (ratio, 1 is the frontier), ordered by organisation.
    """
    latest = (
        accounts.filter(
            (pl.col("currency") == "NOK")
            & pl.col("wages").is_not_null()
            & pl.col("operating_result").is_not_null()
        )
        .sort("organisation", "end", "row")
        .group_by("organisation", maintain_order=True)
        .last()
    )
    measured = latest.join(
        organisations.filter(
            (pl.col("employees") > 0) & (pl.col("activity").str.len_chars() >= 4)
        ).select("organisation", "employees", "activity"),
        on="organisation",
    ).select(
        "organisation",
        activity=pl.col("activity").str.slice(0, 4),
        productivity=(pl.col("operating_result") + pl.col("wages"))
        / pl.col("employees"),
    )
    best = measured.group_by("activity").agg(
        frontier=pl.col("productivity").quantile(QUANTILE, "linear"), firms=pl.len()
    )
    return (
        measured.join(
            best.filter((pl.col("firms") >= FEWEST) & (pl.col("frontier") > 0)),
            on="activity",
        )
        .select(
            "organisation",
            "activity",
            "productivity",
            "frontier",
            gap=pl.col("productivity") / pl.col("frontier"),
        )
        .sort("organisation")
    )
