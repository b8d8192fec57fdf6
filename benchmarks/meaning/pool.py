"""Writes the distractors, one a line: titles of projects and names of industries.

python benchmarks/meaning/pool.py DATA > pool.txt
"""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path


def main() -> None:
    """Print what no need of the pairs asks for, ordered and each once."""
    folder = Path(sys.argv[1])
    titles = _column(folder / "h2020_norway", "participations_*", ";", "Prosjektnavn")
    codes = folder / "industry_codes"
    names = _column(codes, "sn2007_and_sn2025_norwegian*", ",", "name")
    english = _column(codes, "sn2025_english*", ";", "name")
    notes = _column(codes, "sn2007_and_sn2025_norwegian*", ",", "notes")
    first = {note.partition(": ")[2].partition(". ")[0][:120] for note in notes}
    print("\n".join(sorted(filter(None, titles | names | english | first))))


def _column(folder: Path, pattern: str, separator: str, name: str) -> set[str]:
    found = set()
    for path in sorted(folder.glob(f"{pattern}.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = csv.DictReader(file, delimiter=separator)
            found |= {" ".join((row[name] or "").split()) for row in rows}
    return found


if __name__ == "__main__":
    main()
