"""Reference pages made from the code are current, and JSON is as documented."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from docs.pages import DOCS, ROOT, first_cells

from omstilling.cli import main
from omstilling.evidence import build
from omstilling.store import Snapshot
from omstilling.tables import Cluster, Evidence, Strength, Transfer

QUESTIONS = {
    "strengths": ["strengths", "raufoss", "--limit", "1"],
    "transfers": ["transfers", "--from", "raufoss", "--limit", "1"],
    "clusters": ["clusters"],
    "evidence": ["evidence", "cells:2"],
    "snapshots": ["snapshots"],
}
DECLARED = {
    "strengths": Strength,
    "transfers": Transfer,
    "clusters": Cluster,
    "evidence": Evidence,
}


def script(name: str) -> ModuleType:
    path = ROOT / "scripts" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name", ["reference_aid", "reference_commands", "reference_tables"]
)
def test_pages_made_from_the_code_are_current(name: str) -> None:
    made = script(name)
    written = made.TARGET.read_text(encoding="utf-8")
    assert written == made.page(), f"run python scripts/{name}.py"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The facts of the reference bundle."""
    return build(tmp_path_factory.mktemp("store"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_json_has_the_documented_fields(
    question: str, bundle: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    store = str(bundle.folder.parents[1])
    with pytest.raises(SystemExit) as left:
        main([*QUESTIONS[question], "--store", store, "--format", "json"])
    assert left.value.code == 0
    (first, *_) = json.loads(capsys.readouterr().out)
    assert sorted(first) == sorted(first_cells("reference/json.md", question))


@pytest.mark.parametrize("question", DECLARED)
def test_json_documents_every_column_of_its_table(question: str) -> None:
    documented = set(first_cells("reference/json.md", question))
    assert documented >= set(DECLARED[question].column_names())


def test_files_that_run_writes_are_documented(bundle: Snapshot, tmp_path: Path) -> None:
    store = str(bundle.folder.parents[1])
    with pytest.raises(SystemExit) as left:
        main(["run", "--store", store, "--out", str(tmp_path)])
    assert left.value.code == 0
    text = (DOCS / "reference/output.md").read_text(encoding="utf-8")
    for path in tmp_path.iterdir():
        assert f"`{path.name}`" in text, f"{path.name} is not documented"


def test_every_shipped_file_of_the_bundle_is_documented() -> None:
    folder = ROOT / "src/omstilling/reference"
    shipped = {path.name for path in folder.iterdir()}
    assert shipped == set(first_cells("reference/bundle.md"))
