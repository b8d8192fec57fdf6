"""A real browser for tests: the system's Chromium, driven by pytest-playwright.

Imported by `conftest.py`; tests then use the fixtures `page` and `new_context` of
pytest-playwright and bear the mark `browser`.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: A container has no sandbox of its own for the browser, and a test needs no network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> Path | None:
    """Return the browser named by OMSTILLING_CHROMIUM, else the system's, if any."""
    named = os.environ.get("OMSTILLING_CHROMIUM")
    if named:
        return Path(named)
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path), None)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser; the test is skipped without one."""
    path = chromium_path()
    if path is None:
        pytest.skip("Chromium is not installed, so pages are not seen in a browser")
    return {"executable_path": str(path), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address for all tests, and none of the plugin's deprecated fixture for it."""


def accessibility_faults(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands: rule and first place of each."""
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found]
