"""Groups known by probabilities: two assumptions, a band, and never a threshold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize

from askwhy.analysis import (
    Estimate,
    Estimates,
    LatentDifference,
    LatentRates,
    NotEstimable,
    Verdict,
    latent_difference,
    latent_group_rates,
    proportion_interval,
    recalibrated_probabilities,
)

Floats = NDArray[np.float64]
MIX = np.array([0.2, 0.5, 0.3])
RATES = np.array([0.9, 0.7, 0.55])
NAMES = np.random.default_rng(0).dirichlet(MIX * 1.8, 400)  # argmax is right for 67 %


def rates(k: object, n: object, table: object, **options: object) -> LatentRates:
    found = latent_group_rates(k, n, table, **options)  # type: ignore[arg-type]
    assert isinstance(found, LatentRates)
    return found


def difference(found: LatentRates, i: int, j: int) -> LatentDifference:
    gap = latent_difference(found, i, j)
    assert isinstance(gap, LatentDifference)
    return gap


def study(rng: np.random.Generator, people: int, world: str) -> tuple[LatentRates, float]:
    """One study in which replying depends on the group, or on what the name tells."""
    name = rng.integers(0, 400, people)
    group = (rng.random(people)[:, None] > NAMES[name].cumsum(axis=1)[:, :2]).sum(axis=1)
    chance = RATES[group] if world == "label" else NAMES[name] @ RATES
    n = np.bincount(name, minlength=400)
    k = np.bincount(name[rng.random(people) < chance], minlength=400)
    truth = RATES
    if world == "proxy":
        truth = (NAMES * (NAMES @ RATES)[:, None]).sum(axis=0) / NAMES.sum(axis=0)
    return rates(k, n, NAMES), float(truth[1] - truth[2])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("world", "people", "label_bias", "proxy_bias", "holds", "fails"),
    [
        ("label", 150, 0.0, -0.10, "label", None),
        ("label", 2_000, 0.0, -0.10, "label", "proxy"),
        ("proxy", 150, 0.10, 0.0, "proxy", None),
        ("proxy", 2_000, 0.10, 0.0, "proxy", "label"),
    ],
)
def test_each_assumption_is_right_in_its_own_world(
    world: str, people: int, label_bias: float, proxy_bias: float, holds: str, fails: str | None
) -> None:
    """The second minus the third group over 200 studies; the band holds in both worlds."""
    rng = np.random.default_rng(people)
    bias: dict[str, list[float]] = {"label": [], "proxy": []}
    held: dict[str, list[bool]] = {"label": [], "proxy": [], "band": []}
    for _ in range(200):
        found, truth = study(rng, people, world)
        gap = difference(found, 1, 2)
        for name, side in (("label", gap.label), ("proxy", gap.proxy)):
            assert isinstance(side, Estimate)
            bias[name].append(side.estimate - truth)
            held[name].append(side.low <= truth <= side.high)
        held["band"].append(gap.low <= truth <= gap.high)
    assert np.mean(bias["label"]) == pytest.approx(label_bias, abs=0.03)
    assert np.mean(bias["proxy"]) == pytest.approx(proxy_bias, abs=0.03)
    assert np.mean(held[holds]) >= 0.90
    assert np.mean(held["band"]) >= 0.92
    if fails is not None:
        assert np.mean(held[fails]) < 0.5


def test_the_mixture_is_the_likeliest_with_half_a_person_added() -> None:
    """Newton's answer against a general optimiser."""
    rng = np.random.default_rng(4)
    table = rng.dirichlet([1, 1, 1], 30)
    n = rng.integers(1, 9, 30)
    k = rng.binomial(n, table @ [0.95, 0.5, 0.1])

    def depth(logit: Floats) -> float:
        theta = 1 / (1 + np.exp(-logit))
        q = table @ theta
        logs = (k * np.log(q) + (n - k) * np.log(1 - q)).sum()
        return float(-logs - 0.5 * (np.log(theta) + np.log(1 - theta)).sum())

    best = minimize(depth, np.zeros(3), method="BFGS", options={"gtol": 1e-9})
    found = rates(k, n, table)
    assert isinstance(found.label, Estimates)
    expected = 1 / (1 + np.exp(-best.x))
    assert found.label.estimate.tolist() == pytest.approx(expected.tolist(), abs=1e-6)


def test_the_covariance_is_the_inverse_of_the_curvature() -> None:
    """Second differences of the penalised log likelihood at its top."""
    table = np.array([[0.8, 0.2], [0.3, 0.7], [0.5, 0.5]])
    k, n = np.array([120, 90, 80]), np.array([200, 180, 150])
    found = rates(k, n, table)
    assert isinstance(found.label, Estimates)
    top = found.label.estimate.data

    def height(theta: Floats) -> float:
        q = table @ theta
        logs = (k * np.log(q) + (n - k) * np.log(1 - q)).sum()
        return float(logs + 0.5 * (np.log(theta) + np.log(1 - theta)).sum())

    step, curve = 1e-4, np.empty((2, 2))
    for i in range(2):
        for j in range(2):
            e, f = np.eye(2)[i] * step, np.eye(2)[j] * step
            corners = height(top + e + f) - height(top + e - f)
            corners -= height(top - e + f) - height(top - e - f)
            curve[i, j] = -corners / (4 * step**2)
    np.testing.assert_allclose(found.label_covariance, np.linalg.inv(curve), rtol=1e-4)
    gap = difference(found, 0, 1)
    assert isinstance(gap.label, Estimate)
    variance = np.array([1, -1]) @ np.linalg.inv(curve) @ np.array([1, -1])
    assert gap.label.high - gap.label.estimate == pytest.approx(
        1.959964 * math.sqrt(variance), 1e-4
    )


def test_certain_names_are_ordinary_groups() -> None:
    """Probabilities 0 and 1: the weighted share is k/n with Wilson's interval."""
    found = rates([7, 14, 3, 8], [7, 20, 6, 14], np.eye(3)[[0, 1, 2, 2]])
    assert found.proxy.estimate.tolist() == pytest.approx([1.0, 0.7, 11 / 20])
    for i, (k, n) in enumerate(((7, 7), (14, 20), (11, 20))):
        wilson = proportion_interval(k, n)
        assert isinstance(wilson, Estimate)
        assert found.proxy.low[i] == pytest.approx(wilson.low, abs=1e-12)
        assert found.proxy.high[i] == pytest.approx(wilson.high, abs=1e-12)
    assert isinstance(found.label, Estimates)
    assert found.label.estimate.tolist() == pytest.approx([7.5 / 8, 14.5 / 21, 11.5 / 21])
    assert found.proxy.n.tolist() == [7, 20, 20]
    gap = difference(found, 1, 2)
    by_hand = 1.959963984540054 * math.sqrt(0.7 * 0.3 / 20 + 0.55 * 0.45 / 20)
    assert gap.proxy.high - gap.proxy.estimate == pytest.approx(by_hand, rel=1e-9)


def test_the_weighted_share_by_hand() -> None:
    """Two names of .75/.25 and .1/.9; effective people (sum p n)^2 / sum p^2 n."""
    table, k, n = [[0.75, 0.25], [0.1, 0.9]], [6, 2], [8, 10]
    found = rates(k, n, table)
    share = (0.75 * 6 + 0.1 * 2) / (0.75 * 8 + 0.1 * 10)
    people = 7.0**2 / (0.75**2 * 8 + 0.1**2 * 10)
    assert float(found.proxy.estimate[0]) == pytest.approx(share)
    z = 1.959963984540054
    centre = (share + z * z / (2 * people)) / (1 + z * z / people)
    assert (found.proxy.low[0] + found.proxy.high[0]) / 2 == pytest.approx(centre)
    influence = [(0.75 / 7, 6, 2), (0.1 / 7, 2, 8)]
    variance = sum(w * w * (r * (1 - share) ** 2 + s * share**2) for w, r, s in influence)
    assert found.proxy_covariance[0, 0] == pytest.approx(variance)
    other = (0.25 * 6 + 0.9 * 2) / 11
    cross = sum(
        w * v * (r * (1 - share) * (1 - other) + s * share * other)
        for (w, r, s), v in zip(influence, (0.25 / 11, 0.9 / 11), strict=True)
    )
    assert found.proxy_covariance[0, 1] == pytest.approx(cross)


def test_the_band_takes_both_sides_or_the_one_asked_for() -> None:
    table = np.array([[0.8, 0.2], [0.3, 0.7], [0.5, 0.5]])
    k, n = [14, 6, 8], [20, 18, 15]
    both = rates(k, n, table)
    label = rates(k, n, table, assumption="label")
    proxy = rates(k, n, table, assumption="proxy")
    assert isinstance(both.label, Estimates)
    assert label.low.tolist() == both.label.low.tolist()
    assert proxy.high.tolist() == both.proxy.high.tolist()
    assert both.low.tolist() == np.minimum(label.low, proxy.low).tolist()
    assert both.high.tolist() == np.maximum(label.high, proxy.high).tolist()
    gaps = [difference(found, 0, 1) for found in (both, label, proxy)]
    assert gaps[0].low == min(gaps[1].low, gaps[2].low)
    assert gaps[0].high == max(gaps[1].high, gaps[2].high)
    assert isinstance(gaps[1].label, Estimate)
    assert (gaps[1].low, gaps[1].high) == (gaps[1].label.low, gaps[1].label.high)


def test_a_band_that_holds_nought_is_unresolved() -> None:
    table = np.array([[0.8, 0.2], [0.3, 0.7]])
    open_ = difference(rates([14, 9], [20, 18], table), 0, 1)
    assert open_.verdict == Verdict("unresolved", note="the band holds 0")
    clear = difference(rates([180, 40], [200, 200], np.array([[0.9, 0.1], [0.1, 0.9]])), 0, 1)
    assert str(clear.verdict) == "supported"
    turned = difference(rates([180, 40], [200, 200], np.array([[0.9, 0.1], [0.1, 0.9]])), 1, 0)
    assert str(turned.verdict) == "supported"
    assert turned.proxy.estimate == pytest.approx(-clear.proxy.estimate)


def test_vague_names_cost_information() -> None:
    """The label interval against that of known groups: 1 for certain names, wider for vague."""
    certain = rates([70, 55], [100, 100], np.eye(2))
    vague = rates([70, 55], [100, 100], [[0.7, 0.3], [0.3, 0.7]])
    assert certain.information_loss.tolist() == pytest.approx([1.0, 1.0], abs=0.02)
    assert (vague.information_loss > 1.7).all()


def test_names_that_tell_nothing_apart_have_no_label_answer() -> None:
    found = rates([14, 9], [20, 18], [[0.6, 0.4], [0.6, 0.4]])
    reason = NotEstimable("the names do not tell the groups apart")
    assert found.label == reason
    assert (found.low.tolist(), found.high.tolist()) == ([0.0, 0.0], [1.0, 1.0])
    gap = difference(found, 0, 1)
    assert gap.label == NotEstimable(reason.reason, -1.0, 1.0)
    assert (gap.low, gap.high) == (-1.0, 1.0)
    assert np.isinf(found.information_loss).all()


def test_a_group_that_no_name_can_belong_to_has_a_reason() -> None:
    found = rates([14, 9], [20, 18], [[0.6, 0.0, 0.4], [0.2, 0.0, 0.8]])
    assert found.proxy.reason_at(1) == "no name can belong to this group"
    assert isinstance(found.label, Estimates)
    assert found.label.reason_at(1) == "no name can belong to this group"
    assert found.label.reason_at(0) == ""
    two = rates([14, 9], [20, 18], [[0.6, 0.4], [0.2, 0.8]])
    assert isinstance(two.label, Estimates)
    assert found.label.estimate.data[[0, 2]].tolist() == pytest.approx(two.label.estimate.tolist())
    assert latent_difference(found, 0, 1) == NotEstimable(
        "no name can belong to this group", -1.0, 1.0
    )


def test_nobody_asked_is_no_rate() -> None:
    assert latent_group_rates([0], [0], [[0.5, 0.5]]) == NotEstimable("nobody was asked")


def test_probabilities_are_checked() -> None:
    with pytest.raises(ValueError, match="at least 0 and sum to 1"):
        latent_group_rates([1], [2], [[0.5, 0.6]])
    with pytest.raises(ValueError, match="at least 0 and sum to 1"):
        latent_group_rates([1], [2], [[1.5, -0.5]])
    with pytest.raises(ValueError, match="one row of probabilities"):
        latent_group_rates([1, 2], [2, 3], [[0.5, 0.5]])


def test_the_mix_of_the_account_is_found_again() -> None:
    """A name model built on equal shares meets an account of 20/50/30 %."""
    rng = np.random.default_rng(2)
    table = rng.dirichlet(np.full(3, 0.4), 3_000)
    weights = table @ (MIX * 3)
    n = rng.poisson(20 * weights)
    raised, mix = recalibrated_probabilities(n, table, [1 / 3] * 3)
    assert mix.tolist() == pytest.approx(MIX.tolist(), abs=0.02)
    by_hand = table * MIX * 3
    by_hand /= by_hand.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(raised, by_hand, atol=0.04)
    assert raised.sum(axis=1).tolist() == pytest.approx([1.0] * 3_000)


def test_a_right_prior_is_kept() -> None:
    table = np.array([[0.5, 0.5], [0.2, 0.8], [0.8, 0.2]])
    raised, mix = recalibrated_probabilities([4, 3, 3], table, [0.5, 0.5])
    assert mix.tolist() == pytest.approx([0.5, 0.5], abs=1e-9)
    np.testing.assert_allclose(raised, table, atol=1e-9)
    with pytest.raises(ValueError, match="a share above 0 for every group"):
        recalibrated_probabilities([4, 3, 3], table, [1.0, 0.0])
    with pytest.raises(ValueError, match="a share above 0 for every group"):
        recalibrated_probabilities([4, 3, 3], table, [0.3, 0.3, 0.4])


def test_what_is_assumed_is_said() -> None:
    found = rates([14, 9], [20, 18], [[0.6, 0.4], [0.2, 0.8]])
    assert isinstance(found.label, Estimates)
    assert found.label.assumption == "replying depends on the group, not on the name within it"
    assert found.proxy.assumption == (
        "replying depends on what the name tells, not on the group behind it"
    )
    assert (found.label.method, found.proxy.method) == (
        "mixture likelihood",
        "weighted by probability",
    )
    assert (found.assumption, found.confidence) == ("both", 0.95)
    narrow = rates([14, 9], [20, 18], [[0.6, 0.4], [0.2, 0.8]], confidence=0.8)
    assert (narrow.high - narrow.low < found.high - found.low).all()


def test_a_difference_says_what_it_rests_on() -> None:
    gap = difference(rates([14, 9], [20, 18], [[0.6, 0.4], [0.2, 0.8]]), 0, 1)
    assert isinstance(gap.label, Estimate)
    for side, method in ((gap.label, "mixture likelihood"), (gap.proxy, "weighted by probability")):
        assert side.method == method
        assert side.n == 16 + 22
        assert side.confidence == 0.95
    assert gap.label.assumption == "replying depends on the group, not on the name within it"
    assert gap.proxy.assumption.startswith("replying depends on what the name tells")


def test_a_difference_stays_between_its_ends() -> None:
    gap = difference(rates([5, 0], [5, 5], [[0.9, 0.1], [0.1, 0.9]]), 0, 1)
    assert isinstance(gap.label, Estimate)
    assert gap.label.high == 1.0
    turned = difference(rates([5, 0], [5, 5], [[0.9, 0.1], [0.1, 0.9]]), 1, 0)
    assert isinstance(turned.label, Estimate)
    assert turned.label.low == -1.0


@pytest.mark.parametrize(
    ("table", "k", "n"),
    [
        ([[0.37, 0.12, 0.51], [0.05, 0.88, 0.07], [0.06, 0.06, 0.88]], [0, 21, 19], [20, 21, 19]),
        ([[0.48, 0.52], [0.99, 0.01], [0.38, 0.62], [0.39, 0.61]], [0, 0, 21, 0], [18, 24, 21, 7]),
        ([[0.07, 0.13, 0.8], [0.39, 0.22, 0.39], [0.57, 0.02, 0.41]], [0, 18, 0], [14, 18, 18]),
    ],
)
def test_the_likeliest_rates_are_found_where_the_first_step_leaves_0_and_1(
    table: list[list[float]], k: list[int], n: list[int]
) -> None:
    """Names that all answer or all stay silent; the slope is nought at the answer."""
    found = rates(k, n, table)
    assert isinstance(found.label, Estimates)
    theta = found.label.estimate.data
    assert ((theta > 0) & (theta < 1)).all()
    q = np.array(table) @ theta
    slope = (np.array(k) / q - np.subtract(n, k) / (1 - q)) @ np.array(table)
    slope += 0.5 / theta - 0.5 / (1 - theta)
    assert np.abs(slope).max() < 1e-4


def test_a_name_of_nobody_changes_nothing() -> None:
    table = [[0.6, 0.4], [0.2, 0.8], [0.5, 0.5]]
    with_it, without = rates([14, 9, 0], [20, 18, 0], table), rates([14, 9], [20, 18], table[:2])
    assert with_it.low.tolist() == pytest.approx(without.low.tolist())
    assert with_it.information_loss.tolist() == pytest.approx(without.information_loss.tolist())


def test_less_than_one_expected_member_is_still_a_group() -> None:
    found = rates([14, 9], [20, 18], [[0.99, 0.01], [0.99, 0.01]])
    assert found.proxy.reason_at(1) == ""
    assert float(found.proxy.estimate[1]) == pytest.approx(23 / 38)
    people = 38.0  # all names alike: as many as were asked
    z = 1.959963984540054
    width = (
        z
        / (1 + z * z / people)
        * math.sqrt((23 / 38) * (15 / 38) / people + z * z / (4 * people**2))
    )
    assert (found.proxy.high[1] - found.proxy.low[1]) / 2 == pytest.approx(width)
    assert found.proxy_covariance[1, 1] == pytest.approx((23 / 38) * (15 / 38) / 38)
    assert found.proxy.n.dtype == np.int64
