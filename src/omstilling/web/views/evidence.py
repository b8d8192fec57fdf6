"""One piece of evidence: everything that is known of it, and where it is from."""

from __future__ import annotations

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from omstilling.web.facts import Facts, Row, current


@require_safe
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show a row of a source, and the parts it was split into if it was."""
    facts = current()
    rows = facts.described(facts.evidence.filter(pl.col("id") == name))
    if not rows:
        raise Http404(f"no evidence {name}")
    context = {
        "id": name,
        "row": rows[0],
        "parts": rows,
        "fact": _fact(facts, rows[0]),
        "figures_only": facts.figures_only(),
    }
    return render(request, "evidence.html", context)


def _fact(facts: Facts, evidence: Row) -> Row | None:
    """Return the documented fact that a row of methods is; None for other rows."""
    if evidence["kind"] != "method":
        return None
    known = facts.land.method_facts.filter(pl.col("row") == evidence["row"])
    return next(known.iter_rows(named=True), None)
