"""Clusters: which there are, what one is best at, and the rows that prove it."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from omstilling.language import Language
from omstilling.report.sentences import membership
from omstilling.strengths import LEAST_PIECES
from omstilling.web import labels
from omstilling.web.context import language
from omstilling.web.facts import Facts, Question, Row, current
from omstilling.web.filtering import ClusterFilter, options
from omstilling.web.paging import page_of
from omstilling.web.pictures import chart_of_strengths, map_of_clusters

SHOWN_STRENGTHS = 15
SHOWN_TRANSFERS = 10
ROWS_A_PAGE = 50


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """List the clusters, filtered."""
    facts = current()
    rows = [_listed(facts, cluster) for cluster in facts.clusters.values()]
    counties = {pair for row in rows for pair in row["counties"].items()}
    form = ClusterFilter(
        request,
        level=[
            (level, name)
            for level, name in labels.LEVELS.items()
            if any(row["level"] == level for row in rows)
        ],
        county=options(counties),
    )
    found = [row for row in rows if _wanted(row, form)]
    context = {
        "form": form,
        "clusters": found,
        "total": len(rows),
        "map": map_of_clusters(facts, found),
    }
    return render(request, "clusters.html", context)


def _listed(facts: Facts, cluster: Row) -> Row:
    return {
        **cluster,
        "counties": facts.counties(cluster),
        "ranked": cluster["membership"] != "none",
        "members": facts.members(cluster["cluster"]).height,
    }


def _wanted(row: Row, form: ClusterFilter) -> bool:
    sought = form.value("name").casefold().strip()
    names = [row["name"], row["cluster"], row["place_name"], *row["aliases"]]
    return (
        any(sought in name.casefold() for name in names)
        and form.value("level") in {"", row["level"]}
        and (not form.value("county") or form.value("county") in row["counties"])
        and form.value("ranked") in {"", "yes" if row["ranked"] else "no"}
    )


@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one cluster: strengths, transfers from and to it, facts."""
    facts, asked = current(), request.GET.get("strengths", "")
    cluster = _listed(facts, facts.cluster(slug))
    context: dict[str, Any] = {
        "cluster": cluster,
        "places": [facts.places[place] for place in cluster["territory"]],
        "activities": _named(facts, cluster["activities"], language()),
        "levels": facts.levels.filter(pl.col("cluster") == slug).to_dicts(),
        "member_rows": facts.members(slug).to_dicts(),
        "methods": _methods(facts, slug),
        "least_pieces": LEAST_PIECES,
        "figures_only": facts.figures_only(),
        "membership": membership(cluster, facts.place_names, language()),
    }
    if cluster["ranked"]:
        context |= _ranked(facts, slug, every_strength=asked == "all")
    return render(request, "cluster.html", context)


def _ranked(facts: Facts, slug: str, *, every_strength: bool) -> dict[str, Any]:
    strengths = facts.strengths(slug, language())
    shown = strengths if every_strength else strengths.head(SHOWN_STRENGTHS)
    gives = facts.transfers(Question(source=slug), language())
    learns = facts.transfers(
        Question(kind="cluster", receiver=slug, every_variant=True), language()
    )
    return {
        "strengths": shown.to_dicts(),
        "chart": facts.picture(
            ("strengths", slug, language()),
            lambda: chart_of_strengths(facts.cluster(slug), strengths.to_dicts()),
        ),
        "strength_count": strengths.height,
        "gives": gives.head(SHOWN_TRANSFERS).to_dicts(),
        "give_count": gives.height,
        "learns": learns.head(SHOWN_TRANSFERS).to_dicts(),
        "learn_count": learns.height,
    }


def _named(facts: Facts, codes: list[str], tongue: Language) -> list[Row]:
    names = facts.object_names(tongue)
    return [{"code": code, "name": names.get(code, code)} for code in codes]


def _methods(facts: Facts, slug: str) -> list[Row]:
    names = facts.object_names(language())
    known = facts.land.method_facts.filter(pl.col("cluster") == slug)
    return [
        {**row, "name": names.get(row["method"], row["method"])}
        for row in known.sort("method", "year", "row").iter_rows(named=True)
    ]


@require_safe
def strength(request: HttpRequest, slug: str, activity: str) -> HttpResponse:
    """Show the rows of evidence behind one strength of one cluster."""
    facts = current()
    cluster = facts.cluster(slug)
    rows = facts.evidence_rows(slug, activity)
    if rows.is_empty():
        raise Http404(f"no evidence of {activity} in {slug}")
    paged = page_of(rows, request, size=ROWS_A_PAGE)
    proven = facts.strengths(slug, language()).filter(pl.col("activity") == activity)
    context = {
        "cluster": cluster,
        "activity": activity,
        "name": facts.object_names(language()).get(activity, activity),
        "strength": next(proven.iter_rows(named=True), None),
        "paged": paged,
        "count": rows.height,
        "rows": facts.described(paged.rows),
        "figures_only": facts.figures_only(),
        "least_pieces": LEAST_PIECES,
    }
    return render(request, "strength.html", context)
