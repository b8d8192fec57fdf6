"""Serve the site with gunicorn, started from here."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import (  # type: ignore[import-untyped]  # has no types
    BaseApplication,
)

from omstilling.settings import settings


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
        """Load the application; each worker does so for itself.

        A process that has used Polars must not fork, so nothing is loaded before.
        """
        from omstilling.web.facts import warm_up  # noqa: PLC0415 - see above
        from omstilling.web.wsgi import application  # noqa: PLC0415 - see above

        warm_up()
        return application


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    workers: int = 2,
    store: Path | None = None,
) -> None:
    """Serve the site until interrupted.

    Parameters
    ----------
    host, port
        Where to listen.
    workers
        Processes, each with its own copy of the facts in memory.
    store
        Folder of the snapshots; that of the settings if not given.
    """
    if store is not None:
        os.environ["OMSTILLING_STORE"] = str(store.resolve())
        settings.cache_clear()
    bracketed = f"[{host}]" if ":" in host else host
    Site(
        bind=f"{bracketed}:{port}",
        workers=workers,
        worker_class="gthread",
        threads=4,
        timeout=120,
        proc_name="omstilling",
        worker_tmp_dir=None,
    ).run()
