"""An index on disk, kept in step with the texts.

A folder holds the vectors, their crowding, the texts and a manifest that names the
encoder and the glossary and has a checksum of each file. What does not fit is made
anew; what has not changed is not encoded again.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from omstilling.errors import StoreError
from omstilling.language import gettext_noop
from omstilling.meaning.encoders import Encoder, Vectors
from omstilling.meaning.gloss import entries
from omstilling.meaning.search.index import Index
from omstilling.meaning.search.lexical import LexicalIndex, Scores
from omstilling.meaning.search.terms import terms
from omstilling.meaning.search.vectors import Kind
from omstilling.store import content_hash

_MANIFEST, _TEXTS = "manifest.json", "texts.json"
_VECTORS, _CROWDED = "vectors.npy", "crowding.npy"
_FILES = (_VECTORS, _CROWDED, _TEXTS)
FORMAT = 2
BROKEN = gettext_noop("The saved index is damaged; it is made anew.")
OTHER_ENCODER = gettext_noop(
    "The saved index is of another encoder or glossary; it is made anew."
)


@dataclass(frozen=True)
class Opened:
    """An index in step with the texts, how many were encoded, and what to tell."""

    index: Index
    encoded: int
    note: str


class _Saved(NamedTuple):
    rows: dict[tuple[str, str], int]
    vectors: Vectors
    crowded: Scores
    terms: list[list[str]]


def open_index(
    folder: Path,
    ids: Sequence[str],
    texts: Sequence[str],
    *,
    encoder: Encoder,
    kind: Kind = "flat",
) -> Opened:
    """Return the index of these texts, from the folder as far as it fits, and save it.

    Raises
    ------
    StoreError
        The folder cannot be written.
    """
    saved, note = _read(folder, encoder)
    held = {
        at: saved.rows[pair]
        for at, pair in enumerate(zip(ids, texts, strict=True))
        if pair in saved.rows
    }
    missing = [at for at in range(len(texts)) if at not in held]
    vectors = np.zeros((len(texts), encoder.dimension), np.float32)
    listed: list[list[str]] = [[] for _ in texts]
    if held:
        vectors[list(held)] = saved.vectors[list(held.values())]
    for at, place in held.items():
        listed[at] = saved.terms[place]
    if missing:
        vectors[missing] = encoder.encode([texts[at] for at in missing])
    for at in missing:
        listed[at] = terms(texts[at])
    whole = not missing and len(saved.rows) == len(ids)
    index = Index(
        ids,
        texts,
        vectors,
        lexical=LexicalIndex(listed),
        encoder=encoder,
        kind=kind,
        crowded=saved.crowded[list(held.values())] if whole else None,
    )
    if not whole:
        save(index, folder)
    return Opened(index, len(missing), note)


def save(index: Index, folder: Path) -> None:
    """Write an index, its manifest last: half an index is never taken for one."""
    listed = list(zip(index.ids, index.texts, index.lexical.listed, strict=True))
    files = {
        _VECTORS: _bytes(index.vectors),
        _CROWDED: _bytes(index.crowded),
        _TEXTS: json.dumps(listed, ensure_ascii=False).encode(),
    }
    manifest = _fit(index.encoder) | {
        "files": {
            name: hashlib.sha256(body).hexdigest() for name, body in files.items()
        }
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MANIFEST).unlink(missing_ok=True)
        for name, body in files.items():
            (folder / name).write_bytes(body)
        (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise StoreError(
            f"The index could not be written to {folder}: {error}.",
            hint="Free space or choose another folder with --store, and run again.",
        ) from error


def _bytes(numbers: Vectors | Scores) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, numbers)
    return buffer.getvalue()


def _fit(encoder: Encoder) -> dict[str, object]:
    glossary = content_hash([list(entry) for entry in entries()])
    return {"format": FORMAT, "encoder": encoder.name, "glossary": glossary}


def _read(folder: Path, encoder: Encoder) -> tuple[_Saved, str]:
    none = np.zeros((0, encoder.dimension), np.float32)
    nothing = _Saved({}, none, none[:, 0], [])
    if not (folder / _MANIFEST).is_file():
        return nothing, ""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        files = {name: (folder / name).read_bytes() for name in _FILES}
    except (OSError, ValueError):
        return nothing, BROKEN
    if not _whole(manifest, files):
        return nothing, BROKEN
    wanted = _fit(encoder)
    if any(manifest.get(key) != value for key, value in wanted.items()):
        return nothing, OTHER_ENCODER
    listed = json.loads(files[_TEXTS])
    rows = {(one, text): at for at, (one, text, _) in enumerate(listed)}
    vectors, crowded = (np.load(io.BytesIO(files[name])) for name in _FILES[:2])
    return _Saved(rows, vectors, crowded, [found for _, _, found in listed]), ""


def _whole(manifest: object, files: Mapping[str, bytes]) -> bool:
    listed = manifest.get("files") if isinstance(manifest, dict) else None
    return listed == {
        name: hashlib.sha256(body).hexdigest() for name, body in files.items()
    }
