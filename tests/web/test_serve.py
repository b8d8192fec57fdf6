"""The site as it is served: by gunicorn, in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from omstilling.errors import UsageError
from omstilling.web.serve import serve

PROGRAM = """
import sys
from pathlib import Path
import polars
from omstilling.web.serve import serve
polars.DataFrame({"x": range(100_000)}).sort("x")
serve("127.0.0.1", int(sys.argv[1]), workers=1, store=Path(sys.argv[2]))
"""


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


def wait_for(address: str, server: subprocess.Popen[bytes]) -> httpx.Response:
    """Ask until the server answers; it has the time that the test has."""
    while server.poll() is None:
        try:
            return httpx.get(address, timeout=60)
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the server ended with {server.returncode}")


def test_pages_and_style_sheets_are_served(small_store: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", PROGRAM, str(port), str(small_store)]
    environment = {k: v for k, v in os.environ.items() if k != "OMSTILLING_STORE"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as server:
        try:
            page = wait_for(f"http://127.0.0.1:{port}/nb/clusters/raufoss/", server)
            sheet = httpx.get(f"http://127.0.0.1:{port}/static/omstilling/site.css")
        finally:
            server.send_signal(signal.SIGTERM)
    assert page.status_code == 200
    assert "NCE Raufoss" in page.text
    assert page.headers["content-encoding"] == "gzip"
    assert sheet.status_code == 200
    assert sheet.headers["content-type"].startswith("text/css")
    assert server.returncode == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_that_is_taken_is_said_before_anything_starts(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as door:
        door.bind((host, 0))
        door.listen()
        port = door.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port}") as error:
            serve(host, port)
    assert "--port" in error.value.hint
