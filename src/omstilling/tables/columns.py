"""Words, forms and column types that the declared tables share."""

from __future__ import annotations

from typing import Any

import dataframely as dy

SN2007 = "SN2007"
SN2025 = "SN2025"
VERSIONS = (SN2007, SN2025)

EVIDENCE_KINDS = (
    "award",
    "project",
    "employment",
    "establishment",
    "accounts",
    "statement",
    "method",
)
UNITS = ("NOK", "EUR", "USD", "persons", "establishments")
SIZE_CLASSES = ("micro", "small", "medium", "large", "unknown")
CLUSTER_LEVELS = ("Arena", "Arena Pro", "NCE", "GCE", "mature", "none", "unknown")
MEMBERSHIPS = ("list", "rule", "none")
RECEIVER_KINDS = ("cluster", "municipality", "county", "sector")
OBJECT_KINDS = ("activity", "method")
ROLES = ("need", "offer")
STATEMENT_KINDS = ("technology", "knowledge", "method", "test facility", "request")
STATEMENT_LANGUAGES = ("nb", "nn", "en", "other")

ORGANISATION = r"^(\d{9}|P[0-9a-f]{10})$"
MUNICIPALITY = r"^\d{4}$"
COUNTY = r"^\d{2}$"
ACTIVITY = r"^(\d{2}|\d{2}\.\d{1,3})$"


def text_column(meaning: str, **options: Any) -> dy.String:
    """Return a column of text."""
    return dy.String(description=meaning, **options)


def note_column(meaning: str) -> dy.String:
    """Return a column of text that may be null."""
    return dy.String(description=meaning, nullable=True)


def row_column() -> dy.Int64:
    """Return the column of rows in a file."""
    return dy.Int64(min=0, description="row in the file, as a spreadsheet numbers it")


def number_column(meaning: str, unit: str, **options: Any) -> dy.Float64:
    """Return a column of numbers with their unit."""
    return dy.Float64(description=meaning, metadata={"unit": unit}, **options)


def organisation_column(*, nullable: bool = True) -> dy.String:
    """Return a column of organisation numbers."""
    return dy.String(
        regex=ORGANISATION, nullable=nullable, description="organisation number"
    )


def date_column(meaning: str, *, nullable: bool = True) -> dy.Date:
    """Return a column of dates."""
    return dy.Date(description=meaning, nullable=nullable)
