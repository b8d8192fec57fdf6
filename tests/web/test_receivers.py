"""The pages that show what lies near a receiver."""

from __future__ import annotations

import pytest
from django.test import Client
from webpages import read

from omstilling.strengths import Landscape
from omstilling.transfers.feasibility import feasibility


def test_a_receiver_is_chosen_from_all_kinds(client: Client) -> None:
    content = read(client.get("/en/receivers/"))
    assert len(content.all("optgroup")) == 4
    answer = client.get("/en/receivers/?receiver=municipality-3101")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/en/receivers/municipality/3101/"


@pytest.mark.parametrize(
    "address", ["cluster/raufoss", "municipality/3101", "county/34", "sector/25"]
)
def test_the_page_holds_every_activity_that_is_lacking(
    client: Client, land: Landscape, address: str
) -> None:
    content = read(client.get(f"/en/receivers/{address}/"))
    kind, _, name = address.partition("/")
    found = feasibility(land, kind, name, language="en")
    rows = [e for e in content.all("th") if e.get("scope") == "row"]
    assert len(rows) == found.rows.height
    assert "it is no probability" in content.text


@pytest.mark.parametrize("address", ["cluster/tom", "municipality/0000", "x/y"])
def test_who_is_no_receiver_is_not_found(client: Client, address: str) -> None:
    assert client.get(f"/en/receivers/{address}/").status_code == 404
