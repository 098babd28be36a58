"""Which counts a published percentage can come from, and how ordinary a table is."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import product

import numpy as np
import pytest

from askwhy.analysis import NotEstimable, chances_if_equal, consistent_counts, consistent_totals
from askwhy.analysis._special import binomial_pmf
from askwhy.analysis.published import EqualityChances

POST = (8, 6, 92, 66, 72)


def test_the_post_had_fifty_requests_at_the_least() -> None:
    totals = consistent_totals(POST, 120)
    assert totals[:5] == (50, 53, 64, 65, 71)
    assert totals[totals.index(95) :] == tuple(range(95, 121))
    assert 94 not in totals


def test_at_fifty_every_share_is_exact() -> None:
    assert [consistent_counts(percent, 50) for percent in POST] == [(4,), (3,), (46,), (33,), (36,)]


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_the_counts_are_those_that_round_to_the_percentage(decimals: int) -> None:
    """Brute force in decimal arithmetic, halves rounded up and to even."""
    unit = Decimal(1).scaleb(-decimals)
    for n, percent in product((1, 3, 7, 8, 40, 200), (0, 8, 12.5, 33.3, 50, 62.5, 99.5, 100)):
        published = Decimal(str(percent))
        expected = tuple(
            k
            for k in range(n + 1)
            if any(
                (Decimal(100) * k / n).quantize(unit, mode) == published
                for mode in (ROUND_HALF_UP, ROUND_HALF_EVEN)
            )
        )
        if published == published.quantize(unit):
            assert consistent_counts(percent, n, decimals) == expected


def test_a_half_may_be_rounded_either_way() -> None:
    assert consistent_counts(12, 8) == consistent_counts(13, 8) == (1,)
    assert consistent_counts(11, 8) == ()


def test_a_string_holds_what_a_float_cannot() -> None:
    assert consistent_counts("33.33", 3, 2) == (1,)
    assert consistent_counts("33.34", 3, 2) == ()


def test_several_counts_may_fit_a_large_total() -> None:
    assert consistent_counts(8, 500) == (38, 39, 40, 41, 42)
    assert consistent_counts(0, 500) == (0, 1, 2)
    assert consistent_counts(100, 500) == (498, 499, 500)


def test_a_share_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="a share of 0 people is no share"):
        consistent_counts(50, 0)


@pytest.mark.parametrize(
    ("k", "n", "by_45", "by_30", "of_all"),
    [
        ([4, 7, 6], [4, 10, 11], 0.195, 0.504, 0.241),
        ([5, 14, 11], [5, 20, 20], 0.110, 0.377, 0.132),
        ([7, 14, 11], [7, 20, 20], 0.055, 0.271, 0.069),
        ([10, 14, 11], [10, 20, 20], 0.030, 0.224, 0.030),
        ([8, 35, 22], [8, 50, 40], 0.021, 0.157, 0.037),
        ([12, 42, 15], [12, 60, 28], 0.006, 0.085, 0.012),
        ([12, 42, 33], [12, 60, 60], 0.004, 0.078, 0.007),
        ([20, 70, 44], [20, 100, 80], 0.0002, 0.018, 0.0003),
    ],
)
def test_how_often_equal_groups_look_like_the_posts(
    k: list[int], n: list[int], by_45: float, by_30: float, of_all: float
) -> None:
    """Simulated 400,000 times a row; exact here."""
    wide, narrow = chances_if_equal(k, n, 0.45), chances_if_equal(k, n, 0.30)
    assert isinstance(wide, EqualityChances)
    assert isinstance(narrow, EqualityChances)
    assert wide.of_spread == pytest.approx(by_45, abs=1.1e-3 if by_45 > 0.001 else 1e-4)
    assert narrow.of_spread == pytest.approx(by_30, abs=1.3e-3)
    assert wide.of_all == pytest.approx(of_all, abs=1e-3 if of_all > 0.001 else 1e-4)
    assert wide.rate == pytest.approx(sum(k) / sum(n))
    assert (wide.spread, narrow.spread) == (0.45, 0.30)


def test_the_spread_is_summed_over_every_table() -> None:
    """Brute force over three groups, at spreads that ties make delicate."""
    k, n = [2, 3, 1], [4, 6, 3]
    chance = [binomial_pmf(m, 6 / 13) for m in n]
    for spread in (0.0, 1 / 3, 0.5, 2 / 3, 0.75, 1.0):
        expected = 0.0
        for table in product(range(5), range(7), range(4)):
            shares = np.divide(table, n)
            if np.ptp(shares) >= spread - 1e-9:
                expected += float(np.prod([c[x] for c, x in zip(chance, table, strict=True)]))
        found = chances_if_equal(k, n, spread)
        assert isinstance(found, EqualityChances)
        assert found.of_spread == pytest.approx(expected, abs=1e-12)


def test_the_observed_spread_is_taken_unless_another_is_given() -> None:
    found = chances_if_equal([7, 14, 11], [7, 20, 20])
    assert isinstance(found, EqualityChances)
    assert found.spread == pytest.approx(0.45)
    assert found == chances_if_equal([7, 14, 11, 0], [7, 20, 20, 0], found.spread)


def test_a_group_that_is_all_silent_has_its_chance_too() -> None:
    found = chances_if_equal([1, 2], [2, 4])
    assert isinstance(found, EqualityChances)
    assert found.of_all == pytest.approx(1 - (1 - 0.25) * (1 - 0.0625))
    assert found.of_none == pytest.approx(found.of_all)
    other = chances_if_equal([1, 1], [2, 3])
    assert isinstance(other, EqualityChances)
    assert other.of_none == pytest.approx(1 - (1 - 0.6**2) * (1 - 0.6**3))


def test_one_group_has_no_spread() -> None:
    assert chances_if_equal([3, 0], [4, 0]) == NotEstimable("fewer than two groups hold anybody")


def test_totals_begin_at_one_and_keep_the_decimals() -> None:
    assert consistent_totals([0, 100], 3) == (1, 2, 3)
    assert consistent_totals([33.3], 12, 1) == (3, 6, 9, 12)
    assert consistent_totals([33], 12, 1) == ()
    assert consistent_totals([33], 12) == (3, 6, 9, 12)


def test_a_group_of_one_is_a_group() -> None:
    """1 of 1 and 1 of 2 under a common 2/3: a spread of 50 points or more, by hand."""
    found = chances_if_equal([1, 1], [1, 2])
    assert isinstance(found, EqualityChances)
    alike = (1 / 3) ** 3 + (2 / 3) ** 3  # all silent or all answer; else .5 or 1 apart
    assert found.of_spread == pytest.approx(1 - alike)
