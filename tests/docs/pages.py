"""What the pages of the documentation hold: fenced blocks, tables, links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
FENCE = re.compile(
    r"(?:<!-- not run: (?P<why>[^>]+) -->\n+)?"
    r"^```(?P<kind>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, its title, and why it is not run, if so."""

    kind: str
    title: str | None
    why_not: str | None
    text: str


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in their order."""
    return [
        Block(found["kind"], found["title"], found["why"], found["text"])
        for found in FENCE.finditer(page.read_text(encoding="utf-8"))
    ]


def name_of(page: Path) -> str:
    """Return the path of a page as tests show it."""
    return str(page.relative_to(ROOT))


def first_cells(page: str, section: str = "") -> list[str]:
    """Return the names in code style of the first column of a page's tables."""
    text = (DOCS / page).read_text(encoding="utf-8")
    if section:
        text = text.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    cells = re.findall(r"^\| (.*?) \|", text, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
