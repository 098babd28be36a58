"""Agreement of coders: raw, Gwet's AC1 and Krippendorff's alpha with bootstrap intervals.

Sources: Krippendorff (2011), "Computing Krippendorff's alpha-reliability"; Gwet (2008);
Fleiss (1971); Cohen (1960). Counts have one row for each unit (a text) and one column for each
category: how many coders put the unit there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from askwhy.analysis._counts import as_integers
from askwhy.analysis._special import two_sided_z
from askwhy.analysis.intervals import wilson_limits
from askwhy.analysis.results import Estimate, NotEstimable

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike

    from askwhy.analysis._counts import Floats, Ints

Level: TypeAlias = Literal["nominal", "ordinal", "interval", "ratio"]
NO_PAIRS = "no unit was coded twice"
ONE_CATEGORY = "all coders used one category, so agreement by chance cannot be told from skill"
ASSUMPTION = "the units are a random sample of all texts"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Three views of agreement on the same units; read alpha only beside the other two.

    `raw` is the share of pairs of codings that agree, with Wilson's interval over units.
    `categories` is how many were used at all.
    """

    raw: Estimate
    ac1: Estimate | NotEstimable
    alpha: Estimate | NotEstimable
    units: int
    categories: int


def _pairable(counts: ArrayLike) -> Ints:
    table = as_integers(counts, "counts")
    if table.ndim != 2 or table.shape[1] < 2:
        raise ValueError("counts have one row for each unit and two or more categories")
    pairable: Ints = table[table.sum(axis=1) >= 2]
    return pairable


def _coincidences(table: Ints) -> Floats:
    """Return each unit's pairs of categories, shape (units, categories, categories)."""
    pairs = (table[:, :, None] * table[:, None, :]).astype(float)
    diagonal = np.arange(table.shape[1])
    pairs[:, diagonal, diagonal] -= table
    return np.asarray(pairs / (table.sum(axis=1) - 1)[:, None, None])


def _distances(level: Level, values: Floats, totals: Floats) -> Floats:
    """Return the squared distance between categories; `totals` (..., categories) for ordinal."""
    if level == "nominal":
        return 1.0 - np.eye(values.size)
    if level == "ordinal":
        middle = np.cumsum(totals, axis=-1) - totals / 2.0
        return np.asarray((middle[..., :, None] - middle[..., None, :]) ** 2)
    apart = (values[:, None] - values) ** 2
    if level == "interval":
        return apart
    sums = (values[:, None] + values) ** 2
    return np.divide(apart, sums, out=np.zeros_like(apart), where=sums > 0)


def _alphas(pairs: Floats, level: Level, values: Floats) -> Floats:
    """Return alpha of tables of coincidences (..., categories, categories); 1 where undefined.

    Undefined are tables of one category only, in which no coder disagreed.
    """
    totals = pairs.sum(axis=-1)
    n = totals.sum(axis=-1)
    distance = _distances(level, values, totals)
    seen = (pairs * distance).sum(axis=(-2, -1))
    chance = np.einsum(
        "...c,...k,...ck->...", totals, totals, np.broadcast_to(distance, pairs.shape)
    )
    ratio = np.divide(seen * (n - 1.0), chance, out=np.zeros_like(chance), where=chance > 0)
    return np.asarray(1.0 - ratio)


def _values(level: Level, values: ArrayLike | None, categories: int) -> Floats:
    if values is None:
        if level in {"interval", "ratio"}:
            raise ValueError(f"the {level} level needs the value of each category")
        return np.arange(categories, dtype=float)
    given = np.asarray(values, dtype=float)
    if given.shape != (categories,):
        raise ValueError("each category has one value")
    return given


def _resampled(per_unit: Floats, draws: int, rng: Generator) -> Floats:
    """Return sums of units drawn with replacement, shape (draws, ...)."""
    units = per_unit.shape[0]
    weights = rng.multinomial(units, np.full(units, 1.0 / units), draws)
    flat = weights @ per_unit.reshape(units, -1)
    return np.asarray(flat.reshape(draws, *per_unit.shape[1:]))


def krippendorff_alpha(
    counts: ArrayLike,
    level: Level = "nominal",
    *,
    rng: Generator,
    values: ArrayLike | None = None,
    bootstrap: int = 2_000,
    confidence: float = 0.95,
) -> Estimate | NotEstimable:
    """Return Krippendorff's alpha with a bootstrap interval over units.

    Categories stand in their order for "ordinal"; "interval" and "ratio" need their `values`.
    Where only one category was used alpha is undefined; resamples like that count as 1.
    """
    table = _pairable(counts)
    if table.shape[0] == 0:
        return NotEstimable(NO_PAIRS, -1.0, 1.0)
    if (table.sum(axis=0) > 0).sum() < 2:
        return NotEstimable(ONE_CATEGORY, -1.0, 1.0)
    given = _values(level, values, table.shape[1])
    pairs = _coincidences(table)
    drawn = _alphas(_resampled(pairs, bootstrap, rng), level, given)
    low, high = np.quantile(drawn, [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0])
    return Estimate(
        estimate=float(_alphas(pairs.sum(axis=0), level, given)),
        low=float(low),
        high=float(high),
        confidence=confidence,
        method=f"krippendorff's alpha, {level}",
        n=table.shape[0],
        assumption=ASSUMPTION,
    )


def _pair_agreement(table: Ints) -> Floats:
    """Return for each unit the share of pairs of codings that agree."""
    coders = table.sum(axis=1)
    return np.asarray((table * (table - 1)).sum(axis=1) / (coders * (coders - 1)))


def _ac1(table: Ints, bootstrap: int, rng: Generator, confidence: float) -> Estimate:
    shares = table / table.sum(axis=1, keepdims=True)
    per_unit = np.column_stack([_pair_agreement(table), shares])

    def value(sums: Floats) -> Floats:
        means = sums / table.shape[0]
        share = means[..., 1:]
        chance = (share * (1.0 - share)).sum(axis=-1) / (table.shape[1] - 1)
        return np.asarray((means[..., 0] - chance) / (1.0 - chance))

    drawn = value(_resampled(per_unit, bootstrap, rng))
    low, high = np.quantile(drawn, [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0])
    return Estimate(
        estimate=float(value(per_unit.sum(axis=0))),
        low=float(low),
        high=float(high),
        confidence=confidence,
        method="gwet's ac1",
        n=table.shape[0],
        assumption=ASSUMPTION,
    )


def agreement(
    counts: ArrayLike,
    level: Level = "nominal",
    *,
    rng: Generator,
    values: ArrayLike | None = None,
    bootstrap: int = 2_000,
    confidence: float = 0.95,
) -> Agreement | NotEstimable:
    """Return raw agreement, AC1 and alpha of the units that two or more coders coded.

    AC1 takes the categories as unordered whatever the level, and needs two that were used.
    """
    table = _pairable(counts)
    if table.shape[0] == 0:
        return NotEstimable(NO_PAIRS)
    raw = float(_pair_agreement(table).mean())
    units = np.array(table.shape[0])
    low, high = wilson_limits(raw * units, units, two_sided_z(confidence))
    used = int((table.sum(axis=0) > 0).sum())
    alpha = krippendorff_alpha(
        counts, level, rng=rng, values=values, bootstrap=bootstrap, confidence=confidence
    )
    return Agreement(
        raw=Estimate(
            estimate=raw,
            low=float(low),
            high=float(high),
            confidence=confidence,
            method="raw agreement, wilson",
            n=table.shape[0],
            assumption=ASSUMPTION,
        ),
        ac1=NotEstimable(ONE_CATEGORY, -1.0, 1.0)
        if used < 2
        else _ac1(table, bootstrap, rng, confidence),
        alpha=alpha,
        units=table.shape[0],
        categories=used,
    )


def fleiss_kappa(counts: ArrayLike) -> float | NotEstimable:
    """Return Fleiss' kappa, for readers who know it; every unit has equally many coders."""
    table = _pairable(counts)
    if table.shape[0] == 0:
        return NotEstimable(NO_PAIRS, -1.0, 1.0)
    if np.ptp(as_integers(counts, "counts").sum(axis=1)) > 0:
        raise ValueError("Fleiss' kappa needs equally many coders for every unit")
    share = table.sum(axis=0) / table.sum()
    chance = float((share**2).sum())
    if chance == 1.0:
        return NotEstimable(ONE_CATEGORY, -1.0, 1.0)
    return float((_pair_agreement(table).mean() - chance) / (1.0 - chance))


def cohen_kappa(table: ArrayLike) -> float | NotEstimable:
    """Return Cohen's kappa; table[a, b] units were put in a by one coder and in b by the other."""
    both = as_integers(table, "table")
    if both.ndim != 2 or both.shape[0] != both.shape[1]:
        raise ValueError("two coders' table is square")
    n = int(both.sum())
    if n == 0:
        return NotEstimable(NO_PAIRS, -1.0, 1.0)
    chance = float((both.sum(axis=0) * both.sum(axis=1)).sum()) / n**2
    if chance == 1.0:
        return NotEstimable(ONE_CATEGORY, -1.0, 1.0)
    return float((np.trace(both) / n - chance) / (1.0 - chance))
