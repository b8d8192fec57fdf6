"""What every page needs: its language, the same page in the others, where one is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from omstilling import __version__
from omstilling.language import LANGUAGES, NAMES, Language


def language() -> Language:
    """Return the language of the page being made."""
    active = get_language()
    return next((code for code in LANGUAGES if code == active), LANGUAGES[0])


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of the page shows."""
    return {
        "language": language(),
        "in_other_languages": _in_other_languages(request),
        "sections": _sections(request),
        "version": __version__,
    }


def _in_other_languages(request: HttpRequest) -> list[dict[str, Any]]:
    _, _, rest = request.path.removeprefix("/").partition("/")
    known = any(request.path.startswith(f"/{code}/") for code in LANGUAGES)
    asked = request.META.get("QUERY_STRING", "")
    tail = (rest if known else "") + (f"?{asked}" if asked and known else "")
    return [
        {
            "code": code,
            "name": NAMES[code],
            "address": f"/{code}/{tail}",
            "current": code == language(),
        }
        for code, _name in settings.LANGUAGES
    ]


def _sections(request: HttpRequest) -> list[dict[str, Any]]:
    named = {
        "clusters": _("Clusters"),
        "transfers": _("Transfers"),
        "receivers": _("Receivers"),
        "search": _("Search"),
        "portfolio": _("Which to fund"),
        "data": _("About the data"),
    }
    addresses = {name: reverse(name) for name in named}
    return [
        {
            "name": named[name],
            "address": address,
            "current": "page" if request.path == address else "true",
            "here": request.path.startswith(address),
        }
        for name, address in addresses.items()
    ]
