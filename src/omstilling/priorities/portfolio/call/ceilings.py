"""How much of each proposal may lawfully be funded, as `aid` answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from omstilling.priorities.aid import (
    CommonAmount,
    Rates,
    Rules,
    aid,
    common_amounts,
    programme_ceiling,
)
from omstilling.priorities.aid.answer import PROGRAMME
from omstilling.priorities.portfolio.call.reading import Call
from omstilling.priorities.portfolio.call.records import Proposal
from omstilling.priorities.portfolio.problem import ALL, WHOLE


@dataclass(frozen=True)
class Ceilings:
    """What the aid rules leave of each proposal.

    Attributes
    ----------
    most
        Proposal → the largest share that may be funded, in millionths.
    nok
        Proposal → the most that the programme may give to the whole project.
    indicative
        Proposals whose ceiling rests on a rule that is not checked: never called
        lawful.
    rules
        Versions of the rules that the ceilings rest on.
    common
        Amounts of single undertakings that proposals draw on together.
    """

    most: Mapping[str, int]
    nok: Mapping[str, Decimal]
    indicative: tuple[str, ...]
    rules: tuple[str, ...]
    common: tuple[CommonAmount, ...] = ()


def ceilings_of(call: Call, *, rules: Rules, rates: Rates) -> Ceilings:
    """Return how much of each proposal may be funded.

    A ceiling in euro does not shrink with a project, so a proposal that asks for too
    much as a whole may be lawful in part: the largest lawful share is sought in whole
    per cent.
    """
    most, nok, indicative, used = {}, {}, [], set[str]()
    for proposal in call.proposals:
        whole = programme_ceiling(
            call.projects[proposal.project], rules=rules, rates=rates
        )
        nok[proposal.project] = whole.nok
        used.update(whole.rules)
        if whole.status != "lawful":
            indicative.append(proposal.project)
        most[proposal.project] = _most(call, proposal, rules, rates)
    common = _common(call, rules, rates)
    for amount in common:
        indicative += [*amount.draws] if amount.indicative else []
    return Ceilings(
        most, nok, tuple(sorted(set(indicative))), tuple(sorted(used)), common
    )


def _common(call: Call, rules: Rules, rates: Rates) -> tuple[CommonAmount, ...]:
    asked = [
        (call.projects[one.project], _by_partner(one, Decimal(1)))
        for one in call.proposals
    ]
    return common_amounts(asked, rules=rules, rates=rates)


def _by_partner(proposal: Proposal, share: Decimal) -> dict[str, Decimal]:
    asked: dict[str, Decimal] = {}
    for one in proposal.asked:
        asked[one.partner] = asked.get(one.partner, Decimal(0)) + one.nok * share
    return asked


def _most(call: Call, proposal: Proposal, rules: Rules, rates: Rates) -> int:
    if _allowed(call, proposal, Decimal(1), rules, rates):
        return WHOLE
    low, high = 0, 100
    while high - low > 1:
        middle = (low + high) // 2
        if _allowed(call, proposal, Decimal(middle) / 100, rules, rates):
            low = middle
        else:
            high = middle
    return low * ALL


def _allowed(
    call: Call, proposal: Proposal, share: Decimal, rules: Rules, rates: Rates
) -> bool:
    """Whether the programme may give so much to the project and to each partner."""
    project = call.projects[proposal.project]
    scaled = project if share == 1 else project.scaled(share)
    ceiling = programme_ceiling(scaled, rules=rules, rates=rates)
    alone = {
        one.partner: one.nok
        for one in aid(scaled, rules=rules, rates=rates).schemes
        if one.scheme.rule == PROGRAMME
    }
    asked = _by_partner(proposal, share)
    return sum(asked.values(), Decimal(0)) <= ceiling.nok and all(
        nok <= alone.get(partner, Decimal(0)) for partner, nok in asked.items()
    )
