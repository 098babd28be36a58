"""Do all groups answer at the same rate? Fisher, Freeman and Halton's exact test of k x 2 tables.

Source: Freeman and Halton (1951), Biometrika 38, 141-149. Every table with the same margins is
enumerated, as in R's fisher.test; where there are over a million, tables are drawn instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from askwhy.analysis._counts import as_counts
from askwhy.analysis._special import log_factorials, two_sided_z
from askwhy.analysis.intervals import wilson_limits
from askwhy.analysis.power import needs_for_chi2
from askwhy.analysis.results import SUPPORTED, NotEstimable, Verdict

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike

    from askwhy.analysis._counts import Floats, Ints

ENUMERATED = 1_000_000
_TIES = 1e-7
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class HomogeneityTest:
    """A test that all groups have one rate.

    `p` is exact when `method` is "fisher-freeman-halton", after `tables` tables; otherwise
    `tables` draws were made and [p_low, p_high] is the 95 % interval of what drawing can tell.
    `statistic` is Pearson's chi-squared with `df` degrees of freedom. The verdict answers "the
    groups differ" at the given confidence.
    """

    p: float
    p_low: float
    p_high: float
    statistic: float
    df: int
    method: Literal["fisher-freeman-halton", "permutation"]
    tables: int
    n: int
    confidence: float
    verdict: Verdict


def pearson_statistic(k: Ints, n: Ints) -> Floats:
    """Return Pearson's chi-squared of tables (..., groups) with totals n; 0 where all agree."""
    replied = k.sum(axis=-1, keepdims=True)
    asked = n.sum()
    expected = n * (replied / asked)
    spread = replied * (asked - replied) / asked**2 * n
    parts = np.divide((k - expected) ** 2, spread, out=np.zeros(k.shape), where=spread > 0)
    return np.asarray(parts.sum(axis=-1))


def count_tables(n: Ints, replied: int) -> float:
    """Return how many tables share these margins (a float, as it may be beyond any integer)."""
    ways = np.ones(1)
    for size in n:
        ways = np.convolve(ways, np.ones(int(size) + 1))
    return float(ways[replied])


def _log_chances(n: Ints, replied: int) -> Floats:
    """Return the log probability of every table with the margins, up to one constant."""
    logs = log_factorials(int(n.sum()))
    left, chances = np.array([replied]), np.zeros(1)
    room = int(n.sum())
    for size in np.sort(n):
        room -= int(size)
        fewest = np.maximum(0, left - room)
        choices = np.minimum(size, left) - fewest + 1
        parent = np.repeat(np.arange(left.size), choices)
        starts = np.cumsum(choices) - choices
        here = fewest[parent] + np.arange(parent.size) - starts[parent]
        chances = chances[parent] + logs[size] - logs[here] - logs[size - here]
        left = left[parent] - here
    return chances


def exact_p(k: Ints, n: Ints) -> tuple[float, int]:
    """Return the exact p and the number of tables enumerated."""
    logs = log_factorials(int(n.sum()))
    observed = float((logs[n] - logs[k] - logs[n - k]).sum())
    chances = _log_chances(n, int(k.sum()))
    weights = np.exp(chances - chances.max())
    return float(weights[chances <= observed + _TIES].sum() / weights.sum()), chances.size


def _drawn_p(k: Ints, n: Ints, rng: Generator, draws: int) -> tuple[int, int]:
    """Return how many of `draws` tables with the margins are as uneven as k."""
    bar = float(pearson_statistic(k, n)) * (1.0 - _TIES)
    as_uneven = 0
    for start in range(0, draws, _CHUNK):
        tables = rng.multivariate_hypergeometric(
            n, int(k.sum()), size=min(_CHUNK, draws - start), method="marginals"
        )
        as_uneven += int((pearson_statistic(tables, n) >= bar).sum())
    return as_uneven, draws


def homogeneity_test(
    k: ArrayLike,
    n: ArrayLike,
    *,
    method: Literal["auto", "exact", "permutation"] = "auto",
    rng: Generator | None = None,
    draws: int = 200_000,
    confidence: float = 0.95,
) -> HomogeneityTest | NotEstimable:
    """Test that all groups reply at one rate; k replied of n, one number for each group.

    "auto" enumerates up to a million tables and draws otherwise; drawing needs `rng`. Groups of
    nobody are left aside. How many more people an unresolved verdict needs is found by the
    noncentral chi-squared at the observed rates, the groups growing in proportion, power 80 %.
    """
    successes, totals = as_counts(k, n)
    if successes.ndim != 1:
        raise ValueError("a table of groups has one number for each group")
    successes, totals = successes[totals > 0], totals[totals > 0]
    if totals.size < 2:
        return NotEstimable("fewer than two groups hold anybody")
    asked, statistic = int(totals.sum()), float(pearson_statistic(successes, totals))
    df, alpha = totals.size - 1, 1.0 - confidence
    if method == "auto":
        few = count_tables(totals, int(successes.sum())) <= ENUMERATED
        method = "exact" if few else "permutation"
    if method == "exact":
        p, tables = exact_p(successes, totals)
        low, high = p, p
    else:
        if rng is None:
            raise ValueError("drawing tables needs a random generator")
        extreme, tables = _drawn_p(successes, totals, rng, draws)
        p = (extreme + 1) / (tables + 1)
        limits = wilson_limits(np.array(extreme), np.array(tables), two_sided_z(0.95))
        low, high = float(limits[0]), float(limits[1])
    return HomogeneityTest(
        p=p,
        p_low=low,
        p_high=high,
        statistic=statistic,
        df=df,
        method="fisher-freeman-halton" if method == "exact" else "permutation",
        tables=tables,
        n=asked,
        confidence=confidence,
        verdict=SUPPORTED if p <= alpha else needs_for_chi2(statistic, df, asked, alpha),
    )
