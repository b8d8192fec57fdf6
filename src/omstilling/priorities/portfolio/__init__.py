"""A portfolio that is proven best, and explained.

Proposals under a budget and rules of balance, as a mixed-integer program solved with
HiGHS (Q. Huangfu and J. A. J. Hall, Mathematical Programming Computation 10, 119–142,
2018, https://doi.org/10.1007/s12532-017-0130-5). Every answer is checked in exact
arithmetic, and every reason is found by solving again.
"""

from omstilling.priorities.portfolio.answer import Seal, front_data
from omstilling.priorities.portfolio.call import (
    Assembled,
    Call,
    Ceilings,
    assemble,
    ceilings_of,
    divided_budget,
    read_call,
    unknown_transfers,
    with_transfers,
)
from omstilling.priorities.portfolio.choosing import Portfolio, choose
from omstilling.priorities.portfolio.clash import Clash, clash
from omstilling.priorities.portfolio.front import Front, Point, Spread, front
from omstilling.priorities.portfolio.problem import Problem
from omstilling.priorities.portfolio.reasons import Reason, Reasons, explain
from omstilling.priorities.portfolio.rules import Rule
from omstilling.priorities.portfolio.solving import (
    Question,
    Solution,
    Solver,
    SolverSettings,
)
from omstilling.priorities.portfolio.together import differences, equal_shares
from omstilling.priorities.portfolio.worth import Caution

__all__ = [
    "Assembled",
    "Call",
    "Caution",
    "Ceilings",
    "Clash",
    "Front",
    "Point",
    "Portfolio",
    "Problem",
    "Question",
    "Reason",
    "Reasons",
    "Rule",
    "Seal",
    "Solution",
    "Solver",
    "SolverSettings",
    "Spread",
    "assemble",
    "ceilings_of",
    "choose",
    "clash",
    "differences",
    "divided_budget",
    "equal_shares",
    "explain",
    "front",
    "front_data",
    "read_call",
    "unknown_transfers",
    "with_transfers",
]
