"""One piece of evidence: everything that is known of it, and where it is from."""

from __future__ import annotations

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from omstilling.web.facts import current


@require_safe
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show a row of a source, and the parts it was split into if it was."""
    facts = current()
    rows = facts.described(facts.evidence.filter(pl.col("id") == name))
    if not rows:
        raise Http404(f"no evidence {name}")
    context = {"id": name, "row": rows[0], "parts": rows}
    return render(request, "evidence.html", context)
