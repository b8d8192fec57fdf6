"""The search page: what answers, why, who, and what it says where nothing does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import polars as pl
import pytest
from django.test import Client
from django.test.utils import override_settings
from webpages import LANGUAGES, read
from world import number, tables

from omstilling import store
from omstilling.language import Language, translations
from omstilling.meaning.matching import ALL_WEAK
from omstilling.meaning.texts import Span, clean
from omstilling.tables import Statement
from omstilling.web.views.search import parts, underlined

NEED = (
    "Vi trenger en måte å oppdage slitte lagre i produksjonslinja før maskinen stopper"
)
SENSORS = "Wireless vibration sensors for predictive maintenance of rotating equipment"
TAGS = "&lt;script&gt;a&lt;/script&gt;"
OFFERS: list[dict[str, Any]] = [
    {
        "id": "offer:1",
        "title": "Vibration sensors",
        "description": SENSORS,
        "stage": 8,
        "places": ["1508"],
        "activity": "62.010",
        "cluster": "raufoss",
        "kind": "technology",
    },
    {
        "id": "offer:2",
        "title": "Ice for the catch",
        "description": "Slurry ice <script>alert(1)</script> keeps fish fresh on board",
        "stage": 9,
        "places": ["1860"],
        "activity": "03.110",
        "kind": "technology",
    },
    {
        "id": "offer:3",
        "title": "Forbedring",
        "description": "Opplæring i løpende forbedring for verksteder",
        "language": "nb",
        "kind": "knowledge",
        "expires": "2020-01-01",
    },
]


@pytest.fixture(scope="module")
def three_offers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three offers."""
    known: dict[str, Any] = {"language": "en", "role": "offer", "origin": "offers.csv"}
    empty = dict.fromkeys(Statement.column_names())
    rows = [
        {**empty, **known, "partner_sizes": [], "keywords": [], "places": [], **one}
        | {"row": row, "organisation": number(row)}
        for row, one in enumerate(OFFERS, 2)
    ]
    made = pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("expires").str.to_date()
    )
    folder = tmp_path_factory.mktemp("offers")
    statements = {"statements": Statement.validate(made, cast=True)}
    notes = {"made_from": "registers", "missing": []}
    store.write(folder, {**tables(), **statements}, notes=notes)
    return folder


@pytest.fixture
def offers(three_offers: Path) -> Iterator[None]:
    """The site reads them."""
    with override_settings(STORE=three_offers):
        yield


def asked(client: Client, language: str = "nb", **query: str) -> str:
    response = client.get(f"/{language}/search/?{urlencode(query)}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("offers")
def test_the_answer_is_found_though_no_word_is_shared(client: Client) -> None:
    content = read(client.get(f"/nb/search/?{urlencode({'text': NEED})}"))
    titles = [heading.text for heading in content.all("h3")]
    assert titles[0] == "Vibration sensors"
    assert "Forbedring" not in titles, "it has expired"
    assert content.all("mark"), "the phrases that met are underlined"
    assert any(link == "/nb/clusters/raufoss/" for link in content.links("/nb/search/"))


@pytest.mark.usefixtures("offers")
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_somebody_wrote_is_run(client: Client, language: str) -> None:
    text = asked(client, language, text="<script>alert(2)</script> fersk fisk om bord")
    assert "<script" not in text
    assert "&lt;script&gt;alert(2)" in text


@pytest.mark.usefixtures("offers")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"sector": "62"}, {"Ice for the catch"}),
        ({"place": "18"}, {"Ice for the catch"}),
        ({"least_stage": "9"}, {"Ice for the catch"}),
        ({"what": "knowledge"}, set()),
        ({"what": "knowledge", "expired": "on"}, {"Forbedring"}),
    ],
)
def test_filters(client: Client, query: dict[str, str], titles: set[str]) -> None:
    content = read(client.get(f"/nb/search/?{urlencode({'text': NEED, **query})}"))
    assert {heading.text for heading in content.all("h3")} == titles


@pytest.mark.usefixtures("offers")
def test_a_title_is_not_said_twice(client: Client) -> None:
    content = asked(client, text="Ice for fish on board", expired="on")
    assert "Ice for the catch. Slurry" not in content
    assert "Slurry" in content


@pytest.mark.usefixtures("offers")
def test_a_choice_that_nothing_fits_has_no_best(client: Client) -> None:
    content = asked(client, "en", text=NEED, what="knowledge")
    assert "Nothing fits all the choices" in content
    assert "The best" not in content


@pytest.mark.usefixtures("offers")
@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("12345 67", "no word, only numbers"),
        ("Мы ищем решение", "in none of bokmål, nynorsk and English"),
        ("Wir haben nur eine Maschine, und die ist für das Werk", "in none of bokmål"),
        ("lager", "Read as"),
        ("fÃ¥ fersk fisk om bord", "Read as"),
        ("Ordering of ice, vi må holde fisken fersk", "The best"),
    ],
)
def test_odd_texts_are_answered(client: Client, text: str, noted: str) -> None:
    content = asked(client, "en", text=text)
    assert noted in content
    assert 'class="hits"' in content


@pytest.mark.usefixtures("offers")
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_all_is_weak_the_page_says_so(client: Client, language: Language) -> None:
    told = translations(language).gettext(ALL_WEAK)
    bus = "Hvem skrev boken om kongen?"
    assert told in asked(client, language, text=bus)
    assert told not in asked(client, language, text=NEED)
    assert "Weak hit" in asked(client, "en", text=bus)
    assert "The best" not in asked(client, "en", text=bus)


def test_a_damaged_index_is_made_anew_without_a_word(
    client: Client, three_offers: Path, tmp_path: Path
) -> None:
    shutil.copytree(three_offers, tmp_path / "store")
    folder = tmp_path / "store" / "meaning" / "offers"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with override_settings(STORE=tmp_path / "store"):
        content = asked(client, "en", text=NEED)
    assert "Vibration sensors" in content
    assert "damaged" not in content


@pytest.mark.usefixtures("offers")
def test_a_long_text_is_read_and_kept(client: Client) -> None:
    long = f"{NEED} " * 1300
    content = asked(client, "en", text=long)
    assert "only its beginning was read" in content
    assert "Vibration sensors" in content
    assert long.strip() in content


@pytest.mark.usefixtures("offers")
def test_a_text_without_letters_is_said_to_say_nothing(client: Client) -> None:
    assert "Teksten sier ingenting" in asked(client, text="?!")
    assert "Teksten sier ingenting" in asked(client, text=" ")
    assert "Teksten sier ingenting" not in asked(client)


def test_where_nothing_was_imported_the_page_says_how(client: Client) -> None:
    assert "omstilling offers import FILE" in asked(client, text=NEED)
    organisations = asked(client, text="plast", kind="organisations")
    assert "TESTBEDRIFT" in organisations
    assert "virksomhet.brreg.no" in organisations


def test_phrases_are_underlined_and_all_is_escaped() -> None:
    marked = underlined("a <b> & c", [Span(8, 9, "c"), Span(0, 1, "a")])
    assert marked == "<mark>a</mark> &lt;b&gt; &amp; <mark>c</mark>"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Ice", "Ice. .5 mm ice", ("Ice", ".5 mm <mark>ice</mark>")),
        ("<b>Ice</b>", "<b>Ice</b>. Cold", ("<mark>Ice</mark>", "Cold")),
        ("Ice", "Ice", ("<mark>Ice</mark>", "")),
        ("<script>a</script>", "<script>a</script>. Ice", (TAGS, ". <mark>Ice</mark>")),
    ],
)
def test_title_and_text_are_marked_each_for_itself(
    title: str, text: str, expected: tuple[str, str]
) -> None:
    read = clean(text)
    word = "ice" if "ice" in read else "Ice"
    start = read.index(word)
    span = Span(start, start + len(word), word)
    assert parts({"title": title, "text": text}, [span]) == expected
