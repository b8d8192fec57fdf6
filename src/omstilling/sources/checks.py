"""Casts the text of registers to typed columns, and lists what cannot be cast.

A reader names its columns as a list of `Field`; `read_fields` gives the good rows and
one reject for each value or row that was set aside. All of it is vectorised.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from omstilling.sources.files import sha256
from omstilling.sources.reading import Reading, Register
from omstilling.tables import Reject, Source

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DOTTED = r"^([0-9]{2})\.([0-9]{2})\.([0-9]{4})"
_TIME = r"([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$"
_DIGITS = r"^[0-9]{9}$"
_PSEUDONYM = r"^P[0-9a-f]{10}$"
_INDUSTRY = r"^[0-9]{2}\.[0-9]{3}$"


@dataclass(frozen=True)
class Problem:
    """Something that can be wrong with a value."""

    bad: pl.Expr
    reason: str
    drops: bool = False


@dataclass(frozen=True)
class Field:
    """One column of a table, made from one column of the file.

    Attributes
    ----------
    name
        Column of the table.
    column
        Column of the file, named in rejects.
    value
        The typed value; null where it is absent or bad.
    problems
        What can be wrong; with `drops` the row is set aside, else the value is null.
    usual
        A cheaper expression: the same value where it is spelt in the usual way, else
        null; only rows in which it is null are looked at more closely.
    required
        Whether a row without a good value is set aside.
    """

    name: str
    column: str
    value: pl.Expr
    problems: tuple[Problem, ...] = ()
    usual: pl.Expr | None = None
    required: bool = False


# -- Fields ----------------------------------------------------------------------------


def required(field: Field) -> Field:
    """Return the field such that a row without a good value in it is set aside."""
    absent = Problem(pl.col(field.column).is_null(), "is missing", drops=True)
    others = tuple(replace(problem, drops=True) for problem in field.problems)
    return replace(field, problems=(absent, *others), required=True)


def text(name: str, column: str) -> Field:
    """Take text as it is written."""
    return Field(name, column, pl.col(column))


def number(name: str, column: str, *, negative: bool = False) -> Field:
    """Take a number with decimal point or comma, and spaces between thousands."""
    value, usual = parsed_number(column), _finite(pl.col(column))
    bad = pl.col(column).is_not_null() & value.is_null()
    problems = [Problem(bad, "is not a number")]
    if not negative:
        problems.append(Problem(value < 0, "is negative"))
        value, usual = (pl.when(part >= 0).then(part) for part in (value, usual))
    return Field(name, column, value, tuple(problems), usual)


def integer(name: str, column: str, *, low: int = 0, high: int = 2**53) -> Field:
    """Take a whole number in [low, high]; `12.0` is one."""
    value, usual = parsed_number(column), _finite(pl.col(column))
    whole, plain = (
        pl.when((part == part.round()) & part.is_between(low, high)).then(part)
        for part in (value, usual)
    )
    reason = f"is not a whole number from {low}"
    reason += f" to {high}" if high < 2**53 else " up"
    problem = Problem(pl.col(column).is_not_null() & whole.is_null(), reason)
    fast = plain.cast(pl.Int64)
    return Field(name, column, whole.cast(pl.Int64), (problem,), fast)


def parsed_number(column: str) -> pl.Expr:
    """Return the finite number in a text column, null where there is none."""
    plain = (
        pl.col(column)
        .str.replace_all(r"\s", "")
        .str.replace(",", ".", literal=True)
        .str.replace("−", "-", literal=True)
    )
    return _finite(plain)


def _finite(written: pl.Expr) -> pl.Expr:
    value = written.cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def date(
    name: str,
    column: str,
    *,
    first_year: int = 1900,
    usual: str = "%Y-%m-%d",
    time: str = "",
) -> Field:
    """Take a day as YYYY-MM-DD or DD.MM.YYYY, with a time of day or not.

    `usual` is the form that this register is published in, and `time` what follows it.
    """
    written = pl.col(column)
    form = written.str.contains(_ISO + _TIME) | written.str.contains(_DOTTED + _TIME)
    iso = written.str.replace(_DOTTED, "$3-$2-$1").str.head(10)
    day = iso.str.to_date("%Y-%m-%d", strict=False)
    low, high = dt.date(first_year, 1, 1), dt.date(2100, 12, 31)
    near = day.is_between(low, high)
    problems = (
        Problem(~form, "is not a date (YYYY-MM-DD or DD.MM.YYYY)"),
        Problem(form & day.is_null(), "is a date that does not exist"),
        Problem(form & ~near, f"is not between {first_year} and 2100"),
    )
    fast = written.str.head(10).str.to_date(usual, strict=False)
    alike = (written.str.len_bytes() == 10 + len(time)) & written.str.ends_with(time)
    plain = alike & fast.is_between(low, high)
    value = pl.when(form & near).then(day)
    return Field(name, column, value, problems, pl.when(plain).then(fast))


def organisation(name: str, column: str) -> Field:
    """Take an organisation number, or a pseudonym.

    Nine digits, the last of which is a check digit: weights 3 2 7 6 5 4 3 2 and modulus
    11 (Brønnøysundregistrene, "Organisasjonsnummeret"). Pseudonyms are `P` and ten
    hexadecimal digits; spaces are allowed.
    """
    written = pl.col(column).str.replace_all(r"\s", "")
    digits, pseudonym = written.str.contains(_DIGITS), written.str.contains(_PSEUDONYM)
    wrong = digits & ~valid_number(written)
    problems = (
        Problem(~(digits | pseudonym), "is not an organisation number of nine digits"),
        Problem(wrong, "is an organisation number with a wrong check digit"),
    )
    value = pl.when((digits & ~wrong) | pseudonym).then(written)
    plain = pl.col(column)
    real = (plain.str.len_bytes() == 9) & valid_number(plain).fill_null(value=False)
    usual = pl.when(real | plain.str.contains(_PSEUDONYM)).then(plain)
    return Field(name, column, value, problems, usual)


def valid_number(written: pl.Expr) -> pl.Expr:
    """Return whether a text of nine digits has the right check digit."""
    value = written.cast(pl.Int32, strict=False)
    parts = [
        (value // 10 ** (8 - place)) % 10 * weight
        for place, weight in enumerate(_WEIGHTS)
    ]
    return (value >= 0) & (pl.sum_horizontal(parts) % 11 == 0)


def industry_code(name: str, column: str) -> Field:
    """Take an industry code, `25.620`; `25620` and `1.410` are understood too."""
    written = pl.col(column)
    dotted = (
        pl.when(written.str.contains(r"^[0-9]{5}$"))
        .then(written.str.replace(r"^([0-9]{2})", "$1."))
        .otherwise(written.str.replace(r"^([0-9])\.", "0$1."))
    )
    form = dotted.str.contains(_INDUSTRY)
    problems = (Problem(~form, "is not an industry code of five digits"),)
    usual = pl.when(written.str.contains(_INDUSTRY)).then(written)
    return Field(name, column, pl.when(form).then(dotted), problems, usual)


def municipality_number(name: str, column: str) -> Field:
    """Take a municipality number, also `301`: spreadsheets cut the zero off `0301`."""
    written = pl.col(column).str.zfill(4)
    form = written.str.contains(r"^[0-9]{4}$")
    problems = (Problem(~form, "is not a municipality number of four digits"),)
    return Field(name, column, pl.when(form).then(written), problems)


def matching(name: str, column: str, pattern: str, what: str) -> Field:
    """Take text that matches a regular expression, called `what` in rejects."""
    written = pl.col(column)
    form = written.str.contains(pattern)
    problems = (Problem(~form, f"is not {what}"),)
    return Field(name, column, pl.when(form).then(written), problems)


def flag(name: str, column: str) -> Field:
    """Take true or false: true, false, J, N, ja, nei in any case."""
    written = pl.col(column).str.to_lowercase()
    yes, no = written.is_in(["true", "j", "ja"]), written.is_in(["false", "n", "nei"])
    problems = (Problem(~(yes | no), "is neither true nor false"),)
    return Field(name, column, pl.when(yes | no).then(yes), problems)


# -- Rows ------------------------------------------------------------------------------


def read_fields(
    frame: pl.DataFrame, fields: Sequence[Field]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cast the columns of a frame of text.

    Parameters
    ----------
    frame
        `row` and columns of text, null where empty.
    fields
        The columns to make.

    Returns
    -------
    tuple
        The good rows, and `row`, `column`, `value`, `reason`, `dropped` of what was set
        aside, in the order of fields.
    """
    usual = (
        frame.lazy()
        .select(
            "row",
            *(_usual(field).alias(field.name) for field in fields),
            odd=pl.any_horizontal(*map(_odd, fields), pl.lit(value=False)),
        )
        .collect()
    )
    if not usual["odd"].any():
        return usual.drop("odd"), no_rejects()
    good, rejects = _look_closely(frame.filter(usual["odd"]), fields)
    table = pl.concat([usual.filter(~pl.col("odd")).drop("odd"), good])
    return table.sort("row"), rejects


def _usual(field: Field) -> pl.Expr:
    return field.value if field.usual is None else field.usual


def _odd(field: Field) -> pl.Expr:
    """Whether the usual spelling does not settle what the value is."""
    if not field.problems:
        return pl.lit(value=False)
    unsettled = _usual(field).is_null()
    return (
        unsettled if field.required else unsettled & pl.col(field.column).is_not_null()
    )


def _look_closely(
    frame: pl.DataFrame, fields: Sequence[Field]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    flags = {
        f"{field.name} {index}": (field, problem)
        for field in fields
        for index, problem in enumerate(field.problems)
    }
    values = frame.select("row", *(field.value.alias(field.name) for field in fields))
    raised = frame.select(
        problem.bad.fill_null(value=False).alias(name)
        for name, (_, problem) in flags.items()
    )
    hit = raised.select(pl.all().any())
    names = [name for name in raised.columns if hit[name].item()]
    found = [_rejects(frame, raised[name], *flags[name]) for name in names]
    dropping = [raised[name] for name in names if flags[name][1].drops]
    good = values.filter(~pl.any_horizontal(*dropping)) if dropping else values
    return good, pl.concat([no_rejects(), *found])


def _rejects(
    frame: pl.DataFrame, bad: pl.Series, field: Field, problem: Problem
) -> pl.DataFrame:
    return frame.filter(bad).select(
        "row",
        column=pl.lit(field.column),
        value=pl.col(field.column).cast(pl.String),
        reason=pl.lit(problem.reason),
        dropped=pl.lit(problem.drops),
    )


def no_rejects() -> pl.DataFrame:
    """Return rejects without rows: `row`, `column`, `value`, `reason`, `dropped`."""
    return pl.DataFrame(
        schema={
            "row": pl.Int64,
            "column": pl.String,
            "value": pl.String,
            "reason": pl.String,
            "dropped": pl.Boolean,
        }
    )


def dropped_rows(rows: pl.DataFrame, reason: pl.Expr) -> pl.DataFrame:
    """Return rejects for whole rows, from `row` and, where there is one, `value`."""
    value = pl.col("value") if "value" in rows.columns else pl.lit(None, pl.String)
    return rows.select(
        pl.col("row").cast(pl.Int64),
        column=pl.lit(None, pl.String),
        value=value,
        reason=reason,
        dropped=pl.lit(value=True),
    )


def without_duplicates(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep the first of rows that are the same in every column but `row`.

    Returns
    -------
    tuple
        The rows kept, and rejects for the others, which name the row that was kept.
    """
    columns = [name for name in frame.columns if name != "row"]
    # Hashes first: comparing whole rows is needed only for the few with equal hashes.
    alike = frame.filter(frame.select(columns).hash_rows(seed=0).is_duplicated())
    again = alike.select("row", first=pl.col("row").min().over(columns)).filter(
        pl.col("row") != pl.col("first")
    )
    reason = pl.format("is a duplicate of row {}", "first")
    kept = frame.join(again, on="row", how="anti", maintain_order="left")
    return kept, dropped_rows(again, reason)


# -- Reading ---------------------------------------------------------------------------


def reading(
    register: Register,
    path: Path,
    source: str,
    table: pl.DataFrame,
    rejects: Sequence[pl.DataFrame],
    *,
    dates: Sequence[str] = (),
) -> Reading:
    """Put together what a reader gives back.

    Parameters
    ----------
    register, path, source
        Which register, its file, and the key of the file.
    table
        The good rows; columns that the register's schema declares, in any order.
    rejects
        Tables as `read_fields` and `dropped_rows` give them.
    dates
        Columns of `table` whose earliest and latest day bound the file.
    """
    listed = pl.concat([no_rejects(), *rejects]).sort("row", maintain_order=True)
    listed = listed.select(
        pl.lit(source).alias("source"),
        pl.lit(path.name).alias("file"),
        *no_rejects().columns,
    )
    kept = table["row"].n_unique()
    lost = listed.filter("dropped")["row"].n_unique()
    days = table.select(dates).unpivot()["value"] if dates else pl.Series(dtype=pl.Date)
    row = {
        "source": source,
        "register": register.key,
        "title": register.title,
        "publisher": register.publisher,
        "terms": register.terms,
        "url": register.url,
        "file": path.name,
        "sha256": sha256(path),
        "first": days.min(),
        "last": days.max(),
        "rows": kept + lost,
        "kept": kept,
        "rejected": lost,
    }
    return Reading(
        table=register.schema.cast(table.select(register.schema.column_names())),
        rejects=Reject.cast(listed),
        source=Source.cast(pl.DataFrame([row])),
    )


def broken_rows(broken: pl.DataFrame) -> pl.DataFrame:
    """Return rejects for rows with too many or too few fields."""
    return dropped_rows(broken, pl.col("reason"))
