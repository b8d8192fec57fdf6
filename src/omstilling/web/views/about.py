"""About the data: what the results are made from and how."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from omstilling.report import sentences
from omstilling.web.context import language
from omstilling.web.facts import current

SHOWN_REJECTS = 50


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Show sources, rows set aside, the snapshot, and how the numbers are made."""
    facts = current()
    context = {
        "sources": list(facts.sources.values()),
        "rejects": facts.rejects.head(SHOWN_REJECTS).to_dicts(),
        "reject_count": facts.rejects.height,
        "manifest": facts.snapshot.manifest,
        "snapshot": facts.snapshot.id,
        "left_out": sentences.left_out(facts.snapshot.manifest, language()),
        "methods": sentences.methods(language()),
    }
    return render(request, "data.html", context)
