"""Power and sample size for two shares, by enumerating every table that can come out.

Power as a function of n goes up in saw teeth, so the size given is the smallest from which the
power stays at the target. The normal formula (as in R's power.prop.test) only starts the search,
and answers alone beyond two thousand people in a group.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from askwhy.analysis._special import binomial_pmf, chi2_effect, normal_quantile, two_sided_z
from askwhy.analysis.fisher import fisher_p_table
from askwhy.analysis.intervals import wilson_limits
from askwhy.analysis.results import NotEstimable, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from askwhy.analysis._counts import Bools, Floats, Ints

TestMethod: TypeAlias = Literal["newcombe", "score", "fisher"]
ENUMERATED = 2_000
ENUMERATED_FOR_VERDICT = 600
LIMIT = 1_000_000
EQUAL = "no number of people tells equal shares apart"


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How many people two groups need.

    `power` is the exact power at (n1, n2); `first_crossing` is the smallest n1 that reaches the
    target at all, from which the power may fall back below it.
    """

    n1: int
    n2: int
    power: float
    target: float
    first_crossing: int
    confidence: float
    comparisons: int
    method: str

    @property
    def total(self) -> int:
        """People in both groups."""
        return self.n1 + self.n2

    def months(self, asked_per_month: float, shares: tuple[float, float] = (0.5, 0.5)) -> int:
        """Return the months until both groups are full, when they make up these shares."""
        return math.ceil(max(self.n1 / shares[0], self.n2 / shares[1]) / asked_per_month)


def likely_counts(n: int, p: float) -> tuple[Ints, Floats]:
    """Return the counts that n trials can be expected to show, and their probabilities."""
    reach = 30.0 + 9.0 * math.sqrt(n * p * (1.0 - p))  # beyond it less than 1e-16 is left
    k = np.arange(max(0, math.floor(n * p - reach)), min(n, math.ceil(n * p + reach)) + 1)
    return k, binomial_pmf(n, p, k)


def _count_rejected(p1: Floats, reach1: Floats, p2: Floats, reach2: Floats) -> Ints:
    """Return how many of the first shares p2 (in rising order) are told to be below each p1.

    Newcombe's lower limit is above 0 where (p1 - p2)^2 > reach1 + reach2. If that holds for one
    p2 it holds for all below it, so the number is found by halving.
    """
    count = np.zeros(p1.size, dtype=np.int64)
    for bit in reversed(range(p2.size.bit_length())):
        trial = count + (1 << bit)
        last = np.minimum(trial, p2.size) - 1
        apart = p1 - p2[last]
        is_below = (trial <= p2.size) & (apart > 0.0) & (apart**2 > reach1 + reach2[last])
        count = np.where(is_below, trial, count)
    return count


def _newcombe_power(p1: float, n1: int, p2: float, n2: int, z: float) -> float:
    (k1, weights1), (k2, weights2) = likely_counts(n1, p1), likely_counts(n2, p2)
    (l1, u1), (l2, u2) = wilson_limits(k1, n1, z), wilson_limits(k2, n2, z)
    s1, s2 = k1 / n1, k2 / n2
    below = _count_rejected(s1, (s1 - l1) ** 2, s2, (u2 - s2) ** 2)
    above = _count_rejected(1.0 - s1, (u1 - s1) ** 2, (1.0 - s2)[::-1], ((s2 - l2) ** 2)[::-1])
    from_start = np.concatenate([[0.0], np.cumsum(weights2)])
    from_end = np.concatenate([[0.0], np.cumsum(weights2[::-1])])
    return float(weights1 @ (from_start[below] + from_end[above]))


def _score_rejects(k1: Ints, n1: int, k2: Ints, n2: int, z: float) -> Bools:
    pooled = (k1[:, None] + k2) / (n1 + n2)
    variance = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2) * (n1 + n2) / (n1 + n2 - 1.0)
    return (k1[:, None] / n1 - k2 / n2) ** 2 > z * z * variance


def power_two_proportions(
    p1: float,
    n1: int,
    p2: float,
    n2: int,
    *,
    confidence: float = 0.95,
    comparisons: int = 1,
    method: TestMethod = "newcombe",
) -> float:
    """Return the exact probability that the test tells true shares p1 and p2 apart.

    `comparisons` is the size of the family: the level is (1 - confidence) / comparisons. The
    method "newcombe" asks whether the interval excludes 0, "score" the test of Miettinen and
    Nurminen, "fisher" Fisher's exact test.
    """
    if min(n1, n2) < 1:
        raise ValueError("power needs at least one person in each group")
    if not (0.0 <= p1 <= 1.0 and 0.0 <= p2 <= 1.0):
        raise ValueError(f"shares lie between 0 and 1, not {p1} and {p2}")
    alpha = (1.0 - confidence) / comparisons
    z = two_sided_z(1.0 - alpha)
    if method == "newcombe":
        return _newcombe_power(p1, n1, p2, n2, z)
    (k1, weights1), (k2, weights2) = likely_counts(n1, p1), likely_counts(n2, p2)
    if method == "score":
        rejects = _score_rejects(k1, n1, k2, n2, z)
    else:
        rejects = fisher_p_table(n1, n2)[np.ix_(k1, k2)] <= alpha
    return float(weights1 @ rejects @ weights2)


def normal_sample_size(p1: float, p2: float, *, alpha: float, power: float, ratio: float) -> float:
    """Return the first group's size by the normal formula; `ratio` is n2 / n1."""
    pooled = (p1 + ratio * p2) / (1.0 + ratio)
    equal = math.sqrt(pooled * (1.0 - pooled) * (1.0 + 1.0 / ratio))
    apart = math.sqrt(p1 * (1.0 - p1) + p2 * (1.0 - p2) / ratio)
    reach = two_sided_z(1.0 - alpha) * equal + normal_quantile(power) * apart
    return (reach / (p1 - p2)) ** 2


def lasting_size(
    power_at: Callable[[int], float], start: int, target: float
) -> tuple[int, int] | None:
    """Return the smallest n from which power stays >= target, and the first n that reaches it.

    "Stays" is checked over the following ten or n / 20 sizes, whichever is more. `start` is a
    guess; None where the power does not stay there from any size up to `furthest(start)`.
    """
    n, most = max(start, 1), furthest(start)
    while True:
        ahead = range(n + max(10, n // 20), n - 1, -1)
        falls = next((size for size in ahead if power_at(size) < target), None)
        if falls is None:
            break
        n = falls + 1
        if n > most:
            return None
    while n > 1 and power_at(n - 1) >= target:
        n -= 1
    before = range(max(1, n - max(10, n // 20)), n + 1)
    return n, next(size for size in before if power_at(size) >= target)


def furthest(start: int) -> int:
    """Return the largest size that is looked at: twice the guess, and a hundred more."""
    return 2 * max(start, 1) + 100


def sample_size_two_proportions(
    p1: float,
    p2: float,
    *,
    power: float = 0.8,
    ratio: float = 1.0,
    comparisons: int = 1,
    confidence: float = 0.95,
    method: TestMethod = "newcombe",
    enumerated: int = ENUMERATED,
) -> SampleSize | NotEstimable:
    """Return the sizes at which shares p1 and p2 are told apart with this power.

    `ratio` is n2 / n1. Tables are enumerated for groups of up to `enumerated` people; beyond, the
    normal formula answers and `method` says so. Equal shares, differences that need over a
    million people in a group, and powers that no size reaches give `NotEstimable`.
    """
    if p1 == p2:
        return NotEstimable(EQUAL, 0.0, math.inf)
    alpha = (1.0 - confidence) / comparisons
    rough = normal_sample_size(p1, p2, alpha=alpha, power=power, ratio=ratio)
    start = math.ceil(rough)

    def second(n1: int) -> int:
        return max(1, round(ratio * n1))

    @cache
    def power_at(n1: int) -> float:
        return power_two_proportions(
            p1, n1, p2, second(n1), confidence=1.0 - alpha, comparisons=1, method=method
        )

    if max(start, second(start)) > LIMIT:
        return NotEstimable(f"it would take over {LIMIT} people in a group", LIMIT, math.inf)
    if max(start, second(start)) > enumerated:
        n, first, reached, method_used = start, start, power, "normal formula"
    else:
        lasting = lasting_size(power_at, start, power)
        if lasting is None:
            reason = f"no group of up to {furthest(start)} people reaches this power to stay"
            return NotEstimable(reason, furthest(start), math.inf)
        n, first = lasting
        reached, method_used = power_at(n), method
    return SampleSize(n, second(n), reached, power, first, confidence, comparisons, method_used)


def needs_for_difference(
    k1: int,
    n1: int,
    k2: int,
    n2: int,
    *,
    confidence: float = 0.95,
    comparisons: int = 1,
    enumerated: int = ENUMERATED_FOR_VERDICT,
) -> Verdict:
    """Return the unresolved verdict of a difference: how many more people would resolve it.

    The shares are taken to be as observed, the groups to grow in their present proportion, the
    power to be 80 %.
    """
    if min(n1, n2) == 0:
        return Verdict("unresolved", note="nobody was asked in one of the two groups")
    size = sample_size_two_proportions(
        k1 / n1,
        k2 / n2,
        ratio=n2 / n1,
        comparisons=comparisons,
        confidence=confidence,
        enumerated=enumerated,
    )
    if isinstance(size, NotEstimable):
        return Verdict("unresolved", note=size.reason)
    more = max(0, size.n1 - n1) + max(0, size.n2 - n2)
    return Verdict("unresolved", max(1, more), (size.n1, size.n2))


def needs_for_chi2(statistic: float, df: int, n: int, alpha: float) -> Verdict:
    """Return the unresolved verdict of a chi-squared test of n people.

    The differences are taken to be as observed and the groups to grow in proportion; the power
    is to be 80 %, by the noncentral chi-squared.
    """
    if statistic == 0.0:
        return Verdict("unresolved", note=EQUAL)
    total = math.ceil(n * chi2_effect(df, alpha, 0.8) / statistic)
    return Verdict("unresolved", max(1, total - n))
