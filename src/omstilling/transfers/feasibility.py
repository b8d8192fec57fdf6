"""What lies near a receiver, and what it would be worth: the 2 × 2 of specialisation.

Balland, Boschma, Crespo and Rigby (2019, doi:10.1080/00343404.2018.1437900) set how
near an activity is to what a region does (relatedness density: how feasible it is)
against its complexity (the reward), for all that the region lacks. The lines that make
four fields of it are the receiver's own median density of all it lacks, since density
grows with size, and the mean complexity of all activities, 0.

Density is no probability; where one has been learned it stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from omstilling.errors import UsageError
from omstilling.language import Language, gettext_noop
from omstilling.strengths import Landscape, activity_names
from omstilling.transfers.ranking import ground

#: The four fields, in the order in which they are listed.
FIELDS = {
    "near and complex": gettext_noop("Near and complex"),
    "far and complex": gettext_noop("Far and complex"),
    "near and simple": gettext_noop("Near and simple"),
    "far and simple": gettext_noop("Far and simple"),
}


@dataclass(frozen=True, eq=False)
class Feasibility:
    """What a receiver lacks, by how near it is and how complex.

    Attributes
    ----------
    rows
        `activity`, `name`, `density` (0–1), `complexity` (z), `probability` (0–1, null
        where none is known) and `field` (a key of `FIELDS`), those near and complex
        first, and in each field the nearest first.
    density, complexity
        Where the lines between the fields lie.
    label_meaning
        What a take-up is, of which the probability is.
    as_of, horizon
        The last year that is known (None if none is), and the years after it.
    """

    rows: pl.DataFrame
    density: float
    complexity: float
    label_meaning: str
    as_of: int | None
    horizon: int


def feasibility(
    landscape: Landscape, kind: str, receiver: str, *, language: Language = "nb"
) -> Feasibility:
    """Return all activities that a receiver lacks, in four fields.

    Raises
    ------
    UsageError
        There is no such receiver.
    """
    base = ground(landscape)
    takers = base.receivers
    found = np.flatnonzero((takers.kinds == kind) & (takers.ids == receiver))
    if not found.size:
        raise UsageError(
            f"There is no receiver {kind} '{receiver}' with evidence.",
            hint="`omstilling clusters` lists which clusters can be ranked.",
        )
    row = int(found[0])
    lacking = np.flatnonzero(takers.lacks[row])
    middle = float(np.median(base.density[row, lacking])) if lacking.size else 0.0
    table = pl.DataFrame(
        {
            "activity": [landscape.activity_codes[column] for column in lacking],
            "density": base.density[row, lacking],
            "complexity": landscape.complexity[lacking],
            "probability": base.takeup.probability[row, lacking],
        },
        schema_overrides={"activity": pl.String},
    ).with_columns(pl.col("probability").fill_nan(None))
    named = table.join(
        activity_names(landscape, language).rename({"code": "activity"}),
        on="activity",
        how="left",
    ).with_columns(field=_field(middle))
    order = pl.col("field").replace_strict(
        {name: at for at, name in enumerate(FIELDS)}, return_dtype=pl.Int64
    )
    ordered = named.sort(order, "density", "activity", descending=[False, True, False])
    learned = base.takeup
    return Feasibility(
        ordered,
        middle,
        0.0,
        label_meaning=learned.meanings[row],
        as_of=learned.as_of,
        horizon=learned.horizon,
    )


def _field(middle: float) -> pl.Expr:
    near, complex_ = pl.col("density") >= middle, pl.col("complexity") >= 0
    return (
        pl.when(near & complex_)
        .then(pl.lit("near and complex"))
        .when(complex_)
        .then(pl.lit("far and complex"))
        .when(near)
        .then(pl.lit("near and simple"))
        .otherwise(pl.lit("far and simple"))
    )
