"""The main job until `transfers.csv`: the data folder, a folder to write to."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from omstilling import evidence
from omstilling.exports import csv_text
from omstilling.store import Snapshot
from omstilling.strengths import landscape
from omstilling.transfers import find_transfers

#: As many transfers as the report shows.
LIMIT = 50


def whole_way(data: Path, folder: Path) -> Snapshot:
    """Read the files, write a snapshot to a new store and the transfers beside it."""
    store = Path(tempfile.mkdtemp(dir=folder))
    snapshot = evidence.build(store, data=data)
    land = landscape(snapshot)
    pilots = land.clusters.filter("pilot")["cluster"].to_list()
    transfers = find_transfers(land, sources=pilots, limit=LIMIT)
    (store / "transfers.csv").write_text(csv_text(transfers), "utf-8")
    return snapshot


def main() -> None:
    """Do it once, for its peak memory."""
    snapshot = whole_way(Path(sys.argv[1]), Path(sys.argv[2]))
    print(json.dumps({"evidence": snapshot.manifest["tables"]["evidence"]["rows"]}))


if __name__ == "__main__":
    main()
