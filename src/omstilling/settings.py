"""Every setting, with its default and what it is for.

Each can be set in the environment as `OMSTILLING_` and its name in capitals, for
instance `OMSTILLING_STORE=/srv/omstilling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

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

WEIGHTS = {
    "takeup": 1.0,
    "relatedness": 1.0,
    "fit": 0.5,
    "strength": 1.0,
    "proof": 0.5,
    "worth": 1.0,
    "proximity": 0.0,
    "need": 1.0,
    "offer": 0.5,
}
"""How much each part of a transfer's rank counts; nought leaves a part out."""


def weights_from(text: str, others: Mapping[str, float] = WEIGHTS) -> dict[str, float]:
    """Return the weights that a text such as `takeup=1,fit=0.5` names, and the others.

    Raises
    ------
    ValueError
        A part is unknown or named twice, or a weight is no number.
    """
    named: dict[str, float] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, _, number = (side.strip() for side in pair.partition("="))
        if name in named:
            raise ValueError(f"'{name}' is named twice")
        try:
            named[name] = float(number)
        except ValueError:
            raise ValueError(f"'{pair}' is not of the form part=number") from None
    return all_weights(dict(others) | named)


def all_weights(named: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of all parts, those named in place of the defaults.

    Raises
    ------
    ValueError
        A part is unknown, a weight is out of range, or no weight is above nought.
    """
    unknown = sorted(named.keys() - WEIGHTS.keys())
    if unknown:
        raise ValueError(
            f"no such part: {', '.join(unknown)}; there are {', '.join(WEIGHTS)}"
        )
    weights = WEIGHTS | {name: float(weight) for name, weight in named.items()}
    wrong = [name for name, weight in weights.items() if not 0 <= weight <= 100]
    if wrong:
        raise ValueError(f"the weight of {', '.join(wrong)} is not from 0 to 100")
    if not any(weights.values()):
        raise ValueError("at least one weight must be above nought")
    return weights


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
    call: Path | None = Field(
        default=None,
        description="file or folder with the proposals of a call, for the site",
    )
    encoder: str = Field(
        default="default",
        description="what turns texts into vectors: default, model2vec:NAME, "
        "sentence-transformers:NAME or a part of the default",
    )
    index: Literal["flat", "hnsw"] = Field(
        default="flat",
        description="how the nearest vectors are found: flat, which is exact, or hnsw, "
        "a graph that is faster among millions and may miss some",
    )
    urls: dict[str, Annotated[str, Field(pattern=r"^https?://[^/\s]+")]] = Field(
        default_factory=lambda: dict(URLS),
        description="addresses that `fetch` uses; as JSON, those named replace ours",
    )
    weights: Annotated[dict[str, float], NoDecode] = Field(
        default_factory=lambda: dict(WEIGHTS),
        description="how much each part of a transfer's rank counts, as part=number "
        "separated by commas, those named in place of ours",
    )
    diversity: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="how much a list of transfers avoids what is alike, against score",
    )
    least_probability: float = Field(
        default=0.01,
        ge=0,
        le=1,
        description="transfers whose probability is known and lower are not listed",
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

    @field_validator("weights", mode="before")
    @classmethod
    def _weigh(cls, given: str | dict[str, float]) -> dict[str, float]:
        return weights_from(given) if isinstance(given, str) else all_weights(given)

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
