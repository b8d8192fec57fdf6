"""The front of worth against breadth as SVG: what each step of breadth costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from omstilling.language import Language, money, number, percent, translations
from omstilling.report.charts import WIDTH, percent_labels, svg, values

Point = Mapping[str, Any]
_HEIGHT = 300
_PADDING = {"left": 72, "right": 24, "top": 16, "bottom": 54}
_MILLION = 1_000_000


def front_chart(
    points: Sequence[Point], *, unit: str, language: Language, key: str
) -> str:
    """Draw the portfolios of a front as dots joined by a line.

    Parameters
    ----------
    points
        `breadth`, 0 to 1, and `worth` of each portfolio; at least one, the most worth
        first, as `priorities.portfolio.front_data` gives them.
    unit
        `NOK` or `score`.
    language
        Language of the texts.
    key
        Begins the ids of the picture's texts; unique on a page.
    """
    _ = translations(language).gettext
    shown = [
        {"breadth": one["breadth"], "worth": one["worth"] / _scale(unit)}
        for one in points
    ]
    return svg(
        _layers(shown, unit, language),
        size=(WIDTH - _PADDING["left"] - _PADDING["right"], _HEIGHT),
        padding=_PADDING,
        title=_("Worth against breadth"),
        told=told(points, unit=unit, language=language),
        key=key,
    )


def told(points: Sequence[Point], *, unit: str, language: Language) -> str:
    """Say what the picture shows, from its numbers."""
    _ = translations(language).gettext
    each = [
        _("breadth {breadth}: worth {worth}").format(
            breadth=percent(one["breadth"], language),
            worth=worth(one["worth"], unit=unit, language=language),
        )
        for one in points
    ]
    begins = _(
        "Each dot is the portfolio that is worth most with at least its breadth."
    )
    return f"{begins} {'; '.join(each)}."


def worth(value: float | None, *, unit: str, language: Language) -> str:
    """Write the worth of a portfolio in its unit."""
    _ = translations(language).gettext
    if value is None:
        return _("not known")
    if unit == "NOK":
        return money(value, language)
    return _("{number} points").format(number=number(value, language, decimals=2))


def _scale(unit: str) -> int:
    return _MILLION if unit == "NOK" else 1


def _layers(rows: list[dict[str, float]], unit: str, language: Language) -> list[Any]:
    _ = translations(language).gettext
    comma = "" if language == "en" else "replace({}, '.', ',')"
    written = "format(datum.value, '.1f')"
    across = alt.X(
        "breadth:Q",
        scale=alt.Scale(domain=_shares(rows), nice=False, zero=False),
        axis=alt.Axis(
            title=_("Breadth: spread over sectors and regions"),
            tickCount=5,
            labelExpr=percent_labels(language),
            grid=False,
        ),
    )
    up = alt.Y(
        "worth:Q",
        scale=alt.Scale(domain=_ends(rows, "worth"), nice=False, zero=False),
        axis=alt.Axis(
            title=_("Worth, millions of NOK") if unit == "NOK" else _("Worth, points"),
            tickCount=5,
            labelExpr=comma.format(written) or written,
        ),
    )
    chart = alt.Chart(values(rows))
    return [
        chart.mark_line(stroke="currentColor", strokeWidth=1).encode(x=across, y=up),
        chart.mark_point(
            filled=True,
            size=60,
            fill="var(--accent)",
            stroke="var(--accent)",
            opacity=1,
        ).encode(x=across, y=up),
    ]


def _shares(rows: list[dict[str, float]]) -> tuple[float, float]:
    low, high = _ends(rows, "breadth")
    return max(low, 0.0), min(high, 1.0)


def _ends(rows: list[dict[str, float]], name: str) -> tuple[float, float]:
    numbers = [row[name] for row in rows]
    room = 0.08 * (max(numbers) - min(numbers)) or 0.5
    return min(numbers) - room, max(numbers) + room
