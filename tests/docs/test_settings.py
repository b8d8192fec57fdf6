"""The pages about settings, the data folder and tests say what the code says."""

from __future__ import annotations

import tomllib

from docs.pages import DOCS, ROOT, first_cells

from omstilling.evidence.assemble import TABLES
from omstilling.settings import URLS, WEIGHTS, Settings
from omstilling.sources import REGISTERS
from omstilling.sources.downloads import DOWNLOADS


def test_every_setting_is_documented_with_its_default_and_meaning() -> None:
    text = (DOCS / "reference/settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        row = (
            f"| `OMSTILLING_{name.upper()}` | {_default(name)} | {field.description} |"
        )
        assert row in text, f"write into docs/reference/settings.md: {row}"
    listed = [one for one in first_cells("reference/settings.md") if "_" in one]
    variables = [one for one in listed if one.startswith("OMSTILLING_")]
    assert len(variables) == len(Settings.model_fields)


def _default(name: str) -> str:
    default = Settings.model_fields[name].default
    if name in {"urls", "weights"}:
        return "see below"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default}`" if default != "" else "empty"


def test_every_weight_is_documented_with_its_default() -> None:
    text = (DOCS / "reference/settings.md").read_text(encoding="utf-8")
    for part, weight in WEIGHTS.items():
        assert f"| `{part}` | `{weight}`" in text


def test_every_download_is_documented() -> None:
    assert {one.key for one in DOWNLOADS} == set(URLS)
    text = (DOCS / "reference/settings.md").read_text(encoding="utf-8")
    for one in DOWNLOADS:
        assert f"| `{one.key}` | `{one.register}/{one.file}` |" in text


def test_every_register_and_its_files_are_documented() -> None:
    text = (DOCS / "reference/data-folder.md").read_text(encoding="utf-8")
    for key, register in REGISTERS.items():
        read = "yes" if key in TABLES else "no"
        files = "<br>".join(f"`{pattern}`" for pattern in register.patterns)
        row = (
            f"| `{key}` | {register.title} | {register.publisher} | "
            f"{register.terms} | {read} | {files} |"
        )
        assert row in text, f"write into docs/reference/data-folder.md: {row}"


def test_coverage_exclusions_are_those_that_are_written_down() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    excluded = project["tool"]["coverage"]["report"]["exclude_also"]
    text = (ROOT / "TESTING.md").read_text(encoding="utf-8")
    section = text.split("## Coverage exclusions", 1)[1]
    rows = [line.split("`")[1] for line in section.splitlines() if "| `" in line]
    assert rows == excluded
