"""What became of transfers, from a list."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from omstilling.sources.lists.cells import Aside, ListReading, open_list
from omstilling.tables import RECEIVER_KINDS, OutcomeRow

SOURCE = "outcomes"

_HEADINGS = {
    "date": "dato date dag day når when utfallsdato outcome-date",
    "source": (
        "klynge klyngje cluster fra frå from kilde kjelde source giver gjevar "
        "kildeklynge kjeldeklyngje source-cluster fra-klynge frå-klyngje from-cluster"
    ),
    "receiver_kind": (
        "mottakertype mottakartype type-mottaker type-mottakar receiver-kind "
        "receiver-type kind-of-receiver"
    ),
    "receiver": "til to mottaker mottakar receiver",
    "object": (
        "hva kva what objekt object aktivitet activity næring næringskode industry "
        "industry-code metode method aktivitet-eller-metode activity-or-method"
    ),
    "outcome": "utfall outcome resultat result",
    "reason": "grunn begrunnelse grunngjeving årsak reason why",
    "note": "merknad merknader kommentar note notes comment",
}
_OUTCOMES = {
    "declined": "declined rejected avslått avvist takket-nei avslag nei no "
    "avslege takka-nei",
    "started": "started begun startet påbegynt i-gang starta påbyrja",
    "taken up": "taken-up takenup adopted tatt-i-bruk tatt-opp teke-i-bruk teke-opp "
    "innført",
}
_MEANT = {
    re.sub(r"\W", "", word): outcome
    for outcome, words in _OUTCOMES.items()
    for word in words.split()
}
_KINDS = {
    "cluster": "klynge klyngje",
    "municipality": "kommune kommune",
    "county": "fylke fylke",
    "sector": "sektor næring",
}
_KIND_MEANT = {
    word: kind for kind in RECEIVER_KINDS for word in [kind, *_KINDS[kind].split()]
}
_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")


def read_outcomes(path: Path) -> ListReading:
    """Read a list of what became of transfers.

    Who gives, who takes in and what goes stand as names, numbers or codes; what they
    stand for is for the register to find. A day is written 2026-11-24 or 24.11.2026. A
    decline needs its reason.

    Raises
    ------
    InputError
        The file cannot be read, has no rows, lacks the column of the day, the cluster,
        the receiver, the object or the outcome, or has two columns for the same thing.
    """
    essential = ("date", "source", "receiver", "object", "outcome")
    opened = open_list(path, source=SOURCE, headings=_HEADINGS, essential=essential)
    kept: list[dict[str, object]] = []
    for row, cells in opened.rows:
        told = _told(row, cells, opened.aside)
        if told is not None:
            kept.append(told)
    return opened.reading(kept, OutcomeRow)


def _told(row: int, cells: dict[str, str], aside: Aside) -> dict[str, object] | None:
    day = _day(cells["date"])
    outcome = _MEANT.get(re.sub(r"\W", "", cells["outcome"].casefold()))
    kind = _KIND_MEANT.get(cells["receiver_kind"].casefold())
    if day is None:
        aside.drop(row, "date", cells["date"], "no day such as 2026-11-24")
        return None
    for column in ("source", "receiver", "object"):
        if not cells[column]:
            aside.drop(row, column, "", f"there is no {column}")
            return None
    if outcome is None:
        reason = "no outcome; known are declined, started and taken up"
        aside.drop(row, "outcome", cells["outcome"], reason)
        return None
    if outcome == "declined" and not cells["reason"]:
        aside.drop(row, "reason", "", "a decline needs its reason")
        return None
    if kind is None and cells["receiver_kind"]:
        reason = f"no kind of receiver; known are {', '.join(RECEIVER_KINDS)}"
        aside.drop(row, "receiver_kind", cells["receiver_kind"], reason)
        return None
    return {
        **{name: cells[name] for name in ("source", "receiver", "object")},
        "row": row,
        "date": day,
        "receiver_kind": kind,
        "outcome": outcome,
        "reason": cells["reason"] or None,
        "note": cells["note"] or None,
    }


def _day(cell: str) -> dt.date | None:
    for form in _FORMS:
        try:
            return dt.datetime.strptime(cell, form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None
