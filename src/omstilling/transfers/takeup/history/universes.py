"""Awards, participations, trade and the register as panels, known by name.

Each reads the files of its register as `sources` finds them in a data folder. What
counts and what a take-up means stands with each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypedDict

import polars as pl

from omstilling import register, sources
from omstilling.errors import InputError, UsageError
from omstilling.language import gettext_noop
from omstilling.sources.versions import with_row_versions, with_versions
from omstilling.strengths.holdings import LEVELS
from omstilling.tables import SN2007, SN2025, VERSIONS
from omstilling.transfers.takeup.history.notes import note
from omstilling.transfers.takeup.history.panel import NO_PROJECTS, Panel, make_panel
from omstilling.transfers.takeup.history.tables_in import read_trade

DATASETS = ("awards", "participations", "trade", "register")
#: Farming and forestry are funded by schemes of their own; 99 is industry unknown.
_LEFT_OUT = ("01", "02", "99")
_NO_MUNICIPALITY = ("Flere kommuner", "Utlandet", "Svalbard")
_TRONDELAG = {"Nord-Trøndelag": "Trøndelag", "Sør-Trøndelag": "Trøndelag"}


class Where(TypedDict):
    """Where units lie: their points, and their municipalities of 2024."""

    points: dict[str, tuple[float, float]]
    places: dict[str, str]


AWARDS_MEANING = gettext_noop(
    "The first award of Innovasjon Norge to anybody in the municipality and industry: "
    "what business there asked for and what the agency chose to fund."
)
PARTICIPATIONS_MEANING = gettext_noop(
    "The first participation in Horizon 2020 of anybody in the municipality in the "
    "part of the programme, by the signing of the contract: the European Commission "
    "decides."
)
TRADE_MEANING = gettext_noop(
    "The country's exports of the product rise from less than half of the world's "
    "share to at least the world's share (revealed comparative advantage below 0.5 "
    "to 1 or more)."
)
REGISTER_MEANING = gettext_noop(
    "The first establishment of the industry in the municipality in Enhetsregisteret "
    "since its first extract: somebody founded it or moved it there."
)
_UNPLACED = gettext_noop(
    "{count} participations without place, programme or day of signing"
)
_UNKNOWN = gettext_noop("establishments without an industry or municipality")


def read_dataset(data: Path, dataset: str, *, level: int = 3) -> Panel:
    """Read one of the data sets known by name from a data folder.

    Parameters
    ----------
    data
        Folder with files of the registers.
    dataset
        One of `DATASETS`.
    level
        Digits of the industry codes: 2, 3 or 5; means nothing to the other data sets.

    Raises
    ------
    UsageError
        Another data set or level.
    InputError
        The folder has no file of it.
    """
    if dataset not in _READERS:
        raise UsageError(
            f"There is no data set '{dataset}'.", hint=f"One of {', '.join(DATASETS)}."
        )
    if level not in LEVELS:
        raise UsageError(
            f"The 'level' parameter of backtest must be one of 2, 3, 5. Got {level!r}.",
            hint="Use 2 for divisions, 3 for groups, 5 for subclasses.",
        )
    return _READERS[dataset](data, level)


# -- Awards ----------------------------------------------------------------------------


def _awards(data: Path, level: int) -> Panel:
    found = _tables(data, "awards")
    rows = award_rows(pl.concat(found.values(), how="vertical"), level)
    placed = _where(rows.select("unit", "municipality", "county"), county="county")
    return make_panel(
        rows.select("unit", "activity", "year", value="weight"),
        dataset="awards",
        label_meaning=AWARDS_MEANING,
        presence="any",
        groups=dict(rows.select("unit", "county").iter_rows()),
        hierarchy=levels(rows["activity"]),
        records=rows.select(
            "unit", "activity", "year", "organisation", "scheme", "office", "amount"
        ),
        projects=_projects(data),
        last_share=share_of_year(rows["date"].max()),
        **placed,
    )


def award_rows(table: pl.DataFrame, level: int) -> pl.DataFrame:
    """Return the awards that count, with `unit`, `activity`, `year` and `weight`.

    A unit is a county and a municipality as written, `Hedmark/Os`; the two Trøndelag
    are one county. Left out are farming, forestry and unknown industries, several
    municipalities, abroad and Svalbard, and rows whose municipality is a county (Oslo
    is both).
    """
    merged = table.with_columns(
        county=pl.col("county").replace(_TRONDELAG), written=pl.col("county")
    )
    counties = {*merged["county"].unique(), *merged["written"].unique()} - {"Oslo"}
    nowhere = pl.col("municipality").is_in(
        [*_NO_MUNICIPALITY, *sorted(filter(None, counties))]
    )
    counted = merged.filter(
        pl.col("activity").is_not_null()
        & ~pl.col("activity").str.slice(0, 2).is_in(_LEFT_OUT)
        & pl.col("county").is_not_null()
        & ~nowhere
    )
    return _in_sn2007(with_row_versions(counted, _codes())).with_columns(
        unit=pl.col("county") + "/" + pl.col("municipality"),
        activity=pl.col("activity").str.slice(0, LEVELS[level]),
        year=pl.col("date").dt.year().cast(pl.Int64),
    )


def _in_sn2007(table: pl.DataFrame) -> pl.DataFrame:
    """Lead codes to SN2007, in shares where one leads to several."""
    if not (table["version"] == SN2025).any():
        return table.with_columns(weight=pl.lit(1.0))
    bridged = register.to_sn2007(table, code="activity", version="version")
    return bridged.with_columns(activity=pl.coalesce("sn2007", "activity"))


def _projects(data: Path) -> pl.DataFrame:
    try:
        table = pl.concat(_tables(data, "participations").values())
    except InputError:
        return NO_PROJECTS
    return (
        table.drop_nulls(["organisation", "signed"])
        .with_columns(year=pl.col("signed").dt.year().cast(pl.Int64))
        .select("organisation", "project", "year")
        .unique()
        .sort("organisation", "project", "year")
    )


# -- Participations --------------------------------------------------------------------


def _participations(data: Path, level: int) -> Panel:
    del level  # topic areas have one level
    table = pl.concat(_tables(data, "participations").values())
    placed = register.resolve_places(
        table,
        number="municipality_number",
        name="municipality",
        keys=register.place_keys(),
    ).filter(pl.col("place").is_not_null() & pl.col("programme").is_not_null())
    rows = placed.drop_nulls("signed").with_columns(
        year=pl.col("signed").dt.year().cast(pl.Int64)
    )
    left = table.height - rows["row"].n_unique()
    known = register.places()
    return make_panel(
        rows.select("year", unit="place", activity="programme", value=pl.col("weight")),
        dataset="participations",
        label_meaning=PARTICIPATIONS_MEANING,
        presence="any",
        groups=dict(known.select("place", "county").iter_rows()),
        points=_points(known.select("place", "latitude", "longitude")),
        places={place: place for place in known["place"]},
        hierarchy=(_before_dash(rows["programme"]),),
        records=rows.select(
            "year",
            "organisation",
            "amount",
            unit="place",
            activity="programme",
            scheme=pl.lit(None, pl.String),
            office=pl.lit(None, pl.String),
        ),
        last_share=share_of_year(rows["signed"].max()),
        notes=(note(_UNPLACED, count=left),),
    )


def _before_dash(codes: pl.Series) -> dict[str, str]:
    """Lead `LEIT-ICT` to `LEIT`, and `SECURITY` to itself."""
    return {code: code.split("-")[0] for code in codes.unique().sort()}


# -- Register --------------------------------------------------------------------------


def _register(data: Path, level: int) -> Panel:
    found = _tables(data, "establishment_extracts")
    dated = sorted(found.values(), key=lambda table: str(table["extracted"].max()))
    rows = first_seen(pl.concat(_versioned(dated))).with_columns(
        unit="municipality", activity=pl.col("activity").str.slice(0, LEVELS[level])
    )
    placed = _where(rows.select("unit", "municipality"))
    return make_panel(
        rows.select("unit", "activity", "year", value="weight"),
        dataset="register",
        label_meaning=REGISTER_MEANING,
        presence="any",
        hierarchy=levels(rows["activity"]),
        least_history=1,
        period="month",
        notes=(note(_UNKNOWN),),
        **placed,
    )


def _versioned(dated: list[pl.DataFrame]) -> list[pl.DataFrame]:
    codes = _codes()
    return [with_versions(table, codes) for table in dated]


def first_seen(units: pl.DataFrame) -> pl.DataFrame:
    """Return each establishment once, at the extract that shows it first.

    Its code is that of this extract, led to SN2007; a recoding later is no new
    establishment. `year` is in months since the year 0, so that extracts of one year
    can be told apart.
    """
    rows = (
        units.drop_nulls(["activity", "municipality", "extracted"])
        .sort("organisation", "extracted", "row")
        .unique("organisation", keep="first", maintain_order=True)
    )
    day = pl.col("extracted").dt
    return _in_sn2007(rows).with_columns(
        year=day.year().cast(pl.Int64) * 12 + day.month().cast(pl.Int64) - 1
    )


# -- What they share -------------------------------------------------------------------


def share_of_year(last: object) -> float:
    """Return how much of its year has passed at the end of a day; 1.0 if none is known.

    >>> share_of_year(dt.date(2018, 12, 31)), share_of_year(None)
    (1.0, 1.0)
    """
    if not isinstance(last, dt.date):
        return 1.0
    whole = dt.date(last.year, 12, 31).timetuple().tm_yday
    return last.timetuple().tm_yday / whole


def _tables(data: Path, key: str) -> Mapping[str, pl.DataFrame]:
    found = [one for one in sources.find(data) if one.register.key == key]
    if not found:
        raise InputError(
            f"The data folder {data} has no file of '{key}'.",
            hint="Choose another --dataset, or fill it with `omstilling fetch`.",
            why=gettext_noop("the data folder has no file of it"),
        )
    return {key: reading.table for key, reading in sources.read(found).items()}


def _codes() -> pl.DataFrame:
    every = pl.concat([register.activities(version) for version in VERSIONS])
    return every.select(
        pl.col("version").cast(pl.String), "code", "level", name="name_nb"
    )


def levels(activities: pl.Series) -> tuple[dict[str, str], ...]:
    """Lead codes of SN2007 to their section, division and group, where these are above.

    A code that stands in no list has the section `?`.
    """
    known = dict(register.activities(SN2007).select("code", "section").iter_rows())
    codes = activities.unique().sort().to_list()
    section = {code: known.get(code[:2], "?") for code in codes}
    finest = max(map(len, codes))
    above = [
        {code: code[:width] for code in codes} for width in (2, 4) if width < finest
    ]
    return (section, *above)


def _where(rows: pl.DataFrame, county: str | None = None) -> Where:
    """Return the points and the municipalities of 2024 of units."""
    distinct = rows.unique(maintain_order=True).sort("unit")
    placed = (
        register.resolve_places(
            distinct, name="municipality", county=county, keys=register.place_keys()
        )
        .drop_nulls("place")
        .join(
            register.places().select("place", "latitude", "longitude"),
            on="place",
            how="left",
            maintain_order="left",
        )
    )
    middle = placed.group_by("unit", maintain_order=True).agg(
        pl.col("latitude").mean(), pl.col("longitude").mean(), pl.col("place").first()
    )
    return Where(
        points=_points(middle.select("unit", "latitude", "longitude")),
        places=dict(middle.select("unit", "place").iter_rows()),
    )


def _points(table: pl.DataFrame) -> dict[str, tuple[float, float]]:
    return {unit: (y, x) for unit, y, x in table.drop_nulls().iter_rows()}


def _trade(data: Path, level: int) -> Panel:
    del level  # products are read at four digits
    return read_trade(data, TRADE_MEANING)


_READERS: Mapping[str, Callable[[Path, int], Panel]] = {
    "awards": _awards,
    "participations": _participations,
    "trade": _trade,
    "register": _register,
}
