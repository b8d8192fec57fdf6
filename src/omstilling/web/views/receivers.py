"""What a receiver lacks: how near it is, how complex, and how likely it is taken up."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from omstilling.report import quadrants
from omstilling.transfers.feasibility import Feasibility, feasibility
from omstilling.web.context import language
from omstilling.web.facts import Facts, current
from omstilling.web.filtering import ReceiverFilter, options


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Let a receiver be chosen; go to the one that was."""
    groups = receivers_by_kind(current())
    form = ReceiverFilter(
        request, receiver=[pair for group in groups.values() for pair in group]
    )
    kind, __, name = form.value("receiver").partition("-")
    if name:
        return redirect("receiver", kind=kind, name=name)
    return render(request, "receivers.html", {"form": form, "receivers": groups})


@require_safe
def one(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Show all that a receiver lacks as a picture of four fields, and as a table."""
    facts = current()
    if (kind, name) not in facts.receivers:
        raise Http404(f"no receiver {kind} {name}")
    called = facts.receiver_names(language())[kind, name]
    found = feasibility(facts.land, kind, name, language=language())
    context = {
        "kind": kind,
        "name": name,
        "called": called,
        "told": quadrants.in_words(found, called, language()),
        "chart": facts.picture(
            ("receiver", kind, name, language()), lambda: _chart(found, called)
        ),
        "rows": quadrants.table(found, language()),
    }
    return render(request, "receiver.html", context)


def _chart(found: Feasibility, called: str) -> SafeString | None:
    if found.rows.is_empty():
        return None
    drawn = quadrants.quadrants_chart(
        found, receiver=called, language=language(), key="chart"
    )
    return SafeString(drawn)


def receivers_by_kind(facts: Facts) -> dict[str, list[tuple[str, str]]]:
    """Return choices by kind; the value of a choice is kind and name, as in an id."""
    names = facts.receiver_names(language())
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind, key in facts.receivers:
        groups.setdefault(kind, []).append((f"{kind}-{key}", names[kind, key]))
    return {kind: options(group) for kind, group in groups.items()}
