"""Other people's tables: which counts can have produced them, and how ordinary are they?

Source: Brown and Heathers (2017), the GRIM test, taken from means to percentages.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from askwhy.analysis._counts import as_counts
from askwhy.analysis._special import binomial_pmf
from askwhy.analysis.results import NotEstimable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike

_ROUNDING = 1e-9


def consistent_counts(percent: float | str, n: int, decimals: int = 0) -> tuple[int, ...]:
    """Return every k for which 100 k / n, rounded to `decimals`, is the published percentage.

    A half may have been rounded either way. The reckoning is exact; give the percentage as a
    string where a float cannot hold it.
    """
    if n < 1:
        raise ValueError(f"a share of {n} people is no share")
    published = Fraction(str(percent))
    slack = Fraction(1, 2 * 10**decimals)
    least = -((-(published - slack) * n) // 100)
    most = ((published + slack) * n) // 100
    return tuple(range(max(0, least), min(n, most) + 1))


def consistent_totals(
    percents: Iterable[float | str], largest: int, decimals: int = 0
) -> tuple[int, ...]:
    """Return every n up to `largest` of which all the published percentages can be shares."""
    published = tuple(percents)
    return tuple(
        n
        for n in range(1, largest + 1)
        if all(consistent_counts(percent, n, decimals) for percent in published)
    )


@dataclass(frozen=True, slots=True)
class EqualityChances:
    """What groups of these sizes show if all of them share one rate, the pooled one.

    `of_spread` is the chance that the highest and the lowest share lie `spread` or more apart;
    `of_all` that in some group everybody answers; `of_none` that in some group nobody does.
    """

    rate: float
    spread: float
    of_spread: float
    of_all: float
    of_none: float


def chances_if_equal(
    k: ArrayLike, n: ArrayLike, spread: float | None = None
) -> EqualityChances | NotEstimable:
    """Return how often equal groups look so unequal; k replied of n, a number for each group.

    Without `spread` the observed one is taken. Exact: the spread is summed over the lowest share.
    """
    successes, totals = as_counts(k, n)
    successes, totals = successes[totals > 0], totals[totals > 0]
    if totals.size < 2:
        return NotEstimable("fewer than two groups hold anybody")
    shares = successes / totals
    apart = float(np.ptp(shares)) if spread is None else spread
    rate = float(successes.sum() / totals.sum())
    chance = [np.concatenate([[0.0], np.cumsum(binomial_pmf(int(m), rate))]) for m in totals]
    support = [np.arange(m + 1) / m for m in totals]
    lowest = np.unique(np.concatenate(support))
    from_it, above_it = np.ones(lowest.size), np.ones(lowest.size)
    for points, below in zip(support, chance, strict=True):
        end = below[np.searchsorted(points, lowest + apart - _ROUNDING)]
        from_it *= end - below[np.searchsorted(points, lowest - _ROUNDING)]
        above_it *= np.maximum(end - below[np.searchsorted(points, lowest + _ROUNDING)], 0.0)
    return EqualityChances(
        rate=rate,
        spread=apart,
        of_spread=float(np.clip(1.0 - (from_it - above_it).sum(), 0.0, 1.0)),
        of_all=float(1.0 - np.prod(1.0 - rate**totals)),
        of_none=float(1.0 - np.prod(1.0 - (1.0 - rate) ** totals)),
    )
