"""Needs and offers on the pages of transfers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.test.utils import override_settings
from stated import stated

NEED = {
    "id": "need:1",
    "title": "Computer <b>programming</b>",
    "description": "We need somebody who programs our computers",
    "cluster": "fisk",
}
LIST = "/en/transfers/"
TO_FISK = {"receiver": "cluster-fisk", "any_sector": "on"}


@pytest.fixture
def with_need(tmp_path: Path) -> Iterator[None]:
    stated(tmp_path, NEED)
    with override_settings(STORE=tmp_path):
        yield


@pytest.mark.usefixtures("with_need")
def test_the_list_quotes_the_need_and_sorts_by_it(client: Client) -> None:
    answer = client.get(LIST, TO_FISK | {"sort": "need"})
    page = answer.content.decode()
    first = answer.context["transfers"][0]
    assert first["object"] == "62.0"
    assert first["needs"][0]["id"] == "need:1"
    assert "Need: “Computer &lt;b&gt;programming&lt;/b&gt;”" in page
    assert "Need 1.0 and Offer 0.5" not in page
    assert "Need 1.0" in page
    assert "sort=need" in page


@pytest.mark.usefixtures("with_need")
def test_the_page_of_a_transfer_tells_what_it_answers(client: Client) -> None:
    found = client.get(LIST, TO_FISK | {"sort": "need"}).context["transfers"][0]
    answer = client.get(f"{LIST}{found['id']}/")
    page = answer.content.decode()
    assert "What is asked for and offered" in page
    assert "programs our computers” <span" in page
    assert "(fisk, need:1, holds until further notice)" in page
    assert "need" in [part["name"] for part in answer.context["parts"]]


def test_where_nothing_is_asked_for_the_pages_are_as_before(client: Client) -> None:
    answer = client.get(LIST, {"any_sector": "on"})
    page = answer.content.decode()
    assert "sort=need" not in page
    assert "Need" not in page
    found = answer.context["transfers"][0]
    parts = client.get(f"{LIST}{found['id']}/").context["parts"]
    assert not {"need", "offer"} & {part["name"] for part in parts}
