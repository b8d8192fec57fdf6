"""All methods on one file of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omstilling.meaning.evaluation.methods import DEFAULT, methods
from omstilling.meaning.evaluation.pairs import Pairs
from omstilling.meaning.evaluation.scores import ranks, summary


def evaluate(
    pairs: Pairs, *, seed: int, encoders: Sequence[str] = ()
) -> dict[str, Any]:
    """Rank the pool for every need by every method.

    Parameters
    ----------
    pairs
        What `read_pairs` returns.
    seed
        Of the bootstrap, 0 or more.
    encoders
        Names of further encoders to compare.

    Returns
    -------
    dict
        ``default``, the name of the method that search uses; ``methods``, each with
        its name and recall at 1, 5 and 10 and mean reciprocal rank as value, low and
        high; ``pairs`` and ``pool``, how many there are.
    """
    listed = [
        {"name": name, **summary(ranks(method(pairs.needs, pairs.pool)), seed=seed)}
        for name, method in methods(encoders).items()
    ]
    return {
        "default": DEFAULT,
        "methods": listed,
        "pairs": len(pairs.needs),
        "pool": len(pairs.pool),
    }
