"""Every setting, with its default and what it is for.

Each can be set in the environment as `OMSTILLING_` and its name in capitals, for instance
`OMSTILLING_STORE=/srv/omstilling`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    language: str = Field(
        default="nb", pattern="^(nb|nn|en)$", description="language of the terminal"
    )
    seed: int = Field(default=2015, ge=0, description="seed of every random choice")
    fetch_timeout: float = Field(
        default=30.0, gt=0, description="seconds without a byte before a retry"
    )
    fetch_attempts: int = Field(
        default=5, ge=1, le=20, description="attempts per file before giving up"
    )
    secret_key: str = Field(
        default="", description="secret of the site; made anew at each start if empty"
    )
    allowed_hosts: str = Field(
        default="localhost,127.0.0.1,[::1]",
        description="host names that the site answers to, separated by commas",
    )


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
