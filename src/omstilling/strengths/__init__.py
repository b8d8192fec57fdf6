"""What is each cluster really best at?

By location quotients shrunken toward the national share with an empirical-Bayes
Gamma–Poisson model (Clayton and Kaldor 1987), so that two awards in a tiny place do not
rank first; beside them the complexity of each activity (Hidalgo and Hausmann 2009), how
related activities are (Hidalgo et al. 2007) and, where accounts are at hand, the
distance to the productivity frontier.
"""

from omstilling.strengths.landscape import Landscape, landscape
from omstilling.strengths.measures import (
    Flags,
    Index,
    Matrix,
    Shrunken,
    Texts,
    density,
    expected,
    location_quotient,
    shrink,
    shrunken_mean,
)
from omstilling.strengths.profile import (
    LEAST_PIECES,
    activity_names,
    strengths,
    strengths_of_cluster,
)
from omstilling.strengths.units import (
    ClusterCounts,
    cluster_counts,
    evidence_of_cluster,
    evidence_of_territory,
)

__all__ = [
    "LEAST_PIECES",
    "ClusterCounts",
    "Flags",
    "Index",
    "Landscape",
    "Matrix",
    "Shrunken",
    "Texts",
    "activity_names",
    "cluster_counts",
    "density",
    "evidence_of_cluster",
    "evidence_of_territory",
    "expected",
    "landscape",
    "location_quotient",
    "shrink",
    "shrunken_mean",
    "strengths",
    "strengths_of_cluster",
]
