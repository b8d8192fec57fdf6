"""The themes of a consultation: what each is called, how large it is, who asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from omstilling.language import Language
from omstilling.meaning.encoders import Encoder, Vectors, unit_rows
from omstilling.meaning.gloss import detect
from omstilling.meaning.themes.corrections import Named, corrected
from omstilling.meaning.themes.frame import Known
from omstilling.meaning.themes.grouping import (
    by_frame,
    by_themselves,
    without_sector,
)
from omstilling.meaning.themes.words import distinctive_words
from omstilling.tables import AnswerTheme, Theme

_TYPICAL = 3
_IN_A_NAME = 3


@dataclass(frozen=True)
class Themes:
    """The themes of a consultation.

    Attributes
    ----------
    themes
        One row a theme, most answers first.
    answers
        Which theme each answer belongs to, by its sign.
    language
        Language of most answers.
    unused
        Row, value and reason of corrections that could not be carried out.
    """

    themes: dy.DataFrame[Theme]
    answers: dy.DataFrame[AnswerTheme]
    language: Language
    unused: list[tuple[int, str, str]]


def find_themes(
    answers: pl.DataFrame,
    *,
    encoder: Encoder,
    frame: Sequence[Known] | None,
    number: int | None = None,
    corrections: pl.DataFrame | None = None,
    seed: int = 0,
) -> Themes:
    """Group the answers of a consultation into themes.

    Parameters
    ----------
    answers
        `Answer` rows, in any order: the same rows give the same themes.
    encoder
        Turns texts into vectors.
    frame
        Themes known beforehand; None to group the answers by themselves.
    number
        How many themes; by default as many as the answers ask for.
    corrections
        `Correction` rows, carried out on what was found.
    seed
        Start of the random numbers where answers are grouped by themselves.

    Raises
    ------
    UsageError
        There are fewer answers or known themes than the `number`.
    """
    rows = answers.sort("id")
    vectors = encoder.encode(rows["text"].to_list())
    says = vectors.any(axis=1)
    said = _Said(rows.filter(pl.Series(says)), vectors[says])
    with threadpool_limits(1, user_api="blas"):
        named = Named(said.grouped(encoder, frame, number, seed) if says.any() else {})
        if corrections is not None:
            named = corrected(named, corrections)
        themed = said.themed(named)
    everyone = rows.select("id").join(
        themed, on="id", how="left", maintain_order="left"
    )
    return Themes(
        themes=_themes(themed, said.language),
        answers=AnswerTheme.validate(everyone.select(AnswerTheme.column_names())),
        language=said.language,
        unused=named.unused,
    )


class _Said:
    """Answers that say something, in the order of their signs, with their vectors."""

    def __init__(self, rows: pl.DataFrame, vectors: Vectors) -> None:
        self.rows = rows
        self.vectors = vectors
        self.texts: list[str] = rows["text"].to_list()
        self.sectors = sectors_of(rows)
        self.language = _language(self.texts)

    def grouped(
        self,
        encoder: Encoder,
        frame: Sequence[Known] | None,
        number: int | None,
        seed: int,
    ) -> dict[str, str]:
        """Return the name of the theme of each answer, by its sign."""
        if frame is None:
            labels = by_themselves(
                self.vectors, self.sectors, number=number, seed=seed
            ).tolist()
            names = self._names_from_words(labels)
        else:
            labels = by_frame(
                self.texts,
                self.vectors,
                self.sectors,
                frame=frame,
                encoder=encoder,
                number=number,
            ).tolist()
            names = {n: known.names[self.language] for n, known in enumerate(frame)}
        of_each = (names[label] for label in labels)
        return dict(zip(self.rows["id"], of_each, strict=True))

    def _names_from_words(self, labels: Sequence[int]) -> dict[int, str]:
        found = distinctive_words(
            self.texts, labels, language=self.language, limit=_IN_A_NAME
        )
        names: dict[int, str] = {}
        for label, words in found.items():
            name = ", ".join(words) or "–"
            taken = name in names.values()
            names[label] = f"{name} ({label + 1})" if taken else name
        return names

    def themed(self, named: Named) -> pl.DataFrame:
        """Return the answers with number and name of their theme, and how near it is.

        The largest theme is number one; themes of one size go by their names.
        """
        of_each = [named.theme[one] for one in self.rows["id"]]
        names = pl.Series("name", of_each, dtype=pl.String)
        counts = names.value_counts(name="size").sort(
            ["size", "name"], descending=[True, False]
        )
        numbers = counts.select("name", theme=pl.int_range(1, pl.len() + 1))
        return (
            self.rows.with_columns(
                names,
                nearness=pl.Series(self._to_middle(names), dtype=pl.Float64),
                division=pl.Series(self.sectors, dtype=pl.String),
                by_hand=pl.col("id").is_in(sorted(named.by_hand)),
            )
            .join(numbers, on="name", how="left", maintain_order="left")
            .with_columns(
                similarity=pl.when(~pl.col("by_hand")).then("nearness"),
            )
        )

    def _to_middle(self, names: pl.Series) -> list[float]:
        """Return the cosine of each answer to the mean of its theme."""
        near = without_sector(self.vectors, self.sectors)
        result = np.zeros(len(near))
        for name in names.unique(maintain_order=True):
            own = (names == name).to_numpy()
            middle = unit_rows(near[own].mean(axis=0, keepdims=True))[0]
            result[own] = np.clip(near[own] @ middle, -1, 1)
        return [float(one) for one in result]


def _language(texts: Sequence[str]) -> Language:
    found = Counter(detect(text) for text in texts)
    languages: tuple[Language, ...] = ("nb", "nn", "en")
    return max(languages, key=lambda one: found[one])


def sectors_of(answers: pl.DataFrame) -> list[str | None]:
    """Return the division of an industry code, else the sector as it is written."""
    sector = pl.col("sector").str.to_lowercase()
    division = sector.str.extract(r"^(\d{2})(?:\D|$)")
    return answers.select(pl.coalesce(division, sector))["sector"].to_list()


def _themes(themed: pl.DataFrame, language: Language) -> dy.DataFrame[Theme]:
    words = distinctive_words(
        themed["text"].to_list(), themed["theme"].to_list(), language=language
    )
    rows = [
        {
            "theme": number,
            "name": own["name"].first(),
            "words": words[number],
            "answers": own.height,
            "share": own.height / themed.height,
            "sectors": _spread(own["division"].alias("sector")),
            "regions": _spread(own["region"]),
            "typical": _typical(own),
        }
        for (number,), own in themed.sort("theme", "id").group_by(
            "theme", maintain_order=True
        )
    ]
    return Theme.validate(pl.DataFrame(rows, schema=Theme.create_empty().schema))


def _spread(column: pl.Series) -> list[dict[str, Any]]:
    counts = column.drop_nulls().value_counts(name="answers")
    order = counts.sort(["answers", column.name], descending=[True, False])
    return order.with_columns(pl.col("answers").cast(pl.Int64)).to_dicts()


def _typical(own: pl.DataFrame) -> list[dict[str, Any]]:
    nearest = own.sort(["nearness", "id"], descending=[True, False]).head(_TYPICAL)
    return nearest.select("id", "text").to_dicts()
