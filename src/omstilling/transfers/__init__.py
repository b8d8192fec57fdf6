"""What could go from whom to whom, and would it take?

From what a cluster is proven to be good at, to receivers that lack it: ranked by how
likely the receiver takes it up (`takeup`), how well the two fit (`fit`), how strong and
proven the source is and what it would be worth (`parts`). Each part stays visible.
What goes is an activity or a method; who receives is a cluster, municipality, county or
sector.
"""

from omstilling.transfers.find import (
    find_transfer,
    find_transfers,
    nothing_known,
    object_names,
    receiver_names,
)
from omstilling.transfers.people import givers, object_codes, receiver_evidence, takers
from omstilling.transfers.ranking import PARTS
from omstilling.transfers.receiver_text import find_receivers

__all__ = [
    "PARTS",
    "find_receivers",
    "find_transfer",
    "find_transfers",
    "givers",
    "nothing_known",
    "object_codes",
    "object_names",
    "receiver_evidence",
    "receiver_names",
    "takers",
]
