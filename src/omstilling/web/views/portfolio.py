"""Which proposals to fund: the portfolio of a call, its reasons, and what if."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from omstilling import store
from omstilling.errors import OmstillingError, UsageError
from omstilling.language import Language
from omstilling.priorities import portfolio as room
from omstilling.priorities.aid import Rates, read_rules
from omstilling.report import front
from omstilling.strengths import landscape
from omstilling.tables import Rate
from omstilling.web.context import language
from omstilling.web.filtering import PortfolioFilter

#: A visitor waits for these: the portfolio, its reasons, the front.
SECONDS = 10.0
#: Into how many steps breadth is divided, and percentage points of each.
_STEPS = 20
_STEP = 100 // _STEPS
_SOLVER = room.SolverSettings(seconds=SECONDS)


@dataclass(frozen=True)
class Asked:
    """What if: another budget in NOK, other percentages of limits by name.

    `why` names the proposal that is asked about alone; empty: all of them.
    """

    budget: int | None
    percentages: tuple[tuple[str, int], ...]
    why: str = ""


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Show what to fund of the call that the settings name, and why."""
    if settings.CALL is None:
        return render(request, "portfolio.html", {"no_call": True})
    try:
        stamp = _stamp(settings.CALL)
        call = _call(settings.CALL, stamp)
        ids = [one.project for one in call.proposals]
        form = PortfolioFilter(request, _percentages(call), ids)
        told = form.cleaned_data
        asked = Asked(told.get("budget"), form.percentages, told.get("why", ""))
        answer = _answered(settings.CALL, stamp, asked, language())
    except OmstillingError as error:
        return render(request, "portfolio.html", {"error": error}, status=503)
    fields = _fields(call, form, asked, answer["answer"]["rules"]["kept"])
    rest = request.GET.copy()
    rest.pop("why", None)
    shown = {"form": form, "fields": fields, "rest": rest.urlencode(), **answer}
    return render(request, "portfolio.html", shown)


def _percentages(call: room.Call) -> dict[str, Decimal]:
    limits = call.file.limits
    return {one.limit: one.percent for one in limits if one.percent is not None}


def _fields(
    call: room.Call, form: PortfolioFilter, asked: Asked, kept: dict[str, str]
) -> list[dict[str, Any]]:
    """Return what can be changed, with what counts now."""
    budget = int(sum(one.nok for one in call.file.budget))
    now = {**_percentages(call), **dict(asked.percentages)}
    percentages = [
        {
            "name": f"limit-{name}",
            "label": kept[name],
            "value": format(now[name], "g"),
            "unit": gettext("per cent"),
        }
        for name in form.limits
    ]
    chosen = budget if asked.budget is None else asked.budget
    written = f"{chosen:,}".replace(",", "\N{NO-BREAK SPACE}")
    label = form.fields["budget"].label
    budget_field = {"name": "budget", "label": label, "value": written, "unit": "NOK"}
    return [budget_field, *percentages]


def _stamp(path: Path) -> int:
    """Return when a call was last changed, so that a new one is read."""
    files = [path, *path.glob("*.csv")] if path.is_dir() else [path]
    return max((file.stat().st_mtime_ns for file in files if file.exists()), default=0)


@lru_cache(maxsize=4)
def _call(path: Path, stamp: int) -> room.Call:
    call = room.read_call(path)
    if not room.unknown_transfers(call):
        return call
    return room.with_transfers(call, landscape(store.latest(settings.STORE)))


@lru_cache(maxsize=64)
def _answered(
    path: Path, stamp: int, asked: Asked, language: Language
) -> dict[str, Any]:
    call = _changed(_call(path, stamp), asked)
    rates = Rates.of(store.latest(settings.STORE).read("rates", Rate))
    ceilings = room.ceilings_of(call, rules=read_rules(), rates=rates)
    budget = None
    if asked.budget is not None:
        budget = room.divided_budget(call, Decimal(asked.budget))
    assembled = room.assemble(call, ceilings=ceilings, budget=budget, rates=rates)
    found = room.choose(
        assembled,
        seal=room.Seal(call.hashes, ceilings.rules, ceilings.indicative),
        settings=_SOLVER,
        seconds_for_reasons=SECONDS,
        why=[asked.why] if asked.why else [],
    )
    answer = found.answer(language)
    titles = {one["id"]: one["title"] for one in _all(answer)}
    return {
        "answer": {**answer, "binding": _priced(answer, language)},
        "titles": titles,
        "indicative": [titles[name] for name in answer["rules"]["indicative"]],
        "worth": front.worth(
            answer["objective"], unit=answer["unit"], language=language
        ),
        **_front(found, titles, language),
        **_business(call, assembled, found, language),
    }


def _all(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [*answer["selected"], *answer["rejected"]]


def _priced(answer: dict[str, Any], language: Language) -> list[dict[str, Any]]:
    unit = answer["unit"]
    return [
        {**one, "written": front.worth(one["price"], unit=unit, language=language)}
        for one in answer["binding"]
    ]


def _changed(call: room.Call, asked: Asked) -> room.Call:
    other = dict(asked.percentages)
    limits = [
        one.model_copy(update={"percent": Decimal(other[one.limit])})
        if one.limit in other
        else one
        for one in call.file.limits
    ]
    return replace(call, file=call.file.model_copy(update={"limits": tuple(limits)}))


def _front(
    found: room.Portfolio, titles: dict[str, str], language: Language
) -> dict[str, Any]:
    if not found.solution.found:
        return {}
    try:
        traced = room.front(found.solver, found.solution, steps=_STEPS, seconds=SECONDS)
    except UsageError:
        return {"no_breadth": True}
    told = room.front_data(traced, found.solver.problem)
    unit = told["unit"]
    points = [
        {
            **one,
            "written": front.worth(one["worth"], unit=unit, language=language),
            "titles": [titles[name] for name in one["selected"]],
        }
        for one in told["points"]
    ]
    proven = told["complete"] and all(one["proven"] for one in points)
    shown = {"front": {**told, "points": points, "proven": proven, "step": _STEP}}
    if len(points) == 1:
        return shown
    chart = front.front_chart(points, unit=unit, language=language, key="front")
    return {**shown, "front_chart": SafeString(chart)}


def _business(
    call: room.Call,
    assembled: room.Assembled,
    found: room.Portfolio,
    language: Language,
) -> dict[str, Any]:
    if call.support.is_empty():
        return {}
    shares = room.equal_shares(call, assembled)
    differ = room.differences(found, shares, language)
    broken = differ["rules_that_equal_shares_breaks"].values()
    return {"shares": shares, "breaks": list(broken)}
