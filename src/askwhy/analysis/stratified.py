"""Two arms within strata, and arms within the blocks in which they were allocated.

Sources: Mantel and Haenszel (1959); Robins, Breslow and Greenland (1986) for the odds ratio's
variance; Sato (1989) for the risk difference's; Fisher (1935) for the test by the allocation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from askwhy.analysis._counts import as_counts
from askwhy.analysis._special import chi2_tail, two_sided_z
from askwhy.analysis.intervals import wilson_limits
from askwhy.analysis.power import needs_for_chi2
from askwhy.analysis.results import SUPPORTED, Estimate, NotEstimable, Verdict

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike

    from askwhy.analysis._counts import Floats, Ints

ORDINARY = Verdict("unresolved", note="the allocation alone often makes arms as uneven")
_ROUNDING = 1e-9
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class StratifiedComparison:
    """Two arms compared within strata.

    `statistic` is the Mantel-Haenszel chi-squared (1 degree of freedom) with its `p`;
    `odds_ratio` and `difference` (first minus second) are the common ones.
    """

    statistic: float
    p: float
    odds_ratio: Estimate | NotEstimable
    difference: Estimate
    strata: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class AllocationTest:
    """How often the allocation alone makes arms so uneven; [p_low, p_high] the drawing error."""

    p: float
    p_low: float
    p_high: float
    draws: int
    blocks: int
    verdict: Verdict


def _odds_ratio(
    k1: Ints, n1: Ints, k2: Ints, n2: Ints, confidence: float
) -> Estimate | NotEstimable:
    people = n1 + n2
    up, down = k1 * (n2 - k2) / people, (n1 - k1) * k2 / people
    if up.sum() == 0 or down.sum() == 0:
        return NotEstimable("no stratum has both answers in both arms", 0.0, math.inf)
    agree, differ = (k1 + n2 - k2) / people, (n1 - k1 + k2) / people
    variance = (
        (agree * up).sum() / (2 * up.sum() ** 2)
        + (agree * down + differ * up).sum() / (2 * up.sum() * down.sum())
        + (differ * down).sum() / (2 * down.sum() ** 2)
    )
    ratio, reach = up.sum() / down.sum(), math.exp(two_sided_z(confidence) * math.sqrt(variance))
    return Estimate(
        estimate=float(ratio),
        low=float(ratio / reach),
        high=float(ratio * reach),
        confidence=confidence,
        method="mantel-haenszel, robins-breslow-greenland",
        n=int(people.sum()),
        assumption="the odds ratio is the same in every stratum",
    )


def _difference(k1: Ints, n1: Ints, k2: Ints, n2: Ints, confidence: float) -> Estimate:
    people = n1 + n2
    weight = (n1 * n2 / people).sum()
    difference = float(((k1 * n2 - k2 * n1) / people).sum() / weight)
    spread = n1**2 * k2 - n2**2 * k1 + n1 * n2 * (n2 - n1) / 2
    cross = (k1 * (n2 - k2) + k2 * (n1 - k1)) / (2 * people)
    variance = (difference * (spread / people**2).sum() + cross.sum()) / weight**2
    reach = two_sided_z(confidence) * math.sqrt(max(float(variance), 0.0))
    return Estimate(
        estimate=difference,
        low=max(difference - reach, -1.0),
        high=min(difference + reach, 1.0),
        confidence=confidence,
        method="mantel-haenszel, sato",
        n=int(people.sum()),
        assumption="the difference is the same in every stratum",
    )


def compare_within_strata(
    k1: ArrayLike,
    n1: ArrayLike,
    k2: ArrayLike,
    n2: ArrayLike,
    *,
    correct: bool = False,
    confidence: float = 0.95,
) -> StratifiedComparison | NotEstimable:
    """Compare two arms, stratum by stratum: k1 of n1 replied in the first, k2 of n2 in the second.

    `correct` subtracts 1/2 as R's mantelhaen.test does by default. Strata that lack an arm tell
    nothing and are left aside.
    """
    (a, n), (b, m) = as_counts(k1, n1), as_counts(k2, n2)
    held = (n > 0) & (m > 0)
    a, n, b, m = a[held], n[held], b[held], m[held]
    people, replied = n + m, a + b
    spread = n * m * replied * (people - replied) / (people**2 * np.maximum(people - 1, 1))
    if spread.sum() == 0:
        return NotEstimable("no stratum holds both arms and both answers", -1.0, 1.0)
    excess = abs(float((a - n * replied / people).sum())) - (0.5 if correct else 0.0)
    statistic = max(excess, 0.0) ** 2 / float(spread.sum())
    p, alpha = chi2_tail(statistic, 1), 1.0 - confidence
    return StratifiedComparison(
        statistic=statistic,
        p=p,
        odds_ratio=_odds_ratio(a, n, b, m, confidence),
        difference=_difference(a, n, b, m, confidence),
        strata=int(held.sum()),
        verdict=SUPPORTED if p <= alpha else needs_for_chi2(statistic, 1, int(people.sum()), alpha),
    )


def _unevenness(k: Ints, expected: Floats, n: Ints) -> Floats:
    return np.asarray(((k - expected) ** 2 / np.maximum(n, 1)).sum(axis=-1))


def allocation_test(
    k: ArrayLike,
    n: ArrayLike,
    *,
    rng: Generator,
    draws: int = 20_000,
    confidence: float = 0.95,
) -> AllocationTest | NotEstimable:
    """Test that arms do not matter by the very allocation that made them.

    `k` replied of `n`, shape (blocks, arms): arms were permuted within each block, so under "no
    arm matters" each block's replies fall on its people at random. p counts the observed table.
    """
    successes, totals = as_counts(k, n)
    if successes.ndim != 2:
        raise ValueError("an allocation is a table of blocks by arms")
    held = totals.sum(axis=1) > 0
    successes, totals = successes[held], totals[held]
    arms, replied = totals.sum(axis=0), successes.sum(axis=1)
    if (arms > 0).sum() < 2:
        return NotEstimable("fewer than two arms hold anybody")
    expected = (totals * (replied / totals.sum(axis=1))[:, None]).sum(axis=0)
    bar = float(_unevenness(successes.sum(axis=0), expected, arms)) - _ROUNDING
    as_uneven = 0
    for start in range(0, draws, _CHUNK):
        size = min(_CHUNK, draws - start)
        drawn = np.zeros((size, arms.size), dtype=np.int64)
        for people, count in zip(totals, replied, strict=True):
            drawn += rng.multivariate_hypergeometric(people, int(count), size, "marginals")
        as_uneven += int((_unevenness(drawn, expected, arms) >= bar).sum())
    low, high = wilson_limits(np.array(as_uneven), np.array(draws), two_sided_z(0.95))
    p = (as_uneven + 1) / (draws + 1)
    return AllocationTest(
        p=p,
        p_low=float(low),
        p_high=float(high),
        draws=draws,
        blocks=int(held.sum()),
        verdict=SUPPORTED if p <= 1.0 - confidence else ORDINARY,
    )
