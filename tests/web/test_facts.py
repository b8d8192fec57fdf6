"""The pages on facts of full size: the reference bundle, and the real data."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.test.utils import override_settings
from webpages import read

from omstilling.evidence import build

PILOTS = ("raufoss", "kongsberg", "halden")


def walk(client: Client, store: Path) -> set[str]:
    """Open the main pages and one of each kind that they link to; return texts."""
    with override_settings(STORE=store):
        seen: dict[str, str] = {}
        waiting = ["/nb/", "/nn/clusters/", "/en/transfers/", "/nb/data/"]
        waiting += [f"/nn/clusters/{pilot}/" for pilot in PILOTS]
        for address in waiting:
            seen[address] = opened(client, address)
            links = read(client.get(address)).links(address)
            for part in ("/strengths/", "~", "/evidence/"):
                inside = [x for x in links if part in x and "?" not in x]
                waiting += [x for x in inside[:1] if x not in waiting]
    assert any("/evidence/" in address for address in seen)
    assert any("/strengths/" in address for address in seen)
    assert any("~" in address for address in seen)
    return set(seen.values())


def opened(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return read(response).text


def test_the_reference_bundle_says_that_it_is_figures_only(
    client: Client, tmp_path: Path
) -> None:
    build(tmp_path)
    texts = walk(client, tmp_path)
    assert sum("omstilling fetch awards" in text for text in texts) > len(PILOTS)
    assert not any("privatperson" in text for text in texts)


@pytest.mark.data
def test_the_real_data_can_be_followed_from_pilots_to_rows(
    client: Client, tmp_path: Path, real_data: Path
) -> None:
    build(tmp_path, data=real_data)
    texts = walk(client, tmp_path)
    assert any("awards_2010_2018.csv.gz" in text for text in texts)
    assert not any("omstilling fetch awards" in text for text in texts)
