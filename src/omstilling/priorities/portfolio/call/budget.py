"""Another budget than the call's own."""

from __future__ import annotations

from decimal import Decimal

from omstilling.priorities.portfolio.call.reading import Call


def divided_budget(call: Call, total: Decimal) -> dict[int, Decimal]:
    """Return an amount divided among the years as the call divides its own budget.

    Parameters
    ----------
    call
        The call.
    total
        NOK of all years, at least 0. Each year is rounded down to whole øre; what is
        left over goes to the last.
    """
    own = {one.year: one.nok for one in call.file.budget}
    whole, years = sum(own.values()), sorted(own)
    parts = {
        year: (total * own[year] / whole if whole else total / len(years)).quantize(
            Decimal("0.01"), rounding="ROUND_FLOOR"
        )
        for year in years
    }
    parts[years[-1]] += total - sum(parts.values())
    return parts
