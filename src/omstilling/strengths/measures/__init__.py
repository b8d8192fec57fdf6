"""How is it measured? The field's measures of specialisation, relatedness, complexity.

On tables of units × activities, dense or sparse, one method in each file, with its
source and its conventions; `measure` gives all of one period, `measure_periods` those
of several. Any unit without activities, any activity held nowhere and any tie has a
defined value.
"""

from omstilling.strengths.measures.arrays import (
    Flags,
    Index,
    Matrix,
    Table,
    Texts,
)
from omstilling.strengths.measures.complexity import (
    Complexity,
    complexity,
    product_complexity,
)
from omstilling.strengths.measures.cross import cross_proximity
from omstilling.strengths.measures.density import (
    density,
    nearest_density,
    weighted_density,
)
from omstilling.strengths.measures.fitness import Fitness, fitness
from omstilling.strengths.measures.outlook import outlook, outlook_gain
from omstilling.strengths.measures.periods import (
    Measures,
    measure,
    measure_periods,
)
from omstilling.strengths.measures.population import per_head_advantage
from omstilling.strengths.measures.presence import presence, present_at_all
from omstilling.strengths.measures.proximity import proximity
from omstilling.strengths.measures.shrinkage import (
    Prior,
    Shrunken,
    fit_prior,
    shrink,
    shrunken_mean,
)
from omstilling.strengths.measures.specialisation import (
    comparative_advantage,
    expected,
    location_quotient,
)
from omstilling.strengths.measures.variety import Variety, variety

__all__ = [
    "Complexity",
    "Fitness",
    "Flags",
    "Index",
    "Matrix",
    "Measures",
    "Prior",
    "Shrunken",
    "Table",
    "Texts",
    "Variety",
    "comparative_advantage",
    "complexity",
    "cross_proximity",
    "density",
    "expected",
    "fit_prior",
    "fitness",
    "location_quotient",
    "measure",
    "measure_periods",
    "nearest_density",
    "outlook",
    "outlook_gain",
    "per_head_advantage",
    "presence",
    "present_at_all",
    "product_complexity",
    "proximity",
    "shrink",
    "shrunken_mean",
    "variety",
    "weighted_density",
]
