"""What became of transfers (rooms: sources → register → transfers)."""

from __future__ import annotations

import dataframely as dy

from omstilling.tables.columns import (
    OBJECT_KINDS,
    RECEIVER_KINDS,
    date_column,
    note_column,
    row_column,
    text_column,
)

OUTCOMES = ("declined", "started", "taken up")


def _outcome_column() -> dy.Enum:
    return dy.Enum(
        list(OUTCOMES),
        description="declined: the receiver said no; started: it is tried; taken up: "
        "it is in use",
    )


class OutcomeRow(dy.Schema):
    """What became of a transfer, as a list of one's own tells it; names as written."""

    row = row_column()
    date = date_column("day of the outcome", nullable=False)
    source = text_column("cluster that gives, as written", min_length=1)
    receiver_kind = dy.Enum(
        list(RECEIVER_KINDS), nullable=True, description="kind of receiver, if told"
    )
    receiver = text_column("who takes in, as written", min_length=1)
    object = text_column("activity or method, as written", min_length=1)
    outcome = _outcome_column()
    reason = note_column("why it was declined")
    note = note_column("anything else worth knowing")


class Outcome(dy.Schema):
    """What became of a transfer."""

    date = date_column("day of the outcome", nullable=False)
    source = text_column("short name of the cluster that gives")
    receiver_kind = dy.Enum(list(RECEIVER_KINDS), description="kind of receiver")
    receiver = text_column("short name or number of who takes in")
    object_kind = dy.Enum(list(OBJECT_KINDS), description="what goes")
    object = text_column("SN2007 code of the activity, or short name of the method")
    outcome = _outcome_column()
    reason = note_column("why it was declined")
    note = note_column("anything else worth knowing")
    origin = text_column("file it was imported from")
    row = row_column()
