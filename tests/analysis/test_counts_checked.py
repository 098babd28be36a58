"""Counts are checked, broadcast and compressed in one place."""

from __future__ import annotations

import numpy as np
import pytest

from askwhy.analysis import _counts
from askwhy.analysis._counts import Ints, Limits, as_counts, by_distinct_rows, distinct_rows


def test_successes_and_totals_take_one_shape() -> None:
    k, n = as_counts([[1], [2]], [3, 4, 5])
    assert k.tolist() == [[1, 1, 1], [2, 2, 2]]
    assert n.tolist() == [[3, 4, 5], [3, 4, 5]]
    assert k.dtype == np.int64


def test_more_successes_than_people_are_refused_with_the_first_such_cell() -> None:
    with pytest.raises(ValueError, match=r"^k = 6 is more than n = 5$"):
        as_counts([1, 6, 9], [5, 5, 5])


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^k holds the negative count -3$"):
        as_counts([1, -3], [5, 5])
    with pytest.raises(ValueError, match=r"^n holds the negative count -1$"):
        as_counts(0, -1)


def test_fractions_are_not_counts() -> None:
    with pytest.raises(TypeError, match=r"^k must hold whole numbers, not float64$"):
        as_counts(1.0, 2)
    with pytest.raises(TypeError, match=r"^n must hold whole numbers, not bool$"):
        as_counts(1, True)


def test_the_largest_count_is_taken_and_one_more_is_not() -> None:
    k, n = as_counts(0, 2**31 - 1)
    assert (int(k), int(n)) == (0, 2147483647)
    with pytest.raises(ValueError, match=r"^n holds 2147483648, more than 2147483647$"):
        as_counts(0, 2**31)


def test_no_counts_at_all_are_an_empty_answer() -> None:
    k, n = as_counts(np.zeros(0, dtype=int), np.zeros(0, dtype=int))
    assert k.shape == n.shape == (0,)


@pytest.mark.parametrize("stretch", [1, 2_000_000])
def test_distinct_rows_rebuild_the_given_rows(stretch: int) -> None:
    """`stretch` makes the codes too far apart for a table, so that both ways are taken."""
    rng = np.random.default_rng(5)
    columns = [rng.integers(0, 7, 500) * stretch, rng.integers(0, 3, 500) * stretch]
    rows, place = distinct_rows(columns)
    pairs = list(zip(rows[0].tolist(), rows[1].tolist(), strict=True))
    assert len(set(pairs)) == len(pairs) == 21
    assert all((row[place] == column).all() for row, column in zip(rows, columns, strict=True))


def test_a_slow_function_sees_each_distinct_row_once() -> None:
    seen: list[tuple[int, int]] = []

    def limits(k: Ints, n: Ints) -> Limits:
        seen.extend(zip(k.tolist(), n.tolist(), strict=True))
        return np.divide(k, 2), np.multiply(n, 3.0)

    k = np.tile([1, 2, 3, 1], (25, 2))
    low, high = by_distinct_rows(limits, k, np.full_like(k, 5))
    assert sorted(seen) == [(1, 5), (2, 5), (3, 5)]
    assert (low == k / 2.0).all()
    assert (high == 15.0).all()
    assert low.shape == (25, 8)


def test_a_handful_is_not_worth_compressing() -> None:
    sizes: list[int] = []

    def limits(k: Ints, n: Ints) -> Limits:
        sizes.append(k.size)
        return k.astype(float), n.astype(float)

    ones = np.ones((8, 8), dtype=np.int64)
    low, _ = by_distinct_rows(limits, ones, ones)
    by_distinct_rows(limits, np.ones(65, dtype=np.int64), np.ones(65, dtype=np.int64))
    assert sizes == [_counts._FEW, 1]
    assert low.shape == (8, 8)
