"""Which objects answer a need, or are what an offer is about, by what the texts mean.

    cosine(t, o) = (v(t) · v(name of o) + max v(t) · v(n)) / 2
    degree(t, o) = min(1, max(0, (cosine − 0.30) / (0.45 − 0.30)))

where v are the vectors of `meaning` and n goes over the name of the object and the
names of the finest industries beneath it. The text of a method is its name and what it
is. A cosine is no probability, and a weak one says nothing: the two ends are cosines
that texts and industries which have nothing to do with each other seldom reach,
measured on the development pairs (`benchmarks/meaning/answering.py`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from omstilling.meaning.encoders import encoder
from omstilling.meaning.matching import Kind, collection
from omstilling.meaning.search import open_index
from omstilling.settings import settings
from omstilling.strengths import Landscape, Matrix
from omstilling.tables import SN2007
from omstilling.transfers.objects import Objects

#: The cosine up to which a likeness says nothing, and the one from which it says all.
NOTHING, ALL = 0.30, 0.45
#: Digits of a cosine that do not depend on what else is compared in one go.
_DIGITS = 5


def cosines(landscape: Landscape, things: Objects, kind: Kind) -> Matrix:
    """Return statements × objects: how near what they say is, from −1 to 1.

    Parameters
    ----------
    landscape
        Its snapshot holds the statements and the names of the industries.
    things
        The objects.
    kind
        ``needs`` or ``offers``; the rows are all of that kind, by id.
    """
    folder, name = landscape.snapshot.store / "meaning", settings().encoder
    said = collection(landscape.snapshot, kind, folder=folder, encoder_name=name)
    texts = texts_of_objects(landscape, things)
    called = open_index(
        folder / "objects",
        texts["id"].to_list(),
        texts["text"].to_list(),
        encoder=encoder(name),
    )
    alike = np.asarray(said.index.vectors @ called.index.vectors.T, dtype=np.float64)
    return joined_by_object(alike, texts["object"].to_numpy(), len(things.names))


def joined_by_object(alike: Matrix, owner: Matrix, count: int) -> Matrix:
    """Return the mean of the likeness to an object's first text and to its best one.

    Parameters
    ----------
    alike
        Statements × texts: cosines.
    owner
        Texts: the object of each, ascending, so that the name of each comes first.
    count
        How many objects there are; each has a text.
    """
    first = np.searchsorted(owner, np.arange(count))
    best = np.maximum.reduceat(alike, first, axis=1)
    return np.asarray(np.round((alike[:, first] + best) / 2.0, _DIGITS))


def degrees(cosine: Matrix) -> Matrix:
    """Return how far a cosine is a likeness, from 0 to 1.

    >>> degrees(np.array([0.2, 0.3, 0.375, 0.6])).round(2)
    array([0. , 0. , 0.5, 1. ])
    """
    return np.asarray(np.clip((cosine - NOTHING) / (ALL - NOTHING), 0.0, 1.0))


def texts_of_objects(landscape: Landscape, things: Objects) -> pl.DataFrame:
    """Return `object, id, text`: the name of each object, and those beneath it."""
    objects = pl.DataFrame({"name": things.names}).with_row_index("object")
    industries = landscape.activities.filter(pl.col("version") == SN2007).select(
        "code", "level", text=pl.coalesce("name_en", "name_nb")
    )
    methods = landscape.methods.select(
        id="method", text=pl.concat_str("name_en", "meaning", separator=". ")
    )
    own = pl.concat(
        [industries.select("text", id="code"), methods.select("text", "id")]
    )
    length = len(landscape.activity_codes[0])
    beneath = industries.filter(
        (pl.col("level") == 5) & (pl.col("code").str.len_chars() > length)
    ).select("text", id="code", name=pl.col("code").str.slice(0, length))
    named = own.with_columns(name="id")
    return (
        pl.concat([named, beneath])
        .join(objects, on="name")
        .sort("object", pl.col("id").str.len_chars(), "id")
        .select("object", "id", "text")
    )
