"""How much of running text the glossary knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from omstilling.meaning.gloss.translate import translate
from omstilling.meaning.texts import clean, words


class Coverage(NamedTuple):
    """Running words, how many of them are known, and the unknown ones by frequency."""

    words: int
    known: int
    missing: list[tuple[str, int]]

    @property
    def share(self) -> float | None:
        """Known words as a share of all, 0 to 1; None where there is no word."""
        return self.known / self.words if self.words else None


def coverage(texts: Iterable[str], *, limit: int = 100) -> Coverage:
    """Count the words of Norwegian texts that the glossary knows.

    Numbers do not count. `missing` holds the `limit` most frequent unknown words, ties
    by alphabet.
    """
    total: Counter[bool] = Counter()
    missing: Counter[str] = Counter()
    for text in texts:
        for one in translate(clean(text)):
            count = sum(any(map(str.isalpha, w.text)) for w in words(one.span.text))
            total[one.known] += count
            if count and not one.known:
                missing[one.span.text.lower()] += 1
    order = sorted(missing.items(), key=lambda pair: (-pair[1], pair[0]))
    return Coverage(total[True] + total[False], total[True], order[:limit])
