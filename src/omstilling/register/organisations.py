"""Organisations: the best that the registers together say of each."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from omstilling.register.activities import activities
from omstilling.register.bridge import to_sn2007
from omstilling.register.places import resolve_places
from omstilling.tables import (
    SIZE_CLASSES,
    SN2007,
    Organisation,
)

_BY = "organisation"
#: Sole traders and partnerships: their names are those of persons, which open licences
#: for data do not cover (NLOD 2.0, section on personal data).
PERSONAL_FORMS = ("ENK", "ANS", "DA", "PRE")


def organisations(
    *,
    awards: pl.DataFrame,
    participations: pl.DataFrame,
    units: pl.DataFrame,
    keys: pl.DataFrame,
) -> dy.DataFrame[Organisation]:
    """Return one row per organisation that is seen anywhere, ordered by number.

    Parameters
    ----------
    awards, participations, units
        `Award`, `Participation` and `Unit` rows; any of them may be empty. `units` may
        hold extracts of several dates.
    keys
        As `place_keys` gives them.

    Returns
    -------
    For each organisation

    - *name*: of the latest extract of the register, else of the latest award, else of
      the latest project; null where the legal form is one of `PERSONAL_FORMS`, and
      where an establishment belongs to such an enterprise;
    - *legal form, parent*: of the latest extract that states them;
    - *employees, size class*: of the latest extract that states either. The class goes
      by employees alone (Commission Recommendation 2003/361/EC, annex, article 2;
      turnover, balance and owners are not at hand): micro below 10, small below 50,
      medium below 250, else large. No registered employees is micro; a withheld number
      is unknown;
    - *place*: of the latest extract, else of the latest award, else of the latest
      project; of a split municipality the heaviest part, of equal ones the first;
    - *activity*: the first code of the latest extract, led to SN2007 (the heaviest
      target), else the most frequent code of its awards (of equal ones the latest, then
      the lowest). `unbridged` is a register code without a way to SN2007.
    """
    # Names and codes break the ties between rows of several files of one date. The
    # order of organisations does not matter here, and would cost seven times as much.
    ties = ("row", "name", "activity", "municipality")
    latest = units.sort(
        "extracted",
        *ties,
        descending=[True] + [False] * len(ties),
        nulls_last=True,
    )
    parent = {_BY: "parent", "legal_form": "parent_form"}
    registered, forms = _register_activity(latest), _latest(latest, "legal_form")
    return Organisation.validate(
        _seen(awards, participations, units)
        .join(_names(latest, awards, participations), on=_BY, how="left")
        .join(forms, on=_BY, how="left")
        .join(_latest(latest, "parent"), on=_BY, how="left")
        .join(forms.rename(parent), on="parent", how="left")
        .join(_sizes(latest), on=_BY, how="left")
        .join(_places(latest, awards, participations, keys), on=_BY, how="left")
        .join(registered, on=_BY, how="left")
        .join(_award_activity(awards), on=_BY, how="left")
        .with_columns(
            name=pl.when(~_personal("legal_form"), ~_personal("parent_form")).then(
                "name"
            ),
            size_class=pl.col("size_class").fill_null("unknown"),
            activity=pl.coalesce("registered", "awarded"),
            activity_basis=pl.when(pl.col("registered").is_not_null())
            .then(pl.lit("register"))
            .when(pl.col("awarded").is_not_null())
            .then(pl.lit("awards"))
            .otherwise(pl.lit("unknown")),
        )
        .select(Organisation.column_names())
        .sort(_BY),
        cast=True,
    )


def _seen(
    awards: pl.DataFrame, participations: pl.DataFrame, units: pl.DataFrame
) -> pl.DataFrame:
    numbers = [
        awards[_BY],
        participations[_BY],
        units[_BY],
        units["parent"].alias(_BY),
    ]
    return pl.concat(numbers).drop_nulls().unique().sort().to_frame()


def _latest(ordered: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Return the first row per organisation that states any of the columns."""
    stated = pl.any_horizontal(pl.col(column).is_not_null() for column in columns)
    return (
        ordered.select(_BY, *columns)
        .filter(stated & pl.col(_BY).is_not_null())
        .filter(pl.col(_BY).is_first_distinct())
    )


def _by_date(
    awards: pl.DataFrame, participations: pl.DataFrame, *columns: str
) -> pl.DataFrame:
    """Return awards, then projects, each from the latest to the earliest."""
    projects = participations.with_columns(date=pl.coalesce("signed", "start"))
    down = [True] + [False] * (1 + len(columns))
    return pl.concat(
        [
            table.sort(
                "date", "row", *columns, descending=down, nulls_last=True
            ).select(_BY, *columns)
            for table in (awards, projects)
        ]
    )


def _names(
    latest: pl.DataFrame, awards: pl.DataFrame, participations: pl.DataFrame
) -> pl.DataFrame:
    both = [latest.select(_BY, "name"), _by_date(awards, participations, "name")]
    return _latest(pl.concat(both), "name")


def _personal(form: str) -> pl.Expr:
    return pl.col(form).is_in(PERSONAL_FORMS).fill_null(value=False)


def _sizes(latest: pl.DataFrame) -> pl.DataFrame:
    employees = pl.col("employees")
    micro, small, medium, large, unknown = (pl.lit(size) for size in SIZE_CLASSES)
    return _latest(latest, "employees", "has_employees").select(
        _BY,
        "employees",
        size_class=pl.when(employees >= 250)
        .then(large)
        .when(employees >= 50)
        .then(medium)
        .when(employees >= 10)
        .then(small)
        .when(employees.is_not_null() | ~pl.col("has_employees"))
        .then(micro)
        .otherwise(unknown),
    )


def _places(
    latest: pl.DataFrame,
    awards: pl.DataFrame,
    participations: pl.DataFrame,
    keys: pl.DataFrame,
) -> pl.DataFrame:
    number, name, county = "municipality_number", "municipality", "county"
    nothing = pl.lit(None, pl.String)
    written = pl.concat(
        [
            latest.select(_BY, number, name, nothing.alias(county)),
            _by_date(
                awards.with_columns(nothing.alias(number)),
                participations.with_columns(nothing.alias(county)),
                number,
                name,
                county,
            ),
        ]
    )
    ways = written.select(number, name, county).unique(maintain_order=True)
    found = resolve_places(ways, number=number, name=name, county=county, keys=keys)
    heaviest = found.sort("weight", "place", descending=[True, False]).unique(
        [number, name, county], keep="first", maintain_order=True
    )
    return _latest(
        written.join(
            heaviest,
            on=[number, name, county],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        ),
        "place",
    )


def _register_activity(latest: pl.DataFrame) -> pl.DataFrame:
    coded = _latest(
        latest.filter(pl.col("activity").is_not_null()), "activity", "version"
    )
    led = to_sn2007(coded, code="activity", version="version")
    return (
        led.sort(_BY, "weight", "sn2007", descending=[False, True, False])
        .filter(pl.col(_BY).is_first_distinct())
        .select(
            _BY,
            registered="sn2007",
            unbridged=pl.when("unbridged").then("activity"),
        )
    )


def _award_activity(awards: pl.DataFrame) -> pl.DataFrame:
    codes = activities(SN2007).filter(pl.col("level") == 5)["code"].implode()
    known = awards.filter(pl.col(_BY).is_not_null() & pl.col("activity").is_not_null())
    heaviest = (
        to_sn2007(known.with_row_index("_award"), code="activity", version="version")
        .sort("_award", "weight", "sn2007", descending=[False, True, False])
        .filter(pl.col("_award").is_first_distinct())
        .with_columns(activity="sn2007")
    )
    return (
        heaviest.filter(pl.col("activity").is_in(codes))
        .group_by(_BY, "activity")
        .agg(pl.len().alias("awards"), pl.col("date").max())
        .sort(_BY, "awards", "date", "activity", descending=[False, True, True, False])
        .filter(pl.col(_BY).is_first_distinct())
        .select(_BY, awarded="activity")
    )
