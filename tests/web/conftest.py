"""The site on the small world: a client, and a server for the browser."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings, setup_test_environment

from omstilling.store import Snapshot

os.environ["DJANGO_SETTINGS_MODULE"] = "omstilling.web.settings"
django.setup()
setup_test_environment(debug=False)


@pytest.fixture(scope="session", autouse=True)
def small_store(world: Snapshot) -> Iterator[Path]:
    """The site reads the store of the small world."""
    folder = world.folder.parents[1]
    with override_settings(STORE=folder):
        yield folder


@pytest.fixture
def client() -> Client:
    """A client that sees error pages as a visitor does."""
    return Client(raise_request_exception=False)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Keep the output of tests to the tests."""


@pytest.fixture(scope="session")
def site(small_store: Path) -> Iterator[str]:
    """The address of the site, served from a thread."""
    from omstilling.web.wsgi import application

    assert small_store == settings.STORE
    server = make_server("127.0.0.1", 0, application, _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
