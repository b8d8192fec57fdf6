"""What can be asked from the command line, one file for each group of questions.

Heavy rooms are imported when a command is called, so that `--help` answers at once.
"""

from omstilling.commands import (
    main_job,
    meaning,
    needs,
    site,
    snapshots,
    strengths,
    takeup,
    transfers,
)

__all__ = [
    "main_job",
    "meaning",
    "needs",
    "site",
    "snapshots",
    "strengths",
    "takeup",
    "transfers",
]
