"""Peers: other packages, each in an environment of its own.

They need versions that disagree with ours and with one another, so each is installed
under `.venv-peers/`, once, and again when its versions change.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parents[1] / ".venv-peers"
_READY = "ready.txt"


class PeerMissingError(Exception):
    """A peer could not be installed; the message says which."""


@dataclass(frozen=True)
class Peer:
    """A package to compare with.

    Attributes
    ----------
    name
        Its folder under `.venv-peers/`.
    versions
        What is installed, `package==version` each, its own dependencies included.
    """

    name: str
    versions: tuple[str, ...]

    @property
    def title(self) -> str:
        """The package and its version."""
        return self.versions[0].replace("==", " ")

    def python(self) -> Path:
        """Return its interpreter; install it first where it is not.

        Raises
        ------
        PeerMissingError
            It cannot be installed.
        """
        folder = HOME / self.name
        python, ready = folder / "bin" / "python", folder / _READY
        wanted = "\n".join(self.versions) + "\n"
        if not ready.is_file() or ready.read_text("utf-8") != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            venv.create(folder, with_pip=True)
            self._install(python)
            ready.write_text(wanted, "utf-8")
        return python

    def _install(self, python: Path) -> None:
        pip = [str(python), "-m", "pip", "install", "--quiet"]
        done = subprocess.run(
            [*pip, "--disable-pip-version-check", *self.versions],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            raise PeerMissingError(f"{self.title} could not be installed")
