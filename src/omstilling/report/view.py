"""What the report shows in one language: every number already written, every link set.

The template only lays it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from markupsafe import Markup

from omstilling.language import Language, number, translations
from omstilling.report import sentences
from omstilling.report.charts import bar, strengths_chart
from omstilling.report.maps import SHAPES, Point, transfers_map
from omstilling.report.quadrants import in_words, quadrants_chart, table
from omstilling.report.reasons import one_alone, shown_parts, weighed, why_transfer
from omstilling.report.results import Offer, Pilot, Results
from omstilling.report.words import (
    amount,
    listed,
    pieces,
    probability,
    quoted,
    ratio,
    word,
)
from omstilling.settings import settings
from omstilling.transfers.feasibility import feasibility

Row = dict[str, Any]
#: Strengths that are shown of each pilot; the files hold all.
STRENGTHS = 10
#: Receivers of which the report shows all they lack; the site shows any.
RECEIVERS = 3
#: Rows of evidence that are shown on each side of a transfer.
EVIDENCE = 40
#: Organisations that stand in the table of transfers; its proof names all.
PEOPLE = 2


def view(results: Results, language: Language) -> Row:
    """Return the content of the report in a language."""
    manifest = results.snapshot.manifest
    bundle = manifest["made_from"] == "reference bundle"
    places = _place_names(results)
    parts = shown_parts(results.transfers)
    return {
        "key": language,
        "made_from": sentences.made_from(manifest, language),
        "figures_only": sentences.figures_only(language) if bundle else "",
        "missing": sentences.missing(manifest, language),
        "left_out": sentences.left_out(manifest, language),
        "pilots": [_pilot(results, pilot, language) for pilot in results.pilots],
        "unranked": [
            {
                "name": cluster["name"],
                "membership": sentences.membership(cluster, places, language),
            }
            for cluster in results.unranked
        ],
        "transfers": [_offer(results, offer, language) for offer in results.offers],
        "part_names": [word(part, language) for part in parts],
        "weighed": weighed(settings().weights, language, parts),
        "transfers_answer": _transfers_answer(results, language),
        "transfers_caption": _transfers_caption(results, language),
        "near": _near(results, language),
        "map_legend": _legend(language),
        "methods": sentences.methods(language),
        "sources": [_source(row, language) for row in results.sources.values()],
        "snapshot": results.snapshot.id,
        "seed": results.seed,
    }


def _place_names(results: Results) -> dict[str, str]:
    return dict(results.landscape.places.select("place", "name").iter_rows())


# -- Strengths --


def _pilot(results: Results, pilot: Pilot, language: Language) -> Row:
    cluster = pilot.cluster
    name, places = cluster["name"], _place_names(results)
    strengths = [
        {**row, "name": _object(results, row["activity"], language)}
        for row in pilot.strengths.head(STRENGTHS).iter_rows(named=True)
    ]
    key = f"{cluster['cluster']}-{language}"
    _ = translations(language).gettext
    return {
        "name": name,
        "membership": sentences.membership(cluster, places, language),
        "answer": _best(name, strengths, language),
        "caption": _("The strongest activities of {cluster}").format(cluster=name),
        "chart": _picture(
            strengths_chart(
                strengths, cluster=name, language=language, key=f"chart-{key}"
            )
            if strengths
            else ""
        ),
        "rows": [_strength(results, row, key, language) for row in strengths],
        "more": _more_strengths(pilot.strengths.height - len(strengths), language),
        "map_title": _("Where knowledge from {cluster} could go").format(cluster=name),
        **_map(results, cluster, key, language),
    }


def _picture(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - our own SVG, whose texts are escaped


def _best(name: str, strengths: Sequence[Row], language: Language) -> str:
    _ = translations(language).gettext
    foremost = [row for row in strengths if row["low"] > 1][:3]
    if not foremost:
        return _(
            "{cluster} has no activity that is certain to be above the national share."
        ).format(cluster=name)
    best = _("{cluster} is best at {activities}.").format(
        cluster=name,
        activities=listed(
            [quoted(row["name"], language) for row in foremost], language
        ),
    )
    alone = [
        quoted(row["name"], language)
        for row in foremost
        if len(row["organisations"]) == 1
    ]
    return f"{best} {one_alone(alone, language)}".rstrip()


def _more_strengths(more: int, language: Language) -> str:
    if more <= 0:
        return ""
    text = translations(language).ngettext(
        "{count} more activity is in strengths.csv.",
        "{count} more activities are in strengths.csv.",
        more,
    )
    return text.format(count=number(more, language))


def _strength(results: Results, row: Row, key: str, language: Language) -> Row:
    return {
        "rank": row["rank"],
        "activity": row["activity"],
        "name": row["name"],
        "pieces": pieces(row["pieces"], language),
        "organisations": number(len(row["organisations"]) or None, language),
        **{column: ratio(row[column], language) for column in ("value", "shrunken")},
        "interval": f"{ratio(row['low'], language)}–{ratio(row['high'], language)}",
        "anchor": f"strength-{key}-{row['rank']}",
        "why": sentences.why_strength(row, language),
        "frontier": sentences.frontier_gap(row, language),
        "evidence": _evidence(results, row["evidence"], language),
        "more": "",
    }


def _object(results: Results, code: str, language: Language) -> str:
    return results.names[language].objects.get(code, code)


# -- Evidence --


def _evidence(results: Results, ids: Sequence[str], language: Language) -> list[Row]:
    places = _place_names(results)
    return [
        {
            "who": _who(row, places, language),
            "year": row["year"],
            "kind": _kind(row, language),
            "pieces": pieces(row["count"], language),
            "amount": amount(row["amount"], row["unit"], language),
            "file": results.sources[row["source"]]["file"],
            "row": row["row"],
        }
        for row in (results.evidence[i] for i in ids)
    ]


def _who(row: Row, places: dict[str, str], language: Language) -> str:
    """Say whose the evidence is; a cell of the reference bundle is a municipality's."""
    if row["organisation"] is None:
        return sentences.place(places.get(row["place"]), language)
    return sentences.organisation(row, language)


def _kind(row: Row, language: Language) -> str:
    kind = word(row["kind"], language)
    return f"{kind} ({row['label']})" if row["label"] else kind


def _more_evidence(more: int, language: Language) -> str:
    if more <= 0:
        return ""
    text = translations(language).ngettext(
        "{count} more row is not shown here.",
        "{count} more rows are not shown here.",
        more,
    )
    return text.format(count=number(more, language))


# -- Transfers --


def _offer(results: Results, offer: Offer, language: Language) -> Row:
    names = results.names[language]
    row = offer.transfer
    said = {
        **row,
        "object_name": _object(results, row["object"], language),
        "receiver_name": names.receivers[row["receiver_kind"], row["receiver"]],
    }
    related = [_object(results, code, language) for code in row["related"]]
    industry = row["object_kind"] == "activity"
    return {
        "rank": row["rank"],
        "source": row["source_name"],
        "what": (f"{row['object']} " if industry else "") + said["object_name"],
        "object_kind": word(row["object_kind"], language),
        "receiver": said["receiver_name"],
        "receiver_kind": word(row["receiver_kind"], language),
        "score": _share(row["score"], language),
        "parts": [
            {
                "bar": _picture(bar(row[part])),
                "number": _share(row[part], language),
                "joins": part in row["joined"],
            }
            for part in shown_parts(results.transfers)
        ],
        "probability": probability(row["probability"], language),
        "anchor": f"transfer-{language}-{row['rank']}",
        "why": why_transfer(said, related, language),
        "facts": offer.facts,
        **_people(results, offer, language),
    }


def _share(value: float | None, language: Language) -> str:
    return number(value, language, decimals=2)


def _people(results: Results, offer: Offer, language: Language) -> Row:
    return {
        "gives": _some(results, offer.givers, language),
        "takes": _some(results, offer.takers, language),
        "all_givers": _all(results, offer.givers, language),
        "all_takers": _all(results, offer.takers, language),
        "given": _evidence(results, offer.given[:EVIDENCE], language),
        "given_more": _more_evidence(len(offer.given) - EVIDENCE, language),
        "taken": _evidence(results, offer.taken[:EVIDENCE], language),
        "taken_more": _more_evidence(len(offer.taken) - EVIDENCE, language),
    }


def _some(results: Results, people: Sequence[Row], language: Language) -> str:
    if not people:
        return "–"
    names = [sentences.organisation(row, language) for row in people[:PEOPLE]]
    return ", ".join(names)


def _all(results: Results, people: Sequence[Row], language: Language) -> str:
    if not people:
        return sentences.nobody(results.snapshot.manifest["made_from"], language)
    return listed([sentences.person(row, language) for row in people], language)


def _transfers_caption(results: Results, language: Language) -> str:
    count = len(results.offers)
    text = translations(language).ngettext(
        "The best transfer from the pilots",
        "The {count} best transfers from the pilots",
        count,
    )
    return text.format(count=number(count, language))


def _transfers_answer(results: Results, language: Language) -> str:
    if not results.offers:
        return ""
    _ = translations(language).gettext
    first = _offer(results, results.offers[0], language)
    return _("First on the list: {what} from {source} to {receiver}.").format(
        what=quoted(first["what"], language),
        source=first["source"],
        receiver=first["receiver"],
    )


# -- What lies near receivers --


def _near(results: Results, language: Language) -> list[Row]:
    """Show what the first receivers on the list lack, each once."""
    receivers = dict.fromkeys(
        (offer.transfer["receiver_kind"], offer.transfer["receiver"])
        for offer in results.offers
    )
    names = results.names[language].receivers
    shown = []
    for kind, receiver in list(receivers)[:RECEIVERS]:
        called = names[kind, receiver]
        found = feasibility(results.landscape, kind, receiver, language=language)
        key = f"near-{kind}-{receiver}-{language}"
        chart = quadrants_chart(found, receiver=called, language=language, key=key)
        shown.append(
            {
                "name": called,
                "told": in_words(found, called, language),
                "chart": _picture(chart),
                "rows": table(found, language),
            }
        )
    return shown


# -- Sources --


def _source(row: Row, language: Language) -> Row:
    return {
        **{key: row[key] for key in ("title", "publisher", "file", "terms")},
        "period": sentences.period(row, language),
        "rows": number(row["rows"], language),
        "rejected": number(row["rejected"], language),
    }


# -- Maps --


def _legend(language: Language) -> str:
    _ = translations(language).gettext
    kinds = {"source": _("The cluster that gives")}
    kinds |= {kind: word(kind, language) for kind in SHAPES if kind != "source"}
    signs = ", ".join(f"{SHAPES[kind][1]} {name}" for kind, name in kinds.items())
    return _("{signs}. Sectors have no place on the map.").format(signs=signs)


def _map(results: Results, cluster: Row, key: str, language: Language) -> Row:
    ranks: dict[tuple[str, str], list[str]] = {}
    for offer in results.offers:
        if offer.transfer["source"] == cluster["cluster"]:
            receiver = offer.transfer["receiver_kind"], offer.transfer["receiver"]
            ranks.setdefault(receiver, []).append(str(offer.transfer["rank"]))
    names = results.names[language].receivers
    placed = {
        (kind, name): _point(results, kind, name, names[kind, name])
        for kind, name in ranks
    }
    here = _point(results, "cluster", cluster["cluster"], cluster["name"])
    source = [Point("source", here.name, here.latitude, here.longitude)] if here else []
    points = [*source, *(point for point in placed.values() if point)]
    return {
        "map": _picture(
            transfers_map(
                points, cluster=cluster["name"], language=language, key=f"map-{key}"
            )
        ),
        "receivers": [
            {
                "sign": SHAPES[kind][1] if placed[kind, name] else "–",
                "name": names[kind, name],
                "kind": word(kind, language),
                "ranks": ", ".join(of),
            }
            for (kind, name), of in ranks.items()
        ],
    }


def _point(results: Results, kind: str, name: str, called: str) -> Point | None:
    """Return the middle of a receiver's municipalities; None where it has no place."""
    places = results.landscape.places
    if kind == "cluster":
        clusters = results.landscape.clusters.filter(pl.col("cluster") == name)
        inside = pl.col("place").is_in(clusters["territory"].item().to_list())
    elif kind == "county":
        inside = pl.col("county") == name
    elif kind == "municipality":
        inside = pl.col("place") == name
    else:
        return None
    middle = places.filter(inside).select(pl.col("latitude", "longitude").mean()).row(0)
    if middle[0] is None or middle[1] is None:
        return None
    return Point(kind, called, *middle)
