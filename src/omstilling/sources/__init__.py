"""What do the public registers say?

One reader per register turns the file that its publisher serves into a table declared
in `omstilling.tables`. Every row is checked: good rows are kept, a bad row or value is
listed with its row number and the reason, and a file that is broken as a whole raises
`InputError`. `find` recognises files by folder and name, `missing` says which registers
have none, and `read` reads what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from omstilling.errors import InputError
from omstilling.sources import (
    accounts,
    awards,
    codes,
    entities,
    rates,
    research,
    statistics,
)
from omstilling.sources.lists import ListReading, read_clusters, read_members
from omstilling.sources.rates import fallback as fallback_rates
from omstilling.sources.reading import Reading, Register
from omstilling.sources.versions import decide_version, with_versions

REGISTERS: dict[str, Register] = {
    register.key: register
    for register in (
        awards.REGISTER,
        research.PARTICIPATIONS,
        research.APPLICATIONS,
        entities.ENTITIES,
        entities.SUBENTITIES,
        entities.ESTABLISHMENTS,
        entities.ENTERPRISES,
        codes.CODES,
        codes.CORRESPONDENCE,
        codes.RECODING,
        codes.MUNICIPALITIES,
        statistics.REGISTER,
        accounts.REGISTER,
        rates.REGISTER,
        statistics.CELLS,
    )
}
"""Every register that is read, by key."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Found:
    """A file that was recognised, and the key that names it as a source."""

    register: Register
    path: Path
    source: str


def find(folder: Path) -> list[Found]:
    """Return the files of `folder` that a register recognises, ordered by source key.

    The source key is the key of the register where it has one file; where it has
    several, the date in the file name, or else the name, follows it. Those of extracts
    are called by what they hold: `establishments-2025-08-04`.

    Raises
    ------
    InputError
        The folder does not exist, or no file in it is recognised.
    """
    if not folder.is_dir():
        missing_ = "is a file" if folder.is_file() else "does not exist"
        raise InputError(
            f"The data folder {folder} {missing_}.",
            hint="Name a folder with --data, or fill one with `omstilling fetch`.",
        )
    found = [one for register in REGISTERS.values() for one in _files(folder, register)]
    if not found:
        raise InputError(
            f"No file in {folder} is recognised as one of a register.",
            hint="Fill the folder with `omstilling fetch`; it keeps the files of each "
            f"register in a folder of its own: {', '.join(REGISTERS)}.",
        )
    return sorted(found, key=lambda one: one.source)


def reference_bundle() -> Found:
    """Return the cells that ship with the program, for use without a data folder."""
    path = Path(__file__).parents[1] / "reference" / "cells.csv"
    return Found(statistics.CELLS, path, statistics.CELLS.key)


def missing(folder: Path) -> list[str]:
    """Return the keys of the registers of which `folder` has no file.

    Our own cells are not one of them: the package carries them.
    """
    present = {one.register.key for one in find(folder)}
    return [key for key in REGISTERS if key not in {*present, statistics.CELLS.key}]


def read(found: Iterable[Found]) -> dict[str, Reading]:
    """Read files and return what they say by source key, in the order given."""
    return {one.source: one.register.read(one.path, one.source) for one in found}


def _files(folder: Path, register: Register) -> list[Found]:
    paths = {path for pattern in register.patterns for path in folder.glob(pattern)}
    files = sorted(path for path in paths if path.is_file())
    keys = _keys(register.key.replace("_extracts", "s"), files)
    return [Found(register, path, key) for path, key in zip(files, keys, strict=True)]


def _keys(register: str, files: list[Path]) -> list[str]:
    if len(files) == 1:
        return [register]
    dated = [_DATE.search(path.name) for path in files]
    days = [day[0] for day in dated if day]
    if len(set(days)) == len(files):
        return [f"{register}-{day}" for day in days]
    stems = [path.name.split(".")[0] for path in files]
    if len(set(stems)) == len(files):
        return [f"{register}-{stem}" for stem in stems]
    return [f"{register}-{path.name}" for path in files]


__all__ = [
    "REGISTERS",
    "Found",
    "ListReading",
    "Reading",
    "Register",
    "decide_version",
    "fallback_rates",
    "find",
    "missing",
    "read",
    "read_clusters",
    "read_members",
    "reference_bundle",
    "with_versions",
]
