"""Make `bridge.csv` of the reference bundle.

    python scripts/reference_bridge.py FOLDER

FOLDER holds `industry_codes/`: the official correspondence of the changed codes
(Statistics Norway, Klass table 2919) and the observed recodings of one county.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from omstilling.register.bridge import estimate_bridge
from omstilling.tables import SN2007, SN2025

OUT = Path(__file__).parents[1] / "src/omstilling/reference/bridge.csv"


def main(folder: Path) -> None:
    """Write the file and say which observed pairs are not official."""
    pairs = pl.read_csv(
        folder / "correspondence_sn2007_sn2025_changed.csv", infer_schema=False
    ).select(
        from_version=pl.lit(SN2007),
        from_code="sn2007",
        to_version=pl.lit(SN2025),
        to_code="sn2025",
    )
    (path,) = sorted(folder.glob("observed_recoding_*.csv"))
    recodings = pl.read_csv(path, infer_schema=False).with_columns(
        pl.col("establishments").cast(pl.Float64)
    )
    bridge, strays = estimate_bridge(pairs, recodings)
    bridge.write_csv(OUT)
    print(f"bridge.csv: {bridge.height} rows")
    print(bridge.group_by("from_version", "basis").len().sort("from_version", "basis"))
    total, stray = recodings["establishments"].sum(), strays["establishments"].sum()
    print(
        f"{stray:.0f} of {total:.0f} establishments went outside the official targets:"
    )
    print(strays)


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "industry_codes")
