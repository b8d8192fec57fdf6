"""Times our Equal Shares on a file: file, how often.

It counts processor time of all threads, which does not grow when the machine is busy.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from omstilling.priorities.shares import decide, election_of, read_pabulib
from omstilling.priorities.shares.ballots.book import Floats
from omstilling.priorities.shares.ballots.election import Election, Places
from omstilling.priorities.shares.compiled import compiled

T = TypeVar("T")


def main() -> None:
    """Print seconds of parsing and of rules, and the winners."""
    path, times = Path(sys.argv[1]), int(sys.argv[2])
    began = time.process_time()
    election = election_of(read_pabulib(path))
    first_parse = time.process_time() - began
    began = time.process_time()
    decision = decide(election)
    first_rule = time.process_time() - began
    parse, election = best(lambda: election_of(read_pabulib(path)), times)
    rule, decision = best(lambda: decide(election), times)
    phragmen, by_phragmen = best(lambda: decide(election, rule="phragmen"), times)
    print(
        json.dumps(
            {
                "first_parse": first_parse,
                "first_rule": first_rule,
                "parse": parse,
                "mes": rule,
                "phragmen": phragmen,
                "one_pass": one_pass(election, times),
                "winners": sorted(decision.winners),
                "winners_phragmen": sorted(by_phragmen.winners),
            }
        )
    )


def one_pass(election: Election, times: int) -> float:
    """Return the seconds of one pass over the approvals as they were cast.

    One addition for each: what a rule reads when it looks at every approval of every
    voter once, in the order in which they stand.
    """
    members, ballots = election.members, election.ballots
    cast = np.repeat(members.ballot, members.voters)
    lengths = np.diff(ballots.start)[cast]
    first = np.repeat(ballots.start[cast] - np.cumsum(lengths) + lengths, lengths)
    project = ballots.project[first + np.arange(len(first))]
    voter = np.repeat(np.arange(len(cast), dtype=np.int32), lengths)
    money, sums = np.ones(len(cast)), np.zeros(len(election.projects))
    add(project, voter, money, sums)
    return best(lambda: add(project, voter, money, sums), max(times, 20))[0]


@compiled
def add(project: Places, voter: Places, money: Floats, sums: Floats) -> None:
    """Add up by project what its supporters have."""
    for entry in range(len(project)):
        sums[project[entry]] += money[voter[entry]]


def best(work: Callable[[], T], times: int) -> tuple[float, T]:
    """Do some work several times; return the fewest seconds and what it gave."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        result = work()
        seconds.append(time.process_time() - start)
    return min(seconds), result


if __name__ == "__main__":
    main()
