"""An index on disk, kept in step with the texts.

A folder holds the vectors, their crowding, the texts, the graph where the index has
one, and a manifest that names the encoder, the glossary and the kind of index and has a
checksum of each file. What does not fit is made anew; what has not changed is not
encoded again.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from omstilling.language import gettext_noop
from omstilling.meaning.encoders import Encoder, Vectors
from omstilling.meaning.gloss import entries
from omstilling.meaning.search.index import Index
from omstilling.meaning.search.lexical import LexicalIndex
from omstilling.meaning.search.terms import terms
from omstilling.meaning.search.vectors import Kind
from omstilling.store import content_hash

_MANIFEST, _TEXTS = "manifest.json", "texts.json"
_VECTORS, _CROWDED, _GRAPH = "vectors.npy", "crowding.npy", "graph.npy"
_FILES: dict[Kind, tuple[str, ...]] = {
    "flat": (_VECTORS, _CROWDED, _TEXTS),
    "hnsw": (_VECTORS, _CROWDED, _TEXTS, _GRAPH),
}
_BLOCK = 256
FORMAT = 3
BROKEN = gettext_noop("The saved index is damaged; it is made anew.")
OTHER_FORMAT = gettext_noop(
    "The saved index is of another version of the program; it is made anew."
)
OTHER_ENCODER = gettext_noop(
    "The saved index is of another encoder or glossary; it is made anew."
)
NOT_KEPT = gettext_noop(
    "The index could not be saved in the folder of the snapshots, so the next start "
    "makes it anew."
)
OnRead: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True)
class Opened:
    """An index in step with the texts, how many were encoded, and what to tell."""

    index: Index
    encoded: int
    note: str


class _Listed(NamedTuple):
    """A text of an index: what it says, and what of it the vector is of."""

    id: str
    text: str
    meant: str


class _Saved(NamedTuple):
    listed: list[_Listed]
    terms: list[list[str]]
    arrays: dict[str, Any]


def open_index(
    folder: Path,
    ids: Sequence[str],
    texts: Sequence[str],
    *,
    encoder: Encoder,
    kind: Kind = "flat",
    meant: Sequence[str] | None = None,
    on_read: OnRead | None = None,
) -> Opened:
    """Return the index of these texts, from the folder as far as it fits, and save it.

    Parameters
    ----------
    folder
        Where it is kept. If it cannot be written, `Opened.note` says so.
    ids, texts
        As `Index` takes them.
    encoder
        Makes the vectors.
    kind
        ``flat`` or ``hnsw``.
    meant
        What the vector of each text is of; the texts themselves if None. Those that are
        the same are encoded once.
    on_read
        Called with how many texts have been encoded, and how many are to be.
    """
    said = list(texts if meant is None else meant)
    listed = list(map(_Listed, ids, texts, said))
    saved, note = _read(folder, encoder)
    vectors, encoded = _vectors(said, saved, encoder, on_read)
    same = saved is not None and saved.listed == listed
    known = saved.arrays if saved is not None and same else {}
    index = Index(
        ids,
        texts,
        vectors,
        lexical=LexicalIndex(_terms(texts, saved)),
        encoder=encoder,
        kind=kind,
        crowded=known.get(_CROWDED),
        graph=known.get(_GRAPH),
    )
    if not same or (kind == "hnsw" and _GRAPH not in known):
        note = note if _save(index, listed, folder) else NOT_KEPT
    return Opened(index, encoded, note)


def _vectors(
    said: list[str], saved: _Saved | None, encoder: Encoder, on_read: OnRead | None
) -> tuple[Vectors, int]:
    """Return a row for each text, and how many different ones were encoded."""
    held = {one.meant: at for at, one in enumerate(saved.listed)} if saved else {}
    # Texts of like length together are encoded faster, and a few at a time, so that one
    # sees how far it has come.
    missing = sorted(set(said) - held.keys(), key=lambda text: (len(text), text))
    rows = [saved.arrays[_VECTORS]] if saved else []
    for start in range(0, len(missing), _BLOCK):
        rows.append(encoder.encode(missing[start : start + _BLOCK]))
        if on_read is not None:
            on_read(min(start + _BLOCK, len(missing)), len(missing))
    first = len(saved.listed) if saved else 0
    held |= {text: first + at for at, text in enumerate(missing)}
    if not rows:
        return np.zeros((0, encoder.dimension), np.float32), 0
    return np.vstack(rows)[[held[text] for text in said]], len(missing)


def _terms(texts: Sequence[str], saved: _Saved | None) -> list[list[str]]:
    held: dict[str, list[str]] = {}
    if saved is not None:
        texts_there = (one.text for one in saved.listed)
        held = dict(zip(texts_there, saved.terms, strict=True))
    return [held.get(text) or terms(text) for text in texts]


def _save(index: Index, listed: list[_Listed], folder: Path) -> bool:
    """Write an index, its manifest last: half an index is never taken for one."""
    arrays = {_VECTORS: index.vectors, _CROWDED: index.crowded}
    graph = index.near.graph()
    files = {name: _bytes(array) for name, array in arrays.items()}
    if graph is not None:
        files[_GRAPH] = _bytes(graph)
    texts = [(*one, of) for one, of in zip(listed, index.lexical.listed, strict=True)]
    files[_TEXTS] = json.dumps(texts, ensure_ascii=False).encode()
    manifest = _fit(index.encoder) | {"kind": index.kind, "files": _checksums(files)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MANIFEST).unlink(missing_ok=True)
        for name, body in files.items():
            (folder / name).write_bytes(body)
        (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    except OSError:
        return False
    return True


def _bytes(numbers: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, numbers)
    return buffer.getvalue()


def _checksums(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}


def _fit(encoder: Encoder) -> dict[str, object]:
    glossary = content_hash([list(entry) for entry in entries()])
    return {"format": FORMAT, "encoder": encoder.name, "glossary": glossary}


def _read(folder: Path, encoder: Encoder) -> tuple[_Saved | None, str]:
    """Return what is saved, None where nothing fits, and what to tell of that."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        unfit = _unfit(manifest, encoder)
        return (None, unfit) if unfit else (_files(folder, manifest), "")
    except FileNotFoundError as missing:
        return None, BROKEN if missing.filename != str(folder / _MANIFEST) else ""
    except (OSError, ValueError, LookupError, TypeError):
        return None, BROKEN


def _unfit(manifest: dict[str, Any], encoder: Encoder) -> str:
    """Return what is to be told of an index that does not fit; empty if it does."""
    if manifest["format"] != FORMAT:
        return OTHER_FORMAT
    fits = all(manifest[key] == value for key, value in _fit(encoder).items())
    return "" if fits else OTHER_ENCODER


def _files(folder: Path, manifest: dict[str, Any]) -> _Saved:
    """Read what the manifest names; raise `ValueError` where a checksum is another."""
    files = {name: (folder / name).read_bytes() for name in _FILES[manifest["kind"]]}
    if manifest["files"] != _checksums(files):
        raise ValueError("a checksum is another")
    lines = json.loads(files.pop(_TEXTS))
    return _Saved(
        [_Listed(*line[:3]) for line in lines],
        [line[3] for line in lines],
        {name: np.load(io.BytesIO(body)) for name, body in files.items()},
    )
