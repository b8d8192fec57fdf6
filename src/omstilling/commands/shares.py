"""What business chooses together, so that each group has its share: `shares`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

import click

from omstilling.commands.options import language_option
from omstilling.commands.reach import language_of, say
from omstilling.errors import UsageError

if TYPE_CHECKING:
    from omstilling.language import Language
    from omstilling.priorities.shares import Election

#: Seconds after which one who waits wants to know why.
_MOMENT = 1.5
#: Columns of the tables that are exact text in the answer.
_EXACT = {"cost", "full_price", "effective_support", "needed"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--rule",
    type=click.Choice(["mes", "ees", "phragmen", "greedy"]),
    default="mes",
    show_default=True,
    help="Method of Equal Shares, Exact Equal Shares, Phragmén's sequential rule, or "
    "most worth for the money.",
)
@click.option(
    "--satisfaction",
    type=click.Choice(["cost", "cardinality"]),
    help="What an approved project is worth: its cost, or 1. Points and rankings say "
    "so by themselves.  [default: cost]",
)
@click.option(
    "--completion",
    type=click.Choice(["none", "add-one", "add-opt", "greedy"]),
    default="none",
    show_default=True,
    help="What is done with money left over by mes and ees; add-opt is for ees.",
)
@click.option(
    "--increment",
    type=click.FloatRange(min=0, min_open=True),
    help="What add-one gives each voter more in each run; more where few decide over "
    "much.  [default: 1]",
)
@click.option(
    "--ties",
    type=click.Choice(["id", "cheapest", "costliest", "votes"]),
    default="id",
    show_default=True,
    help="Which of two tied projects goes first.",
)
@click.option(
    "--quota",
    "quotas",
    multiple=True,
    metavar="GROUP=SHARE",
    help="Share of the budget that a group of voters decides on, for instance "
    "energy=0.3; repeatable, for all groups, together 1.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How the answer is written.",
)
@language_option
def shares(
    *,
    file: Path,
    rule: Any,
    satisfaction: Any,
    completion: Any,
    ties: Any,
    increment: float | None,
    quotas: tuple[str, ...],
    form: str,
    language: Language | None,
) -> None:
    """Choose projects by the ballots of FILE, in the Pabulib format (.pb, .pb.gz)."""
    from omstilling.priorities import shares as room

    groups = _quotas(quotas)
    how = {"rule": rule, "completion": completion, "ties": ties}
    began = time.perf_counter()
    election = room.election_of(room.read_pabulib(file), quotas=groups)
    seconds = {"seconds_parse": time.perf_counter() - began}
    if satisfaction and not election.by_approval:
        say(
            f"--satisfaction {satisfaction} is for approvals; these ballots are "
            f"{election.kind} and say by themselves what a project is worth."
        )
    began = time.perf_counter()
    with _said_if_slow(
        "Machine code for this rule is made now, once on this machine: some seconds."
    ):
        room.load_machine_code(**how)
    seconds["seconds_load"] = time.perf_counter() - began
    began = time.perf_counter()
    with _watch(completion, election) as watch:
        decision = room.decide(
            election,
            satisfaction=satisfaction or "cost",
            increment=Decimal(1) if increment is None else Decimal(str(increment)),
            watch=watch,
            **how,
        )
    seconds["seconds_rule"] = time.perf_counter() - began
    began = time.perf_counter()
    told = room.answer(decision)
    seconds["seconds_explain"] = time.perf_counter() - began
    if form == "json":
        click.echo(json.dumps({**told, **seconds}, ensure_ascii=False, indent=1))
    else:
        _show(told, language_of(language))


@contextmanager
def _said_if_slow(text: str) -> Iterator[None]:
    """Say something when the work takes more than a moment."""
    timer = Timer(_MOMENT, say, [text])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _watch(
    completion: str, election: Election
) -> Iterator[Callable[[int, Fraction], None]]:
    """Show on a terminal what the runs of a completion spend of the budget."""
    from omstilling import terminal

    with terminal.counting(completion) as count:
        yield lambda _runs, spent: count(int(spent), int(election.budget))


def _quotas(given: tuple[str, ...]) -> dict[str, Fraction] | None:
    quotas = {}
    for one in given:
        group, _, share = one.rpartition("=")
        try:
            quotas[group] = Fraction(share)
        except (ValueError, ZeroDivisionError) as error:
            raise UsageError(
                f"The quota '{one}' is not GROUP=SHARE with a number.",
                hint="For instance: --quota energy=0.3 --quota maritime=0.7",
            ) from error
    return quotas or None


def _show(told: dict[str, Any], language: Language) -> None:
    import polars as pl

    from omstilling import terminal
    from omstilling.language import number, translations

    _ = translations(language).gettext
    kept = ("order", "id", "name", "cost", "full_price", "supporters", "payers")
    bought = sorted(
        (one for one in told["projects"] if one["selected"]),
        key=lambda one: one["order"],
    )
    left = sorted(
        (one for one in told["projects"] if not one["selected"]),
        key=lambda one: (-_value(one["effective_support"] or "0"), one["id"]),
    )
    missed = ("id", "name", "cost", "supporters", "effective_support", "needed")
    for title, rows, columns in (
        (_("Chosen"), bought, kept),
        (_("Not chosen"), left, missed),
    ):
        if rows:
            shown = [
                {name: _shown(name, one[name]) for name in columns} for one in rows
            ]
            table = pl.DataFrame(shown, infer_schema_length=None)
            terminal.show_table(_rounded(table), language, title)
    click.echo(
        _(
            "{bought} of {all} projects for {cost} of {budget}; {voters} voters with "
            "{different} different ballots ({kind}, {satisfaction})."
        ).format(
            bought=len(bought),
            all=len(told["projects"]),
            cost=number(_value(told["cost"]), language),
            budget=number(_value(told["budget"]), language),
            voters=number(told["voters"], language),
            different=number(told["different_ballots"], language),
            kind=told["kind"],
            satisfaction=told["satisfaction"],
        )
    )
    click.echo(_fairness(told["ejr_plus"], language))
    for note in told["notes"]:
        say(note)


def _shown(name: str, value: Any) -> Any:
    """Return what is exact text in the answer as a number to be written."""
    return _value(value) if name in _EXACT and value is not None else value


def _value(text: str) -> float:
    """Return a decimal or a fraction as a number to be written."""
    above, _, below = text.partition("/")
    return float(Decimal(above) / Decimal(below or 1))


def _rounded(table: Any) -> Any:
    """Leave out columns that this rule knows nothing of."""
    return table[[one.name for one in table if one.null_count() < table.height]]


def _fairness(found: dict[str, Any], language: Language) -> str:
    from omstilling.language import percent, translations

    _ = translations(language).gettext
    if found["holds"]:
        return _("EJR+ up to one project holds.")
    owed = ", ".join(
        _("{project} ({share} of the voters)").format(
            project=one["project"],
            share=percent(one["share_of_voters"], language, decimals=1),
        )
        for one in found["failures"]
    )
    return _("EJR+ up to one project fails for {projects}.").format(projects=owed)
