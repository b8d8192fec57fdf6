"""Writes an election: `lodz ZIPPED` unpacked, or one made up of PROJECTS × VOTERS.

Arguments: file to write, then `real PACKED` or `made PROJECTS VOTERS`.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np


def main() -> None:
    """Write the file, and print how many votes it holds."""
    path, kind, *rest = sys.argv[1:]
    if kind == "real":
        text = gzip.decompress(Path(rest[0]).read_bytes()).decode("utf-8-sig")
    else:
        text = _made(int(rest[0]), int(rest[1]))
    Path(path).write_text(text, encoding="utf-8")
    print(json.dumps({"lines": text.count("\n")}))


def _made(projects: int, voters: int) -> str:
    """Return an election where some projects are liked more, and voters name some 8."""
    random = np.random.default_rng(2015)
    costs = random.integers(10_000, 500_000, projects)
    liked = random.beta(1, 12, projects) + 0.01
    liked *= 8 / liked.sum()
    votes = random.random((voters, projects)) < liked
    lines = [
        *("META", "key;value", f"num_projects;{projects}", f"num_votes;{voters}"),
        *(f"budget;{int(costs.sum() // 4)}", "vote_type;approval", "PROJECTS"),
        "project_id;cost",
        *(f"p{one:03};{cost}" for one, cost in enumerate(costs)),
        *("VOTES", "voter_id;vote"),
        *(
            f"{one};{','.join(f'p{p:03}' for p in np.flatnonzero(row))}"
            for one, row in enumerate(votes)
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
