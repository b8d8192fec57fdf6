"""Why a transfer is proposed: a sentence for each part, made from its numbers.

Plain functions of a row of `tables.Transfer` and a language, for the report and the
site alike. The numbers are the same in the three languages; a test compares them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from omstilling.language import Language, date, money, number, percent, translations
from omstilling.report.words import (
    listed,
    pieces,
    plural,
    probability,
    quoted,
    ratio,
    word,
)
from omstilling.transfers import PARTS
from omstilling.transfers.changes import Change, Changes
from omstilling.transfers.parts.joining import RAISING

Row = Mapping[str, Any]


def why_transfer(
    transfer: Row, related: Sequence[str], language: Language
) -> list[str]:
    """Say why a transfer is proposed, a sentence for each part of its rank.

    Parameters
    ----------
    transfer
        A row of `tables.Transfer` with its names in the language.
    related
        Names of the activities in `transfer["related"]`, in the same order.
    """
    return [text for _, text in reasons(transfer, related, language)]


def reasons(
    transfer: Row, related: Sequence[str], language: Language
) -> list[tuple[str, str]]:
    """Return the same as pairs of the part that each is of, and the sentence."""
    return [
        ("strength", _strong(transfer, language)),
        ("proof", proven(transfer["organisations"], transfer["pieces"], language)),
        ("takeup", take_up(transfer, language)),
        ("relatedness", _related(transfer, related, language)),
        ("fit", _fits(transfer, language)),
        ("worth", _worth(transfer, language)),
        ("proximity", _far(transfer, language)),
        ("crosses", crosses(transfer, language)),
        *stated(transfer, language),
    ]


def stated(transfer: Row, language: Language) -> list[tuple[str, str]]:
    """Say which open needs and offers raise a transfer; nothing where none is known."""
    _ = translations(language).gettext
    told = {
        "need": (
            _("At the receiver it is asked for: {statements}."),
            transfer["needs"],
        ),
        "offer": (_("The source offers it: {statements}."), transfer["offers"]),
    }
    none = {
        "need": _("No open need at the receiver is near to it."),
        "offer": _("No open offer at the source is near to it."),
    }
    return [
        (
            part,
            text.format(statements=quotations(rows, language)) if rows else none[part],
        )
        for part, (text, rows) in told.items()
        if transfer[part] is not None
    ]


def quotations(statements: Sequence[Row], language: Language) -> str:
    """Quote needs or offers, each with its id, whose it is and how long it holds."""
    return listed([_quotation(one, language) for one in statements], language)


def _quotation(one: Row, language: Language) -> str:
    _ = translations(language).gettext
    until = _("holds until {day}").format(day=date(one["expires"], language))
    who = one["name"] or one["organisation"] or one["cluster"]
    about = [
        who,
        one["id"],
        until if one["expires"] else _("holds until further notice"),
    ]
    return f"{quoted(one['title'], language)} ({', '.join(filter(None, about))})"


def stated_in(transfers: pl.DataFrame, language: Language) -> list[str]:
    """Say of each need and offer behind some transfers which of them it raises."""
    _ = translations(language).gettext
    ranks: dict[str, list[int]] = {}
    rows: dict[str, Row] = {}
    for rank, *both in transfers.select("rank", "needs", "offers").iter_rows():
        for one in (one for side in both for one in side):
            rows[one["id"]] = one
            ranks.setdefault(one["id"], []).append(rank)
    return [
        _("{statement} raises number {ranks}.").format(
            statement=_quotation(rows[name], language),
            ranks=listed([number(rank, language) for rank in ranks[name]], language),
        )
        for name in sorted(ranks)
    ]


def shown_parts(transfers: pl.DataFrame) -> tuple[str, ...]:
    """Return the parts to show: needs and offers only where some are known."""
    return tuple(
        part
        for part in PARTS
        if part not in RAISING or transfers[part].null_count() < transfers.height
    )


def _strong(transfer: Row, language: Language) -> str:
    say = _strong_method if transfer["object_kind"] == "method" else _strong_activity
    if transfer["offer_only"]:
        say = _strong_by_offer
    return say(transfer["pieces"], language).format(
        source=transfer["source_name"],
        object=quoted(transfer["object_name"], language),
        specialisation=ratio(transfer["specialisation"], language),
        low=ratio(transfer["low"], language),
        high=ratio(transfer["high"], language),
        pieces=pieces(transfer["pieces"], language),
    )


def _strong_activity(count: float, language: Language) -> str:
    return translations(language).ngettext(
        "{source} holds {object} at {specialisation} times the national share (90% "
        "interval {low}–{high}), from {pieces} piece of evidence.",
        "{source} holds {object} at {specialisation} times the national share (90% "
        "interval {low}–{high}), from {pieces} pieces of evidence.",
        plural(count),
    )


def _strong_method(count: float, language: Language) -> str:
    return translations(language).ngettext(
        "{source} is documented to share the method {object}. Its strongest activity "
        "where the method is practised stands at {specialisation} times the national "
        "share (90% interval {low}–{high}), from {pieces} piece of evidence.",
        "{source} is documented to share the method {object}. Its strongest activity "
        "where the method is practised stands at {specialisation} times the national "
        "share (90% interval {low}–{high}), from {pieces} pieces of evidence.",
        plural(count),
    )


def _strong_by_offer(count: float, language: Language) -> str:
    _ = translations(language).gettext
    return _(
        "{source} offers the method {object}; nothing else documents it. Its strongest "
        "activity where the method is practised stands at {specialisation} times the "
        "national share (90% interval {low}–{high})."
    )


def proven(organisations: float | None, count: float, language: Language) -> str:
    """Say how many organisations are behind evidence, and that one is one."""
    _ = translations(language).gettext
    if organisations is None:
        return _("Which organisations are behind it is not known.")
    if organisations == 1:
        return _("All of the evidence comes from one organisation.")
    return _("The evidence comes from {organisations} organisations.").format(
        organisations=number(organisations, language)
    )


def one_alone(names: Sequence[str], language: Language) -> str:
    """Say which strengths rest on one organisation alone; empty if none does."""
    if not names:
        return ""
    text = translations(language).ngettext(
        "All evidence of {activities} comes from one organisation.",
        "All evidence of each of {activities} comes from one organisation.",
        len(names),
    )
    return text.format(activities=listed(names, language))


def weighed(
    weights: Mapping[str, float], language: Language, parts: Sequence[str] = PARTS
) -> str:
    """Say how much each of the parts counts, and what is shown without counting."""
    _ = translations(language).gettext
    counting = [
        f"{word(part, language)} {ratio(weight, language)}"
        for part, weight in weights.items()
        if weight > 0 and part in parts
    ]
    text = _(
        "How much each part counts: {weights}. Relatedness counts only where no "
        "probability of take-up is known; what does not count is shown in grey."
    ).format(weights=listed(counting, language))
    if not set(RAISING) & set(parts):
        return text
    raises = _("A need at the receiver or an offer at the source only raises a score.")
    return f"{text} {raises}"


def take_up(transfer: Row, language: Language) -> str:
    """Say how likely the receiver takes it up, or why nobody can say."""
    _ = translations(language).gettext
    if transfer["probability"] is None:
        return _(
            "How likely it is taken up cannot be learned: {why}. Relatedness counts "
            "instead."
        ).format(why=_(transfer["no_probability"]))
    text = translations(language).ngettext(
        "Learned from history: it is taken up with {share} probability within {years} "
        "year after {as_of}, whoever gives it. Taken up means: {meaning}",
        "Learned from history: it is taken up with {share} probability within {years} "
        "years after {as_of}, whoever gives it. Taken up means: {meaning}",
        transfer["horizon"],
    )
    return text.format(
        share=probability(transfer["probability"], language),
        years=number(transfer["horizon"], language),
        as_of=transfer["as_of"],
        meaning=_(transfer["label_meaning"]),
    )


def probabilities(
    meanings: Sequence[str], as_of: int | None, horizon: int, language: Language
) -> str:
    """Say what the probabilities that are shown are of; empty where there are none.

    Parameters
    ----------
    meanings
        What a take-up is, for each kind of receiver that is shown.
    as_of, horizon
        The last year that is known, and the years after it.
    """
    if as_of is None or not meanings:
        return ""
    text = translations(language).ngettext(
        "A probability is that of a take-up within {years} year after {as_of}, whoever "
        "gives. Taken up means: {meaning}",
        "A probability is that of a take-up within {years} years after {as_of}, "
        "whoever gives. Taken up means: {meaning}",
        horizon,
    )
    return text.format(
        years=number(horizon, language),
        as_of=as_of,
        meaning=" ".join(translations(language).gettext(one) for one in meanings),
    )


def probabilities_of(transfers: pl.DataFrame, least: float, language: Language) -> str:
    """Say the same of a table of transfers, and below what they are not listed."""
    known = transfers.filter(pl.col("probability").is_not_null())
    if known.is_empty():
        return ""
    meanings = known["label_meaning"].unique(maintain_order=True).to_list()
    as_of, horizon = known.select("as_of", "horizon").row(0)
    told = probabilities(meanings, as_of, horizon, language)
    if not least:
        return told
    left_out = translations(language).gettext(
        "Transfers whose probability is known and below {least} are not listed."
    )
    return f"{told} {left_out.format(least=percent(least, language))}"


def _related(transfer: Row, related: Sequence[str], language: Language) -> str:
    _ = translations(language).gettext
    return _(
        "{receiver} shows little or no evidence of it but holds related activities, "
        "the nearest of them "
        "{related}. Of all that receivers of this kind lack, {share} is less related "
        "to what they hold."
    ).format(
        receiver=transfer["receiver_name"],
        related=listed([quoted(name, language) for name in related], language),
        share=_at_least(transfer["relatedness"], language),
    )


def _fits(transfer: Row, language: Language) -> str:
    _ = translations(language).gettext
    texts = [
        _shared(transfer["shared_projects"], language),
        _("What they do is {share} alike.").format(
            share=percent(transfer["likeness"], language)
        ),
    ]
    if transfer["kilometres"] is not None:
        away = _("They lie {distance} km apart.")
        texts.append(away.format(distance=number(transfer["kilometres"], language)))
    better = _(
        "{share} of such pairs of source and receiver fit less well; this is a rank, "
        "not a probability."
    )
    texts.append(better.format(share=_at_least(transfer["fit"], language)))
    return " ".join(texts)


def _shared(projects: float | None, language: Language) -> str:
    _ = translations(language).gettext
    if projects is None:
        return _("Whether they share research projects is not known.")
    if projects == 0:
        return _("Source and receiver share no research project that is known.")
    text = translations(language).ngettext(
        "Source and receiver share {count} research project.",
        "Source and receiver share {count} research projects.",
        int(projects),
    )
    return text.format(count=number(projects, language))


def _worth(transfer: Row, language: Language) -> str:
    _ = translations(language).gettext
    texts = [
        _(
            "Complexity: {complexity}, where 0 is the mean of all industries. Outlook "
            "gained: {gain}."
        ).format(
            complexity=number(transfer["complexity"], language, decimals=2),
            gain=number(transfer["outlook_gain"], language, decimals=2),
        ),
    ]
    if transfer["productivity"] is None:
        texts.append(_("Productivity is not known."))
    else:
        text = _("The median organisation creates {value} per employee.")
        texts.append(text.format(value=money(transfer["productivity"], language)))
    return " ".join(texts)


def _far(transfer: Row, language: Language) -> str:
    _ = translations(language).gettext
    return _(
        "Distance to what the receiver does: {distance}, from 0 (the same places do "
        "both) to 1."
    ).format(distance=number(transfer["distance"], language, decimals=2))


def _at_least(share: float, language: Language) -> str:
    """Round down, so that nothing is said to be above all others that is not."""
    return percent(math.floor(share * 100) / 100, language)


def crosses(transfer: Row, language: Language) -> str:
    """Say whether a transfer crosses a sector boundary, and why that is said."""
    _ = translations(language).gettext
    if not transfer["crosses"]:
        return _("It crosses no sector boundary.")
    if transfer["receiver_kind"] == "sector":
        return _("It crosses a sector boundary: its section is not the receiver's own.")
    return _(
        "It crosses a sector boundary: its section is none of those of the receiver's "
        "nearest activities."
    )


def stands(found: Changes, language: Language) -> str:
    """Say where a transfer stands by score, and that nothing would lift it if so."""
    _ = translations(language).gettext
    text = _("By score it is number {place} of {among} transfers.").format(
        place=number(found.place, language), among=number(found.among, language)
    )
    if found.changes:
        return text
    return f"{text} " + _("No single change that was tried would lift it.")


def lifts(change: Change, names: Mapping[str, str], language: Language) -> str:
    """Say what one change would do to the place of a transfer.

    Parameters
    ----------
    change
        The change.
    names
        Names of activities by code.
    """
    _ = translations(language).gettext
    begins = {
        "activity": _("If the receiver also held {activity}"),
        "project": _("With one more shared research project"),
        "organisation": _(
            "With one more organisation behind it at the source, with one piece of "
            "evidence"
        ),
    }[change.kind]
    if change.activity is not None:
        begins = begins.format(activity=quoted(names[change.activity], language))
    text = translations(language).ngettext(
        "{change}, it would rise {count} place, to number {place}.",
        "{change}, it would rise {count} places, to number {place}.",
        change.rises,
    )
    return text.format(
        change=begins,
        count=number(change.rises, language),
        place=number(change.place, language),
    )
