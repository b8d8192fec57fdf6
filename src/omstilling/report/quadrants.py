"""The 2 × 2 of what a receiver lacks: how near it is against how complex, as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import altair as alt

from omstilling.language import Language, number, percent, translations
from omstilling.report.charts import WIDTH, percent_labels, svg, values
from omstilling.report.reasons import probabilities
from omstilling.report.words import capital, probability
from omstilling.transfers.feasibility import FIELDS, Feasibility

Row = dict[str, Any]
_HEIGHT = 380
_PADDING = {"left": 56, "right": 16, "top": 30, "bottom": 54}
#: Activities that are named in the picture; the table names all.
NAMED = 8
#: Least distance of two names, in shares of the width and of the height.
_APART = (0.11, 0.05)


def quadrants_chart(
    found: Feasibility, *, receiver: str, language: Language, key: str
) -> str:
    """Draw what a receiver lacks as dots in four fields.

    Parameters
    ----------
    found
        What it lacks; at least one activity.
    receiver
        Its name.
    language
        Language of the texts.
    key
        Begins the ids of the picture's texts; unique on a page.
    """
    _ = translations(language).gettext
    return svg(
        _layers(found, language),
        size=(WIDTH - _PADDING["left"] - _PADDING["right"], _HEIGHT),
        padding=_PADDING,
        title=_("What {receiver} lacks: how near it is, and how complex").format(
            receiver=receiver
        ),
        told=told(found, language),
        key=key,
    )


def told(found: Feasibility, language: Language) -> str:
    """Say what the picture shows, from its numbers."""
    _ = translations(language).gettext
    counts = counted(found)
    fields = "; ".join(
        f"{_(FIELDS[field])}: {number(count, language)}"
        for field, count in counts.items()
    )
    first = [
        _("{code} {name}: density {density}, complexity {complexity}").format(
            code=row["activity"],
            name=row["name"],
            density=percent(row["density"], language),
            complexity=number(row["complexity"], language, decimals=2),
        )
        for row in found.rows.head(NAMED).iter_rows(named=True)
    ]
    begins = _("Each dot is an industry that the receiver lacks.")
    return f"{begins} {fields}. {'; '.join(first)}."


def counted(found: Feasibility) -> dict[str, int]:
    """Return how many activities lie in each field."""
    each = dict(found.rows["field"].value_counts().iter_rows())
    return {field: each.get(field, 0) for field in FIELDS}


def in_words(found: Feasibility, receiver: str, language: Language) -> str:
    """Say what lies in the foremost field, and what is a probability and what not."""
    _ = translations(language).gettext
    counts = counted(found)
    lacks = _(
        "{receiver} lacks {all} industries. {best} of them are both nearer than half "
        "of these and more complex than the mean of all; {far} are complex but far. "
        "Near means held by the same municipalities as what is here; it is no "
        "probability."
    ).format(
        receiver=receiver,
        all=number(found.rows.height, language),
        best=number(counts["near and complex"], language),
        far=number(counts["far and complex"], language),
    )
    known = found.rows["probability"].is_not_null().any()
    means = [found.label_meaning] if known else []
    said = probabilities(means, found.as_of, found.horizon, language)
    return f"{lacks} {said}".rstrip()


def _layers(found: Feasibility, language: Language) -> list[alt.Chart]:
    _ = translations(language).gettext
    rows = found.rows.to_dicts()
    wide = _around([row["density"] for row in rows], found.density)
    high = _around([row["complexity"] for row in rows], found.complexity)
    across = alt.X(
        "density:Q",
        scale=alt.Scale(domain=wide, nice=False, zero=False),
        axis=alt.Axis(
            title=_("Feasible: share of what is near that is held"),
            tickCount=5,
            labelExpr=percent_labels(language),
            grid=False,
        ),
    )
    up = alt.Y(
        "complexity:Q",
        scale=alt.Scale(domain=high, nice=False, zero=False),
        axis=alt.Axis(
            title=_("Reward: complexity"),
            tickCount=6,
            labelExpr=_comma("format(datum.value, '.1f')", language),
            grid=False,
        ),
    )
    best = [row for row in rows if row["field"] == "near and complex"]
    others = [row for row in rows if row["field"] != "near and complex"]
    lines = alt.Chart(
        values([{"density": found.density, "complexity": found.complexity}])
    )
    return [
        lines.mark_rule(stroke="currentColor", strokeDash=[4, 3]).encode(x=across),
        lines.mark_rule(stroke="currentColor", strokeDash=[4, 3]).encode(y=up),
        _dots(others, across, up, filled=False),
        _dots(best, across, up, filled=True),
        alt.Chart(values(_named(best, wide, high)))
        .mark_text(align="left", dx=7, fontSize=12, fill="currentColor")
        .encode(x=across, y=up, text="activity:N"),
        *_corners(found, language),
    ]


def _dots(rows: list[Row], across: alt.X, up: alt.Y, *, filled: bool) -> alt.Chart:
    kept = [
        {name: row[name] for name in ("activity", "density", "complexity")}
        for row in rows
    ]
    colour = "var(--accent)" if filled else "currentColor"
    # Filled against open: the difference is no matter of colour alone.
    dots: alt.Chart = (
        alt.Chart(values(kept))
        .mark_point(
            shape="circle",
            size=46 if filled else 26,
            filled=filled,
            fill=colour if filled else "transparent",
            stroke=colour,
            strokeWidth=1,
            opacity=1,
        )
        .encode(x=across, y=up)
    )
    return dots


def _named(
    best: list[Row], wide: tuple[float, float], high: tuple[float, float]
) -> list[Row]:
    """Return the nearest whose names do not lie upon one another."""
    placed: list[tuple[float, float]] = []
    named: list[Row] = []
    for row in best:
        at = (
            (row["density"] - wide[0]) / (wide[1] - wide[0]),
            (row["complexity"] - high[0]) / (high[1] - high[0]),
        )
        free = all(
            abs(at[0] - x) > _APART[0] or abs(at[1] - y) > _APART[1] for x, y in placed
        )
        if free and len(named) < NAMED:
            placed.append(at)
            named.append(row)
    return [
        {name: row[name] for name in ("activity", "density", "complexity")}
        for row in named
    ]


def _corners(found: Feasibility, language: Language) -> list[alt.Chart]:
    """Name the fields in the corners of the picture, with how many lie in each."""
    _ = translations(language).gettext
    width = WIDTH - _PADDING["left"] - _PADDING["right"]
    places: dict[str, tuple[int, int, Literal["left", "right"]]] = {
        "near and complex": (width, -10, "right"),
        "far and complex": (0, -10, "left"),
        "near and simple": (width - 4, _HEIGHT - 8, "right"),
        "far and simple": (4, _HEIGHT - 8, "left"),
    }
    counts = counted(found)
    return [
        alt.Chart(values([{"text": f"{capital(_(FIELDS[field]))} ({counts[field]})"}]))
        .mark_text(align=align, fontSize=13, fontWeight="bold", fill="currentColor")
        .encode(x=alt.value(x), y=alt.value(y), text="text:N")
        for field, (x, y, align) in places.items()
    ]


def _around(numbers: list[float], middle: float) -> tuple[float, float]:
    """Return the ends of an axis with room around all numbers and the line."""
    low, high = min([*numbers, middle]), max([*numbers, middle])
    room = 0.04 * (high - low) or 0.5
    return low - 2 * room, high + 2 * room


def _comma(expression: str, language: Language) -> str:
    return expression if language == "en" else f"replace({expression}, '.', ',')"


def table(found: Feasibility, language: Language) -> list[Mapping[str, str]]:
    """Return the same numbers as rows of a table, already written."""
    _ = translations(language).gettext
    return [
        {
            "activity": row["activity"],
            "name": row["name"],
            "density": percent(row["density"], language, decimals=1),
            "complexity": number(row["complexity"], language, decimals=2),
            "probability": probability(row["probability"], language),
            "field": _(FIELDS[row["field"]]),
        }
        for row in found.rows.iter_rows(named=True)
    ]
