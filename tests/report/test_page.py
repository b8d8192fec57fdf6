from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from browser import accessibility_faults
from playwright.sync_api import Page, expect
from world import tables

from omstilling import store
from omstilling.language import LANGUAGES
from omstilling.report import Results, page, results
from omstilling.store import Snapshot

EVIL = '<script>alert("1")</script>'
#: The world has no figures without organisations; these are.
BUNDLE = {"made_from": "reference bundle", "missing": [], "left_out": []}


class Outline(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def every(self, attribute: str) -> list[str]:
        return [value for _, found in self.tags if (value := found.get(attribute))]


@pytest.fixture(scope="module")
def found(world: Snapshot) -> Results:
    return results(world, seed=7)


@pytest.fixture(scope="module")
def text(found: Results) -> str:
    return page(found)


@pytest.fixture(scope="module")
def outline(text: str) -> Outline:
    return Outline(text)


def changed(folder: Path, notes: dict[str, Any], **columns: Any) -> str:
    content = tables()
    for name, change in columns.items():
        content[name] = change(content[name])
    return page(results(store.write(folder, content, notes=notes), seed=7))


def test_the_page_needs_no_network_and_no_script(outline: Outline) -> None:
    assert not {tag for tag, _ in outline.tags} & {"script", "link", "img", "iframe"}
    links = outline.every("href") + outline.every("src")
    assert all(link.startswith(("#", "https://")) for link in links)


def test_every_id_is_unique_and_every_link_leads_somewhere(outline: Outline) -> None:
    ids = outline.every("id")
    assert len(set(ids)) == len(ids)
    inside = {link[1:] for link in outline.every("href") if link.startswith("#")}
    assert inside - set(ids) == set()


def test_headings_are_in_order_in_every_language(text: str) -> None:
    for version in re.split(r'<div class="version"', text)[1:]:
        levels = [int(level) for level in re.findall(r"<h([1-6])", version)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        steps = [b - a for a, b in pairwise(levels)]
        assert max(steps) == 1


def test_each_language_has_its_own_numbers(text: str) -> None:
    versions = re.split(r'<div class="version"', text)[1:]
    assert [re.findall(r'lang="(..)"', version)[0] for version in versions] == [
        *LANGUAGES
    ]
    bokmaal, nynorsk, english = versions
    assert "Hva er hver pilot egentlig best på?" in bokmaal
    assert "Kva er kvar pilot eigentleg best på?" in nynorsk
    assert "What is each pilot really best at?" in english
    assert "Plastics products" in english
    assert "Plastics products" not in bokmaal


def test_every_number_can_be_followed_to_a_row(found: Results, text: str) -> None:
    english = text.split('<div class="version" lang="en"')[1]
    for pilot in found.pilots:
        for row in pilot.strengths.iter_rows(named=True):
            key = f"strength-{pilot.cluster['cluster']}-en-{row['rank']}"
            proof = english.split(f'<div id="{key}">')[1].split("</details>")[0]
            rows = {i.split(":")[1] for i in row["evidence"]}
            shown = set(re.findall(r'<td class="n">(\d+)</td></tr>', proof))
            assert shown == rows
            assert "awards.csv" in proof


def test_no_pseudonym_and_no_name_of_one_is_shown(tmp_path: Path) -> None:
    def withheld(table: pl.DataFrame) -> pl.DataFrame:
        return table.with_columns(
            organisation=pl.lit("P")
            + pl.col("organisation").str.zfill(10).str.slice(0, 10)
        )

    text = changed(
        tmp_path,
        {"made_from": "registers", "missing": []},
        organisations=lambda table: withheld(table).with_columns(
            name=pl.lit(None, pl.String)
        ),
        evidence=withheld,
    )
    assert "privatperson eller ansvarlig selskap, navn holdt tilbake" in text
    assert re.search(r"P\d{9}", text) is None


def test_what_the_files_say_is_escaped(tmp_path: Path) -> None:
    text = changed(
        tmp_path,
        {"made_from": "registers", "missing": [], "left_out": []},
        clusters=lambda t: t.with_columns(name=pl.lit(EVIL)),
        organisations=lambda t: t.with_columns(name=pl.lit(EVIL)),
        activities=lambda t: t.with_columns(
            name_nb=pl.lit(EVIL), name_en=pl.lit(EVIL), name_nn=pl.lit(EVIL)
        ),
        places=lambda t: t.with_columns(name=pl.lit(EVIL)),
        evidence=lambda t: t.with_columns(label=pl.lit(EVIL)),
    )
    assert "<script" not in text
    assert html.escape(EVIL, quote=False)[:12] in text


def test_the_first_line_says_what_it_is_made_from(text: str, tmp_path: Path) -> None:
    first = re.compile(r'</h1>\s*<p class="lead">(.*?)</p>')
    assert "Laget av registrene" in first.findall(text)[0]
    bundle = changed(tmp_path, BUNDLE)
    assert "Laget av referansepakken" in first.findall(bundle)[0]
    assert "Bare tall: «omstilling fetch awards»" in first.findall(bundle)[0]


def test_figures_without_organisations_lead_to_their_cell(tmp_path: Path) -> None:
    def nobody(table: pl.DataFrame) -> pl.DataFrame:
        return table.with_columns(organisation=pl.lit(None, pl.String))

    text = changed(
        tmp_path, BUNDLE, evidence=nobody, organisations=lambda table: table.clear()
    )
    assert "TESTBEDRIFT" not in text
    assert "<td>Gjøvik</td>" in text


def test_a_world_without_pilots_says_so(tmp_path: Path) -> None:
    text = changed(
        tmp_path,
        {"made_from": "registers", "missing": []},
        clusters=lambda table: table.with_columns(pilot=False),
    )
    assert "Ingen pilotklynge har medlemmer eller territorium" in text
    assert "Ingen overføring ble funnet" in text


def test_a_pilot_that_cannot_be_ranked_is_named(tmp_path: Path) -> None:
    text = changed(
        tmp_path,
        {"made_from": "registers", "missing": []},
        clusters=lambda table: table.with_columns(pilot=True),
    )
    assert "Klyngen uten sted: Verken medlemmer eller territorium er kjent" in text


@pytest.fixture
def opened(page: Page, text: str, tmp_path: Path) -> Page:
    path = tmp_path / "report.html"
    path.write_text(text, encoding="utf-8")
    page.goto(path.as_uri())
    return page


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["Bokmål", "Nynorsk", "English"])
def test_axe_finds_nothing(opened: Page, language: str, scheme: Any) -> None:
    opened.emulate_media(color_scheme=scheme)
    opened.get_by_role("radio", name=language).check()
    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert accessibility_faults(opened) == []


@pytest.mark.browser
def test_a_narrow_page_does_not_scroll_sideways(opened: Page) -> None:
    opened.set_viewport_size({"width": 320, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.browser
def test_the_language_is_chosen_by_keyboard(opened: Page) -> None:
    expect(opened.get_by_role("heading", level=1)).to_contain_text("pilotklyngene")
    opened.get_by_role("radio", name="Bokmål").focus()
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    expect(opened.get_by_role("heading", level=1)).to_contain_text("pilot clusters")
    expect(opened.get_by_role("main")).not_to_contain_text(
        "Hva er hver pilot", use_inner_text=True
    )


@pytest.mark.browser
def test_the_skip_link_comes_first(opened: Page) -> None:
    opened.keyboard.press("Tab")
    link = opened.get_by_role("link", name="Hopp til innholdet")
    expect(link).to_be_focused()
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "content-nb"


@pytest.mark.browser
def test_a_name_opens_its_proof(opened: Page) -> None:
    table = opened.get_by_role("table").filter(has_text="Hvem kan ta imot")
    table.get_by_role("link").first.click()
    expect(opened.locator("#transfer-nb-1")).to_be_visible()


@pytest.mark.browser
def test_print_shows_the_chosen_language_only(opened: Page) -> None:
    opened.get_by_role("radio", name="Nynorsk").check()
    opened.emulate_media(media="print")
    expect(opened.get_by_role("heading", level=1)).to_have_count(1)
    expect(opened.get_by_role("radio")).to_have_count(0)
