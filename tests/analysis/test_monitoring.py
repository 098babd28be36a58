"""Evidence that may be looked at every day."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import beta

from askwhy.analysis import Cohort, EProcess, NotEstimable, e_process, equality_e_value
from askwhy.analysis.intervals import log_mixture
from askwhy.analysis.sequential import log_block_path

FIRST = [1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1]
SECOND = [0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1]


def blocks(k: list[list[int]], n: list[list[int]]) -> Cohort:
    return Cohort(np.array(k), np.array(n), np.arange(len(k)), len(k) + 14, 14)


def test_the_block_process_agrees_with_rs_safestats() -> None:
    """safestats, calculateSequential2x2E with all four Beta parameters .18, on these data."""
    pairs = np.array([FIRST, SECOND]).T
    path = log_block_path(pairs, np.ones_like(pairs))
    assert math.exp(path[-1]) == pytest.approx(1.0870103102, rel=1e-10)
    fives = np.array([[3, 2, 3, 1, 2], [0, 1, 1, 0, 1]]).T
    path = log_block_path(fives, np.tile([3, 2], (5, 1)))
    assert math.exp(path[-1]) == pytest.approx(0.114323587079, rel=1e-10)


def test_two_blocks_by_hand_as_safestats_tests_them() -> None:
    """Uniform priors, (1, 0) twice: 1, then (2/3)^2 / (1/2)^2 = 16/9."""
    k = np.array([[1, 0], [1, 0]])
    path = log_block_path(k, np.ones_like(k), prior=1.0)
    assert np.exp(path).tolist() == pytest.approx([1.0, 16 / 9])


def test_three_groups_and_uneven_blocks_by_hand() -> None:
    """Each block's likelihood at the rates so far over that at their mean, weighted by asks."""
    k, n = [[2, 0, 1], [1, 1, 0], [3, 0, 2]], [[3, 1, 2], [1, 4, 0], [3, 2, 2]]
    had_k, had_n, expected = [0, 0, 0], [0, 0, 0], 1.0
    for row_k, row_n in zip(k, n, strict=True):
        rates = [(a + 0.18) / (b + 0.36) for a, b in zip(had_k, had_n, strict=True)]
        mean = sum(r * m for r, m in zip(rates, row_n, strict=True)) / sum(row_n)
        for x, m, rate in zip(row_k, row_n, rates, strict=True):
            expected *= rate**x * (1 - rate) ** (m - x) / (mean**x * (1 - mean) ** (m - x))
        had_k = [a + x for a, x in zip(had_k, row_k, strict=True)]
        had_n = [b + m for b, m in zip(had_n, row_n, strict=True)]
    found = e_process(blocks(k, n))
    assert isinstance(found, EProcess)
    assert math.exp(found.log_e[-1]) == pytest.approx(expected, rel=1e-12)
    assert found.log_e.shape == (3,)
    assert (found.blocks, found.n, found.confidence) == (3, 18, 0.95)


def test_evidence_once_reached_is_kept() -> None:
    strong = [[9, 1]] * 6 + [[1, 9]] * 6
    found = e_process(blocks(strong, [[10, 10]] * 12))
    assert isinstance(found, EProcess)
    assert found.log_highest == found.log_e.max() > found.log_e[-1]
    assert found.p == pytest.approx(math.exp(-found.log_highest))
    first = int(np.flatnonzero(found.log_e >= math.log(20))[0])
    assert found.resolved_at == first
    assert 0 < first < 6
    assert str(found.verdict) == "supported"


def test_the_bar_is_one_over_alpha() -> None:
    k, n = [[9, 1]] * 4, [[10, 10]] * 4
    path = log_block_path(np.array(k), np.array(n))
    just = 1 - math.exp(-path[1]) - 1e-9
    found = e_process(blocks(k, n), confidence=just)
    assert isinstance(found, EProcess)
    assert found.resolved_at == 1
    later = e_process(blocks(k, n), confidence=just + 1e-6)
    assert isinstance(later, EProcess)
    assert later.resolved_at == 2


def test_equal_groups_leave_the_matter_open() -> None:
    found = e_process(blocks([[5, 5]] * 3, [[10, 10]] * 3))
    assert isinstance(found, EProcess)
    assert found.log_highest == 0.0
    assert found.p == 1.0
    assert found.resolved_at is None
    assert str(found.verdict) == "unresolved (keep looking)"


def test_a_block_of_one_group_or_of_nobody_is_worth_nothing() -> None:
    found = e_process(blocks([[4, 1], [2, 0], [0, 0]], [[5, 5], [7, 0], [0, 0]]))
    assert isinstance(found, EProcess)
    assert found.log_e[0] == pytest.approx(found.log_e[1])
    assert found.log_e[1] == found.log_e[2]


def test_false_alarms_stay_below_alpha_however_often_one_looks() -> None:
    """1,500 studies of 80 days, six asks a day in two groups at .65; .018 to .026 was measured."""
    rng = np.random.default_rng(42)
    n = np.full((80, 2), 3)
    alarms = sum(
        bool((log_block_path(rng.binomial(3, 0.65, (80, 2)), n) >= math.log(20)).any())
        for _ in range(1_500)
    )
    assert 0.008 < alarms / 1_500 < 0.03


def test_blocks_resolve_sooner_than_totals() -> None:
    """.70 against .55 at forty asks a day: median 422 people against 728 by the mixture."""
    rng = np.random.default_rng(9)
    by_blocks, by_totals = [], []
    for _ in range(200):
        k = np.stack([rng.binomial(20, rate, 100) for rate in (0.7, 0.55)], axis=1)
        n = np.full_like(k, 20)
        by_blocks.append(np.flatnonzero(log_block_path(k, n) >= math.log(20))[0] + 1)
        total_k, total_n = k.cumsum(axis=0), n.cumsum(axis=0)
        pooled = total_k.sum(axis=1) / total_n.sum(axis=1)
        null = total_k.sum(axis=1) * np.log(pooled)
        null += (total_n - total_k).sum(axis=1) * np.log1p(-pooled)
        path = log_mixture(total_k, total_n).sum(axis=1) - null
        by_totals.append(np.flatnonzero(path >= math.log(20))[0] + 1)
    assert 40 * np.median(by_blocks) == pytest.approx(422, abs=60)
    assert 40 * np.median(by_totals) == pytest.approx(728, abs=80)


@pytest.mark.parametrize(
    ("k", "n", "e"),
    [
        ([4, 7, 6], [4, 10, 11], 0.11),
        ([5, 14, 11], [5, 20, 20], 0.11),
        ([7, 14, 11], [7, 20, 20], 0.21),
        ([10, 14, 11], [10, 20, 20], 0.5),
        ([8, 35, 22], [8, 50, 40], 0.3),
        ([12, 42, 15], [12, 60, 28], 0.9),
        ([12, 42, 33], [12, 60, 60], 1.5),
        ([20, 70, 44], [20, 100, 80], 39),
    ],
)
def test_the_evidence_of_the_posts_table(k: list[int], n: list[int], e: float) -> None:
    found = equality_e_value(Cohort.ended(k, n, horizon=14))
    assert isinstance(found, float)
    assert found == pytest.approx(e, abs=0.05 if e < 2 else 0.5)


def test_the_evidence_of_totals_by_hand() -> None:
    """Beta mixtures of 7/7 and 1/4 against the likeliest common rate 8/11."""
    found = equality_e_value(Cohort.ended([7, 1], [7, 4], horizon=1))
    expected = beta(7.5, 0.5) * beta(1.5, 3.5) / np.pi**2 / ((8 / 11) ** 8 * (3 / 11) ** 3)
    assert found == pytest.approx(expected, rel=1e-12)


def test_overwhelming_evidence_is_still_a_number() -> None:
    found = equality_e_value(Cohort.ended([5000, 0], [5000, 5000], horizon=1))
    assert isinstance(found, float)
    assert math.isfinite(found)
    assert found > 1e300


def test_one_group_cannot_be_compared() -> None:
    reason = NotEstimable("fewer than two groups hold a matured ask")
    for cohort in (Cohort.ended([3, 0], [5, 0], horizon=1), Cohort.ended([3], [5], horizon=1)):
        assert e_process(cohort) == reason
        assert equality_e_value(cohort) == reason


def test_one_block_and_one_ask_in_a_group_are_enough_to_begin() -> None:
    found = e_process(Cohort.ended([3, 0], [5, 1], horizon=1))
    assert isinstance(found, EProcess)
    assert found.log_e.tolist() == pytest.approx([0.0])
    assert isinstance(equality_e_value(Cohort.ended([3, 0], [5, 1], horizon=1)), float)
