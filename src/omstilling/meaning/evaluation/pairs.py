"""Pairs of a need and the offer that answers it, and texts that answer none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from omstilling.errors import InputError


class Pairs(NamedTuple):
    """Needs, and the pool they are answered from; need *n* is answered by text *n*."""

    needs: list[str]
    pool: list[str]


def read_pairs(path: Path, *, pool: Path | None = None) -> Pairs:
    """Read pairs from JSON lines with `need` and `offer`, and a pool, one text a line.

    Raises
    ------
    InputError
        A file cannot be read, a line lacks one of the two, or there is no pair.
    """
    needs: list[str] = []
    offers: list[str] = []
    for row, line in _lines(path):
        one = _object(path, row, line)
        for name, texts in (("need", needs), ("offer", offers)):
            text = one.get(name)
            if not isinstance(text, str) or not text.strip():
                raise InputError(
                    f"Row {row} of {path} has no text '{name}'.",
                    hint='Each line is {"need": "…", "offer": "…"}.',
                )
            texts.append(text)
    if not needs:
        raise InputError(
            f"There is no pair in {path}.",
            hint='Write one object a line: {"need": "…", "offer": "…"}.',
        )
    others = [text for _, text in _lines(pool)] if pool else []
    return Pairs(needs, offers + others)


def read_texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file: `text` or `need` of JSON lines, else the lines."""
    for row, line in _lines(path):
        if path.suffix == ".jsonl":
            one = _object(path, row, line)
            yield str(one.get("text") or one.get("need") or "")
        else:
            yield line


def _object(path: Path, row: int, line: str) -> dict[str, Any]:
    try:
        one = json.loads(line)
    except ValueError as error:
        raise InputError(
            f"Row {row} of {path} is no JSON: {error}.",
            hint="Write one JSON object a line.",
        ) from error
    return one if isinstance(one, dict) else {}


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} cannot be read: {error}.",
            hint="Name a file of text in UTF-8.",
        ) from error
    # Not splitlines: a text may hold other signs that end lines.
    for row, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield row, line.strip()
