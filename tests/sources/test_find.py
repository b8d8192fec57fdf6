"""Which files of a folder are recognised, and what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from omstilling import sources
from omstilling.errors import InputError
from omstilling.sources.downloads import DOWNLOADS
from omstilling.tables import Cell


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def keys(folder: Path) -> list[str]:
    return [found.source for found in sources.find(folder)]


def test_files_are_recognised_in_both_layouts(tmp_path: Path) -> None:
    touch(tmp_path / "a", "awards/Tildelinger.csv", "entities/enheter_alle.json.gz")
    assert keys(tmp_path / "a") == ["awards", "entities"]
    touch(tmp_path / "b", "awards_innovasjon_norge/awards_2010_2018.csv.gz")
    assert keys(tmp_path / "b") == ["awards"]


def test_several_files_of_a_register_are_told_apart(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "establishments_telemark/establishments_2025-08-04.csv.gz",
        "establishments_telemark/establishments_2025-09-29.csv.gz",
        "establishments_telemark/enterprises_A_to_H_2025-02-10.csv.gz",
        "codes/klass_6_SN2007_nb.json",
        "codes/klass_6_SN2025_nb.json",
        "accounts/a.json",
        "accounts/a.json.gz",
    )
    assert keys(tmp_path) == [
        "accounts-a.json",
        "accounts-a.json.gz",
        "codes-klass_6_SN2007_nb",
        "codes-klass_6_SN2025_nb",
        "enterprises",
        "establishments-2025-08-04",
        "establishments-2025-09-29",
    ]


def test_what_is_fetched_is_recognised(tmp_path: Path) -> None:
    wanted = [one for one in DOWNLOADS if one.register != "boundaries"]
    for one in wanted:
        touch(tmp_path, f"{one.register}/{one.file}")
    found = sources.find(tmp_path)
    assert sorted((one.register.key, one.path.name) for one in found) == sorted(
        (one.register, one.file) for one in wanted
    )


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    touch(tmp_path, "awards/Tildelinger.csv", "notater.csv", "awards/les_meg.txt")
    assert keys(tmp_path) == ["awards"]


def test_registers_without_files_are_named(tmp_path: Path) -> None:
    touch(tmp_path, "awards/Tildelinger.csv")
    missing = sources.missing(tmp_path)
    assert "awards" not in missing
    assert "participations" in missing
    assert "cells" not in missing


def test_a_folder_that_is_absent_or_holds_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"data folder .*gone does not exist") as error:
        sources.find(tmp_path / "gone")
    assert "--data" in error.value.hint
    touch(tmp_path, "notater.csv")
    with pytest.raises(InputError, match="is recognised as one of a register") as error:
        sources.find(tmp_path)
    assert "omstilling fetch" in error.value.hint


def test_every_source_names_a_register(tmp_path: Path) -> None:
    assert all(key == register.key for key, register in sources.REGISTERS.items())
    assert all(register.terms for register in sources.REGISTERS.values())


def test_the_reference_bundle_is_read_like_any_register() -> None:
    found = sources.reference_bundle()
    reading = sources.read([found])[found.source]
    assert Cell.validate(reading.table).height > 1000
    assert reading.rejects.is_empty()
