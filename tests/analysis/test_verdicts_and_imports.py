"""Verdicts are a closed vocabulary, and the room is cheap to enter."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

import askwhy.analysis
from askwhy.analysis import CONTRADICTED, SUPPORTED, Estimate, NotEstimable, Verdict
from askwhy.analysis.results import collect


def test_a_resolved_verdict_is_one_word() -> None:
    assert (str(SUPPORTED), str(CONTRADICTED)) == ("supported", "contradicted")


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (Verdict("unresolved"), "unresolved"),
        (Verdict("unresolved", 12), "unresolved (needs about 12 more)"),
        (
            Verdict("unresolved", 284, (162, 162)),
            "unresolved (needs about 162 people in each group, 284 more in all)",
        ),
        (
            Verdict("unresolved", 27, (14, 40)),
            "unresolved (needs about 14 and 40 people in the groups, 27 more in all)",
        ),
        (Verdict("unresolved", note="keep looking"), "unresolved (keep looking)"),
    ],
)
def test_an_unresolved_verdict_says_what_it_needs(verdict: Verdict, sentence: str) -> None:
    assert str(verdict) == sentence


@pytest.mark.parametrize("outcome", ["supported", "contradicted"])
def test_a_resolved_verdict_needs_nobody(outcome: str) -> None:
    for needs, sizes in ((3, ()), (None, (4, 4))):
        with pytest.raises(ValueError, match=f"a claim that is {outcome} needs nobody more"):
            Verdict(outcome, needs, sizes)  # type: ignore[arg-type]


def test_there_is_no_fourth_outcome() -> None:
    with pytest.raises(ValueError, match="no outcome 'likely'"):
        Verdict("likely")  # type: ignore[arg-type]


def test_results_cannot_be_changed() -> None:
    reason, estimate = NotEstimable("why"), Estimate(0.5, 0, 1, 0.95, "wilson", 2)
    with pytest.raises(FrozenInstanceError):
        SUPPORTED.outcome = "contradicted"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        reason.reason = ""  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        estimate.low = 1.0  # type: ignore[misc]


def test_an_interval_says_when_it_holds() -> None:
    fixed = Estimate(0.5, 0, 1, 0.95, "wilson", 20)
    assert fixed.holds == "valid only at the planned end (n = 20)"
    assert Estimate(0.5, 0, 1, 0.95, "anytime", 20, "any-time").holds == "valid whenever you look"


def test_the_first_reason_of_a_cell_is_kept() -> None:
    cells = np.zeros(3)
    found = collect(
        cells,
        cells - 1,
        cells + 1,
        np.arange(3),
        confidence=0.9,
        method="m",
        missing={"first": np.array([0, 1, 1]) > 0, "second": np.array([0, 0, 1]) > 0},
        valid="any-time",
        assumption="a",
        p=np.array([0.1, 0.2, 0.3]),
    )
    assert [found.reason_at(i) for i in range(3)] == ["", "first", "first"]
    assert found.cell(0) == Estimate(0.0, -1.0, 1.0, 0.9, "m", 0, "any-time", "a", 0.1)
    assert found.cell(2) == NotEstimable("first", -1.0, 1.0)
    assert found.shape == (3,)


def test_importing_the_room_loads_neither_scipy_nor_pandas() -> None:
    code = (
        "import sys, askwhy.analysis; "
        "print(sorted(m for m in sys.modules if m in ('scipy', 'scipy.stats', 'pandas')))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_posts_table_is_judged_without_scipy_stats() -> None:
    code = (
        "import sys; from askwhy.analysis import homogeneity_test, pairwise_differences; "
        "homogeneity_test([7, 14, 11], [7, 20, 20]); "
        "pairwise_differences([7, 14, 11], [7, 20, 20]); "
        "print('scipy.stats' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_every_public_name_exists_and_is_described() -> None:
    for name in askwhy.analysis.__all__:
        assert getattr(askwhy.analysis, name).__doc__
