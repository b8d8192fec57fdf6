"""Addresses of the site, each under the language it is in."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from omstilling.web.views import (
    about,
    clusters,
    evidence,
    portfolio,
    receivers,
    search,
    start,
    transfers,
)

urlpatterns = i18n_patterns(
    path("", start.start, name="start"),
    path("clusters/", clusters.every, name="clusters"),
    path("clusters/<str:slug>/", clusters.one, name="cluster"),
    path(
        "clusters/<str:slug>/strengths/<str:activity>/",
        clusters.strength,
        name="strength",
    ),
    path("transfers/", transfers.every, name="transfers"),
    path("transfers/<str:name>/", transfers.one, name="transfer"),
    path("receivers/", receivers.every, name="receivers"),
    path("receivers/<str:kind>/<str:name>/", receivers.one, name="receiver"),
    path("evidence/<path:name>/", evidence.one, name="evidence"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("search/", search.search, name="search"),
    path("data/", about.data, name="data"),
)

handler400 = "omstilling.web.views.errors.bad_request"
handler403 = "omstilling.web.views.errors.forbidden"
handler404 = "omstilling.web.views.errors.not_found"
handler500 = "omstilling.web.views.errors.server_error"
