"""Prevalence of codes corrected for what the machine gets wrong."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import binom

from askwhy.analysis import (
    Estimate,
    Estimates,
    NotEstimable,
    double_sampling,
    human_codes_needed,
    proportion_interval,
    rogan_gladen,
)
from askwhy.analysis.coding_error import corrected_share


def sampled(machine: object, human: object, seed: int = 0, **options: object) -> Estimates:
    found = double_sampling(machine, human, rng=np.random.default_rng(seed), **options)  # type: ignore[arg-type]
    assert isinstance(found, Estimates)
    return found


def study(
    rng: np.random.Generator, prevalence: float, se: float, sp: float, texts: int, coded: int
) -> Estimates | NotEstimable:
    truth = rng.random(texts) < prevalence
    machine = np.where(truth, rng.random(texts) < se, rng.random(texts) > sp).astype(int)
    human = np.zeros((2, 2), dtype=int)
    np.add.at(human, (machine[:coded], truth[:coded].astype(int)), 1)
    return double_sampling(np.bincount(machine, minlength=2), human, rng=rng, draws=2_000)


@pytest.mark.parametrize(
    ("prevalence", "se", "sp", "texts", "coded", "cover", "width"),
    [
        (0.55, 0.85, 0.92, 200, 40, 0.949, 0.223),
        (0.55, 0.85, 0.92, 1_000, 100, 0.950, 0.134),
        (0.55, 0.6, 0.7, 200, 40, 0.95, 0.279),
        (0.08, 0.85, 0.92, 200, 40, 0.966, 0.139),
    ],
)
def test_double_sampling_covers(
    prevalence: float, se: float, sp: float, texts: int, coded: int, cover: float, width: float
) -> None:
    """400 studies each; a useless machine never makes it wider than people alone (.291)."""
    rng = np.random.default_rng(coded + texts)
    holds, widths = [], []
    for _ in range(400):
        found = study(rng, prevalence, se, sp, texts, coded)
        if isinstance(found, Estimates):
            holds.append(found.low[1] <= prevalence <= found.high[1])
            widths.append(found.high[1] - found.low[1])
    assert len(holds) >= 398
    assert np.mean(holds) == pytest.approx(cover, abs=0.03)
    assert np.mean(widths) == pytest.approx(width, abs=0.006)


def test_the_estimate_weighs_the_human_shares_by_the_machines() -> None:
    """Machine 60 / 40; people found the code in 18 of 20 and 2 of 10: .6 x .9 + .4 x .2 = .62."""
    found = sampled([120, 80], [[2, 18], [8, 2]])
    assert found.estimate.tolist() == pytest.approx([0.38, 0.62])
    assert found.low[1] < 0.62 < found.high[1]
    assert found.n.tolist() == [200, 200]
    assert found.method == "double sampling"
    assert found.assumption == (
        "the texts that people coded were drawn at random within each machine code"
    )


def test_the_interval_is_that_of_the_posterior() -> None:
    """Quantiles of an independent simulation with ten times the draws."""
    found = sampled([120, 80], [[2, 18], [8, 2]], draws=50_000)
    rng = np.random.default_rng(99)
    share = rng.beta(120.5, 80.5, 500_000)
    drawn = share * rng.beta(18.5, 2.5, 500_000) + (1 - share) * rng.beta(2.5, 8.5, 500_000)
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert (found.low[1], found.high[1]) == pytest.approx((low, high), abs=0.003)
    wider = sampled([120, 80], [[2, 18], [8, 2]], confidence=0.99)
    assert wider.high[1] - wider.low[1] > 1.2 * (high - low)


def test_several_codes_at_once_agree_with_each_alone() -> None:
    three = sampled([60, 30, 10], [[8, 1, 1], [1, 6, 1], [0, 1, 4]], draws=40_000)
    alone = sampled([60, 30, 10], [[2, 8], [7, 1], [5, 0]], draws=40_000)
    assert float(three.estimate[0]) == pytest.approx(float(alone.estimate[1]))
    assert three.low[0] == pytest.approx(alone.low[1], abs=0.01)
    assert three.estimate.sum() == pytest.approx(1.0)


def test_a_code_that_nobody_or_everybody_found_keeps_its_end() -> None:
    found = sampled([50, 50], [[0, 10], [0, 10]])
    assert found.low[0] == 0.0
    assert found.high[1] == 1.0
    assert 0 < found.high[0] < 0.25
    assert 0.75 < found.low[1] < 1


def test_the_same_seed_gives_the_same_interval() -> None:
    one, two = (sampled([50, 50], [[3, 7], [6, 4]], seed=5) for _ in range(2))
    assert one.low.tolist() == two.low.tolist()
    assert sampled([50, 50], [[3, 7], [6, 4]], seed=6).low.tolist() != one.low.tolist()


def test_a_machine_code_that_nobody_checked_leaves_no_answer() -> None:
    rng = np.random.default_rng(0)
    reason = NotEstimable("nobody coded a text with machine code 1")
    assert double_sampling([50, 3], [[5, 5], [0, 0]], rng=rng) == reason
    nothing = NotEstimable("nobody coded a text")
    assert double_sampling([50, 3], [[0, 0], [0, 0]], rng=rng) == nothing
    assert double_sampling([0, 0], [[0, 0], [0, 0]], rng=rng) == nothing


def test_a_machine_code_without_texts_needs_no_check() -> None:
    found = sampled([50, 0], [[5, 5], [0, 0]])
    assert found.estimate.tolist() == pytest.approx([0.5, 0.5])


def test_tables_are_checked() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="one count and one row of human codes"):
        double_sampling([50], [[5, 5], [1, 1]], rng=rng)
    with pytest.raises(ValueError, match="more texts of a machine code than there are"):
        double_sampling([9, 5], [[5, 5], [1, 1]], rng=rng)


def blaker(k: int, n: int) -> tuple[float, float]:
    """Blaker's exact interval (2000) by its acceptability function."""

    def acceptability(p: float) -> float:
        low, high = binom.cdf(k, n, p), binom.sf(k - 1, n, p)
        if low <= high:
            upper = binom.isf(low, n, p) + 1
            return float(low + binom.sf(upper - 1, n, p) * (binom.sf(upper - 1, n, p) <= low))
        lower = binom.ppf(high, n, p)
        while binom.cdf(lower, n, p) > high:
            lower -= 1
        return float(high + binom.cdf(lower, n, p))

    share = k / n
    return (
        brentq(lambda p: acceptability(p) - 0.05, 1e-9, share - 1e-9),
        brentq(lambda p: acceptability(p) - 0.05, share + 1e-9, 1 - 1e-9),
    )


def test_rogan_gladen_agrees_with_rs_epir() -> None:
    """epiR: epi.prev(80, 150, se = .93, sp = .76) gives .4251207729 (.3086876, .5420717)."""
    found = rogan_gladen(80, 150, 0.93, 0.76)
    assert isinstance(found, Estimate)
    assert found.estimate == pytest.approx(0.4251207729, abs=5e-11)
    low, high = (corrected_share(end, 0.93, 0.76) for end in blaker(80, 150))
    assert (low, high) == pytest.approx((0.3086876, 0.5420717), abs=2e-4)
    assert found.low <= low < high <= found.high
    assert found.method == "rogan-gladen, clopper-pearson"
    assert (found.n, found.assumption) == (150, "sensitivity and specificity are known exactly")


def test_rogan_gladen_transforms_the_interval_asked_for() -> None:
    found = rogan_gladen(80, 150, 0.93, 0.76, method="wilson", confidence=0.9)
    wilson = proportion_interval(80, 150, confidence=0.9)
    assert isinstance(found, Estimate)
    assert isinstance(wilson, Estimate)
    assert found.low == pytest.approx((wilson.low - 0.24) / 0.69)
    assert found.high == pytest.approx((wilson.high - 0.24) / 0.69)
    assert found.confidence == 0.9


def test_a_corrected_share_stays_a_share() -> None:
    assert corrected_share(0.1, 0.9, 0.8) == 0.0
    assert corrected_share(0.95, 0.9, 0.8) == 1.0
    assert corrected_share(0.55, 0.9, 0.8) == pytest.approx(0.5)


def test_a_coder_no_better_than_chance_tells_nothing() -> None:
    reason = NotEstimable("a coder no better than chance tells nothing")
    assert rogan_gladen(5, 10, 0.5, 0.5) == reason
    assert rogan_gladen(0, 0, 0.9, 0.9) == NotEstimable("nobody was asked")
    for se, sp in ((1.1, 0.5), (0.5, -0.1)):
        with pytest.raises(ValueError, match="lie between 0 and 1"):
            rogan_gladen(5, 10, se, sp)


@pytest.mark.parametrize(("texts", "coded", "width"), [(200, 40, 0.2224), (1_000, 100, 0.134)])
def test_how_many_to_code(texts: int, coded: int, width: float) -> None:
    """The planner finds the sizes whose widths were simulated above."""
    needed = human_codes_needed(0.55, 0.85, 0.92, texts, width / 2)
    assert needed == pytest.approx(coded, abs=2)


def test_a_perfect_machine_needs_one_check_and_a_useless_one_as_many_as_people_alone() -> None:
    assert human_codes_needed(0.5, 1.0, 1.0, 1_000, 0.05) == 0
    alone = 1.959963984540054**2 * 0.25 / 0.1**2
    assert human_codes_needed(0.5, 0.5, 0.5, 10**9, 0.1) == int(np.ceil(alone))


def test_too_few_texts_are_a_reason() -> None:
    found = human_codes_needed(0.5, 0.8, 0.8, 50, 0.05)
    assert found == NotEstimable("50 texts are too few for +- 0.05, even if people code all")
    mute = human_codes_needed(0.5, 1.0, 0.0, 50, 0.05)
    assert mute == NotEstimable("a machine that always says the same tells nothing")
    narrower = human_codes_needed(0.5, 0.8, 0.8, 5_000, 0.05, confidence=0.8)
    wider = human_codes_needed(0.5, 0.8, 0.8, 5_000, 0.05)
    assert isinstance(narrower, int)
    assert isinstance(wider, int)
    assert narrower < wider


def test_the_planner_at_its_ends() -> None:
    """Without a single reply, and where even all texts would not do, there is no number."""
    never = human_codes_needed(0.0, 0.9, 1.0, 500, 0.05)
    assert never == NotEstimable("a machine that always says the same tells nothing")
    tiny = human_codes_needed(0.4, 0.9, 0.9, 500, 0.001)
    assert tiny == NotEstimable("500 texts are too few for +- 0.001, even if people code all")


def test_coding_all_texts_is_allowed() -> None:
    """A coin's codes: every text must be coded, 97 at +- .1 (1.96^2 / 4 / .01 = 96.04)."""
    assert human_codes_needed(0.5, 0.5, 0.5, 97, 0.1) == 97
    assert isinstance(human_codes_needed(0.5, 0.5, 0.5, 96, 0.1), NotEstimable)
