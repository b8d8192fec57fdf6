"""Answers to the question of a consultation, and corrections of their themes."""

from __future__ import annotations

from pathlib import Path

from omstilling.sources.lists.cells import ListReading, open_list
from omstilling.tables import Answer, Correction

ANSWERS = "answers"
CORRECTIONS = "corrections"

_HEADINGS = {
    "id": "id nr nummer number svar-id answer-id respons-id løpenummer",
    "text": "tekst text svar svartekst answer answers kommentar comment fritekst",
    "sector": (
        "næring næringskode naering naeringskode industry industry-code sector sektor "
        "bransje bransjekode nace"
    ),
    "region": "region fylke county landsdel sted stad place",
    "label": "label merkelapp tema theme kategori category kode code",
}
_CORRECTIONS = {
    "id": "id svar svar-id answer answer-id nr",
    "theme": "tema theme fra frå from gammelt-navn gammalt-namn old-name",
    "name": "navn namn name nytt-navn nytt-namn new-name til to riktig-tema rett-tema",
}
_PERSONAL = "navn namn name e-post epost email e-mail mail telefon tlf phone mobil"


def read_answers(path: Path) -> ListReading:
    """Read the answers of a consultation.

    An answer without a sign of its own is called by its row. Names, e-mail addresses
    and telephone numbers that stand in columns of their own are not read.

    Raises
    ------
    InputError
        The file cannot be read, has no rows, has no column for the text, or has two
        columns for the same thing.
    """
    opened = open_list(
        path,
        source=ANSWERS,
        headings=_HEADINGS,
        essential=("text",),
        personal=_PERSONAL,
    )
    kept: list[dict[str, object]] = []
    first: dict[str, int] = {}
    for row, cells in opened.rows:
        name = cells["id"] or str(row)
        if not cells["text"]:
            opened.aside.drop(row, "text", "", "there is no answer")
        elif (earlier := first.setdefault(name, row)) != row:
            reason = f"the same sign stands in row {earlier}"
            opened.aside.drop(row, "id", name, reason)
        else:
            notes = {
                part: cells[part] or None for part in ("sector", "region", "label")
            }
            kept.append({"row": row, "id": name, "text": cells["text"]} | notes)
    return opened.reading(kept, Answer)


def read_corrections(path: Path) -> ListReading:
    """Read what people have corrected in themes.

    A row with the sign of an answer puts it into the theme of the name; a row with a
    theme gives it the name, and joins it to the theme that is called so already.

    Raises
    ------
    InputError
        The file cannot be read, has no rows, has no column for the name, or has two
        columns for the same thing.
    """
    opened = open_list(
        path, source=CORRECTIONS, headings=_CORRECTIONS, essential=("name",)
    )
    kept: list[dict[str, object]] = []
    for row, cells in opened.rows:
        if not cells["name"]:
            opened.aside.drop(row, "name", "", "there is no name")
        elif bool(cells["id"]) == bool(cells["theme"]):
            reason = "a correction is of one answer or of one theme"
            opened.aside.drop(row, "", " | ".join(cells.values()), reason)
        else:
            kept.append({"row": row} | {name: cells[name] or None for name in cells})
    return opened.reading(kept, Correction)
