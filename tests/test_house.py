"""The rules of the house that no tool checks by itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "omstilling"
MOST_FILES = 15
MOST_LINES = 600
ROOMS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))

#: Extras that nobody gets without asking: this one brings gigabytes of torch.
NOT_PINNED = {"sentence-transformers"}
#: A letter in brackets matches itself, so that this file does not hold what it seeks.
NOT_OURS = [
    re.compile(pattern)
    for pattern in (
        r"(?<![\w.])/[w]ork/",
        r"(?<![\w.])/[r]oot/",
        r"[p]ypi\.org",
        r"[n]pmjs\.org",
        r"[f]iles\.pythonhosted",
    )
]


def tracked(*patterns: str) -> list[Path]:
    """Return the files that git knows."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        pytest.skip("this is no git checkout, so it is not known which files belong")
    named = (ROOT / name for name in asked.stdout.split("\0") if name)
    return [path for path in named if path.is_file()]


def text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def test_no_folder_holds_more_than_fifteen_python_files() -> None:
    folders = Counter(
        path.parent for path in tracked("*.py") if path.parent.name != "migrations"
    )
    full = {str(folder): n for folder, n in folders.items() if n > MOST_FILES}
    assert not full, f"make a folder inside: {full}"


def test_no_python_file_is_longer_than_six_hundred_lines() -> None:
    lines = {path: (text_of(path) or "").count("\n") for path in tracked("*.py")}
    long = {str(path): n for path, n in lines.items() if n > MOST_LINES}
    assert not long, f"split: {long}"


def test_there_are_rooms() -> None:
    assert {"sources", "register", "evidence", "strengths", "transfers"} <= {
        room.name for room in ROOMS
    }


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_a_door(room: Path) -> None:
    tree = ast.parse((room / "__init__.py").read_text(encoding="utf-8"))
    said = ast.get_docstring(tree) or ""
    assert said, f"{room.name} does not say which question it answers"
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    assert "__all__" in names, f"{room.name} does not say what it gives"


@pytest.mark.parametrize("pattern", NOT_OURS, ids=lambda one: one.pattern)
def test_no_file_names_a_machine_or_a_package_registry(
    pattern: re.Pattern[str],
) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        for number, line in enumerate((text_of(path) or "").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, f"{pattern.pattern} stands in {found[:10]}"


def test_rooms_import_only_what_lies_below() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    asked = subprocess.run(
        [command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr


def test_the_lock_file_pins_with_hashes_and_names_no_host() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([a-z0-9][\w.\[\]-]*)==", text, re.MULTILINE)
    assert len(pinned) > 50
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
    assert "index-url" not in re.sub("--no-emit-index-url", "", text)


def test_the_lock_file_holds_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    named = project["project"]["dependencies"] + [
        one for name, extra in extras.items() for one in extra if name not in NOT_PINNED
    ]
    names = {re.split(r"[<>=\[]", one)[0].lower() for one in named} - {"omstilling"}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9][\w.-]*)", lock, re.MULTILINE))
    assert names <= pinned, f"run `make lock`: {sorted(names - pinned)}"


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    listed = [line for line in block.splitlines() if re.match(r'\s+"', line)]
    assert len(listed) > 20
    bare = [line.strip() for line in listed if "# " not in line]
    assert not bare, f"say what it is for: {bare}"
