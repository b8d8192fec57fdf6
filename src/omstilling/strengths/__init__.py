"""What is each cluster really best at?

By location quotients shrunken toward the national share with an empirical-Bayes
Gamma–Poisson model (Clayton and Kaldor 1987), so that two awards in a tiny place do not
rank first; beside them the complexity of each activity (Hidalgo and Hausmann 2009), how
related activities are (Hidalgo et al. 2007) and, where accounts are at hand, the
distance to the productivity frontier.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from omstilling.strengths.holdings import Landscape, landscape
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

#: Where each name is from. They are loaded when they are asked for, so that who only
#: measures arrays need not load Polars, which takes more memory than many a table.
_ROOMS = {
    **dict.fromkeys(("Landscape", "landscape"), "holdings"),
    **dict.fromkeys(("LEAST_PIECES", "activity_names"), "profile"),
    **dict.fromkeys(("strengths", "strengths_of_cluster"), "profile"),
    **dict.fromkeys(("ClusterCounts", "cluster_counts"), "units"),
    **dict.fromkeys(("evidence_of_cluster", "evidence_of_territory"), "units"),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    place = import_module(f"{__name__}.{_ROOMS.get(name, 'measures')}")
    return getattr(place, name)
