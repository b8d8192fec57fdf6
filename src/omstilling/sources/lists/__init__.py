"""Lists of one's own: clusters, members, needs, offers, answers, outcomes.

CSV, XLSX or JSON lines. Columns are recognised by their headings in bokmål, nynorsk and
English; case, dots, spaces, hyphens and underscores do not matter, nor does the order.
Every reading says what it took each heading for, so that one can see before importing
what was understood.
"""

from omstilling.sources.lists.answers import read_answers, read_corrections
from omstilling.sources.lists.cells import NOT_USED, ListReading
from omstilling.sources.lists.clusters import read_clusters
from omstilling.sources.lists.members import read_members
from omstilling.sources.lists.outcomes import read_outcomes
from omstilling.sources.lists.sheets import PERSONAL
from omstilling.sources.lists.statements import read_needs, read_offers

__all__ = [
    "NOT_USED",
    "PERSONAL",
    "ListReading",
    "read_answers",
    "read_clusters",
    "read_corrections",
    "read_members",
    "read_needs",
    "read_offers",
    "read_outcomes",
]
