"""The bridge between SN2007 and SN2025.

The official correspondence (Statistics Norway, Klass table 2919) says which codes of
one version a code of the other may become, without weights. The weights here are
estimated from how establishments were in fact recoded, with a Dirichlet prior that is
uniform over the official targets: for code *i* with official targets *J(i)*, *k* in
number,

    w(i → j) = (n(i, j) + m / k) / (N(i) + m),    N(i) = Σ n(i, j) over j in J(i)

where n(i, j) counts the establishments recoded from *i* to *j* and *m* is the total
mass of the prior, 1 by default: the prior weighs as much as one establishment, so that
one county's observations speak wherever there are some, while an official target that
was not observed there keeps a share above zero. It is the posterior mean of the shares
(Gelman et al., Bayesian Data Analysis, 3rd ed., section 3.4). The other direction is
the same with *i* and *j* exchanged. Pairs that were observed but are not official
change no weight; they are listed.

The correspondence was published before the last change to SN2025: it splits class 43.22
in three, the version in force does not. Where a five-digit code is missing on the new
side and its four-digit class stands under the same name in both versions with one
five-digit code, that code takes its place.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import dataframely as dy
import polars as pl

from omstilling.register.activities import activities
from omstilling.tables import SN2007, SN2025, Bridge

PRIOR_MASS = 1.0
_REFERENCE = files("omstilling") / "reference"


@cache
def bridge() -> dy.DataFrame[Bridge]:
    """Return the shipped bridge, both directions, five digits."""
    with (_REFERENCE / "bridge.csv").open("rb") as file:
        table = pl.read_csv(file, schema_overrides=_TEXT)
    return Bridge.validate(table, cast=True)


_TEXT = {"from_code": pl.String, "to_code": pl.String}


def estimate_bridge(
    correspondence: pl.DataFrame,
    recodings: pl.DataFrame,
    *,
    prior_mass: float = PRIOR_MASS,
) -> tuple[dy.DataFrame[Bridge], pl.DataFrame]:
    """Estimate the weights of the official correspondence from observed recodings.

    Parameters
    ----------
    correspondence
        `Correspondence` rows from SN2007 to SN2025: the codes that changed. A code not
        among them that stands in both versions is unchanged.
    recodings
        `Recoding` rows; may be empty.
    prior_mass
        Total mass of the prior per code, in establishments; above 0.

    Returns
    -------
    The bridge in both directions, and the recodings whose pair is not official
    (`sn2007`, `sn2025`, `establishments`), most frequent first.
    """
    official = _official(correspondence)
    counts = recodings.select("sn2007", "sn2025", "establishments")
    pairs = official.join(counts, on=["sn2007", "sn2025"], how="left").with_columns(
        pl.col("establishments").fill_null(0.0).cast(pl.Float64)
    )
    both = [
        _weigh(pairs, "sn2007", "sn2025", prior_mass),
        _weigh(pairs, "sn2025", "sn2007", prior_mass),
    ]
    strays = counts.join(official, on=["sn2007", "sn2025"], how="anti")
    return (
        Bridge.validate(pl.concat(both), cast=True),
        strays.sort(
            "establishments", "sn2007", "sn2025", descending=[True, False, False]
        ),
    )


def _official(correspondence: pl.DataFrame) -> pl.DataFrame:
    """Return every official pair of five-digit codes, unchanged ones included."""
    old, new = (
        activities(version).filter(pl.col("level") == 5).select("code", "parent")
        for version in (SN2007, SN2025)
    )
    changed = correspondence.select(sn2007="from_code", sn2025="to_code")
    others = old.join(changed, left_on="code", right_on="sn2007", how="anti").select(
        sn2007="code", sn2025="code"
    )
    only = _only_codes(new)
    return (
        pl.concat([changed, others])
        .with_columns(parent=pl.col("sn2025").str.slice(0, 5))
        .join(new.select(sn2025="code", _same="code"), on="sn2025", how="left")
        .join(only, on="parent", how="left")
        .select("sn2007", sn2025=pl.coalesce("_same", "_only"))
        .drop_nulls()
        .unique()
        .sort("sn2007", "sn2025")
    )


def _only_codes(new: pl.DataFrame) -> pl.DataFrame:
    """Return the classes that both versions share and their one five-digit code."""
    old_class, new_class = (
        activities(version).filter(pl.col("level") == 4).select("code", "name_nb")
        for version in (SN2007, SN2025)
    )
    shared = old_class.join(new_class, on=["code", "name_nb"], how="semi")
    return (
        new.join(shared, left_on="parent", right_on="code", how="semi")
        .group_by("parent")
        .agg(_only=pl.col("code").min(), codes=pl.len())
        .filter(pl.col("codes") == 1)
        .drop("codes")
    )


def _weigh(pairs: pl.DataFrame, source: str, target: str, mass: float) -> pl.DataFrame:
    # Whole counts sum to the same number in any order.
    targets = pl.len().over(source)
    observed = pl.col("establishments").sum().over(source)
    return (
        pairs.with_columns(
            weight=(pl.col("establishments") + mass / targets) / (observed + mass),
            basis=pl.when((targets == 1) & (pl.col(source) == pl.col(target)))
            .then(pl.lit("unchanged"))
            .when(targets == 1)
            .then(pl.lit("single"))
            .when(observed > 0)
            .then(pl.lit("observed"))
            .otherwise(pl.lit("uniform")),
        )
        .select(
            from_version=pl.lit(source.upper()),
            from_code=source,
            to_version=pl.lit(target.upper()),
            to_code=target,
            weight="weight",
            basis="basis",
        )
        .sort("from_code", "to_code")
    )


def to_sn2007(frame: pl.DataFrame, *, code: str, version: str) -> pl.DataFrame:
    """Lead the codes of a table to SN2007.

    Parameters
    ----------
    frame
        Any table.
    code, version
        Its columns with the code as written and the version it is written in. Codes of
        SN2007 may be of any level; codes of SN2025 must have five digits, because
        coarser ones have no official correspondence.

    Returns
    -------
    The frame in its order, one row per target, with the columns `sn2007`, `weight` (the
    target's share; an earlier column `weight` is multiplied), `bridge_basis` (null for
    codes that were SN2007 already) and `unbridged`: True where there is a code but no
    way to SN2007, because it stands in neither list or its version is unknown. No row
    is dropped.
    """
    ways = _ways().rename({"from_version": version, "from_code": code})
    table = (
        frame if "weight" in frame.columns else frame.with_columns(weight=pl.lit(1.0))
    )
    return (
        table.with_columns(pl.col(version).cast(pl.String).alias("_version"))
        .join(
            ways.rename({version: "_version"}),
            on=["_version", code],
            how="left",
            maintain_order="left_right",
        )
        .with_columns(
            weight=pl.col("weight") * pl.col("_share").fill_null(1.0),
            unbridged=pl.col(code).is_not_null() & pl.col("sn2007").is_null(),
        )
        .drop("_version", "_share")
        .select(
            *frame.drop("weight", strict=False).columns,
            "sn2007",
            "weight",
            "bridge_basis",
            "unbridged",
        )
    )


@cache
def _ways() -> pl.DataFrame:
    """Return every code of either version with its targets in SN2007."""
    same = activities(SN2007).select(
        from_version=pl.lit(SN2007),
        from_code="code",
        sn2007="code",
        _share=pl.lit(1.0),
        bridge_basis=pl.lit(None, pl.String),
    )
    bridged = (
        bridge()
        .filter(pl.col("from_version") == SN2025)
        .select(
            pl.col("from_version").cast(pl.String),
            "from_code",
            sn2007="to_code",
            _share="weight",
            bridge_basis=pl.col("basis").cast(pl.String),
        )
    )
    return pl.concat([same, bridged])
