"""Every setting, with its default and what it is for.

Each can be set in the environment as `OMSTILLING_` and its name in capitals, for
instance `OMSTILLING_STORE=/srv/omstilling`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from omstilling.language import Language

_BRREG = "https://data.brreg.no/enhetsregisteret/api"
_FORSKNINGSRADET = (
    "https://raw.githubusercontent.com/Forskningsradet/open-data/main/datasets"
)
_KLASS = "https://data.ssb.no/api/klass/v1"
_STATBANK = "https://data.ssb.no/api/pxwebapi/v2/tables"

URLS = {
    "awards": (
        "https://indatapublic.blob.core.windows.net/tildelingsrapport/Tildelinger.csv"
    ),
    "participations": f"{_FORSKNINGSRADET}/bevilgningereu/dataset.csv",
    "applications": f"{_FORSKNINGSRADET}/soknader2/dataset.csv",
    "entities": f"{_BRREG}/enheter/lastned",
    "subentities": f"{_BRREG}/underenheter/lastned",
    # On the first date only SN2007 is valid, on the second only SN2025.
    "sn2007_nb": f"{_KLASS}/classifications/6/codesAt?date=2025-01-01&language=nb",
    "sn2007_en": f"{_KLASS}/classifications/6/codesAt?date=2025-01-01&language=en",
    "sn2025_nb": f"{_KLASS}/classifications/6/codesAt?date=2026-01-01&language=nb",
    "sn2025_en": f"{_KLASS}/classifications/6/codesAt?date=2026-01-01&language=en",
    "municipalities": (
        f"{_KLASS}/classifications/131/codes?from=2010-01-01&to=2026-01-01&language=nb"
    ),
    "correspondence": f"{_KLASS}/correspondencetables/2919?language=nb",
    "rates": (
        "https://data.norges-bank.no/api/data/EXR/A.EUR.NOK.SP"
        "?format=csv&startPeriod=1999&locale=en"
    ),
    # The years keep both below the publisher's limit of 800,000 cells a query.
    "employment": (
        f"{_STATBANK}/07984/data?lang=no&outputFormat=json-stat2"
        "&valueCodes[Region]=*&codelist[Region]=agg_KommSummerS"
        "&valueCodes[NACE2007]=*&valueCodes[ContentsCode]=*&valueCodes[Tid]=top(10)"
    ),
    "establishments": (
        f"{_STATBANK}/10309/data?lang=no&outputFormat=json-stat2"
        "&valueCodes[Region]=*&codelist[Region]=agg_KommSummer"
        "&valueCodes[NACE2007]=*&valueCodes[AntAnsatte]=*"
        "&valueCodes[ContentsCode]=*&valueCodes[Tid]=top(5)"
    ),
    "boundaries": (
        "https://raw.githubusercontent.com/robhop/fylker-og-kommuner/main/"
        "Kommuner-S.geojson"
    ),
}
"""Where `fetch` downloads each file from, as its publisher states it."""


class Settings(BaseSettings):
    """Settings of Omstilling."""

    model_config = SettingsConfigDict(env_prefix="OMSTILLING_", extra="forbid")

    store: Path = Field(
        default=Path(".omstilling/store"), description="folder of the snapshots"
    )
    download_folder: Path = Field(
        default=Path(".omstilling/data"), description="folder that `fetch` writes to"
    )
    out: Path = Field(default=Path("out"), description="folder that `run` writes to")
    language: Language = Field(
        default="nb", description="language of the terminal: nb, nn or en"
    )
    seed: int = Field(default=2015, ge=0, description="seed of every random choice")
    fetch_timeout: float = Field(
        default=30.0, gt=0, description="seconds without a byte before a retry"
    )
    fetch_attempts: int = Field(
        default=5, ge=1, le=20, description="attempts per file before giving up"
    )
    fetch_limit: int = Field(
        default=4_000_000_000, gt=0, description="bytes of the largest file to accept"
    )
    urls: dict[str, Annotated[str, Field(pattern=r"^https?://[^/\s]+")]] = Field(
        default_factory=lambda: dict(URLS),
        description="addresses that `fetch` uses; as JSON, those named replace ours",
    )
    secret_key: str = Field(
        default="", description="secret of the site; made anew at each start if empty"
    )
    allowed_hosts: str = Field(
        default="localhost,127.0.0.1,[::1]",
        description="host names that the site answers to, separated by commas",
    )
    https: bool = Field(
        default=False,
        description="whether a proxy serves the site by https, and by that alone",
    )

    @field_validator("urls")
    @classmethod
    def _merge(cls, named: dict[str, str]) -> dict[str, str]:
        unknown = sorted(named.keys() - URLS.keys())
        if unknown:
            raise ValueError(
                f"no such source: {', '.join(unknown)}; there are {', '.join(URLS)}"
            )
        return URLS | named


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
