"""A cohort holds no ask that is too young for its silence to mean anything."""

from __future__ import annotations

import numpy as np
import pytest

from askwhy.analysis import Cohort


def cohort(days: list[int], as_of: int = 30, horizon: int = 14) -> Cohort:
    k = np.arange(2 * len(days)).reshape(-1, 2)
    return Cohort(k, k + 3, np.array(days, dtype=np.int64), as_of, horizon)


def test_an_ask_matures_on_the_day_of_its_horizon() -> None:
    assert cohort([1, 16]).asked_day.tolist() == [1, 16]
    with pytest.raises(ValueError, match=r"^asks of day 17 mature on day 31, not 30$"):
        cohort([1, 17, 18])


def test_immature_blocks_are_left_out_and_counted() -> None:
    found = Cohort.matured(
        [[1, 2], [3, 4], [0, 1]], [[5, 6], [7, 8], [9, 2]], [1, 16, 17], as_of=30, horizon=14
    )
    assert found.k.tolist() == [[1, 2], [3, 4]]
    assert found.n.tolist() == [[5, 6], [7, 8]]
    assert found.asked_day.tolist() == [1, 16]
    assert found.left_out == 11
    assert (found.as_of, found.horizon) == (30, 14)


def test_an_ended_study_is_one_block() -> None:
    found = Cohort.ended([7, 14], [7, 20], horizon=14)
    assert found.k.tolist() == [[7, 14]]
    assert found.n.tolist() == [[7, 20]]
    assert (found.as_of, found.horizon, found.left_out) == (14, 14, 0)
    assert found.asked_day.tolist() == [0]
    assert Cohort.ended(3, 4, horizon=1).k.shape == (1, 1)


def test_totals_are_by_group() -> None:
    k, n = cohort([1, 2, 3]).totals
    assert k.tolist() == [6, 9]
    assert n.tolist() == [15, 18]


def test_some_groups_can_be_kept() -> None:
    found = Cohort.matured([[1, 2, 3]], [[4, 5, 6]], [2], as_of=9, horizon=7).only(2, 0)
    assert found.k.tolist() == [[3, 1]]
    assert found.n.tolist() == [[6, 4]]
    assert (found.asked_day.tolist(), found.as_of, found.horizon) == ([2], 9, 7)
    young = Cohort.matured([[1, 2]] * 2, [[4, 5]] * 2, [2, 3], as_of=9, horizon=7).only(0)
    assert young.left_out == 9


def test_the_counts_of_a_cohort_cannot_be_changed() -> None:
    mine = np.array([[1, 2]])
    found = Cohort(mine, mine + 1, np.array([0]), 7, 7)
    mine[0, 0] = 0
    assert found.k.tolist() == [[1, 2]]
    for array in (found.k, found.n, found.asked_day):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_blocks_stand_in_the_order_of_asking() -> None:
    with pytest.raises(ValueError, match="the order of asking"):
        cohort([2, 1])
    assert cohort([2, 2]).asked_day.tolist() == [2, 2]


def test_a_cohort_is_a_table_with_a_day_for_each_block() -> None:
    with pytest.raises(ValueError, match="a table of blocks by groups"):
        Cohort(np.array([1]), np.array([2]), np.array([1]), 9, 7)
    with pytest.raises(ValueError, match="a table of blocks by groups"):
        Cohort(np.array([[1]]), np.array([[2]]), np.array([1, 2]), 9, 7)


def test_a_horizon_leaves_time_to_reply() -> None:
    with pytest.raises(ValueError, match="a horizon of 0 days leaves no time to reply"):
        Cohort.ended([1], [2], horizon=0)


def test_more_replies_than_asks_are_refused() -> None:
    with pytest.raises(ValueError, match="k = 3 is more than n = 2"):
        Cohort.ended([3], [2], horizon=1)


def test_days_are_merged_until_each_block_holds_enough() -> None:
    n = np.array([[3, 1], [2, 1], [0, 1], [5, 5], [1, 0], [2, 0]])
    found = Cohort(n // 2, n, np.arange(6), 40, 14, left_out=5).merged(8)
    assert found.n.tolist() == [[5, 3], [8, 5]]
    assert found.k.tolist() == [[2, 0], [3, 2]]
    assert found.asked_day.tolist() == [2, 5]
    assert (found.as_of, found.horizon, found.left_out) == (40, 14, 5)


def test_a_rest_that_holds_enough_stays_a_block() -> None:
    n = np.array([[8], [7], [1]])
    found = Cohort(n * 0, n, np.array([3, 4, 9]), 40, 14).merged(8)
    assert found.n.tolist() == [[8], [8]]
    assert found.asked_day.tolist() == [3, 9]


def test_too_few_asks_are_one_block_and_none_stay_none() -> None:
    n = np.array([[1], [2]])
    assert Cohort(n * 0, n, np.array([3, 4]), 40, 14).merged(8).n.tolist() == [[3]]
    none = Cohort(n[:0], n[:0], np.array([], dtype=np.int64), 40, 14)
    assert none.merged(8).n.shape == (0, 1)
    assert none.totals[1].tolist() == [0]


def test_days_are_whole_numbers() -> None:
    with pytest.raises(TypeError, match=r"^asked_day must hold whole numbers, not float64$"):
        Cohort.matured([[1]], [[2]], [1.5], as_of=9, horizon=7)
    with pytest.raises(ValueError, match=r"^asked_day holds the negative count -1$"):
        Cohort(np.array([[1]]), np.array([[2]]), np.array([-1]), 9, 7)


@pytest.mark.parametrize(
    ("asked", "at_least", "merged"),
    [
        ([8, 8, 8], 8, [8, 8, 8]),
        ([7, 1, 8], 8, [8, 8]),
        ([7, 1, 7, 1], 8, [8, 8]),
        ([8, 7], 8, [15]),
        ([8, 8, 7], 8, [8, 15]),
        ([3, 3, 3, 3], 5, [6, 6]),
        ([9, 1, 7, 9], 8, [9, 8, 9]),
    ],
)
def test_blocks_after_merging(asked: list[int], at_least: int, merged: list[int]) -> None:
    n = np.array(asked)[:, None]
    found = Cohort(n * 0, n, np.arange(len(asked)), 40, 14).merged(at_least)
    assert found.n[:, 0].tolist() == merged
    assert found.asked_day[-1] == len(asked) - 1
