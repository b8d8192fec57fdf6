"""Reading a page in tests: its elements, links, headings and texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

VOID = {"meta", "link", "input", "br", "hr", "img"}
LANGUAGES = ("nb", "nn", "en")
#: One of each kind of page on the small world, without its language.
PAGES = (
    "",
    "clusters/",
    "clusters/?name=raufoss&ranked=yes",
    "clusters/raufoss/",
    "clusters/fisk/",
    "clusters/tom/",
    "clusters/raufoss/strengths/22.2/",
    "transfers/",
    "transfers/?source=raufoss&kind=municipality&any_sector=on&variants=on",
    "transfers/?sort=nonsense",
    "transfers/raufoss~municipality-1508~22.2/",
    "transfers/raufoss~cluster-halden~lean/",
    "evidence/awards:2/",
    "search/",
    "search/?text=plast+til+%3Cbiler%3E&kind=organisations",
    "data/",
)


@dataclass
class Element:
    """An element with its attributes and the text inside it."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""


@dataclass
class PageContent(HTMLParser):
    """A page as its elements in order; raises where tags do not match."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []
        self.feed(self.html)
        self.close()
        assert not self._open, f"not closed: {[one.tag for one in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def one(self, tag: str) -> Element:
        (found,) = self.all(tag)
        return found

    def with_id(self, name: str) -> Element:
        (found,) = [e for e in self.elements if e.get("id") == name]
        return found

    @property
    def text(self) -> str:
        return " ".join(self.one("body").text.split())

    def links(self, address: str) -> list[str]:
        """Return the addresses inside the site that the page links to."""
        joined = (urljoin(address, link.get("href")) for link in self.all("a"))
        inside = (link for link in joined if not urlsplit(link).netloc)
        return [urldefrag(link).url for link in inside]


def read(response: Any) -> PageContent:
    """Read the page in a response."""
    return PageContent(response.content.decode())
