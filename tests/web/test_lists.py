"""Filters, sorting and paging of the lists, and what they do with nonsense."""

from __future__ import annotations

import re

import polars as pl
import pytest
from django.test import Client
from webpages import Element, PageContent, read

from omstilling.strengths import Landscape
from omstilling.transfers import find_transfers
from omstilling.web.views import clusters, transfers


def names(content: PageContent) -> list[str]:
    known = {"NCE Raufoss", "NCE Smart Energy Markets", "Fiskeklyngen"}
    known.add("Klyngen uten sted")
    links = (e.text for e in content.all("a"))
    return [text for text in links if text in known]


def lines(content: PageContent) -> list[Element]:
    return [e for e in content.all("a") if "~" in e.get("href")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (
            "",
            [
                "Fiskeklyngen",
                "Klyngen uten sted",
                "NCE Raufoss",
                "NCE Smart Energy Markets",
            ],
        ),
        ("name=RAUF", ["NCE Raufoss"]),
        ("name=smart energy halden", ["NCE Smart Energy Markets"]),
        ("level=unknown", ["Klyngen uten sted"]),
        ("county=31", ["NCE Smart Energy Markets"]),
        ("ranked=no", ["Klyngen uten sted"]),
        ("ranked=yes&level=NCE&county=34", ["NCE Raufoss"]),
        ("name=raufoss&county=31", []),
    ],
)
def test_clusters_are_filtered(client: Client, query: str, found: list[str]) -> None:
    content = read(client.get(f"/en/clusters/?{query}"))
    assert names(content) == found
    if not found:
        assert "No cluster fits" in content.text


def test_filter_keeps_what_was_chosen(client: Client) -> None:
    content = read(client.get("/en/clusters/?name=x&level=NCE"))
    assert content.with_id("id_name").get("value") == "x"
    chosen = [e.text for e in content.all("option") if "selected" in e.attributes]
    assert chosen == ["NCE"]


def test_transfers_are_those_of_the_ranking(client: Client, land: Landscape) -> None:
    expected = find_transfers(land, limit=1000, language="en")
    content = read(client.get("/en/transfers/"))
    assert f"{expected.height} transfers." in content.text
    addresses = [line.get("href") for line in lines(content)]
    assert addresses == [
        f"/en/transfers/{name}/" for name in expected["id"].head(25).to_list()
    ]


def test_transfers_are_filtered(client: Client) -> None:
    content = read(
        client.get("/en/transfers/?source=raufoss&kind=municipality&object=activity")
    )
    for line in lines(content):
        source, receiver, thing = line.get("href").split("/")[3].split("~")
        assert source == "raufoss"
        assert receiver.startswith("municipality-")
        assert thing[0].isdigit()
    assert lines(content)


def test_one_receiver_gets_all_its_transfers(client: Client, land: Landscape) -> None:
    everything = find_transfers(
        land, receivers=[("cluster", "halden")], diversity=0.0, limit=1000
    )
    content = read(client.get("/en/transfers/?receiver=cluster-halden"))
    assert len(lines(content)) == everything.height


def test_wider_questions_give_no_fewer(client: Client) -> None:
    def count(query: str) -> int:
        page = read(client.get(f"/en/transfers/?source=raufoss&{query}"))
        (told,) = re.findall(r"(\d+) transfers\.", page.text)
        return int(told)

    assert count("") <= count("variants=on") < count("any_sector=on&variants=on")


@pytest.mark.parametrize("part", ["score", "fit", "strength", "proof", "worth"])
def test_sorting_orders_by_the_part(client: Client, land: Landscape, part: str) -> None:
    content = read(client.get(f"/en/transfers/?sort={part}"))
    table = find_transfers(land, limit=1000)
    shown = [line.get("href").split("/")[3] for line in lines(content)]
    value = dict(table.select("id", part).iter_rows())
    values = [value[name] for name in shown]
    assert values == sorted(values, reverse=True)
    (sorted_by,) = [e for e in content.all("th") if e.get("aria-sort")]
    assert part in sorted_by.text.lower()


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfers, "ROWS_A_PAGE", 5)
    monkeypatch.setattr(clusters, "ROWS_A_PAGE", 4)


@pytest.mark.usefixtures("short_pages")
def test_pages_together_hold_every_transfer_once(
    client: Client, land: Landscape
) -> None:
    expected = find_transfers(land, limit=1000)["id"].to_list()
    shown: list[str] = []
    for number in range(1, -(-len(expected) // 5) + 1):
        content = read(client.get(f"/en/transfers/?page={number}"))
        (here,) = [
            e
            for e in content.all("a")
            if e.get("aria-current") == "page" and "page=" in e.get("href")
        ]
        assert here.text == f"Page {number}"
        shown += [line.get("href").split("/")[3] for line in lines(content)]
    assert shown == expected


@pytest.mark.usefixtures("short_pages")
def test_paging_keeps_the_question(client: Client) -> None:
    content = read(client.get("/en/transfers/?source=raufoss&sort=worth"))
    (following,) = [e for e in content.all("a") if e.get("rel") == "next"]
    assert following.get("href") == "?source=raufoss&sort=worth&page=2"


@pytest.mark.usefixtures("short_pages")
def test_evidence_is_paged(client: Client) -> None:
    address = "/en/clusters/raufoss/strengths/22.2/"
    rows = [
        tr.text
        for page in (1, 2, 3)
        for tr in read(client.get(f"{address}?page={page}")).all("tr")
        if "TESTBEDRIFT" in tr.text
    ]
    assert len(set(rows)) == len(rows) == 9


@pytest.mark.parametrize("asked", ["abc", "0", "-1", "999", "1e9", ""])
def test_a_page_that_is_none_is_the_nearest(client: Client, asked: str) -> None:
    response = client.get(f"/en/transfers/?page={asked}")
    assert response.status_code == 200
    assert lines(read(response))


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("sort=x", "Sort by"),
        ("source=nobody", "From cluster"),
        ("source=tom", "From cluster"),
        ("kind=planet", "Kind of receiver"),
        ("receiver=cluster-tom", "To"),
        ("receiver=1508", "To"),
        ("object=person", "What is transferred"),
    ],
)
def test_an_unknown_choice_is_named_and_left_out(
    client: Client, query: str, label: str
) -> None:
    response = client.get(f"/en/transfers/?{query}")
    assert response.status_code == 200
    content = read(response)
    assert f"are not known, and are left out: {label}" in content.text
    assert lines(content)


@pytest.mark.parametrize(
    "address",
    [
        "clusters/?name=<script>alert(1)</script>",
        "clusters/?level=<script>alert(1)</script>",
        'transfers/?source="><script>alert(1)</script>',
        "transfers/?sort=<script>alert(1)</script>&page=<script>",
        "clusters/<script>alert(1)<script>/",
        "evidence/<script>alert(1)<script>/",
    ],
)
def test_scripts_in_the_address_are_text(client: Client, address: str) -> None:
    response = client.get(f"/nb/{address}")
    assert response.status_code in {200, 404}
    assert b"<script" not in response.content


def test_a_name_that_is_too_long_is_left_out(client: Client) -> None:
    content = read(client.get("/en/clusters/?name=" + "a" * 101))
    assert "are not known, and are left out: Name" in content.text
    assert len(names(content)) == 4


def test_every_receiver_can_be_chosen(client: Client, land: Landscape) -> None:
    content = read(client.get("/en/transfers/"))
    values = {e.get("value") for e in content.all("option")}
    assert {f"municipality-{p}" for p in land.place_numbers} <= values
    ranked = land.clusters.filter(pl.col("membership") != "none")["cluster"]
    assert {f"cluster-{name}" for name in ranked} <= values
    assert "cluster-tom" not in values
