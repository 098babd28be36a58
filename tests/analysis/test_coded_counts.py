"""What codings can bear: corrected rates, agreement of coders, how firm a claim may be."""

from __future__ import annotations

import numpy as np
import pytest

from askwhy.analysis import Estimate, NotEstimable, double_sampling, proportion_interval
from askwhy.analysis.coded import Coded, Firmness, agree, firmness, prevalence

SEED = 7


def rng() -> np.random.Generator:
    return np.random.default_rng(SEED)


def counts(n: int = 100, **more: object) -> Coded:
    made = Coded("reason", ("selling", "advice"), True, n)
    for name, value in more.items():
        getattr(made, name).update(value)
    return made


def test_without_a_random_part_coded_by_people_there_is_no_estimate() -> None:
    by_machine = counts(machine={("selling",): 40, (): 60}, persons={("selling",): 30})

    found = prevalence(by_machine, "selling", rng())

    assert isinstance(found, NotEstimable)
    assert "drawn at random" in found.reason
    assert by_machine.counted("selling") == 40
    assert by_machine.by_persons("selling") == 30


def test_the_random_part_corrects_what_the_machine_counted() -> None:
    """The machine says 40 of 100; of 20 such texts 15 are, of 20 others 4: .4*.75 + .6*.2."""
    audit = {
        (("selling",), ("selling",)): 14,
        (("selling",), ("selling", "advice")): 1,
        (("selling",), ()): 5,
        ((), ("selling",)): 4,
        (("advice",), ()): 16,
    }
    found = prevalence(
        counts(machine={("selling",): 40, (): 50, ("advice",): 10}, audit=audit), "selling", rng()
    )

    assert isinstance(found, Estimate)
    assert found.estimate == pytest.approx(0.4 * 0.75 + 0.6 * 0.2)
    assert found.method == "double sampling"
    expected = double_sampling([60, 40], [[16, 4], [5, 15]], rng=rng())
    assert not isinstance(expected, NotEstimable)
    assert (found.low, found.high) == (expected.low[1], expected.high[1])


@pytest.mark.parametrize("machine", [{("selling",): 99}, {("selling",): 40, (): 60}])
def test_where_the_machine_is_of_no_help_the_random_part_stands_alone(
    machine: dict[tuple[str, ...], int],
) -> None:
    """It left a text out; or nobody coded one of those that it flagged."""
    audit = {((), ("selling",)): 3, ((), ()): 7}

    found = prevalence(counts(machine=machine, audit=audit), "selling", rng())

    assert found == proportion_interval(3, 10)


def test_a_text_of_the_audit_that_the_machine_left_out_makes_it_of_no_help() -> None:
    audit = {(None, ("selling",)): 3, ((), ()): 7}
    machine = {("selling",): 40, (): 60}

    assert prevalence(
        counts(machine=machine, audit=audit), "selling", rng()
    ) == proportion_interval(3, 10)


def test_agreement_is_that_of_the_counts_in_their_cells() -> None:
    """Krippendorff's own tables are tested beside the estimator; here the cells are."""
    pairs = {("yes", "yes"): 40, ("yes", "no"): 5, ("no", "yes"): 5, ("no", "no"): 50}

    found = agree(pairs, ("no", "yes"), rng())

    assert not isinstance(found, NotEstimable)
    assert found.units == 100
    assert found.raw.estimate == pytest.approx(0.9)
    assert isinstance(found.alpha, Estimate)
    # 1 - (n - 1) * o / (n1 * n0) with 200 values, 90 of them yes, and 20 in pairs that differ.
    assert found.alpha.estimate == pytest.approx(1 - 199 * 20 / (2 * 90 * 110))
    assert firmness(found) is Firmness.TENTATIVE


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ({("yes", "yes"): 50, ("no", "no"): 50}, Firmness.FIRM),
        ({("yes", "yes"): 30, ("no", "no"): 30, ("yes", "no"): 40}, Firmness.EXPLORATORY),
        ({("yes", "yes"): 50}, Firmness.UNDEFINED),
        ({}, Firmness.UNKNOWN),
    ],
)
def test_what_may_be_claimed_follows_alpha(
    pairs: dict[tuple[str, str], int], expected: Firmness
) -> None:
    assert firmness(agree(pairs, ("no", "yes"), rng())) is expected


def test_steps_of_a_scale_that_lie_far_apart_count_as_worse_than_neighbours() -> None:
    same = {("0", "0"): 30, ("1", "1"): 30, ("2", "2"): 30}
    near = agree(same | {("0", "1"): 10}, ("0", "1", "2"), rng(), is_ordered=True)
    far = agree(same | {("0", "2"): 10}, ("0", "1", "2"), rng(), is_ordered=True)

    assert not isinstance(near, NotEstimable)
    assert not isinstance(far, NotEstimable)
    assert isinstance(near.alpha, Estimate)
    assert isinstance(far.alpha, Estimate)
    assert near.alpha.estimate > far.alpha.estimate


def test_firmness_is_looked_up_by_value_where_several_may_hold_and_else_by_code() -> None:
    several = counts()
    several.firmness = {"selling": Firmness.FIRM}
    tone = Coded("tone", ("0", "1"), False, 5, firmness={"tone": Firmness.TENTATIVE})

    assert several.how_firm("selling") is Firmness.FIRM
    assert several.how_firm("advice") is Firmness.UNKNOWN
    assert tone.how_firm("1") is Firmness.TENTATIVE
