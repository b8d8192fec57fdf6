"""Search: what answers a need or an offer, why, and who stands behind it."""

from __future__ import annotations

from typing import Any

from django.conf import settings as site
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from omstilling.errors import UsageError
from omstilling.meaning import matching
from omstilling.meaning.search import Reason
from omstilling.meaning.texts import Span, clean
from omstilling.settings import settings
from omstilling.web.context import language
from omstilling.web.facts import Facts, Row, current
from omstilling.web.filtering import SearchFilter, options

SHOWN = 10


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what answers a text, the best first."""
    facts = current()
    form = SearchFilter(
        request,
        place=options(facts.county_names.items()),
        sector=list(facts.division_names(language()).items()),
    )
    text = form.value("text")
    answer: dict[str, Any] = {}
    if "text" in request.GET:
        answer = _answer(facts, form, text)
    return render(request, "search.html", {"form": form, "text": text, **answer})


def _answer(facts: Facts, form: SearchFilter, text: str) -> dict[str, Any]:
    if not any(map(str.isalnum, clean(text))):
        return {"nothing": True}
    kind = form.value("kind")
    try:
        asked = matching.collection(
            facts.snapshot,
            kind,
            folder=site.STORE / "meaning",
            encoder_name=settings().encoder,
            index=settings().index,
        )
    except UsageError:
        return {"empty": True}
    match = matching.match(asked, text, wanted=_wanted(form), limit=SHOWN)
    return {
        "found": [_hit(facts, one) for one in match.found],
        "searched": asked.table.height,
        "all_weak": _(matching.ALL_WEAK) if matching.ALL_WEAK in match.notes else "",
        # How the index on disk was found is no visitor's concern.
        "notes": [
            _(note)
            for note in match.notes
            if note not in {asked.note, matching.ALL_WEAK}
        ],
        "english": match.english if match.language in {"nb", "nn"} else "",
        "figures_only": facts.figures_only() if kind == "organisations" else "",
    }


def _wanted(form: SearchFilter) -> matching.Wanted:
    stage = form.value("least_stage")
    today = timezone.localdate()
    return matching.Wanted(
        other_sector_than=form.value("sector") or None,
        place=form.value("place") or None,
        kind=form.value("what") or None,
        least_stage=int(stage) if stage else None,
        open_on=None if form.value("expired") else today,
    )


def _hit(facts: Facts, one: matching.Found) -> Row:
    row = one.row
    title, text = parts(row, [why.text.span for why in one.reasons])
    division = (row["activity"] or "")[:2]
    return {
        **row,
        "name": facts.organisations.get(row["organisation"]),
        "cluster_facts": facts.clusters.get(row["cluster"]),
        "sector_name": facts.division_names(language()).get(division),
        "place_names": [facts.place_names.get(place, place) for place in row["places"]],
        "title": title,
        "text": text,
        "reasons": [_pair(why) for why in one.reasons],
        "similarity": one.hit.similarity,
        "weak": one.weak,
    }


def parts(row: Row, spans: list[Span]) -> tuple[SafeString, SafeString]:
    """Return the title and what the text says beside it, with the phrases marked."""
    title, text = clean(row["title"]), clean(row["text"])
    if not title or not text.startswith(title):
        return format_html("{}", title or row["title"]), underlined(text, spans)
    end = len(title)
    rest = text[end:].lstrip().removeprefix(".").lstrip()
    begin = len(text) - len(rest)
    return (
        underlined(title, [span for span in spans if span.end <= end]),
        underlined(
            rest,
            [
                Span(span.start - begin, span.end - begin, span.text)
                for span in spans
                if span.start >= begin
            ],
        ),
    )


def _pair(why: Reason) -> Row:
    return {
        side: {
            "text": phrase.span.text,
            "english": phrase.english if phrase.english != phrase.span.text else "",
        }
        for side, phrase in (("asked", why.query), ("found", why.text))
    }


def underlined(text: str, spans: list[Span]) -> SafeString:
    """Return a text, escaped, with some of its phrases marked."""
    parts: list[SafeString] = []
    place = 0
    for span in sorted(spans):
        parts.append(
            format_html("{}<mark>{}</mark>", text[place : span.start], span.text)
        )
        place = span.end
    parts.append(format_html("{}", text[place:]))
    return format_html_join("", "{}", ((part,) for part in parts))
