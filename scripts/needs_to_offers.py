"""Learns how the vector of a need moves toward the offers that answer it.

    python scripts/needs_to_offers.py [--validate]

From the training pairs (`benchmarks/meaning/pairs/training-*.jsonl`), in the words of
the writer and in human English. A need x becomes y = x + (x, 1) A, and A is chosen so
that y is nearer to its own offer than to those of the other pairs, and the offer nearer
to it than to other needs (InfoNCE, van den Oord et al. 2018, arXiv:1807.03748), with a
penalty on its squares that holds it near zero. Of A the largest singular vectors are
written. With `--validate` nothing is written: what is learned from five sixths of the
fields is tried on the last sixth, in turn.
A glossary or an encoder that changes much changes the vectors: then learn again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from omstilling.meaning.encoders import encoder
from omstilling.meaning.encoders.toward import FILE, Move
from omstilling.meaning.evaluation import interval, ranks

PAIRS = Path(__file__).parents[1] / "benchmarks" / "meaning" / "pairs"
#: Chosen by `--validate`: penalties from 0.02 to 0.1, and with the first 600 pairs
#: temperatures from 0.05 to 0.2.
PENALTY, TEMPERATURE = 0.03, 0.1
#: Of the constant beside that of the matrix.
SHARE_OF_CONSTANT = 0.1
RANK, STEPS, FOLDS, SEED = 64, 40, 6, 1
Matrix = NDArray[np.float64]


class Training(NamedTuple):
    """Vectors of needs as written and in human English, of offers, and the fields."""

    needs: Matrix
    english: Matrix
    offers: Matrix
    fields: list[str]

    def only(self, rows: NDArray[np.int64]) -> Training:
        """Return the pairs of these rows."""
        fields = [self.fields[row] for row in rows]
        return Training(self.needs[rows], self.english[rows], self.offers[rows], fields)


def main() -> None:
    """Write the file, or print what the folds reach without and with it."""
    training = read()
    if "--validate" in sys.argv[1:]:
        print(json.dumps(validate(training), indent=1))
    else:
        learn(training).write(FILE, encoder=encoder().name)


def read() -> Training:
    """Return the vectors of all training pairs, by file and line."""
    default = encoder()
    lines = [
        line
        for path in sorted(PAIRS.glob("training-*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    pairs = [json.loads(line) for line in lines]
    written, english, offers = (
        default.encode([one[name] for one in pairs]).astype(float)
        for name in ("need", "need_en", "offer")
    )
    return Training(written, english, offers, [one["field"] for one in pairs])


def learn(training: Training) -> Move:
    """Return the move that brings needs nearest to their offers."""
    needs = np.vstack([training.needs, training.english])
    with_one = np.hstack([needs, np.ones((len(needs), 1))])
    wide, width = with_one.shape[1], needs.shape[1]
    penalty = np.full((wide, 1), PENALTY)
    penalty[-1] *= SHARE_OF_CONSTANT

    def worth(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        matrix = flat.reshape(wide, width)
        lost, slope = contrast(needs + with_one @ matrix, training.offers)
        whole = with_one.T @ slope + 2 * penalty * matrix
        return lost + float((penalty * matrix**2).sum()), whole.ravel()

    found = minimize(
        worth,
        np.zeros(wide * width),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS},
    )
    left, sizes, right = np.linalg.svd(found.x.reshape(wide, width), False)
    return Move.of(left[:, :RANK] * sizes[:RANK], right[:RANK])


def contrast(moved: Matrix, offers: Matrix) -> tuple[float, Matrix]:
    """Return how badly needs and offers tell their own from others, and its slope.

    Parameters
    ----------
    moved
        Needs, moved, of any length; once and a second time in the order of the offers.
    offers
        Their offers.
    """
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    rows = moved / lengths
    alike = rows @ offers.T / TEMPERATURE
    halves = [_surprise(half.T) for half in np.vsplit(alike, 2)]
    lost, slope = _surprise(alike)
    lost += sum(half for half, _ in halves) / 2
    slope = slope + np.vstack([half.T for _, half in halves]) / 2
    pulled = slope @ offers / TEMPERATURE
    across = pulled - (pulled * rows).sum(axis=1, keepdims=True) * rows
    return lost, across / lengths


def _surprise(alike: Matrix) -> tuple[float, Matrix]:
    """Return the mean −log share of each row's own column, and its slope."""
    own = np.arange(len(alike)) % alike.shape[1]
    shares = np.exp(alike - alike.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    lost = -float(np.log(shares[np.arange(len(alike)), own]).mean())
    shares[np.arange(len(alike)), own] -= 1
    return lost, shares / len(alike)


def validate(training: Training) -> dict[str, dict[str, float]]:
    """Return what needs of unseen fields reach among their fold's offers."""
    before, after = [], []
    for seen, unseen in _folds(training.fields):
        move, held = learn(training.only(seen)), training.only(unseen)
        needs = held.needs.astype(np.float32)
        before.append(ranks(needs @ held.offers.T.astype(np.float32)))
        after.append(ranks(move(needs) @ held.offers.T.astype(np.float32)))
    without, with_move = np.concatenate(before), np.concatenate(after)
    told = {"mrr": (1 / without, 1 / with_move)}
    for most in (1, 5, 10):
        found_by = [np.asarray(one <= most, float) for one in (without, with_move)]
        told[f"recall_{most}"] = found_by[0], found_by[1]
    found = {}
    for name, (plain, moved) in told.items():
        found[f"{name} without"] = interval(plain, seed=SEED)
        found[f"{name} with"] = interval(moved, seed=SEED)
        found[f"{name} difference"] = interval(moved - plain, seed=SEED)
    return found


def _folds(
    fields: list[str],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield rows of the fields seen and of those not, which change in turn."""
    names = np.array(sorted(set(fields)))
    drawn = np.random.default_rng(SEED).permutation(len(names)) % FOLDS
    fold = drawn[np.searchsorted(names, fields)]
    for one in range(FOLDS):
        yield np.flatnonzero(fold != one), np.flatnonzero(fold == one)


if __name__ == "__main__":
    main()
