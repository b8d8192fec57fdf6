"""Themes renamed or merged and answers moved, as people have corrected them."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

NO_ANSWER = "no answer has this sign"
NO_THEME = "no theme is called so"


@dataclass
class Named:
    """Answers in themes that have names.

    Attributes
    ----------
    theme
        Sign of each answer → name of its theme.
    by_hand
        Signs of the answers that people have put where they are.
    unused
        Row, value and reason of corrections that could not be carried out.
    """

    theme: dict[str, str]
    by_hand: set[str] = field(default_factory=set)
    unused: list[tuple[int, str, str]] = field(default_factory=list)


def corrected(named: Named, corrections: pl.DataFrame) -> Named:
    """Return the answers as corrected; first the themes, then the answers, row by row.

    Parameters
    ----------
    named
        The themes as they were found.
    corrections
        `Correction` rows. A theme that is given the name of another one is joined to
        it; an answer may be put into a theme that nobody else is in.
    """
    theme, by_hand, unused = dict(named.theme), set(named.by_hand), list(named.unused)
    for row in corrections.drop_nulls("theme").iter_rows(named=True):
        mine = [one for one, name in theme.items() if name == row["theme"]]
        if not mine:
            unused.append((row["row"], row["theme"], NO_THEME))
        theme |= dict.fromkeys(mine, row["name"])
    for row in corrections.drop_nulls("id").iter_rows(named=True):
        if row["id"] in theme:
            theme[row["id"]] = row["name"]
            by_hand.add(row["id"])
        else:
            unused.append((row["row"], row["id"], NO_ANSWER))
    return Named(theme, by_hand, unused)
