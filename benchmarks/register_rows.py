"""Makes up a register of entities in the official form of `enheter/lastned`.

The file is one JSON array, packed with gzip, as Enhetsregisteret serves it: fields
that do not apply are left out, the number of employees is withheld below five, and the
shares of legal forms, sizes, municipalities and industries are skewed as real ones are.
Names are made up, numbers are valid and unique. The same count and seed give the same
bytes.

    python benchmarks/register_rows.py enheter_alle.json.gz --entities 1100000
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

SIZES = (10_000, 100_000, 1_100_000)
LARGEST = 10_000_000
_BLOCK = 50_000
_FIRST_DAY = np.datetime64("1950-01-01")
_DAYS = 27_500
_WEIGHTS = np.array((3, 2, 7, 6, 5, 4, 3, 2))
_PLACES = 10 ** np.arange(7, -1, -1)

# code, name, share in per cent, sector code, name of the sector
_FORMS = (
    ("AS", "Aksjeselskap", 38, "2100", "Private aksjeselskaper mv."),
    ("ENK", "Enkeltpersonforetak", 41, "8200", "Personlig næringsdrivende"),
    ("FLI", "Forening/lag/innretning", 12, "7000", "Ideelle organisasjoner"),
    ("NUF", "Norskreg. utenlandsk foretak", 3, "2100", "Private aksjeselskaper mv."),
    ("DA", "Selskap med delt ansvar", 2, "2300", "Personlige foretak"),
    ("SA", "Samvirkeforetak", 1, "2100", "Private aksjeselskaper mv."),
    ("STI", "Stiftelse", 1, "7000", "Ideelle organisasjoner"),
    ("ORGL", "Organisasjonsledd", 1, "6500", "Kommuneforvaltningen"),
    ("ASA", "Allmennaksjeselskap", 1, "2100", "Private aksjeselskaper mv."),
)
_WORDS = (
    "ASK",
    "BJØRK",
    "DAL",
    "ELV",
    "FJELL",
    "FJORD",
    "FURU",
    "HAV",
    "HØGDE",
    "MYR",
    "NES",
    "SJØ",
    "SKOG",
    "VIK",
    "VÆR",
    "ØY",
    "ÅS",
)

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class _Lists:
    """Pieces of JSON to choose from: one a line of each code list."""

    activities: tuple[str, ...]
    places: tuple[str, ...]


def write_entities(path: Path, n: int, seed: int) -> None:
    """Write `n` entities to `path`, in blocks, so that any number fits in memory.

    Parameters
    ----------
    path
        The file to write; its name should end with `.json.gz`.
    n
        How many entities, in [1, 10,000,000].
    seed
        Seed of all that is drawn.

    Raises
    ------
    ValueError
        `n` is out of range.
    """
    if not 1 <= n <= LARGEST:
        raise ValueError(f"n must be in the range [1, {LARGEST}]. Got {n} instead.")
    lists = _read_lists()
    blocks = range(0, n, _BLOCK)
    seeds = np.random.SeedSequence(seed).spawn(len(blocks))
    # With no name and time in the gzip header, the bytes depend on the content alone.
    with (
        path.open("wb") as raw,
        gzip.GzipFile(
            filename="", fileobj=raw, mode="wb", compresslevel=3, mtime=0
        ) as file,
    ):
        for start, source in zip(blocks, seeds, strict=True):
            rows = np.arange(start, min(start + _BLOCK, n))
            text = _block(np.random.default_rng(source), lists, rows, n)
            file.write(b"[" if start == 0 else b",\n")
            file.write(text.encode())
        file.write(b"]\n")


def _block(rng: np.random.Generator, lists: _Lists, rows: Codes, n: int) -> str:
    """Return the JSON of some entities, joined by commas."""
    size = len(rows)
    form = rng.choice(len(_FORMS), size, p=_shares([form[2] for form in _FORMS]))
    founded = _days(rng, size)
    frame = pl.DataFrame(
        {
            "number": pl.Series(organisation_numbers(rows, n)).cast(pl.String),
            "name": _names(rng, form, rows),
            "form": _pick(
                [_pair("organisasjonsform", form[0], form[1]) for form in _FORMS], form
            ),
            "website": _some(rng, size, 0.12, ',"hjemmeside":"www.prove.example"'),
            "post": _some(rng, size, 0.3, _address("postadresse", "0301", "OSLO")),
            "registered": _dates(founded + rng.integers(0, 60, size)),
            "vat": _truth(rng, size, 0.35),
            "activity": _activities(rng, lists, size, 1, 0.95),
            "activity2": _activities(rng, lists, size, 2, 0.08),
            "activity3": _activities(rng, lists, size, 3, 0.015),
            "employees": _employees(rng, form),
            "place": _pick(lists.places, _skewed(rng, len(lists.places), size)),
            "founded": _dates(founded),
            "sector": _pick(
                [_pair("institusjonellSektorkode", f[3], f[4]) for f in _FORMS], form
            ),
            "accounts": _some(rng, size, 0.35, ',"sisteInnsendteAarsregnskap":"2024"'),
            "bankrupt": _truth(rng, size, 0.005),
            "closing": _truth(rng, size, 0.01),
            "forced": _truth(rng, size, 0.004),
            "language": _pick(["Bokmål", "Nynorsk"], rng.binomial(1, 0.1, size)),
        }
    )
    entities = frame.select(entity=pl.concat_str(_ENTITY))["entity"]
    return str(entities.str.join(",\n").item())


def _text(column: str) -> pl.Expr:
    return pl.col(column)


_ENTITY = [
    pl.lit('{"organisasjonsnummer":"'),
    _text("number"),
    pl.lit('","navn":"'),
    _text("name"),
    pl.lit('"'),
    _text("form"),
    _text("website"),
    _text("post"),
    pl.lit(',"registreringsdatoEnhetsregisteret":"'),
    _text("registered"),
    pl.lit('","registrertIMvaregisteret":'),
    _text("vat"),
    _text("activity"),
    _text("activity2"),
    _text("activity3"),
    _text("employees"),
    _text("place"),
    pl.lit(',"stiftelsesdato":"'),
    _text("founded"),
    pl.lit('"'),
    _text("sector"),
    pl.lit(',"registrertIForetaksregisteret":true'),
    _text("accounts"),
    pl.lit(',"konkurs":'),
    _text("bankrupt"),
    pl.lit(',"underAvvikling":'),
    _text("closing"),
    pl.lit(',"underTvangsavviklingEllerTvangsopplosning":'),
    _text("forced"),
    pl.lit(',"maalform":"'),
    _text("language"),
    pl.lit('","_links":{}}'),
]


def organisation_numbers(rows: Codes, n: int) -> Codes:
    """Return valid organisation numbers, one for each row of `n`, ascending and unique.

    Of two stems of eight digits that differ in the last one only, an even and the next
    odd, at most one lacks a check digit, because the last weight is 2 and 2 is no
    multiple of 11. So each row owns a pair and takes the first that has one.
    """
    stems = 80_000_000 + 2 * rows * (LARGEST // n)
    stems += _check(stems) == 10
    return stems * 10 + _check(stems)


def _check(stems: Codes) -> Codes:
    digits = stems[:, None] // _PLACES % 10
    check: Codes = -(digits @ _WEIGHTS) % 11
    return check


def _read_lists() -> _Lists:
    reference = files("omstilling") / "reference"
    activities = pl.read_csv(
        (reference / "activities.csv").read_bytes(), infer_schema=False
    )
    codes = activities.filter(version="SN2007", level="5").sort("code")
    places = pl.read_csv((reference / "places.csv").read_bytes(), infer_schema=False)
    return _Lists(
        tuple(
            f'{{"kode":{_json(code)},"beskrivelse":{_json(name)}}}'
            for code, name in codes.select("code", "name_nb").iter_rows()
        ),
        tuple(
            _address("forretningsadresse", number, name.upper())
            for number, name in places.sort("place").select("place", "name").iter_rows()
        ),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pair(field: str, code: str, name: str) -> str:
    return f',"{field}":{_json({"kode": code, "beskrivelse": name})}'


def _address(field: str, number: str, name: str) -> str:
    address = {
        "land": "Norge",
        "landkode": "NO",
        "postnummer": number,
        "poststed": name,
        "adresse": ["Prøvevegen 1"],
        "kommune": name,
        "kommunenummer": number,
    }
    return f',"{field}":{_json(address)}'


# -- Columns of a block ----------------------------------------------------------------


def _shares(parts: Sequence[float]) -> NDArray[np.float64]:
    values: NDArray[np.float64] = np.asarray(parts, dtype=float)
    values /= values.sum()
    return values


def _skewed(rng: np.random.Generator, kinds: int, size: int) -> Codes:
    """Draw from many kinds, of which few are common and most are rare (Zipf)."""
    shares = _shares(list(1 / np.arange(2.0, kinds + 2)))
    # Which kinds are the common ones must not differ from block to block.
    order = np.random.default_rng(0).permutation(kinds)
    return order[rng.choice(kinds, size, p=shares)]


def _pick(pieces: Sequence[str], chosen: Codes) -> pl.Series:
    return pl.Series(pieces, dtype=pl.String).gather(chosen)


def _some(rng: np.random.Generator, size: int, share: float, piece: str) -> pl.Series:
    return _pick(["", piece], rng.binomial(1, share, size))


def _truth(rng: np.random.Generator, size: int, share: float) -> pl.Series:
    return _pick(["false", "true"], rng.binomial(1, share, size))


def _days(rng: np.random.Generator, size: int) -> Codes:
    # More were founded late than early.
    days: Codes = (_DAYS * np.sqrt(rng.random(size))).astype(np.int64)
    return days


def _dates(days: Codes) -> pl.Series:
    return pl.Series(_FIRST_DAY + days).cast(pl.Date).dt.to_string("iso")


def _names(rng: np.random.Generator, form: Codes, rows: Codes) -> pl.Series:
    words = rng.integers(len(_WORDS), size=(2, len(rows)))
    endings = [f" {code}" for code, *_ in _FORMS]
    parts = pl.DataFrame(
        {
            "first": _pick(_WORDS, words[0]),
            "second": _pick(_WORDS, words[1]),
            "number": pl.Series(rows).cast(pl.String),
            "ending": _pick(endings, form),
        }
    )
    name = pl.format("TESTBEDRIFT {}{} {}{}", "first", "second", "number", "ending")
    return parts.select(name=name)["name"]


def _activities(
    rng: np.random.Generator, lists: _Lists, size: int, place: int, share: float
) -> pl.Series:
    pieces = ["", *(f',"naeringskode{place}":{code}' for code in lists.activities)]
    drawn = 1 + _skewed(rng, len(lists.activities), size)
    return _pick(pieces, drawn * rng.binomial(1, share, size))


def _employees(rng: np.random.Generator, form: Codes) -> pl.Series:
    """Give most no employees, some too few to be told, and few very many."""
    rate = np.where(form == 1, 0.05, 0.4)
    has = rng.random(len(form)) < rate
    count = np.exp(rng.normal(1.6, 1.3, len(form))).astype(np.int64).clip(1, 30_000)
    told = pl.DataFrame({"has": has, "count": count})
    number = pl.format(',"antallAnsatte":{},"harRegistrertAntallAnsatte":true', "count")
    piece = (
        pl.when(~pl.col("has"))
        .then(pl.lit(',"harRegistrertAntallAnsatte":false'))
        .when(pl.col("count") < 5)
        .then(pl.lit(',"harRegistrertAntallAnsatte":true'))
        .otherwise(number)
    )
    return told.select(piece=piece)["piece"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a file as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("path", type=Path, help="file to write, .json.gz")
    parser.add_argument("--entities", type=int, default=SIZES[0], help="how many")
    parser.add_argument("--seed", type=int, default=2015, help="seed of what is drawn")
    given = parser.parse_args(arguments)
    write_entities(given.path, given.entities, given.seed)
    print(f"{given.entities} entities, {given.path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
