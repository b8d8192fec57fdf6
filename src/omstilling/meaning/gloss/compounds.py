"""Compound words, cut into parts that the glossary has.

Norwegian writes compounds as one word, often with an s or an e between the parts:
*vedlikeholdskostnad* is *vedlikehold* + s + *kostnad*. Of all ways to cut a word, the
one with the fewest parts is taken, and among those the one whose last part is longest,
since the last part is the head (Johannessen and Hauglin 1996, "An Automatic Analysis of
Norwegian Compounds").
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

_LINKS = ("", "s", "e", "-")
_SHORTEST = 3


def cut(
    word: str, *, first: Callable[[str], bool], last: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return the parts of a compound, without what links them; empty if it is none.

    Parameters
    ----------
    word
        In lower case.
    first, last
        Whether something may stand before the end of a compound, and at its end.
    """

    @cache
    def best(start: int) -> tuple[str, ...]:
        found: list[tuple[str, ...]] = (
            [(word[start:],)] if start and last(word[start:]) else []
        )
        for end in range(start + _SHORTEST, len(word) - _SHORTEST + 1):
            part = word[start:end]
            if first(part):
                found += [
                    (part, *rest) for rest in map(best, _after(word, end)) if rest
                ]
        return min(found, key=_worth, default=())

    return best(0) if len(word) >= 2 * _SHORTEST else ()


def _after(word: str, end: int) -> list[int]:
    """Return where the next part may begin."""
    return [
        end + len(link)
        for link in _LINKS
        if word.startswith(link, end) and len(word) - end - len(link) >= _SHORTEST
    ]


def _worth(parts: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
    return len(parts), -len(parts[-1]), parts
