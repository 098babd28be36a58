"""Shrinkage: the book's rats, brute force, coverage, and what it does to the top group."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betainc, betaln
from scipy.stats import beta

from askwhy.analysis import (
    Estimate,
    NotEstimable,
    ShrunkenShares,
    probability_greater,
    proportion_interval,
    shrink_proportions,
)
from askwhy.analysis.shrinkage import posterior_cells, uniform_log_prior

# Tumours in 71 groups of rats, Tarone (1982), as printed in Bayesian Data Analysis, table 5.1
RATS_K = [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10] + [4] * 7
RATS_K += [10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9, 4]
RATS_N = [20] * 7 + [19] * 4 + [18, 18, 17, 20, 20, 20, 20, 19, 19, 18, 18, 25, 24, 23]
RATS_N += [20] * 6 + [10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50] + [20] * 7
RATS_N += [48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14]


def shrunken(k: list[int], n: list[int], confidence: float = 0.95) -> ShrunkenShares:
    found = shrink_proportions(k, n, confidence=confidence)
    assert isinstance(found, ShrunkenShares)
    return found


def test_the_rats_of_the_book() -> None:
    """Gelman et al., BDA3, section 5.3: E(alpha) = 2.4, E(beta) = 14.3 for prior (a + b)^-5/2."""
    assert (len(RATS_K), sum(RATS_K), sum(RATS_N)) == (71, 267, 1739)

    def book(mu: np.ndarray, kappa: np.ndarray) -> np.ndarray:
        return np.asarray(np.log(mu) + np.log1p(-mu) - 0.5 * np.log(kappa))

    for side in (24, 60, 100):
        mu, kappa, weights = posterior_cells(np.array(RATS_K), np.array(RATS_N), side, book)
        assert weights.sum() == pytest.approx(1.0)
        assert (mu * kappa) @ weights == pytest.approx(2.40, abs=0.005)
        assert ((1 - mu) * kappa) @ weights == pytest.approx(14.32, abs=0.005)


def test_the_last_group_of_rats_is_drawn_to_the_others() -> None:
    """4/14 = .286 becomes about .211 in the book (.2125 by this prior)."""
    found = shrunken(RATS_K, RATS_N)
    assert float(found.shares.estimate[70]) == pytest.approx(0.211, abs=0.002)
    assert found.mean == pytest.approx(0.144, abs=0.002)


@pytest.mark.parametrize(
    ("k", "n", "means", "limits", "greater"),
    [
        (
            [12, 42, 15],
            [12, 60, 28],
            (0.942, 0.700, 0.553),
            ((0.74, 1.0), (0.58, 0.81), (0.37, 0.72)),
            0.917,
        ),
        ([7, 14, 11], [7, 20, 20], (0.895, 0.698, 0.575), None, 0.815),
    ],
)
def test_the_posts_groups_shrunken(
    k: list[int],
    n: list[int],
    means: tuple[float, ...],
    limits: tuple[tuple[float, float], ...] | None,
    greater: float,
) -> None:
    """Anglo-Saxons, French, Poles; an MCMC run gave .943, .701, .553 and .922."""
    found = shrunken(k, n)
    assert found.shares.estimate.tolist() == pytest.approx(means, abs=0.0025)
    if limits is not None:
        for i, (low, high) in enumerate(limits):
            assert found.shares.low[i] == pytest.approx(low, abs=0.0055)
            assert found.shares.high[i] == pytest.approx(high, abs=0.0055)
    assert probability_greater(found, 1, 2) == pytest.approx(greater, abs=0.002)
    assert probability_greater(found, 2, 1) == pytest.approx(1 - greater, abs=0.002)


def brute_force(k: list[int], n: list[int], group: int, points: np.ndarray) -> np.ndarray:
    """P(share <= point) by plain sums over 300 x 300 values of mu and 1 / (1 + kappa)."""
    mid = (np.arange(300) + 0.5) / 300
    mu, u = (side.ravel() for side in np.meshgrid(mid, mid))
    kappa = 1 / u - 1
    a, b = mu * kappa, (1 - mu) * kappa
    logs = np.zeros(mu.size)
    for x, m in zip(k, n, strict=True):
        logs += betaln(a + x, b + m - x) - betaln(a, b)
    weights = np.exp(logs - logs.max())
    below = betainc(a + k[group], b + n[group] - k[group], points[:, None])
    return np.asarray(below @ weights / weights.sum())


def test_the_grid_is_the_posterior() -> None:
    k, n = [3, 9, 1, 5], [10, 12, 9, 8]
    found = shrunken(k, n, confidence=0.9)
    for group in range(4):
        ends = np.array([found.shares.low[group], found.shares.high[group]])
        assert brute_force(k, n, group, ends).tolist() == pytest.approx([0.05, 0.95], abs=2e-3)
    assert found.shares.confidence == 0.9


def test_the_limits_are_quantiles_of_the_mixture() -> None:
    found = shrunken([0, 3, 8, 20], [2, 9, 8, 30])
    for group in range(4):
        up = found.a + found.k[group]
        down = found.b + found.n[group] - found.k[group]
        low = beta.cdf(found.shares.low[group], up, down) @ found.weights
        high = beta.cdf(found.shares.high[group], up, down) @ found.weights
        assert (low, high) == pytest.approx((0.025, 0.975), abs=1e-5)
        mean = (up / (up + down)) @ found.weights
        assert float(found.shares.estimate[group]) == pytest.approx(mean, rel=1e-12)


def test_the_prior_is_uniform_on_mean_and_on_concentration() -> None:
    """In (logit mu, log kappa) the density is mu (1 - mu) kappa / (1 + kappa)^2."""
    mu, kappa = np.array([0.2, 0.5]), np.array([1.0, 9.0])
    density = np.exp(uniform_log_prior(mu, kappa))
    assert density.tolist() == pytest.approx([0.16 / 4, 0.25 * 9 / 100])


def test_probability_greater_is_that_of_draws() -> None:
    found = shrunken([3, 9, 1, 5], [10, 12, 9, 8])
    rng = np.random.default_rng(0)
    cell = rng.choice(found.weights.size, 200_000, p=found.weights)
    one = rng.beta(found.a[cell] + 3, found.b[cell] + 7)
    two = rng.beta(found.a[cell] + 5, found.b[cell] + 3)
    assert probability_greater(found, 0, 3) == pytest.approx((one > two).mean(), abs=0.004)
    assert probability_greater(found, 0, 0) == pytest.approx(0.5, abs=0.005)


@pytest.mark.slow
def test_shrunken_intervals_cover_and_are_shorter() -> None:
    """8 groups of 4 to 40, shares Beta(7, 3.5): .947 / .338 / .090 against Jeffreys .948 / .377."""
    rng = np.random.default_rng(31)
    n = np.linspace(4, 40, 8).astype(int)
    held, widths, errors, plain_widths, plain_errors, excess, plain_excess = ([] for _ in range(7))
    for _ in range(120):
        truth = rng.beta(7, 3.5, 8)
        k = rng.binomial(n, truth)
        found = shrunken(list(k), list(n))
        plain = proportion_interval(k, n, method="jeffreys")
        held.append((found.shares.low <= truth) & (truth <= found.shares.high))
        widths.append(found.shares.high - found.shares.low)
        plain_widths.append(plain.high - plain.low)
        errors.append(found.shares.estimate - truth)
        alone = (k + 0.5) / (n + 1)  # the Jeffreys posterior mean
        plain_errors.append(alone - truth)
        top, plain_top = int(found.shares.estimate.argmax()), int((k / n).argmax())
        excess.append(float(found.shares.estimate[top]) - truth[top])
        plain_excess.append((k / n)[plain_top] - truth[plain_top])
    assert np.mean(held) == pytest.approx(0.947, abs=0.015)
    assert np.mean(widths) == pytest.approx(0.338, abs=0.02)
    assert np.mean(plain_widths) == pytest.approx(0.377, abs=0.02)
    rmse, plain_rmse = (np.sqrt(np.mean(np.square(e))) for e in (errors, plain_errors))
    assert rmse == pytest.approx(0.090, abs=0.006)
    assert plain_rmse == pytest.approx(0.114, abs=0.008)
    assert np.mean(excess) == pytest.approx(0.012, abs=0.015)
    assert np.mean(plain_excess) == pytest.approx(0.119, abs=0.02)


@pytest.mark.slow
def test_near_equal_groups_are_drawn_close_together() -> None:
    """25 near-equal groups: RMSE .119 -> .057, exaggeration of the top +.214 -> +.017."""
    rng = np.random.default_rng(12)
    errors, plain_errors, excess, plain_excess = [], [], [], []
    for _ in range(60):
        truth = rng.beta(60, 40, 25)
        n = rng.integers(8, 30, 25)
        k = rng.binomial(n, truth)
        estimate = shrunken(list(k), list(n)).shares.estimate.data
        errors.append(estimate - truth)
        plain_errors.append(k / n - truth)
        excess.append(estimate[estimate.argmax()] - truth[estimate.argmax()])
        plain_excess.append((k / n).max() - truth[(k / n).argmax()])
    assert np.sqrt(np.mean(np.square(errors))) < 0.6 * np.sqrt(np.mean(np.square(plain_errors)))
    assert abs(np.mean(excess)) < 0.25 * np.mean(plain_excess)
    assert np.mean(plain_excess) > 0.15


def test_a_coarse_grid_for_many_groups_is_as_exact() -> None:
    """The rats once on the grid for many groups and once on one of 100 x 100."""
    found = shrunken(RATS_K, RATS_N)
    mu, kappa, weights = posterior_cells(np.array(RATS_K), np.array(RATS_N), 100, uniform_log_prior)
    a, b = mu * kappa, (1 - mu) * kappa
    for group in (0, 30, 70):
        up, down = a + RATS_K[group], b + RATS_N[group] - RATS_K[group]
        low, high = found.shares.low[group], found.shares.high[group]
        assert beta.cdf(low, up, down) @ weights == pytest.approx(0.025, abs=2e-5)
        assert beta.cdf(high, up, down) @ weights == pytest.approx(0.975, abs=2e-5)


def test_thousands_of_groups_find_their_distribution() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(1, 120, 6_000)
    k = rng.binomial(n, rng.beta(7, 3.5, 6_000))
    found = shrunken(list(k), list(n))
    assert found.mean == pytest.approx(2 / 3, abs=0.006)
    assert found.concentration == pytest.approx(10.5 / 11.5, abs=0.006)
    up = found.a + found.k[77]
    down = found.b + found.n[77] - found.k[77]
    assert beta.cdf(found.shares.low[77], up, down) @ found.weights == pytest.approx(
        0.025, abs=1e-4
    )


def test_a_group_of_nobody_gets_what_a_new_group_would_have() -> None:
    with_empty = shrunken([7, 14, 11, 0], [7, 20, 20, 0])
    without = shrunken([7, 14, 11], [7, 20, 20])
    cell = with_empty.shares.cell(3)
    assert isinstance(cell, Estimate)
    assert cell.estimate == pytest.approx(without.mean, abs=1e-6)
    assert with_empty.shares.low[1] == pytest.approx(without.shares.low[1], abs=1e-4)
    assert cell.low < with_empty.shares.low[2]
    assert cell.n == 0


def test_what_is_said_of_shrunken_shares() -> None:
    cell = shrunken([7, 14, 11], [7, 20, 20]).shares.cell(1)
    assert isinstance(cell, Estimate)
    assert cell.method == "beta-binomial shrinkage"
    assert cell.assumption == "the groups are alike except for what their own counts show"
    assert (cell.n, cell.confidence) == (20, 0.95)


def test_groups_keep_their_order() -> None:
    found = shrunken([11, 7, 14, 7], [20, 7, 20, 7])
    assert found.shares.estimate[1] == found.shares.estimate[3]
    assert found.shares.estimate[1] > found.shares.estimate[2] > found.shares.estimate[0]
    assert found.shares.n.tolist() == [20, 7, 20, 7]


def test_one_group_has_nothing_to_learn_from() -> None:
    reason = NotEstimable("shrinkage needs at least two groups that hold anybody")
    assert shrink_proportions([3, 0], [4, 0]) == reason
    with pytest.raises(ValueError, match="one number for each group"):
        shrink_proportions([[1]], [[2]])


def test_nobody_answering_anywhere_mirrors_everybody_answering() -> None:
    none, everybody = shrunken([0, 0, 0], [5, 6, 7]), shrunken([5, 6, 7], [5, 6, 7])
    assert (none.shares.low >= 0).all()
    assert (none.shares.low < 1e-6).all()
    assert (none.shares.estimate > 0).all()
    np.testing.assert_allclose(none.shares.high, 1 - everybody.shares.low, atol=1e-6)
    np.testing.assert_allclose(none.shares.estimate, 1 - everybody.shares.estimate, atol=1e-9)
