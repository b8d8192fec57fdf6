"""Every block that a reader could type is typed, and answers as it is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path

import pytest
from docs.pages import PAGES, Block, blocks, name_of

RUN = ("console", "python")
COMMAND = re.compile(r"^(OMSTILLING_[A-Z_]+=('[^']*'|\S+) )*omstilling\b")
#: The reasons that a block may give for not being run.
REASONS = {
    "needs the network",
    "needs real data",
    "sets up the checkout itself",
    "changes the shell",
    "a server does not end by itself",
}
#: So that no block falls silent unseen: change it with the block.
NOT_RUN = 14
ANYTHING = "…"
PAGES_WITH_BLOCKS = [
    page
    for page in PAGES
    if any(one.kind in RUN and not one.why_not for one in blocks(page))
]


@pytest.mark.parametrize("path", PAGES_WITH_BLOCKS, ids=name_of)
def test_blocks_run_and_answer_as_shown(path: Path, tmp_path: Path) -> None:
    for block in blocks(path):
        if block.title:
            (tmp_path / block.title).write_text(block.text, encoding="utf-8")
        elif block.kind == "python":
            answer([sys.executable, "-c", block.text], tmp_path)
        elif block.kind == "console" and not block.why_not:
            for command, shown in commands(block):
                assert COMMAND.match(command), f"say why it is not run: {command}"
                told = answer(["sh", "-c", command], tmp_path)
                compare(command, shown, told)


def commands(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Give each command of a console block and the output that is shown."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command, shown


def answer(command: list[str], folder: Path) -> list[str]:
    """Run a command as a reader would, without settings but those it names."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OMSTILLING_")}
    binaries = Path(sys.executable).parent
    done = subprocess.run(
        command,
        cwd=folder,
        env={**kept, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}{done.stderr}"
    return done.stdout.splitlines()


def compare(command: str, shown: list[str], told: list[str]) -> None:
    """Check that each line shown stands in the answer, in this order."""
    rest = list(told)
    for line in (one for one in shown if one != ANYTHING):
        start = line.removesuffix(ANYTHING)
        whole = not line.endswith(ANYTHING)
        rest = list(
            dropwhile(lambda one: not fits(one, start, whole=whole), rest)  # noqa: B023 - used at once
        )
        assert rest, "\n".join([f"$ {command}", "does not answer", line, *told])
        rest = rest[1:]


def fits(line: str, start: str, *, whole: bool) -> bool:
    return line.rstrip() == start.rstrip() if whole else line.startswith(start)


def test_blocks_that_are_not_run_say_why() -> None:
    reasons = [
        block.why_not for page in PAGES for block in blocks(page) if block.why_not
    ]
    assert set(reasons) <= REASONS
    assert len(reasons) == NOT_RUN


def test_a_shown_line_must_stand_in_the_answer() -> None:
    compare("x", ["…", "b", "c…"], ["a", "b", "cd"])
    with pytest.raises(AssertionError, match="does not answer"):
        compare("x", ["b", "a"], ["a", "b"])
