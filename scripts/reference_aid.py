"""Write `docs/reference/aid-rules.md` from the rules of `reference/aid`.

Run it as `python scripts/reference_aid.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from omstilling.priorities.aid.rules import Kind, Rule, Size, Version, read_rules

TARGET = Path(__file__).parents[1] / "docs/reference/aid-rules.md"
HEAD = """# Aid rules on file

What the files of `src/omstilling/reference/aid` hold, one section for each. This page
is made by `scripts/reference_aid.py`; a test fails when it is not current. It is no
legal advice: the acts themselves decide.

**checked**: the figure stands in a source that is named with its address.
**unverified**: it is from general knowledge; what rests on it is called indicative,
never lawful. Dates are of the day on which aid is granted. Percentages are of eligible
costs, for small, medium-sized and large undertakings; a micro enterprise counts as
small.
"""
KINDS: dict[Kind, str] = {
    "exemption": "Exemptions from notification",
    "de_minimis": "De minimis aid",
    "outside": "Money that is no State aid",
    "scheme": "Schemes",
    "duty": "Duties",
    "definition": "Definitions",
}
SIZES: tuple[Size, ...] = ("small", "medium", "large")


def page() -> str:
    """Return the page."""
    rules, parts = read_rules(), [HEAD]
    for kind, title in KINDS.items():
        parts += [f"## {title}", ""]
        for rule in rules.of_kind(kind):
            parts += section(rule)
    return "\n".join(parts).rstrip("\n") + "\n"


def section(rule: Rule) -> Iterator[str]:
    """Give the lines about one rule."""
    giver = f" Giver: {rule.giver}." if rule.giver else ""
    names = f"{rule.label.nb} · {rule.label.nn} · {rule.label.en}"
    yield from (f"### {rule.rule}", "")
    yield from (f"{names}. Jurisdiction {rule.jurisdiction}.{giver}", "")
    for gap in rule.gaps:
        yield from (f"**No rule from {gap.from_} to {gap.to}.** {gap.says.en}", "")
    for version in rule.versions:
        yield from version_lines(version)
    yield from (f"Sources, seen {rule.seen}:", "")
    yield from (f"- <{one.address}>: {one.says}" for one in rule.sources)
    yield ""


def version_lines(version: Version) -> Iterator[str]:
    """Give the lines about one version."""
    end = version.valid_to or "no end"
    months = version.adjustment_months
    adjusting = f"; adjustment period of {months} months" if months else ""
    article = version.article
    named = f"Article {article}" if article[0].isdigit() else article
    yield f"**{version.valid_from} to {end}**{adjusting}. {version.act.en}, {named}."
    yield ""
    if version.receivers:
        who = ", ".join(version.receivers.roles)
        sizes = ", ".join(version.receivers.sizes)
        yield from (f"Receivers: {who}; {sizes}.", "")
    if version.basis:
        yield from (f"Legal basis: {', '.join(version.basis)}.", "")
    if rows := list(figures(version)):
        yield from ("| what | figure | article | status |", "|---|---|---|---|")
        yield from (f"| {' | '.join(row)} |" for row in rows)
        yield ""


def figures(version: Version) -> Iterator[tuple[str, str, str, str]]:
    """Give what, figure, article and status of every figure."""
    for share in version.shares:
        extra = "" if share.ceiling == 100 else f", at most {share.ceiling} %"
        if share.counts_as is not None:
            extra += f", counting as {share.counts_as} %"
        shown = f"{by_size(share.percent)} %{extra}"
        yield share.category, shown, share.article, share.status
        if raised := share.raised:
            told = (
                f"up to {raised.percent} % within {euro(raised.eur)} in "
                f"{raised.years} years{checked_to(raised.checked_eur)}"
            )
            yield share.category, told, raised.article, raised.status
    if anything := version.any_category:
        shown = f"{by_size(anything.percent)} %"
        yield "any category", shown, anything.article, anything.status
    for bonus in version.bonuses:
        alone = ", not with others so marked" if bonus.one_of else ""
        one = f", none above {bonus.most_of_one} %" if bonus.most_of_one else ""
        least = bonus.least_of_research
        research = f", research at least {least} %" if least else ""
        shown = f"{by_size(bonus.points)} points more{alone}{one}{research}"
        what = f"{bonus.bonus} ({', '.join(bonus.categories)})"
        yield what, shown, bonus.article, bonus.status
    yield from conditions(version)
    yield from amounts(version)


def conditions(version: Version) -> Iterator[tuple[str, str, str, str]]:
    """Give the conditions and the industries that are left out."""
    for one in version.conditions:
        where = ", ".join((*one.categories, *one.sizes)) or "always"
        share = f", at least {one.percent} %" if one.percent else ""
        years = f", at most {one.years} years" if one.years else ""
        shown = f"needed: {where}{share}{years}"
        yield one.condition, shown, one.article, one.status
    if left_out := version.excluded:
        codes = ", ".join(left_out.activities)
        yield "industries left out", codes, left_out.article, left_out.status


def amounts(version: Version) -> Iterator[tuple[str, str, str, str]]:
    """Give the figures in euro and kroner, and the duty."""
    for one in version.thresholds:
        shown = f"{euro(one.eur)} for each {one.per}{checked_to(one.checked_eur)}"
        what = f"notification above ({', '.join(one.categories)})"
        yield what, shown, one.article, one.status
    if most := version.most:
        window = "fiscal years" if most.window == "fiscal_years" else "rolling years"
        shown = f"{euro(most.eur)} in {most.years} {window}"
        yield "single undertaking", shown, most.article, most.status
    for lower in version.sector_most:
        what = f"industries {', '.join(lower.activities)}"
        yield what, euro(lower.eur), lower.article, lower.status
    for limit in version.limits:
        shown = f"{limit.nok:,} NOK"
        yield f"at most for each {limit.per}", shown, limit.article, limit.status
    if cost := version.cost_limit:
        shown = f"{cost.nok:,} NOK a year"
        yield "costs counted", shown, cost.article, cost.status
    if private := version.private_at_least:
        shown = f"at least {private.percent} %"
        yield "private money", shown, private.article, private.status
    if sizes := version.sizes:
        for one_class in sizes.classes:
            money = f"{euro(one_class.turnover_eur)} of turnover or "
            shown = (
                f"below {one_class.staff_below} staff, at most {money}"
                f"{euro(one_class.balance_eur)} of balance sheet"
            )
            yield one_class.size, shown, sizes.article, sizes.status
        held = (
            f"partner from {sizes.partner_from} %, linked above "
            f"{sizes.linked_above} %, large if public bodies hold {sizes.public_from} %"
        )
        yield "held by others", held, "3", sizes.status
    if duty := version.duty:
        more = f" above {euro(duty.eur)}" if duty.eur else ""
        days = f" within {duty.days} days" if duty.days else ""
        shown = f"{', '.join(duty.applies_to)}: {duty.where}{days}{more}"
        yield duty.what, shown, duty.article, duty.status


def by_size(values: Mapping[Size, Decimal]) -> str:
    """Write the figures of the three sizes, once where they are the same."""
    found = [str(values[size]) for size in SIZES]
    return found[0] if len(set(found)) == 1 else " / ".join(found)


def checked_to(amount: Decimal | None) -> str:
    """Write up to which amount a figure was checked; empty where that is not said."""
    return f"; checked to {euro(amount)}" if amount else ""


def euro(amount: Decimal) -> str:
    """Write an amount of euro."""
    return f"{amount:,} EUR"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    print(f"{TARGET.name}: {len(read_rules())} rules")
