"""Start: the questions of the programme, and what is known of them now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from omstilling.web.context import language
from omstilling.web.facts import Facts, Question, Row, current

SHOWN_STRENGTHS = 3
SHOWN_TRANSFERS = 5


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the questions with their first answers."""
    facts = current()
    pilots = [
        {
            **cluster,
            "strengths": facts.strengths(slug, language())
            .head(SHOWN_STRENGTHS)
            .to_dicts(),
        }
        for slug, cluster in facts.clusters.items()
        if cluster["pilot"] and cluster["membership"] != "none"
    ]
    best = facts.transfers(Question(), language())
    return render(
        request,
        "start.html",
        {
            "pilots": pilots,
            "transfers": best.head(SHOWN_TRANSFERS).to_dicts(),
            "transfer_count": best.height,
            "cluster_count": len(facts.clusters),
            "manifest": facts.snapshot.manifest,
            "sources": _registers(facts),
        },
    )


def _registers(facts: Facts) -> list[Row]:
    """Return the registers behind the facts, each with the period of all its files."""
    registers: dict[tuple[str, str], Row] = {}
    for source in facts.sources.values():
        key = (source["title"], source["publisher"])
        earlier = registers.get(key, source)
        days = [earlier["first"], source["first"], earlier["last"], source["last"]]
        known = [day for day in days if day]
        registers[key] = {
            **source,
            "first": min(known, default=None),
            "last": max(known, default=None),
        }
    return list(registers.values())
