"""What holds at every look rests on people whose time has passed, and says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from askwhy.analysis import Cohort, e_process, proportion_interval
from askwhy.analysis.sequential import EProcess
from askwhy.analysis.tabulate import Followed
from askwhy.report import wording
from askwhy.report.monitoring import BLOCK, equal_while_watched, lasting, matured_days

if TYPE_CHECKING:
    from tests.report.conftest import Count, ReportOn, Story

START = datetime(2026, 10, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def followed(*days: tuple[int, int, int]) -> Followed:
    """People by (day, how many wrote, how many there were)."""
    found = Followed()
    for day, k, n in days:
        for place in range(n):
            found.add(START + (day + 0.4) * DAY, wrote=place < k, is_due=True)
    return found


def test_a_day_is_matured_when_the_last_person_of_it_has_had_their_time() -> None:
    people = followed((0, 1, 2), (1, 2, 3))
    assert matured_days([people], START + 8.9 * DAY, 7).totals[1].tolist() == [2]
    assert matured_days([people], START + 9 * DAY, 7).totals[1].tolist() == [5]
    early = matured_days([people], START + 7.9 * DAY, 7)
    assert (early.totals[1].tolist(), early.left_out) == ([0], 5)


def test_nobody_is_no_cohort_and_no_figure() -> None:
    assert matured_days([Followed()], START, 7).totals[1].tolist() == [0]
    assert lasting({"Answered": matured_days([Followed()], START, 7)}) == ()


def test_each_share_has_the_interval_of_one_look_and_that_of_all(
    count: Count, report_on: ReportOn
) -> None:
    """Robbins' sequence is wider than Wilson's; both are of the matured 32 of 47."""
    people = followed(*((day, 2, 3) for day in range(15)), (15, 2, 2))
    (told,) = lasting({"Answered": matured_days([people], START + 60 * DAY, 14)})
    fixed, anytime = told.figures
    assert (fixed.k, fixed.n, fixed.valid) == (32, 47, "fixed-n")
    assert (anytime.k, anytime.n, anytime.valid) == (32, 47, "any-time")
    expected = proportion_interval(Cohort.ended(32, 47, horizon=14), method="anytime").cell(0)
    assert (anytime.low, anytime.high) == (expected.low, expected.high)
    assert anytime.low < fixed.low < fixed.high < anytime.high
    assert wording.holds(anytime) == "valid whenever you look"
    assert wording.holds(fixed).replace("\xa0", " ") == "valid only at the planned end (n = 47)"


def test_the_groups_are_watched_block_by_block() -> None:
    one = followed(*((day, 3, 3) for day in range(20)))
    other = followed(*((day, 0, 3) for day in range(20)))
    matured = matured_days([one, other], START + 60 * DAY, 14)
    (claim,) = equal_while_watched(matured, "They differ.", "a family")
    blocks = np.full((10, 2), 6)
    found = e_process(Cohort(blocks * [1, 0], blocks, np.arange(1, 21, 2), as_of=60, horizon=14))
    assert isinstance(found, EProcess)
    assert claim.judgement.p == pytest.approx(found.p)
    assert claim.verdict.outcome == "supported"
    assert claim.method == "e-process over 10 blocks"
    assert claim.counts == ((60, 60), (0, 60))
    assert "20 to 1 would tell" in wording.basis(claim)


def test_too_few_people_are_no_blocks() -> None:
    few = [followed((0, 1, BLOCK // 2)), followed((0, 1, BLOCK // 2))]
    assert equal_while_watched(matured_days(few, START + 60 * DAY, 14), "So.", "a family") == ()


def test_what_may_be_looked_at_again_asks_for_nobody_more() -> None:
    alike = [followed(*((day, 2, 4) for day in range(8))) for _ in range(2)]
    (claim,) = equal_while_watched(matured_days(alike, START + 60 * DAY, 14), "So.", "a family")
    assert claim.verdict.outcome == "unresolved"
    assert wording.more(claim) == ""


def test_the_report_has_both_for_what_is_looked_at_again(count: Count, report_on: ReportOn) -> None:
    asked: list[Story] = [
        {"sent": place / 3, "said": ((2, "you", "ask"), (3, "they", "own"))[: 1 + place % 2]}
        for place in range(30)
    ]
    (again,) = [
        each
        for each in report_on(count(asked)).sections
        if each.title == "If you look again and again"
    ]
    assert again.is_aside
    assert [(each.name, each.valid) for each in again.lists[0].figures] == [
        ("Answered your question", "fixed-n"),
        ("Answered your question", "any-time"),
        ("Wrote first, once accepted", "fixed-n"),
        ("Wrote first, once accepted", "any-time"),
    ]
