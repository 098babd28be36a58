"""A design tried out before the first message."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import lognorm

from askwhy.analysis import (
    Arm,
    Design,
    Diagnosis,
    NotEstimable,
    diagnose,
    lognormal_delays,
    months_needed,
    power_two_proportions,
)

AT_ONCE = (1.0,)
SLOW = lognormal_delays(median=3.0, spread=1.1, days=60)
PLAIN = Design(5.0, (Arm("none", 0.2), Arm("question", 0.6)), AT_ONCE, days=40)


def tried(design: Design, runs: int = 400, seed: int = 1) -> Diagnosis:
    return diagnose(design, runs=runs, rng=np.random.default_rng(seed))


def test_delays_follow_the_lognormal() -> None:
    theirs = np.diff(lognorm.cdf(np.arange(61), 1.1, scale=3.0)) / lognorm.cdf(60, 1.1, scale=3.0)
    assert pytest.approx(theirs.tolist()) == SLOW
    assert sum(SLOW) == pytest.approx(1.0)
    assert len(SLOW) == 60


def test_replies_within_the_horizon_are_counted_to_its_last_day() -> None:
    design = replace(PLAIN, delays=(0.5, 0.25, 0.125, 0.125), horizon_days=2)
    assert design.share_in_time == 0.875
    assert PLAIN.share_in_time == 1.0


def test_coding_mixes_missed_and_invented_replies() -> None:
    design = replace(PLAIN, missed=0.1, invented=0.02)
    assert design.measured(0.7) == pytest.approx(0.7 * 0.9 + 0.3 * 0.02)
    assert PLAIN.measured(0.7) == 0.7


def test_the_level_is_divided_among_the_comparisons() -> None:
    three = replace(PLAIN, arms=(Arm("a", 0.2), Arm("b", 0.4), Arm("c", 0.5)))
    assert three.level() == pytest.approx(0.975)
    assert PLAIN.level() == pytest.approx(0.95)


def test_an_honest_design_is_unbiased_and_covers() -> None:
    """Replies at once: all three analyses are of everybody, and right."""
    found = tried(PLAIN)
    for analysis in ("matured", "so far", "reply curve"):
        quality = found.quality("question", analysis)
        assert quality.truth == pytest.approx(0.4)
        assert abs(quality.bias.estimate) < 0.01
        assert 0.92 <= quality.coverage.estimate <= 0.98
        assert quality.coverage.low < quality.coverage.estimate < quality.coverage.high
        assert (quality.runs, quality.against) == (400, "none")
    assert found.asked == pytest.approx(5.0 * 39, rel=0.02)
    assert found.runs == 400


def test_the_power_is_that_of_the_enumeration() -> None:
    """60 days at one a day: 45 old enough, allocated in blocks to within one or two."""
    design = Design(1.0, (Arm("none", 0.4), Arm("question", 0.7)), AT_ONCE, days=60, wait_days=0)
    quality = tried(design, runs=1_500).quality("question")
    expected = power_two_proportions(0.4, 23, 0.7, 23)
    assert quality.power.estimate == pytest.approx(expected, abs=0.06)


def test_the_share_so_far_is_biased_where_replies_are_slow() -> None:
    """20 days at five a day: recent silence looks like refusal, and coverage is lost."""
    design = Design(5.0, (Arm("a", 0.9), Arm("b", 0.3)), SLOW, days=20)
    found = tried(design, runs=600)
    late = found.quality("b", "so far")
    ripe = found.quality("b", "matured")
    curve = found.quality("b", "reply curve")
    assert late.truth == pytest.approx(-0.6 * sum(SLOW[:15]))
    assert late.bias.low > 0.05
    assert late.coverage.high < 0.85
    assert ripe.bias.low <= 0.0 <= ripe.bias.high
    assert ripe.coverage.estimate > 0.92
    assert curve.coverage.estimate > 0.91
    assert abs(curve.bias.estimate) < 0.03
    assert late.width < curve.width < ripe.width


def test_coding_errors_pull_the_difference_in() -> None:
    """Missing 10 % and inventing 2 %: .62 x .88 = .5456 is measured."""
    design = Design(
        6.0, (Arm("a", 0.06), Arm("b", 0.68)), AT_ONCE, days=60, missed=0.1, invented=0.02
    )
    quality = tried(design).quality("b")
    assert quality.truth == pytest.approx(0.62)
    assert quality.bias.estimate == pytest.approx(0.62 * 0.88 - 0.62, abs=0.015)
    assert quality.bias.high < 0


def test_refusals_cost_people_and_nothing_else() -> None:
    half = tried(replace(PLAIN, refusal_rate=0.5))
    assert half.asked == pytest.approx(5.0 * 39 / 2, rel=0.03)
    quality = half.quality("question")
    assert quality.bias.low <= 0.0 <= quality.bias.high
    assert quality.width > 1.3 * tried(PLAIN).quality("question").width


def test_waiting_takes_days_off_the_asking() -> None:
    later = tried(replace(PLAIN, wait_days=10))
    assert later.asked == pytest.approx(5.0 * 30, rel=0.03)


def test_weights_allocate_more_to_an_arm() -> None:
    """Three arms 1:1:2 of equal rates: the heavier one's interval is narrower."""
    design = Design(8.0, (Arm("a", 0.5), Arm("b", 0.5), Arm("c", 0.5, weight=2)), AT_ONCE, days=50)
    found = tried(design)
    assert found.quality("c").width < found.quality("b").width
    ratio = found.quality("c").width / found.quality("b").width
    assert ratio == pytest.approx(math.sqrt((1 + 1 / 2) / (1 + 1)), abs=0.02)
    assert found.quality("b").power.estimate < 0.06
    assert {quality.arm for quality in found.qualities} == {"b", "c"}


def test_months_follow_from_the_enumeration() -> None:
    """.70 against .55: 162 in each arm; at fifty a month 6.5 months of asking, and 15 days."""
    design = Design(
        50 * 12 / 365.25, (Arm("a", 0.7), Arm("b", 0.55)), AT_ONCE, days=90, wait_days=1
    )
    assert months_needed(design, 1) == 7
    assert tried(design, runs=10).months == {"b": 7}
    busier = replace(design, arrivals_per_day=1_000.0)
    assert months_needed(busier, 1) == 1
    refused = replace(design, refusal_rate=0.5)
    assert months_needed(refused, 1) == 14  # 12.96 + .49
    slower = replace(design, delays=SLOW)
    found = months_needed(slower, 1)
    assert isinstance(found, int)
    assert found > 7


def test_months_count_the_arm_that_fills_last() -> None:
    base = Design(2.0, (Arm("a", 0.7), Arm("b", 0.55)), AT_ONCE, days=90)
    uneven = replace(base, arms=(Arm("a", 0.7), Arm("b", 0.55, weight=3)))
    even, more = months_needed(base, 1), months_needed(uneven, 1)
    assert isinstance(even, int)
    assert isinstance(more, int)
    assert more > even


def test_arms_alike_never_have_power() -> None:
    same = replace(PLAIN, arms=(Arm("a", 0.5), Arm("b", 0.5)))
    reason = "no number of people tells equal shares apart"
    found = months_needed(same, 1)
    assert isinstance(found, NotEstimable)
    assert found.reason == reason
    nobody = replace(PLAIN, refusal_rate=1.0)
    found = months_needed(nobody, 1)
    assert isinstance(found, NotEstimable)
    assert found.reason == "the question reaches nobody"


def test_a_design_that_reaches_nobody_has_no_quality() -> None:
    found = tried(replace(PLAIN, refusal_rate=1.0), runs=5)
    assert found.qualities == ()
    assert found.asked == 0.0
    with pytest.raises(KeyError, match="no comparison of 'question' by 'matured'"):
        found.quality("question")


def test_the_same_seed_diagnoses_the_same() -> None:
    assert tried(PLAIN, runs=20) == tried(PLAIN, runs=20)
    assert tried(PLAIN, runs=20) != tried(PLAIN, runs=20, seed=2)
    assert tried(PLAIN, runs=101).runs == tried(PLAIN, runs=101).quality("question").runs == 101


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arms": (Arm("a", 0.5),)}, "two or more arms of weight 1 or more"),
        ({"arms": (Arm("a", 0.5), Arm("b", 0.5, 0))}, "two or more arms of weight 1 or more"),
        ({"refusal_rate": 1.1}, "rates lie between 0 and 1"),
        ({"missed": -0.1}, "rates lie between 0 and 1"),
        ({"invented": 2.0}, "rates lie between 0 and 1"),
        ({"arms": (Arm("a", 1.5), Arm("b", 0.5))}, "rates lie between 0 and 1"),
        ({"delays": (0.5, 0.4)}, "sum to 1"),
        ({"delays": (1.5, -0.5)}, "sum to 1"),
        ({"arrivals_per_day": 0.0}, "contacts arrive"),
        ({"horizon_days": 0}, "contacts arrive"),
        ({"wait_days": -1}, "contacts arrive"),
        ({"days": 15}, "before the first ask is a horizon old"),
    ],
)
def test_designs_that_cannot_be_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(PLAIN, **change)  # type: ignore[arg-type]


def test_the_shortest_study_has_one_day_of_ripe_asks() -> None:
    found = tried(replace(PLAIN, days=16, arrivals_per_day=40.0), runs=5)
    assert found.quality("question").runs == 5


def test_a_diagnosis_takes_two_runs() -> None:
    with pytest.raises(ValueError, match="at least two runs"):
        tried(PLAIN, runs=1)
