"""Pairs of groups and families of tests: Holm, Benjamini-Hochberg, e-BH."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from askwhy.analysis import (
    NotEstimable,
    PairDifference,
    Verdict,
    adjust_pvalues,
    boschloo_p,
    e_bh,
    pairwise_differences,
    risk_difference_interval,
)


def pairs(k: list[int], n: list[int], confidence: float = 0.95) -> tuple[PairDifference, ...]:
    found = pairwise_differences(k, n, confidence=confidence)
    assert isinstance(found, tuple)
    return found


def test_holm_and_bh_agree_with_r() -> None:
    """R 4.2: p.adjust(c(.02846, .004066, .14625), "holm" and "BH")."""
    p = [0.02846, 0.004066, 0.14625]
    assert adjust_pvalues(p).tolist() == pytest.approx([0.05692, 0.012198, 0.14625], abs=1e-9)
    assert adjust_pvalues(p, "bh").tolist() == pytest.approx([0.04269, 0.012198, 0.14625], abs=1e-9)


def test_adjustment_agrees_with_statsmodels_and_scipy() -> None:
    rng = np.random.default_rng(4)
    for size in (1, 2, 17, 200):
        p = rng.random(size) ** 2
        p[: size // 3] = p[0]  # ties
        np.testing.assert_allclose(adjust_pvalues(p), multipletests(p, method="holm")[1])
        np.testing.assert_allclose(adjust_pvalues(p, "bh"), multipletests(p, method="fdr_bh")[1])
        np.testing.assert_allclose(adjust_pvalues(p, "bh"), false_discovery_control(p))


def test_an_adjusted_p_is_never_above_one() -> None:
    assert adjust_pvalues([0.9, 0.8, 0.6]).tolist() == [1.0, 1.0, 1.0]
    assert adjust_pvalues([1.0, 1.0], "bh").tolist() == [1.0, 1.0]


def test_an_empty_family_stays_empty() -> None:
    assert adjust_pvalues([]).size == 0
    assert e_bh([], 0.05).size == 0


def test_a_family_is_one_list_of_probabilities() -> None:
    with pytest.raises(
        ValueError, match=r"a family of p values is one list, not of shape \(1, 2\)"
    ):
        adjust_pvalues([[0.1, 0.2]])
    for wrong in (-0.01, 1.01, float("nan")):
        with pytest.raises(ValueError, match=r"p values lie between 0 and 1\.0"):
            adjust_pvalues([0.5, wrong])
    with pytest.raises(ValueError, match="no method 'sidak' to adjust p values"):
        adjust_pvalues([0.5], "sidak")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^e values lie between 0 and inf"):
        e_bh([-1.0], 0.05)


def test_e_bh_rejects_the_largest_that_reach_their_bar() -> None:
    """Four hypotheses at .1: the j-th largest needs 40 / j."""
    assert e_bh([41, 1, 0, 2], 0.1).tolist() == [True, False, False, False]
    assert e_bh([39, 21, 0, 2], 0.1).tolist() == [True, True, False, False]
    assert e_bh([39, 19, 0, 2], 0.1).tolist() == [False] * 4
    assert e_bh([10, 10, 10, 10], 0.1).tolist() == [True] * 4
    assert e_bh([1, 14, 14, 14], 0.1).tolist() == [False, True, True, True]
    assert e_bh([np.inf, 0, 0, 0], 0.1).tolist() == [True, False, False, False]
    assert e_bh([40, 0, 0, 0], 0.1).tolist() == [True, False, False, False]


def test_e_bh_bounds_the_share_of_false_findings() -> None:
    """100 hypotheses, 80 true with e-values of mean 1, all dependent: at most .1 x .8."""
    rng = np.random.default_rng(8)
    shares = []
    for _ in range(400):
        shared = rng.exponential()
        e = np.where(np.arange(100) < 80, shared * rng.exponential(size=100), 400.0)
        found = e_bh(e, 0.1)
        assert found[80:].all()
        shares.append(found[:80].sum() / found.sum())
    assert np.mean(shares) <= 0.08


@pytest.mark.parametrize(
    ("k", "n", "adjusted"),
    [
        ([4, 7, 6], [4, 10, 11], (0.74, 0.49, 0.74)),
        ([5, 14, 11], [5, 20, 20], (0.42, 0.20, 0.42)),
        ([7, 14, 11], [7, 20, 20], (0.25, 0.09, 0.38)),
        ([10, 14, 11], [10, 20, 20], (0.13, 0.03, 0.38)),
        ([8, 35, 22], [8, 50, 40], (0.15, 0.035, 0.15)),
        ([12, 42, 15], [12, 60, 28], (0.047, 0.007, 0.15)),
        ([12, 42, 33], [12, 60, 60], (0.047, 0.005, 0.096)),
        ([20, 70, 44], [20, 100, 80], (0.004, 0.000, 0.040)),
    ],
)
def test_the_posts_pairs_at_each_size(
    k: list[int], n: list[int], adjusted: tuple[float, float, float]
) -> None:
    """Holm's Boschloo p of Anglo-Saxons and French, Anglo-Saxons and Poles, French and Poles.

    Two cells of the printed table are rounded from .2525 and .3746 to two digits.
    """
    for pair, p in zip(pairs(k, n), adjusted, strict=True):
        digits = 3 if p < 0.1 and round(p, 2) != p else 2
        assert pair.p_adjusted == pytest.approx(p, abs=0.006 if digits == 2 else 6e-4)


def test_no_pair_of_the_post_survives_holm() -> None:
    found = pairs([7, 14, 11], [7, 20, 20])
    assert [(pair.first, pair.second) for pair in found] == [(0, 1), (0, 2), (1, 2)]
    assert all(pair.verdict.outcome == "unresolved" for pair in found)
    french_polish = found[2]
    assert french_polish.verdict == Verdict("unresolved", 284, (162, 162))
    assert french_polish.family_sizes == (217, 217)
    assert french_polish.p == boschloo_p(14, 20, 11, 20)
    assert french_polish.test == "boschloo"
    assert french_polish.n == 40
    assert (french_polish.pairs, french_polish.confidence) == (3, 0.95)


def test_the_intervals_of_the_pairs_hold_together() -> None:
    """Each at 1 - .05 / 3."""
    found = pairs([7, 14, 11], [7, 20, 20])
    for pair, counts in zip(found, ((7, 7, 14, 20), (7, 7, 11, 20), (14, 20, 11, 20)), strict=True):
        alone = risk_difference_interval(*counts, confidence=1 - 0.05 / 3)
        assert not isinstance(alone, NotEstimable)
        assert (pair.low, pair.high) == pytest.approx((alone.low, alone.high), abs=1e-12)
        assert pair.estimate == pytest.approx(alone.estimate)


def test_a_resolved_pair_needs_nobody() -> None:
    found = pairs([12, 42, 15], [12, 60, 28])
    assert [str(pair.verdict) for pair in found[:2]] == ["supported", "supported"]
    assert found[1].family_sizes == ()
    stricter = pairs([12, 42, 15], [12, 60, 28], confidence=0.99)
    assert [pair.verdict.outcome for pair in stricter] == ["unresolved", "supported", "unresolved"]


def test_bh_may_be_chosen_for_the_family() -> None:
    found = pairwise_differences([12, 42, 15], [12, 60, 28], adjust="bh")
    assert isinstance(found, tuple)
    expected = adjust_pvalues([pair.p for pair in found], "bh")
    assert [pair.p_adjusted for pair in found] == expected.tolist()


def test_an_empty_group_is_in_no_pair() -> None:
    found = pairs([7, 0, 14], [7, 0, 20])
    assert [(pair.first, pair.second) for pair in found] == [(0, 2)]
    reason = NotEstimable("fewer than two groups hold anybody", -1.0, 1.0)
    assert pairwise_differences([0, 3], [0, 4]) == reason


def test_many_pairs_and_large_groups_take_the_score_test() -> None:
    eleven = pairs([3] * 10 + [9], [10] * 11)
    assert len(eleven) == 55
    assert {pair.test for pair in eleven} == {"score"}
    assert {pair.test for pair in pairs([3] * 9 + [9], [10] * 10)} == {"boschloo"}
    assert pairs([100, 90], [200, 201])[0].test == "score"
    assert pairs([100, 90], [200, 200])[0].test == "boschloo"


def test_false_findings_among_equal_groups_stay_rare() -> None:
    """Five groups of 20 at .65, 2,000 times: pairs taken alone find something in a third."""
    p = np.array([[boschloo_p(a, 20, b, 20) for b in range(21)] for a in range(21)])
    rng = np.random.default_rng(15)
    first, second = np.triu_indices(5, 1)
    alone = together = 0
    for k in rng.binomial(20, 0.65, (2_000, 5)):
        family = p[k[first], k[second]]
        alone += bool((family <= 0.05).any())
        together += bool((adjust_pvalues(family) <= 0.05).any())
    assert alone / 2_000 > 0.15
    assert together / 2_000 <= 0.041


def test_pairs_of_a_table_of_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="one number for each group"):
        pairwise_differences([[1, 2]], [[3, 4]])
