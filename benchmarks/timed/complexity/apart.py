"""How far our measures are from those that the peers left in a folder: the folder.

Conventions are aligned first: theirs are told in docs/explanation/measures.md.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from omstilling.strengths.measures import measure

_PEERS = ("ecomplexity", "economic-complexity")


def main() -> None:
    """Print the largest absolute difference of each measure, by peer."""
    folder = Path(sys.argv[1])
    values = np.load(folder / "values.npy")[0]
    told = {}
    for name in _PEERS:
        path = folder / f"{name}.npz"
        if path.is_file():
            ours = _ours(values, name)
            theirs = _aligned(dict(np.load(path)), name)
            told[name] = {key: _apart(ours[key], theirs[key]) for key in theirs}
    print(json.dumps(told))


def _ours(values: np.ndarray, peer: str) -> dict[str, np.ndarray]:
    harvard = peer == "ecomplexity"
    found = measure(values, scale="units" if harvard else "each", itself=harvard)
    return {
        "rca": found.advantage,
        "mcp": found.presence.astype(float),
        "diversity": found.diversity,
        "ubiquity": found.ubiquity,
        "eci": found.unit_complexity,
        "pci": found.activity_complexity,
        "proximity": found.proximity,
        "density": found.density,
        "coi": _scores(found.outlook),
        "cog": found.outlook_gain,
    }


def _aligned(theirs: dict[str, np.ndarray], peer: str) -> dict[str, np.ndarray]:
    if peer == "ecomplexity":
        return theirs
    # It divides deviations by n − 1, and its gain is of another formula.
    scores = {key: _scores(theirs[key]) for key in ("eci", "pci")}
    theirs.pop("gain")
    return {**theirs, **scores}


def _scores(values: np.ndarray) -> np.ndarray:
    return np.asarray((values - values.mean()) / values.std())


def _apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float(np.abs(ours - theirs).max())


if __name__ == "__main__":
    main()
