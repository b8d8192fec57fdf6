"""The backtest as one page that needs nothing else: a table and a reliability chart."""

from __future__ import annotations

import json
import math
from html import escape
from typing import Any

import polars as pl

from omstilling.language import Language, number, translations
from omstilling.transfers.takeup import words
from omstilling.transfers.takeup.history.notes import Note
from omstilling.transfers.takeup.words import DATASETS, METHODS, name

_SIDE, _EDGE = 320, 40
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;"
    "padding:0 1rem;overflow-wrap:anywhere;color:light-dark(#1b1f24,#eef1f4);"
    "background:light-dark(#fff,#14181c)}table{border-collapse:collapse}"
    "caption{text-align:left;font-weight:600}"
    "th,td{overflow-wrap:normal;padding:.3rem .6rem;"
    "border-bottom:1px solid light-dark(#aab,#556);"
    "text-align:right}th:first-child{text-align:left}"
    ".scroll{overflow-x:auto}svg{max-width:100%;height:auto}"
    "svg text{font-size:12px;fill:currentColor}"
    ".line{stroke:light-dark(#667,#99a)}.dot{fill:light-dark(#0b5c5c,#6fd0d0)}"
)


def page(answer: dict[str, Any], language: Language = "en") -> str:
    """Return the page of what `backtest` returns, in a language."""
    _ = translations(language).gettext
    title = _("Backtest of take-up: {dataset}").format(
        dataset=name(answer["dataset"], DATASETS, language)
    )
    told = [
        words.lead(answer, language),
        words.meaning(answer, language),
        words.facts(answer, language),
        words.ablation(answer, language),
        words.agreement(answer, language),
        words.outcomes(answer, language),
    ]
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in told if one)
    left = "".join(
        f"<li>{escape(one)}</li>" for one in words.left_out(answer, language)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1>"
        f"{paragraphs}{_table(answer, language)}"
        f"<h2>{escape(_('Are the probabilities right?'))}</h2>"
        f"<p>{escape(words.calibration(answer, language))}</p>"
        f"{_chart(answer, language)}"
        f"<h2>{escape(_('What was left out'))}</h2>"
        f"<ul>{left}</ul></main></body></html>\n"
    )


def _table(answer: dict[str, Any], language: Language) -> str:
    _ = translations(language).gettext
    heads = "".join(
        f'<th scope="col">{escape(_(one))}</th>' for one in words.MEASURES.values()
    )
    rows = "".join(_row(method, language) for method in answer["methods"])
    caption = escape(_("Every method, with 95% intervals"))
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f'<caption>{caption}</caption><thead><tr><th scope="col">'
        f"{escape(_('Method'))}</th>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(method: dict[str, Any], language: Language) -> str:
    cells = "".join(
        "<td>{value}<br><small>{low} – {high}</small></td>".format(
            **_written(method[one], language)
        )
        for one in words.MEASURES
    )
    called = escape(name(method["name"], METHODS, language))
    return f'<tr><th scope="row">{called}</th>{cells}</tr>'


def _written(measure: dict[str, float], language: Language) -> dict[str, str]:
    """Return a value and the ends of its interval as the language writes them."""
    return {
        end: number(words.finite(value), language, decimals=3)
        for end, value in measure.items()
    }


def _chart(answer: dict[str, Any], language: Language) -> str:
    """Return expected against observed shares, and the same numbers as a table."""
    _ = translations(language).gettext
    bins = answer["calibration"]["after"]["bins"]
    most = max(max(one["expected"], one["observed"]) for one in bins) or 1.0
    points = "".join(
        f'<circle class="dot" cx="{_x(one["expected"] / most):.1f}" '
        f'cy="{_y(one["observed"] / most):.1f}" r="5"/>'
        for one in bins
    )
    top = number(most, language, decimals=2)
    texts = {
        "title": _("Reliability of the probabilities"),
        "told": _(
            "Expected and observed share of take-ups in each tenth of the candidates; "
            "on the broken line they are the same."
        ),
        "across": _("expected, to {most}").format(most=top),
        "up": _("observed, to {most}").format(most=top),
    }
    safe = {key: escape(text) for key, text in texts.items()}
    told = "; ".join(
        f"{number(one['expected'], language, decimals=3)} → "
        f"{number(one['observed'], language, decimals=3)}"
        for one in bins
    )
    width = _SIDE + 2 * _EDGE
    return (
        f'<svg role="img" aria-labelledby="rt rd" viewBox="0 0 {width} {width}" '
        f'width="{width}" height="{width}"><title id="rt">{safe["title"]}</title>'
        f'<desc id="rd">{safe["told"]} {told}</desc>'
        f'<rect class="line" x="{_EDGE}" y="{_EDGE}" width="{_SIDE}" '
        f'height="{_SIDE}" fill="none"/><line class="line" x1="{_x(0)}" y1="{_y(0)}" '
        f'x2="{_x(1)}" y2="{_y(1)}" stroke-dasharray="4"/>{points}'
        f'<text x="{_EDGE}" y="{width - 15}">0</text>'
        f'<text x="{_x(1)}" y="{width - 15}" text-anchor="end">{safe["across"]}</text>'
        f'<text x="{_EDGE}" y="{_EDGE - 12}">{safe["up"]}</text></svg>'
        f"<p>{safe['told']}</p>{_bins(answer, language)}"
    )


def _bins(answer: dict[str, Any], language: Language) -> str:
    table = as_tenths(answer, language)
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{at}</th>'
        f"{''.join(f'<td>{one}</td>' for one in numbers)}</tr>"
        for at, *numbers in table.iter_rows()
    )
    caption = escape(translations(language).gettext("The same numbers"))
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _x(share: float) -> float:
    return _EDGE + share * _SIDE


def _y(share: float) -> float:
    return _EDGE + (1 - share) * _SIDE


def as_text(answer: dict[str, Any], form: str, language: Language = "en") -> str:
    """Return the answer as `json` or as the page `html` in a language."""
    if form == "html":
        return page(answer, language)
    return json.dumps(_plain(answer), ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    """Return a value as JSON needs it: no number is null, a note its sentence."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, Note):
        return str(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_table(answer: dict[str, Any], language: Language = "en") -> pl.DataFrame:
    """Return one row a method, with the value and the interval of each measure."""
    _ = translations(language).gettext
    return pl.DataFrame(
        [
            {
                _("Method"): name(method["name"], METHODS, language),
                **{
                    _(called): "{value}\n{low}–\n{high}".format(
                        **_written(method[one], language)
                    )
                    for one, called in words.MEASURES.items()
                },
            }
            for method in answer["methods"]
        ]
    )


def as_tenths(answer: dict[str, Any], language: Language = "en") -> pl.DataFrame:
    """Return expected and observed shares, one row a tenth of the candidates."""
    _ = translations(language).gettext
    return pl.DataFrame(
        [
            {
                _("Tenth"): str(at),
                _("Expected"): number(one["expected"], language, decimals=4),
                _("Observed"): number(one["observed"], language, decimals=4),
                _("Candidates"): number(one["candidates"], language),
            }
            for at, one in enumerate(answer["calibration"]["after"]["bins"], 1)
        ]
    )


_PARTS = (
    words.lead,
    words.meaning,
    words.facts,
    words.calibration,
    words.ablation,
    words.agreement,
    words.outcomes,
)


def in_words(answer: dict[str, Any], language: Language = "en") -> str:
    """Return what the numbers are of, and how far the ranking is ahead."""
    return " ".join(filter(None, (part(answer, language) for part in _PARTS)))


def left_out(answer: dict[str, Any], language: Language = "en") -> str:
    """Return what was left out, one line each."""
    head = translations(language).gettext("What was left out")
    return "\n".join(
        [f"{head}:", *(f"- {one}" for one in words.left_out(answer, language))]
    )
