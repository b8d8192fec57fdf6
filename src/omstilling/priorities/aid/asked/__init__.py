"""What is asked about: projects, partners and their size, and prices of a euro."""

from omstilling.priorities.aid.asked.files import read_projects
from omstilling.priorities.aid.asked.project import (
    ADDITIONALITY,
    Additionality,
    Cost,
    Earlier,
    GivenRate,
    OtherAid,
    Partner,
    Project,
    additionality_value,
    is_additional,
)
from omstilling.priorities.aid.asked.rates import Euro, Rates, whole_kroner
from omstilling.priorities.aid.asked.size import (
    Accounts,
    Enterprise,
    Holding,
    SizeClass,
    SizeFound,
    as_rule_size,
    class_of,
    size_of,
)

__all__ = [
    "ADDITIONALITY",
    "Accounts",
    "Additionality",
    "Cost",
    "Earlier",
    "Enterprise",
    "Euro",
    "GivenRate",
    "Holding",
    "OtherAid",
    "Partner",
    "Project",
    "Rates",
    "SizeClass",
    "SizeFound",
    "additionality_value",
    "as_rule_size",
    "class_of",
    "is_additional",
    "read_projects",
    "size_of",
    "whole_kroner",
]
