"""Probabilities and scores of transfers that a call names and the snapshot knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from omstilling.errors import InputError
from omstilling.priorities.portfolio.call.reading import HINT, Call
from omstilling.priorities.portfolio.call.records import Expected, Proposal
from omstilling.strengths import Landscape
from omstilling.transfers import find_transfers

_ALL = 100_000
_DIGITS = Decimal("0.000001")


def unknown_transfers(call: Call) -> list[str]:
    """Return the transfers of which a call tells no probability, or no worth."""
    if call.file.weights:
        return []
    return sorted(
        {
            one.transfer
            for proposal in call.proposals
            for one in proposal.transfers
            if one.probability is None or (one.nok is None and one.score is None)
        }
    )


def with_transfers(call: Call, landscape: Landscape) -> Call:
    """Return the call with what the snapshot knows of its transfers filled in.

    Parameters
    ----------
    call
        Ids of transfers are those of `find_transfers`: source, kind and name of the
        receiver, and object, joined by `~`.
    landscape
        Who holds what.

    Raises
    ------
    InputError
        A transfer is not known, or no probability of it is.
    """
    wanted = unknown_transfers(call)
    if not wanted:
        return call
    known = _known(landscape, wanted)
    proposals = tuple(_filled(one, known) for one in call.file.proposals)
    return replace(call, file=call.file.model_copy(update={"proposals": proposals}))


def _known(landscape: Landscape, wanted: list[str]) -> dict[str, dict[str, Any]]:
    parts = [one.split("~") for one in wanted]
    for name, each in zip(wanted, parts, strict=True):
        if len(each) != 3 or "-" not in each[1]:
            raise _wrong(name, "is no id of a transfer, and no probability is given")
    receivers = sorted({_receiver(each[1]) for each in parts})
    found = find_transfers(
        landscape,
        sources=sorted({each[0] for each in parts}),
        receivers=receivers,
        any_sector=True,
        limit=_ALL,
        diversity=0.0,
        least_probability=0.0,
    )
    rows = found.filter(pl.col("id").is_in(wanted)).rows(named=True)
    return {row["id"]: row for row in rows}


def _receiver(text: str) -> tuple[str, str]:
    kind, _, name = text.partition("-")
    return kind, name


def _filled(proposal: Proposal, known: Mapping[str, Mapping[str, Any]]) -> Proposal:
    transfers = tuple(_with(one, known) for one in proposal.transfers)
    return proposal.model_copy(update={"transfers": transfers})


def _with(expected: Expected, known: Mapping[str, Mapping[str, Any]]) -> Expected:
    valued = expected.nok is not None or expected.score is not None
    if valued and expected.probability is not None:
        return expected
    if expected.transfer not in known:
        raise _wrong(expected.transfer, "is not among the transfers of the snapshot")
    row = known[expected.transfer]
    update: dict[str, Decimal] = {}
    if expected.probability is None:
        if row["probability"] is None:
            raise _wrong(expected.transfer, f"no probability: {row['no_probability']}")
        update["probability"] = _rounded(row["probability"])
    if not valued:
        update["score"] = _rounded(row["score"])
    return expected.model_copy(update=update)


def _rounded(number: float) -> Decimal:
    return Decimal(repr(number)).quantize(_DIGITS)


def _wrong(transfer: str, reason: str) -> InputError:
    return InputError(
        f"Field 'proposals.transfers.transfer': {transfer!r}: {reason}.", hint=HINT
    )
