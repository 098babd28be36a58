"""Agreement of coders: published examples, other implementations, the degenerate case."""

from __future__ import annotations

import math

import krippendorff
import numpy as np
import pytest
from numpy.typing import NDArray
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from askwhy.analysis import (
    Agreement,
    Estimate,
    NotEstimable,
    agreement,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    proportion_interval,
)

Ints = NDArray[np.int64]
NAN = math.nan
CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
FLEISS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
ONE_CATEGORY = "all coders used one category, so agreement by chance cannot be told from skill"


def counted(coders: list[list[float]], values: int = 5) -> Ints:
    units = len(coders[0])
    table = np.zeros((units, values), dtype=np.int64)
    for row in coders:
        for unit, value in enumerate(row):
            if not math.isnan(value):
                table[unit, int(value) - 1] += 1
    return table


def alpha(counts: object, level: str = "nominal", **options: object) -> Estimate:
    options.setdefault("rng", np.random.default_rng(1))
    found = krippendorff_alpha(counts, level, **options)  # type: ignore[arg-type]
    assert isinstance(found, Estimate)
    return found


@pytest.mark.parametrize(
    ("level", "published"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_krippendorffs_example(level: str, published: float) -> None:
    """Krippendorff (2011): four coders, twelve units, one of which a single coder coded."""
    found = alpha(counted(CODERS), level, values=[1, 2, 3, 4, 5])
    assert found.estimate == pytest.approx(published, abs=5e-4)
    theirs = krippendorff.alpha(np.array(CODERS), level_of_measurement=level)  # type: ignore[arg-type]
    assert found.estimate == pytest.approx(theirs, abs=1e-12)
    assert found.n == 11
    assert found.method == f"krippendorff's alpha, {level}"
    assert found.assumption == "the units are a random sample of all texts"


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_the_krippendorff_package_agrees_on_random_codings(level: str) -> None:
    rng = np.random.default_rng(13)
    for _ in range(5):
        coders = rng.integers(1, 5, (3, 20)).astype(float)
        coders[rng.random((3, 20)) < 0.2] = NAN
        found = alpha(counted(coders.tolist(), 4), level, values=[1, 2, 3, 4], bootstrap=10)
        theirs = krippendorff.alpha(coders, level_of_measurement=level)  # type: ignore[arg-type]
        assert found.estimate == pytest.approx(theirs, abs=1e-12)


def test_ratio_distance_counts_nought_as_near_itself() -> None:
    counts = np.array([[2, 0], [0, 2], [1, 1]])
    found = alpha(counts, "ratio", values=[0, 3], bootstrap=10)
    theirs = krippendorff.alpha(
        np.array([[0, 3, 0], [0, 3, 3]], dtype=float), level_of_measurement="ratio"
    )
    assert found.estimate == pytest.approx(theirs, abs=1e-12)


def test_two_coders_who_always_differ_are_below_chance() -> None:
    """Two units, each coded a and b: 1 - (4 - 1) x 4 / (2 x 2 x 2) = -.5."""
    assert alpha([[1, 1], [1, 1]]).estimate == pytest.approx(-0.5)


def test_full_agreement_on_two_categories_is_one() -> None:
    found = alpha([[2, 0]] * 10 + [[0, 2]] * 10)
    assert found.estimate == 1.0
    assert (found.low, found.high) == (1.0, 1.0)


@pytest.mark.slow
@pytest.mark.parametrize("units", [50, 150])
def test_the_bootstrap_interval_covers(units: int) -> None:
    """Two coders right in 85 % of a half-half code: alpha = (2 x .85 - 1)^2 = .49."""
    rng = np.random.default_rng(units)
    holds = 0
    for _ in range(300):
        truth = rng.random(units) < 0.5
        coded = np.where(rng.random((2, units)) < 0.85, truth, ~truth)
        ones = coded.sum(axis=0)
        found = alpha(np.stack([ones, 2 - ones], axis=1), rng=rng, bootstrap=500)
        holds += found.low <= 0.49 <= found.high
    assert 0.9 <= holds / 300 <= 0.98


def test_the_interval_is_that_of_resampled_units() -> None:
    """Quantiles of 3,000 resamples worked out one by one with the other package."""
    rng = np.random.default_rng(21)
    coders = rng.integers(1, 3, (2, 25)).astype(float)
    coders[1, :18] = coders[0, :18]
    found = alpha(counted(coders.tolist(), 2), bootstrap=20_000)
    drawn = [
        krippendorff.alpha(coders[:, rng.integers(0, 25, 25)], level_of_measurement="nominal")
        for _ in range(600)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.06)


def test_a_narrower_confidence_is_a_narrower_interval() -> None:
    wide, narrow = alpha(counted(CODERS)), alpha(counted(CODERS), confidence=0.5)
    assert wide.low < narrow.low < narrow.high < wide.high
    assert (wide.confidence, narrow.confidence) == (0.95, 0.5)


def test_the_posts_case_everybody_ill_at_ease() -> None:
    """One category only: alpha and AC1 say nothing, raw agreement does."""
    found = agreement([[2, 0]] * 32, rng=np.random.default_rng(0))
    assert isinstance(found, Agreement)
    reason = NotEstimable(ONE_CATEGORY, -1.0, 1.0)
    assert found.alpha == reason
    assert found.ac1 == reason
    wilson = proportion_interval(32, 32)
    assert isinstance(wilson, Estimate)
    assert (found.raw.estimate, found.raw.low) == pytest.approx((1.0, wilson.low))
    assert (found.units, found.categories) == (32, 1)
    assert krippendorff_alpha([[2, 0]] * 32, rng=np.random.default_rng(0)) == reason


def test_one_disagreement_in_thirty_makes_alpha_nought_and_ac1_high() -> None:
    found = agreement([[2, 0]] * 29 + [[1, 1]], rng=np.random.default_rng(0))
    assert isinstance(found, Agreement)
    assert isinstance(found.alpha, Estimate)
    assert isinstance(found.ac1, Estimate)
    assert found.alpha.estimate == pytest.approx(0.0, abs=1e-12)
    assert found.ac1.estimate == pytest.approx(0.966, abs=5e-4)
    assert found.raw.estimate == pytest.approx(29 / 30)
    assert found.alpha.high == 1.0  # resamples without the disagreement
    assert found.alpha.low < 0
    assert found.ac1.low == pytest.approx(0.889, abs=0.005)
    assert found.ac1.method == "gwet's ac1"
    assert found.raw.method == "raw agreement, wilson"


def test_raw_agreement_is_the_share_of_pairs() -> None:
    """Three coders, 2:1 agrees in one pair of three; four coders 2:2 in two of six."""
    found = agreement([[3, 0], [2, 1], [2, 2], [1, 0]], rng=np.random.default_rng(0))
    assert isinstance(found, Agreement)
    assert found.raw.estimate == pytest.approx((1 + 1 / 3 + 1 / 3) / 3)
    assert (found.units, found.raw.n) == (3, 3)
    assert 0 < found.raw.low < found.raw.estimate < found.raw.high < 1


def test_ac1_by_hand_with_three_categories() -> None:
    """Gwet (2008): pa = (1 + 0 + 1)/3; pi = (2, 2.5, 1.5)... shares of .5, .333, .167."""
    found = agreement([[2, 0, 0], [1, 1, 0], [0, 0, 2]], rng=np.random.default_rng(0))
    assert isinstance(found, Agreement)
    assert isinstance(found.ac1, Estimate)
    shares = np.array([1.5, 0.5, 1.0]) / 3
    chance = (shares * (1 - shares)).sum() / 2
    assert found.ac1.estimate == pytest.approx((2 / 3 - chance) / (1 - chance))
    assert found.categories == 3


def test_units_coded_once_are_no_pairs() -> None:
    reason = NotEstimable("no unit was coded twice")
    assert agreement([[1, 0], [0, 1]], rng=np.random.default_rng(0)) == reason
    found = krippendorff_alpha([[1, 0], [0, 1]], rng=np.random.default_rng(0))
    assert found == NotEstimable("no unit was coded twice", -1.0, 1.0)
    assert fleiss_kappa([[1, 0], [0, 1]]) == NotEstimable("no unit was coded twice", -1.0, 1.0)


def test_levels_that_measure_need_values() -> None:
    for level in ("interval", "ratio"):
        with pytest.raises(ValueError, match=f"the {level} level needs the value of each category"):
            alpha([[2, 0], [1, 1]], level)
    with pytest.raises(ValueError, match="each category has one value"):
        alpha([[2, 0], [1, 1]], "interval", values=[1, 2, 3])
    with pytest.raises(ValueError, match="two or more categories"):
        alpha([[2], [2]])


def test_agreement_takes_the_level_asked_for() -> None:
    found = agreement(
        counted(CODERS), "interval", values=[1, 2, 3, 4, 5], rng=np.random.default_rng(1)
    )
    assert isinstance(found, Agreement)
    assert isinstance(found.alpha, Estimate)
    assert found.alpha.estimate == pytest.approx(0.849, abs=5e-4)
    assert found.categories == 5


def test_the_same_seed_gives_the_same_interval() -> None:
    one, two = (alpha(counted(CODERS), rng=np.random.default_rng(4)) for _ in range(2))
    assert (one.low, one.high) == (two.low, two.high)
    assert alpha(counted(CODERS), rng=np.random.default_rng(5)).low != one.low


def test_fleiss_kappa_of_fleiss() -> None:
    """Fleiss (1971): ten subjects, fourteen raters, five categories: .210."""
    found = fleiss_kappa(FLEISS)
    assert isinstance(found, float)
    assert found == pytest.approx(0.210, abs=5e-4)
    assert found == pytest.approx(statsmodels_fleiss(np.array(FLEISS)), abs=1e-12)


def test_fleiss_kappa_needs_equal_numbers_and_two_categories() -> None:
    with pytest.raises(
        ValueError, match=r"^Fleiss' kappa needs equally many coders for every unit$"
    ):
        fleiss_kappa([[2, 0], [2, 1]])
    assert fleiss_kappa([[2, 0], [2, 0]]) == NotEstimable(ONE_CATEGORY, -1.0, 1.0)


def test_cohens_kappa_of_the_textbook() -> None:
    table = [[20, 5], [10, 15]]
    assert cohen_kappa(table) == pytest.approx(0.40)
    three = np.array([[10, 2, 1], [3, 8, 0], [1, 1, 6]])
    assert cohen_kappa(three) == pytest.approx(cohens_kappa(three).kappa)
    assert cohen_kappa([[9, 0], [0, 0]]) == NotEstimable(ONE_CATEGORY, -1.0, 1.0)
    assert cohen_kappa([[0, 0], [0, 0]]) == NotEstimable("no unit was coded twice", -1.0, 1.0)
    with pytest.raises(ValueError, match=r"^two coders' table is square$"):
        cohen_kappa([[1, 2, 3], [4, 5, 6]])


def test_counts_of_coders_are_whole_numbers() -> None:
    with pytest.raises(ValueError, match=r"^table holds the negative count -1$"):
        cohen_kappa([[1, -1], [0, 2]])
    with pytest.raises(TypeError, match=r"^counts must hold whole numbers, not float64$"):
        fleiss_kappa([[1.0, 1.0]])
    with pytest.raises(TypeError, match=r"^counts must hold whole numbers, not float64$"):
        agreement([[1.0, 1.0]], rng=np.random.default_rng(0))


def test_ac1_has_the_interval_of_resampled_units() -> None:
    table = np.array([[2, 0]] * 12 + [[1, 1]] * 5 + [[0, 2]] * 8)
    found = agreement(table, rng=np.random.default_rng(2), bootstrap=20_000, confidence=0.8)
    assert isinstance(found, Agreement)
    assert isinstance(found.ac1, Estimate)
    rng = np.random.default_rng(50)
    drawn = []
    for _ in range(4_000):
        units = table[rng.integers(0, 25, 25)]
        agree = (units[:, 0] != 1).mean()
        share = units[:, 0].mean() / 2
        chance = 2 * share * (1 - share)
        drawn.append((agree - chance) / (1 - chance))
    low, high = np.quantile(drawn, [0.1, 0.9])
    assert (found.ac1.low, found.ac1.high) == pytest.approx((low, high), abs=0.03)
    for side in (found.ac1, found.raw, found.alpha):
        assert isinstance(side, Estimate)
        assert (side.confidence, side.n) == (0.8, 25)
        assert side.assumption == "the units are a random sample of all texts"


def test_agreement_passes_on_how_often_to_resample() -> None:
    table = [[2, 0]] * 12 + [[1, 1]] * 5 + [[0, 2]] * 8
    one = agreement(table, rng=np.random.default_rng(2), bootstrap=3)
    alone = krippendorff_alpha(table, rng=np.random.default_rng(2), bootstrap=3)
    assert isinstance(one, Agreement)
    assert one.alpha == alone
    assert one.alpha != agreement(table, rng=np.random.default_rng(2)).alpha  # type: ignore[union-attr]
