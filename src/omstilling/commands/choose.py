"""Which proposals to fund, and why each is in or out: `choose`."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omstilling.commands.options import language_option, store_option
from omstilling.commands.reach import language_of, rates_of, say, snapshot_of
from omstilling.errors import UsageError

if TYPE_CHECKING:
    from omstilling.language import Language
    from omstilling.priorities.aid import Rates
    from omstilling.priorities.portfolio import Call, Portfolio

_SPACES = str.maketrans("", "", " \N{NO-BREAK SPACE}_")
_SHARE = click.FloatRange(min=0, max=1)
_STEPS = 50
_MONEY = {"granted", "asked", "budget_at_which_in"}
_INSIDE = ("id", "share", "granted", "why")
_OUTSIDE = ("id", "asked", "why", "budget_at_which_in")


@click.command()
@click.argument("proposals", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--budget",
    "budgets",
    multiple=True,
    metavar="NOK|YEAR=NOK",
    help="Another budget than the call's own: an amount for all years, divided as the "
    "call divides its own, or one for each year.",
)
@click.option(
    "--rule",
    type=click.Choice(["portfolio", "equal-shares", "both"]),
    default="portfolio",
    show_default=True,
    help="The portfolio that is worth most, what business chooses together, or both "
    "and where they differ.",
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    help="Probabilities of a scenario of the call; repeatable; `all` for every one.",
)
@click.option(
    "--caution",
    type=_SHARE,
    default=0.0,
    show_default=True,
    help="How much the worst scenarios count: 0 the mean alone, 1 the worst alone.",
)
@click.option(
    "--tail",
    type=click.FloatRange(min=0, max=1, min_open=True),
    default=0.2,
    show_default=True,
    help="How much of the scenarios' weight is the worst.",
)
@click.option("--front", is_flag=True, help="Also the front of worth against breadth.")
@click.option(
    "--tolerance",
    type=_SHARE,
    default=0.0,
    show_default=True,
    help="Gap at which the solver may stop; 0: only when the best is proven.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Time for the portfolio; as much again for the reasons and for the front.",
)
@click.option(
    "--why",
    "why",
    multiple=True,
    metavar="ID",
    help="Find all that is to be told of this proposal alone; repeatable. Of the "
    "others what is proven at once.",
)
@click.option("--no-reasons", is_flag=True, help="Do not ask why.")
@click.option("--seed", type=int, default=0, show_default=True, help="Solver's seed.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How the answer is written.",
)
@language_option
@store_option
def choose(
    *,
    proposals: Path,
    budgets: tuple[str, ...],
    rule: str,
    scenarios: tuple[str, ...],
    form: str,
    language: Language | None,
    store_folder: Path | None,
    **options: Any,
) -> None:
    """Choose which of PROPOSALS to fund, and say why each is in or out.

    PROPOSALS is a YAML file, or a folder of CSV tables, with projects, proposals, a
    budget and limits. Transfers without a probability are looked up in the latest
    snapshot.
    """
    from omstilling.priorities import portfolio as room

    call, rates = _call(proposals, store_folder), rates_of(store_folder)
    ceilings = _ceilings(proposals, call, rates)
    assembled = room.assemble(
        call,
        ceilings=ceilings,
        budget=_budget(call, budgets),
        scenarios=scenarios,
        rates=rates,
    )
    chosen_language, told = language_of(language), {}
    found = None
    if rule != "equal-shares":
        seal = room.Seal(call.hashes, ceilings.rules, ceilings.indicative)
        found = _portfolio(assembled, seal, options)
        told["portfolio"] = found.answer(chosen_language)
        if options["front"] and found.solution.found:
            told["portfolio"]["front"] = _front(found, options["seconds"])
    if rule != "portfolio":
        told["equal_shares"] = room.equal_shares(call, assembled)
    if rule == "both" and found is not None:
        told["differ"] = room.differences(found, told["equal_shares"], chosen_language)
    if form == "json":
        answer = told if rule == "both" else next(iter(told.values()))
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _show(told, chosen_language)


def _call(path: Path, store_folder: Path | None) -> Call:
    """Read the call, and look up in the snapshot what it does not tell itself."""
    from omstilling.priorities import portfolio as room
    from omstilling.strengths import landscape

    call = room.read_call(path)
    if not room.unknown_transfers(call):
        return call
    snapshot = snapshot_of(None, store_folder)
    filled = room.with_transfers(call, landscape(snapshot))
    return replace(filled, hashes={**filled.hashes, "snapshot": snapshot.id})


def _ceilings(file: Path, call: Call, rates: Rates) -> Any:
    from omstilling.priorities.aid import naming, read_rules
    from omstilling.priorities.portfolio import ceilings_of

    with naming(file.name):
        return ceilings_of(call, rules=read_rules(), rates=rates)


def _budget(call: Call, given: tuple[str, ...]) -> dict[int, Decimal] | None:
    """Return the budget of each year, or None for the call's own."""
    from omstilling.priorities.portfolio import divided_budget

    if not given:
        return None
    yearly = {}
    for text in given:
        year, _, amount = text.rpartition("=")
        if year.strip() in yearly:
            raise UsageError(
                f"The budget '{text}' is given beside another one for the same years.",
                hint="Give one amount for all years, or one for each year.",
            )
        yearly[year.strip()] = _amount(text, amount)
    if set(yearly) == {""}:
        return divided_budget(call, yearly[""])
    try:
        return {int(year): amount for year, amount in yearly.items()}
    except ValueError as error:
        raise _no_budget(", ".join(given)) from error


def _amount(text: str, amount: str) -> Decimal:
    try:
        value = Decimal(amount.translate(_SPACES).replace(",", "."))
    except InvalidOperation as error:
        raise _no_budget(text) from error
    if not 0 <= value < Decimal(10) ** 13:
        raise _no_budget(text)
    return value


def _no_budget(text: str) -> UsageError:
    return UsageError(
        f"The budget '{text}' is neither an amount of NOK nor YEAR=NOK.",
        hint="For instance: --budget 10000000, or --budget 2027=4000000 --budget "
        "2028=6000000",
    )


def _portfolio(assembled: Any, seal: Any, options: dict[str, Any]) -> Portfolio:
    from omstilling.priorities import portfolio as room

    return room.choose(
        assembled,
        seal=seal,
        caution=room.Caution(
            Fraction(str(options["caution"])), Fraction(str(options["tail"]))
        ),
        settings=room.SolverSettings(
            tolerance=options["tolerance"],
            seconds=options["seconds"],
            seed=options["seed"],
        ),
        why=options["why"],
        seconds_for_reasons=0.0 if options["no_reasons"] else options["seconds"],
    )


def _front(found: Portfolio, seconds: float) -> dict[str, Any]:
    from omstilling.priorities.portfolio import front, front_data

    return front_data(
        front(found.solver, found.solution, steps=_STEPS, seconds=seconds),
        found.solver.problem,
    )


# -- For people ------------------------------------------------------------------------


def _show(told: dict[str, Any], language: Language) -> None:
    if "portfolio" in told:
        _show_portfolio(told["portfolio"], language)
    if "equal_shares" in told:
        _show_shares(told["equal_shares"], language)
    if "differ" in told:
        _show_differences(told["differ"], language)


def _table(rows: list[dict[str, Any]], columns: tuple[str, ...], **how: Any) -> None:
    import polars as pl

    from omstilling import terminal

    if rows:
        kept = [{name: _shown(name, row.get(name)) for name in columns} for row in rows]
        terminal.show_table(pl.DataFrame(kept, infer_schema_length=None), **how)


def _shown(name: str, value: Any) -> Any:
    """Return money, which is text in the answer, as a number to be written."""
    return float(value) if name in _MONEY and value is not None else value


def _show_portfolio(answer: dict[str, Any], language: Language) -> None:
    from omstilling.language import translations

    _ = translations(language).gettext
    click.echo(answer["said"])
    if answer["clash"] is not None:
        click.echo(answer["clash"]["says"])
    inside, outside = answer["selected"], answer["rejected"]
    _table(inside, _INSIDE, language=language, title=_("In"))
    _table(outside, _OUTSIDE, language=language, title=_("Out"))
    priced = ("says", "price")
    _table(answer["binding"], priced, language=language, title=_("What rules cost"))
    _table(
        answer.get("front", {}).get("points", []),
        ("breadth", "worth", "selected"),
        language=language,
        title=_("Worth against breadth"),
    )
    for name in answer["rules"]["indicative"]:
        say(_("{proposal}: the aid is indicative, not lawful.").format(proposal=name))


def _show_shares(answer: dict[str, Any], language: Language) -> None:
    from omstilling.language import translations

    rows = sorted(
        (
            {**one, "cost": float(one["cost"])}
            for one in answer["projects"]
            if one["selected"]
        ),
        key=lambda one: one["order"],
    )
    columns = ("order", "id", "name", "cost", "payers")
    title = translations(language).gettext("Chosen by Equal Shares")
    _table(rows, columns, language=language, title=title)


def _show_differences(differ: dict[str, Any], language: Language) -> None:
    from omstilling.language import number, translations

    _ = translations(language).gettext
    broken = differ["rules_that_equal_shares_breaks"].values()
    for label, names, between in (
        (_("In both"), differ["both"], ", "),
        (_("Only in the portfolio"), differ["only_portfolio"], ", "),
        (_("Only by Equal Shares"), differ["only_equal_shares"], ", "),
        (_("Rules that Equal Shares breaks"), broken, "; "),
    ):
        click.echo(f"{label}: {between.join(names) or '–'}")
    told = number(differ["worth_of_equal_shares"], language, decimals=2)
    click.echo(f"{_('What Equal Shares chose is worth as a portfolio')}: {told}")
