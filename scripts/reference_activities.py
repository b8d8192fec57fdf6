"""Make `activities.csv` of the reference bundle: codes and labels, no notes.

    python scripts/reference_activities.py FOLDER

FOLDER holds `industry_codes/`: the Norwegian versions SN2007 and SN2025 and the English
SN2025 (Statistics Norway, Klass), and the British SIC 2007, whose classes are those of
NACE Rev. 2 as SN2007's are. Beside this script lie the reviewed names that those lack:
`activity_names_nn.csv` (nynorsk) and `activity_names_en.csv` (the names of NACE Rev. 2,
Regulation (EC) 1893/2006, where SN2025 has another name or none).
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import polars as pl

from omstilling.tables import SN2007, SN2025

HERE = Path(__file__).parent
OUT = HERE.parent / "src/omstilling/reference/activities.csv"
CHANGE = "2025-09-01"


def main(folder: Path) -> None:
    """Write the file."""
    norwegian = _norwegian(folder / "sn2007_and_sn2025_norwegian.csv.gz")
    english = _english(folder, norwegian)
    table = (
        norwegian.join(english, on=["version", "code"], how="left")
        .join(_nynorsk(), on=["version", "code"], how="left")
        .select(
            "version",
            "code",
            "level",
            "parent",
            "section",
            "name_nb",
            "name_nn",
            "name_en",
        )
        .sort("version", "level", "code")
    )
    table.write_csv(OUT)
    print(f"activities.csv: {table.height} rows, {table.null_count().row(0)} without")


def _norwegian(path: Path) -> pl.DataFrame:
    rows = pl.read_csv(path, infer_schema=False).select(
        "code",
        pl.col("level").cast(pl.Int64),
        parent="parentCode",
        name_nb=_clean("name"),
        first="validFromInRequestedRange",
        end="validToInRequestedRange",
    )
    # A row that begins before the change and has no end holds in both versions.
    old = rows.filter(pl.col("first") < CHANGE).with_columns(version=pl.lit(SN2007))
    new = rows.filter(pl.col("end").is_null()).with_columns(version=pl.lit(SN2025))
    return _with_sections(pl.concat([old, new]).drop("first", "end"))


def _clean(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars().str.replace_all(r"\s+", " ")


def _with_sections(codes: pl.DataFrame) -> pl.DataFrame:
    divisions = codes.filter(pl.col("level") == 2).select(
        "version", division="code", _section="parent"
    )
    return (
        codes.with_columns(division=pl.col("code").str.slice(0, 2))
        .join(divisions, on=["version", "division"], how="left")
        .with_columns(section=pl.coalesce("_section", "code"))
    )


def _english(folder: Path, norwegian: pl.DataFrame) -> pl.DataFrame:
    new = pl.read_csv(
        folder / "sn2025_english.csv.gz", separator=";", infer_schema=False
    ).select("code", name_en=_clean("name"))
    wide = norwegian.filter(pl.col("level") <= 3)
    same = (
        wide.filter(pl.col("version") == SN2007)
        .join(
            wide.filter(pl.col("version") == SN2025), on=["code", "name_nb"], how="semi"
        )
        .join(new, on="code")
        .select("code", "name_en")
    )
    old = pl.concat([_reviewed("en"), same, _british(folder)]).unique(
        "code", keep="first", maintain_order=True
    )
    return pl.concat(
        [
            old.with_columns(version=pl.lit(SN2007)),
            new.with_columns(version=pl.lit(SN2025)),
        ]
    )


def _reviewed(language: str) -> pl.DataFrame:
    path = HERE / f"activity_names_{language}.csv"
    rows = pl.read_csv(path, separator="|", infer_schema=False, quote_char=None)
    return rows.rename({"name": f"name_{language}"})


def _nynorsk() -> pl.DataFrame:
    return _reviewed("nn").with_columns(version=pl.lit(SN2007))


def _british(folder: Path) -> pl.DataFrame:
    """Return the four-digit classes which the British list does not divide further."""
    with gzip.open(folder / "uk_sic2007_english.js.gz", "rt", encoding="utf-8") as file:
        text = file.read()
    entries = json.loads(text.removeprefix("export default").strip().rstrip(";"))
    classes = [
        (f"{code[:2]}.{code[2:4]}", entry["description"])
        for code, entry in sorted(entries.items())
        if code.endswith("0")
    ]
    return pl.DataFrame(classes, ["code", "name_en"], orient="row")


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "industry_codes")
