"""What shows that somebody can do something?

One table of who, where, which activity or method, year, kind and amount, each row with
the source and the row it comes from; together with the registers it stands on it is
written as an immutable snapshot.
"""

from omstilling.evidence.build import REFERENCE_BUNDLE, REGISTERS, build
from omstilling.evidence.imports import import_list, import_outcomes, recorded_outcomes

__all__ = [
    "REFERENCE_BUNDLE",
    "REGISTERS",
    "build",
    "import_list",
    "import_outcomes",
    "recorded_outcomes",
]
