"""How soon people write: recent requests are used, and nothing is said beyond what was seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from scipy.stats import CensoredData, ecdf

from askwhy.analysis.tabulate import Waiting
from askwhy.report.waiting import chart, curve, over_time, rates, speeds

if TYPE_CHECKING:
    from tests.report.conftest import Count, ReportOn, Story

START = datetime(2026, 10, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
BRIEF = "brief"


def waiting(*people: tuple[float, float | None]) -> Waiting:
    """People by (days until observation ended, days until they wrote)."""
    found = Waiting()
    for seen, wrote in people:
        since = START - seen * DAY
        found.add(since, START, None if wrote is None else since + wrote * DAY)
    return found


RECENT = waiting(
    *((20.5, delay) for delay in (0.5, 0.6, 1.5, 2.5, 6.5, None, None, None)),
    *((4.5, delay) for delay in (0.5, 1.5, None, None)),
    (1.5, None), (0.5, 0.2),
)  # fmt: skip


def test_a_curve_with_recent_people_is_kaplan_and_meiers() -> None:
    """SciPy's ecdf is the second implementation, on days of waiting."""
    drawn = curve("Answered", RECENT, 7, 14)
    assert drawn is not None
    died = [0, 0, 1, 2, 6, 0, 1]
    silent = [20 - 1, 20 - 1, 20 - 1, 4 - 1, 4 - 1, 1 - 1]
    survival = ecdf(CensoredData(uncensored=died, right=silent)).sf
    for point in drawn.points[1:]:
        assert point.at == pytest.approx(1 - survival.evaluate([point.day - 1]), abs=1e-12)
        assert point.low <= point.at <= point.high
    assert drawn.points[0].at_risk == RECENT.n == 13
    assert [point.at_risk for point in drawn.points[:8]] == [13, 9, 7, 6, 4, 4, 4, 3]


def test_a_curve_ends_where_nobody_was_followed_any_longer() -> None:
    short = curve("Answered", waiting((5.5, 1.5), (3.5, None)), 14, 28)
    assert short is not None
    assert short.points[-1].day == 3
    assert curve("Answered", waiting((0.5, None)), 14, 28) is None


def test_once_everybody_has_written_nobody_needs_to_be_followed() -> None:
    drawn = curve("Answered", waiting((9, 0.5), (9, 2.5)), 14, 28)
    assert drawn is not None
    assert [point.at for point in drawn.points[:4]] == pytest.approx([0, 0.5, 0.5, 1])
    assert (drawn.points[-1].day, drawn.points[-1].at, drawn.points[-1].at_risk) == (28, 1, 0)


def test_rates_are_said_for_days_that_somebody_was_followed() -> None:
    (told,) = rates("Answered", RECENT)
    named = {each.name.replace("\xa0", " "): each for each in told.figures}
    assert [*named] == ["Within 1 day", "Within 3 days", "Within 7 days", "Within 14 days"]
    assert named["Within 1 day"].at == pytest.approx(4 / 13 - 1 / 13)
    assert {each.n for each in told.figures} == {13}
    assert "how recently people came is unrelated" in told.about


def test_what_nobody_was_followed_for_is_said_once_with_its_reason() -> None:
    (told,) = rates("Wrote first", waiting((2.5, 0.5), (2.5, None)), ": you had written")
    assert [each.name.replace("\xa0", " ") for each in told.figures] == [
        "Within 1 day",
        "Within 3 days or more",
    ]
    last = told.figures[-1]
    assert (last.at, last.note) == (None, "Nobody was followed that long: you had written.")
    assert rates("Answered", Waiting()) == ()


def test_few_days_and_many_groups_are_not_drawn() -> None:
    assert chart("Answered", {"all": waiting((2.5, 0.5))}, 14) == ()
    assert len(chart("Answered", {"all": RECENT}, 14)) == 1
    assert chart("Answered", {str(place): RECENT for place in range(5)}, 14) == ()


def test_curves_of_groups_are_compared_where_both_are_followed() -> None:
    slow = waiting(*((20.5, delay) for delay in (8.5, 9.5, None, None, None)))
    (claim,) = over_time({"a": RECENT, "b": slow}, "They differ.", "a family")
    assert claim.counts == ((7, 13), (2, 5))
    assert 0 < (claim.judgement.p or 0) < 0.5
    assert over_time({"a": RECENT}, "They differ.", "a family") == ()
    assert over_time({"a": RECENT, "b": waiting((0.5, None))}, "They differ.", "a family") == ()


def test_a_group_without_a_rate_has_a_dash() -> None:
    (table,) = speeds("How soon", {"all": RECENT, "new": waiting((2.5, None))})
    assert table.lines[1][0] == "new"
    assert table.lines[1][1].replace("\xa0", " ") == "0 % (0–79 %)"
    assert table.lines[1][2:] == ("—", "—", "—")
    assert speeds("How soon", {"new": waiting((0.5, None))}) == ()


def story(sent: float, *said: tuple[float, str, str]) -> Story:
    return {"sent": sent, "said": said}


def test_recent_requests_are_used_and_not_dropped(count: Count, report_on: ReportOn) -> None:
    """Ten asked long ago, six of whom answered within two days; ten asked three days ago, six."""
    ask = (1.0, "you", "ask")
    old = [story(0, ask, (2.5, "they", "own")) for _ in range(6)] + [story(0, ask)] * 4
    new = [story(26, ask, (2.5, "they", "own")) for _ in range(6)] + [story(26, ask)] * 4
    made = report_on(count(old + new, until=30.5))
    (row,) = [row for row in made.rows if row.id == "S5"]
    assert (row.k, row.n) == (6, 10)
    (soon,) = [each for each in made.sections if each.title == "How soon they answer"]
    within = {each.name.replace("\xa0", " "): each for each in soon.lists[0].figures}
    assert within["Within 3 days"].n == 20
    assert within["Within 3 days"].at == pytest.approx(0.6)
    assert within["Within 3 days"].high - within["Within 3 days"].low < row.high - row.low  # type: ignore[operator]


def test_the_share_at_the_horizon_is_the_rows_own(count: Count, report_on: ReportOn) -> None:
    """Where everybody has had their time the curve and the row agree, scams included."""
    ask = (1.0, "you", "ask")
    told = [story(0, ask, (3, "they", "own")), story(0, ask), story(0, ask, (20, "they", "own"))]
    told.append(told[0] | {"entries": (("scam", "advance fee"),)})
    made = report_on(count(told))
    (row,) = [row for row in made.rows if row.id == "S5"]
    (soon,) = [each for each in made.sections if each.title == "How soon they answer"]
    last = soon.lists[0].figures[-1]
    assert (row.k, row.n) == (1, 4)
    assert (last.at, last.low, last.high) == pytest.approx((0.25, row.low, row.high))


def test_the_owners_own_word_ends_the_waiting_for_a_first_word(
    count: Count, report_on: ReportOn
) -> None:
    """Half are written to on the fourth day; they are not silences of seven days."""
    first = [story(0, (3.2, "they", "own"))] * 3
    cut = [story(0, (4.0, "you", "own"), (5.0, "they", "own"))] * 3
    made = report_on(count(first + cut + [story(0)] * 2, until=40))
    (soon,) = [each for each in made.sections if each.title == "How soon they write first"]
    within = {each.name.replace("\xa0", " "): each for each in soon.lists[0].figures}
    assert within["Within 7 days"].at == pytest.approx(3 / 8)
    (row,) = [row for row in made.rows if row.id == "S7"]
    assert (row.k, row.n) == (3, 8)
    assert soon.charts[0].curves[0].points[4].at_risk == 2
