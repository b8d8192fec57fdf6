"""What the backtest says, in bokmål, nynorsk and English."""

from __future__ import annotations

import math
from typing import Any

from omstilling.language import Language, gettext_noop, number, translations
from omstilling.transfers.takeup.history.notes import Note
from omstilling.transfers.takeup.history.outcomes import OR_RECORDED

METHODS = {
    "logistic regression": gettext_noop("logistic regression"),
    "persistence": gettext_noop("persistence"),
    "current RCA": gettext_noop("current RCA"),
    "popularity": gettext_noop("popularity"),
    "popularity × size": gettext_noop("popularity × size"),
    "density": gettext_noop("density of related activities"),
    "k-nearest density (k = 30)": gettext_noop("density of the 30 nearest activities"),
    "product-space random walk": gettext_noop("random walk over the product space"),
}
MEASURES = {
    "average_precision": gettext_noop("average precision"),
    "roc_auc": gettext_noop("ROC-AUC"),
    "precision_at_100": gettext_noop("precision at 100"),
    "precision_at_1000": gettext_noop("precision at 1,000"),
    "precision_at_10_per_place": gettext_noop("precision at 10 per place"),
    "best_f1": gettext_noop("best F1"),
    "brier": gettext_noop("Brier score"),
    "calibration_error": gettext_noop("calibration error"),
}
DATASETS = {
    "awards": gettext_noop("awards of Innovasjon Norge"),
    "participations": gettext_noop("Norwegian participations in Horizon 2020"),
    "trade": gettext_noop("exports of the world"),
    "register": gettext_noop("extracts of establishments"),
}
PROTOCOLS = {
    "later": gettext_noop("earlier years teach, later years test"),
    "places-out": gettext_noop(
        "earlier years teach, and no place is scored by what it has taught itself"
    ),
}
OUTCOMES_HELP = {
    True: gettext_noop("The recorded outcomes raise the average precision"),
    False: gettext_noop("The recorded outcomes do not raise the average precision"),
}
#: Groups of features that data can lack, then the features; the JSON names them so too.
FEATURES = {
    one: one
    for one in (
        gettext_noop("complexity"),
        gettext_noop("amounts held already"),
        gettext_noop("growth"),
        gettext_noop("same county"),
        gettext_noop("distance on the map"),
        gettext_noop("branch of the code"),
        gettext_noop("organisations"),
        gettext_noop("recorded outcomes"),
        gettext_noop("habits of the agency"),
        gettext_noop("density, minimum"),
        gettext_noop("density, cosine"),
        gettext_noop("density, association"),
        gettext_noop("near, minimum"),
        gettext_noop("near, cosine"),
        gettext_noop("near, association"),
        gettext_noop("nearest density, minimum"),
        gettext_noop("nearest density, cosine"),
        gettext_noop("nearest held, minimum"),
        gettext_noop("nearest held, cosine"),
        gettext_noop("five nearest held, minimum"),
        gettext_noop("five nearest held, cosine"),
        gettext_noop("density of amounts"),
        gettext_noop("held by alike"),
        gettext_noop("held by most alike"),
        gettext_noop("5 factors"),
        gettext_noop("20 factors"),
        gettext_noop("15 factors of amounts"),
        gettext_noop("complexity of the activity"),
        gettext_noop("complexity of the unit"),
        gettext_noop("distance in complexity"),
        gettext_noop("complexity of both"),
        gettext_noop("activities held"),
        gettext_noop("holders"),
        gettext_noop("holders × activities held"),
        gettext_noop("advantage"),
        gettext_noop("some advantage"),
        gettext_noop("has none"),
        gettext_noop("amount"),
        gettext_noop("expected"),
        gettext_noop("growth of the activity"),
        gettext_noop("growth of the unit"),
        gettext_noop("new holders"),
        gettext_noop("share of the county"),
        gettext_noop("quotient of the county"),
        gettext_noop("share of the neighbours"),
        gettext_noop("quotient of the neighbours"),
        gettext_noop("others of level 0"),
        gettext_noop("others of level 1"),
        gettext_noop("others of level 2"),
        gettext_noop("amount of level 0"),
        gettext_noop("amount of level 1"),
        gettext_noop("amount of level 2"),
        gettext_noop("quotient of level 0"),
        gettext_noop("quotient of level 1"),
        gettext_noop("quotient of level 2"),
        gettext_noop("density by organisations"),
        gettext_noop("near by organisations"),
        gettext_noop("organisations of the unit"),
        gettext_noop("works elsewhere in it"),
        gettext_noop("partners hold it"),
        gettext_noop("declined"),
        gettext_noop("under way"),
        gettext_noop("awards to the unit"),
        gettext_noop("awards to the activity"),
        gettext_noop("money to the unit"),
        gettext_noop("money to the activity"),
        gettext_noop("schemes in common"),
        gettext_noop("offices in common"),
        gettext_noop("late awards to the unit"),
        gettext_noop("late awards to the activity"),
    )
}


def name(written: str, words: dict[str, str], language: Language) -> str:
    """Return a fixed name in a language; what is no fixed name stays as it is."""
    known = words.get(written)
    return translations(language).gettext(known) if known else written


def meaning(answer: dict[str, Any], language: Language) -> str:
    """Return what a take-up is."""
    _ = translations(language).gettext
    told = str(answer["label_meaning"])
    if told.endswith(OR_RECORDED):
        return f"{_(told.removesuffix(OR_RECORDED).strip())} {_(OR_RECORDED)}"
    return _(told)


def lead(answer: dict[str, Any], language: Language) -> str:
    """Return how far the ranking is ahead of the best baseline."""
    _ = translations(language).gettext
    low, high = answer["difference"]["low"], answer["difference"]["high"]
    if low > 0:
        text = _(
            "The ranking is ahead of the best baseline, {baseline}: its average "
            "precision is {ratio} times as high. The difference is {value} (95% "
            "interval {low} to {high})."
        )
    elif high < 0:
        text = _(
            "The ranking is behind the best baseline, {baseline}: its average "
            "precision is {ratio} times as high. The difference is {value} (95% "
            "interval {low} to {high})."
        )
    else:
        text = _(
            "The ranking and the best baseline, {baseline}, cannot be told apart: its "
            "average precision is {ratio} times as high, but the difference is {value} "
            "and its 95% interval, {low} to {high}, holds nought."
        )
    return text.format(
        baseline=name(answer["best_baseline"], METHODS, language),
        ratio=number(answer["ratio"]["value"], language, decimals=2),
        value=number(answer["difference"]["value"], language, decimals=3),
        low=number(low, language, decimals=3),
        high=number(high, language, decimals=3),
    )


def facts(answer: dict[str, Any], language: Language) -> str:
    """Return what was tested."""
    text = translations(language).gettext(
        "Known through {cut}, tested over the next {horizon}: {candidates} candidates, "
        "{positives} take-ups, {places} places, {activities} activities. Protocol: "
        "{protocol}. Snapshot {snapshot}, seed {seed}."
    )
    return text.format(
        cut=answer["cut"],
        horizon=answer["horizon"],
        protocol=name(answer["protocol"], PROTOCOLS, language),
        snapshot=answer["snapshot"],
        seed=answer["seed"],
        **{
            one: number(answer[one], language)
            for one in ("candidates", "positives", "places", "activities")
        },
    )


def calibration(answer: dict[str, Any], language: Language) -> str:
    """Return how the expected share compares with what came."""
    drift = answer["drift"]
    text = translations(language).gettext(
        "Of the candidates {observed} per thousand were taken up; {expected} were "
        "expected. Had the pace of the years before been taken to go on, {constant} "
        "would have been."
    )
    return text.format(
        observed=number(drift["observed_rate"] * 1000, language, decimals=1),
        expected=number(drift["expected_rate"] * 1000, language, decimals=1),
        constant=number(drift["constant_pace"] * 1000, language, decimals=1),
    )


def ablation(answer: dict[str, Any], language: Language) -> str:
    """Return what the habits of the agency add; nothing where there are none."""
    told = answer["ablation"]
    if told is None:
        return ""
    text = translations(language).gettext(
        "Without what only measures the agency's habits (offices, earlier awards, "
        "schemes) the average precision is {plain}; they add {value} (95% interval "
        "{low} to {high})."
    )
    plain = number(told["average_precision"]["value"], language, decimals=3)
    return text.format(plain=plain, **_ends(told["difference"], language))


def agreement(answer: dict[str, Any], language: Language) -> str:
    """Return how labels of others rank; nothing where none are asked."""
    told = [one for one in answer.get("agreement", []) if one.get("matched") != 0]
    return " ".join(_agreeing(one, language) for one in told)


AGREEING = {
    "places": gettext_noop(
        "{other}, known through {cut}, and this data set have {matched} places in "
        "common; the rank correlation of the places is {value}."
    ),
    "pairs": gettext_noop(
        "They have {matched} pairs of place and industry in common; the rank "
        "correlation of these is {value}."
    ),
}


def _agreeing(one: dict[str, Any], language: Language) -> str:
    _ = translations(language).gettext
    other = name(one["other"], DATASETS, language)
    called = other[:1].upper() + other[1:]
    if "why_not" in one:
        text = _("{other} cannot be compared: {why}.")
        return text.format(other=called, why=_(one["why_not"]).removesuffix("."))
    return _(AGREEING[one["what"]]).format(
        other=called,
        cut=one["cut"],
        matched=number(one["matched"], language),
        value=number(finite(one["rank_correlation"]), language, decimals=2),
    )


def finite(value: float) -> float | None:
    """Return the value, or None where it is no number."""
    return value if math.isfinite(value) else None


def _ends(interval: dict[str, float], language: Language) -> dict[str, str]:
    return {one: number(value, language, decimals=3) for one, value in interval.items()}


def outcomes(answer: dict[str, Any], language: Language) -> str:
    """Return whether what became of transfers helps, or that nothing is recorded."""
    _ = translations(language).gettext
    told = answer["outcomes"]
    if not told["recorded"]:
        return _("No outcomes of transfers are recorded, so none could help.")
    if not told["used"]:
        text = _(
            "None of the {recorded} recorded outcomes could be joined to the data."
        )
        return text.format(recorded=number(told["recorded"], language))
    helps = _(OUTCOMES_HELP[told["difference"]["low"] > 0])
    text = _(
        "{helps}: {used} of {recorded} are used, and the difference is {value} (95% "
        "interval {low} to {high})."
    )
    return text.format(
        helps=helps,
        used=number(told["used"], language),
        recorded=number(told["recorded"], language),
        **_ends(told["difference"], language),
    )


def left_out(answer: dict[str, Any], language: Language) -> list[str]:
    """Return what was left out, a sentence each."""
    return [_remark(one, language) for one in answer["left_out"]]


def _remark(one: Note, language: Language) -> str:
    text = translations(language).gettext(one.message)
    told = text.format(
        **{
            place: value if isinstance(value, str) else number(value, language)
            for place, value in one.values
        }
    )
    return f"{name(one.about, FEATURES, language)}: {told}" if one.about else told
