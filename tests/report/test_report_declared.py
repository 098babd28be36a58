"""What was declared beforehand stands beside the figure that can test it, and is judged by it."""

from __future__ import annotations

import pytest

from askwhy.analysis import NotEstimable, judge_share
from askwhy.facts import FavourState
from askwhy.protocol import Expects, Hypothesis, HypothesisKind
from askwhy.report.declared import declared_section
from askwhy.report.favours import favours_section
from askwhy.report.shares import row, without

CONFIRMATORY, EXPLORATORY = HypothesisKind.CONFIRMATORY, HypothesisKind.EXPLORATORY
ROWS = (
    row("S5", "Answered", (36, 50), "people asked"),
    row("S2", "Own words", (4, 50), "requests"),
    without("S6", "Wrote first", (0, 0), "", "Nobody is old enough."),
)


def hypothesis(
    figure: str = "S5",
    expects: Expects | None = Expects.MORE,
    than: float = 0.5,
    kind: HypothesisKind = CONFIRMATORY,
    arms: tuple[str, ...] = (),
    says: str = "people have a reason",
) -> Hypothesis:
    return Hypothesis(says, kind, figure, expects, than, arms)


def test_nothing_declared_is_an_empty_section() -> None:
    assert declared_section((), ROWS).rows == ()


def test_a_confirmed_expectation_is_supported_by_its_figure() -> None:
    (found,) = declared_section([hypothesis()], ROWS).rows
    assert (found.k, found.n, found.verdict) == (36, 50, "supported")
    assert found.claim == "Answered: more than 50 %."
    assert found.claimed is not None
    assert (found.claimed.kind, found.claimed.family) == ("confirmatory", "declared beforehand")
    assert "people have a reason" in found.note


@pytest.mark.parametrize(
    ("expects", "than", "verdict"),
    [
        (Expects.MORE, 0.95, "contradicted"),
        (Expects.FEWER, 0.95, "supported"),
        (Expects.FEWER, 0.5, "contradicted"),
        (Expects.MORE, 0.72, "unresolved"),
    ],
)
def test_the_side_decides_the_verdict(expects: Expects, than: float, verdict: str) -> None:
    (found,) = declared_section([hypothesis(expects=expects, than=than)], ROWS).rows
    assert found.verdict == verdict
    assert ("fewer than" if expects is Expects.FEWER else "more than") in found.claim


def test_confirmatory_ones_share_their_error_rate_and_explorations_do_not_count() -> None:
    two = [hypothesis(), hypothesis("S2", Expects.FEWER)]
    looked_at = hypothesis(kind=EXPLORATORY, says="a whim")
    first, second, third = declared_section([*two, looked_at], ROWS).rows
    shared = judge_share(36, 50, "at least", 0.5, comparisons=2)
    alone = judge_share(36, 50, "at least", 0.5, comparisons=1)
    assert not isinstance(shared, NotEstimable)
    assert not isinstance(alone, NotEstimable)
    assert (first.low, first.high) == (shared.low, shared.high)
    assert (third.low, third.high) == (alone.low, alone.high)
    assert first.low is not None
    assert third.low is not None
    assert first.low < third.low, "two tests need a wider interval than one"
    assert second.claimed is not None
    assert third.claimed is not None
    assert second.claimed.kind == "confirmatory"
    assert third.claimed.kind == "exploratory"
    assert third.claimed.family != second.claimed.family


def test_an_exploration_without_a_side_shows_the_figure_and_claims_nothing() -> None:
    looked_at = hypothesis(kind=EXPLORATORY, expects=None)
    (found,) = declared_section([looked_at], ROWS).rows
    assert (found.k, found.n, found.verdict) == (36, 50, "no claim")
    assert found.note == "Whatever it shows. Your explanation: people have a reason"


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (hypothesis("", None, kind=EXPLORATORY), "No figure of this report was named for it."),
        (hypothesis(arms=("A", "B")), "A and B are told apart in the study's own report."),
        (hypothesis("S99"), "There is no such figure here (S99)."),
        (hypothesis("S6"), "There is no such figure here (S6)."),
    ],
)
def test_what_cannot_be_tested_here_says_why(one: Hypothesis, reason: str) -> None:
    (found,) = declared_section([one], ROWS).rows
    assert found.verdict == "not estimable"
    assert found.note.startswith(reason)
    assert found.name == "people have a reason"


def test_favours_are_counted_by_what_became_of_them() -> None:
    found = favours_section({FavourState.OPEN: 2, FavourState.PASSED_ON: 1})
    assert found.lead == "3 favours were asked for, 2 still open."
    (table,) = found.tables
    assert table.lines == (("open", "2"), ("done", "0"), ("declined", "0"), ("passed on", "1"))
    assert favours_section({FavourState.DONE: 1}).lead.startswith("1 favour was asked for")
    assert not favours_section({}).tables
