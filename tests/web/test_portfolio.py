"""The page of a call: what to fund and why, and what if."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.test.utils import override_settings
from webpages import LANGUAGES, PageContent, read

from omstilling.web.views import portfolio

CALL = Path(__file__).parents[2] / "examples/call.yaml"


@pytest.fixture
def call() -> Iterator[Path]:
    """The site shows the call of the examples."""
    with override_settings(CALL=CALL):
        yield CALL


def page(client: Client, language: str = "en", query: str = "") -> PageContent:
    response = client.get(f"/{language}/portfolio/{query}")
    assert response.status_code == 200
    return read(response)


def test_without_a_call_the_page_says_how_to_name_one(client: Client) -> None:
    assert "OMSTILLING_CALL=call.yaml" in page(client).text


@pytest.mark.usefixtures("call")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_in_and_out_and_why_is_said_in_each_language(
    client: Client, language: str
) -> None:
    content = page(client, language)
    text = content.text
    assert "Sensors of the oil industry in fish farming" in text
    assert "Surplus heat of data halls for greenhouses" in text
    headings = [one.text for one in content.all("h2")]
    assert len(headings) >= 4


@pytest.mark.usefixtures("call")
def test_another_budget_is_solved_again(client: Client) -> None:
    more = page(client, query="?budget=40+000+000").text
    assert "Surplus heat of data halls" in more
    less = page(client, query="?budget=5000000").text
    assert more != less


@pytest.mark.usefixtures("call")
def test_a_rule_that_cannot_be_kept_is_named(client: Client) -> None:
    text = page(client, query="?limit-small-firms=100&limit-innlandet=100").text
    assert "cannot all be kept" in text
    # Nothing was chosen, so nothing can be said of what the rules cost.
    assert "No rule of balance costs any worth" not in text


@pytest.mark.usefixtures("call")
@pytest.mark.parametrize(
    ("language", "size", "county"),
    [("en", "small enterprises", "Innlandet"), ("nb", "størrelsesgruppe", "Innlandet")],
)
def test_rules_name_sizes_and_counties_as_people_do(
    client: Client, language: str, size: str, county: str
) -> None:
    labels = [one.text for one in page(client, language).all("label")]
    assert any(size in text for text in labels)
    assert any(county in text for text in labels)
    assert not any("34" in text for text in labels)


@pytest.mark.usefixtures("call")
def test_what_is_no_number_is_left_out_and_said(client: Client) -> None:
    content = page(client, query="?budget=much&limit-innlandet=120")
    assert "These choices are not known" in content.text


def test_a_call_that_cannot_be_read_is_said(client: Client, tmp_path: Path) -> None:
    broken = tmp_path / "call.yaml"
    broken.write_text("budget: much\n", encoding="utf-8")
    with override_settings(CALL=broken):
        response = client.get("/en/portfolio/")
    assert response.status_code == 503
    assert "call.yaml" in read(response).text


@pytest.mark.usefixtures("call")
def test_one_proposal_can_be_asked_about_alone(client: Client) -> None:
    content = page(client, query="?budget=9000000&why=robots")
    links = {one.text: one.attributes["href"] for one in content.all("a")}
    assert not any("Welding robots" in text for text in links)
    (other,) = (
        href for text, href in links.items() if "all reasons for Sensors" in text
    )
    assert other == "?budget=9000000&why=sensors"
    assert "not known" in page(client, query="?why=nothing").text


@pytest.mark.usefixtures("call")
def test_what_can_be_changed_is_told_with_its_unit(client: Client) -> None:
    content = page(client, "nb")
    assert not any(one.text.endswith(": prosent") for one in content.all("label"))
    units = [one for one in content.all("span") if one.text == "NOK"]
    (unit,) = units
    described = {one.attributes.get("aria-describedby") for one in content.all("input")}
    assert unit.attributes["id"] in described


@pytest.mark.usefixtures("call")
def test_a_budget_is_written_as_it_can_be_sent_back(client: Client) -> None:
    fields = page(client, query="?budget=9000000").all("input")
    (budget,) = (one for one in fields if one.attributes["name"] == "budget")
    assert budget.attributes["value"] == "9\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000"
    again = page(client, query="?budget=9%C2%A0000%C2%A0000").text
    assert "not known" not in again


@pytest.mark.usefixtures("call")
def test_what_breadth_costs_is_a_picture_only_where_there_is_a_choice(
    client: Client,
) -> None:
    content = page(client)
    assert "none spreads the money 5 percentage points more evenly" in content.text
    with override_settings(CALL=CALL.with_name("breadth.yaml")):
        choice = page(client)
    assert "Each dot is the portfolio" in choice.text
    assert len(choice.all("svg")) > len(content.all("svg"))


def test_without_any_breadth_the_page_says_so(client: Client, tmp_path: Path) -> None:
    content = yaml.safe_load(CALL.read_text(encoding="utf-8"))
    content["limits"], content["support"] = [], []
    for proposal in content["proposals"]:
        proposal["regions"] = [{"region": "34", "percent": 100}]
    for project in content["projects"]:
        for partner in project["partners"]:
            partner["sector"] = "25.620"
    file = tmp_path / "call.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    with override_settings(CALL=file):
        text = page(client).text
    assert "there is no breadth to choose" in text


@pytest.mark.usefixtures("call")
def test_time_that_was_out_for_the_front_is_said(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portfolio, "SECONDS", 1e-9)
    portfolio._answered.cache_clear()
    text = page(client).text
    portfolio._answered.cache_clear()
    assert "broader portfolios may be missing here" in text
    assert "more evenly over sectors" not in text


@pytest.mark.usefixtures("call")
def test_where_business_can_pay_for_nothing_the_page_says_so(client: Client) -> None:
    text = page(client, query="?budget=100000").text
    assert "no group of supporters can pay for one with its share" in text
    assert "As a portfolio it would break" not in text
