"""Needs and offers from a list.

The columns are the fields of a partnering profile of the Enterprise Europe Network.
Columns with somebody's name, e-mail address or telephone number are recognised and left
out: who an organisation is reached by stands in the registers, under its number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from omstilling.sources.lists.cells import (
    Aside,
    ListReading,
    activities,
    municipalities,
    open_list,
    organisation_number,
    split,
    wrong_number,
)
from omstilling.tables import STATEMENT_KINDS, StatementRow

NEEDS = "needs"
OFFERS = "offers"
LONGEST_TITLE = 200
"""Characters of a title; what is longer is a text, and its beginning the title."""

_HEADINGS = {
    "reference": (
        "id referanse reference reference-number pod-reference nr nummer number"
    ),
    "kind": "type slag kind profile-type profiltype",
    "title": (
        "tittel title behov need needs tilbud tilbod offer offers overskrift heading "
        "summary sammendrag samandrag"
    ),
    "description": "beskrivelse skildring description tekst text abstract",
    "advantages": (
        "fordeler fordelar advantages advantages-and-innovations nyhetsverdi "
        "innovasjon benefits"
    ),
    "stage": (
        "modenhet modning trl stage stage-of-development utviklingstrinn "
        "utviklingssteg technology-readiness-level"
    ),
    "rights": "rettigheter rettar rights ipr ipr-status immaterielle-rettigheter",
    "expertise": (
        "kompetanse expertise expertise-sought søkt-kompetanse søkt-ekspertise "
        "ekspertise technical-specification-or-expertise-sought"
    ),
    "partner_kind": (
        "partner partnertype partner-type partner-kind partner-sought "
        "type-of-partnership samarbeidsform cooperation type-and-role-of-partner-sought"
    ),
    "partner_sizes": (
        "partnerstørrelse partnerstorleik partner-size partner-sizes "
        "size-of-partner type-and-size-of-partner"
    ),
    "keywords": "stikkord nøkkelord emneord keywords keyword tags",
    "places": (
        "sted steder stad stader place places kommune kommuner kommunar municipality "
        "municipalities kommunenummer fylke fylker county region"
    ),
    "expires": (
        "frist utløper utløpsdato går-ut gyldig-til expires expiry expiry-date "
        "valid-to deadline"
    ),
    "language": "språk language lang målform",
    "organisation": (
        "organisasjonsnummer organisasjonsnr orgnummer orgnr org.nr org-no "
        "organisation-number organization-number organisation organization"
    ),
    "cluster": "klynge klyngje klyngenavn klyngjenamn cluster cluster-name",
    "activity": (
        "næringskode naeringskode næring industry industry-code activity nace "
        "nace-kode nace-code sektor sector bransje"
    ),
}
_PERSONAL = (
    "navn namn name kontakt contact kontaktperson contact-person contact-name epost "
    "e-post email e-mail contact-email mail telefon tlf phone contact-phone mobil "
    "mobile"
)
_NOTES = [
    "reference",
    "advantages",
    "rights",
    "expertise",
    "partner_kind",
    "language",
    "cluster",
]
_KINDS = {
    "technology": "teknologi technology-offer technology-request teknologitilbud",
    "knowledge": "kunnskap knowhow know-how kompetanse expertise",
    "method": "metode arbeidsmåte framgangsmåte",
    "test facility": (
        "testfasilitet testfasilitetar testfasiliteter testanlegg testsenter "
        "laboratorium lab test-facilities pilotanlegg facility"
    ),
    "request": "etterspørsel etterspurnad behov need demand forespørsel",
}
_SIZES = {
    "micro": "mikro micro sme<=10 sme≤10 sme smb <=10 1-9 1-10",
    "small": "små liten small sme smb sme11-49 11-49 10-49",
    "medium": "mellomstor mellomstore medium sme smb sme50-249 50-249",
    "large": "stor store large mne 251-500 >500 >500mne 250+ >250",
}
_WORDY_STAGES = {
    # General Annex G of Horizon 2020: 4 validated in the lab, 7 prototype demonstrated
    # in its operational environment, 9 proven there.
    "underdevelopmentlabtested": 4,
    "labtested": 4,
    "availablefordemonstration": 7,
    "prototypeavailablefordemonstration": 7,
    "alreadyonthemarket": 9,
    "påmarkedet": 9,
    "påmarknaden": 9,
}
_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T].*)?|(\d\d?)\.(\d\d?)\.(\d{4})")
_STAGE = re.compile(r"(?:trl)?\s*-?\s*(\d+)(?:[.,]0+)?", re.IGNORECASE)


def read_needs(path: Path) -> ListReading:
    """Read a list of needs; see `read_offers`. A need without a kind is a request."""
    return _read(path, NEEDS)


def read_offers(path: Path) -> ListReading:
    """Read a list of offers.

    A row needs a title or a description with a letter in it. A title of more than 200
    characters is a text: its beginning becomes the title. Several keywords, places or
    sizes stand in one cell, separated by commas or semicolons; days are written
    2027-12-31 or 31.12.2027; stages 1 to 9, with TRL before or not. A value that is
    none is set aside and the row kept without it. Markup is kept as it is written.

    Raises
    ------
    InputError
        The file cannot be read, has no rows, has no column for the title, or has two
        columns for the same thing.
    """
    return _read(path, OFFERS)


def _read(path: Path, source: str) -> ListReading:
    opened = open_list(
        path,
        source=source,
        headings=_HEADINGS,
        essential=("title",),
        personal=_PERSONAL,
    )
    kept: list[dict[str, object]] = []
    first: dict[str, int] = {}
    for row, cells in opened.rows:
        statement = _statement(row, cells, source, opened.aside)
        reference = cells["reference"]
        if statement is None:
            continue
        if reference and (earlier := first.setdefault(reference, row)) != row:
            reason = f"the same reference stands in row {earlier}"
            opened.aside.drop(row, "reference", reference, reason)
            continue
        kept.append(statement)
    return opened.reading(kept, StatementRow)


def _statement(
    row: int, cells: dict[str, str], source: str, aside: Aside
) -> dict[str, object] | None:
    title, description = _title(cells["title"], cells["description"])
    if not any(map(str.isalpha, title + description)):
        aside.drop(row, "title", title, "there is no word in title and description")
        return None
    kind = _kind(row, cells["kind"], aside)
    if source == OFFERS and kind == "request":
        aside.drop(row, "kind", cells["kind"], "a request is no offer but a need")
        return None
    return {part: cells[part] or None for part in _NOTES} | {
        "row": row,
        "role": "need" if source == NEEDS else "offer",
        "kind": kind or ("request" if source == NEEDS else None),
        "title": title,
        "description": description or None,
        "stage": _stage(row, cells["stage"], aside),
        "partner_sizes": _sizes(row, cells["partner_sizes"], aside),
        "keywords": split(cells["keywords"], "[;,\n]"),
        "places": municipalities(cells["places"]),
        "expires": _day(row, cells["expires"], aside),
        "organisation": _organisation(row, cells["organisation"], aside),
        "activity": _activity(row, cells["activity"], aside),
    }


def _title(title: str, description: str) -> tuple[str, str]:
    """Return a short title and the rest of the text; nothing of it is lost."""
    if not title:
        title, description = description, ""
    if len(title) <= LONGEST_TITLE:
        return title, description
    begin = title[:LONGEST_TITLE].rsplit(maxsplit=1)[0]
    return f"{begin} …", "\n\n".join(filter(None, (title, description)))


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-–/,.&]", "", text.casefold())


def _named(words: Mapping[str, str]) -> dict[str, list[str]]:
    """Return each word, and the things that it stands for."""
    found: dict[str, list[str]] = {}
    for meaning, written in words.items():
        for word in dict.fromkeys((_plain(meaning), *map(_plain, written.split()))):
            found.setdefault(word, []).append(meaning)
    return found


_KIND_WORDS = _named(_KINDS)
_SIZE_WORDS = _named(_SIZES)


def _kind(row: int, cell: str, aside: Aside) -> str | None:
    found = _KIND_WORDS.get(_plain(cell))
    if cell and found is None:
        reason = f"unknown kind; known are {', '.join(STATEMENT_KINDS)}"
        aside.clear(row, "kind", cell, reason)
    return found[0] if found else None


def _stage(row: int, cell: str, aside: Aside) -> int | None:
    if not cell:
        return None
    found = _STAGE.fullmatch(cell)
    stage = int(found[1]) if found else _WORDY_STAGES.get(_plain(cell))
    if stage is not None and 1 <= stage <= 9:
        return stage
    aside.clear(row, "stage", cell, "a technology readiness level is from 1 to 9")
    return None


def _sizes(row: int, cell: str, aside: Aside) -> list[str]:
    found: list[str] = []
    for part in split(cell, "[;,\n]"):
        named = _SIZE_WORDS.get(_plain(part))
        if named is None:
            reason = "unknown size; known are micro, small, medium, large and SME"
            aside.clear(row, "partner_sizes", part, reason)
        found += named or []
    return [size for size in _SIZES if size in found]


def _day(row: int, cell: str, aside: Aside) -> dt.date | None:
    found = _DAY.fullmatch(cell)
    if found:
        year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            aside.clear(row, "expires", cell, "is a date that does not exist")
    elif cell:
        reason = "is not a date (YYYY-MM-DD or DD.MM.YYYY)"
        aside.clear(row, "expires", cell, reason)
    return None


def _organisation(row: int, cell: str, aside: Aside) -> str | None:
    number = organisation_number(cell)
    if cell and number is None:
        aside.clear(row, "organisation", cell, wrong_number(cell))
    return number


def _activity(row: int, cell: str, aside: Aside) -> Any:
    found = activities(row, "activity", cell, aside)
    if len(found) > 1:
        aside.clear(row, "activity", cell, "one need or offer has one activity")
    return found[0] if len(found) == 1 else None
