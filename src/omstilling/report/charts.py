"""Charts as SVG: the strengths of a cluster, and the shares that make up a rank.

Drawn with Vega-Lite without a browser. Every position is set here and none follows the
width of a text, so the bytes do not depend on the fonts of the machine. Colours are
those of the page (`currentColor` and its variables), in light and dark.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import altair as alt
import vl_convert

from omstilling.language import Language, number, translations
from omstilling.report.words import ratio

Row = Mapping[str, Any]
WIDTH = 480
_ROW = 42
_TOP = 8
_BOTTOM = 52
_SIDE = 14
#: Characters that fit above an interval at the width of the picture.
_LABEL = 58
_ROLES = re.compile(r' (?:role|aria-[a-z]+|pointer-events)="[^"<>]*"(?=[^<]*>)')
_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def strengths_chart(
    strengths: Sequence[Row], *, cluster: str, language: Language, key: str
) -> str:
    """Draw strengths as dots with their 90 % intervals on a log scale, as SVG.

    Parameters
    ----------
    strengths
        Rows of `tables.Strength`, drawn from the top in the order given; at least one.
    cluster
        Name of the cluster.
    language
        Language of the texts.
    key
        Begins the ids of the picture's texts; unique on a page.
    """
    _ = translations(language).gettext
    low, high = _domain(strengths)
    layers = _layers(strengths, low, high, language)
    height = _ROW * len(strengths)
    return svg(
        layers,
        size=(WIDTH - 2 * _SIDE, height),
        padding={"left": _SIDE, "right": _SIDE, "top": _TOP, "bottom": _BOTTOM},
        title=_("Strengths of {cluster}").format(cluster=cluster),
        told=told(strengths, language),
        key=key,
    )


def percent_labels(language: Language) -> str:
    """Return how an axis of shares writes its labels: 40%, or 40 % in Norwegian."""
    space = "" if language == "en" else "\N{NO-BREAK SPACE}"
    return f"format(datum.value * 100, '.0f') + '{space}%'"


def _domain(strengths: Sequence[Row]) -> tuple[float, float]:
    """Return the ticks around all intervals, and some room below 1."""
    least = min(_TICKS[2], *(max(row["low"], _TICKS[0]) for row in strengths))
    most = max(1.0, *(row["high"] for row in strengths))
    low = max(tick for tick in _TICKS if tick <= least)
    high = next((tick for tick in _TICKS if tick >= most), most)
    return low, high if high > low else 2 * low


def _layers(
    strengths: Sequence[Row], low: float, high: float, language: Language
) -> list[alt.Chart]:
    rows = [
        {
            "row": position,
            "label": shortened(f"{row['activity']} {row['name']}", _LABEL),
            "shrunken": max(row["shrunken"], low),
            "low": max(row["low"], low),
            "high": row["high"],
        }
        for position, row in enumerate(strengths)
    ]
    comma = "replace(datum.value, '.', ',')"
    axis = alt.Axis(
        values=[tick for tick in _TICKS if low <= tick <= high],
        labelExpr="datum.value" if language == "en" else comma,
        title=translations(language).gettext(
            "Times the national share; the line at 1 is the share itself"
        ),
    )
    log = alt.Scale(type="log", domain=[low, high], nice=False)
    down = alt.Y(
        "row:Q",
        axis=None,
        scale=alt.Scale(domain=[len(rows), 0], nice=False, zero=False),
    )
    # Each row is divided: the label above, the interval in its lower part.
    base = alt.Chart(values(rows)).encode(y=down)
    across = alt.X("low:Q", scale=log, axis=axis)
    one = alt.Chart(values([{"one": 1}]))
    return [
        one.mark_rule(stroke="currentColor", strokeDash=[4, 3]).encode(
            x=alt.X("one:Q", scale=log, axis=axis)
        ),
        base.mark_rule(stroke="var(--accent)", strokeWidth=3, yOffset=31).encode(
            x=across, x2="high:Q"
        ),
        base.mark_point(
            filled=True, fill="var(--accent)", size=110, opacity=1, yOffset=31
        ).encode(x=alt.X("shrunken:Q", scale=log, axis=axis)),
        base.mark_text(
            align="left", fontSize=14, limit=0, fill="currentColor", dy=14
        ).encode(text="label:N", x=alt.value(0)),
    ]


def told(strengths: Sequence[Row], language: Language) -> str:
    """Say what the picture shows, from its numbers."""
    _ = translations(language).gettext
    each = _("{code} {name}: {shrunken}, interval {low} to {high}")
    lines = [
        each.format(
            code=row["activity"],
            name=row["name"],
            shrunken=ratio(row["shrunken"], language),
            low=ratio(row["low"], language),
            high=ratio(row["high"], language),
        )
        for row in strengths
    ]
    begins = _("Dots with 90% intervals, in times the national share, strongest first.")
    return f"{begins} {'; '.join(lines)}."


def bar(share: float | None, *, width: int = 48) -> str:
    """Draw a share from 0 to 1 as a small bar, to stand beside its number, as SVG."""
    known = 0.0 if share is None else min(max(share, 0.0), 1.0)
    return (
        f'<svg class="bar" width="{width}" height="8" aria-hidden="true">'
        f'<rect class="whole" width="{width}" height="8"/>'
        f'<rect class="part" width="{number(known * width, "en", decimals=1)}" '
        'height="8"/></svg>'
    )


def shortened(text: str, most: int) -> str:
    """Cut a text that is too long, and show that it is cut."""
    return text if len(text) <= most else text[: most - 1].rstrip(" ,;-") + "…"


def svg(
    layers: Sequence[alt.Chart],
    *,
    size: tuple[int, int],
    padding: Mapping[str, int],
    title: str,
    told: str,
    key: str,
    datasets: Mapping[str, list[Row]] = MappingProxyType({}),
) -> str:
    """Return layers as SVG, with a name and a text that says what the picture shows.

    Parameters
    ----------
    layers
        What is drawn, the first at the back.
    size
        Width and height of the plot inside the padding, in pixels.
    padding
        `left, right, top, bottom`, in pixels.
    title, told
        The text alternatives; any text, it is escaped here.
    key
        Begins the ids of the texts; unique on a page.
    datasets
        Rows that layers name; large ones go in here, past Altair's copying.
    """
    width, height = size
    picture = alt.layer(*layers).properties(
        width=width, height=height, padding=padding, autosize="none"
    )
    plan = _styled(picture).to_dict()
    plan.setdefault("datasets", {}).update(datasets)
    drawn = vl_convert.vegalite_to_svg(plan)
    # The picture is one image to a reader of the page; its parts have no roles.
    _, _, inside = _ROLES.sub("", drawn).partition(">")
    whole = (
        width + padding["left"] + padding["right"],
        height + padding["top"] + padding["bottom"],
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole[0]} {whole[1]}" '
        f'class="chart" role="img" aria-labelledby="{key}-title {key}-desc">'
        f'<title id="{key}-title">{html.escape(title)}</title>'
        f'<desc id="{key}-desc">{html.escape(told)}</desc>{inside}'
    )


def values(rows: Sequence[Row]) -> Any:
    """Return rows as the data of a layer."""
    return alt.InlineData(values=[dict(row) for row in rows])


def _styled(picture: Any) -> Any:
    text = {"labelColor": "currentColor", "titleColor": "currentColor"}
    size = {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal"}
    lines = {"gridColor": "var(--line)", "tickColor": "var(--line)", "domain": False}
    return (
        picture.configure(background="transparent", font="sans-serif", aria=False)
        .configure_view(stroke=None)
        .configure_axis(**text, **size, **lines)
    )
