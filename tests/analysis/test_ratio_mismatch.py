"""Did as many people reach each arm as were meant to?"""

from __future__ import annotations

from itertools import product
from math import factorial, prod

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import binomtest, chisquare

from askwhy.analysis import NotEstimable, RatioMismatch, sample_ratio_mismatch
from askwhy.analysis.ratio import mismatch_e_value


def mismatch(counts: list[int], expected: list[float]) -> RatioMismatch:
    found = sample_ratio_mismatch(counts, expected)
    assert isinstance(found, RatioMismatch)
    return found


def test_the_exact_multinomial_of_fagerland() -> None:
    """contingencytables, chapter 3: ten patients 6, 1, 3 against .402, .479, .119."""
    found = mismatch([6, 1, 3], [0.402, 0.479, 0.119])
    assert found.p == pytest.approx(0.04792, abs=5e-6)
    assert found.mid_p == pytest.approx(0.04649, abs=5e-6)
    assert (found.tables, found.n) == (66, 10)
    assert found.method == "exact multinomial"
    assert found.p_low == found.p == found.p_high


@pytest.mark.parametrize(
    ("counts", "p", "tolerance"),
    [([30, 20], 0.203, 5e-4), ([35, 15], 0.0066, 5e-5), ([20, 18, 9], 0.112, 0.002)],
)
def test_the_planning_figures(counts: list[int], p: float, tolerance: float) -> None:
    found = mismatch(counts, [1.0] * len(counts))
    assert found.p == pytest.approx(p, abs=tolerance)
    if len(counts) == 2:
        assert found.p == pytest.approx(binomtest(counts[0], sum(counts)).pvalue, rel=1e-12)
    assert mismatch([30, 20], [0.5, 0.5]).p > float(chisquare([30, 20]).pvalue)


def test_every_table_is_enumerated_in_the_order_of_chi_squared() -> None:
    """Brute force over four arms of unlike shares."""
    counts, shares = np.array([3, 0, 2, 4]), np.array([0.4, 0.2, 0.3, 0.1])

    def distance(table: np.ndarray) -> float:
        return float((((table - 9 * shares) ** 2) / (9 * shares)).sum())

    p = mid = 0.0
    for table in product(range(10), repeat=4):
        if sum(table) == 9:
            chance = factorial(9) / prod(factorial(x) for x in table)
            chance *= float(np.prod(shares ** np.array(table)))
            gap = distance(np.array(table)) - distance(counts)
            p += chance * (gap > -1e-9)
            mid += chance * (1.0 if gap > 1e-9 else 0.5 if gap > -1e-9 else 0.0)
    found = mismatch([3, 0, 2, 4], [4, 2, 3, 1])
    assert found.p == pytest.approx(p, rel=1e-10)
    assert found.mid_p == pytest.approx(mid, rel=1e-10)


def test_the_e_value_of_savvi() -> None:
    """Lindon and Malek (2022): 30 and 20 at concentration 100 give 1.141395828."""
    found = mismatch([30, 20], [0.5, 0.5])
    assert found.e_value == pytest.approx(1.141395828, abs=5e-10)
    ten = sample_ratio_mismatch([30, 20], [1, 1], concentration=10.0)
    assert isinstance(ten, RatioMismatch)
    logs = gammaln(10) - gammaln(60) + gammaln(35) + gammaln(25) - 2 * gammaln(5)
    assert ten.e_value == pytest.approx(float(np.exp(logs + 50 * np.log(2))))


def test_the_e_value_is_one_on_average() -> None:
    """Summed over all outcomes of eleven people in unlike arms."""
    shares = np.array([0.7, 0.3])
    total = 0.0
    for k in range(12):
        chance = factorial(11) / factorial(k) / factorial(11 - k) * 0.7**k * 0.3 ** (11 - k)
        total += chance * mismatch_e_value(np.array([k, 11 - k]), shares, 100.0)
    assert total == pytest.approx(1.0, rel=1e-10)


def test_looking_daily_raises_few_false_alarms() -> None:
    """400 studies of 180 days at five a day, no blocks: p below .01 at some time in over 5 %."""
    rng = np.random.default_rng(3)
    shares = np.array([0.5, 0.5])
    by_e = by_chi2 = 0
    for _ in range(400):
        first = rng.binomial(5, 0.5, 180).cumsum()
        n = 5 * np.arange(1, 181)
        by_chi2 += bool(((2 * first - n) ** 2 / n > 6.634897).any())
        by_e += (
            max(
                mismatch_e_value(np.array([k, m - k]), shares, 100.0)
                for k, m in zip(first[::9], n[::9], strict=True)
            )
            >= 100
        )
    assert by_chi2 / 400 > 0.05
    assert by_e / 400 <= 0.01


def test_an_alarm_is_a_p_below_a_thousandth_or_an_e_of_a_hundred() -> None:
    assert mismatch([35, 15], [1, 1]).verdict.note == "no alarm"
    assert mismatch([35, 15], [1, 1]).verdict.outcome == "unresolved"
    assert str(mismatch([40, 10], [1, 1]).verdict) == "supported"
    assert mismatch([50, 50], [1, 1]).e_value < 1
    slow = sample_ratio_mismatch([600, 500], [1, 1])
    assert isinstance(slow, RatioMismatch)
    assert (slow.p < 0.01, slow.verdict.outcome) == (True, "unresolved")
    many = sample_ratio_mismatch([6_500, 6_000], [1, 1])
    assert isinstance(many, RatioMismatch)
    assert (many.p < 0.001, many.verdict.outcome) == (True, "supported")


def test_an_even_split_is_no_mismatch() -> None:
    found = mismatch([25, 25], [1, 1])
    assert found.p == pytest.approx(1.0)
    assert found.mid_p < 1.0


def test_weights_are_made_shares() -> None:
    assert mismatch([12, 24], [1, 2]) == mismatch([12, 24], [1 / 3, 2 / 3])


def test_large_tables_are_drawn_and_need_a_generator() -> None:
    counts, expected = [500, 480, 520, 600], [1, 1, 1, 1]
    with pytest.raises(ValueError, match="drawing tables needs a random generator"):
        sample_ratio_mismatch(counts, expected)
    rng = np.random.default_rng(0)
    found = sample_ratio_mismatch(counts, expected, rng=rng, draws=120_000)
    assert isinstance(found, RatioMismatch)
    assert found.method == "drawn multinomial"
    assert found.tables == 120_000
    chi2 = float(chisquare(counts).pvalue)
    assert found.p == pytest.approx(chi2, rel=0.25)
    assert found.p_low < found.p < found.p_high
    assert found.p_high - found.p_low < 6e-4
    assert found.mid_p <= found.p


def test_drawn_tables_agree_with_all_tables() -> None:
    from askwhy.analysis.ratio import _drawn

    shares = np.array([0.402, 0.479, 0.119])
    beyond, here = _drawn(np.array([6, 1, 3]), shares, np.random.default_rng(5), 100_000)
    exact = mismatch([6, 1, 3], shares.tolist())
    assert (beyond + here) / 100_000 == pytest.approx(exact.p, abs=0.003)
    assert (beyond + here / 2) / 100_000 == pytest.approx(exact.mid_p, abs=0.003)


def test_nobody_in_any_arm_is_no_answer() -> None:
    assert sample_ratio_mismatch([0, 0], [1, 1]) == NotEstimable("no arm holds anybody")


def test_arms_and_shares_are_checked() -> None:
    for counts, expected in (([3], [1]), ([3, 4], [1]), ([[3, 4]], [[1, 1]])):
        with pytest.raises(ValueError, match="one count and one meant share"):
            sample_ratio_mismatch(counts, expected)
    with pytest.raises(ValueError, match="every meant share is above 0"):
        sample_ratio_mismatch([3, 4], [1, 0])
