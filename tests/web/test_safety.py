"""Headers, errors, and that nothing is loaded from elsewhere."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from webpages import LANGUAGES, PAGES, read
from world import small_world, tables

from omstilling import store
from omstilling.web import facts

VENDOR = files("omstilling") / "web" / "static" / "omstilling" / "vendor"


def test_the_configuration_passes_the_framework_checks() -> None:
    said = StringIO()
    call_command("check", fail_level="WARNING", stdout=said)
    assert "no issues" in said.getvalue()


def test_debug_is_off_and_there_is_no_database() -> None:
    assert settings.DEBUG is False
    assert settings.INSTALLED_APPS == ["django.contrib.staticfiles", "csp"]
    assert set(settings.DATABASES) <= {"default"}
    assert len(settings.SECRET_KEY) >= 50


@pytest.mark.parametrize("path", [*PAGES, "nowhere/"])
def test_headers(client: Client, path: str) -> None:
    headers = client.get(f"/nb/{path}").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_nothing_loads_from_elsewhere_or_breaks_the_policy(
    client: Client, path: str
) -> None:
    content = read(client.get(f"/nb/{path}"))
    loaded = [e.get("href") for e in content.all("link")]
    loaded += [e.get("src") for e in content.elements if e.get("src")]
    assert loaded
    assert all(not urlsplit(address).netloc for address in loaded)
    assert not content.all("script", "style", "iframe", "object", "embed")
    assert not [e for e in content.elements if "style" in e.attributes]
    handlers = {name for e in content.elements for name in e.attributes}
    assert not [name for name in handlers if name.startswith("on")]


def test_style_sheets_are_served_and_load_nothing(client: Client) -> None:
    content = read(client.get("/nb/"))
    sheets = [e.get("href") for e in content.all("link")]
    for sheet in sheets:
        response = client.get(sheet)
        assert response.status_code == 200
        text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a file
        assert not re.search(r"@import|url\((?!['\"]?data:)", text), sheet


def test_vendored_files_are_those_listed() -> None:
    listed = json.loads((VENDOR / "vendor.json").read_text("utf-8"))
    names = {path.name for path in Path(str(VENDOR)).iterdir()} - {"vendor.json"}
    assert {one["file"] for one in listed} == names
    for one in listed:
        content = (VENDOR / one["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["sha256"], one["file"]
        assert one["licence"] == "MIT"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    [
        "nowhere/",
        "clusters/nobody/",
        "clusters/nobody/strengths/22.2/",
        "clusters/raufoss/strengths/99.9/",
        "clusters/tom/strengths/22.2/",
        "transfers/nonsense/",
        "transfers/raufoss~municipality-9999~22.2/",
        "transfers/tom~municipality-1508~22.2/",
        "transfers/raufoss~municipality-1508~nothing/",
        "evidence/awards:999999/",
        "evidence/a/b/c/",
    ],
)
def test_what_is_not_there_is_a_page_too(
    client: Client, language: str, path: str
) -> None:
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 404
    content = read(response)
    assert content.one("html").get("lang") == language
    assert content.one("h1").text
    assert "404" in content.text


def test_a_fault_of_ours_is_a_page_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(facts.Facts, "_transfers", broken)
    facts._facts.cache_clear()
    response = client.get("/nn/transfers/")
    monkeypatch.undo()
    facts._facts.cache_clear()
    assert response.status_code == 500
    assert read(response).one("html").get("lang") == "nn"
    assert "secret detail" not in response.content.decode()


def test_a_host_that_is_not_ours_is_a_bad_request(client: Client) -> None:
    response = client.get("/en/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert read(response).one("html").get("lang") == "en"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/nb/transfers/").status_code == 405


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_snapshot_a_page_says_what_to_run(
    client: Client, tmp_path: Path, language: str
) -> None:
    with override_settings(STORE=tmp_path):
        response = client.get(f"/{language}/clusters/")
    assert response.status_code == 503
    content = read(response)
    assert content.one("html").get("lang") == language
    assert "omstilling run" in content.text


def test_a_new_snapshot_is_picked_up(client: Client, tmp_path: Path) -> None:
    first = small_world(tmp_path)
    with override_settings(STORE=tmp_path):
        assert first.id in client.get("/nb/data/").content.decode()
        notes = {"made_from": "reference bundle", "missing": ["awards"]}
        second = store.write(tmp_path, tables(), notes=notes)
        page = client.get("/nb/data/").content.decode()
    assert second.id != first.id
    assert second.id in page
    assert first.id not in page
