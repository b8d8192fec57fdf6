"""Which conditions of the rules hold for a partner in its project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from omstilling.priorities.aid.asked import Partner, Project
from omstilling.priorities.aid.rules import Bonus, Category, Needed, Size

#: The costs that Article 25 speaks of.
RESEARCH: tuple[Category, ...] = (
    "fundamental_research",
    "industrial_research",
    "experimental_development",
    "feasibility_study",
)
_ALL = Decimal(100)


@dataclass(frozen=True)
class Situation:
    """A project with the sizes of its partners."""

    project: Project
    sizes: Mapping[str, Size]

    def holds(self, figure: Needed | Bonus, partner: Partner) -> bool | None:
        """Tell whether a condition or that of a bonus holds; None if it is not said."""
        project = self.project
        condition = figure.when if isinstance(figure, Bonus) else figure.condition
        answer = project.declared.get(condition or "")
        if condition == "application_first" and project.applied is not None:
            # Article 6(2): before work starts, so not on the same day.
            answer = project.applied < project.start
        elif condition == "not_in_difficulty" and partner.in_difficulty is not None:
            answer = not partner.in_difficulty
        elif condition == "no_recovery_order" and partner.recovery_order is not None:
            answer = not partner.recovery_order
        elif condition in {"area_a", "area_c"}:
            answer = project.area == condition.removeprefix("area_")
        elif isinstance(figure, Bonus) and condition == "collaboration":
            answer = self._declared_if(self._may_collaborate(figure))
        elif isinstance(figure, Needed) and figure.percent is not None:
            answer = self._declared_if(self._smes_bear(figure.percent))
        elif isinstance(figure, Needed) and figure.years and project.operating_since:
            answer = project.end.year - project.operating_since < figure.years
        return answer

    def _declared_if(self, possible: bool) -> bool | None:
        """Combine what follows from the costs with what must be declared."""
        if not possible:
            return False
        return self.project.declared.get("effective_collaboration")

    def _may_collaborate(self, bonus: Bonus) -> bool:
        firms = bonus.most_of_one is not None and self._between_firms(bonus.most_of_one)
        least = bonus.least_of_research
        return firms or (least is not None and self._with_research(least))

    def _between_firms(self, most: Decimal) -> bool:
        """Article 25(6)(b)(i), first case: firms, one an SME, none bears too much."""
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
        return (small or across) and max(undertakings.values()) * _ALL <= total * most

    def _with_research(self, least: Decimal) -> bool:
        """Second case: research organisations bear enough and may publish."""
        if not self.project.declared.get("right_to_publish", False):
            return False
        everyone = self._research_costs()
        bearing = self._research_costs(lambda one: one.role == "research_organisation")
        total = sum((nok for _, nok in everyone), Decimal(0))
        theirs = sum((nok for _, nok in bearing), Decimal(0))
        return bool(bearing) and theirs < total and theirs * _ALL >= total * least

    def _research_costs(
        self, wanted: Callable[[Partner], bool] = lambda _: True
    ) -> list[tuple[Partner, Decimal]]:
        costs = (
            (one, self.project.cost_of(one.partner, *RESEARCH))
            for one in self.project.partners
        )
        return [(one, nok) for one, nok in costs if nok > 0 and wanted(one)]

    def _smes_bear(self, least: Decimal) -> bool:
        """Article 29(2): SMEs bear enough of all eligible costs."""
        costs = {
            one.partner: self.project.cost_of(one.partner, "process_innovation")
            for one in self.project.partners
        }
        theirs = sum(
            (nok for name, nok in costs.items() if self.sizes[name] != "large"),
            Decimal(0),
        )
        return theirs > 0 and theirs * _ALL >= sum(costs.values()) * least
