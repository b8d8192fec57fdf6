"""Support from business for proposals (room: priorities)."""

from __future__ import annotations

import dataframely as dy

from omstilling.tables.columns import note_column, number_column, text_column


class Support(dy.Schema):
    """What one supporter says about one proposal, by approval, points or rank."""

    supporter = text_column("who supports: an organisation number or another name")
    group = note_column("sector or another group that the supporter belongs to")
    proposal = text_column("id of the proposal", regex=r"^[^,;]+$")
    approval = dy.Bool(nullable=True, description="whether it is approved of")
    points = number_column("points given", "points", nullable=True, min=0)
    rank = dy.Int64(nullable=True, min=1, description="1 is the best of its ballot")
    weight = number_column(
        "how many voters the supporter counts as", "voters", min_exclusive=0
    )
