"""Members of clusters from a list."""

from __future__ import annotations

from pathlib import Path

from omstilling.sources.lists.cells import (
    ListReading,
    open_list,
    organisation_number,
    wrong_number,
)
from omstilling.tables import MemberRow

MEMBERS = "members"

_HEADINGS = {
    "cluster": "klynge klyngje klyngenavn klyngjenamn cluster cluster-name",
    "organisation": (
        "organisasjonsnummer organisasjonsnr orgnummer orgnr org.nr org-no "
        "organisation-number organization-number organisation-no organization-no "
        "organisation-id"
    ),
    "name": (
        "medlem medlemmer medlemer medlemsnavn medlemsnamn member members member-name "
        "navn namn name bedrift bedriftsnavn bedriftsnamn virksomhet verksemd foretak "
        "føretak selskap company firm organisasjon organisation organization"
    ),
}


def read_members(path: Path) -> ListReading:
    """Read a list of members of clusters.

    Organisation numbers may be written with spaces or dots, with `NO` before and `MVA`
    after; each must have nine digits and the right check digit (modulus 11).

    Raises
    ------
    InputError
        The file cannot be read, has no rows, lacks the column of the cluster or of the
        organisation number, or has two columns for the same thing.
    """
    essential = ("cluster", "organisation")
    opened = open_list(path, source=MEMBERS, headings=_HEADINGS, essential=essential)
    aside = opened.aside
    kept: list[dict[str, object]] = []
    first: dict[tuple[str, str], int] = {}
    for row, cells in opened.rows:
        written = cells["organisation"]
        number = organisation_number(written)
        if not cells["cluster"]:
            aside.drop(row, "cluster", "", "there is no cluster")
        elif number is None:
            aside.drop(row, "organisation", written, wrong_number(written))
        elif (
            earlier := first.setdefault((cells["cluster"].casefold(), number), row)
        ) != row:
            reason = f"the same member of the same cluster stands in row {earlier}"
            aside.drop(row, "organisation", written, reason)
        else:
            name = cells["name"] or None
            line = {"row": row, "cluster": cells["cluster"], "organisation": number}
            kept.append(line | {"name": name})
    return opened.reading(kept, MemberRow)
