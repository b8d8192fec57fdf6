"""Transfers: the list, filtered and sorted, and one with its reasons."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from omstilling.language import percent
from omstilling.report.reasons import (
    lifts,
    probabilities_of,
    reasons,
    shown_parts,
    stands,
    weighed,
)
from omstilling.report.words import ratio, word
from omstilling.settings import settings as weights
from omstilling.transfers import PARTS, givers, takers
from omstilling.transfers.changes import changes
from omstilling.web.context import language
from omstilling.web.facts import Facts, Question, Row, current
from omstilling.web.filtering import SORTS, STATED_SORTS, TransferFilter, options
from omstilling.web.paging import page_of
from omstilling.web.pictures import map_of_transfer
from omstilling.web.views.receivers import receivers_by_kind

ROWS_A_PAGE = 25


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """List the transfers asked for."""
    facts = current()
    receivers = receivers_by_kind(facts)
    form = TransferFilter(
        request,
        source=_sources(facts),
        kind=[(kind, word(kind, language())) for kind in receivers],
        receiver=[pair for group in receivers.values() for pair in group],
        sort=[*SORTS[:2], *(STATED_SORTS if facts.stated else ()), *SORTS[2:]],
    )
    found = facts.transfers(_question(form), language())
    if form.value("object"):
        found = found.filter(pl.col("object_kind") == form.value("object"))
    found = _sorted(found, form.value("sort"))
    paged = page_of(found, request, size=ROWS_A_PAGE)
    context = {
        "form": form,
        "receivers": receivers,
        "count": found.height,
        "weighed": weighed(weights().weights, language(), shown_parts(found)),
        "stated": facts.stated,
        "probabilities": probabilities_of(
            paged.rows,
            0.0 if form.value("improbable") else weights().least_probability,
            language(),
        ),
        "sorted_by": form.value("sort"),
        "paged": paged,
        "transfers": paged.rows.to_dicts(),
    }
    return render(request, "transfers.html", context)


def _sorted(found: pl.DataFrame, column: str) -> pl.DataFrame:
    if column == "rank":
        return found.sort("rank")
    return found.sort(column, "rank", descending=[True, False], nulls_last=True)


def _sources(facts: Facts) -> list[tuple[str, str]]:
    able = [row for row in facts.clusters.values() if row["membership"] != "none"]
    return options((row["cluster"], row["name"]) for row in able)


def _question(form: TransferFilter) -> Question:
    kind, __, receiver = form.value("receiver").partition("-")
    return Question(
        source=form.value("source"),
        kind=kind or form.value("kind"),
        receiver=receiver,
        any_sector=bool(form.value("any_sector")),
        # All that could go to one receiver is what the visitor asked to see.
        every_variant=bool(form.value("variants") or receiver),
        improbable=bool(form.value("improbable")),
    )


@require_safe
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show one transfer: its parts, who gives, who could take it in."""
    facts = current()
    transfer = _transfer(facts, name)
    names = facts.object_names(language())
    related = [names[code] for code in transfer["related"]]
    why = dict(reasons(transfer, related, language()))
    changed = changes(facts.land, transfer)
    context: dict[str, Any] = {
        "transfer": transfer,
        "sentences": [why[part] for part in ("strength", "relatedness", "crosses")],
        "parts": _parts(facts, transfer, why),
        "stands": stands(changed, language()),
        "changes": [lifts(one, names, language()) for one in changed.changes],
        "map": facts.picture(
            ("transfer", name, language()), lambda: map_of_transfer(facts, transfer)
        ),
        "made_from": facts.snapshot.manifest["made_from"],
        "source": facts.cluster(transfer["source"]),
        "related": [
            {"code": code, "name": names[code]} for code in transfer["related"]
        ],
        "givers": givers(facts.land, transfer).to_dicts(),
        "takers": takers(facts.land, transfer).to_dicts(),
        "facts": _documented(facts, transfer),
        "carriers": _carriers(facts, transfer, names),
        "statements": [*transfer["needs"], *transfer["offers"]],
    }
    return render(request, "transfer.html", context)


def _parts(facts: Facts, transfer: Row, why: dict[str, str]) -> list[Row]:
    """Return what stands behind each part; what is said above is shortened."""
    behind = why | {
        "strength": _(
            "Lower end of the interval: {low} times the national share."
        ).format(low=ratio(transfer["low"], language())),
        "relatedness": _(
            "The receiver holds {density} of what is related to it, weighed by how "
            "near it is."
        ).format(density=percent(transfer["density"], language())),
    }
    rows = _proof(facts, transfer["source"], transfer["object"])
    return [
        {
            "name": part,
            "rank": transfer[part],
            "weight": weights().weights[part],
            "joins": part in transfer["joined"],
            "behind": behind[part],
            "proof": rows if part == "strength" else "",
        }
        for part in PARTS
        if part in behind
    ]


def _transfer(facts: Facts, name: str) -> Row:
    source, __, rest = name.partition("~")
    receiver, __, __ = rest.partition("~")
    kind, __, key = receiver.partition("-")
    if facts.cluster(source)["membership"] == "none":
        raise Http404(f"{source} cannot be ranked")
    if (kind, key) not in facts.receivers:
        raise Http404(f"no receiver {receiver}")
    asked = Question(
        source, kind, key, any_sector=True, every_variant=True, improbable=True
    )
    found = facts.transfers(asked, language()).filter(pl.col("id") == name)
    if found.is_empty():
        raise Http404(f"no transfer {name}")
    return found.row(0, named=True)


def _documented(facts: Facts, transfer: Row) -> list[Row]:
    """Return the facts that show that the source shares the method."""
    return facts.land.method_facts.filter(
        (pl.col("cluster") == transfer["source"])
        & (pl.col("method") == transfer["object"])
    ).to_dicts()


def _carriers(facts: Facts, transfer: Row, names: dict[str, str]) -> list[Row]:
    """Return the industries that a method is practised in; none for an industry."""
    found = facts.land.methods.filter(pl.col("method") == transfer["object"])
    codes = [code for row in found["carriers"].to_list() for code in row]
    return [
        {
            "code": code,
            "name": names.get(code, code),
            "address": _proof(facts, transfer["source"], code),
        }
        for code in codes
    ]


def _proof(facts: Facts, source: str, activity: str) -> str:
    """Return the address of the rows behind a strength; empty if there are none."""
    if facts.evidence_rows(source, activity).is_empty():
        return ""
    return reverse("strength", args=[source, activity])
