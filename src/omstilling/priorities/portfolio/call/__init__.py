"""A call: its proposals, budget and limits, as read from files and checked."""

from omstilling.priorities.portfolio.call.assemble import Assembled, assemble
from omstilling.priorities.portfolio.call.budget import divided_budget
from omstilling.priorities.portfolio.call.ceilings import Ceilings, ceilings_of
from omstilling.priorities.portfolio.call.lookup import (
    unknown_transfers,
    with_transfers,
)
from omstilling.priorities.portfolio.call.reading import Call, read_call
from omstilling.priorities.portfolio.call.records import Limit, Proposal, Scenario

__all__ = [
    "Assembled",
    "Call",
    "Ceilings",
    "Limit",
    "Proposal",
    "Scenario",
    "assemble",
    "ceilings_of",
    "divided_budget",
    "read_call",
    "unknown_transfers",
    "with_transfers",
]
