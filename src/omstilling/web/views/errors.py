"""Pages for what went wrong, in the same frame and language as the others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from omstilling.errors import StoreError


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be understood."""
    return _page(
        request,
        400,
        _("The request could not be understood"),
        _("Check the address, or begin again from the start page."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the request is not allowed."""
    return _page(
        request,
        403,
        _("You have no access to this page"),
        _("Begin again from the start page."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is nothing at the address."""
    return _page(
        request,
        404,
        _("The page does not exist"),
        _(
            "The address may be misspelt, or what it showed is not in the latest data. "
            "Look for it among the clusters and the transfers."
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return _page(
        request,
        500,
        _("Something went wrong here"),
        _("The fault is ours, and it is noted in the log of the server. Try again."),
    )


def no_facts(request: HttpRequest, error: StoreError) -> HttpResponse:
    """503: there is no snapshot that can be read."""
    return _page(
        request,
        503,
        _("There are no results yet"),
        _("Run the command below on the server; then this page shows what it found."),
        command="omstilling run",
        detail=f"{error.message} {error.hint}",
    )


def _page(
    request: HttpRequest, status: int, title: str, advice: str, **more: str
) -> HttpResponse:
    context = {"title": title, "advice": advice, "status": status, **more}
    return render(request, "error.html", context, status=status)
