"""Errors of the rooms below become pages, never a traceback."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from omstilling.errors import StoreError, UsageError
from omstilling.web.views.errors import no_facts


class PlainErrors(MiddlewareMixin):
    """Without a readable snapshot a page says what to run; unknown names are 404."""

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Answer for the errors that a visitor can understand; leave the rest."""
        if isinstance(exception, StoreError):
            return no_facts(request, exception)
        if isinstance(exception, UsageError):
            raise Http404(exception.message) from exception
        return None
