from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from omstilling.errors import InputError, UsageError
from omstilling.register.activities import activities
from omstilling.register.clusters import (
    REVIEWED,
    ClusterBook,
    activity_prefixes,
    find_cluster,
    reviewed_clusters,
    territory_of,
)
from omstilling.register.methods import methods
from omstilling.register.places import place_keys, places

Row = dict[str, Any]


@pytest.fixture(scope="module")
def book() -> ClusterBook:
    return reviewed_clusters()


def entry(**changes: object) -> Row:
    return {
        "slug": "prov",
        "name": "Prøveklyngen",
        "aliases": ["Prøve"],
        "levels": [{"level": "Arena", "first": 2010, "last": None}],
        "place": "Gjøvik",
        "field": "testing",
        "territory": {"municipalities": ["Gjøvik"], "reason": "its place"},
        "activities": ["22.2"],
        "note": "",
        "sources": ["https://example.org"],
    } | changes


def written(tmp_path: Path, *entries: object) -> Path:
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")
    return file


def row(book: ClusterBook, slug: str) -> Row:
    return book.clusters.row(by_predicate=pl.col("cluster") == slug, named=True)


def test_there_are_58_and_three_pilots(book: ClusterBook) -> None:
    assert book.clusters.height == 58
    pilots = book.clusters.filter("pilot")
    assert set(pilots["cluster"]) == {"raufoss", "kongsberg", "halden"}
    assert pilots["activities"].list.len().to_list() == [0, 0, 0]


def test_the_pilots_have_their_municipalities(book: ClusterBook) -> None:
    names = dict(places().select("place", "name").iter_rows())
    territory = {
        slug: {names[place] for place in row(book, slug)["territory"]}
        for slug in ("raufoss", "kongsberg", "halden")
    }
    assert territory == {
        "raufoss": {"Vestre Toten", "Østre Toten", "Gjøvik"},
        "kongsberg": {"Kongsberg"},
        "halden": {"Halden"},
    }


def test_every_nce_and_gce_with_a_place_has_a_territory(book: ClusterBook) -> None:
    strong = book.clusters.filter(
        pl.col("level").is_in(["NCE", "GCE"]) & (pl.col("place_name") != "unknown")
    )
    assert strong.height == 19
    assert (strong["membership"] == "rule").all()


def test_no_place_means_no_territory_and_no_membership(book: ClusterBook) -> None:
    nowhere = book.clusters.filter(pl.col("place_name") == "unknown")
    assert nowhere.height >= 20
    assert nowhere["territory"].list.len().sum() == 0
    assert (nowhere["membership"] == "none").all()


def test_territories_and_activities_are_those_of_the_lists(book: ClusterBook) -> None:
    territory = book.clusters["territory"].explode().drop_nulls()
    assert territory.is_in(places()["place"].to_list()).all()
    prefixes = book.clusters["activities"].explode().drop_nulls()
    assert prefixes.is_in(activities()["code"].to_list()).all()


def test_levels_come_with_their_years(book: ClusterBook) -> None:
    levels = book.levels.filter(cluster="gce-blue-maritime")
    assert levels.select("level", "first_year", "last_year").rows() == [
        ("NCE", 2006, 2014),
        ("GCE", 2014, None),
    ]
    assert row(book, "gce-blue-maritime")["level_from"] == 2014
    assert book.members.is_empty()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("raufoss", "raufoss"),
        ("NCE RAUFOSS", "raufoss"),
        ("Kongsbergklyngen", "kongsberg"),
        ("smart energy halden", "halden"),
        ("Eyde klyngen", "nce-eyde"),
        ("Arena Lonnsomme vinteropplevelser", "arena-arctic-winter-adventures"),
        ("GCE Subsea", "gce-ocean-technology"),
    ],
)
def test_a_cluster_is_found_by_any_of_its_names(
    book: ClusterBook, text: str, slug: str
) -> None:
    assert find_cluster(book.clusters, text) == slug


def test_an_unknown_name_gets_suggestions(book: ClusterBook) -> None:
    with pytest.raises(UsageError, match="no cluster called 'Raufos'") as caught:
        find_cluster(book.clusters, "Raufos")
    assert "raufoss" in caught.value.hint
    with pytest.raises(UsageError) as caught:
        find_cluster(book.clusters, "")
    assert "omstilling clusters" in caught.value.hint


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"territory": {"municipalities": ["Atlantis"]}},
            "'territory': 'Atlantis' is no",
        ),
        ({"territory": {"municipalities": ["Bø"]}}, "'territory': 'Bø' is no"),
        ({"levels": [{"level": "Gold"}]}, "'levels': 'Gold' is no level"),
        ({"activities": ["99.9"]}, "'activities': '99.9' is no activity"),
        ({"name": ""}, "'name': must be a text"),
        ({"aliases": "one"}, "'aliases': must be a list"),
        ({"colour": "red"}, "'colour': is not a field"),
    ],
)
def test_a_wrong_field_is_named_with_file_and_cluster(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError) as caught:
        reviewed_clusters(written(tmp_path, entry(**changes)))
    assert caught.value.message.startswith("own.yaml, cluster 'prov', field ")
    assert message in caught.value.message


def test_names_and_slugs_stand_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'slug': stands twice"):
        reviewed_clusters(written(tmp_path, entry(), entry(name="Annen", aliases=[])))
    other = entry(slug="annen", name="Annen", aliases=["PROVE"])
    with pytest.raises(InputError, match="'prove' also belongs to 'prov'"):
        reviewed_clusters(written(tmp_path, entry(), other))


def test_a_file_that_is_no_list_is_named(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    for text in ("a: 1", "[unclosed"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"own\.yaml"):
            reviewed_clusters(file)
    with pytest.raises(InputError, match="number 1"):
        reviewed_clusters(written(tmp_path, "text"))


def test_counties_stand_for_their_municipalities() -> None:
    found, unknown = territory_of(["Agder", "Halden", "0529", "Narnia"], place_keys())
    assert {"4204", "3101", "3443"} <= set(found)
    assert len(found) == 25 + 2
    assert unknown == ["Narnia"]


def test_activities_are_named_by_code_section_or_name() -> None:
    texts = ["22.2", "j", "Telekommunikasjon", "Manufacture of furniture", "Magi", ""]
    codes, unknown = activity_prefixes(texts)
    assert codes == ["22.2", "31", "58", "59", "60", "61", "62", "63"]
    assert unknown == ["Magi", ""]


def test_the_file_is_in_good_form() -> None:
    text = REVIEWED.read_text(encoding="utf-8")
    assert "\t" not in text
    for cluster in yaml.safe_load(text):
        assert cluster["sources"], cluster["slug"]
        assert all(url.startswith("http") for url in cluster["sources"])
        assert cluster["territory"]["reason"]


def test_the_pilots_share_their_methods(book: ClusterBook) -> None:
    known, facts = methods(book.clusters)
    gives = facts.filter(relation="gives")
    shared = {
        slug: set(gives.filter(cluster=slug)["method"])
        for slug in ("kongsberg", "raufoss", "halden")
    }
    assert {"systems-engineering", "knowledge-based-development"} <= shared["kongsberg"]
    assert {"productive-manufacturing", "automation"} <= shared["raufoss"]
    assert {"data-analysis", "digitalisation"} <= shared["halden"]
    assert set(facts["method"]) == set(known["method"])
    assert (known["carriers"].list.len() > 0).all()


def test_a_fact_about_an_unknown_cluster_is_refused(
    book: ClusterBook, tmp_path: Path
) -> None:
    file = tmp_path / "methods.yaml"
    shipped = REVIEWED.with_name("methods.yaml").read_text(encoding="utf-8")
    file.write_text(
        shipped.replace("cluster: halden", "cluster: hald"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="field 'cluster': 'hald' does not exist"):
        methods(book.clusters, file)
    file.write_text(shipped.replace("year: 2015", "year: 15"), encoding="utf-8")
    with pytest.raises(InputError, match="rule of the table ClusterMethod"):
        methods(book.clusters, file)
    file.write_text("methods: []", encoding="utf-8")
    with pytest.raises(InputError, match="lists 'methods' and 'facts'"):
        methods(book.clusters, file)
