"""Arms compared within strata and by the allocation that made them."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from askwhy.analysis import (
    AllocationTest,
    Estimate,
    NotEstimable,
    StratifiedComparison,
    allocation_test,
    compare_within_strata,
)

# UCBAdmissions of R: admitted and rejected men, admitted and rejected women, departments A to F
MEN = np.array([512, 353, 120, 138, 53, 22])
MEN_OUT = np.array([313, 207, 205, 279, 138, 351])
WOMEN = np.array([89, 17, 202, 131, 94, 24])
WOMEN_OUT = np.array([19, 8, 391, 244, 299, 317])


def compared(**options: bool) -> StratifiedComparison:
    found = compare_within_strata(MEN, MEN + MEN_OUT, WOMEN, WOMEN + WOMEN_OUT, **options)
    assert isinstance(found, StratifiedComparison)
    return found


def test_berkeleys_admissions_agree_with_r() -> None:
    """R 4.2: mantelhaen.test(UCBAdmissions, correct = TRUE and FALSE)."""
    assert compared(correct=True).statistic == pytest.approx(1.426946229, abs=5e-10)
    plain = compared()
    assert plain.statistic == pytest.approx(1.52460666, abs=5e-9)
    ratio = plain.odds_ratio
    assert isinstance(ratio, Estimate)
    assert ratio.estimate == pytest.approx(0.9046968283, abs=5e-11)
    assert (ratio.low, ratio.high) == pytest.approx((0.7719073618, 1.0603297644), abs=5e-9)
    assert (ratio.n, plain.strata) == (4526, 6)
    assert plain.p == pytest.approx(math.erfc(math.sqrt(1.52460666 / 2)), rel=1e-7)


def test_statsmodels_agrees_on_random_strata() -> None:
    rng = np.random.default_rng(6)
    n1, n2 = rng.integers(3, 40, 9), rng.integers(3, 40, 9)
    k1, k2 = rng.binomial(n1, 0.6), rng.binomial(n2, 0.4)
    tables = [np.array([[a, n - a], [b, m - b]]) for a, n, b, m in zip(k1, n1, k2, n2, strict=True)]
    theirs = StratifiedTable(tables)
    found = compare_within_strata(k1, n1, k2, n2, confidence=0.9)
    assert isinstance(found, StratifiedComparison)
    assert found.statistic == pytest.approx(theirs.test_null_odds(correction=False).statistic)
    ratio = found.odds_ratio
    assert isinstance(ratio, Estimate)
    assert ratio.estimate == pytest.approx(theirs.oddsratio_pooled)
    assert (ratio.low, ratio.high) == pytest.approx(theirs.oddsratio_pooled_confint(0.1))
    assert ratio.confidence == 0.9


def test_one_stratum_has_its_own_difference() -> None:
    found = compare_within_strata([14], [20], [11], [20])
    assert isinstance(found, StratifiedComparison)
    assert found.difference.estimate == pytest.approx(0.15)
    assert isinstance(found.odds_ratio, Estimate)
    assert found.odds_ratio.estimate == pytest.approx(14 * 9 / (6 * 11))


def test_the_common_difference_by_hand() -> None:
    """Weights n1 n2 / N: 20/9 and 12/7; Sato's variance term by term."""
    found = compare_within_strata([3, 2], [4, 3], [2, 1], [5, 4])
    assert isinstance(found, StratifiedComparison)
    w1, w2 = 20 / 9, 12 / 7
    d = ((3 * 5 - 2 * 4) / 9 + (2 * 4 - 1 * 3) / 7) / (w1 + w2)
    p = (16 * 2 - 25 * 3 + 20 * 1 / 2) / 81 + (9 * 1 - 16 * 2 + 12 * 1 / 2) / 49
    q = (3 * 3 + 2 * 1) / 18 + (2 * 3 + 1 * 1) / 14
    reach = 1.959963984540054 * math.sqrt((d * p + q) / (w1 + w2) ** 2)
    assert found.difference.estimate == pytest.approx(d, rel=1e-12)
    assert found.difference.low == pytest.approx(d - reach, rel=1e-12)
    assert found.difference.high == pytest.approx(d + reach, rel=1e-12)
    assert found.difference.n == 16


def test_the_common_difference_covers() -> None:
    """400 studies of six strata of unlike size with a true difference of .2."""
    rng = np.random.default_rng(10)
    n1, n2 = np.array([5, 9, 14, 6, 20, 11]), np.array([8, 4, 15, 12, 17, 6])
    base = np.array([0.2, 0.5, 0.3, 0.6, 0.4, 0.7])
    holds = 0
    for _ in range(400):
        found = compare_within_strata(rng.binomial(n1, base + 0.2), n1, rng.binomial(n2, base), n2)
        assert isinstance(found, StratifiedComparison)
        holds += found.difference.low <= 0.2 <= found.difference.high
    assert 0.92 <= holds / 400 <= 0.975


def test_the_continuity_correction_never_turns_evidence_up() -> None:
    even = compare_within_strata([2], [4], [2], [4], correct=True)
    assert isinstance(even, StratifiedComparison)
    assert (even.statistic, even.p) == (0.0, 1.0)
    assert str(even.verdict) == "unresolved (no number of people tells equal shares apart)"


def test_a_verdict_within_strata() -> None:
    """7.849 / (1.5246 / 4526) = 23,301 people, 18,775 more."""
    assert str(compared().verdict) == "unresolved (needs about 18775 more)"
    clear = compare_within_strata([9, 9], [10, 10], [1, 2], [10, 10])
    assert isinstance(clear, StratifiedComparison)
    assert str(clear.verdict) == "supported"


def test_strata_that_tell_nothing_are_left_aside() -> None:
    found = compare_within_strata([3, 2, 4], [4, 3, 4], [2, 1, 0], [5, 4, 0])
    bare = compare_within_strata([3, 2], [4, 3], [2, 1], [5, 4])
    assert found == bare
    reason = NotEstimable("no stratum holds both arms and both answers", -1.0, 1.0)
    assert compare_within_strata([4, 0], [4, 0], [5, 1], [5, 3]) == reason


def test_no_odds_where_an_arm_has_one_answer_only() -> None:
    found = compare_within_strata([5], [5], [2], [5])
    assert isinstance(found, StratifiedComparison)
    reason = NotEstimable("no stratum has both answers in both arms", 0.0, math.inf)
    assert found.odds_ratio == reason
    turned = compare_within_strata([2], [5], [5], [5])
    assert isinstance(turned, StratifiedComparison)
    assert turned.odds_ratio == reason


def test_the_allocation_test_is_the_exact_one_by_brute_force() -> None:
    """Two blocks of four; every way to allocate two and two within each block."""
    k, n = np.array([[2, 0], [2, 1]]), np.array([[2, 2], [2, 2]])
    observed = abs(4 - 1)
    tables = [0, 1, 1, 1, 1, 2], [1, 1, 1, 2, 2, 2]  # replies to arm A: C(4, 2) equal ways
    as_uneven = sum(
        abs((a + b) - (2 + 3 - a - b)) >= observed for a, b in product(tables[0], tables[1])
    )
    found = allocation_test(k, n, rng=np.random.default_rng(1), draws=20_000)
    assert isinstance(found, AllocationTest)
    assert found.p == pytest.approx(as_uneven / 36, abs=0.01)
    assert found.p_low < as_uneven / 36 < found.p_high
    assert (found.draws, found.blocks) == (20_000, 2)
    assert found.verdict.note == "the allocation alone often makes arms as uneven"


def test_the_allocation_test_keeps_its_level_and_has_power() -> None:
    rng = np.random.default_rng(5)
    n = np.full((10, 3), 2)
    false = true = 0
    for _ in range(150):
        null = allocation_test(rng.binomial(2, 0.6, (10, 3)), n, rng=rng, draws=400)
        apart = allocation_test(
            np.stack([rng.binomial(2, p, 10) for p in (0.9, 0.6, 0.1)], axis=1), n, rng=rng,
            draws=400,
        )  # fmt: skip
        assert isinstance(null, AllocationTest)
        assert isinstance(apart, AllocationTest)
        false += null.verdict.outcome == "supported"
        true += apart.verdict.outcome == "supported"
    assert false / 150 <= 0.09
    assert true / 150 >= 0.9


def test_a_drawn_p_counts_the_observed_table() -> None:
    k, n = np.array([[8, 0]]), np.array([[8, 8]])
    found = allocation_test(k, n, rng=np.random.default_rng(2), draws=500)
    assert isinstance(found, AllocationTest)
    assert found.p >= 1 / 501
    assert str(found.verdict) == "supported"
    seven = allocation_test(k, n, rng=np.random.default_rng(2), draws=5_001)
    assert isinstance(seven, AllocationTest)
    assert seven.draws == 5_001


def test_an_allocation_to_one_arm_is_no_test() -> None:
    rng = np.random.default_rng(0)
    reason = NotEstimable("fewer than two arms hold anybody")
    assert allocation_test([[3, 0], [0, 0]], [[4, 0], [0, 0]], rng=rng) == reason
    with pytest.raises(ValueError, match="a table of blocks by arms"):
        allocation_test([1, 2], [3, 4], rng=rng)
