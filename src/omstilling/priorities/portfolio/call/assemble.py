"""From a call to a problem and its rules, in exact numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from omstilling.errors import InputError, UsageError
from omstilling.priorities.aid import (
    CommonAmount,
    Project,
    Rates,
    Rules,
    additionality_value,
    is_additional,
    read_rules,
    size_of,
)
from omstilling.priorities.portfolio import rules as ruling
from omstilling.priorities.portfolio.call.ceilings import Ceilings
from omstilling.priorities.portfolio.call.reading import Call
from omstilling.priorities.portfolio.call.records import (
    Expected,
    Limit,
    Proposal,
    Scenario,
    Worth,
)
from omstilling.priorities.portfolio.problem import (
    ALL,
    ORE,
    PERCENT,
    WHOLE,
    Groups,
    Outlook,
    Pair,
    Problem,
    Shared,
    ValueUnit,
)
from omstilling.priorities.portfolio.rules import Rule

DIMENSIONS = ("sector", "region", "size_class", "level", "receiver")
#: What is not told of a proposal's money.
UNKNOWN = "unknown"
#: Euro are counted in cents.
CENTS = 100
_Part = tuple[str, int]


@dataclass(frozen=True)
class Assembled:
    """A problem, the rules that it stands under, and what they say of money."""

    problem: Problem
    rules: tuple[Rule, ...]
    titles: Mapping[str, str]


def assemble(
    call: Call,
    *,
    ceilings: Ceilings | None = None,
    budget: Mapping[int, Decimal] | None = None,
    scenarios: Sequence[str] = (),
    aid_rules: Rules | None = None,
    rates: Rates | None = None,
) -> Assembled:
    """Return the problem of a call.

    Parameters
    ----------
    call
        As read.
    ceilings
        What the aid rules leave of each proposal; not asked where not given.
    budget
        Year → NOK, instead of the call's own.
    scenarios
        Names of scenarios, or `all`; the probabilities as given if none is named.
    aid_rules, rates
        For size classes from accounts; those that ship if not given.

    Raises
    ------
    UsageError
        A scenario is unknown, or the budget is not for the call's years.
    InputError
        Amounts and scores are mixed, or something is not known that is needed.
    """
    proposals = call.proposals
    yearly = _budget(call, budget)
    unit = _unit(call)
    asked = np.array([_asked(one, tuple(yearly)) for one in proposals], np.int64)
    projects = [call.projects[one.project] for one in proposals]
    problem = Problem(
        ids=tuple(one.project for one in proposals),
        years=tuple(yearly),
        asked=asked,
        cost=np.array([_ore(one.cost) for one in projects], np.int64),
        own=np.array(
            [_own(one, p) for one, p in zip(proposals, projects, strict=True)], np.int64
        ),
        least=np.array([_percent(one.least_percent) * PERCENT for one in proposals]),
        pilot=np.array([one.pilot for one in proposals]),
        groups=_all_groups(
            call, rules=aid_rules or read_rules(), rates=rates or Rates.fallback()
        ),
        unit=unit,
        outlooks=_outlooks(call, scenarios),
        pairs=_pairs(proposals),
    )
    rules = _rules(call, problem, yearly, ceilings)
    titles = {name: project.title for name, project in call.projects.items()}
    return Assembled(problem, tuple(rules), titles)


# -- Money -----------------------------------------------------------------------------


def _ore(nok: Decimal) -> int:
    return int(nok * ORE)


def _percent(percent: Decimal) -> int:
    return int(percent * PERCENT)


def _budget(call: Call, given: Mapping[int, Decimal] | None) -> dict[int, int]:
    own = {one.year: one.nok for one in call.file.budget}
    if given is not None and set(given) != set(own):
        raise UsageError(
            f"The budget is given for {_years(given)}; the call is of {_years(own)}.",
            hint="Give an amount for each year of the call, or one for them all.",
        )
    chosen = own if given is None else given
    return {year: _ore(chosen[year]) for year in sorted(own)}


def _years(years: Mapping[int, Decimal]) -> str:
    return ", ".join(str(year) for year in sorted(years))


def _asked(proposal: Proposal, years: Sequence[int]) -> list[int]:
    return [
        sum(_ore(one.nok) for one in proposal.asked if one.year == year)
        for year in years
    ]


def _own(proposal: Proposal, project: Project) -> int:
    """Return what partners with private money pay: cost less asked and other aid."""
    total = Decimal(0)
    for partner in project.partners:
        if partner.own_money_is_private:
            name = partner.partner
            total += project.cost_of(name)
            total -= sum(o.nok for o in proposal.asked if o.partner == name)
            total -= sum(o.nok for o in project.other_aid if o.partner == name)
    return _ore(total)


# -- Groups ----------------------------------------------------------------------------


def _all_groups(call: Call, *, rules: Rules, rates: Rates) -> dict[str, Groups]:
    named = {
        name: [one.code for one in call.file.limits if one.dimension == name]
        for name in DIMENSIONS
    }
    parts = {
        "sector": [_sectors(one, call.projects[one.project]) for one in call.proposals],
        "region": [_regions(one) for one in call.proposals],
        "size_class": [
            list(_by_partner(one, _sizes(call.projects[one.project], rules, rates)))
            for one in call.proposals
        ],
        "level": [[(one.level, _total(one) * ALL)] for one in call.proposals],
        "receiver": [
            list(_by_partner(one, _undertakings(call.projects[one.project])))
            for one in call.proposals
        ],
    }
    return {name: _groups(parts[name], named[name]) for name in DIMENSIONS}


def _groups(parts: Sequence[Sequence[_Part]], named: Sequence[str]) -> Groups:
    """Return groups from each proposal's parts; those that a limit names too."""
    codes = sorted({code for each in parts for code, _ in each} | {*named} - {"*"})
    place = {code: k for k, code in enumerate(codes)}
    rows = sorted(
        (p, place[code], amount)
        for p, each in enumerate(parts)
        for code, amount in _added(each).items()
    )
    proposal, group, amount = np.array(rows, np.int64).reshape(-1, 3).T
    return Groups(tuple(codes), proposal, group, amount)


def _added(parts: Sequence[_Part]) -> dict[str, int]:
    added: dict[str, int] = {}
    for code, amount in parts:
        added[code] = added.get(code, 0) + amount
    return added


def _total(proposal: Proposal) -> int:
    return sum(_ore(one.nok) for one in proposal.asked)


def _sectors(proposal: Proposal, project: Project) -> list[_Part]:
    """As declared; if nothing is, by the industries of those who ask."""
    if not proposal.sectors:
        sector = {one.partner: one.sector[:2] for one in project.partners}
        return list(_by_partner(proposal, sector))
    declared = [(one.sector, one.percent) for one in proposal.sectors]
    return _split(declared, _total(proposal))


def _regions(proposal: Proposal) -> list[_Part]:
    declared = [(one.region, one.percent) for one in proposal.regions]
    return _split(declared, _total(proposal))


def _split(declared: Sequence[tuple[str, Decimal]], total: int) -> list[_Part]:
    parts = [(code, _percent(percent) * total) for code, percent in declared]
    rest = ALL * total - sum(amount for _, amount in parts)
    return [*parts, (UNKNOWN, rest)] if rest else parts


def _by_partner(proposal: Proposal, code: Mapping[str, str]) -> Iterator[_Part]:
    for one in proposal.asked:
        yield code[one.partner], _ore(one.nok) * ALL


def _sizes(project: Project, rules: Rules, rates: Rates) -> dict[str, str]:
    sizes: dict[str, str] = {}
    for one in project.partners:
        if one.enterprise is not None:
            sizes[one.partner] = size_of(one.enterprise, rules=rules, rates=rates).size
        else:
            sizes[one.partner] = one.size or UNKNOWN
    return sizes


def _undertakings(project: Project) -> dict[str, str]:
    return {one.partner: one.undertaking for one in project.partners}


# -- Worth -----------------------------------------------------------------------------


def _unit(call: Call) -> ValueUnit:
    """Return what all worth is counted in; criteria are scores."""
    units: dict[ValueUnit, list[str]] = {"NOK": [], "score": []}
    for one in call.proposals:
        worth: tuple[Worth, ...] = one.helps
        if call.file.weights:
            units["score"].append(one.project)
        else:
            worth = (*one.helps, *one.transfers)
        for each in worth:
            units["NOK" if each.nok is not None else "score"].append(one.project)
    if units["NOK"] and units["score"]:
        nok, score = units["NOK"][0], units["score"][0]
        raise InputError(
            f"Proposal '{nok}' is valued in NOK and '{score}' by a score: the two are "
            "never added.",
            hint="Value all transfers in NOK, or all by scores from 0 to 1.",
        )
    return "NOK" if units["NOK"] else "score"


def _outlooks(call: Call, names: Sequence[str]) -> tuple[Outlook, ...]:
    if not names:
        return (_outlook(call, None, Fraction(1)),)
    known = {one.scenario: one for one in call.file.scenarios}
    wanted = list(known) if "all" in names else list(dict.fromkeys(names))
    for name in wanted:
        if name not in known:
            raise UsageError(
                f"There is no scenario '{name}' in the call.",
                hint=f"Those there are: {', '.join(sorted(known)) or 'none'}.",
            )
    if not wanted:
        raise UsageError(
            "The call has no scenarios.", hint="Leave --scenario out, or add some."
        )
    total = sum(Fraction(known[name].weight) for name in wanted)
    return tuple(
        _outlook(call, known[name], Fraction(known[name].weight) / total)
        for name in sorted(wanted)
    )


def _outlook(call: Call, scenario: Scenario | None, weight: Fraction) -> Outlook:
    name = "" if scenario is None else scenario.scenario
    if call.file.weights:
        values = tuple(_judged(call, one) for one in call.proposals)
        return Outlook(name, weight, values)
    by_transfer: dict[str, list[tuple[int, Fraction]]] = {}
    for p, proposal in enumerate(call.proposals):
        for one in proposal.transfers:
            worth = _probability(one, scenario) * _worth(one)
            by_transfer.setdefault(one.transfer, []).append((p, worth))
    values_of = [Fraction(0)] * len(call.proposals)
    shared = []
    for _, parts in sorted(by_transfer.items()):
        if len(parts) == 1:
            values_of[parts[0][0]] += parts[0][1]
        else:
            members, worths = zip(*parts, strict=True)
            shared.append(Shared(members, worths))
    return Outlook(name, weight, tuple(values_of), tuple(shared))


def _judged(call: Call, proposal: Proposal) -> Fraction:
    """Return the weighted sum of a proposal's criteria."""
    scores = {one.criterion: Fraction(one.score) for one in proposal.criteria}
    assessed = additionality_value(call.projects[proposal.project])
    if assessed is not None:
        scores.setdefault("additionality", assessed)
    for one in call.file.weights:
        if one.criterion not in scores:
            raise InputError(
                f"Proposal '{proposal.project}', field 'criteria': there is no score "
                f"for '{one.criterion}'.",
                hint="Give it, or take the criterion out of the weights.",
            )
    return sum(
        (Fraction(one.weight) * scores[one.criterion] for one in call.file.weights),
        Fraction(0),
    )


def _probability(expected: Expected, scenario: Scenario | None) -> Fraction:
    if expected.probability is None:
        raise InputError(
            f"Transfer '{expected.transfer}', field 'probability': none is given.",
            hint="Give it, or name a transfer that the snapshot knows one for.",
        )
    if scenario is None:
        return Fraction(expected.probability)
    for one in scenario.probabilities:
        if one.transfer == expected.transfer:
            return Fraction(one.probability)
    return Fraction(expected.probability) * Fraction(scenario.factor)


def _worth(worth: Worth) -> Fraction:
    known = worth.score if worth.nok is None else worth.nok
    if known is None:
        raise InputError(
            "A transfer has neither nok nor score.",
            hint="Give one of them, or name a transfer that the snapshot knows.",
        )
    return Fraction(known)


def _pairs(proposals: Sequence[Proposal]) -> tuple[Pair, ...]:
    place = {one.project: p for p, one in enumerate(proposals)}
    added: dict[tuple[int, int], Fraction] = {}
    for one in proposals:
        for other in one.helps:
            first, second = sorted([place[one.project], place[other.other]])
            bonus = added.get((first, second), Fraction(0)) + _worth(other)
            added[first, second] = bonus
    return tuple(Pair(*pair, bonus) for pair, bonus in sorted(added.items()) if bonus)


# -- Rules -----------------------------------------------------------------------------


def _rules(
    call: Call,
    problem: Problem,
    yearly: Mapping[int, int],
    ceilings: Ceilings | None,
) -> Iterator[Rule]:
    yield from ruling.budgets(problem, yearly)
    for limit in call.file.limits:
        yield from _limit(call, problem, limit, sum(yearly.values()))
    for proposal in call.proposals:
        for other in proposal.needs:
            yield ruling.needs(problem, proposal.project, other)
    excluded = {
        tuple(sorted([one.project, other]))
        for one in call.proposals
        for other in one.excludes
    }
    for first, second in sorted(excluded):
        yield ruling.excludes(problem, first, second)
    if ceilings is not None:
        for name, most in ceilings.most.items():
            if most < WHOLE:
                nok = _ore(ceilings.nok[name])
                yield ruling.lawful(problem, name, most, ceiling=nok)
        yield from _undertaking_rules(problem, ceilings.common)


def _undertaking_rules(
    problem: Problem, amounts: Sequence[CommonAmount]
) -> Iterator[Rule]:
    """Give a rule for each amount that all proposals together would pass."""
    for one in amounts:
        if one.may_bind:
            yield ruling.undertaking(
                problem,
                {name: int(eur * CENTS) for name, eur in one.draws.items()},
                int(one.left_eur * CENTS),
                name=f"{one.kind.replace('_', '-')}-{one.undertaking}-{one.day}",
                raised=sorted(one.raised),
                undertaking=one.name,
                kind=one.kind,
                most=one.most_eur,
                used=one.used_eur,
                day=one.day,
                act=one.act,
                article=one.article,
            )


def _limit(call: Call, problem: Problem, limit: Limit, budget: int) -> Iterator[Rule]:
    if limit.dimension == "own_money":
        yield ruling.own_money(
            problem, _percent(_given(limit.percent)), name=limit.limit
        )
    elif limit.dimension == "pilot":
        yield ruling.pilots(problem, int(_given(limit.count)), name=limit.limit)
    elif limit.dimension == "additionality":
        yield _additional(call, problem, limit)
    else:
        value, unit = _value(limit)
        yield ruling.limit(
            problem,
            name=limit.limit,
            kind=limit.kind,
            dimension=limit.dimension,
            code=limit.code,
            value=value,
            unit=unit,
            budget=budget,
        )


def _given(value: Any) -> Any:
    if value is None:
        raise AssertionError("the record was checked")
    return value


def _value(limit: Limit) -> tuple[int, ruling.LimitUnit]:
    if limit.nok is not None:
        return _ore(limit.nok), "NOK"
    if limit.count is not None:
        return limit.count, "proposals"
    of_budget = limit.of == "budget"
    return _percent(_given(limit.percent)), (
        "percent of budget" if of_budget else "percent of granted"
    )


def _additional(call: Call, problem: Problem, limit: Limit) -> Rule:
    left_out = [
        one.project
        for one in call.proposals
        if not is_additional(call.projects[one.project], at_least=limit.code)  # type: ignore[arg-type] # the record was checked
    ]
    return ruling.additional(problem, left_out, limit.code, name=limit.limit)
