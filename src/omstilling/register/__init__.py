"""Who is who, where, and in which code of which year?

Municipalities are followed through the reforms by number and by name; industry codes
are led from SN2025 to SN2007 through the official correspondence with weights estimated
from observed recodings (Dirichlet posterior means); clusters and their methods are
reviewed facts; organisations get the best that the registers say of them, with size
classes after Commission Recommendation 2003/361/EC.
"""

from __future__ import annotations

from omstilling.register.activities import (
    activities,
    at_level,
    name_of,
    parent,
    section_of,
)
from omstilling.register.bridge import bridge, estimate_bridge, to_sn2007
from omstilling.register.clusters import (
    ClusterBook,
    find_cluster,
    reviewed_clusters,
    territory_of,
)
from omstilling.register.folding import fold
from omstilling.register.imports import with_imports
from omstilling.register.methods import methods
from omstilling.register.organisations import organisations
from omstilling.register.outcomes import with_outcomes
from omstilling.register.places import (
    counties,
    place_keys,
    places,
    resolve_places,
    split_establishments,
)

__all__ = [
    "ClusterBook",
    "activities",
    "at_level",
    "bridge",
    "counties",
    "estimate_bridge",
    "find_cluster",
    "fold",
    "methods",
    "name_of",
    "organisations",
    "parent",
    "place_keys",
    "places",
    "resolve_places",
    "reviewed_clusters",
    "section_of",
    "split_establishments",
    "territory_of",
    "to_sn2007",
    "with_imports",
    "with_outcomes",
]
