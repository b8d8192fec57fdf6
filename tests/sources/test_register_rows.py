from __future__ import annotations

import gzip
import json
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import stdnum.no.orgnr

SCRIPT = runpy.run_path(
    str(Path(__file__).parents[2] / "benchmarks" / "register_rows.py")
)
write_entities = SCRIPT["write_entities"]
organisation_numbers = SCRIPT["organisation_numbers"]


@pytest.fixture(scope="module")
def entities(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    path = tmp_path_factory.mktemp("register") / "enheter_alle.json.gz"
    write_entities(path, 1000, 7)
    found: list[dict[str, Any]] = json.loads(gzip.decompress(path.read_bytes()))
    return found


def test_numbers_are_valid_and_unique(entities: list[dict[str, Any]]) -> None:
    numbers = [entity["organisasjonsnummer"] for entity in entities]
    assert len(set(numbers)) == 1000
    assert all(stdnum.no.orgnr.is_valid(number) for number in numbers)


def test_numbers_are_valid_and_unique_at_any_size() -> None:
    for n in (1, 3, 1_100_000, 10_000_000):
        rows = np.unique(np.linspace(0, n - 1, 500).astype(np.int64))
        numbers = organisation_numbers(rows, n)
        assert (np.diff(numbers) > 0).all()
        assert all(stdnum.no.orgnr.is_valid(str(number)) for number in numbers)


def test_entities_have_the_official_fields(entities: list[dict[str, Any]]) -> None:
    for entity in entities:
        assert entity["organisasjonsform"].keys() == {"kode", "beskrivelse"}
        assert entity["forretningsadresse"]["kommunenummer"].isdigit()
        assert entity["forretningsadresse"]["kommune"].isupper()
        assert entity["institusjonellSektorkode"].keys() == {"kode", "beskrivelse"}
        assert entity["navn"].startswith("TESTBEDRIFT ")
        assert isinstance(entity["konkurs"], bool)
        assert isinstance(entity["harRegistrertAntallAnsatte"], bool)
        assert entity["stiftelsesdato"] >= "1950-01-01"


def test_small_numbers_of_employees_are_withheld(
    entities: list[dict[str, Any]],
) -> None:
    told = [entity["antallAnsatte"] for entity in entities if "antallAnsatte" in entity]
    assert min(told) >= 5
    assert max(told) > 50
    withheld = [
        entity
        for entity in entities
        if entity["harRegistrertAntallAnsatte"] and "antallAnsatte" not in entity
    ]
    assert withheld


def test_some_lack_a_code_and_some_have_several(
    entities: list[dict[str, Any]],
) -> None:
    first = [e["naeringskode1"]["kode"] for e in entities if "naeringskode1" in e]
    assert 900 < len(first) < 1000
    assert all(len(code) == 6 and code[2] == "." for code in first)
    assert any("naeringskode2" in entity for entity in entities)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(
    tmp_path: Path,
) -> None:
    paths = [
        tmp_path / name for name in ("one.json.gz", "two.json.gz", "three.json.gz")
    ]
    for path, seed in zip(paths, (7, 7, 8), strict=True):
        write_entities(path, 300, seed)
    first, again, other = (path.read_bytes() for path in paths)
    assert first == again
    assert first != other


@pytest.mark.parametrize("n", [0, 10_000_001])
def test_a_count_out_of_range_is_an_error(tmp_path: Path, n: int) -> None:
    with pytest.raises(ValueError, match=r"n must be in the range \[1, 10000000\]"):
        write_entities(tmp_path / "none.json.gz", n, 7)
