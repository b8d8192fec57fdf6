"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from browser import base_url, browser_type_launch_args
from hypothesis import HealthCheck, settings
from world import small_world

from omstilling.store import Snapshot
from omstilling.strengths import Landscape, landscape

__all__ = ["base_url", "browser_type_launch_args"]

# The same examples at each run, no clock: what fails once fails again, on any machine,
# and a busy one fails no test for being slow.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", UNHURRIED, derandomize=True, max_examples=50)
settings.register_profile("nightly", UNHURRIED, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data; the test is skipped where it is absent."""
    named = os.environ.get("OMSTILLING_TEST_DATA")
    if not named:
        pytest.skip("OMSTILLING_TEST_DATA does not name a folder with the real data")
    folder = Path(named)
    if not folder.is_dir():
        pytest.fail(f"OMSTILLING_TEST_DATA names {folder}, which is no folder")
    return folder


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small world of `world.py`, written once."""
    return small_world(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def land(world: Snapshot) -> Landscape:
    """The landscape of the small world at three digits."""
    return landscape(world)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything must be there, a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("OMSTILLING_NO_SKIPS") and reporter is not None:
        skipped = len(reporter.stats.get("skipped", []))
        if skipped and session.exitstatus == pytest.ExitCode.OK:
            reporter.write_line(f"{skipped} tests were skipped; none may be here.")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
