"""Pages of a table."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.core.paginator import Page, Paginator
from django.http import HttpRequest


@dataclass(frozen=True)
class TablePage:
    """One page of a table.

    Attributes
    ----------
    page
        The page among the others.
    numbers
        Numbers to link to, with an ellipsis where some are left out.
    rows
        The rows of the page.
    """

    page: Page[int]
    numbers: list[int | str]
    rows: pl.DataFrame


def page_of(table: pl.DataFrame, request: HttpRequest, *, size: int) -> TablePage:
    """Return the page asked for; the first where it is no number, at most the last."""
    pages = Paginator(range(table.height), size)
    page = pages.get_page(request.GET.get("page"))
    numbers = pages.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    first = (page.number - 1) * size
    return TablePage(page, list(numbers), table.slice(first, size))
