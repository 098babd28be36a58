"""The difference of two shares: published limits, exact coverage, verdicts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from askwhy.analysis import (
    Cohort,
    Estimate,
    Estimates,
    NotEstimable,
    Verdict,
    risk_difference_interval,
)
from askwhy.analysis._special import binomial_pmf
from askwhy.analysis.differences import difference_limits, restricted_shares, score_p

if TYPE_CHECKING:
    from numpy.typing import NDArray

Method = Literal["newcombe", "miettinen-nurminen", "mee"]
Pair = tuple[float, float]
NEWCOMBE_1998 = [
    ((56, 70, 48, 80), (0.0524, 0.3339), (0.0533, 0.3377), (0.0528, 0.3382)),
    ((9, 10, 3, 10), (0.1705, 0.8090), (0.1821, 0.8370), (0.1700, 0.8406)),
    ((6, 7, 2, 7), (0.0582, 0.8062), (0.0544, 0.8478), (0.0342, 0.8534)),
    ((5, 56, 0, 29), (-0.0381, 0.1926), (-0.0313, 0.1926), (-0.0326, 0.1933)),
    ((0, 10, 0, 20), (-0.1611, 0.2775), (-0.1611, 0.2775), (-0.1658, 0.2844)),
    ((0, 10, 0, 10), (-0.2775, 0.2775), (-0.2775, 0.2775), (-0.2879, 0.2879)),
    ((10, 10, 0, 20), (0.6791, 1.0), (0.7225, 1.0), (0.7156, 1.0)),
    ((10, 10, 0, 10), (0.6075, 1.0), (0.6777, 1.0), (0.6636, 1.0)),
]


def interval(k1: int, n1: int, k2: int, n2: int, method: Method = "newcombe") -> Estimate:
    found = risk_difference_interval(k1, n1, k2, n2, method=method)
    assert isinstance(found, Estimate)
    return found


@pytest.mark.parametrize(("counts", "newcombe", "mee", "mn"), NEWCOMBE_1998)
def test_newcombes_1998_table_ii(
    counts: tuple[int, int, int, int], newcombe: Pair, mee: Pair, mn: Pair
) -> None:
    """Newcombe (1998b), Statistics in Medicine 17, 873-890, table II, methods 10, 5 and 6.

    The score limits of 10/10 against 0/20 were worked out by hand.
    """
    for method, expected in (("newcombe", newcombe), ("mee", mee), ("miettinen-nurminen", mn)):
        found = interval(*counts, method)  # type: ignore[arg-type]
        assert (found.low, found.high) == pytest.approx(expected, abs=6e-5)
        turned = interval(counts[2], counts[3], counts[0], counts[1], method)  # type: ignore[arg-type]
        assert (-turned.high, -turned.low) == pytest.approx(expected, abs=6e-5)


def test_fagerlands_examples() -> None:
    """Fagerland, Lydersen and Laake (2017), Statistical Analysis of Contingency Tables, ch. 4."""
    mee = interval(7, 34, 1, 34, "mee")
    assert (mee.low, mee.high) == pytest.approx((0.0284, 0.3439), abs=6e-5)
    mn = interval(0, 16, 15, 72, "miettinen-nurminen")
    assert (mn.low, mn.high) == pytest.approx((-0.3164, -0.0056), abs=6e-5)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((7, 7, 14, 20), -0.09, 0.52),
        ((7, 7, 11, 20), 0.05, 0.66),
        ((14, 20, 11, 20), -0.14, 0.41),
    ],
)
def test_the_posts_differences(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    """Anglo-Saxons, French and Poles of fifty requests."""
    found = interval(*counts)
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)


def test_statsmodels_agrees_on_newcombe() -> None:
    for k1, n1, k2, n2 in ((14, 20, 11, 20), (3, 17, 9, 11), (1, 5, 4, 200)):
        low, high = confint_proportions_2indep(
            k1, n1, k2, n2, method="newcomb", compare="diff", alpha=0.1
        )
        found = risk_difference_interval(k1, n1, k2, n2, confidence=0.9)
        assert isinstance(found, Estimate)
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-13)


def wald(
    k1: NDArray[np.int64], n1: int, k2: NDArray[np.int64], n2: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    p1, p2 = k1 / n1, k2 / n2
    half = 1.959963984540054 * np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return p1 - p2 - half, p1 - p2 + half


def coverage(
    low: NDArray[np.float64], high: NDArray[np.float64], n1: int, n2: int
) -> tuple[float, float, float]:
    """Mean and least coverage and mean width over a 40 x 40 grid of true shares."""
    truths = (np.arange(40) + 0.5) / 40
    chance1 = np.array([binomial_pmf(n1, p) for p in truths])
    chance2 = np.array([binomial_pmf(n2, p) for p in truths])
    share = np.empty((40, 40))
    for i, first in enumerate(truths):
        for j, second in enumerate(truths):
            holds = (low <= first - second + 1e-12) & (first - second - 1e-12 <= high)
            share[i, j] = chance1[i] @ holds @ chance2[j]
    width = chance1 @ (high - low) @ chance2.T
    return float(share.mean()), float(share.min()), float(width.mean())


@pytest.mark.parametrize(
    ("n1", "n2", "method", "mean", "least", "width"),
    [
        (7, 20, "newcombe", 0.953, 0.892, 0.629),
        (7, 20, "miettinen-nurminen", 0.960, 0.907, 0.653),
        (12, 28, "newcombe", 0.953, 0.922, 0.515),
        (12, 28, "miettinen-nurminen", 0.957, 0.922, 0.527),
        (60, 28, "newcombe", 0.952, 0.925, 0.352),
        (60, 28, "miettinen-nurminen", 0.952, 0.933, 0.355),
    ],
)
def test_coverage_of_differences_by_enumeration(
    n1: int, n2: int, method: str, mean: float, least: float, width: float
) -> None:
    k1, k2 = np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1), indexing="ij")
    sizes = np.full_like(k1, n1), np.full_like(k2, n2)
    low, high = difference_limits(k1, sizes[0], k2, sizes[1], confidence=0.95, method=method)
    found = coverage(low, high, n1, n2)
    assert found == pytest.approx((mean, least, width), abs=7e-4)
    assert found[0] >= 0.95
    assert found[1] >= 0.89


def test_the_interval_not_offered_would_not_hold() -> None:
    """Wald's: .0292-.3238 for 7/34 against 1/34 (Fagerland), and coverage .875 at 7 and 20.

    With one reply and one silence added to each group it is Agresti and Caffo's, .0116-.3217.
    """
    low, high = wald(np.array(7), 34, np.array(1), 34)
    assert (float(low), float(high)) == pytest.approx((0.0292, 0.3238), abs=6e-5)
    low, high = wald(np.array(8), 36, np.array(2), 36)
    assert (float(low), float(high)) == pytest.approx((0.0116, 0.3217), abs=6e-5)
    k1, k2 = np.meshgrid(np.arange(8), np.arange(21), indexing="ij")
    low, high = wald(k1, 7, k2, 20)
    mean, least, _ = coverage(low, high, 7, 20)
    assert (mean, least) == pytest.approx((0.875, 0.288), abs=7e-4)


def test_the_likeliest_shares_are_the_likeliest() -> None:
    """The root of the cubic against a fine search along p1 - p2 = d, the ends included."""
    for k1, n1, k2, n2 in ((3, 9, 7, 8), (0, 10, 0, 20), (10, 10, 0, 10), (42, 60, 15, 28)):
        for d in (-0.95, -0.4, -0.1, 0.0, 0.2, 0.6, 0.99):
            first, second = restricted_shares(
                np.array(k1), np.array(n1), np.array(k2), np.array(n2), np.array(d)
            )
            p = np.linspace(max(d, 0.0), min(1.0 + d, 1.0), 20_001)[1:-1]
            q = p - d
            logs = k1 * np.log(p) + (n1 - k1) * np.log(1 - p)
            logs += k2 * np.log(q) + (n2 - k2) * np.log(1 - q)
            assert float(first) == pytest.approx(p[logs.argmax()], abs=2e-4)
            assert float(first - second) == pytest.approx(d, abs=1e-12)


def test_the_anytime_difference_of_the_posts_larger_reading() -> None:
    """42/60 against 15/28: -.237 to +.557."""
    found = risk_difference_interval(Cohort.ended([42, 15], [60, 28], horizon=14), method="anytime")
    assert isinstance(found, Estimate)
    assert (round(found.low, 3), round(found.high, 3)) == (-0.237, 0.557)
    assert found.valid == "any-time"
    assert found.p is None
    assert found.verdict == Verdict("unresolved", note="keep looking")


def test_every_anytime_difference_of_the_post_contains_zero() -> None:
    cohort = Cohort.ended([7, 14, 11], [7, 20, 20], horizon=14)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        found = risk_difference_interval(cohort.only(i, j), method="anytime")
        assert isinstance(found, Estimate)
        assert found.low < 0 < found.high
        assert str(found.verdict) == "unresolved (keep looking)"


def test_an_anytime_difference_is_resolved_by_enough_people() -> None:
    found = risk_difference_interval(
        Cohort.ended([90, 10], [100, 100], horizon=14), method="anytime"
    )
    assert isinstance(found, Estimate)
    assert found.estimate == pytest.approx(0.8)
    assert found.low > 0.5
    assert str(found.verdict) == "supported"


def test_the_anytime_difference_is_seldom_ever_wrong() -> None:
    """1,000 paths of two groups of 100 with shares .7 and .55, looked at every 10 asks."""
    rng = np.random.default_rng(7)
    n = np.arange(10, 101, 10)
    k1 = (rng.random((1_000, 100)) < 0.7).cumsum(axis=1)[:, n - 1]
    k2 = (rng.random((1_000, 100)) < 0.55).cumsum(axis=1)[:, n - 1]
    sizes = np.broadcast_to(n, k1.shape)
    low, high = difference_limits(k1, sizes, k2, sizes, confidence=0.95, method="anytime")
    misses = (low > 0.15) | (high < 0.15)
    assert misses.any(axis=1).mean() <= 0.01
    assert (high - low)[:, -1].mean() == pytest.approx(0.51, abs=0.03)


def test_a_cohort_of_three_groups_has_no_one_difference() -> None:
    with pytest.raises(ValueError, match="a difference is between two groups, not 3"):
        risk_difference_interval(Cohort.ended([1, 2, 3], [4, 5, 6], horizon=1), method="anytime")


def test_differences_are_monitored_by_cohort_only() -> None:
    with pytest.raises(TypeError, match="takes a Cohort of matured asks"):
        risk_difference_interval(1, 2, 3, 4, method="anytime")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="the others take counts"):
        risk_difference_interval(Cohort.ended([1, 2], [3, 4], horizon=1))  # type: ignore[call-overload]


def test_an_empty_group_gives_a_reason() -> None:
    reason = "nobody was asked in one of the two groups"
    for method in ("newcombe", "miettinen-nurminen", "mee"):
        for counts in ((0, 0, 3, 4), (3, 4, 0, 0), (0, 0, 0, 0)):
            found = risk_difference_interval(*counts, method=method)
            assert found == NotEstimable(reason, -1.0, 1.0)
    empty = risk_difference_interval(Cohort.ended([0, 1], [0, 2], horizon=1), method="anytime")
    assert empty == NotEstimable(reason, -1.0, 1.0)


def test_rows_of_differences_carry_a_reason_each() -> None:
    rows = risk_difference_interval([7, 0], [7, 0], [11, 3], [20, 4], method="miettinen-nurminen")
    assert isinstance(rows, Estimates)
    assert rows.reason_at(0) == ""
    assert rows.reason_at(1) == "nobody was asked in one of the two groups"
    assert rows.n.tolist() == [27, 4]
    first = rows.cell(0)
    assert isinstance(first, Estimate)
    assert first.estimate == pytest.approx(0.45)
    assert first.p == interval(7, 7, 11, 20, "miettinen-nurminen").p


def test_a_difference_that_excludes_zero_is_supported() -> None:
    assert str(interval(12, 12, 15, 28).verdict) == "supported"
    assert str(interval(15, 28, 12, 12).verdict) == "supported"


def test_french_and_poles_need_about_162_in_each_group() -> None:
    found = interval(14, 20, 11, 20)
    assert found.verdict == Verdict("unresolved", 284, (162, 162))
    assert (
        str(found.verdict) == "unresolved (needs about 162 people in each group, 284 more in all)"
    )
    assert found.method == "newcombe"
    assert found.valid == "fixed-n"
    assert found.n == 40
    assert found.p is None


def test_the_score_p_agrees_with_its_interval() -> None:
    """The p is below .05 exactly where Miettinen and Nurminen's 95 % interval excludes 0."""
    k1, k2 = np.meshgrid(np.arange(13), np.arange(10), indexing="ij")
    n1, n2 = np.full_like(k1, 12), np.full_like(k2, 9)
    low, high = difference_limits(k1, n1, k2, n2, confidence=0.95, method="miettinen-nurminen")
    p = score_p(k1, n1, k2, n2)
    excluded = (low > 1e-9) | (high < -1e-9)
    assert ((p < 0.05) == excluded).all()
    assert 0 < excluded.sum() < excluded.size


def test_the_score_p_is_that_of_the_pooled_z() -> None:
    """z^2 = (p1 - p2)^2 / (pq (1/n1 + 1/n2) N/(N - 1)), by hand for 42/60 against 15/28."""
    pooled = 57 / 88
    z2 = (0.7 - 15 / 28) ** 2 / (pooled * (1 - pooled) * (1 / 60 + 1 / 28) * 88 / 87)
    assert float(score_p(42, 60, 15, 28)) == pytest.approx(math.erfc(math.sqrt(z2 / 2)), rel=1e-12)
    assert float(score_p(0, 0, 3, 4)) == 1.0
    assert float(score_p(4, 4, 3, 3)) == 1.0


def test_an_unknown_method_for_a_difference_is_refused() -> None:
    with pytest.raises(ValueError, match="no method 'wald' for the interval of a difference"):
        risk_difference_interval(1, 2, 1, 2, method="wald")  # type: ignore[call-overload]
