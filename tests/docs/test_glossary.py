"""Names of the code are terms of the glossary."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import dataframely as dy
import pytest

from omstilling import tables

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "omstilling"
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)

#: Words of column names that are no terms of the field, and why they need no entry.
PLAIN = {
    "every file and table has them": "column file id key row table url sha256 written",
    "what anything may be called": "acronym name note short title",
    "numbers and money in general": "amount count nok number result value",
    "times": "date end extracted first founded last signed start valid year",
    "little words that join a name": "as form from has no of only to",
    "codes of the three languages": "en nb nn",
    "what happened to a row or a request": "asked dropped granted kept rejected",
    "why, in words": "reason",
    "a word of a term that is whole elsewhere": "legal operating size",
}
#: Words that stand for a term of several: "frontier" is the productivity frontier.
WHOLE = {"frontier", "pieces", "shrunken", "takeup"}
PLAIN_WORDS = {word for words in PLAIN.values() for word in words.split()}


def rows() -> list[tuple[str, ...]]:
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    return [row for row in ROW.findall(text) if row[0] != "English"]


def terms() -> set[str]:
    return {re.sub(r" \(.*\)", "", row[0]).lower() for row in rows()}


def schemas() -> list[type[dy.Schema]]:
    return [
        one
        for _, one in inspect.getmembers(tables, inspect.isclass)
        if issubclass(one, dy.Schema) and one is not dy.Schema
    ]


def singular(word: str) -> set[str]:
    endings = (("s", ""), ("es", ""), ("ies", "y"))
    return {word} | {re.sub(f"{many}$", one, word) for many, one in endings}


def undefined(name: str) -> list[str]:
    """Return the words of a name that are neither a term, nor of one, nor plain."""
    phrase = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()
    if singular(phrase) & terms():
        return []
    words = [re.sub(r"(?<=activity)\d$", "", word) for word in phrase.split()]
    return [
        word for word in words if not singular(word) & (terms() | PLAIN_WORDS | WHOLE)
    ]


@pytest.mark.parametrize("schema", schemas(), ids=lambda schema: schema.__name__)
def test_tables_and_their_columns_are_terms(schema: type[dy.Schema]) -> None:
    names = [schema.__name__, *schema.column_names()]
    missing = {name: words for name in names if (words := undefined(name))}
    assert not missing, f"write them into GLOSSARY.md: {missing}"


def test_rooms_and_modules_are_terms() -> None:
    names = {path.stem for path in PACKAGE.glob("[a-z]*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    assert names <= terms(), f"not in GLOSSARY.md: {sorted(names - terms())}"


@pytest.mark.parametrize(
    "values",
    [tables.CLUSTER_LEVELS, tables.RECEIVER_KINDS, tables.VERSIONS],
    ids=["levels", "receivers", "versions"],
)
def test_fixed_values_are_terms(values: tuple[str, ...]) -> None:
    named = {value.lower() for value in values} - {"none", "unknown"}
    assert named <= terms(), f"not in GLOSSARY.md: {sorted(named - terms())}"


def test_every_term_stands_once_and_has_a_meaning_of_one_sentence() -> None:
    english = [row[0] for row in rows()]
    assert len(english) == len(set(english)), "a term stands twice"
    assert len(english) > 100
    for row in rows():
        assert row[3].endswith((".", "?")), f"no whole sentence: {row}"


def test_plain_words_are_used_and_no_terms() -> None:
    columns = {column for schema in schemas() for column in schema.column_names()}
    used = {word for column in columns for word in column.split("_")}
    assert used >= PLAIN_WORDS, f"no column has {sorted(PLAIN_WORDS - used)}"
    assert not PLAIN_WORDS & terms()
