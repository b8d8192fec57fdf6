"""How much public money may a project get, from whom, and under which duties?

Under the general block exemption (Regulation (EU) No 651/2014), the de minimis
regulations and the terms of schemes, as the dated files of `reference/aid` hold them;
enterprises by size after Recommendation 2003/361/EC. It is no legal advice.
"""

from omstilling.priorities.aid.answer import (
    Answer,
    ProgrammeCeiling,
    SchemeCeiling,
    aid,
    programme_ceiling,
)
from omstilling.priorities.aid.asked import (
    ADDITIONALITY,
    Accounts,
    Additionality,
    Cost,
    Earlier,
    Enterprise,
    GivenRate,
    Holding,
    OtherAid,
    Partner,
    Project,
    Rates,
    additionality_value,
    is_additional,
    read_projects,
    size_of,
)
from omstilling.priorities.aid.data import as_data, ceiling_as_data
from omstilling.priorities.aid.notes import Note, say
from omstilling.priorities.aid.rules import Rules, naming, read_rules
from omstilling.priorities.aid.together import CommonAmount, common_amounts
from omstilling.priorities.aid.words import in_words, tables

__all__ = [
    "ADDITIONALITY",
    "Accounts",
    "Additionality",
    "Answer",
    "CommonAmount",
    "Cost",
    "Earlier",
    "Enterprise",
    "GivenRate",
    "Holding",
    "Note",
    "OtherAid",
    "Partner",
    "ProgrammeCeiling",
    "Project",
    "Rates",
    "Rules",
    "SchemeCeiling",
    "additionality_value",
    "aid",
    "as_data",
    "ceiling_as_data",
    "common_amounts",
    "in_words",
    "is_additional",
    "naming",
    "programme_ceiling",
    "read_projects",
    "read_rules",
    "say",
    "size_of",
    "tables",
]
