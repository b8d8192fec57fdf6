"""Serve the site with gunicorn, started from here."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from gunicorn.app.base import (  # type: ignore[import-untyped]  # has no types
    BaseApplication,
)

from omstilling.errors import UsageError


class Site(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """The site with the settings of gunicorn."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Set the options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Load the application; each worker does so for itself, after the fork."""
        from omstilling.web.pictures import warm_up  # noqa: PLC0415 - see above
        from omstilling.web.wsgi import application  # noqa: PLC0415 - see above

        warm_up()
        return application


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    workers: int = 2,
    store: Path | None = None,
) -> NoReturn:
    """Serve the site until interrupted, in place of this process.

    A process that has used Polars must not fork, and gunicorn forks its workers; so a
    fresh one takes over, with the same number and the same terminal.

    Parameters
    ----------
    host, port
        Where to listen.
    workers
        Processes, each with its own copy of the facts in memory.
    store
        Folder of the snapshots; that of the settings if not given.

    Raises
    ------
    UsageError
        Nobody can listen there: the port is taken, or the host is not of this machine.
    """
    _try(host, port)
    named = {} if store is None else {"OMSTILLING_STORE": str(store.resolve())}
    bracketed = f"[{host}]" if ":" in host else host
    command = [sys.executable, "-m", __name__, f"{bracketed}:{port}", str(workers)]
    sys.stdout.flush()
    os.execve(sys.executable, command, os.environ | named)  # noqa: S606 - ourselves


def _try(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as door:
            # As gunicorn does, or a port that was just left would seem to be taken.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((host, port))
    except OSError as error:
        raise UsageError(
            f"The site cannot listen at {host}, port {port}: {error.strerror}.",
            hint="Choose another port with --port, or another address with --host.",
        ) from error


def main(address: str, workers: int) -> None:
    """Run gunicorn in this process."""
    Site(
        bind=address,
        workers=workers,
        worker_class="gthread",
        threads=4,
        timeout=120,
        # A thousand letters of another script, six signs each in the address.
        limit_request_line=8190,
        proc_name="omstilling",
        control_socket_disable=True,
    ).run()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
