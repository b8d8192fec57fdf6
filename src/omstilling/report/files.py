"""The results as files: a page to read, tables to go on with, checksums of them all."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from omstilling import __version__
from omstilling.errors import StoreError
from omstilling.exports import csv_text
from omstilling.language import Language
from omstilling.report.page import page
from omstilling.report.results import Results, results
from omstilling.store import Snapshot
from omstilling.tables import Reject, Strength

REPORT = "report.html"
MANIFEST = "manifest.json"
RUN = "run.json"
"""The one file that differs between runs on the same snapshot, version and seed."""

Step = Callable[[str], None]


def write_report(
    snapshot: Snapshot,
    out: Path,
    *,
    seed: int,
    language: Language = "nb",
    on_step: Step = lambda _: None,
) -> Results:
    """Answer the questions of the main job and write the answers to a folder.

    Written are `report.html`, `strengths` and `transfers` as CSV and Parquet,
    `manifest.json` with the checksums of these, and `run.json`. Each is written beside
    the earlier one and takes its place when all are whole.

    Parameters
    ----------
    snapshot
        The facts.
    out
        Folder to write to; made if absent.
    seed
        Seed of every random choice.
    language
        Language of the names in the tables; the page has all three.
    on_step
        Called with the name of each step as it begins.

    Raises
    ------
    StoreError
        The folder cannot be written; the earlier files are whole.
    """
    started = dt.datetime.now(dt.UTC)
    begun = time.perf_counter()
    on_step("strengths and transfers")
    found = results(snapshot, seed=seed, language=language)
    on_step("report")
    text = page(found)
    on_step("files")
    try:
        _write(found, text, out)
        _write_run(out, started, time.perf_counter() - begun)
    except OSError as error:
        raise StoreError(
            f"The report could not be written to {out}: {error}. "
            "Earlier files there are whole.",
            hint="Free space or choose another folder with --out, and run again.",
        ) from error
    return found


def _write(found: Results, text: str, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=out))
    try:
        (folder / REPORT).write_text(text, encoding="utf-8", newline="\n")
        for name, table in tables(found).items():
            table.write_parquet(folder / f"{name}.parquet", statistics=False)
            (folder / f"{name}.csv").write_text(
                csv_text(table), encoding="utf-8", newline="\n"
            )
        written = sorted(folder.iterdir())
        manifest = folder / MANIFEST
        manifest.write_text(_json(_manifest(found, written)), encoding="utf-8")
        for path in [*written, manifest]:
            path.replace(out / path.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tables(found: Results) -> dict[str, pl.DataFrame]:
    """Return the tables that are written, by the name of their files."""
    strengths = [
        pilot.strengths.select(pl.lit(pilot.cluster["cluster"]).alias("cluster"), "*")
        for pilot in found.pilots
    ]
    empty = Strength.create_empty().select(
        pl.lit(None, pl.String).alias("cluster"), "*"
    )
    return {
        "strengths": pl.concat([empty.clear(), *strengths]),
        "transfers": found.transfers.with_columns(
            givers=_people([offer.givers for offer in found.offers]),
            takers=_people([offer.takers for offer in found.offers]),
        ),
        "rejects": found.snapshot.read("rejects", Reject),
    }


def _people(lists: list[list[dict[str, Any]]]) -> pl.Series:
    """Return the organisations of each transfer: number, and name where it is known."""
    called = [
        [" ".join(filter(None, (one["organisation"], one["name"]))) for one in people]
        for people in lists
    ]
    return pl.Series(called, dtype=pl.List(pl.String))


def _manifest(found: Results, written: list[Path]) -> dict[str, Any]:
    return {
        "snapshot": found.snapshot.id,
        "made_from": found.snapshot.manifest["made_from"],
        "version": __version__,
        "seed": found.seed,
        "language": found.language,
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in written
        },
    }


def _write_run(out: Path, started: dt.datetime, seconds: float) -> None:
    run = {
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "host": platform.node(),
        "python": platform.python_version(),
    }
    unfinished = out / f".{RUN}"
    unfinished.write_text(_json(run), encoding="utf-8")
    unfinished.replace(out / RUN)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
