"""Which transfers to fund: lawfully, fairly, and with reasons?

`aid` answers how much public money a project and its partners may get under the aid
rules in force on a date (Regulation (EU) No 651/2014, the de minimis regulations, and
the terms of Norwegian schemes), and under which duties. It is no legal advice.
"""

from omstilling.priorities.aid import (
    Answer,
    ProgrammeCeiling,
    Project,
    Rates,
    Rules,
    aid,
    programme_ceiling,
    read_projects,
    read_rules,
)

__all__ = [
    "Answer",
    "ProgrammeCeiling",
    "Project",
    "Rates",
    "Rules",
    "aid",
    "programme_ceiling",
    "read_projects",
    "read_rules",
]
