"""What a reader gives back: a table, the rows set aside, and where it is from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import dataframely as dy
import polars as pl

from omstilling.tables import Reject, Source


@dataclass(frozen=True)
class Reading:
    """One file, read.

    Attributes
    ----------
    table
        The good rows, as the reader's table declares them.
    rejects
        Every row or value that was set aside, with file, row, column and reason.
    source
        One row of the `sources` table.
    """

    table: pl.DataFrame
    rejects: dy.DataFrame[Reject]
    source: dy.DataFrame[Source]


@dataclass(frozen=True)
class Register:
    """One register: who publishes it, how its files are recognised, and its reader.

    Attributes
    ----------
    key
        Short name, used in source keys and by `omstilling fetch`.
    title, publisher, terms, url
        As its publisher states them; shown on the page about the data.
    patterns
        Glob patterns below the data folder, in both the layout of `fetch` and that of
        the open collections people keep.
    schema
        The table of `omstilling.tables` that the reader gives.
    read
        Takes the file and its source key; raises `InputError` where the file as a whole
        cannot be read.
    """

    key: str
    title: str
    publisher: str
    terms: str
    url: str
    patterns: tuple[str, ...]
    schema: type[dy.Schema]
    read: Callable[[Path, str], Reading]
