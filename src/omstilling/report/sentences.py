"""Explanations made from the numbers, in bokmål, nynorsk and English.

Plain functions of rows of the declared tables and a language, for the report and the
site alike. Nothing is said that the row does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from omstilling.language import Language, date, number, percent, translations
from omstilling.report.words import (
    capital,
    listed,
    pieces,
    plural,
    ratio,
    register,
    word,
)

Row = Mapping[str, Any]
#: Municipalities that a sentence names; more are counted.
_NAMED = 6


def why_strength(strength: Row, language: Language) -> str:
    """Say why an activity is a strength, from a row of `tables.Strength`."""
    text = translations(language).ngettext(
        "{code} {name}: {pieces} piece of evidence where {expected} would be expected "
        "from the national share. Cautious estimate: {shrunken} times the national "
        "share (90% interval {low}–{high}).",
        "{code} {name}: {pieces} pieces of evidence where {expected} would be expected "
        "from the national share. Cautious estimate: {shrunken} times the national "
        "share (90% interval {low}–{high}).",
        plural(strength["pieces"]),
    )
    return text.format(
        code=strength["activity"],
        name=strength["name"],
        pieces=pieces(strength["pieces"], language),
        expected=ratio(strength["expected"], language),
        shrunken=ratio(strength["shrunken"], language),
        low=ratio(strength["low"], language),
        high=ratio(strength["high"], language),
    )


def frontier_gap(strength: Row, language: Language) -> str:
    """Say how far the organisations behind a strength are from the most productive."""
    _ = translations(language).gettext
    if strength["frontier_gap"] is None:
        return _("Productivity: no accounts at hand.")
    return _(
        "Productivity: the median organisation creates {share} of the value per person "
        "that the most productive in the same activity do."
    ).format(share=percent(strength["frontier_gap"], language))


def organisation(row: Row, language: Language) -> str:
    """Say who an organisation is; pseudonyms stand for withheld names."""
    _ = translations(language).gettext
    number_ = row["organisation"]
    if number_ is None:
        return _("no organisation named")
    if number_.startswith("P"):
        return _("private person or partnership, name withheld")
    return str(row["name"] or _("organisation {number}").format(number=number_))


def person(row: Row, language: Language) -> str:
    """Say who an organisation is and how much evidence there is of it."""
    text = translations(language).ngettext(
        "{name} ({pieces} piece of evidence)",
        "{name} ({pieces} pieces of evidence)",
        plural(row["pieces"]),
    )
    return text.format(
        name=organisation(row, language), pieces=pieces(row["pieces"], language)
    )


def nobody(made_from: str, language: Language) -> str:
    """Say why no organisation is named."""
    if made_from == "reference bundle":
        return figures_only(language)
    return translations(language).gettext("No organisation is known.")


def figures_only(language: Language) -> str:
    """Say that the reference bundle holds no names, and how to see them."""
    _ = translations(language).gettext
    return _("Figures only: “omstilling fetch awards” shows the organisations.")


def made_from(manifest: Row, language: Language) -> str:
    """Say which of the two a snapshot is made from; the first line of the report."""
    _ = translations(language).gettext
    if manifest["made_from"] == "reference bundle":
        return _(
            "Made from the reference bundle: counts by municipality and industry that "
            "come with the program, without names of organisations."
        )
    return _(
        "Made from the registers: every number can be followed to rows in their files."
    )


def missing(manifest: Row, language: Language) -> str:
    """Say which registers were not there; empty if none is missing."""
    if not manifest["missing"]:
        return ""
    _ = translations(language).gettext
    names = [register(key, language) for key in manifest["missing"]]
    return _("Not at hand: {names}.").format(names=listed(names, language))


def left_out(manifest: Row, language: Language) -> list[str]:
    """Say what was left out and how much of it, a line each."""
    return [
        f"{capital(word(one['what'], language))}: {number(one['count'], language)}"
        for one in manifest.get("left_out", ())
    ]


def period(source: Row, language: Language) -> str:
    """Say which dates a file covers."""
    _ = translations(language).gettext
    if source["first"] is None and source["last"] is None:
        return _("no dates in the file")
    first, last = date(source["first"], language), date(source["last"], language)
    return first if first == last else f"{first} – {last}"


def membership(cluster: Row, places: Mapping[str, str], language: Language) -> str:
    """Say how it is decided what counts for a cluster.

    Parameters
    ----------
    cluster
        A row of `tables.Cluster`.
    places
        Names of municipalities by number.
    language
        Language of the sentence.
    """
    _ = translations(language).gettext
    if cluster["membership"] == "list":
        return _("Membership by list: the members named in {origin}.").format(
            origin=cluster["origin"]
        )
    if cluster["membership"] == "none":
        return _("Neither members nor territory are known, so it is not ranked.")
    where = _("Membership by rule: everyone in {places}.").format(
        places=_territory(cluster["territory"], places, language)
    )
    which = _("All industries count.")
    if cluster["activities"]:
        codes = listed(cluster["activities"], language)
        which = _("Only the industries {codes} count.").format(codes=codes)
    return f"{where} {which}"


def _territory(
    numbers: Sequence[str], places: Mapping[str, str], language: Language
) -> str:
    if len(numbers) <= _NAMED:
        return listed([places[number] for number in numbers], language)
    text = translations(language).ngettext(
        "{count} municipality", "{count} municipalities", len(numbers)
    )
    return text.format(count=number(len(numbers), language))


def place(name: str | None, language: Language) -> str:
    """Say where something is; what is not known is said, never guessed."""
    return word(None if name in {None, "unknown"} else name, language)


def methods(language: Language) -> list[tuple[str, str]]:
    """Say how the numbers are computed: pairs of a term and its explanation."""
    _ = translations(language).gettext
    return [
        (
            _("Evidence"),
            _(
                "An award, or a part in a research project, that stands in a register "
                "with place and industry. It shows activity, not quality. Farming and "
                "forestry are left out."
            ),
        ),
        (
            _("Specialisation"),
            _(
                "The cluster's share of evidence in an activity over the national "
                "share (location quotient). 1 is the national share."
            ),
        ),
        (
            _("Cautious estimate"),
            _(
                "Specialisation drawn toward the national share, the more so the less "
                "evidence there is (empirical Bayes, Gamma–Poisson), with an interval "
                "that holds the true value with 90% probability if the model is right."
            ),
        ),
        (
            _("Take-up"),
            _(
                "Rank of the probability that the receiver takes the industry up "
                "within some years, learned from history. It is the same whoever "
                "gives. Where nothing could be learned it is left out, and relatedness "
                "counts instead."
            ),
        ),
        (
            _("Relatedness"),
            _(
                "Rank of how much of what is near the object the receiver already "
                "holds, among receivers of the same kind. Two activities are near when "
                "the same municipalities specialise in both."
            ),
        ),
        (
            _("Fit"),
            _(
                "Rank of how well source and receiver fit: shared research projects, "
                "likeness of what they do, and, with less weight, distance on the map. "
                "It is no probability."
            ),
        ),
        (
            _("Strength"),
            _(
                "Rank of the lower end of the interval among all that clusters can "
                "give, from 0 to 1."
            ),
        ),
        (
            _("Proof"),
            _(
                "Rank of how many pieces of evidence and how many organisations are "
                "behind it. Ten awards to one organisation prove less than one award "
                "to each of ten."
            ),
        ),
        (
            _("Worth"),
            _(
                "Rank of the industry's complexity, of how much more complexity would "
                "then lie near what the receiver does, and of productivity where "
                "accounts are known. Complex industries are found in few "
                "municipalities, and in those that also hold other rare ones."
            ),
        ),
        (
            _("Need and offer"),
            _(
                "How near the object is to an open need at the receiver, or to an open "
                "offer at the source, by what the texts mean, from 0 to 1. They only "
                "raise a score; where nothing is asked for or offered they change "
                "nothing."
            ),
        ),
        (
            _("Score"),
            _(
                "The weighted geometric mean of the parts that are known, so that a "
                "transfer needs all of them. It is no probability. The list goes down "
                "by score, and each line counts less the more it is like those above "
                "it, so that one idea does not fill it."
            ),
        ),
        (
            _("Sector boundary"),
            _(
                "A transfer crosses one when the section of its industry (SN2007) is "
                "another than those of the receiver's three nearest activities. For a "
                "sector: another than its own."
            ),
        ),
    ]
