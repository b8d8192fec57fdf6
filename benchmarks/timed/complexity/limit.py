"""Times the matrix products that no way of computing the measures does without.

Of M, presence, and Φ, proximity: Mᵀ·M, the product of the smaller side, M·Φ and
(1 − M)·Φ, in double precision, into arrays that are there already. Of a sparse M the
last two are M·Φ twice, for (1 − M)·Φ is the column sums of Φ less M·Φ.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from measuring import best
from scipy import sparse
from threadpoolctl import threadpool_info


def main() -> None:
    """Print the sum of the best times, that of one product, and the kernel."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    thin = folder / "values.npz"
    if thin.is_file():
        products, periods = _sparse(sparse.load_npz(thin)), 1
    else:
        values = np.moveaxis(np.load(folder / "values.npy"), 0, 2)
        periods = values.shape[2]
        products = _dense((values[:, :, 0] > 0).astype(np.float64))
    seconds = [best(product, times)[0] for product in products]
    kernel = {library.get("architecture") for library in threadpool_info()}
    told = {
        "seconds": periods * sum(seconds),
        "one": periods * seconds[2],
        "kernel": ", ".join(sorted(filter(None, kernel))),
    }
    print(json.dumps(told))


def _dense(held: np.ndarray) -> list[Callable[[], Any]]:
    small = held if held.shape[0] <= held.shape[1] else held.T
    near, little = held.T @ held, small @ small.T
    out, lacking = np.empty_like(held), 1.0 - held
    return [
        lambda: np.matmul(held.T, held, out=near),
        lambda: np.matmul(small, small.T, out=little),
        lambda: np.matmul(held, near, out=out),
        lambda: np.matmul(lacking, near, out=out),
    ]


def _sparse(values: sparse.csr_array) -> list[Callable[[], Any]]:
    held = (values > 0).astype(np.float64)
    small = held if held.shape[0] <= held.shape[1] else held.T.tocsr()
    turned = held.T.tocsr()
    near = (turned @ held).toarray()
    return [
        lambda: turned @ held,
        lambda: small @ small.T,
        lambda: held @ near,
        lambda: held @ near,
    ]


if __name__ == "__main__":
    main()
