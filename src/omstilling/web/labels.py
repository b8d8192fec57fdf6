"""The words for fixed values that only the pages show."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = dict[str, Promise | str]

LEVELS: Labels = {
    "Arena": "Arena",
    "Arena Pro": "Arena Pro",
    "NCE": "NCE",
    "GCE": "GCE",
    "mature": _("Mature cluster"),
    "none": _("No level"),
    "unknown": _("Level unknown"),
}
MEMBERSHIPS: Labels = {
    "list": _("Member list"),
    "rule": _("Rule: territory and industries"),
    "none": _("Neither members nor territory known"),
}
STATEMENTS: Labels = {
    "technology": _("Technology"),
    "knowledge": _("Knowledge"),
    "method": _("Working method"),
    "test facility": _("Test facility"),
    "request": _("Request"),
}
RELATIONS: Labels = {
    "gives": _("Shares it with others"),
    "has": _("Has taken it into use"),
}
