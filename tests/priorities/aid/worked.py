"""Worked cases: projects in short form, with what the rules give by hand.

A case says what it shows, the arithmetic, the address if it is from a publication (else
it was computed from the articles), the project and what is expected. What a case leaves
out is as in `BASE` and `PARTNER`: aid granted on 1 December 2025, applied for before
work starts, a euro at 11.60 NOK on that day, a firm in metalworking that is not in
difficulty and owes no aid back, the programme as the only scheme.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from omstilling.priorities.aid import Project, Rates, Rules, read_rules

FOLDER = Path(__file__).with_name("cases")
RULES: Rules = read_rules()
RATES = Rates.fallback()
BASE = {
    "project": "case",
    "title": "A case",
    "start": "2026-01-01",
    "end": "2026-12-31",
    "granted": "2025-12-01",
    "applied": "2025-10-01",
    "additionality": {"assessment": "later", "reasons": ["the next order"]},
}
PARTNER = {
    "role": "firm",
    "sector": "25.620",
    "in_difficulty": False,
    "recovery_order": False,
}


@dataclass(frozen=True)
class Case:
    """One worked case."""

    file: str
    name: str
    arithmetic: str
    address: str | None
    project: Project
    expect: dict[str, Any]


def project(**given: Any) -> Project:
    """Return a project from its short form.

    `partners` maps short names to what differs from `PARTNER`; `costs` maps them to
    categories and those to NOK in the first year, or to NOK by year; `rate` is NOK for
    a euro on the day of granting, or None for the annual mean.
    """
    content = BASE | {k: v for k, v in given.items() if k not in {"costs", "rate"}}
    content["partners"] = [
        {"partner": name, "name": name, **PARTNER, **(own or {})}
        for name, own in given["partners"].items()
    ]
    content["costs"] = list(_costs(given["costs"], int(str(content["start"])[:4])))
    rate = given.get("rate", "11.60")
    if isinstance(rate, dict):
        content["rate"] = {"source": "Norges Bank", **rate}
    elif rate is not None:
        day = {"date": content["granted"], "source": "Norges Bank"}
        content["rate"] = {"eur_nok": str(rate), **day}
    return Project.model_validate(content)


def _costs(given: Any, first: int) -> Any:
    for partner, categories in given.items():
        for category, amount in categories.items():
            name, _, basis = category.partition(" under ")
            years = amount if isinstance(amount, dict) else {first: amount}
            for year, nok in years.items():
                cost = {"partner": partner, "category": name, "year": year}
                yield {**cost, "nok": Decimal(str(nok)), "basis": basis or None}


def cases() -> list[Case]:
    """Return all worked cases, by file and in its order."""
    return [
        Case(
            file=file.stem,
            name=one["case"],
            arithmetic=one["arithmetic"],
            address=one.get("address"),
            project=project(**one["project"]),
            expect=one["expect"],
        )
        for file in sorted(FOLDER.glob("*.yaml"))
        for one in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]
