"""Which conditions of the rules hold for a partner in its project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from omstilling.priorities.aid.asked import Partner, Project
from omstilling.priorities.aid.rules import Category, Condition, Size

#: The costs that Article 25 speaks of.
RESEARCH: tuple[Category, ...] = (
    "fundamental_research",
    "industrial_research",
    "experimental_development",
    "feasibility_study",
)
_MOST_OF_ONE = Decimal("0.70")
_LEAST_OF_RESEARCH = Decimal("0.10")
_LEAST_OF_SMES = Decimal("0.30")
_MOST_YEARS = 10


@dataclass(frozen=True)
class Situation:
    """A project with the sizes of its partners."""

    project: Project
    sizes: Mapping[str, Size]

    def holds(self, condition: Condition, partner: Partner) -> bool | None:
        """Tell whether a condition holds; None where the file does not say."""
        project = self.project
        answer: bool | None = project.declared.get(condition)
        if condition == "application_first" and project.applied is not None:
            # Article 6(2): before work starts, so not on the same day.
            answer = project.applied < project.start
        elif condition == "not_in_difficulty" and partner.in_difficulty is not None:
            answer = not partner.in_difficulty
        elif condition in {"area_a", "area_c"}:
            answer = project.area == condition.removeprefix("area_")
        elif condition == "collaboration":
            answer = self._declared_if(self._may_collaborate())
        elif condition == "sme_collaboration":
            answer = self._declared_if(self._smes_bear_enough())
        elif condition == "ten_years_at_most" and project.operating_since is not None:
            answer = project.end.year - project.operating_since < _MOST_YEARS
        return answer

    def _declared_if(self, possible: bool) -> bool | None:
        """Combine what follows from the costs with what must be declared."""
        if not possible:
            return False
        return self.project.declared.get("effective_collaboration")

    def _may_collaborate(self) -> bool:
        return self._between_firms() or self._with_research()

    def _between_firms(self) -> bool:
        """Article 25(6)(b)(i), first case: firms, one an SME, none above 70 %."""
        bearing = self._research_costs(lambda one: one.role != "research_organisation")
        undertakings: dict[str, Decimal] = {}
        for partner, nok in bearing:
            name = partner.undertaking
            undertakings[name] = undertakings.get(name, Decimal(0)) + nok
        if len(undertakings) < 2:
            return False
        total = sum((nok for _, nok in self._research_costs()), Decimal(0))
        small = any(self.sizes[one.partner] != "large" for one, _ in bearing)
        across = self.project.declared.get("two_states", False)
        return (small or across) and max(undertakings.values()) <= total * _MOST_OF_ONE

    def _with_research(self) -> bool:
        """Second case: research organisations bear 10 % and may publish."""
        if not self.project.declared.get("right_to_publish", False):
            return False
        everyone = self._research_costs()
        bearing = self._research_costs(lambda one: one.role == "research_organisation")
        total = sum((nok for _, nok in everyone), Decimal(0))
        theirs = sum((nok for _, nok in bearing), Decimal(0))
        return bool(bearing) and theirs < total and theirs >= total * _LEAST_OF_RESEARCH

    def _research_costs(
        self, wanted: Callable[[Partner], bool] = lambda _: True
    ) -> list[tuple[Partner, Decimal]]:
        costs = (
            (one, self.project.cost_of(one.partner, *RESEARCH))
            for one in self.project.partners
        )
        return [(one, nok) for one, nok in costs if nok > 0 and wanted(one)]

    def _smes_bear_enough(self) -> bool:
        """Article 29(2): SMEs bear at least 30 % of all eligible costs."""
        costs = {
            one.partner: self.project.cost_of(one.partner, "process_innovation")
            for one in self.project.partners
        }
        theirs = sum(
            (nok for name, nok in costs.items() if self.sizes[name] != "large"),
            Decimal(0),
        )
        return theirs > 0 and theirs >= sum(costs.values()) * _LEAST_OF_SMES
