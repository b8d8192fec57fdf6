"""The site in a real browser: accessibility, policy, narrow screens, the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser import accessibility_faults
from django.test.utils import override_settings
from playwright.sync_api import BrowserContext, Page, expect
from webpages import LANGUAGES, PAGES

pytestmark = pytest.mark.browser

EVERY = [*PAGES, "nowhere/"]
CALL = Path(__file__).parents[2] / "examples/call.yaml"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_and_the_console_is_silent(
    new_context: Callable[..., BrowserContext], site: str, language: str, scheme: str
) -> None:
    page = new_context(color_scheme=scheme).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for address in EVERY:
        page.goto(f"{site}/{language}/{address}")
        assert accessibility_faults(page) == [], address
    # The only thing that the browser may complain of is the page that is not there.
    assert [text for text in said if "404" not in text] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_only_tables_scroll_sideways(
    new_context: Callable[..., BrowserContext], site: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    for address in EVERY:
        page.goto(f"{site}/nb/{address}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_of_a_call_is_accessible_and_fits(
    new_context: Callable[..., BrowserContext], site: str, width: int, scheme: str
) -> None:
    view = {"width": width, "height": 800}
    page = new_context(color_scheme=scheme, viewport=view).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with override_settings(CALL=CALL):
        for query in ("", "?budget=much&limit-small-firms=100&limit-innlandet=100"):
            page.goto(f"{site}/nb/portfolio/{query}")
            expect(page.get_by_role("button", name="Regn ut på nytt")).to_be_visible()
            assert accessibility_faults(page) == [], query
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []


def test_the_schemes_differ(
    new_context: Callable[..., BrowserContext], site: str
) -> None:
    colours = set()
    for scheme in ("light", "dark"):
        page = new_context(color_scheme=scheme).new_page()
        page.goto(f"{site}/nb/")
        colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(colours) == 2


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link of that name has the focus."""
    wanted = page.get_by_role("link", name=name, exact=True)
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent.trim()")
        if focused == name:
            expect(wanted.first).to_be_visible()
            return
    pytest.fail(f"Tab never reaches the link {name}")


def test_by_keyboard_alone_from_start_to_a_row_of_evidence(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/en/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "NCE Raufoss")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("NCE Raufoss")
    tab_to(page, "Lean")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who could give")).to_be_visible()
    first = page.locator("a[href*='/evidence/']").first.inner_text()
    tab_to(page, first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(first)
    expect(page.get_by_text("awards.csv")).to_be_visible()


def test_the_filter_works_without_a_mouse(page: Page, site: str) -> None:
    page.goto(f"{site}/en/clusters/")
    page.get_by_label("Name").focus()
    page.keyboard.type("halden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 of 4 clusters")
    expect(page.get_by_role("link", name="NCE Smart Energy Markets")).to_be_visible()


def test_focus_can_be_seen(page: Page, site: str) -> None:
    page.goto(f"{site}/en/clusters/")
    link = page.get_by_role("link", name="NCE Raufoss")
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    width = link.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)")
    assert width >= 2
