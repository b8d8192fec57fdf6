"""The question of the main job: what could go from whom to whom?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dataframely as dy
import numpy as np
import polars as pl

from omstilling.errors import UsageError, check_range
from omstilling.language import Language
from omstilling.settings import all_weights, settings
from omstilling.strengths import Landscape, activity_names
from omstilling.tables import SN2007, Transfer
from omstilling.transfers.diversity import Lines, diverse
from omstilling.transfers.ranking import PARTS, Ground, candidates, ground, that_join
from omstilling.transfers.related import NEAREST


def find_transfers(
    landscape: Landscape,
    *,
    sources: Sequence[str] | None = None,
    receivers: Sequence[tuple[str, str]] | None = None,
    any_sector: bool = False,
    limit: int = 50,
    diversity: float | None = None,
    weights: Mapping[str, float] | None = None,
    least_probability: float | None = None,
    language: Language = "nb",
) -> dy.DataFrame[Transfer]:
    """Return the best transfers, in an order that avoids showing one idea again.

    Parameters
    ----------
    landscape
        Who holds what.
    sources
        Short names of the clusters to give; all that can be ranked if not given.
    receivers
        Pairs of kind and short name or number; all if not given.
    any_sector
        Whether to list transfers that cross no sector boundary too.
    limit
        How many at most, in [1, 100000].
    diversity
        How much a line counts for not being like those above it, in [0, 1]; 0 is the
        plain order by score, the highest first. From the settings if not given.
    weights
        How much each part of the score counts, as in the settings; from there if not
        given.
    least_probability
        Transfers whose probability of take-up is known and lower are not listed, in
        [0, 1]. From the settings if not given.
    language
        Language of the names.

    Raises
    ------
    UsageError
        A source cannot be ranked, a receiver is unknown, or a number is out of range.
    """
    check_range("limit", "find_transfers", limit, 1, 100_000)
    spread = _share(
        "diversity",
        settings().diversity if diversity is None else diversity,
        hint="0 lists by score alone, 1 by how unlike the lines are alone.",
    )
    least = _share(
        "least_probability",
        settings().least_probability
        if least_probability is None
        else least_probability,
        hint="0 lists the improbable too.",
    )
    weighed = settings().weights if weights is None else _all_weights(weights)
    base = ground(landscape)
    wanted = _rows(base, receivers)
    names = base.offers.clusters if sources is None else _rankable(base, sources)
    found = pl.concat(
        [
            candidates(
                landscape,
                source,
                wanted,
                any_sector=any_sector,
                weights=weighed,
                least_probability=least,
            )
            for source in names
        ]
    )
    top = _top(base, found, limit, spread)
    return _described(landscape, top, weighed, language)


def _share(name: str, value: float, *, hint: str) -> float:
    if not 0 <= value <= 1:
        raise UsageError(
            f"The '{name}' parameter of find_transfers must be a number from 0 to 1. "
            f"Got {value!r} instead.",
            hint=hint,
        )
    return value


def _all_weights(weights: Mapping[str, float]) -> dict[str, float]:
    try:
        return all_weights(weights)
    except ValueError as error:
        raise UsageError(
            f"The 'weights' parameter of find_transfers is wrong: {error}.",
            hint="Write them as takeup=1,fit=0.5; those left out keep their default.",
        ) from error


def find_transfer(
    landscape: Landscape, name: str, *, language: Language = "nb"
) -> dict[str, Any]:
    """Return one transfer by its id, a row of `tables.Transfer`.

    Raises
    ------
    UsageError
        There is no such transfer.
    """
    source, _, rest = name.partition("~")
    receiver, _, thing = rest.partition("~")
    kind, _, key = receiver.partition("-")
    if not (key and thing):
        raise _no_transfer(name)
    every = find_transfers(
        landscape,
        sources=[source],
        receivers=[(kind, key)],
        any_sector=True,
        limit=100_000,
        diversity=0.0,
        least_probability=0.0,
        language=language,
    ).filter(pl.col("object") == thing)
    if every.is_empty():
        raise _no_transfer(name)
    return every.row(0, named=True)


def _no_transfer(name: str) -> UsageError:
    return UsageError(
        f"There is no transfer '{name}'.",
        hint="Take an id from `omstilling transfers … --format json`.",
    )


def _rows(base: Ground, receivers: Sequence[tuple[str, str]] | None) -> list[int]:
    known = {
        (str(kind), str(name)): row
        for row, (kind, name) in enumerate(
            zip(base.receivers.kinds, base.receivers.ids, strict=True)
        )
    }
    if receivers is None:
        return list(known.values())
    for receiver in receivers:
        if receiver not in known:
            raise UsageError(
                f"There is no receiver {receiver[0]} '{receiver[1]}' with evidence.",
                hint="`omstilling clusters` lists which clusters can be ranked.",
            )
    return [known[receiver] for receiver in receivers]


def _rankable(base: Ground, sources: Sequence[str]) -> list[str]:
    for source in sources:
        if source not in base.offers.clusters:
            raise nothing_known(source)
    return sorted(set(sources))


def nothing_known(cluster: str) -> UsageError:
    """Return the error of a cluster that takes no part in rankings."""
    return UsageError(
        f"The cluster '{cluster}' has neither territory nor members, so nothing is "
        "known of what it holds.",
        hint="Give it members with `omstilling import`, or choose another.",
    )


def _top(
    base: Ground, found: pl.DataFrame, limit: int, diversity: float
) -> pl.DataFrame:
    ordered = found.with_columns(
        object=pl.lit(pl.Series(base.objects.names)).gather(pl.col("thing"))
    ).sort("score", "giver", "taker", "object", descending=[True, False, False, False])
    lines = Lines(
        *(ordered[name].to_numpy() for name in ("score", "giver", "taker", "thing"))
    )
    return ordered[diverse(lines, base.alike, limit, diversity)]


def _described(
    landscape: Landscape,
    top: pl.DataFrame,
    weights: Mapping[str, float],
    language: Language,
) -> dy.DataFrame[Transfer]:
    base = ground(landscape)
    table = (
        top.select("score", "crosses", *PARTS)
        .with_columns(rank=pl.int_range(1, pl.len() + 1))
        .with_columns(
            *_who_and_what(landscape, base, top, language),
            joined=_joined(top, weights),
            **_likely(base, top),
            **_behind(landscape, base, top),
            **_stated(base, top),
        )
    )
    known = table.with_columns(pl.col(pl.Float64).fill_nan(None))
    return Transfer.validate(known, cast=True)


def _who_and_what(
    landscape: Landscape, base: Ground, top: pl.DataFrame, language: Language
) -> list[pl.Series]:
    """Return the ids and names of transfers, sources, receivers and objects."""
    giver, taker, thing = (top[name].to_numpy() for name in ("giver", "taker", "thing"))
    source = np.array(base.offers.clusters)[giver]
    kinds, ids = base.receivers.kinds[taker], base.receivers.ids[taker]
    objects = np.array(base.objects.names)[thing]
    method = thing >= base.objects.methods_from
    cluster_name = dict(landscape.clusters.select("cluster", "name").iter_rows())
    called = receiver_names(landscape, language)
    thing_name = object_names(landscape, language)
    told = {
        "id": [
            f"{s}~{k}-{r}~{o}"
            for s, k, r, o in zip(source, kinds, ids, objects, strict=True)
        ],
        "source": source,
        "source_name": [cluster_name[s] for s in source],
        "receiver_kind": kinds,
        "receiver": ids,
        "receiver_name": [called[k, r] for k, r in zip(kinds, ids, strict=True)],
        "object_kind": np.where(method, "method", "activity"),
        "object": objects,
        "version": [None if m else SN2007 for m in method],
        "object_name": [thing_name[o] for o in objects],
    }
    return [pl.Series(name, values, pl.String) for name, values in told.items()]


def _likely(base: Ground, top: pl.DataFrame) -> dict[str, Any]:
    """Return the probability of take-up, of what it is, or why it is not known."""
    taker, thing = (top[name].to_numpy() for name in ("taker", "thing"))
    why_not = base.takeup.why_not[taker, thing]
    meanings = [base.takeup.meanings[row] for row in taker]
    return {
        "probability": base.takeup.probability[taker, thing],
        "no_probability": pl.Series([why or None for why in why_not], dtype=pl.String),
        "label_meaning": pl.Series(meanings, dtype=pl.String),
        "as_of": pl.lit(base.takeup.as_of, dtype=pl.Int64),
        "horizon": pl.lit(base.takeup.horizon, dtype=pl.Int64),
    }


def _behind(landscape: Landscape, base: Ground, top: pl.DataFrame) -> dict[str, Any]:
    """Return the numbers that the parts are ranks of."""
    giver, taker, thing, carrier = (
        top[name].to_numpy() for name in ("giver", "taker", "thing", "carrier")
    )
    interval = base.offers.shrunken
    codes = np.array(landscape.activity_codes)
    nearest = top.select([f"near{k}" for k in range(NEAREST)]).rows()
    return {
        "density": base.density[taker, thing],
        "shared_projects": base.fit.shared[giver, taker],
        "kilometres": base.fit.distance[giver, taker],
        "likeness": base.fit.likeness[giver, taker],
        "specialisation": interval.mean[giver, carrier],
        "low": interval.low[giver, carrier],
        "high": interval.high[giver, carrier],
        "pieces": base.offers.counts[giver, carrier],
        "organisations": base.proof.organisations[giver, carrier],
        "effective_organisations": base.proof.effective[giver, carrier],
        "complexity": base.objects.complexity[thing],
        "outlook_gain": base.outlook[taker, thing],
        "productivity": base.productivity[thing],
        "distance": base.distance[taker, thing],
        "related": pl.Series(
            [[str(codes[c]) for c in row if c >= 0] for row in nearest],
            dtype=pl.List(pl.String),
        ),
    }


def _stated(base: Ground, top: pl.DataFrame) -> dict[str, Any]:
    """Return the needs and offers behind those two parts."""
    giver, taker, thing = (top[name].to_numpy() for name in ("giver", "taker", "thing"))
    return {
        "needs": _told(base.asked.needs.behind(taker, thing), "needs"),
        "offers": _told(base.asked.offers.behind(giver, thing), "offers"),
        "offer_only": base.offers.offer_only[giver, thing],
    }


def _told(statements: list[list[dict[str, Any]]], column: str) -> pl.Series:
    return pl.Series(statements, dtype=Transfer.create_empty().schema[column])


def _joined(top: pl.DataFrame, weights: Mapping[str, float]) -> pl.Series:
    """Return which parts each score was made of."""
    parts = that_join({name: top[name].to_numpy() for name in PARTS})
    counts = [name for name in PARTS if weights[name] > 0]
    known = np.column_stack([~np.isnan(parts[name]) for name in counts])
    return pl.Series(
        [
            [name for name, there in zip(counts, row, strict=True) if there]
            for row in known.tolist()
        ],
        dtype=pl.List(pl.String),
    )


def receiver_names(
    landscape: Landscape, language: Language
) -> dict[tuple[str, str], str]:
    """Return the name of every receiver by kind and short name or number."""
    division = activity_names(landscape, language)
    frames = {
        "cluster": landscape.clusters.select("cluster", "name"),
        "municipality": landscape.places.select("place", "name"),
        "county": landscape.places.select("county", "county_name").unique(),
        "sector": division.filter(pl.col("code").str.len_chars() == 2),
    }
    return {
        (kind, key): name
        for kind, frame in frames.items()
        for key, name in frame.iter_rows()
    }


def object_names(landscape: Landscape, language: Language) -> dict[str, str]:
    """Return the name of every activity and method by code or short name."""
    methods = landscape.methods.select("method", f"name_{language}")
    return dict(activity_names(landscape, language).iter_rows()) | dict(
        methods.iter_rows()
    )
