"""Statistics Norway's Klass: code lists, correspondence tables, and observed recoding.

Code lists are read as Klass serves them (JSON, or CSV with `;` or `,` in UTF-8 or
ISO-8859-1). A file says nowhere which classification, version or language it holds, so
its name does: `SN2007`, `SN2025` or `klass_131`, and `_en`, `_nn` or neither. A file
with both versions in its name tells them apart by the days on which a code was valid.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import polars as pl

from omstilling.errors import InputError
from omstilling.sources import checks
from omstilling.sources.files import Form, read_csv, read_json, read_text, text_frame
from omstilling.sources.reading import Reading, Register
from omstilling.tables import SN2007, SN2025, VERSIONS, Code, Correspondence, Recoding

UK_SIC2007 = "UK-SIC2007"
"""Version of the British codes; their first four digits are those of NACE Rev. 2."""

_CHANGE = dt.date(2025, 9, 1)
_CODE_COLUMNS = ("code", "level", "name")
_CODE_OPTIONAL = (
    "parentCode",
    "shortName",
    "validFrom",
    "validTo",
    "validFromInRequestedRange",
    "validToInRequestedRange",
)
_CODE_FORM = Form(
    _CODE_COLUMNS, _CODE_OPTIONAL, separators=";,", encoding="either", short_rows=True
)
_CODE_FIELDS = (
    checks.required(checks.text("code", "code")),
    checks.text("parent", "parentCode"),
    checks.required(checks.integer("level", "level", low=1, high=6)),
    checks.required(checks.text("name", "name")),
    checks.text("short_name", "shortName"),
    checks.date("valid_from", "validFrom"),
    checks.date("valid_to", "validTo"),
    checks.date("range_from", "validFromInRequestedRange"),
    checks.date("range_to", "validToInRequestedRange"),
)
_PAIR_FORM = Form(("sn2007", "sn2025"))
_KLASS_PAIR_FORM = Form(
    ("sourceCode", "targetCode"), separators=";,", encoding="either", short_rows=True
)


# -- Code lists ------------------------------------------------------------------------


def read_codes(path: Path, source: str) -> Reading:
    """Read a code list; a code that both versions have in common gives a row for each.

    Raises
    ------
    InputError
        The file is no code list, or its name does not say which.
    """
    return _read_codes(CODES, path, source)


def read_municipalities(path: Path, source: str) -> Reading:
    """Read the list of municipalities (Klass 131) with the days they were valid."""
    return _read_codes(MUNICIPALITIES, path, source)


def _read_codes(register: Register, path: Path, source: str) -> Reading:
    frame, broken = _code_rows(path)
    table, rejects = checks.read_fields(frame, _CODE_FIELDS)
    dated = table.with_columns(
        valid_from=pl.coalesce("range_from", "valid_from"),
        valid_to=pl.coalesce("range_to", "valid_to"),
        language=pl.lit(_language(path)),
    )
    codes = pl.concat(_of_version(dated, path, name) for name in _versions(path))
    return checks.reading(register, path, source, codes, [broken, rejects])


def _code_rows(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    name = path.name.removesuffix(".gz")
    if name.endswith(".js"):
        return _uk_rows(path), checks.no_rejects()
    if name.endswith(".json"):
        items = _listed(path, read_json(path), "codes", "classificationItems")
        return text_frame(items, (*_CODE_COLUMNS, *_CODE_OPTIONAL)), checks.no_rejects()
    rows = read_csv(path, _CODE_FORM)
    return rows.frame, checks.broken_rows(rows.broken)


def _versions(path: Path) -> list[str]:
    name = path.name.lower()
    if "uk_sic2007" in name:
        return [UK_SIC2007]
    named = [version for version in VERSIONS if version.lower() in name]
    klass = re.search(r"klass[-_]?(\d+)", name)
    if not named and not klass:
        raise InputError(
            f"The name of {path.name} does not say which classification it holds.",
            hint="Name it for instance klass_6_SN2025_nb.json or klass_131_nb.csv.",
        )
    return named or [f"KLASS-{klass[1]}" if klass else ""]


def _of_version(codes: pl.DataFrame, path: Path, version: str) -> pl.DataFrame:
    named = codes.with_columns(version=pl.lit(version))
    if len(_versions(path)) == 1:
        return named
    ends, begins = pl.col("valid_to"), pl.col("valid_from")
    if version == SN2007:
        return named.filter(begins.is_null() | (begins < _CHANGE))
    return named.filter(ends.is_null() | (ends > _CHANGE))


def _language(path: Path) -> str:
    name = path.name.lower()
    if "english" in name or re.search(r"_en\b", name):
        return "en"
    return "nn" if "nynorsk" in name or re.search(r"_nn\b", name) else "nb"


def _uk_rows(path: Path) -> pl.DataFrame:
    """Return subclasses and their sections, from a default export of JavaScript."""
    text = read_text(path).strip().removeprefix("export default").strip(" \n;")
    try:
        subclasses = json.loads(text)
    except ValueError as error:
        raise InputError(
            f"The file {path.name} is no JavaScript object of codes: {error}.",
            hint="Download it again.",
        ) from error
    items = [
        _uk_item(
            f"{code[:2]}.{code[2:]}", f"{code[:2]}.{code[2:4]}", 5, entry["description"]
        )
        for code, entry in subclasses.items()
    ]
    names = {
        entry["sectionName"].removeprefix("Section "): entry["sectionDescription"]
        for entry in subclasses.values()
    }
    items += [_uk_item(letter, None, 1, names[letter]) for letter in sorted(names)]
    return text_frame(items, (*_CODE_COLUMNS, *_CODE_OPTIONAL))


def _uk_item(code: str, parent: str | None, level: int, name: str) -> dict[str, Any]:
    return {"code": code, "parentCode": parent, "level": level, "name": name}


# -- Correspondence --------------------------------------------------------------------


def read_correspondence(path: Path, source: str) -> Reading:
    """Read the pairs of a correspondence table between SN2007 and SN2025.

    Klass serves a table in one direction, and JSON says which; a CSV file has the
    direction of table 2919, from SN2025 to SN2007.
    """
    if path.name.removesuffix(".gz").endswith(".json"):
        document = read_json(path)
        items = _listed(path, document, "correspondenceMaps", "correspondenceItems")
        frame, broken = (
            text_frame(items, _KLASS_PAIR_FORM.columns),
            checks.no_rejects(),
        )
        ends = (
            _klass_version(path, document, "source"),
            _klass_version(path, document, "target"),
        )
    else:
        rows = read_csv(path, _PAIR_FORM, _KLASS_PAIR_FORM)
        frame, broken = rows.frame, checks.broken_rows(rows.broken)
        ends = (SN2007, SN2025) if rows.form is _PAIR_FORM else (SN2025, SN2007)
    first, second = [name for name in frame.columns if name != "row"]
    fields = (
        checks.required(checks.text("from_code", first)),
        checks.required(checks.text("to_code", second)),
    )
    table, rejects = checks.read_fields(frame, fields)
    pairs = table.with_columns(from_version=pl.lit(ends[0]), to_version=pl.lit(ends[1]))
    return checks.reading(CORRESPONDENCE, path, source, pairs, [broken, rejects])


def _klass_version(path: Path, document: dict[str, Any], end: str) -> str:
    name = str(document.get(end, ""))
    for version in VERSIONS:
        if version in name or version.removeprefix("SN") in name:
            return version
    raise InputError(
        f"The file {path.name} does not say that its {end} is SN2007 or SN2025.",
        hint="Fetch Klass table 2919.",
    )


def read_recoding(path: Path, source: str) -> Reading:
    """Read how establishments present before and after the change were recoded."""
    fields = (
        checks.required(checks.industry_code("sn2007", "sn2007")),
        checks.required(checks.industry_code("sn2025", "sn2025")),
        checks.required(checks.number("establishments", "establishments")),
    )
    rows = read_csv(path, Form(tuple(field.column for field in fields)))
    table, rejects = checks.read_fields(rows.frame, fields)
    broken = checks.broken_rows(rows.broken)
    return checks.reading(RECODING, path, source, table, [broken, rejects])


# -- JSON ------------------------------------------------------------------------------


def _listed(path: Path, document: Any, *keys: str) -> list[dict[str, Any]]:
    for key in keys:
        if isinstance(document, dict) and isinstance(document.get(key), list):
            items: list[dict[str, Any]] = document[key]
            return items
    raise InputError(
        f"The file {path.name} has no list called {' or '.join(keys)}.",
        hint="Download it from Klass as JSON.",
    )


_PUBLISHER = "Statistisk sentralbyrå"
_API = "https://data.ssb.no/api/klass/v1"
_OBSERVED = "Observed recoding from SN2007 to SN2025"
CODES = Register(
    key="codes",
    title="Standard for næringsgruppering (Klass 6)",
    publisher=_PUBLISHER,
    terms="CC BY 4.0",
    url=f"{_API}/classifications/6",
    patterns=(
        "codes/*.json",
        "codes/*.csv",
        "codes/*.csv.gz",
        "industry_codes/sn20*.csv.gz",
        "industry_codes/uk_sic2007*.js.gz",
    ),
    schema=Code,
    read=read_codes,
)
MUNICIPALITIES = Register(
    key="municipalities",
    title="Standard for kommuneinndeling (Klass 131)",
    publisher=_PUBLISHER,
    terms="CC BY 4.0",
    url=f"{_API}/classifications/131",
    patterns=("municipalities/*.json", "municipalities/*.csv"),
    schema=Code,
    read=read_municipalities,
)
CORRESPONDENCE = Register(
    key="correspondence",
    title="Korrespondansetabell SN2025 – SN2007 (Klass 2919)",
    publisher=_PUBLISHER,
    terms="CC BY 4.0",
    url=f"{_API}/correspondencetables/2919",
    patterns=(
        "correspondence/*.json",
        "correspondence/*.csv",
        "industry_codes/correspondence_*.csv",
    ),
    schema=Correspondence,
    read=read_correspondence,
)
RECODING = Register(
    key="recoding",
    title=_OBSERVED,
    publisher="Computed from Enhetsregisteret",
    terms="NLOD 2.0",
    url="https://data.brreg.no/enhetsregisteret/api/underenheter",
    patterns=("recoding/*.csv", "industry_codes/observed_recoding_*.csv"),
    schema=Recoding,
    read=read_recoding,
)
