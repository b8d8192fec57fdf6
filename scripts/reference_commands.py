"""Write `docs/reference/commands.md` from the help of the command itself.

Run it as `python scripts/reference_commands.py`.
"""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from omstilling.cli import commands

TARGET = Path(__file__).parents[1] / "docs/reference/commands.md"
WIDTH = 80
HEAD = """# Commands

What `omstilling COMMAND --help` says of each command. This page is made by
`scripts/reference_commands.py`; a test fails when it is not current.
`python -m omstilling` is the same command.
"""
EXIT_CODES = """## Exit codes

| code | meaning |
|---|---|
| 0 | done |
| 2 | usage: a command or an option that cannot be carried out as it was given |
| 3 | input: a file or a folder that cannot be read as what it should be |
| 4 | store: a snapshot that cannot be written or read |
| 130 | interrupted with Ctrl+C |

Errors that a user can mend are two lines on standard error: what is wrong and where,
and what to do about it. Answers go to standard output, progress to standard error.
"""


def page() -> str:
    """Return the page."""
    names = [[], *([name] for name in sorted(commands.commands))]
    return "\n".join([HEAD, *(_block(name) for name in names), EXIT_CODES])


def _block(name: list[str]) -> str:
    asked = CliRunner().invoke(
        commands, [*name, "--help"], prog_name="omstilling", terminal_width=WIDTH
    )
    title = " ".join(["omstilling", *name])
    return f"## {title}\n\n```text\n{asked.output.rstrip()}\n```\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    print(f"{TARGET.name}: {len(commands.commands)} commands")
