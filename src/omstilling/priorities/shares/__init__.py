"""Which proposals does business choose together, so that each group has its share?

By the Method of Equal Shares (Peters and Skowron 2020, doi:10.1145/3391403.3399465;
arXiv:2008.13276), Exact Equal Shares (arXiv:2502.11797), Phragmén's sequential rule, or
greedily as a yardstick; with who pays for what, and whether the result is proportional
(EJR+ up to one project, Brill and Peters 2023, doi:10.1145/3580507.3597785).
"""

from omstilling.priorities.shares.answer import answer
from omstilling.priorities.shares.ballots.book import SATISFACTIONS, Satisfaction
from omstilling.priorities.shares.ballots.counting import election_of
from omstilling.priorities.shares.ballots.election import KINDS, Election, Kind, Project
from omstilling.priorities.shares.ballots.pabulib import (
    PabulibFile,
    read_pabulib,
    write_pabulib,
)
from omstilling.priorities.shares.ballots.support import (
    Ballot,
    as_pabulib,
    ballots_of,
    election,
)
from omstilling.priorities.shares.decide import (
    COMPLETIONS,
    RULES,
    Completion,
    Decision,
    Rule,
    decide,
    load_machine_code,
)
from omstilling.priorities.shares.fairness import Failure, check_ejr_plus
from omstilling.priorities.shares.reasons import Paid, Reason, explain
from omstilling.priorities.shares.rules.ties import TIES, Ties

__all__ = [
    "COMPLETIONS",
    "KINDS",
    "RULES",
    "SATISFACTIONS",
    "TIES",
    "Ballot",
    "Completion",
    "Decision",
    "Election",
    "Failure",
    "Kind",
    "PabulibFile",
    "Paid",
    "Project",
    "Reason",
    "Rule",
    "Satisfaction",
    "Ties",
    "answer",
    "as_pabulib",
    "ballots_of",
    "check_ejr_plus",
    "decide",
    "election",
    "election_of",
    "explain",
    "load_machine_code",
    "read_pabulib",
    "write_pabulib",
]
