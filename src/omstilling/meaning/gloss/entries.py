"""The glossary that the project keeps itself: one file a field, in plain text.

Each line gives a lemma in bokmål, the same in nynorsk where it differs, its class and
what it is called in English, the best translation first.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from omstilling.errors import InputError

FOLDER = Path(__file__).parents[2] / "reference" / "glossary"
_IRREGULAR = "irregular.tsv"
CLASSES = (
    *("noun-m", "noun-f", "noun-n", "verb", "adjective", "adverb", "phrase", "other"),
)
_HEADER = ["bokmål", "nynorsk", "class", "english"]


class Entry(NamedTuple):
    """A line of the glossary."""

    bokmal: str
    nynorsk: str
    word_class: str
    english: tuple[str, ...]
    field: str


@cache
def entries() -> tuple[Entry, ...]:
    """Return the whole glossary, ordered by file and line; read once."""
    return tuple(
        entry
        for path in sorted(FOLDER.glob("*.tsv"))
        if path.name != _IRREGULAR
        for entry in read_entries(path)
    )


def read_entries(path: Path) -> list[Entry]:
    """Read one file of the glossary; raise `InputError` at the first bad line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].split("\t") != _HEADER:
        raise InputError(
            f"The glossary {path.name} does not begin with the columns "
            f"{', '.join(_HEADER)}.",
            hint="Write these four names, with tabs between, in its first line.",
        )
    return [_entry(path, row, line) for row, line in enumerate(lines[1:], 2) if line]


def _entry(path: Path, row: int, line: str) -> Entry:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) != 4 or not cells[0] or not cells[3] or cells[2] not in CLASSES:
        raise InputError(
            f"Row {row} of the glossary {path.name} cannot be read: {line!r}.",
            hint="Give lemma, nynorsk or nothing, a class and English, with tabs.",
        )
    english = tuple(part.strip() for part in cells[3].split(";") if part.strip())
    return Entry(cells[0], cells[1] or cells[0], cells[2], english, path.stem)


@cache
def irregular_forms() -> dict[str, tuple[str, ...]]:
    """Return lemma → forms that no rule gives (fant, bøker, mindre)."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in (FOLDER / _IRREGULAR).read_text(encoding="utf-8").splitlines()[1:]:
        form, lemma = line.split("\t")
        found[lemma].append(form)
    return {lemma: tuple(forms) for lemma, forms in found.items()}
