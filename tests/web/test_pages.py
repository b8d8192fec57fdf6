"""Every page in every language: its frame, and that what it says is so."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import polars as pl
import pytest
from django.test import Client
from django.test.utils import override_settings
from webpages import LANGUAGES, PAGES, read
from world import tables

from omstilling import store
from omstilling.strengths import Landscape, strengths_of_cluster
from omstilling.transfers import find_transfers

EVERY = [(language, path) for language in LANGUAGES for path in PAGES]
ORGANISATION = re.compile(r"TESTBEDRIFT \d+ AS")


@pytest.mark.parametrize(("language", "path"), EVERY)
def test_frame(client: Client, language: str, path: str) -> None:
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    content = read(response)
    assert content.one("html").get("lang") == language
    assert content.all("title")[0].text.endswith("Omstillingsmotor")
    assert content.one("main").get("id") == "content"
    assert content.all("a")[0].get("href") == "#content"
    assert response.headers["Content-Language"] == language


@pytest.mark.parametrize(("language", "path"), EVERY)
def test_headings_begin_with_one_and_skip_none(
    client: Client, language: str, path: str
) -> None:
    content = read(client.get(f"/{language}/{path}"))
    levels = [int(e.tag[1]) for e in content.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    steps = itertools.pairwise(levels)
    assert all(after <= before + 1 for before, after in steps), levels


@pytest.mark.parametrize("path", PAGES)
def test_tables_have_captions_and_headers_a_scope(client: Client, path: str) -> None:
    content = read(client.get(f"/nb/{path}"))
    assert len(content.all("caption")) == len(content.all("table"))
    assert all(caption.text.strip() for caption in content.all("caption"))
    assert all(th.get("scope") in {"row", "col"} for th in content.all("th"))


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_fields_labelled(client: Client, path: str) -> None:
    content = read(client.get(f"/nb/{path}"))
    ids = [e.get("id") for e in content.elements if e.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {label.get("for") for label in content.all("label")}
    assert {e.get("id") for e in content.all("input", "select")} <= labelled


@pytest.mark.parametrize("path", PAGES)
def test_language_switch_keeps_the_page(client: Client, path: str) -> None:
    content = read(client.get(f"/nn/{path}"))
    switch = {e.get("hreflang"): e for e in content.all("a") if e.get("hreflang")}
    assert set(switch) == set(LANGUAGES)
    for language, link in switch.items():
        assert link.get("href") == f"/{language}/{path}"
        assert link.get("lang") == language
    assert switch["nn"].get("aria-current") == "true"
    assert not switch["nb"].get("aria-current")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("nn", "nn"),
        ("en-GB,en;q=0.9", "en"),
        ("no", "nb"),
        ("no-NO,en;q=0.5", "nb"),
        ("de", "nb"),
        ("", "nb"),
    ],
)
def test_root_leads_to_the_language_asked_for(
    client: Client, accepted: str, language: str
) -> None:
    response = client.get("/", headers={"accept-language": accepted})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/{language}/"


def test_start_asks_the_questions_in_order_and_answers(
    client: Client, land: Landscape
) -> None:
    content = read(client.get("/en/"))
    questions = [heading.text for heading in content.all("h2")]
    assert questions[:2] == [
        "What is each cluster really best at?",
        "Who else could use what a cluster knows?",
    ]
    best = find_transfers(land, limit=1, language="en").row(0, named=True)
    (row,) = [tr for tr in content.all("tr") if best["object_name"] in tr.text][:1]
    assert best["source_name"] in row.text
    columns = [cell.text for cell in content.all("th") if cell.get("scope") == "col"]
    assert columns == ["What", "From", "To", "Score", "Probability of take-up"], "fits"
    assert "Tildelinger, Innovasjon Norge" in content.text


def test_cluster_shows_its_strengths_as_they_are(
    client: Client, land: Landscape
) -> None:
    cluster = land.clusters.row(by_predicate=pl.col("cluster") == "raufoss", named=True)
    strengths = strengths_of_cluster(land, cluster, language="nb")
    content = read(client.get("/nb/clusters/raufoss/"))
    for row in strengths.iter_rows(named=True):
        (shown,) = [tr.text for tr in content.all("tr") if row["name"] in tr.text][:1]
        assert f"{row['shrunken']:.1f}".replace(".", ",") in shown
        assert f"{row['low']:.1f}–{row['high']:.1f}".replace(".", ",") in shown
        assert f"{row['pieces']:.0f}" in shown


def test_cluster_shows_rule_territory_methods_and_sources(client: Client) -> None:
    text = read(client.get("/en/clusters/raufoss/")).text
    assert "Gjøvik 3407, Vestre Toten 3443" in text
    assert "Shares lean production with others." in text
    assert "https://example.org/" in text
    assert "Membership by rule" in text


def test_cluster_with_a_list_names_its_members(client: Client) -> None:
    text = read(client.get("/en/clusters/fisk/")).text
    assert "TESTBEDRIFT A" in text
    assert "medlemmer.csv" in text


def test_cluster_with_neither_says_why_it_is_not_ranked(client: Client) -> None:
    content = read(client.get("/en/clusters/tom/"))
    assert "neither its members nor its territory are known" in content.text
    assert not content.all("table")


def test_strength_lists_every_row_behind_it(client: Client) -> None:
    content = read(client.get("/en/clusters/raufoss/strengths/22.2/"))
    rows = [tr for tr in content.all("tr") if "TESTBEDRIFT" in tr.text]
    assert len(rows) == 9
    for row in rows:
        assert "awards.csv, row" in row.text
        assert ORGANISATION.search(row.text)
    years = [int(re.findall(r"\b(20\d\d)\b", row.text)[0]) for row in rows]
    assert years == sorted(years, reverse=True)


def test_transfer_shows_parts_reasons_and_names(
    client: Client, land: Landscape
) -> None:
    best = find_transfers(land, limit=1, language="en").row(0, named=True)
    content = read(client.get(f"/en/transfers/{best['id']}/"))
    for part in ("score", "strength", "relatedness", "worth"):
        assert f"{best[part]:.2f}" in content.text
    assert "times the national share" in content.text
    assert ORGANISATION.search(content.text)


def test_evidence_says_where_it_is_from(client: Client) -> None:
    text = read(client.get("/en/evidence/awards:2/")).text
    for said in ("Innovasjon Norge", "NLOD 2.0", "awards.csv", "Halden", "62.000"):
        assert said in text
    assert "NOK 200,000" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_evidence_of_a_method_says_the_fact(client: Client, tmp_path: Path) -> None:
    every = tables()
    award = every["evidence"].row(0, named=True)
    none = dict.fromkeys(("organisation", "place", "county", "activity", "amount"))
    method = {"id": "methods:2", "kind": "method", "method": "lean", "row": 2}
    fact = award | none | method | {"cluster": "raufoss", "unit": None}
    extra = pl.DataFrame([fact], schema=every["evidence"].schema)
    every["evidence"] = pl.concat([every["evidence"], extra])
    store.write(tmp_path, every, notes={"made_from": "registers", "missing": []})
    with override_settings(STORE=tmp_path):
        content = read(client.get("/en/evidence/methods:2/"))
    assert "Shares it with others. Shares lean production" in content.text
    assert "https://example.org/lean" in [e.get("href") for e in content.all("a")]
    assert not content.all("table")


def test_data_names_sources_snapshot_and_accessibility(
    client: Client, land: Landscape
) -> None:
    content = read(client.get("/en/data/"))
    assert land.snapshot.id in content.text
    assert "2 January 2012" in content.text.replace("\N{NO-BREAK SPACE}", " ")
    assert content.with_id("accessibility").tag == "h2"


def test_numbers_are_in_the_form_of_the_language(client: Client) -> None:
    address = "clusters/raufoss/strengths/22.2/"
    assert re.search(r"\d,\d–\d,\d", read(client.get(f"/nb/{address}")).text)
    assert re.search(r"\d\.\d–\d\.\d", read(client.get(f"/en/{address}")).text)
