"""What `omstilling fetch` can download, and where each file goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from omstilling.errors import UsageError


@dataclass(frozen=True)
class Download:
    """One file that can be fetched.

    Attributes
    ----------
    key
        Name on the command line and in the setting `urls`.
    register
        Key of the register it belongs to, and the folder it goes to.
    file
        File name, fixed here and never taken from an answer.
    title, terms
        As the publisher states them.
    accept
        Media type asked for, where the address serves several.
    """

    key: str
    register: str
    file: str
    title: str
    terms: str
    accept: str = "*/*"


_NLOD = "NLOD 2.0"
_CC_BY = "CC BY 4.0"
_JSON = "application/json"

DOWNLOADS: tuple[Download, ...] = (
    Download(
        "awards",
        "awards",
        "Tildelinger.csv",
        "Innovasjon Norge: tildelinger",
        "NLOD 2.0 as users of the list state it",
    ),
    Download(
        "participations",
        "participations",
        "dataset.csv",
        "Forskningsrådet: bevilgninger EU (Horisont 2020)",
        "Open data, licence not stated",
    ),
    Download(
        "applications",
        "applications",
        "dataset.csv",
        "Forskningsrådet: søknader",
        "Open data, licence not stated",
    ),
    Download(
        "entities",
        "entities",
        "enheter_alle.json.gz",
        "Enhetsregisteret: enheter",
        _NLOD,
    ),
    Download(
        "subentities",
        "subentities",
        "underenheter_alle.json.gz",
        "Enhetsregisteret: underenheter",
        _NLOD,
    ),
    Download(
        "sn2007_nb",
        "codes",
        "klass_6_SN2007_nb.json",
        "Klass 6: SN2007, bokmål",
        _CC_BY,
        _JSON,
    ),
    Download(
        "sn2007_en",
        "codes",
        "klass_6_SN2007_en.json",
        "Klass 6: SN2007, English",
        _CC_BY,
        _JSON,
    ),
    Download(
        "sn2025_nb",
        "codes",
        "klass_6_SN2025_nb.json",
        "Klass 6: SN2025, bokmål",
        _CC_BY,
        _JSON,
    ),
    Download(
        "sn2025_en",
        "codes",
        "klass_6_SN2025_en.json",
        "Klass 6: SN2025, English",
        _CC_BY,
        _JSON,
    ),
    Download(
        "municipalities",
        "municipalities",
        "klass_131_nb.json",
        "Klass 131: kommuner",
        _CC_BY,
        _JSON,
    ),
    Download(
        "correspondence",
        "correspondence",
        "klass_2919.json",
        "Klass 2919: SN2025 – SN2007",
        _CC_BY,
        _JSON,
    ),
    Download(
        "rates",
        "rates",
        "EXR_A.EUR.NOK.SP.csv",
        "Norges Bank: valutakurser, årsgjennomsnitt",
        "Free use with attribution",
    ),
    Download(
        "employment",
        "statistics",
        "07984.json",
        "SSB 07984: sysselsatte etter region og næring",
        _CC_BY,
    ),
    Download(
        "establishments",
        "statistics",
        "10309.json",
        "SSB 10309: virksomheter etter region, næring og størrelse",
        _CC_BY,
    ),
    Download(
        "boundaries",
        "boundaries",
        "Kommuner-S.geojson",
        "Kartverket: kommuner, simplified (robhop/fylker-og-kommuner)",
        _CC_BY,
    ),
)
"""All that can be fetched, in the order in which it is.

The key figures of Regnskapsregisteret are not here, because they are served for one
organisation at a time. Fetch those you need by hand and put them in the folder
`accounts`. The boundaries come ready as GeoJSON in degrees, made from those of
Kartverket, whose own download is a packed file in more detail than a map here needs.
"""


def choose(names: Iterable[str]) -> list[Download]:
    """Return the downloads with these keys or registers, all if there are no names.

    Raises
    ------
    UsageError
        A name is neither a key nor a register.
    """
    wanted = set(names)
    known = {d.key for d in DOWNLOADS} | {d.register for d in DOWNLOADS}
    unknown = sorted(wanted - known)
    if unknown:
        raise UsageError(
            f"There is nothing to fetch called {', '.join(map(repr, unknown))}.",
            hint=f"Choose among {', '.join(d.key for d in DOWNLOADS)}.",
        )
    return [d for d in DOWNLOADS if not wanted or wanted & {d.key, d.register}]
