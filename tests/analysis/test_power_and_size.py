"""Power and sample size: the planning figures, R's formula, simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from askwhy.analysis import (
    NotEstimable,
    SampleSize,
    power_two_proportions,
    risk_difference_interval,
    sample_size_two_proportions,
)
from askwhy.analysis.differences import score_p
from askwhy.analysis.fisher import fisher_p_table
from askwhy.analysis.power import lasting_size, needs_for_difference, normal_sample_size


def size(p1: float, p2: float, **options: object) -> SampleSize:
    found = sample_size_two_proportions(p1, p2, **options)  # type: ignore[arg-type]
    assert isinstance(found, SampleSize)
    return found


@pytest.mark.parametrize(
    ("p1", "p2", "n"),
    [
        (1.0, 0.7, 21),
        (0.95, 0.7, 34),
        (0.9, 0.7, 61),
        (0.7, 0.55, 162),
        (0.7, 0.6, 356),
        (0.7, 0.65, 1377),
        (0.8, 0.7, 293),
        (0.06, 0.68, 8),
        (0.08, 0.04, 543),
    ],
)
def test_how_many_each_group_needs(p1: float, p2: float, n: int) -> None:
    """80 % power that Newcombe's 95 % interval excludes 0."""
    found = size(p1, p2)
    assert (found.n1, found.n2, found.total) == (n, n, 2 * n)
    assert found.power >= 0.8
    assert power_two_proportions(p1, n - 1, p2, n - 1) < 0.8
    assert (found.method, found.target) == ("newcombe", 0.8)
    assert (found.confidence, found.comparisons) == (0.95, 1)


def test_three_pairs_need_217_each() -> None:
    found = size(0.7, 0.55, comparisons=3)
    assert (found.n1, found.comparisons) == (217, 3)
    assert found.power == power_two_proportions(0.7, 217, 0.55, 217, comparisons=3)


def test_the_power_goes_up_in_saw_teeth() -> None:
    """1.00 against .70: 18 people a group reach 80 %, 20 do not, 21 and more do."""
    found = size(1.0, 0.7)
    assert found.first_crossing == 18
    powers = {n: power_two_proportions(1.0, n, 0.7, n) for n in range(17, 32)}
    assert powers[17] < 0.8 <= powers[18]
    assert powers[20] < 0.8
    assert min(powers[n] for n in range(21, 32)) >= 0.8


@pytest.mark.parametrize(("n", "power"), [(20, 0.164), (50, 0.344), (100, 0.594)])
def test_the_power_of_seventy_against_fifty_five(n: int, power: float) -> None:
    assert power_two_proportions(0.7, n, 0.55, n) == pytest.approx(power, abs=5e-4)


def test_fisher_has_less_power() -> None:
    assert power_two_proportions(0.7, 20, 0.55, 20, method="fisher") == pytest.approx(
        0.10, abs=5e-3
    )


@pytest.mark.parametrize(("power", "n"), [(0.8, 164), (0.9, 216)])
def test_the_score_test_needs_164_and_216(power: float, n: int) -> None:
    assert size(0.7, 0.55, power=power, method="score").n1 == n


@pytest.mark.parametrize(
    ("p1", "p2", "power", "n"),
    [(0.7, 0.55, 0.8, 162.334383), (0.7, 0.55, 0.9, 216.8199377), (1.0, 0.7, 0.8, 21.01955)],
)
def test_the_formula_agrees_with_r(p1: float, p2: float, power: float, n: float) -> None:
    """R 4.2: power.prop.test(p1 = p1, p2 = p2, power = power)$n."""
    found = normal_sample_size(p1, p2, alpha=0.05, power=power, ratio=1.0)
    assert found == pytest.approx(n, rel=2e-6)


def test_the_formula_has_rs_power_at_fifty() -> None:
    """R 4.2: power.prop.test(50, .7, .55)$power = .3387816801."""
    found = normal_sample_size(0.7, 0.55, alpha=0.05, power=0.3387816801, ratio=1.0)
    assert found == pytest.approx(50, rel=1e-6)


def test_the_formula_at_unequal_sizes_is_fleiss() -> None:
    """Fleiss, Levin and Paik (2003), formula 4.14 without correction, ratio 2, by hand."""
    p = (0.7 + 2 * 0.55) / 3
    by_hand = (
        1.959963984540054 * math.sqrt(1.5 * p * (1 - p))
        + 0.8416212335729143 * math.sqrt(0.7 * 0.3 + 0.55 * 0.45 / 2)
    ) ** 2 / 0.15**2
    assert normal_sample_size(0.7, 0.55, alpha=0.05, power=0.8, ratio=2.0) == pytest.approx(by_hand)


def test_power_by_enumeration_is_power_by_simulation() -> None:
    rng = np.random.default_rng(2)
    k1, k2 = rng.binomial(15, 0.9, 20_000), rng.binomial(25, 0.5, 20_000)
    found = risk_difference_interval(k1, 15, k2, 25)
    rate = ((found.low > 0) | (found.high < 0)).mean()
    assert power_two_proportions(0.9, 15, 0.5, 25) == pytest.approx(rate, abs=0.008)
    assert power_two_proportions(0.5, 25, 0.9, 15) == pytest.approx(rate, abs=0.008)


def test_power_counts_every_table() -> None:
    """All 6 x 5 tables of 5 and 4 people, by hand."""
    chance = 0.0
    for k1 in range(6):
        for k2 in range(5):
            found = risk_difference_interval(k1, 5, k2, 4, confidence=0.9)
            assert not isinstance(found, NotEstimable)
            if found.low > 0 or found.high < 0:
                chance += (
                    math.comb(5, k1) * 0.8**k1 * 0.2 ** (5 - k1)
                    * math.comb(4, k2) * 0.3**k2 * 0.7 ** (4 - k2)
                )  # fmt: skip
    assert power_two_proportions(0.8, 5, 0.3, 4, confidence=0.9) == pytest.approx(chance, abs=1e-12)


def test_equal_shares_leave_only_the_false_alarms() -> None:
    assert 0.01 < power_two_proportions(0.6, 40, 0.6, 40) < 0.06
    assert power_two_proportions(1.0, 9, 1.0, 9) == 0.0
    assert power_two_proportions(0.0, 9, 1.0, 9) == 1.0


def test_unequal_groups_keep_their_ratio() -> None:
    found = size(0.7, 0.55, ratio=2.0)
    assert found.n2 == 2 * found.n1
    assert power_two_proportions(0.7, found.n1, 0.55, found.n2) >= 0.8
    assert power_two_proportions(0.7, found.n1 - 1, 0.55, found.n2 - 2) < 0.8
    assert 100 < found.n1 < 162


def test_months_count_the_rarer_group() -> None:
    """A group of 30 % at fifty asks a month: 162 / .3 = 540 asks, 11 months."""
    assert size(0.7, 0.55).months(50, (0.3, 0.4)) == 11
    assert size(0.7, 0.55).months(50, (0.4, 0.3)) == 11
    assert size(0.8, 0.7).months(50) == 12
    assert size(0.06, 0.68).months(16) == 1
    assert size(0.06, 0.68).months(15) == 2


def test_equal_shares_cannot_be_told_apart() -> None:
    found = sample_size_two_proportions(0.5, 0.5)
    assert found == NotEstimable("no number of people tells equal shares apart", 0.0, math.inf)


def test_too_many_people_are_a_reason_and_not_a_number() -> None:
    found = sample_size_two_proportions(0.5, 0.501)
    assert found == NotEstimable("it would take over 1000000 people in a group", 1e6, math.inf)


def test_beyond_two_thousand_the_formula_answers() -> None:
    found = size(0.5, 0.53)
    rough = normal_sample_size(0.5, 0.53, alpha=0.05, power=0.8, ratio=1.0)
    assert found.n1 == found.first_crossing == math.ceil(rough) > 2_000
    assert (found.method, found.power) == ("normal formula", 0.8)
    assert size(0.7, 0.65).method == "newcombe"


def test_a_lasting_size_is_the_last_to_be_reached() -> None:
    saw = {1: 0.1, 2: 0.9, 3: 0.2, 4: 0.85, 5: 0.3}

    def power_at(n: int) -> float:
        return saw.get(n, 0.95)

    for start in (1, 2, 4, 6, 15):
        assert lasting_size(power_at, start, 0.8) == (6, 2)
    assert lasting_size(lambda _: 1.0, 30, 0.8) == (1, 1)


def test_a_power_that_is_never_reached_is_no_endless_search() -> None:
    seen: list[int] = []

    def power_at(n: int) -> float:
        seen.append(n)
        return 0.79

    assert lasting_size(power_at, 7, 0.8) is None
    assert max(seen) < 2 * 114 + 10
    assert lasting_size(lambda n: 0.9 if n >= 114 else 0.1, 7, 0.8) == (114, 114)
    assert lasting_size(lambda n: 0.9 if n >= 115 else 0.1, 7, 0.8) is None


def test_a_size_that_cannot_be_found_is_not_estimable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askwhy.analysis.power.power_two_proportions", lambda *_, **__: 0.5)
    found = sample_size_two_proportions(0.8, 0.6)
    assert isinstance(found, NotEstimable)
    assert "reaches this power" in found.reason


def test_a_late_tooth_is_seen_within_a_twentieth() -> None:
    def power_at(n: int) -> float:
        return 0.7 if n < 400 or n == 419 else 0.9

    assert lasting_size(power_at, 400, 0.8) == (420, 400)


def test_what_an_unresolved_difference_needs() -> None:
    verdict = needs_for_difference(7, 7, 14, 20)
    assert verdict.outcome == "unresolved"
    assert verdict.group_sizes == (14, 40)
    assert verdict.needs_about == 27
    assert needs_for_difference(5, 10, 8, 16).note == "no number of people tells equal shares apart"
    assert needs_for_difference(0, 0, 8, 16).note == "nobody was asked in one of the two groups"


def test_a_resolved_difference_still_needs_at_least_one() -> None:
    verdict = needs_for_difference(50, 50, 1, 50)
    assert verdict.needs_about == 1


@pytest.mark.parametrize(("n1", "n2"), [(0, 5), (5, 0)])
def test_power_of_nobody_is_refused(n1: int, n2: int) -> None:
    with pytest.raises(ValueError, match="power needs at least one person in each group"):
        power_two_proportions(0.5, n1, 0.6, n2)


@pytest.mark.parametrize(("p1", "p2"), [(-0.1, 0.5), (0.5, 1.1)])
def test_shares_outside_0_and_1_are_refused(p1: float, p2: float) -> None:
    with pytest.raises(ValueError, match=f"shares lie between 0 and 1, not {p1} and {p2}"):
        power_two_proportions(p1, 5, p2, 5)


@pytest.mark.parametrize("method", ["score", "fisher"])
def test_the_other_tests_have_the_power_of_their_tables(method: str) -> None:
    """All tables of 9 and 14 people: the score p, and Fisher's p, at .1 / 2."""
    chance = 0.0
    for k1 in range(10):
        for k2 in range(15):
            p = (
                float(score_p(k1, 9, k2, 14))
                if method == "score"
                else fisher_p_table(9, 14)[k1, k2]
            )
            if p < 0.05:
                chance += (
                    math.comb(9, k1) * 0.85**k1 * 0.15 ** (9 - k1)
                    * math.comb(14, k2) * 0.35**k2 * 0.65 ** (14 - k2)
                )  # fmt: skip
    found = power_two_proportions(
        0.85,
        9,
        0.35,
        14,
        confidence=0.9,
        comparisons=2,
        method=method,  # type: ignore[arg-type]
    )
    assert found == pytest.approx(chance, rel=1e-10)
