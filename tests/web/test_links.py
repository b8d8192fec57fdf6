"""Every link inside the site leads somewhere."""

from __future__ import annotations

from django.test import Client
from webpages import PageContent, read

#: Far more than there are in one language of the small world.
MOST = 2000


def test_every_link_resolves(client: Client) -> None:
    waiting = ["/nb/", "/nb/transfers/?any_sector=on&variants=on"]
    seen = set(waiting)
    fragments: list[tuple[str, str]] = []
    pages: dict[str, PageContent] = {}
    while waiting and len(pages) < MOST:
        address = waiting.pop()
        response = client.get(address)
        assert response.status_code == 200, address
        pages[address] = content = read(response)
        for link in content.all("a"):
            target, _, fragment = link.get("href").partition("#")
            if fragment:
                fragments.append((target or address, fragment))
        new = {x for x in content.links(address) if x.startswith("/nb/")} - seen
        seen |= new
        waiting += sorted(new)
    assert not waiting
    assert len(pages) > 100
    for target, fragment in fragments:
        content = pages.get(target) or read(client.get(target))
        assert any(e.get("id") == fragment for e in content.elements), (
            target,
            fragment,
        )
