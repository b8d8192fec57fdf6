"""What visitors can ask of the lists: checked, and forgiving of what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omstilling.web.labels import STATEMENTS

Choices = Sequence[tuple[str, Promise | str]]
#: Column to sort by and its label: the default is the order of the list, which avoids
#: showing one idea again; by any other the highest stands first.
SORTS: Choices = [
    ("rank", _("Rank")),
    ("score", _("Score")),
    ("probability", _("Probability of take-up")),
    ("fit", _("Fit")),
    ("strength", _("Strength")),
    ("proof", _("Proof")),
    ("worth", _("Worth")),
    ("relatedness", _("Relatedness")),
]
#: The same of what only raises, beside the score; where something is asked or offered.
STATED_SORTS: Choices = [("need", _("Need")), ("offer", _("Offer"))]


class Filter(forms.Form):
    """A form of optional fields, sent in the address.

    A value that is not among the choices is left out, and `unknown` names its field.
    """

    def __init__(self, request: HttpRequest, **choices: Choices) -> None:
        super().__init__(request.GET)
        self.fields.update(self.more_fields())
        for name, values in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = values
        self.is_valid()

    def more_fields(self) -> dict[str, forms.Field]:
        """Return fields that only the request or the facts tell of."""
        return {}

    def value(self, name: str) -> Any:
        """Return the checked value of a field, its empty value if it is unknown."""
        return self.cleaned_data.get(name) or self.fields[name].initial or ""

    @property
    def unknown(self) -> list[str]:
        """Labels of the fields whose value is not known."""
        return [str(self.fields[name].label) for name in self.errors]

    @property
    def filled(self) -> bool:
        """Whether anything is asked for."""
        return any(self.cleaned_data.get(name) for name in self.fields)


class ClusterFilter(Filter):
    """Which clusters to list."""

    name = forms.CharField(label=_("Name"), required=False, max_length=100)
    level = forms.ChoiceField(label=_("Level"), required=False)
    county = forms.ChoiceField(label=_("County"), required=False)
    ranked = forms.ChoiceField(
        label=_("Can be ranked"),
        required=False,
        choices=[("yes", _("Yes")), ("no", _("No"))],
    )


class TransferFilter(Filter):
    """Which transfers to list, and in which order."""

    source = forms.ChoiceField(label=_("From cluster"), required=False)
    kind = forms.ChoiceField(label=_("Kind of receiver"), required=False)
    receiver = forms.ChoiceField(label=_("To"), required=False)
    object = forms.ChoiceField(
        label=_("What is transferred"),
        required=False,
        choices=[("activity", _("Industry")), ("method", _("Working method"))],
    )
    sort = forms.ChoiceField(
        label=_("Sort by"), required=False, choices=list(SORTS), initial=SORTS[0][0]
    )
    any_sector = forms.BooleanField(
        label=_("Also within the same sector"), required=False
    )
    variants = forms.BooleanField(
        label=_("Every variant, by score alone"), required=False
    )
    improbable = forms.BooleanField(label=_("Also the improbable"), required=False)


class ReceiverFilter(Filter):
    """Which receiver to show."""

    receiver = forms.ChoiceField(label=_("Receiver"), required=False)


class SearchFilter(Filter):
    """What to search for, and among what."""

    text = forms.CharField(label=_("A need or an offer"), required=False)
    kind = forms.ChoiceField(
        label=_("Search among"),
        required=False,
        choices=[
            ("offers", _("Offers")),
            ("needs", _("Needs")),
            ("organisations", _("Organisations")),
        ],
        initial="offers",
    )
    what = forms.ChoiceField(
        label=_("What it is"), required=False, choices=list(STATEMENTS.items())
    )
    sector = forms.ChoiceField(label=_("Leave out my own sector"), required=False)
    place = forms.ChoiceField(label=_("County"), required=False)
    least_stage = forms.ChoiceField(
        label=_("Technology readiness at least"),
        required=False,
        choices=[(str(level), str(level)) for level in range(1, 10)],
    )
    expired = forms.BooleanField(label=_("Also what has expired"), required=False)


class WholeNumber(forms.IntegerField):
    """A whole number that may be written with spaces: 10 000 000."""

    def to_python(self, value: Any) -> int | None:
        """Return the number, None where nothing is written."""
        return super().to_python("".join(str(value or "").split()) or None)


class PortfolioFilter(Filter):
    """What if: another budget, and other percentages of the limits of a call.

    Parameters
    ----------
    request
        Its address tells what is asked.
    limits
        Names of the limits that have a percentage.
    proposals
        Names of the proposals, one of which can be asked about alone.
    """

    budget = WholeNumber(
        label=_("Budget in all, NOK"), required=False, min_value=0, max_value=10**12
    )

    def __init__(
        self, request: HttpRequest, limits: Iterable[str], proposals: Iterable[str]
    ) -> None:
        self.limits, self.proposals = tuple(limits), tuple(proposals)
        super().__init__(request)

    def more_fields(self) -> dict[str, forms.Field]:
        """Return a field for the percentage of each limit, and for a proposal."""
        percentages: dict[str, forms.Field] = {
            f"limit-{name}": WholeNumber(
                label=name, required=False, min_value=0, max_value=100
            )
            for name in self.limits
        }
        names = [(one, one) for one in self.proposals]
        return {**percentages, "why": forms.ChoiceField(required=False, choices=names)}

    @property
    def percentages(self) -> tuple[tuple[str, int], ...]:
        """The percentages that are asked for, by limit."""
        asked = ((name, self.cleaned_data.get(f"limit-{name}")) for name in self.limits)
        return tuple((name, value) for name, value in asked if value is not None)

    @property
    def filled(self) -> bool:
        """Whether anything is asked for, nought too."""
        told = (self.cleaned_data.get(name) for name in self.fields)
        return any(one not in {None, ""} for one in told)


def options(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return choices ordered by what they are called."""
    return sorted(names, key=lambda pair: (pair[1].casefold(), pair[0]))
