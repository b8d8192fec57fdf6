"""Industry codes of SN2007 and SN2025 with their names and levels.

A code means something only together with its version: 25.620 is metalworking in SN2007
and locks in SN2025. `omstilling.register.bridge` leads from one version to the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import dataframely as dy
import polars as pl

from omstilling.errors import UsageError
from omstilling.language import Language
from omstilling.tables import SN2007, Activity

_REFERENCE = files("omstilling") / "reference"
# Characters of a code at each level below the section.
_WIDTH = {2: 2, 3: 4, 4: 5, 5: 6}


@cache
def _all() -> dy.DataFrame[Activity]:
    with (_REFERENCE / "activities.csv").open("rb") as file:
        table = pl.read_csv(file, infer_schema=False)
    return Activity.validate(table, cast=True)


def activities(version: str = SN2007) -> dy.DataFrame[Activity]:
    """Return every code of a version, ordered by level and code.

    Labels are those of Statistics Norway (CC BY 4.0); English names of SN2007 are those
    of NACE Rev. 2 (Regulation (EC) 1893/2006), or of SN2025 where the Norwegian label
    stayed the same; nynorsk names are the project's own.
    """
    return Activity.validate(_all().filter(pl.col("version") == version))


@cache
def _entries(version: str) -> Mapping[str, dict[str, str | int | None]]:
    rows = activities(version).iter_rows(named=True)
    return {row["code"]: row for row in rows}


def _entry(code: str, version: str) -> dict[str, str | int | None]:
    try:
        return _entries(version)[code]
    except KeyError:
        raise UsageError(
            f"'{code}' is no code of {version}.",
            hint="Codes are written as 22, 22.2, 22.29 or 22.290; check the version.",
        ) from None


def section_of(code: str, version: str = SN2007) -> str:
    """Return the section letter of a code.

    >>> section_of("22.290")
    'C'
    """
    return str(_entry(code, version)["section"])


def parent(code: str, version: str = SN2007) -> str | None:
    """Return the code one level up; None for a section.

    >>> parent("22.290"), parent("22")
    ('22.29', 'C')
    """
    above = _entry(code, version)["parent"]
    return None if above is None else str(above)


def name_of(code: str, language: Language, version: str = SN2007) -> str:
    """Return the name of a code; in bokmål where it has none in the language asked for.

    >>> name_of("22.2", "nn"), name_of("22.2", "en")
    ('Produksjon av plastprodukt', 'Manufacture of plastic products')
    """
    entry = _entry(code, version)
    return str(entry[f"name_{language}"] or entry["name_nb"])


def at_level(code: pl.Expr, level: int) -> pl.Expr:
    """Cut codes to two, three, four or five digits; null where a code is coarser.

    >>> pl.select(at_level(pl.lit("22.290"), 3)).item()
    '22.2'
    """
    if level not in _WIDTH:
        raise UsageError(
            f"The 'level' parameter of at_level must be 2, 3, 4 or 5. Got {level!r}.",
            hint="Choose 2 for divisions, 3 for groups or 5 for the finest codes.",
        )
    width = _WIDTH[level]
    return pl.when(code.str.len_chars() >= width).then(code.str.slice(0, width))
