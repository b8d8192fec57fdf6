"""What must hold between the rows of a call; each error names file, field and value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from omstilling.priorities.aid import Project
from omstilling.priorities.aid.rules import wrong
from omstilling.priorities.portfolio.call.records import CallFile, Limit, Proposal


def check(call: CallFile, projects: Mapping[str, Project], file: str) -> None:
    """Raise `InputError` for the first thing that does not fit."""
    _once((one.project for one in call.proposals), file, "proposals.project")
    _once((one.limit for one in call.limits), file, "limits.limit")
    _once((one.scenario for one in call.scenarios), file, "scenarios.scenario")
    _once((one.criterion for one in call.weights), file, "weights.criterion")
    _years([one.year for one in call.budget], file)
    budget_years = {one.year for one in call.budget}
    for proposal in call.proposals:
        if proposal.project not in projects:
            raise wrong(file, "proposals.project", proposal.project, "is no project")
        _money(proposal, projects[proposal.project], budget_years, file)
    _links(call.proposals, file)
    _no_cycle(call.proposals, file)
    _limits(call.limits, file)
    _scenarios(call, file)


def check_support(supported: Iterable[str], call: CallFile, file: str) -> None:
    """Raise `InputError` where somebody supports what is not proposed."""
    known = {one.project for one in call.proposals}
    for name in supported:
        if name not in known:
            raise wrong(file, "support.proposal", name, "is no proposal")


def _once(names: Iterable[str], file: str, field: str) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise wrong(file, field, name, "stands twice")


def _years(years: list[int], file: str) -> None:
    _once(map(str, years), file, "budget.year")
    for year in range(min(years), max(years)):
        if year not in years:
            raise wrong(file, "budget.year", year, "is missing between the others")


def _money(proposal: Proposal, project: Project, years: set[int], file: str) -> None:
    field = f"proposals.{proposal.project}.asked"
    known = {one.partner for one in project.partners}
    for one in proposal.asked:
        if one.partner not in known:
            raise wrong(file, f"{field}.partner", one.partner, "is no partner of it")
        if one.year not in years:
            told = f"{min(years)}–{max(years)}"
            raise wrong(file, f"{field}.year", one.year, f"the budget is of {told}")
    for partner in sorted({one.partner for one in proposal.asked}):
        asked = sum((o.nok for o in proposal.asked if o.partner == partner), Decimal(0))
        left = project.cost_of(partner) - _other_aid(project, partner)
        if asked > left:
            reason = f"is more than {partner}'s costs less other aid, {left}"
            raise wrong(file, f"{field}.nok", str(asked), reason)


def _other_aid(project: Project, partner: str) -> Decimal:
    parts = (one.nok for one in project.other_aid if one.partner == partner)
    return sum(parts, Decimal(0))


def _links(proposals: Iterable[Proposal], file: str) -> None:
    known = {one.project for one in proposals}
    for one in proposals:
        named = {
            "needs": one.needs,
            "excludes": one.excludes,
            "helps": tuple(other.other for other in one.helps),
        }
        for field, others in named.items():
            place = f"proposals.{one.project}.{field}"
            for other in others:
                if other not in known:
                    raise wrong(file, place, other, "is no proposal")
                if other == one.project:
                    raise wrong(file, place, other, "is the proposal itself")
            _once(others, file, place)


def _no_cycle(proposals: Iterable[Proposal], file: str) -> None:
    needs = {one.project: one.needs for one in proposals}
    done: set[str] = set()
    for start in sorted(needs):
        chain = [(start, iter(needs[start]))]
        while chain:
            other = next(chain[-1][1], None)
            on_the_way = [name for name, _ in chain]
            if other is None:
                done.add(chain.pop()[0])
            elif other in on_the_way:
                circle = " → ".join([*on_the_way[on_the_way.index(other) :], other])
                field = f"proposals.{other}.needs"
                raise wrong(file, field, circle, "is a cycle of prerequisites")
            elif other not in done:
                chain.append((other, iter(needs[other])))


def _limits(limits: Iterable[Limit], file: str) -> None:
    """Least shares of different groups of a dimension cannot pass the whole."""
    sums: dict[tuple[str, str], Decimal] = {}
    for one in limits:
        parts = one.dimension not in {"own_money", "pilot", "additionality"}
        if one.kind == "least" and parts and one.percent and one.code != "*":
            key = (one.dimension, one.of)
            sums[key] = sums.get(key, Decimal(0)) + one.percent
            if sums[key] > 100:
                reason = f"least percentages of {one.dimension} add up past 100"
                raise wrong(file, f"limits.{one.limit}.percent", str(sums[key]), reason)


def _scenarios(call: CallFile, file: str) -> None:
    total = sum((one.weight for one in call.scenarios), Decimal(0))
    if call.scenarios and total != 1:
        raise wrong(file, "scenarios.weight", str(total), "weights must add up to 1")
    known = {one.transfer for p in call.proposals for one in p.transfers}
    for scenario in call.scenarios:
        named = [one.transfer for one in scenario.probabilities]
        field = f"scenarios.{scenario.scenario}.probabilities.transfer"
        _once(named, file, field)
        for transfer in named:
            if transfer not in known:
                raise wrong(file, field, transfer, "is expected by no proposal")
