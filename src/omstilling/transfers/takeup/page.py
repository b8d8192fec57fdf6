"""The backtest as one page that needs nothing else: a table and a reliability chart."""

from __future__ import annotations

import json
import math
from html import escape
from typing import Any

import polars as pl

from omstilling.transfers.takeup.scores import MEASURES

_SIDE, _EDGE = 320, 40
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;"
    "padding:0 1rem;color:#1b1f24;background:#fff}table{border-collapse:collapse}"
    "th,td{padding:.3rem .6rem;border-bottom:1px solid #ccd;text-align:right}"
    "th:first-child,td:first-child{text-align:left}.scroll{overflow-x:auto}"
    "svg text{font-size:12px}"
)


def page(answer: dict[str, Any]) -> str:
    """Return the page of what `backtest` returns."""
    title = f"Backtest of take-up: {answer['dataset']}"
    facts = (
        f"Known through {answer['cut']}, tested over the next {answer['horizon']}; "
        f"protocol {answer['protocol']}; {answer['candidates']:,} candidates, "
        f"{answer['positives']:,} take-ups, {answer['places']:,} places, "
        f"{answer['activities']:,} activities; snapshot {answer['snapshot']}, "
        f"seed {answer['seed']}."
    )
    lead = answer["difference"]
    left = "".join(f"<li>{escape(one)}</li>" for one in answer["left_out"])
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1>"
        f"<p>The ranking's average precision is {lead['value']:+.3f} from that of the "
        f"best baseline, {escape(answer['best_baseline'])} (95 % interval "
        f"{lead['low']:+.3f} to {lead['high']:+.3f}).</p>"
        f"<p>A take-up is: {escape(answer['label_meaning'])}</p>"
        f"<p>{escape(facts)}</p>{_table(answer)}"
        f"<h2>Are the probabilities right?</h2>{_chart(answer)}"
        f"<h2>What was left out</h2><ul>{left}</ul></main></body></html>\n"
    )


def _table(answer: dict[str, Any]) -> str:
    heads = "".join(f'<th scope="col">{one.replace("_", " ")}</th>' for one in MEASURES)
    rows = "".join(_row(method) for method in answer["methods"])
    return (
        '<div class="scroll" tabindex="0"><table><caption>Every method, with 95 % '
        f'intervals</caption><thead><tr><th scope="col">method</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(method: dict[str, Any]) -> str:
    cells = "".join(
        "<td>{value:.3f}<br><small>{low:.3f}–{high:.3f}</small></td>".format(
            **method[one]
        )
        for one in MEASURES
    )
    return f'<tr><th scope="row">{escape(method["name"])}</th>{cells}</tr>'


def _chart(answer: dict[str, Any]) -> str:
    bins = answer["calibration"]["after"]["bins"]
    most = max(max(one["expected"], one["observed"]) for one in bins) or 1.0
    points = "".join(
        f'<circle cx="{_x(one["expected"] / most):.1f}" '
        f'cy="{_y(one["observed"] / most):.1f}" r="5" fill="#0b5c5c"/>'
        for one in bins
    )
    told = "; ".join(f"{one['expected']:.3f} → {one['observed']:.3f}" for one in bins)
    rows = "".join(
        f"<tr><td>{one['expected']:.4f}</td><td>{one['observed']:.4f}</td>"
        f"<td>{one['candidates']:,}</td></tr>"
        for one in bins
    )
    width = _SIDE + 2 * _EDGE
    return (
        f'<svg role="img" aria-labelledby="rt rd" viewBox="0 0 {width} {width}" '
        f'width="{width}" height="{width}"><title id="rt">Reliability of the '
        f'probabilities</title><desc id="rd">Expected → observed share in each tenth '
        f"of the candidates: {told}</desc>"
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIDE}" height="{_SIDE}" fill="none" '
        f'stroke="#889"/><line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" '
        f'stroke="#889" stroke-dasharray="4"/>{points}'
        f'<text x="{_EDGE}" y="{width - 15}">0</text>'
        f'<text x="{_x(1)}" y="{width - 15}" text-anchor="end">expected, to '
        f'{most:.2f}</text><text x="{_EDGE}" y="{_EDGE - 12}">observed, to '
        f"{most:.2f}</text></svg>"
        "<table><caption>The same numbers</caption><thead><tr>"
        '<th scope="col">expected</th><th scope="col">observed</th>'
        f'<th scope="col">candidates</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _x(share: float) -> float:
    return _EDGE + share * _SIDE


def _y(share: float) -> float:
    return _EDGE + (1 - share) * _SIDE


def as_text(answer: dict[str, Any], form: str) -> str:
    """Return the answer as `json` or as the page `html`."""
    if form == "html":
        return page(answer)
    return json.dumps(_plain(answer), ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    """Return a value in which what is not a number is null, as JSON needs it."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_table(answer: dict[str, Any]) -> pl.DataFrame:
    """Return one row a method, with the value of each measure."""
    return pl.DataFrame(
        [
            {
                "method": method["name"],
                **{one: f"{method[one]['value']:.3f}" for one in MEASURES},
            }
            for method in answer["methods"]
        ]
    )


def in_words(answer: dict[str, Any]) -> str:
    """Return what the numbers are of, and how far the ranking is ahead."""
    lead, ratio = answer["difference"], answer["ratio"]
    return (
        f"{answer['candidates']:,} candidates, {answer['positives']:,} take-ups. "
        f"{answer['label_meaning']} Average precision: {ratio['value']:.2f} times the "
        f"best baseline, {answer['best_baseline']}; difference {lead['value']:.3f} "
        f"({lead['low']:.3f} to {lead['high']:.3f})."
    )
